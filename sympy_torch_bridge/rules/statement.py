"""How a rule is written out: the two printers and the line that they make."""

from __future__ import annotations

from typing import Any

from sympy import Determinant, MatrixExpr, Symbol, Trace
from sympy.core.function import Function

from . import latex_printer, text_printer
from .latex_printer import FormulaLatexPrinter
from .text_printer import TextPrinter

__all__ = ["latex_of", "statement_latex", "statement_text", "text_of"]


def text_of(expr: Any) -> str:
    """Write an expression as one line of text, derivatives of unknown functions as people write them."""
    return str(_TEXT.doprint(expr))


def latex_of(expr: Any) -> str:
    """Write an expression as LaTeX: bold matrices, ``ln`` and ``arcsin``, primes for unknown functions."""
    return str(_LATEX.doprint(expr))


def statement_text(lhs: Any, rhs: Any, wrt: Any, *, is_partial: bool, order: int = 1) -> str:
    """Write ``d lhs / d wrt = rhs`` as one line of text."""
    d = "\u2202" if is_partial else "d"
    inner = text_of(lhs) if _is_closed(lhs) else f"({text_of(lhs)})"
    if isinstance(wrt, tuple):
        operator = f"{_OF_SEVERAL[order]}({', '.join(map(text_of, wrt))})"
    else:
        times = text_printer.raised(order)
        operator = f"{d}{times}/{d}{text_of(wrt)}{times}"
    return f"{operator} {inner} = {text_of(rhs)}"


def statement_latex(lhs: Any, rhs: Any, wrt: Any, *, is_partial: bool, order: int = 1) -> str:
    """Write ``d lhs / d wrt = rhs`` as LaTeX."""
    d = r"\partial" if is_partial else "d"
    inner = latex_of(lhs) if _is_closed(lhs) else rf"\left[{latex_of(lhs)}\right]"
    times = latex_printer.raised(order)
    if isinstance(wrt, tuple):
        operator = rf"\nabla{times}_{{({', '.join(map(latex_of, wrt))})}}"
    else:
        operator = rf"\frac{{{d}{times}}}{{{d} {latex_of(wrt)}{times}}}"
    return f"{operator} {inner} = {latex_of(rhs)}"


def _is_closed(expr: Any) -> bool:
    """Tell whether a differentiation operator before ``expr`` visibly applies to all of it."""
    return isinstance(expr, Symbol | Function | Trace | Determinant) or (
        isinstance(expr, MatrixExpr) and expr.is_symbol
    )


# How a gradient and a matrix of second derivatives are written.
_OF_SEVERAL = {1: "grad", 2: "hess"}
_TEXT = TextPrinter()
_LATEX = FormulaLatexPrinter({"mat_symbol_style": "bold", "inv_trig_style": "full", "ln_notation": True})
