"""Vector by vector and matrix by matrix: the Jacobian, read off the differential."""

from __future__ import annotations

from sympy import (
    BlockMatrix,
    DiagMatrix,
    DiagonalOf,
    Expr,
    HadamardProduct,
    Identity,
    MatAdd,
    MatMul,
    MatrixExpr,
    MatrixSymbol,
    S,
    Transpose,
    ZeroMatrix,
)
from sympy.matrices.expressions.slice import MatrixSlice

from ..errors import OptionError
from .blocks import block_matrix, sliced, span_of
from .elementwise import hadamard
from .entry import normalised
from .forward import raw_differential
from .linear_products import diagonal_as_products, hadamard_as_products
from .projection import projected_jacobian
from .reverse import gradient, require_symbol
from .simplification import simplified
from .stacking import vectorised
from .sums import total
from .trace import scalar_of
from .transposition import transposed
from .vec_form import Reading, free_name, vec_jacobian
from .vec_item import Item
from .words import is_matrix, product

__all__ = ["LAYOUTS", "jacobian"]

LAYOUTS = ("numerator", "denominator")


def jacobian(expression: MatrixExpr, wrt: MatrixSymbol, layout: str = "numerator") -> MatrixExpr:
    """Differentiate a vector by a vector, or a matrix by a matrix with the columns of both stacked.

    Parameters
    ----------
    expression : MatrixExpr
        With m entries: a column, a row, a 1x1 expression, or a matrix, whose columns are stacked.
    wrt : MatrixSymbol
        With n entries.
    layout : {"numerator", "denominator"}
        ``"numerator"`` has one row per entry of the expression and one column per entry of
        ``wrt``, shape (m, n), as ``torch.func.jacrev`` gives it.  ``"denominator"`` is its
        transpose, shape (n, m).

    Returns
    -------
    MatrixExpr

    Raises
    ------
    OptionError
        The layout is unknown.
    InputTypeError
        ``wrt`` is no MatrixSymbol.
    MatrixDerivativeError
        A node has no rule, or the differential is no matrix times the change.

    Examples
    --------
    >>> from sympy import MatrixSymbol
    >>> A, x = MatrixSymbol("A", 4, 3), MatrixSymbol("x", 3, 1)
    >>> jacobian(A * x, x)
    A
    >>> jacobian(A * x, x, layout="denominator")
    A.T
    >>> jacobian(A * x, A)
    KroneckerProduct(x.T, I)
    """
    if layout not in LAYOUTS:
        raise OptionError("layout", layout, accepted=LAYOUTS)
    require_symbol(wrt)
    result = _numerator(normalised(expression), wrt)
    return simplified(result if layout == "numerator" else transposed(result))


def _numerator(root: MatrixExpr, wrt: MatrixSymbol) -> MatrixExpr:
    is_vector = 1 in wrt.shape
    if not is_matrix(root):
        slope = gradient(root, wrt)
        return _row(slope) if is_vector else transposed(vectorised(slope))
    if is_vector and 1 in root.shape:
        return _of_vector(root, wrt)
    return projected_jacobian(vec_jacobian(root, wrt), wrt)


def _row(vector: MatrixExpr) -> MatrixExpr:
    return vector if vector.shape[0] == 1 else transposed(vector)


def _column(vector: MatrixExpr) -> MatrixExpr:
    return vector if vector.shape[1] == 1 else transposed(vector)


def _of_vector(root: MatrixExpr, wrt: MatrixSymbol) -> MatrixExpr:
    column = _column(root)
    change = MatrixSymbol(free_name(wrt, root), *wrt.shape)
    shape = (column.shape[0], max(wrt.shape, key=lambda n: n != 1))
    return _coefficient(raw_differential(column, wrt, change), change, wrt, shape)


_Item = tuple[tuple[MatrixExpr, ...], Expr, tuple[MatrixExpr, ...]]


def _coefficient(
    linear: MatrixExpr, change: MatrixSymbol, wrt: MatrixSymbol, shape: tuple[Expr, Expr]
) -> MatrixExpr:
    """Return the matrix J with ``linear == J*change``, for a column linear in the vector ``change``.

    Each item (left, node, right) stands for the product left*node*right; the node holds the
    change, and is taken apart until it is the change itself.
    """
    found: list[MatrixExpr] = []
    pending: list[_Item] = [((), linear, ())]
    while pending:
        left, node, right = pending.pop()
        if not node.has(change):
            continue
        if node == change or node == Transpose(change):
            found.append(_read_off(left, node, right))
        elif isinstance(node, MatAdd):
            pending.extend((left, term, right) for term in reversed(node.args))
        elif isinstance(node, MatMul):
            _take_apart_product(left, node, right, change, pending, found)
        elif isinstance(node, BlockMatrix) and node.shape[1] == 1 and not right:
            size = shape[1]
            parts = [
                [_coefficient(block, change, wrt, (block.shape[0], size))] for block in node.blocks.flat()
            ]
            found.append(product(*left, block_matrix(parts)))
        else:
            steps = _inside(left, node, right, change)
            if steps is None:
                found.extend(Reading(change, str(wrt)).coefficient_of(Item((), left, node, right)))
            else:
                pending.extend(reversed(steps))
    return total(*found) if found else ZeroMatrix(*shape)


def _read_off(left: tuple[MatrixExpr, ...], node: MatrixExpr, right: tuple[MatrixExpr, ...]) -> MatrixExpr:
    """Return the factor before the change: a row times a column is turned around first."""
    if node.shape[1] == 1:
        scalar = scalar_of(product(*right)) if right else 1
        return product(scalar, *left, Identity(node.shape[0]))
    return product(*left, transposed(product(*right)))


def _take_apart_product(
    left: tuple[MatrixExpr, ...],
    node: MatMul,
    right: tuple[MatrixExpr, ...],
    change: MatrixSymbol,
    pending: list[_Item],
    found: list[MatrixExpr],
) -> None:
    """Handle a product with the change in its scalar factor or in one of its matrices."""
    scalars = [a for a in node.args if not is_matrix(a)]
    matrices = [a for a in node.args if is_matrix(a)]
    scalar = product(*scalars)
    if scalar.has(change):
        slope = gradient(scalar, change)
        found.append(product(*left, *matrices, *right, _row(slope)))
        return
    at = next(i for i, factor in enumerate(matrices) if factor.has(change))
    before = (*left, product(scalar, *matrices[:at])) if at else left
    if not at and scalar != 1:
        before = (*left, scalar)
    pending.append((before, matrices[at], (*matrices[at + 1 :], *right)))


def _inside(
    left: tuple[MatrixExpr, ...], node: MatrixExpr, right: tuple[MatrixExpr, ...], change: MatrixSymbol
) -> list[_Item] | None:
    """Step into a node that is neither a sum nor a product; None where the vec form has to do it."""
    if isinstance(node, HadamardProduct) and 1 in node.shape:
        varying = next(factor for factor in node.args if factor.has(change))
        others = hadamard(*(factor for factor in node.args if factor is not varying))
        diagonal = DiagMatrix(others)
        if node.shape[1] == 1:
            return [((*left, diagonal), varying, right)]
        return [(left, varying, (diagonal, *right))]
    if isinstance(node, HadamardProduct):
        summands = hadamard_as_products(node, change)
        return None if summands is None else [(left, summand, right) for summand in summands]
    if isinstance(node, DiagonalOf):
        summands = diagonal_as_products(node, change)
        return None if summands is None else [(left, summand, right) for summand in summands]
    if isinstance(node, Transpose) and isinstance(node.arg, MatAdd):
        return [(left, transposed(term), right) for term in node.arg.args]
    if isinstance(node, Transpose) and isinstance(node.arg, HadamardProduct):
        return [(left, HadamardProduct(*(transposed(factor) for factor in node.arg.args)), right)]
    if isinstance(node, Transpose) and isinstance(node.arg, DiagonalOf):
        return [((*left, transposed(product(*right))), node.arg, ())] if not left else None
    if isinstance(node, MatrixSlice) and node.parent.shape[1] == 1:
        size = node.parent.shape[0]
        rows = span_of(node.rowslice, size)
        if rows is not None:
            return [((*left, sliced(Identity(size), rows, (S.Zero, size))), node.parent, right)]
    if isinstance(node, DiagMatrix) and right:
        return [((*left, DiagMatrix(product(*right))), _column(node.args[0]), ())]
    return None
