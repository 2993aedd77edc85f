"""How the matrix rules are written down: sizes, symbols, and a record with less to type."""

from __future__ import annotations

from typing import Any

from sympy import MatMul, MatrixSymbol, OneMatrix, Trace, Transpose, symbols

from .._rule import Instance, Layout, Rule, Structure

__all__ = [
    "COOKBOOK",
    "D2L",
    "RECTANGULAR",
    "SQUARE",
    "entry_sum",
    "form",
    "k",
    "m",
    "matrix_rule",
    "n",
    "p",
    "q",
    "squared_norm",
    "vector",
]

D2L = "d2l.ai, section 2.4 Calculus"
COOKBOOK = "Matrix Cookbook (2012), eq. "

m, n, p, q = symbols("m n p q", integer=True, positive=True)
k = symbols("k", integer=True, positive=True)

# Rectangular sizes show a misplaced transpose by its shape, square ones only by its values.
RECTANGULAR: tuple[Instance, ...] = ({m: 3, n: 2, p: 2, q: 1}, {m: 2, n: 2, p: 2, q: 2})
SQUARE: tuple[Instance, ...] = ({n: 3}, {n: 2})


def matrix_rule(
    name: str,
    title: str,
    lhs: Any,
    rhs: Any,
    wrt: Any,
    sizes: tuple[Instance, ...],
    *,
    layout: Layout = "denominator",
    source: str = "",
    assumptions: str = "",
    domain: Any = (),
    structure: Structure = (),
) -> Rule:
    """Return the record of a matrix rule; its id begins with ``matrix.``."""
    groups = ("d2l",) if D2L in source else ()
    return Rule(
        f"matrix.{name}",
        title,
        lhs,
        rhs,
        wrt,
        domain,
        layout=layout,
        source=source,
        tags=("matrix", *groups),
        assumptions=assumptions,
        structure=structure,
        instances=_used(sizes, lhs, rhs, wrt),
    )


def _used(sizes: tuple[Instance, ...], *sides: Any) -> tuple[Instance, ...]:
    """Leave out the sizes that a rule does not speak of."""
    free = set().union(*(side.free_symbols for side in sides))
    for side in sides:
        for symbol in side.atoms(MatrixSymbol):
            free |= set().union(*(size.free_symbols for size in symbol.shape))
    return tuple({size: value for size, value in instance.items() if size in free} for instance in sizes)


def vector(name: str, length: Any = n) -> MatrixSymbol:
    """Return a column vector."""
    return MatrixSymbol(name, length, 1)


def squared_norm(matrix: Any) -> Any:
    """Return the sum of the squares of the entries, as a scalar."""
    return Trace(form(matrix, matrix))


def form(left: Any, *factors: Any) -> Any:
    """Return the transpose of a matrix times others, not multiplied out."""
    return MatMul(Transpose(left), *factors)


def entry_sum(column: Any) -> Any:
    """Return the sum of the entries of a column, as a scalar."""
    return Trace(OneMatrix(1, column.shape[0]) * column)
