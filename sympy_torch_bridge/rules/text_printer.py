"""Formulas as one line of text, as people write them."""

# ruff: noqa: N802, N815 -- the printers of SymPy find a method by the name of the class it prints

from __future__ import annotations

from typing import Any

from sympy import Derivative, fraction
from sympy.core.function import AppliedUndef, Function
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.str import StrPrinter

from .bound_variable import bound_and_body
from .slope_printer import SlopePrinter, normed, runs

__all__ = ["FieldTextPrinter", "TextPrinter", "raised"]

_SUPERSCRIPTS = str.maketrans("0123456789", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")


class TextPrinter(SlopePrinter, StrPrinter):
    """SymPy's text with norms, quotients of matrices, and functions of entries with a dot."""

    def _print_slope(self, name: str, slots: tuple[str, ...], argument: Any) -> str:
        if argument is not None:
            return f"{name}{chr(39) * len(slots)}({self._print(argument)})"
        below = "".join(f"\u2202{slot}{raised(times)}" for slot, times in runs(slots))
        return f"\u2202{raised(len(slots))}{name}/{below}"

    def _print_Mul(self, expr: Any) -> str:
        # A quotient of slopes would have three bars on one level.
        over, under = fraction(expr)
        if under == 1 or not under.has(Derivative):
            return str(super()._print_Mul(expr))
        is_negative = over.could_extract_minus_sign()
        quotient = f"{self._in_quotient(-over if is_negative else over)}/{self._in_quotient(under)}"
        return f"-{quotient}" if is_negative else quotient

    def _in_quotient(self, expr: Any) -> str:
        text = str(self._print(expr))
        return text if text.isalnum() or (expr.is_Pow and "/" not in text) else f"({text})"

    def _print_Dummy(self, expr: Any) -> str:
        return str(expr.name)

    def _print_Limit(self, expr: Any) -> str:
        body, variable, target, _ = expr.args
        return f"lim[{self._print(variable)} -> {self._print(target)}] {self._print(body)}"

    def _print_Piecewise(self, expr: Any) -> str:
        # A list of pairs in brackets is how nobody writes a function with several pieces.
        *pieces, (last, condition) = expr.args
        branches = [f"{self._print(value)} if {self._print(holds)} else " for value, holds in pieces]
        end = self._print(last) if condition == True else f"{self._print(last)} if {self._print(condition)}"  # noqa: E712
        return f"({''.join(branches)}{end})"

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
        if isinstance(expr.base, Derivative) and "/" in (slope := self._print(expr.base)):
            return f"({slope})**{self.parenthesize(expr.exp, PRECEDENCE['Pow'])}"
        found = self._norm_power(expr.base, 2 * expr.exp)
        return found or str(super()._print_Pow(expr, rational))

    def _norm_power(self, base: Any, exponent: Any) -> str:
        inner = normed(base)
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
        variable, body = bound_and_body(expr.function)
        if isinstance(body, Function) and body.args == (variable,):
            return f"{body.func.__name__}.({self._print(expr.expr)})"
        return f"[{self._print(variable)} -> {self._print(body)}].({self._print(expr.expr)})"


class FieldTextPrinter(TextPrinter):
    """Text where a field of several coordinates is its name alone."""

    def _print_Function(self, expr: Any) -> str:
        is_field = (
            isinstance(expr, AppliedUndef) and len(expr.args) > 1 and all(a.is_Symbol for a in expr.args)
        )
        return str(expr.func.__name__ if is_field else super()._print_Function(expr))


def raised(order: int) -> str:
    """Return the order of a derivative as a superscript, nothing for the first."""
    return "" if order == 1 else str(order).translate(_SUPERSCRIPTS)
