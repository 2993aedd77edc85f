"""Conjugates pushed to the symbols: every expression as a function of its symbols and of their conjugates.

``conj(A*X) = conj(A)*conj(X)``, ``conj(exp(z)) = exp(conj(z))``: what has real coefficients commutes with
conjugation. Of ``Abs``, ``re`` and ``im`` only the parts are left: ``Abs(z)**2 = z*conj(z)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sympy
from sympy import Basic, Expr, I, MatrixSymbol, Q, Rational, Symbol, Transpose, conjugate
from sympy.assumptions.assume import global_assumptions
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.slice import MatrixSlice

from ..errors import MatrixDerivativeError
from .eigen import Eigenvalue, Eigenvector, ShiftedPseudoinverse
from .entrywise_conjugation import Conjugates
from .graph import BOUND, graph_of
from .matrix_function import FunctionDerivative, MatrixFunction
from .matrix_sum import MatrixSum
from .partial_trace import PartialTrace
from .rebuilding import rebuilt, with_arguments
from .toeplitz import DiagonalMeans, DiagonalSums, ToeplitzMatrix
from .transposition import transposed
from .vectorization import Vec

__all__ = ["WithConjugates", "with_conjugates"]

# Heads whose conjugate is the same of the conjugated operands, branch cuts aside.
_COMMUTES = (
    *(sympy.Add, sympy.Mul, sympy.Pow, sympy.Trace, sympy.Determinant, sympy.Transpose, sympy.MatAdd),
    *(sympy.MatMul, sympy.Inverse, sympy.MatPow, sympy.HadamardProduct, sympy.HadamardPower),
    *(sympy.KroneckerProduct, sympy.DiagMatrix, sympy.DiagonalOf, sympy.BlockMatrix, sympy.MatrixBase),
    *(sympy.exp, sympy.log, sympy.sin, sympy.cos, sympy.tan, sympy.sinh, sympy.cosh, sympy.tanh),
    *(sympy.asin, sympy.acos, sympy.atan, sympy.asinh, sympy.acosh, sympy.atanh, sympy.gamma, sympy.erf),
    *(MatrixFunction, FunctionDerivative, MatrixSum, sympy.Sum, DiagonalMeans, DiagonalSums, ToeplitzMatrix),
    *(MatrixSlice, PartialTrace, Vec, sympy.matrices.expressions.matexpr.MatrixElement, sympy.Tuple),
    sympy.matrices.expressions.dotproduct.DotProduct,
)
# Heads without a complex derivative that are no mere combination of a number and its conjugate.
_NOT_ANALYTIC = (
    *(sympy.arg, sympy.atan2, sympy.ceiling, sympy.floor, sympy.frac, sympy.Heaviside, sympy.Max),
    *(Eigenvalue, Eigenvector, ShiftedPseudoinverse),
    *(sympy.Min, sympy.Mod, sympy.sign, sympy.Piecewise, sympy.DiracDelta),
)


@dataclass(frozen=True)
class WithConjugates:
    """An expression in which conjugates are symbols of their own.

    Attributes
    ----------
    expression : Expr
    conjugates : mapping of symbol to symbol
        The symbol that stands for the conjugate of each complex symbol.
    """

    expression: Expr
    conjugates: Mapping[Basic, Basic] = field(default_factory=dict)

    def restored(self, result: Expr) -> Expr:
        """Return a result with the conjugates of the symbols in place of the symbols for them.

        Examples
        --------
        >>> X = MatrixSymbol("X", 2, 2)
        >>> found = with_conjugates(X.adjoint(), [X])
        >>> found.restored(found.expression)
        Adjoint(X)
        """
        values: dict[Any, Any] = {}
        for symbol, bar in self.conjugates.items():
            if isinstance(symbol, MatrixSymbol):
                values[Transpose(bar)] = symbol.adjoint()
                values[bar] = Transpose(symbol.adjoint())
            else:
                values[bar] = conjugate(symbol)
        return rebuilt(result, values)


def with_conjugates(expression: Basic, wrt: list[Any]) -> WithConjugates:
    """Push the conjugates of an expression to its symbols.

    Parameters
    ----------
    expression : Expr or MatrixExpr
    wrt : list of symbols
        These have a symbol for their conjugate in any case. Symbols that are assumed real, and matrices
        under ``Q.real_elements``, are their own conjugates.

    Raises
    ------
    MatrixDerivativeError
        A function of complex numbers has neither a complex derivative nor conjugates inside.

    Examples
    --------
    >>> z = Symbol("z")
    >>> with_conjugates(sympy.Abs(z) ** 2, [z]).expression
    conj_z*z
    """
    graph = graph_of(expression)
    taken = {str(symbol) for symbol in expression.free_symbols}
    conjugates: dict[Basic, Basic] = {s: _conjugate_symbol(s, taken) for s in wrt}
    plain: list[Basic] = []
    barred: list[Basic | None] = []
    is_complex: list[bool] = []
    bound = {s for node in graph.nodes if isinstance(node, BOUND) for s in node.bound_symbols}
    for index, (node, inner) in enumerate(zip(graph.nodes, graph.operands, strict=True)):
        is_variable = _is_complex_symbol(node) and node not in bound
        is_complex.append(is_variable or any(is_complex[i] for i in inner))
        if is_variable:
            conjugates.setdefault(node, _conjugate_symbol(node, taken))
            plain.append(node)
            barred.append(conjugates[node])
            continue
        operands = [plain[i] for i in inner]
        bars = [barred[i] for i in inner]
        if is_complex[-1] and isinstance(node, _NOT_ANALYTIC):
            raise _refused(node, graph.path(index), wrt, "it has no complex derivative")
        made = _split(node, operands, bars)
        if made is None:
            made = _rebuilt(node, operands), _barred(node, bars, varies=is_complex[-1])
        plain.append(made[0])
        barred.append(made[1])
        if made[0] is None:
            raise _refused(node, graph.path(index), wrt, "its operand has no conjugate in closed form")
    return WithConjugates(plain[-1], conjugates)


def _split(
    node: Basic, operands: list[Basic], bars: list[Basic | None]
) -> tuple[Basic | None, Basic | None] | None:
    """Return a node and its conjugate where it is made of a number and its conjugate; None for others."""
    if isinstance(node, (sympy.Adjoint, sympy.adjoint)):
        bar = bars[0]
        return (None if bar is None else transposed(bar)), transposed(operands[0])
    if isinstance(node, conjugate):
        return bars[0], operands[0]
    if isinstance(node, ElementwiseApplyFunction):
        return _split_entrywise(node, operands[1], bars[1])
    if isinstance(node, (sympy.re, sympy.im, sympy.Abs)):
        number, bar = operands[0], bars[0]
        if bar is None:
            return None, None
        both = {
            sympy.re: lambda: Rational(1, 2) * (number + bar),
            sympy.im: lambda: (number - bar) / (2 * I),
            sympy.Abs: lambda: sympy.sqrt(number * bar),
        }[node.func]()
        return both, both
    return None


def _split_entrywise(
    node: ElementwiseApplyFunction, matrix: Any, bar: Any
) -> tuple[Basic | None, Basic | None]:
    function = node.function
    if bar is None or not isinstance(function, sympy.Lambda):
        return None, None
    both = Conjugates(function.variables[0], matrix, bar, _COMMUTES)
    return both.applied(function.expr), both.conjugated(function.expr)


def _rebuilt(node: Basic, operands: list[Basic]) -> Basic:
    return with_arguments(node, operands) if operands else node


def _barred(node: Basic, bars: list[Basic | None], *, varies: bool) -> Basic | None:
    """Return the conjugate of a node; None where there is no closed form."""
    if not bars:
        return conjugate(node) if isinstance(node, Expr) and not isinstance(node, MatrixSymbol) else node
    if any(bar is None for bar in bars) or (varies and not isinstance(node, _COMMUTES)):
        return None
    if isinstance(node, sympy.Pow) and varies and not node.exp.is_real:
        return None
    return with_arguments(node, _given(bars))


def _given(bars: list[Basic | None]) -> list[Basic]:
    return [bar for bar in bars if bar is not None]


def _is_complex_symbol(node: Basic) -> bool:
    if isinstance(node, MatrixSymbol):
        return Q.real_elements(node) not in global_assumptions
    return isinstance(node, Symbol) and not node.is_extended_real


def _conjugate_symbol(symbol: Basic, taken: set[str]) -> Basic:
    if not _is_complex_symbol(symbol):
        return symbol
    name = f"conj_{symbol}"
    while name in taken:
        name = f"conj_{name}"
    return MatrixSymbol(name, *symbol.shape) if isinstance(symbol, MatrixSymbol) else Symbol(name)


def _refused(node: Basic, path: tuple[str, ...], wrt: list[Any], why: str) -> MatrixDerivativeError:
    names = ", ".join(map(str, wrt))
    return MatrixDerivativeError(type(node).__name__, path, wrt=names, hint=f"why: {why}")
