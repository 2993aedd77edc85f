"""One term of a differential with its columns stacked: what stands before and around a node."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Identity, MatrixExpr, S

from .blocks import Span, embedded
from .kronecker import kronecker
from .trace import scalar_of
from .transposition import transposed
from .vectorization import CommutationMatrix
from .words import product

__all__ = ["Item", "commutation", "selection"]


@dataclass(frozen=True)
class Item:
    """The vector ``prefix*vec(left*node*right)``."""

    prefix: tuple[MatrixExpr, ...]
    left: tuple[MatrixExpr, ...]
    node: MatrixExpr
    right: tuple[MatrixExpr, ...]

    def opened(self) -> tuple[Expr, ...]:
        """Return what stands before ``vec(node)``.

        Examples
        --------
        >>> from sympy import MatrixSymbol
        >>> A, B, X = (MatrixSymbol(name, 2, 2) for name in "ABX")
        >>> Item((), (A,), X, (B,)).opened()
        (KroneckerProduct(B.T, A),)
        """
        rows, columns = self.node.shape
        before = product(*self.left, Identity(rows))  # what stands before may be scalars alone
        after = transposed(product(*self.right)) if self.right else Identity(columns)
        if after.shape == (1, 1) and not isinstance(after, Identity):
            return (*self.prefix, scalar_of(after), before)
        return (*self.prefix, kronecker(after, before))

    def inside(self, factor: MatrixExpr, node: MatrixExpr) -> Item:
        """Return the item of ``vec(self.node) = factor*vec(node)``."""
        return Item((*self.opened(), factor), (), node, ())

    def around(self, *factors: MatrixExpr, node: MatrixExpr, after: tuple[MatrixExpr, ...] = ()) -> Item:
        """Return the item of ``self.node = factors*node*after``."""
        return Item(self.prefix, (*self.left, *factors), node, (*after, *self.right))


def commutation(rows: Expr, columns: Expr) -> MatrixExpr:
    """Return the commutation matrix, which for a vector is the identity.

    Examples
    --------
    >>> commutation(S(2), S(3)), commutation(S(2), S(1))
    (K(2, 3), I)
    """
    return Identity(rows * columns) if S.One in (rows, columns) else CommutationMatrix(rows, columns)


def selection(span: Span, size: Expr) -> MatrixExpr:
    """Return the matrix whose product with a matrix takes some of its rows.

    Examples
    --------
    >>> selection((S(0), S(2)), S(3)).as_explicit()
    Matrix([
    [1, 0, 0],
    [0, 1, 0]])
    """
    height = span[1] - span[0]
    if height == size:
        return Identity(size)
    return transposed(embedded(Identity(height), (size, height), span, (S.Zero, height)))
