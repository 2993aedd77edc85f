"""Arithmetic of scalars that may hold matrices: traces, determinants, entries and functions of them."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Add, Basic, Expr, Mul, S

__all__ = ["SYMPY_FAILURES", "built", "plus", "times"]

# What SymPy raises by accident where it evaluates matrices inside scalars: it asks for the sign of a
# function of a determinant and adds the matrix in it to a number.
SYMPY_FAILURES = (TypeError, AttributeError, NotImplementedError, ValueError, LookupError, RecursionError)


def built(head: type[Expr], *arguments: Basic) -> Expr:
    """Apply a scalar head; where SymPy's evaluation stumbles over a matrix inside, without evaluation.

    Examples
    --------
    >>> from sympy import Determinant, Identity, MatrixSymbol, cos, log, tan
    >>> A = MatrixSymbol("A", 3, 3).applyfunc(tan)
    >>> u = cos(log(Determinant(A + 6 * Identity(3))))
    >>> built(Mul, u, u + 1).func
    <class 'sympy.core.mul.Mul'>
    """
    try:
        return head(*arguments)
    except SYMPY_FAILURES:
        return head(*arguments, evaluate=False)


def times(left: Expr, right: Expr, *, evaluate: bool = True) -> Expr:
    """Multiply two scalars, leaving out ones and keeping zeros plain."""
    if left is S.One or right is S.Zero:
        return right
    if right is S.One or left is S.Zero:
        return left
    return built(Mul, left, right) if evaluate else Mul(left, right, evaluate=False)


def plus(summands: Sequence[Expr], *, evaluate: bool = True) -> Expr:
    """Add scalars, leaving out zeros."""
    kept = [summand for summand in summands if summand is not S.Zero]
    if not kept:
        return S.Zero
    if len(kept) == 1:
        return kept[0]
    return built(Add, *kept) if evaluate else Add(*kept, evaluate=False)
