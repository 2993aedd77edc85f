"""Matrix by matrix: the Jacobian of the stacked columns, read off the differential.

``vec(dF) = J*vec(dX)`` defines ``J``. Source: J. R. Magnus and H. Neudecker, Matrix Differential Calculus.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sympy import (
    BlockMatrix,
    DiagMatrix,
    DiagonalOf,
    Expr,
    HadamardProduct,
    Identity,
    KroneckerProduct,
    MatAdd,
    MatMul,
    MatrixExpr,
    MatrixSymbol,
    S,
    Transpose,
    ZeroMatrix,
)
from sympy.matrices.expressions.slice import MatrixSlice

from ..errors import MatrixDerivativeError
from .blocks import Span, block_spans, blocks_of, embedded, span_of
from .elementwise import hadamard
from .entry import normalised
from .forward import raw_differential
from .kronecker import kronecker
from .reverse import gradient
from .simplification import simplified
from .sums import total
from .transposition import transposed
from .vectorization import CommutationMatrix, DiagonalSelection, Vec
from .words import is_matrix, product

__all__ = ["free_name", "vec_jacobian"]


def vec_jacobian(expression: MatrixExpr, wrt: MatrixSymbol) -> MatrixExpr:
    """Differentiate a matrix by a matrix, both with their columns stacked.

    Parameters
    ----------
    expression : MatrixExpr
        Of shape (p, q).
    wrt : MatrixSymbol
        Of shape (n, m).

    Returns
    -------
    MatrixExpr
        Of shape (p*q, n*m): row ``i + p*j`` belongs to the output (i, j), column ``k + n*l`` to the entry
        (k, l) of ``wrt``.

    Raises
    ------
    MatrixDerivativeError
        A node has no rule, or its differential cannot be written as a matrix times the stacked change.

    Examples
    --------
    >>> A, B, X = (MatrixSymbol(name, 2, 2) for name in "ABX")
    >>> vec_jacobian(A * X * B, X)
    KroneckerProduct(B.T, A)
    >>> vec_jacobian(X.T, X)
    K(2, 2)
    >>> vec_jacobian(X.I, X)
    -(KroneckerProduct(X.T**(-1), X**(-1)))
    """
    root = normalised(expression)
    change = MatrixSymbol(free_name(wrt, root), *wrt.shape)
    found = _Reading(change, str(wrt)).coefficient(raw_differential(root, wrt, change))
    shape = root.shape[0] * root.shape[1], wrt.shape[0] * wrt.shape[1]
    return simplified(total(*found)) if found else ZeroMatrix(*shape)


def free_name(wrt: MatrixSymbol, expression: MatrixExpr) -> str:
    """Return a name for the change that no symbol of the expression has.

    Examples
    --------
    >>> X, dX = MatrixSymbol("X", 2, 2), MatrixSymbol("dX", 2, 2)
    >>> free_name(X, X * dX)
    'ddX'
    """
    name, taken = f"d{wrt.name}", {str(symbol) for symbol in expression.free_symbols}
    while name in taken:
        name = f"d{name}"
    return name


@dataclass(frozen=True)
class _Item:
    """The vector ``prefix*vec(left*node*right)``."""

    prefix: tuple[MatrixExpr, ...]
    left: tuple[MatrixExpr, ...]
    node: MatrixExpr
    right: tuple[MatrixExpr, ...]

    def opened(self) -> tuple[MatrixExpr, ...]:
        """Return what stands before ``vec(node)``."""
        rows, columns = self.node.shape
        before = product(*self.left) if self.left else Identity(rows)
        after = transposed(product(*self.right)) if self.right else Identity(columns)
        return (*self.prefix, kronecker(after, before))

    def inside(self, factor: MatrixExpr, node: MatrixExpr) -> _Item:
        """Return the item of ``vec(self.node) = factor*vec(node)``."""
        return _Item((*self.opened(), factor), (), node, ())


@dataclass(frozen=True)
class _Reading:
    """Reads the matrix off a differential that is linear in the change."""

    change: MatrixSymbol
    wrt: str

    def coefficient(self, linear: MatrixExpr) -> list[MatrixExpr]:
        found: list[MatrixExpr] = []
        pending = [_Item((), (), linear, ())]
        while pending:
            item = pending.pop()
            node = item.node
            if not node.has(self.change):
                continue
            if node == self.change:
                found.append(product(*item.opened()))
            elif isinstance(node, MatAdd):
                pending.extend(replace(item, node=term) for term in reversed(node.args))
            elif isinstance(node, MatMul):
                self._product(item, pending, found)
            elif isinstance(node, BlockMatrix):
                pending.extend(self._blocks(item))
            else:
                pending.append(self._inside(item))
        return found

    def _product(self, item: _Item, pending: list[_Item], found: list[MatrixExpr]) -> None:
        """Handle a product with the change in its scalar factor or in one of its matrices."""
        scalar = product(*(argument for argument in item.node.args if not is_matrix(argument)))
        matrices = [argument for argument in item.node.args if is_matrix(argument)]
        if scalar.has(self.change):
            slope = Vec(gradient(scalar, self.change))
            whole = product(*item.left, *matrices, *item.right)
            found.append(product(*item.prefix, Vec(whole), transposed(slope)))
            return
        at = next(i for i, factor in enumerate(matrices) if factor.has(self.change))
        left = (*item.left, product(scalar, *matrices[:at])) if at else item.left
        prefix = item.prefix if at or scalar == 1 else (*item.prefix, scalar)
        pending.append(_Item(prefix, left, matrices[at], (*matrices[at + 1 :], *item.right)))

    def _blocks(self, item: _Item) -> list[_Item]:
        rows, columns = block_spans(item.node)
        height, width = item.node.shape
        return [
            replace(
                item,
                left=(*item.left, transposed(_selection(rows[i], height))),
                node=block,
                right=(_selection(columns[j], width), *item.right),
            )
            for i, row in enumerate(blocks_of(item.node))
            for j, block in enumerate(row)
            if block.has(self.change)
        ]

    def _inside(self, item: _Item) -> _Item:
        """Step into a node that is neither a sum nor a product."""
        node = item.node
        if isinstance(node, Transpose):
            return item.inside(CommutationMatrix(*node.arg.shape), node.arg)
        if isinstance(node, HadamardProduct):
            varying = next(factor for factor in node.args if factor.has(self.change))
            others = hadamard(*(factor for factor in node.args if factor is not varying))
            return item.inside(DiagMatrix(Vec(others)), varying)
        if isinstance(node, KroneckerProduct):
            return self._kronecker(item, node)
        if isinstance(node, DiagMatrix):
            vector = node.args[0]
            return item.inside(DiagonalSelection(node.shape[0]), _column(vector))
        if isinstance(node, DiagonalOf) and node.arg.shape[0] == node.arg.shape[1]:
            return item.inside(Transpose(DiagonalSelection(node.arg.shape[0])), node.arg)
        if isinstance(node, MatrixSlice):
            rows, columns = (
                span_of(bounds, size)
                for bounds, size in zip((node.rowslice, node.colslice), node.parent.shape, strict=True)
            )
            if rows is not None and columns is not None:
                height, width = node.parent.shape
                left = (*item.left, _selection(rows, height))
                right = (transposed(_selection(columns, width)), *item.right)
                return replace(item, left=left, node=node.parent, right=right)
        path = [type(node).__name__]
        hint = "why: its differential is not a matrix times the stacked change; use differential(F, X, dX)"
        raise MatrixDerivativeError(path[0], path, wrt=self.wrt, hint=hint)

    def _kronecker(self, item: _Item, node: KroneckerProduct) -> _Item:
        """Use ``vec(A kron B) = (I kron K kron I)*(vec(A) kron vec(B))``."""
        first, rest = node.args[0], kronecker(*node.args[1:])
        (m, n), (p, q) = first.shape, rest.shape
        arranged = kronecker(Identity(n), CommutationMatrix(q, m), Identity(p))
        if first.has(self.change):
            return item.inside(product(arranged, kronecker(Identity(m * n), Vec(rest))), first)
        return item.inside(product(arranged, kronecker(Vec(first), Identity(p * q))), rest)


def _column(vector: MatrixExpr) -> MatrixExpr:
    return vector if vector.shape[1] == 1 else transposed(vector)


def _selection(span: Span, size: Expr) -> MatrixExpr:
    """Return the matrix whose product with a matrix takes some of its rows."""
    height = span[1] - span[0]
    if height == size:
        return Identity(size)
    return transposed(embedded(Identity(height), (size, height), span, (S.Zero, height)))
