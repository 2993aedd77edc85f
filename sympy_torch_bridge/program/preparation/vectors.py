"""Vectors and dyadics of sympy.vector: their operators evaluated, their components in one basis."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import reduce
from typing import Any

import sympy
from sympy import vector
from sympy.vector.basisdependent import BasisDependent

from ...errors import UnsupportedFunctionError
from ..expressions.traversal import children, postorder

__all__ = ["HEADS", "components", "components_in_frame", "evaluated", "is_vector", "without_vectors"]

_OPERATORS: dict[type[Any], Callable[..., Any]] = {
    vector.Dot: vector.dot,
    vector.Cross: vector.cross,
    vector.Gradient: vector.gradient,
    vector.Divergence: vector.divergence,
    vector.Curl: vector.curl,
    vector.Laplacian: vector.laplacian,
}
HEADS = (BasisDependent, *_OPERATORS)
_VECTORS = (BasisDependent, vector.Cross, vector.Gradient, vector.Curl)


def is_vector(expr: Any) -> bool:
    """Tell whether an expression is a vector or dyadic: unevaluated products may hide in sums and products.

    Examples
    --------
    >>> C = vector.CoordSys3D("C")
    >>> is_vector(C.x * C.i), is_vector(C.x * vector.Dot(C.i, C.j))
    (True, False)
    """
    stack = [expr]
    while stack:
        node = stack.pop()
        if isinstance(node, _VECTORS):
            return True
        if isinstance(node, sympy.Add | sympy.Mul):
            stack.extend(node.args)
    return False


def evaluated(expr: Any) -> Any:
    """Carry out all products and differential operators, from the inside out.

    Examples
    --------
    >>> C = vector.CoordSys3D("C")
    >>> evaluated(vector.Divergence(vector.Cross(C.x * C.i, C.k)))
    0
    >>> evaluated(2 * vector.Gradient(C.x**2))
    4*C.x*C.i
    """
    built: dict[int, Any] = {}
    for node in postorder(expr):
        parts = children(node)
        new = [built[id(part)] for part in parts]
        built[id(node)] = _rebuilt(node, parts, new)
    return built[id(expr)]


def _rebuilt(node: Any, parts: tuple[Any, ...], new: list[Any]) -> Any:
    if type(node) in _OPERATORS:
        return _OPERATORS[type(node)](*new)
    if all(a is b for a, b in zip(parts, new, strict=True)):
        return node
    if any(isinstance(part, BasisDependent) for part in new) and not isinstance(node, BasisDependent):
        if isinstance(node, sympy.Add | sympy.Mul):  # a sum or product of vectors is one of their classes
            return reduce(operator.add if isinstance(node, sympy.Add) else operator.mul, new)
        name = type(node).__name__
        raise UnsupportedFunctionError(f"{name} of a vector", [name], hint="take its components first")
    return node.func(*new)


def components(expr: Any) -> Any:
    """Return the components of a vector, shape (3,), or of a dyadic, shape (3, 3), as an array.

    Raises
    ------
    UnsupportedFunctionError
        Its base vectors belong to several coordinate systems.
    """
    value = evaluated(expr)
    systems = {system for base in getattr(value, "components", {}) for system in _systems(base)}
    if len(systems) > 1:
        names = " and ".join(sorted(map(str, systems)))
        hint = (
            f"its base vectors belong to {names}; sympy.vector.express(v, C, variables=True) writes it in one"
        )
        name = type(value).__name__
        raise UnsupportedFunctionError(f"{name} in several coordinate systems", [name], hint=hint)
    shape = (3, 3) if isinstance(value, vector.Dyadic) else (3,)
    if not systems:
        return sympy.ImmutableDenseNDimArray([0] * (9 if len(shape) == 2 else 3), shape)
    return sympy.ImmutableDenseNDimArray(list(value.to_matrix(systems.pop()).flat()), shape)


def _systems(base: Any) -> list[Any]:
    """Return the coordinate systems of a base vector or base dyadic."""
    return [part.system for part in (base.args if isinstance(base, vector.Dyadic) else (base,))]


def without_vectors(expr: Any) -> Any:
    """Return a vector as the array of its components, a scalar with its products of vectors carried out.

    Examples
    --------
    >>> C = vector.CoordSys3D("C")
    >>> without_vectors(2 * C.x * C.j), without_vectors(vector.Dot(C.y * C.i, C.i) + 1)
    ([0, 2*C.x, 0], C.y + 1)
    """
    return components(expr) if is_vector(expr) else evaluated(expr)


def components_in_frame(value: Any) -> Any:
    """Return the components of a vector of sympy.physics.vector in its reference frame.

    Raises
    ------
    UnsupportedFunctionError
        It has components in several frames.
    """
    if len(value.args) > 1:
        names = " and ".join(str(frame) for _, frame in value.args)
        hint = f"it has components in {names}; v.express(N) writes it in one frame"
        raise UnsupportedFunctionError("Vector in several reference frames", ["Vector"], hint=hint)
    entries = list(value.args[0][0]) if value.args else [0, 0, 0]
    return sympy.ImmutableDenseNDimArray(entries, (3,))
