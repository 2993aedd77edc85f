"""The form of an expression on entry: flat products, few transposes, 1x1 matrices as scalars."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sympy import (
    Abs,
    Add,
    Adjoint,
    Basic,
    BlockDiagMatrix,
    BlockMatrix,
    Determinant,
    Expr,
    Float,
    Function,
    HadamardPower,
    HadamardProduct,
    Identity,
    Integer,
    Inverse,
    MatAdd,
    MatMul,
    MatPow,
    MatrixBase,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    Pow,
    Product,
    Sum,
    Trace,
    Transpose,
    ZeroMatrix,
    conjugate,
    exp,
)
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.dotproduct import DotProduct
from sympy.matrices.expressions.matexpr import MatrixElement

from ..errors import BridgeError, MatrixDerivativeError
from .adjoint import adjoint, has_unit
from .contraction import contracted
from .elementwise import ENTRY, applied, hadamard, hadamard_power
from .exponential import MatrixExponential
from .graph import graph_of
from .inverse import determinant, inverse, raised
from .node_arguments import require_aligned, require_square
from .real_parts import REWRITES as REAL_PARTS
from .rebuilding import is_shallow, rebuilt, with_arguments
from .scalars import SYMPY_FAILURES, built
from .sine import REWRITES as SINES
from .single_entry import as_scaled_identity
from .spectral import REWRITES as SPECTRAL
from .spectral import spectrum_of
from .sums import total
from .trace import scalar_of, trace
from .transposition import count_transposes, transposed
from .vectorized_sum import over_entries, rows_of, with_row_products
from .words import is_matrix, product
from .written_out import joined_products

__all__ = ["normalised"]

_Arguments = Sequence[Basic]


def normalised(expression: Basic) -> Basic:
    """Bring an expression into the form in which the engine differentiates it.

    A 1x1 matrix comes out as a scalar, a product of vectors as a trace.

    Examples
    --------
    >>> from sympy import MatrixSymbol
    >>> A, x = MatrixSymbol("A", 3, 3), MatrixSymbol("x", 3, 1)
    >>> normalised(x.T * A * x)
    Trace(x.T*A*x)
    >>> normalised(x.T * A.T * A - x.T)
    (-x + A.T*A*x).T
    """
    graph = graph_of(expression)
    made: list[Basic] = []
    evaluate = is_shallow(graph)
    for node, inner in zip(graph.nodes, graph.operands, strict=True):
        arguments = [made[i] for i in inner]
        changed = any(new is not graph.nodes[i] for new, i in zip(arguments, inner, strict=True))
        try:
            made.append(_rewritten(node, arguments, changed, evaluate=evaluate))
        except BridgeError:
            raise
        except SYMPY_FAILURES as failure:
            raise MatrixDerivativeError.from_sympy(node, graph.path(len(made)), failure) from failure
    root = made[-1]
    return scalar_of(root) if is_matrix(root) and root.shape == (1, 1) else root


def _rewritten(node: Basic, arguments: _Arguments, changed: bool, *, evaluate: bool) -> Basic:
    """Rewrite one node whose operands are rewritten already."""
    rewrite = _REWRITES.get(type(node))
    if rewrite is not None:
        result = rewrite(node, arguments)
    elif isinstance(node, exp) and is_matrix(arguments[0]) and arguments[0].shape != (1, 1):
        result = _exponential(node, arguments)
    elif evaluate and _is_even_power(node, arguments) and not has_unit(arguments[0]):
        result = arguments[0].args[0] ** arguments[1]
    elif evaluate and isinstance(node, Add) and not any(is_matrix(argument) for argument in arguments):
        result = joined_products(Add.make_args(built(Add, *arguments) if changed else node))
    elif not changed and not any(is_matrix(argument) for argument in arguments):
        return node
    else:
        result = _other(node, arguments, changed, evaluate=evaluate)
    return as_scaled_identity(result) if is_matrix(result) and result.shape == (1, 1) else result


def _is_even_power(node: Basic, arguments: _Arguments) -> bool:
    """Say whether a node is ``|u|**2`` or the like: SymPy writes the norms of explicit matrices so."""
    return isinstance(node, Pow) and isinstance(arguments[0], Abs) and bool(arguments[1].is_even)


def _other(node: Basic, arguments: _Arguments, changed: bool, *, evaluate: bool) -> Basic:
    """Rebuild a node without a rewrite; a 1x1 matrix inside a scalar node becomes its entry."""
    if isinstance(node, (Add, Mul, Pow, Function, MatrixBase)):
        scalars = [scalar_of(a) if is_matrix(a) and a.shape == (1, 1) else a for a in arguments]
        return with_arguments(node, scalars, evaluate=evaluate)
    return node.func(*arguments) if changed and len(arguments) == len(node.args) else node


def _sum(node: MatAdd, arguments: _Arguments) -> MatrixExpr:
    """Add up, and factor out the transpose of a sum that has fewer transposes the other way."""
    result = total(*arguments)
    if not isinstance(result, MatAdd):
        return result
    mirrored = total(*(transposed(term) for term in result.args))
    if count_transposes(mirrored) < count_transposes(result):
        return Transpose(mirrored)
    return result


def _dot_product(node: DotProduct, arguments: _Arguments) -> Expr:
    """Write the dot product as a trace; SymPy accepts rows and columns on both sides."""
    columns = [a if a.shape[1] == 1 else transposed(a) for a in arguments]
    return trace(product(transposed(columns[0]), columns[1]))


def _elementwise(node: ElementwiseApplyFunction, arguments: _Arguments) -> MatrixExpr:
    matrix = arguments[1]
    if isinstance(matrix, Transpose):
        return transposed(applied(node.function(ENTRY), ENTRY, matrix.arg))
    return applied(node.function(ENTRY), ENTRY, matrix)


def _element(node: MatrixElement, arguments: _Arguments) -> Expr:
    parent = arguments[0]
    if is_matrix(parent) and parent.shape == (1, 1) and not isinstance(parent, MatrixSymbol):
        return scalar_of(parent)
    return node if parent is node.parent else MatrixElement(parent, *arguments[1:])


def _exponential(node: Basic, arguments: _Arguments) -> Basic:
    """Take SymPy's ``exp`` of a whole matrix for what it means."""
    (inner,) = arguments
    if not is_matrix(inner) or inner.shape[0] != inner.shape[1]:
        return with_arguments(node, arguments)
    return Identity(inner.shape[0]) if isinstance(inner, ZeroMatrix) else MatrixExponential(inner)


def _conjugate(node: Basic, arguments: _Arguments) -> Basic:
    """Leave out the conjugate of a real number: SymPy puts it into the adjoint of explicit matrices."""
    return with_arguments(node, arguments) if has_unit(arguments[0]) else arguments[0]


def _index_product(node: Product, arguments: _Arguments) -> Expr:
    matrix = spectrum_of(arguments[0], arguments[1:])
    return node.func(*arguments) if matrix is None else determinant(matrix)


def _whole(exponent: Basic) -> Basic:
    """Take a whole float, ``2.0``, for the integer: a power of a matrix is a product of so many."""
    is_whole = isinstance(exponent, Float) and float(exponent).is_integer()
    return Integer(int(exponent)) if is_whole else exponent


def _index_sum(node: Sum, arguments: _Arguments) -> Expr:
    term = scalar_of(arguments[0]) if is_matrix(arguments[0]) else arguments[0]
    matrix = spectrum_of(term, arguments[1:])
    if matrix is not None:
        return trace(matrix)
    term = with_row_products(term, arguments[1:])
    rows = rows_of(term, arguments[1:])
    if rows:
        term = normalised(rebuilt(term, rows))
    found = contracted(term, arguments[1:])
    if found is None:
        found = over_entries(term, arguments[1:])
    return node.func(term, *arguments[1:]) if found is None else found


_REWRITES: dict[type, Callable[[Basic, _Arguments], Basic]] = {
    MatAdd: _sum,
    MatMul: lambda node, arguments: product(*require_aligned(arguments)),
    Transpose: lambda node, arguments: transposed(arguments[0]),
    Adjoint: lambda node, arguments: adjoint(arguments[0]),
    BlockMatrix: lambda node, arguments: with_arguments(node, arguments),
    BlockDiagMatrix: lambda node, arguments: with_arguments(node, arguments),
    Inverse: lambda node, arguments: inverse(arguments[0]),
    MatPow: lambda node, arguments: raised(arguments[0], _whole(arguments[1])),
    Trace: lambda node, arguments: trace(require_square(arguments[0], "Trace")),
    Determinant: lambda node, arguments: determinant(require_square(arguments[0], "Determinant")),
    HadamardProduct: lambda node, arguments: hadamard(*arguments),
    HadamardPower: lambda node, arguments: (
        node.func(*arguments) if is_matrix(arguments[1]) else hadamard_power(arguments[0], arguments[1])
    ),
    ElementwiseApplyFunction: _elementwise,
    MatrixExponential: _exponential,
    **SINES,
    conjugate: _conjugate,
    DotProduct: _dot_product,
    MatrixElement: _element,
    Sum: _index_sum,
    Product: _index_product,
    **SPECTRAL,
    **REAL_PARTS,
}
