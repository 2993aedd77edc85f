"""Matrix by matrix: the Jacobian of the stacked columns, read off the differential.

``vec(dF) = J*vec(dX)`` defines ``J``. Source: J. R. Magnus and H. Neudecker, Matrix Differential Calculus.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import MatAdd, MatMul, MatrixBase, MatrixExpr, MatrixSymbol, ZeroMatrix

from ..errors import MatrixDerivativeError
from .entry import normalised
from .explicit_entries import jacobian_of_entries
from .forward import raw_differential
from .matrix_sum import MatrixSum, matrix_sum
from .reverse import gradient
from .simplification import simplified
from .stacking import vectorised
from .sums import total
from .transposition import transposed
from .vec_item import Item
from .vec_steps import STEPS
from .words import is_matrix, product

__all__ = ["Reading", "free_name", "vec_jacobian"]


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
    found = Reading(change, str(wrt)).coefficient(raw_differential(root, wrt, change))
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
class Reading:
    """Reads the matrix off a differential that is linear in the change."""

    change: MatrixSymbol
    wrt: str

    def coefficient(self, linear: MatrixExpr) -> list[MatrixExpr]:
        """Return the summands of the matrix J with ``vec(linear) == J*vec(change)``."""
        return self.coefficient_of(Item((), (), linear, ()))

    def coefficient_of(self, whole: Item) -> list[MatrixExpr]:
        """Return the summands of the matrix before ``vec(change)`` in one item."""
        found: list[MatrixExpr] = []
        pending = [whole]
        while pending:
            item = pending.pop()
            node = item.node
            if not node.has(self.change):
                continue
            if node == self.change:
                found.append(product(*item.opened()))
            elif isinstance(node, MatAdd):
                pending.extend(item.around(node=term) for term in reversed(node.args))
            elif isinstance(node, MatMul):
                self._product(item, pending, found)
            elif isinstance(node, MatrixSum):
                found.append(product(*item.opened(), self._summed(node)))
            elif isinstance(node, MatrixBase):
                found.append(product(*item.opened(), jacobian_of_entries(node, self.change)))
            else:
                pending.extend(self._inside(item))
        return found

    def _summed(self, node: MatrixSum) -> MatrixExpr:
        """Add up over the index what one term gives."""
        size = self.change.shape[0] * self.change.shape[1]
        found = self.coefficient(node.term)
        if not found:
            return ZeroMatrix(node.shape[0] * node.shape[1], size)
        return matrix_sum(simplified(total(*found)), node.args[1])

    def _product(self, item: Item, pending: list[Item], found: list[MatrixExpr]) -> None:
        """Handle a product with the change in its scalar factor or in one of its matrices."""
        scalar = product(*(argument for argument in item.node.args if not is_matrix(argument)))
        matrices = [argument for argument in item.node.args if is_matrix(argument)]
        if scalar.has(self.change):
            slope = vectorised(gradient(scalar, self.change))
            whole = product(*item.left, *matrices, *item.right)
            found.append(product(*item.prefix, vectorised(whole), transposed(slope)))
            return
        at = next(i for i, factor in enumerate(matrices) if factor.has(self.change))
        left = (*item.left, product(scalar, *matrices[:at])) if at else item.left
        prefix = item.prefix if at or scalar == 1 else (*item.prefix, scalar)
        pending.append(Item(prefix, left, matrices[at], (*matrices[at + 1 :], *item.right)))

    def _inside(self, item: Item) -> list[Item]:
        """Step into a node that is neither a sum nor a product."""
        step = next((STEPS[head] for head in type(item.node).__mro__ if head in STEPS), None)
        stepped = step(item, self.change) if step is not None else None
        if stepped is not None:
            return stepped
        path = [type(item.node).__name__]
        hint = (
            "why: its differential is not a matrix times the stacked change; differential(F, X, dX) and, of "
            "a scalar, hessian_vector_product(f, X, V) need no such matrix"
        )
        raise MatrixDerivativeError(path[0], path, wrt=self.wrt, hint=hint)
