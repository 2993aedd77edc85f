"""A step as one line of text and as LaTeX."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from sympy import Derivative, S
from sympy.core.function import AppliedUndef

from ...render import Cell
from ...rules import Rule
from ...rules.latex_printer import FieldLatexPrinter, FormulaLatexPrinter
from ...rules.statement import STYLE
from ...rules.text_printer import FieldTextPrinter, TextPrinter, raised
from .matrix_steps import change_of
from .step import Step

__all__ = ["step_cell"]


class _Open:
    """Writes a derivative that is still to be found with brackets around what is differentiated."""

    sign = "d"
    names: Mapping[Any, str] = MappingProxyType({})

    def _print_Symbol(self, expr: Any, **manner: Any) -> str:  # noqa: N802
        return self.names.get(expr) or str(super()._print_Symbol(expr, **manner))  # type: ignore[misc]

    def _print_MatrixSymbol(self, expr: Any, **manner: Any) -> str:  # noqa: N802
        return self.names.get(expr) or str(super()._print_MatrixSymbol(expr, **manner))  # type: ignore[misc]

    def _print_Derivative(self, expr: Any) -> str:  # noqa: N802 -- SymPy finds it by this name
        if isinstance(expr, Derivative) and not isinstance(expr.expr, AppliedUndef):
            return self._print_open(expr)
        return str(super()._print_Derivative(expr))  # type: ignore[misc]

    def _print_open(self, expr: Any) -> str:
        raise NotImplementedError


class _OpenText(_Open):
    def _print_open(self, expr: Any) -> str:
        below = "".join(f"{self.sign}{self._print(v)}{raised(int(n))}" for v, n in expr.variable_count)  # type: ignore[attr-defined]
        return f"{self.sign}{raised(len(expr.variables))}/{below}[{self._print(expr.expr)}]"  # type: ignore[attr-defined]


class _OpenLatex(_Open):
    def _print_open(self, expr: Any) -> str:
        sign = "d" if self.sign == "d" else r"\partial"
        below = " ".join(f"{sign} {self._print(v)}{_exponent(int(n))}" for v, n in expr.variable_count)  # type: ignore[attr-defined]
        above = f"{sign}{_exponent(len(expr.variables))}"
        return rf"\frac{{{above}}}{{{below}}}\left[{self._print(expr.expr)}\right]"  # type: ignore[attr-defined]


class _Text(_OpenText, TextPrinter):
    pass


class _FieldText(_OpenText, FieldTextPrinter):
    pass


class _Latex(_OpenLatex, FormulaLatexPrinter):
    pass


class _FieldLatex(_OpenLatex, FieldLatexPrinter):
    pass


def step_cell(step: Step, rule: Rule) -> Cell:
    """Write a step of the derivation of a rule.

    Examples
    --------
    >>> from sympy_torch_bridge.rules import BY_ID
    >>> from .rule_steps import rule_steps
    >>> rule = BY_ID["derivative.gaussian"]
    >>> print(step_cell(rule_steps(rule)[0], rule).text)
    d/dx[exp(-x**2/2)] = exp(-x**2/2)*d/dx[-x**2/2]
    """
    is_field = "field" in rule.tags
    text, latex = (_FieldText(), _FieldLatex(STYLE)) if is_field else (_Text(), _Latex(STYLE))
    text.sign = latex.sign = "∂" if rule.is_partial or isinstance(rule.wrt, tuple) else "d"
    if step.kind == "meaning":
        zero = replace(rule, rhs=S.Zero)
        head, latex_head = (line.rpartition(" = ")[0] for line in (zero.statement_text, zero.statement_latex))
        return Cell(f"{head} = {text.doprint(step.after)}", f"{latex_head} = {latex.doprint(step.after)}")
    if step.kind == "found":
        found = replace(rule, rhs=step.after)
        return Cell(found.statement_text, found.statement_latex)
    text.names = {symbol: f"d[{text.doprint(part)}]" for symbol, part in step.inner}
    latex.names = {symbol: rf"d\left[{latex.doprint(part)}\right]" for symbol, part in step.inner}
    latex.names |= {change_of(rule.wrt): f"d{latex.doprint(rule.wrt)}"} if rule.kind == "matrix" else {}
    if step.kind == "differential":
        left, latex_left = f"d[{text.doprint(step.before)}]", rf"d\left[{latex.doprint(step.before)}\right]"
    elif step.kind == "slope":
        left = text._print_open(Derivative(step.before, step.wrt, evaluate=False))
        latex_left = latex._print_open(Derivative(step.before, step.wrt, evaluate=False))
    else:
        left, latex_left = text.doprint(step.before), latex.doprint(step.before)
    return Cell(f"{left} = {text.doprint(step.after)}", f"{latex_left} = {latex.doprint(step.after)}")


def _exponent(order: int) -> str:
    return "" if order == 1 else f"^{{{order}}}"
