"""The reference of the matrix tests: explicit entries, differentiated one by one by SymPy.

Nothing of the engine is used here but the names of its nodes; a matrix symbol becomes a matrix of symbols
and every node is evaluated with SymPy's explicit matrices.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import reduce

import sympy as sp
from explicit_functions import applied
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.dotproduct import DotProduct
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice

from sympy_torch_bridge.matrix.matrix_sum import MatrixSum
from sympy_torch_bridge.matrix.partial_trace import PartialTrace
from sympy_torch_bridge.matrix.toeplitz import DiagonalMeans, DiagonalSums, ToeplitzMatrix
from sympy_torch_bridge.matrix.triangle import LowerOnes, UpperOnes
from sympy_torch_bridge.matrix.unit import MatrixUnit
from sympy_torch_bridge.matrix.vectorization import CommutationMatrix, DiagonalSelection, Vec


def rational_point(*expressions: sp.Basic, seed: int = 0) -> dict[sp.Basic, object]:
    """Draw a value for every symbol; the diagonal is strengthened so that inverses exist."""
    draw = random.Random(seed)
    symbols = sorted(set().union(*(e.free_symbols for e in expressions)), key=str)
    point: dict[sp.Basic, object] = {}
    for symbol in symbols:
        if isinstance(symbol, sp.MatrixSymbol):
            fill = lambda i, j: sp.Rational(draw.randint(1, 9), 8) + (2 if i == j else 0)  # noqa: E731
            point[symbol] = sp.Matrix(*symbol.shape, fill)
        else:
            point[symbol] = sp.Rational(draw.randint(1, 9), 8)
    return point


def entries(symbol: sp.MatrixSymbol) -> sp.Matrix:
    """Return a matrix of real symbols in place of a matrix symbol."""
    rows, columns = symbol.shape
    return sp.Matrix(rows, columns, lambda i, j: sp.Symbol(f"{symbol.name}_{i}_{j}", real=True))


def evaluate(node: sp.Basic, values: Mapping[sp.Basic, object]) -> object:
    """Evaluate an expression with explicit matrices; a scalar stays a scalar."""
    if node in values:
        return values[node]
    if isinstance(node, (sp.Symbol, sp.Number, sp.NumberSymbol)):
        return node
    if isinstance(node, sp.MatrixBase):
        return node.applyfunc(lambda entry: evaluate(entry, values))
    if isinstance(node, sp.Identity):
        return sp.eye(node.shape[0])
    if isinstance(node, sp.ZeroMatrix):
        return sp.zeros(*node.shape)
    if isinstance(node, sp.OneMatrix):
        return sp.ones(*node.shape)
    if isinstance(node, ElementwiseApplyFunction):
        return evaluate(node.expr, values).applyfunc(node.function)
    if isinstance(node, MatrixElement):
        return evaluate(node.parent, values)[node.i, node.j]
    if isinstance(node, (sp.Sum, sp.Product, MatrixSum)):
        return _of_all_places(node, values)
    arranged = _arranged(node, values)
    if arranged is not None:
        return arranged
    arguments = [evaluate(argument, values) for argument in node.args]
    found = applied(node, arguments[0]) if arguments else None
    if found is not None:
        return found
    return _combined(node, arguments)


def _of_all_places(node: sp.Basic, values: Mapping[sp.Basic, object]) -> object:
    """Add up or multiply the terms one by one."""
    index, first, last = node.args[1]
    terms = [evaluate(node.args[0].subs(index, place), values) for place in range(int(first), int(last) + 1)]
    return reduce(lambda a, b: a * b if isinstance(node, sp.Product) else a + b, terms)


def _arranged(node: sp.Basic, values: Mapping[sp.Basic, object]) -> sp.Matrix | None:
    """Evaluate what picks entries or puts them elsewhere."""
    if isinstance(node, sp.BlockMatrix):
        rows = [[evaluate(block, values) for block in row] for row in node.blocks.tolist()]
        return sp.Matrix.vstack(*(sp.Matrix.hstack(*row) for row in rows))
    if isinstance(node, MatrixSlice):
        parent = evaluate(node.parent, values)
        rows, columns = (range(*(int(b) for b in bounds)) for bounds in (node.rowslice, node.colslice))
        return parent.extract(list(rows), list(columns))
    if isinstance(node, Vec):
        matrix = evaluate(node.arg, values)
        return sp.Matrix.vstack(*(matrix.col(j) for j in range(matrix.cols)))
    if isinstance(node, CommutationMatrix):
        return _commutation(*(int(n) for n in node.args))
    if isinstance(node, DiagonalSelection):
        n = int(node.args[0])
        columns = [
            sp.Matrix.vstack(*(sp.diag(*unit).col(j) for j in range(n))) for unit in sp.eye(n).tolist()
        ]
        return sp.Matrix.hstack(*columns)
    if isinstance(node, PartialTrace):
        return _partial_trace(evaluate(node.arg, values), *(int(n) for n in node.traced))
    if isinstance(node, (DiagonalMeans, DiagonalSums)):
        return _diagonals(evaluate(node.arg, values), are_means=isinstance(node, DiagonalMeans))
    if isinstance(node, ToeplitzMatrix):
        column = evaluate(node.arg, values)
        size = (column.rows + 1) // 2
        return sp.Matrix(size, size, lambda i, j: column[i - j + size - 1])
    if isinstance(node, MatrixUnit):
        unit = sp.zeros(*node.shape)
        unit[node.place] = 1
        return unit
    if isinstance(node, LowerOnes):
        lower = sp.ones(*node.shape).lower_triangular()
        return lower.T if isinstance(node, UpperOnes) else lower
    return None


def _diagonals(matrix: sp.Matrix, *, are_means: bool) -> sp.Matrix:
    """Add up the diagonals; their means in the places of the matrix."""
    size = matrix.rows
    sums = {d: sum(matrix[i, i - d] for i in range(size) if 0 <= i - d < size) for d in range(1 - size, size)}
    if not are_means:
        return sp.Matrix([sums[d] for d in range(1 - size, size)])
    return sp.Matrix(size, size, lambda i, j: sums[i - j] / (size - abs(i - j)))


def _commutation(rows: int, columns: int) -> sp.Matrix:
    """Build the matrix column by column, from what it does to each matrix with a single one."""
    made = []
    for j in range(columns):
        for i in range(rows):
            unit = sp.zeros(rows, columns)
            unit[i, j] = 1
            made.append(sp.Matrix.vstack(*(unit.T.col(k) for k in range(rows))))
    return sp.Matrix.hstack(*made)


def _partial_trace(matrix: sp.Matrix, left: int, right: int) -> sp.Matrix:
    """Multiply by the unit vectors of both spaces that are traced out, and add up."""
    rows, columns = matrix.rows // (left * right), matrix.cols // (left * right)
    total = sp.zeros(rows, columns)
    for a in range(left):
        for b in range(right):
            outer, inner = sp.eye(left).col(a), sp.eye(right).col(b)
            before = sp.kronecker_product(outer.T, sp.eye(rows), inner.T)
            total += before * matrix * sp.kronecker_product(outer, sp.eye(columns), inner)
    return total


def _combined(node: sp.Basic, arguments: list) -> object:
    if isinstance(node, (sp.MatAdd, sp.Add)):
        return reduce(lambda a, b: a + b, map(_scalar_if(node, sp.Add), arguments))
    if isinstance(node, (sp.MatMul, sp.Mul)):
        return reduce(lambda a, b: a * b, map(_scalar_if(node, sp.Mul), arguments))
    if isinstance(node, sp.Transpose):
        return arguments[0].T
    if isinstance(node, sp.MatPow):
        base, exponent = arguments
        return sp.Matrix([[base[0, 0] ** exponent]]) if base.shape == (1, 1) else base**exponent
    if isinstance(node, sp.Trace):
        return arguments[0].trace()
    if isinstance(node, sp.Determinant):
        return arguments[0].det()
    if isinstance(node, sp.HadamardProduct):
        return reduce(lambda a, b: a.multiply_elementwise(b), arguments)
    if isinstance(node, sp.HadamardPower):
        return arguments[0].applyfunc(lambda entry: entry ** arguments[1])
    if isinstance(node, DotProduct):
        return arguments[0].dot(arguments[1])
    if isinstance(node, sp.KroneckerProduct):
        return sp.Matrix(sp.kronecker_product(*arguments))
    if isinstance(node, sp.DiagMatrix):
        return sp.diag(*arguments[0])
    if isinstance(node, sp.DiagonalOf):
        return sp.Matrix([arguments[0][i, i] for i in range(arguments[0].shape[0])])
    assert not isinstance(node, sp.MatrixExpr), f"the reference does not know {type(node).__name__}"
    return node.func(*(a[0, 0] if isinstance(a, sp.MatrixBase) else a for a in arguments))


def _scalar_if(node: sp.Basic, head: type):
    """In a scalar sum or product a 1x1 matrix counts as its entry."""
    if not isinstance(node, head) or isinstance(node, sp.MatrixExpr):
        return lambda value: value
    return lambda value: value[0, 0] if isinstance(value, sp.MatrixBase) else value


def entry_gradient(f: sp.Basic, wrt: sp.MatrixSymbol, values: Mapping[sp.Basic, object]) -> sp.Matrix:
    """Differentiate a scalar expression by every entry of ``wrt`` and evaluate at ``values``."""
    symbols = entries(wrt)
    result = evaluate(f, {**values, wrt: symbols})
    scalar = result[0, 0] if isinstance(result, sp.MatrixBase) else result
    at = dict(zip(symbols, values[wrt], strict=True))
    return symbols.applyfunc(lambda symbol: sp.diff(scalar, symbol).subs(at))


def entry_jacobian(vector: sp.Basic, wrt: sp.MatrixSymbol, values: Mapping[sp.Basic, object]) -> sp.Matrix:
    """Differentiate every entry by every entry of ``wrt``: rows are outputs, columns of matrices stacked."""
    symbols = entries(wrt)
    value = evaluate(vector, {**values, wrt: symbols})
    outputs = list(value.T) if isinstance(value, sp.MatrixBase) else [value]
    at = dict(zip(symbols, values[wrt], strict=True))
    return sp.Matrix([[sp.diff(output, symbol).subs(at) for symbol in symbols.T] for output in outputs])


def gap(left: sp.Matrix, right: sp.Matrix) -> float:
    """Return the largest difference of two explicit matrices relative to the largest entry."""
    assert left.shape == right.shape, (left.shape, right.shape)
    scale = max([1.0, *(abs(float(entry.evalf(30))) for entry in right)])
    return max(abs(float((a - b).evalf(30))) for a, b in zip(left, right, strict=True)) / scale


def difference_gradient(f: sp.Basic, wrt: sp.MatrixSymbol, values: Mapping[sp.Basic, object]) -> sp.Matrix:
    """Return central difference quotients by every entry; with 60-digit values the error is below 1e-30."""
    step = sp.Float("1e-18", 60)

    def quotient(i: int, j: int) -> sp.Expr:
        unit = sp.Matrix(*wrt.shape, lambda k, m: int((k, m) == (i, j)))
        ends = [evaluate(f, {**values, wrt: values[wrt] + sign * step * unit}) for sign in (1, -1)]
        upper, lower = (end[0, 0] if isinstance(end, sp.MatrixBase) else end for end in ends)
        return (upper - lower) / (2 * step)

    return sp.Matrix(*wrt.shape, quotient)
