"""Operators on fields in cartesian coordinates, written out in partial derivatives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Add, Derivative, ImmutableMatrix

__all__ = ["cross", "curl", "divergence", "dot", "gradient", "hessian", "jacobian", "laplacian"]


def gradient(field: Any, coordinates: Sequence[Any]) -> ImmutableMatrix:
    """Return the column of partial derivatives."""
    return ImmutableMatrix([Derivative(field, x) for x in coordinates])


def divergence(field: Any, coordinates: Sequence[Any]) -> Any:
    """Return the sum of the slopes of the components, each along its own axis."""
    return Add(*(Derivative(part, x) for part, x in zip(field, coordinates, strict=True)))


def curl(field: Any, coordinates: Sequence[Any]) -> ImmutableMatrix:
    """Return the curl of a field in space."""
    (p, q, r), (x, y, z) = field, coordinates
    pairs = (((r, y), (q, z)), ((p, z), (r, x)), ((q, x), (p, y)))
    return ImmutableMatrix([Derivative(*plus) - Derivative(*minus) for plus, minus in pairs])


def laplacian(field: Any, coordinates: Sequence[Any]) -> Any:
    """Return the sum of the second partial derivatives."""
    return Add(*(Derivative(field, (x, 2)) for x in coordinates))


def jacobian(field: Any, coordinates: Sequence[Any]) -> ImmutableMatrix:
    """Return the matrix with the slopes of one component in each row."""
    return ImmutableMatrix([[Derivative(part, x) for x in coordinates] for part in field])


def hessian(field: Any, coordinates: Sequence[Any]) -> ImmutableMatrix:
    """Return the matrix of second partial derivatives."""
    places = range(len(coordinates))
    # The order of differentiation is that of the coordinates: the matrix is its own transpose.
    paths = [[(min(i, j), max(i, j)) for j in places] for i in places]
    return ImmutableMatrix(
        [[Derivative(field, coordinates[i], coordinates[j]) for i, j in row] for row in paths]
    )


def dot(left: Any, right: Any) -> Any:
    """Return the scalar product of two columns."""
    return Add(*(a * b for a, b in zip(left, right, strict=True)))


def cross(left: Any, right: Any) -> ImmutableMatrix:
    """Return the vector product of two columns with three entries."""
    (a, b, c), (p, q, r) = left, right
    return ImmutableMatrix([b * r - c * q, c * p - a * r, a * q - b * p])
