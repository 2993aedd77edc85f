"""Hadamard products, Hadamard powers and functions applied to every entry."""

from __future__ import annotations

from sympy import (
    Dummy,
    Expr,
    HadamardPower,
    HadamardProduct,
    Identity,
    Integer,
    Lambda,
    MatrixBase,
    MatrixExpr,
    OneMatrix,
    S,
    Transpose,
    ZeroMatrix,
    default_sort_key,
)
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from .triangle import LowerOnes
from .words import product, split

__all__ = ["ENTRY", "applied", "hadamard", "hadamard_power"]

# One bound variable for every applied function: SymPy tells two functions with bound variables
# of their own apart inside a product, and equal terms would not be collected.
ENTRY = Dummy("d", real=True)


def hadamard(*matrices: MatrixExpr) -> MatrixExpr:
    """Multiply matrices of one shape entry by entry, scalars first and ones dropped.

    Examples
    --------
    >>> from sympy import MatrixSymbol, OneMatrix
    >>> X, Y = MatrixSymbol("X", 2, 3), MatrixSymbol("Y", 2, 3)
    >>> hadamard(2 * Y, OneMatrix(2, 3), X)
    2*(HadamardProduct(X, Y))
    >>> hadamard(X, X)
    HadamardPower(X, 2)
    """
    rows, columns = matrices[0].shape
    coefficient = S.One
    exponents: dict[MatrixExpr, Expr] = {}
    pending = list(reversed(matrices))
    while pending:
        inner, word = split(pending.pop())
        factor = product(*word)
        coefficient *= inner
        if isinstance(factor, HadamardProduct):
            pending.extend(reversed(factor.args))
        elif isinstance(factor, ZeroMatrix):
            return ZeroMatrix(rows, columns)
        elif not isinstance(factor, OneMatrix):
            base, exponent = _as_hadamard_power(factor)
            exponents[base] = exponents.get(base, S.Zero) + exponent
    factors = [hadamard_power(base, exponent) for base, exponent in exponents.items()]
    if any(isinstance(factor, Identity) for factor in factors):  # the diagonal of A.T is that of A
        factors = [factor.arg if isinstance(factor, Transpose) else factor for factor in factors]
    return product(
        coefficient, _entrywise([f for f in factors if not isinstance(f, OneMatrix)], rows, columns)
    )


def _entrywise(factors: list[MatrixExpr], rows: Expr, columns: Expr) -> MatrixExpr:
    if not factors:
        return OneMatrix(rows, columns)
    if all(isinstance(factor, MatrixBase) for factor in factors):
        result = factors[0]
        for factor in factors[1:]:
            result = result.multiply_elementwise(factor)
        return result
    return factors[0] if len(factors) == 1 else HadamardProduct(*sorted(factors, key=_place))


def _place(factor: MatrixExpr) -> tuple[bool, object]:
    """Order factors as SymPy does, but what selects entries last, as in ``HadamardProduct(A, I)``."""
    return isinstance(factor, (Identity, LowerOnes)), default_sort_key(factor)


def _as_hadamard_power(factor: MatrixExpr) -> tuple[MatrixExpr, Expr]:
    """Return base and exponent; a matrix exponent stays inside the base."""
    if isinstance(factor, HadamardPower) and not isinstance(factor.exp, (MatrixExpr, MatrixBase)):
        return factor.base, factor.exp
    return factor, S.One


def hadamard_power(base: MatrixExpr, exponent: Expr) -> MatrixExpr:
    """Raise every entry to a scalar exponent."""
    if exponent == 0:
        return OneMatrix(*base.shape)
    return base if exponent == 1 else HadamardPower(base, exponent)


def applied(body: Expr, variable: Dummy, matrix: MatrixExpr) -> MatrixExpr:
    """Apply ``body``, an expression in ``variable``, to every entry of a matrix.

    Constants and powers take SymPy's shorter nodes; a matrix of ones prints as 1.

    Examples
    --------
    >>> from sympy import Dummy, Integer, MatrixSymbol
    >>> X, t = MatrixSymbol("X", 2, 3), Dummy("t")
    >>> applied(3 * t**2, t, X)
    3*HadamardPower(X, 2)
    >>> applied(Integer(5), t, X)
    5*1
    """
    if variable not in body.free_symbols:
        return product(body, OneMatrix(*matrix.shape))
    coefficient, rest = body.as_independent(variable, as_Add=False)
    base, exponent = rest.as_base_exp()
    if base == variable and isinstance(exponent, Integer):
        return product(coefficient, hadamard_power(matrix, exponent))
    return product(coefficient, ElementwiseApplyFunction(Lambda(variable, rest), matrix))
