"""The partial trace: what is left of a Kronecker product when its outer factors are traced out."""

from __future__ import annotations

from typing import Any

from sympy import (
    Add,
    Basic,
    Dummy,
    Expr,
    ImmutableDenseMatrix,
    KroneckerProduct,
    MatrixBase,
    MatrixExpr,
    Mul,
    Sum,
)

from .kronecker import as_kronecker, multiplied
from .node_arguments import expression_argument, matrix_argument
from .trace import trace
from .words import product, split

__all__ = ["PartialTrace", "partial_trace"]


class PartialTrace(MatrixExpr):
    """The matrix ``sum_ab M[(a, i, b), (a, j, b)]`` of a matrix with three indices on each side.

    Of ``KroneckerProduct(L, A, R)`` with square L and R it is ``Trace(L)*Trace(R)*A``.

    Parameters
    ----------
    matrix : MatrixExpr
        Of shape ``(left*n*right, left*m*right)``.
    left, right : int or Expr
        The sizes that are traced out. The result has shape ``(n, m)``.

    Examples
    --------
    >>> from sympy import Matrix, MatrixSymbol, diag
    >>> M = MatrixSymbol("M", 6, 6)
    >>> PartialTrace(M, 2, 1).shape, PartialTrace(M, 2, 1)[0, 1]
    ((3, 3), M[0, 1] + M[3, 4])
    >>> PartialTrace(diag(1, 2, 3, 4), 1, 2).doit()
    Matrix([
    [3, 0],
    [0, 7]])
    """

    def __new__(cls, matrix: Any, left: Any, right: Any) -> PartialTrace:
        """Make the node."""
        made: PartialTrace = Basic.__new__(
            cls,
            matrix_argument(matrix, "PartialTrace"),
            *(expression_argument(size, "PartialTrace") for size in (left, right)),
        )
        return made

    @property
    def arg(self) -> MatrixExpr:
        """The matrix."""
        return self.args[0]

    @property
    def traced(self) -> tuple[Expr, Expr]:
        """The sizes that are traced out, before and after the one that is left."""
        return self.args[1], self.args[2]

    @property
    def shape(self) -> tuple[Expr, Expr]:
        """Rows and columns."""
        left, right = self.traced
        rows, columns = self.arg.shape
        return rows / (left * right), columns / (left * right)

    def _entry(self, i: Any, j: Any, **_: Any) -> Expr:
        left, right = self.traced
        rows, columns = self.shape

        def term(a: Any, b: Any) -> Expr:
            return self.arg[(a * rows + i) * right + b, (a * columns + j) * right + b]

        if left.is_Integer and right.is_Integer:
            return Add(*(term(a, b) for a in range(int(left)) for b in range(int(right))))
        a, b = Dummy("a", integer=True), Dummy("b", integer=True)
        return Sum(term(a, b), (a, 0, left - 1), (b, 0, right - 1))

    def doit(self, **hints: Any) -> MatrixExpr:
        """Return an explicit matrix where the entries are explicit."""
        inner = self.arg.doit(**hints) if hints.get("deep", True) else self.arg
        made = PartialTrace(inner, *self.traced)
        if isinstance(inner, MatrixBase):
            return ImmutableDenseMatrix(*(int(n) for n in made.shape), lambda i, j: made[i, j])
        return made

    def _latex(self, printer: Any) -> str:
        left, right = (printer.doprint(size) for size in self.traced)
        return rf"\operatorname{{tr}}_{{{left},{right}}}\left({printer.doprint(self.arg)}\right)"


def partial_trace(matrix: MatrixExpr, left: Expr, right: Expr) -> MatrixExpr:
    """Return the partial trace, in ordinary matrices where the matrix is a Kronecker product.

    Examples
    --------
    >>> from sympy import Integer, MatrixSymbol
    >>> A, B = MatrixSymbol("A", 2, 2), MatrixSymbol("B", 3, 3)
    >>> partial_trace(KroneckerProduct(A, B), Integer(2), Integer(1))
    Trace(A)*B
    """
    if left == right == 1:
        return matrix
    coefficient, word = split(matrix)
    word = _joined(word)
    if len(word) == 1 and isinstance(word[0], KroneckerProduct):
        found = _of_kronecker(word[0].args, left, right)
        if found is not None:
            return product(coefficient, *found)
    return product(coefficient, PartialTrace(product(*word), left, right))


def _joined(word: tuple[MatrixExpr, ...]) -> tuple[MatrixExpr, ...]:
    """Multiply neighbours that are Kronecker products of the same partition."""
    joined: list[MatrixExpr] = []
    for factor in map(as_kronecker, word):
        last = joined[-1] if joined else None
        both = isinstance(last, KroneckerProduct) and isinstance(factor, KroneckerProduct)
        merged = multiplied(last, factor) if both else None
        if merged is None:
            joined.append(factor)
        else:
            joined[-1] = merged
    return tuple(joined)


def _of_kronecker(factors: tuple[MatrixExpr, ...], left: Expr, right: Expr) -> list[Expr] | None:
    """Trace out whole factors at both ends; None where the sizes cut through one."""
    before, middle = _whole(list(factors), left)
    after, kept = _whole(middle[::-1], right) if middle is not None else ([], None)
    if kept is None or any(factor.shape[0] != factor.shape[1] for factor in (*before, *after)):
        return None
    inner = kept[::-1]
    traced = Mul(*(trace(factor) for factor in (*before, *after)))
    return [traced, *(inner if len(inner) == 1 else [KroneckerProduct(*inner)])] if inner else None


def _whole(factors: list[MatrixExpr], size: Expr) -> tuple[list[MatrixExpr], list[MatrixExpr] | None]:
    """Take factors from the front until they have a size; the rest is None where none fit."""
    taken: list[MatrixExpr] = []
    while size != Mul(*(factor.shape[0] for factor in taken)):
        if not factors:
            return taken, None
        taken.append(factors.pop(0))
    return taken, factors
