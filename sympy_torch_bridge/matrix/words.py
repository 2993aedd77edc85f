"""Products of matrices as words: one scalar coefficient and a tuple of matrix factors.

Every product the engine makes goes through :func:`product`, so that a result never holds
``1*X``, ``X*I`` or ``X*X**(-1)``, and two equal products are equal as SymPy objects.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sympy import (
    Basic,
    Expr,
    Identity,
    Integer,
    Inverse,
    MatMul,
    MatPow,
    MatrixBase,
    MatrixExpr,
    OneMatrix,
    S,
    Transpose,
    ZeroMatrix,
)

from .assumed import is_assumed_orthogonal
from .exponential import MatrixExponential
from .scalars import times
from .unit import MatrixUnit

__all__ = ["as_power", "commutes", "is_matrix", "power", "product", "split"]


def is_matrix(node: Basic) -> bool:
    """Say whether a node is a matrix expression or an explicit matrix."""
    return isinstance(node, (MatrixExpr, MatrixBase))


def split(*arguments: Basic) -> tuple[Expr, tuple[MatrixExpr, ...]]:
    """Return the scalar coefficient and the matrix factors of a product, nested products flattened."""
    scalars: list[Expr] = []
    factors: list[MatrixExpr] = []
    pending = list(reversed(arguments))
    while pending:
        argument = pending.pop()
        if isinstance(argument, MatMul):
            pending.extend(reversed(argument.args))
        elif is_matrix(argument):
            factors.append(argument)
        elif argument is not S.One:
            scalars.append(argument)
    return _multiplied(scalars), tuple(factors)


def _multiplied(scalars: Sequence[Expr]) -> Expr:
    """Multiply scalars; a single one is returned untouched, however deep it is."""
    result = S.One
    for scalar in scalars:
        result = times(result, scalar)
    return result


def as_power(factor: MatrixExpr) -> tuple[MatrixExpr, Expr]:
    """Return base and exponent of a factor; an inverse has exponent -1."""
    if isinstance(factor, Inverse):
        return factor.arg, S.NegativeOne
    if isinstance(factor, Transpose) and is_assumed_orthogonal(factor.arg):
        return factor.arg, S.NegativeOne
    if isinstance(factor, MatPow) and not isinstance(factor.exp, MatrixExpr):
        return factor.base, factor.exp
    return factor, S.One


def power(base: MatrixExpr, exponent: Expr) -> MatrixExpr:
    """Return ``base**exponent`` for one factor, in SymPy's own form for each exponent."""
    if isinstance(base, Identity) or exponent == 0:
        return Identity(base.shape[0])
    if isinstance(base, MatrixExponential) and exponent.is_integer:
        return MatrixExponential(product(exponent, base.arg))
    inner, inner_exponent = as_power(base)
    if inner_exponent.is_integer and Integer(1) != inner_exponent and exponent.is_integer:
        return power(inner, inner_exponent * exponent)
    if exponent == 1:
        return base
    if exponent == -1 and is_assumed_orthogonal(base):
        return Transpose(base)
    return Inverse(base) if exponent == -1 else MatPow(base, exponent)


def product(*arguments: Basic) -> Basic:
    """Multiply scalars and matrices into one word.

    Parameters
    ----------
    *arguments : Expr or MatrixExpr
        Scalars may stand anywhere; matrices keep their order.

    Returns
    -------
    MatMul, a single factor, a ZeroMatrix, or a scalar if no matrix was given.

    Examples
    --------
    >>> from sympy import Identity, MatrixSymbol
    >>> X = MatrixSymbol("X", 3, 3)
    >>> product(2, X.T, 3, Identity(3), X)
    6*X.T*X
    >>> product(X, X.I, X.T)
    X.T
    """
    coefficient, factors = split(*arguments)
    if not factors:
        return coefficient
    rows, columns = factors[0].shape[0], factors[-1].shape[1]
    if coefficient == 0 or any(isinstance(f, ZeroMatrix) or _is_explicit_zero(f) for f in factors):
        return ZeroMatrix(rows, columns)
    return _assembled(coefficient, _joined(factors), rows)


def _is_explicit_zero(factor: MatrixExpr) -> bool:
    # SymPy would ask each entry whether it could be zero, which takes long and can fail.
    return isinstance(factor, MatrixBase) and all(entry is S.Zero for entry in factor.flat())


def _joined(factors: Iterable[MatrixExpr]) -> list[MatrixExpr]:
    """Drop identities, multiply explicit neighbours and add the exponents of equal neighbours."""
    word: list[MatrixExpr] = []
    for factor in factors:
        if isinstance(factor, Identity):
            continue
        merged = _merged(word[-1], factor) if word else None
        if merged is None:
            word.append(factor)
            continue
        word.pop()
        if not isinstance(merged, Identity):
            word.append(merged)
    return word


def _merged(left: MatrixExpr, right: MatrixExpr) -> MatrixExpr | None:
    """Return the product of two neighbours if it is a single factor, else None."""
    if isinstance(left, MatrixBase) and isinstance(right, MatrixBase):
        return (left * right).as_immutable()
    if isinstance(left, OneMatrix) and isinstance(right, OneMatrix) and left.shape[1] == 1:
        return OneMatrix(left.shape[0], right.shape[1])
    if isinstance(left, MatrixUnit) and isinstance(right, MatrixUnit) and left.place[1] == right.place[0]:
        return MatrixUnit(left.shape[0], right.shape[1], left.place[0], right.place[1])
    base, exponent = as_power(left)
    other, other_exponent = as_power(right)
    if base.shape[0] != base.shape[1] or base != other:
        return None
    return power(base, exponent + other_exponent)


def _assembled(coefficient: Expr, word: Sequence[MatrixExpr], rows: Expr) -> MatrixExpr:
    factors = list(word) or [Identity(rows)]
    if len(factors) == 1 and isinstance(factors[0], MatrixBase):
        return (coefficient * factors[0]).as_immutable()
    if coefficient == 1:
        return factors[0] if len(factors) == 1 else MatMul(*factors)
    return MatMul(coefficient, *factors)


def commutes(left: MatrixExpr, right: MatrixExpr) -> bool:
    """Say whether two square matrices are seen to commute: both are powers of one matrix, up to a scalar.

    Examples
    --------
    >>> from sympy import MatrixSymbol, Symbol
    >>> t, X, Y = Symbol("t"), MatrixSymbol("X", 3, 3), MatrixSymbol("Y", 3, 3)
    >>> commutes(X**2, t * X), commutes(X, Y)
    (True, False)
    """
    bases = [as_power(product(*split(matrix)[1]))[0] for matrix in (left, right)]
    return bases[0] == bases[1] or any(isinstance(base, (Identity, ZeroMatrix)) for base in bases)
