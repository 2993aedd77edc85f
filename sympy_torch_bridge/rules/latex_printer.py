"""Formulas as LaTeX: bold matrices, norms, ``ln`` and ``arcsin``, primes for unknown functions."""

# ruff: noqa: N802 -- the printers of SymPy find a method by the name of the class it prints

from __future__ import annotations

from typing import Any

from sympy import Integer, Lambda, Symbol, Transpose, fraction
from sympy.core.function import AppliedUndef, Function
from sympy.printing.latex import LatexPrinter, accepted_latex_functions
from sympy.printing.precedence import PRECEDENCE

from .bound_variable import bound_and_body
from .slope_printer import SlopePrinter, normed, runs

__all__ = ["FieldLatexPrinter", "FormulaLatexPrinter", "raised"]

_NAMED = {*accepted_latex_functions, "exp", "log"}


class FormulaLatexPrinter(SlopePrinter, LatexPrinter):
    """SymPy's LaTeX with norms, quotients of matrices and determinants that are no bars."""

    def _print_Trace(self, expr: Any) -> str:
        return self._norm_power(expr, Integer(2)) or str(super()._print_Trace(expr))

    def _print_Pow(self, expr: Any) -> str:
        exponent = 2 * expr.exp
        if not exponent.is_Rational or normed(expr.base) is None:
            return str(super()._print_Pow(expr))
        if exponent > 0:
            return self._norm_power(expr.base, exponent)
        return rf"\frac{{1}}{{{self._norm_power(expr.base, -exponent)}}}"

    def _norm_power(self, base: Any, exponent: Any) -> str:
        inner = normed(base)
        if inner is None:
            return ""
        kind = "" if 1 in inner.shape else r"_{\mathrm{F}}"
        power = "" if exponent == 1 else f"^{{{self._print(exponent)}}}"
        return rf"\left\lVert {self._print(inner)} \right\rVert{kind}{power}"

    def _print_MatMul(self, expr: Any) -> str:
        coefficient, matrices = expr.as_coeff_matrices()
        is_negative = coefficient.could_extract_minus_sign()
        over, under = fraction(-coefficient if is_negative else coefficient)
        scalar = [] if over == 1 else [self.parenthesize(over, PRECEDENCE["Mul"], is_neg=False, strict=True)]
        factors = [self.parenthesize(f, PRECEDENCE["Mul"], is_neg=False) for f in matrices]
        product = " ".join([*scalar, *factors])
        if under != 1 and not scalar and len(matrices) == 1:
            product = self._print(matrices[0])  # the bar of the fraction serves as brackets
        quotient = product if under == 1 else rf"\frac{{{product}}}{{{self._print(under)}}}"
        return f"- {quotient}" if is_negative else quotient

    def _print_MatAdd(self, expr: Any) -> str:
        terms = [self._print(term) for term in self._as_ordered_terms(expr)]
        signed = [f" - {t[1:].strip()}" if t.startswith("-") else f" + {t}" for t in terms[1:]]
        return "".join([terms[0], *signed])

    def _print_Inverse(self, expr: Any) -> str:
        inner = expr.arg
        if isinstance(inner, Transpose) and inner.arg.is_symbol:
            return rf"{self._print(inner.arg)}^{{-T}}"
        return str(super()._print_MatPow(expr))

    def _print_Determinant(self, expr: Any, exp: Any = None) -> str:
        # Bars would look like those of absolute values and norms.
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"\det{power}\left({self._print(expr.arg)}\right)"

    def _print_OneMatrix(self, expr: Any, exp: Any = None) -> str:
        return r"\mathbf{1}^{T}" if expr.shape[0] == 1 else r"\mathbf{1}"

    def _print_DiagMatrix(self, expr: Any) -> str:
        return rf"\operatorname{{diag}}\left({self._print(expr.args[0])}\right)"

    def _print_DiagonalOf(self, expr: Any) -> str:
        return rf"\operatorname{{diagonal}}\left({self._print(expr.args[0])}\right)"

    def _print_ElementwiseApplyFunction(self, expr: Any) -> str:
        # The circle tells the exponentials of the entries from the exponential of the matrix.
        variable, body = bound_and_body(expr.function)
        if isinstance(body, Function) and body.args == (variable,):
            name = body.func.__name__
            known = rf"\{name}" if name in _NAMED else rf"\operatorname{{{name}}}"
            return rf"{known}_{{\circ}}\left({self._print(expr.expr)}\right)"
        function, operand = self._print(Lambda(variable, body)), self._print(expr.expr)
        return rf"{{{function}}}_{{\circ}}\left({{{operand}}}\right)"

    def _print_slope(self, name: str, slots: tuple[str, ...], argument: Any) -> str:
        name = self._print(Symbol(name))
        if argument is not None:
            primes = r"\prime" * len(slots)
            return rf"{name}^{{{primes}}}{{\left({self._print(argument)} \right)}}"
        below = " ".join(
            rf"\partial {self._print(Symbol(slot))}{raised(times)}" for slot, times in runs(slots)
        )
        return rf"\frac{{\partial{raised(len(slots))} {name}}}{{{below}}}"

    def _print_Function(self, expr: Any, exp: Any = None) -> str:
        # f^2(x) is also the second iterate of an unknown function, so that its powers get brackets.
        if exp is not None and isinstance(expr, AppliedUndef):
            return rf"\left[{super()._print_Function(expr)}\right]^{{{exp}}}"
        return str(super()._print_Function(expr, exp))


class FieldLatexPrinter(FormulaLatexPrinter):
    """LaTeX where a field of several coordinates is its name alone."""

    def _print_Function(self, expr: Any, exp: Any = None) -> str:
        if isinstance(expr, AppliedUndef) and len(expr.args) > 1 and all(a.is_Symbol for a in expr.args):
            power = "" if exp is None else f"^{{{exp}}}"
            return f"{self._print(Symbol(expr.func.__name__))}{power}"
        return super()._print_Function(expr, exp)


def raised(order: int) -> str:
    """Return the order of a derivative as an exponent, nothing for the first."""
    return "" if order == 1 else f"^{{{order}}}"
