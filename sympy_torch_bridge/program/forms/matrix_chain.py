"""Products of matrices with inverses among the factors: solved, never inverted where a factor is beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...ops import matrix_solving
from ..builder import ProgramBuilder
from ..operation import MATMUL, call

__all__ = ["Factor", "chain"]

_INVERSE = call(matrix_solving.inverse)
_LEFT_QUOTIENT = call(matrix_solving.left_quotient)
_RIGHT_QUOTIENT = call(matrix_solving.right_quotient)


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor of a product.

    Parameters
    ----------
    node : int
        The node of the matrix, for an inverse that of what is inverted.
    is_inverse : bool
    is_row : bool
        Whether the factor is known to have one row.
    """

    node: int
    is_inverse: bool = False
    is_row: bool = False


def chain(build: ProgramBuilder, factors: Sequence[Factor]) -> int:
    """Multiply in order; neighbours of an inverse are the right sides that it is solved for.

    A product that begins with a row is computed from the left, so that every solve is one for a
    vector; otherwise the factors to the right of an inverse are its right side.
    """
    if not any(factor.is_inverse for factor in factors):
        return _product(build, [factor.node for factor in factors])
    if factors[0].is_row and not factors[0].is_inverse:
        return _from_left(build, factors[0].node, factors[1:])
    # Inverses at the end have nothing to their right.
    end = len(factors)
    while end and factors[end - 1].is_inverse:
        end -= 1
    if end:
        return _from_left(build, _from_right(build, factors[:end]), factors[end:])
    last = build.add(_INVERSE, factors[-1].node)
    for factor in reversed(factors[:-1]):
        last = build.add(_LEFT_QUOTIENT, factor.node, last)
    return last


def _product(build: ProgramBuilder, nodes: Sequence[int]) -> int:
    result = nodes[0]
    for node in nodes[1:]:
        result = build.add(MATMUL, result, node)
    return result


def _from_left(build: ProgramBuilder, result: int, factors: Sequence[Factor]) -> int:
    for factor in factors:
        operation = _RIGHT_QUOTIENT if factor.is_inverse else MATMUL
        result = build.add(operation, result, factor.node)
    return result


def _from_right(build: ProgramBuilder, factors: Sequence[Factor]) -> int:
    """Multiply factors of which the last is no inverse."""
    plain: list[int] = []
    for factor in reversed(factors):
        if not factor.is_inverse:
            plain.insert(0, factor.node)
            continue
        plain = [build.add(_LEFT_QUOTIENT, factor.node, _product(build, plain))]
    return _product(build, plain)
