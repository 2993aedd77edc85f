"""How a rule is written out: the two printers and the line that they make."""

# ruff: noqa: N802, N815 -- the printers of SymPy find a method by the name of the class it prints

from __future__ import annotations

from typing import Any

from sympy import Derivative, Determinant, Integer, MatMul, MatrixExpr, Symbol, Trace, Transpose, fraction
from sympy.core.function import AppliedUndef, Function
from sympy.printing.latex import LatexPrinter
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.printer import Printer
from sympy.printing.str import StrPrinter

__all__ = ["latex_of", "statement_latex", "statement_text", "text_of"]


def text_of(expr: Any) -> str:
    """Write an expression as one line of text, derivatives of unknown functions as people write them."""
    return str(_TEXT.doprint(expr))


def latex_of(expr: Any) -> str:
    """Write an expression as LaTeX: bold matrices, ``ln`` and ``arcsin``, primes for unknown functions."""
    return str(_LATEX.doprint(expr))


def statement_text(lhs: Any, rhs: Any, wrt: Any, *, is_partial: bool) -> str:
    """Write ``d lhs / d wrt = rhs`` as one line of text."""
    d = "\u2202" if is_partial else "d"
    inner = text_of(lhs) if _is_closed(lhs) else f"({text_of(lhs)})"
    operator = f"grad({', '.join(map(text_of, wrt))})" if isinstance(wrt, tuple) else f"{d}/{d}{text_of(wrt)}"
    return f"{operator} {inner} = {text_of(rhs)}"


def statement_latex(lhs: Any, rhs: Any, wrt: Any, *, is_partial: bool) -> str:
    """Write ``d lhs / d wrt = rhs`` as LaTeX."""
    d = r"\partial" if is_partial else "d"
    inner = latex_of(lhs) if _is_closed(lhs) else rf"\left[{latex_of(lhs)}\right]"
    if isinstance(wrt, tuple):
        operator = rf"\nabla_{{({', '.join(map(latex_of, wrt))})}}"
    else:
        operator = rf"\frac{{{d}}}{{{d} {latex_of(wrt)}}}"
    return f"{operator} {inner} = {latex_of(rhs)}"


def _is_closed(expr: Any) -> bool:
    """Tell whether a differentiation operator before ``expr`` visibly applies to all of it."""
    return isinstance(expr, Symbol | Function | Trace | Determinant) or (
        isinstance(expr, MatrixExpr) and expr.is_symbol
    )


def _slope(expr: Any) -> tuple[str, str, Any] | None:
    """Split the first derivative of an unknown function into its name, the name of its slot and its argument.

    The argument is ``None`` for a function of several variables, whose slot already says which
    derivative is meant. ``Derivative(f(g(x)), g(x))`` and ``Subs(Derivative(f(u), u), u, g(x))`` are
    one and the same to a reader. Anything else gives ``None``.
    """
    inner, point = (expr, None) if isinstance(expr, Derivative) else (expr.expr, expr.point)
    if (
        not isinstance(inner, Derivative)
        or not isinstance(inner.expr, AppliedUndef)
        or len(inner.variables) != 1
    ):
        return None
    function, (slot,) = inner.expr, inner.variables
    if point is not None and function.args != expr.variables:
        return None
    slot_name = slot.func.__name__ if isinstance(slot, AppliedUndef) else str(slot)
    if len(function.args) > 1:
        return function.func.__name__, slot_name, None
    # An inner derivative counts, unless the slot is the argument itself: d f(2 x) / d x is no f'(2 x).
    argument = function.args[0] if point is None else point[0]
    return (function.func.__name__, slot_name, argument) if function.args[0] == slot else None


def _positive_first(terms: list[Any]) -> list[Any]:
    """Move a leading negative term back, as in g f' - f g'."""
    if not terms[0].could_extract_minus_sign():
        return terms
    return sorted(terms, key=lambda term: bool(term.could_extract_minus_sign()))


class _SlopePrinter(Printer):
    """What text and LaTeX share: the order of terms, and slopes of unknown functions."""

    def _as_ordered_terms(self, expr: Any, order: Any = None) -> list[Any]:
        return _positive_first(super()._as_ordered_terms(expr, order))

    def _print_Derivative(self, expr: Any) -> str:
        found = _slope(expr)
        if found is None:
            fallback = super()._print_Derivative if isinstance(expr, Derivative) else super()._print_Subs
            return str(fallback(expr))
        return self._print_slope(*found)

    _print_Subs = _print_Derivative

    def _print_slope(self, name: str, slot: str, argument: Any) -> str:
        raise NotImplementedError


def _normed(trace: Any) -> Any:
    """Return what a trace is the squared norm of, if it is one."""
    is_product = isinstance(trace, Trace) and isinstance(trace.arg, MatMul)
    word: tuple[Any, ...] = trace.arg.args if is_product else ()
    if len(word) != 2 or word[0] not in (Transpose(word[1]), word[1].T):
        return None
    return min(word[::-1], key=lambda factor: factor.count(Transpose))


class _TextPrinter(_SlopePrinter, StrPrinter):
    def _print_slope(self, name: str, slot: str, argument: Any) -> str:
        return f"\u2202{name}/\u2202{slot}" if argument is None else f"{name}'({self._print(argument)})"

    def _print_Limit(self, expr: Any) -> str:
        body, variable, target, _ = expr.args
        return f"lim[{self._print(variable)} -> {self._print(target)}] {self._print(body)}"

    def _print_MatrixBase(self, expr: Any) -> str:
        if expr.cols == 1:
            return f"[{', '.join(map(self._print, expr))}].T"
        rows = (f"[{', '.join(map(self._print, expr.row(i)))}]" for i in range(expr.rows))
        return f"[{', '.join(rows)}]"

    _print_ImmutableDenseMatrix = _print_MatrixBase

    def _print_OneMatrix(self, expr: Any) -> str:
        return "ones.T" if expr.shape[0] == 1 else "ones"

    def _print_MatMul(self, expr: Any) -> str:
        # SymPy puts the scalar factor in brackets and in front: (2*Trace(X))*I, 1/sqrt(Trace(x.T*x))*x.
        coefficient, matrices = expr.as_coeff_matrices()
        is_negative = coefficient.could_extract_minus_sign()
        over, under = fraction(-coefficient if is_negative else coefficient)
        scalar = [] if over == 1 else [self.parenthesize(over, PRECEDENCE["Mul"], strict=True)]
        quotient = "*".join([*scalar, *map(self._bracketed, matrices)])
        if under != 1:
            quotient = f"{quotient}/{self._bracketed(under)}"
        return f"-{quotient}" if is_negative else quotient

    def _print_Trace(self, expr: Any) -> str:
        return self._norm_power(expr, 2) or f"Trace({self._print(expr.arg)})"

    def _print_Pow(self, expr: Any, rational: bool = False) -> str:
        found = self._norm_power(expr.base, 2 * expr.exp)
        return found or str(super()._print_Pow(expr, rational))

    def _norm_power(self, base: Any, exponent: Any) -> str:
        inner = _normed(base)
        if inner is None or not exponent > 0:
            return "" if inner is None else f"1/{self._norm_power(base, -exponent)}"
        return f"||{self._print(inner)}||" + (f"**{exponent}" if exponent != 1 else "")

    def _bracketed(self, factor: Any) -> str:
        return str(self.parenthesize(factor, PRECEDENCE["Mul"]))

    def _print_HadamardProduct(self, expr: Any) -> str:
        return "\u2218".join(map(self._bracketed, expr.args))

    def _print_KroneckerProduct(self, expr: Any) -> str:
        return "\u2297".join(map(self._bracketed, expr.args))

    def _print_ElementwiseApplyFunction(self, expr: Any) -> str:
        # A function of all entries, with a dot as in exp.(x).
        (variable,), body = expr.function.signature, expr.function.expr
        if isinstance(body, Function) and body.args == (variable,):
            return f"{body.func.__name__}.({self._print(expr.expr)})"
        return f"[{self._print(variable)} -> {self._print(body)}].({self._print(expr.expr)})"


class _LatexPrinter(_SlopePrinter, LatexPrinter):
    def _print_Trace(self, expr: Any) -> str:
        return self._norm_power(expr, Integer(2)) or str(super()._print_Trace(expr))

    def _print_Pow(self, expr: Any) -> str:
        exponent = 2 * expr.exp
        found = self._norm_power(expr.base, exponent) if exponent.is_Rational and exponent > 0 else ""
        return found or str(super()._print_Pow(expr))

    def _norm_power(self, base: Any, exponent: Any) -> str:
        inner = _normed(base)
        if inner is None:
            return ""
        kind = "" if 1 in inner.shape else r"_{\mathrm{F}}"
        power = "" if exponent == 1 else f"^{{{self._print(exponent)}}}"
        return rf"\left\lVert {self._print(inner)} \right\rVert{kind}{power}"

    def _print_slope(self, name: str, slot: str, argument: Any) -> str:
        name, slot = self._print(Symbol(name)), self._print(Symbol(slot))
        if argument is None:
            return rf"\frac{{\partial {name}}}{{\partial {slot}}}"
        return rf"{name}^{{\prime}}{{\left({self._print(argument)} \right)}}"

    def _print_Function(self, expr: Any, exp: Any = None) -> str:
        # f^2(x) is also the second iterate of an unknown function, so that its powers get brackets.
        if exp is not None and isinstance(expr, AppliedUndef):
            return rf"\left[{super()._print_Function(expr)}\right]^{{{exp}}}"
        return str(super()._print_Function(expr, exp))


_TEXT = _TextPrinter()
_LATEX = _LatexPrinter({"mat_symbol_style": "bold", "inv_trig_style": "full", "ln_notation": True})
