"""How a rule is written out: the two printers and the line that they make."""

from __future__ import annotations

from typing import Any

from sympy import Determinant, MatrixBase, MatrixExpr, Symbol, Trace
from sympy.core.function import Function

from . import latex_printer, text_printer
from .latex_printer import FieldLatexPrinter, FormulaLatexPrinter
from .text_printer import FieldTextPrinter, TextPrinter

__all__ = ["STYLE", "latex_of", "statement_latex", "statement_text", "text_of"]


def text_of(expr: Any) -> str:
    """Write an expression as one line of text, derivatives of unknown functions as people write them."""
    return str(_TEXT.doprint(expr))


def latex_of(expr: Any) -> str:
    """Write an expression as LaTeX: bold matrices, ``ln`` and ``arcsin``, primes for unknown functions."""
    return str(_LATEX.doprint(expr))


def statement_text(
    lhs: Any,
    rhs: Any,
    wrt: Any,
    *,
    is_partial: bool,
    order: int = 1,
    operator: str = "derivative",
    of_fields: bool = False,
) -> str:
    """Write ``d lhs / d wrt = rhs`` as one line of text; fields are written without their arguments."""
    write = _FIELD_TEXT.doprint if of_fields else text_of
    d = "\u2202" if is_partial else "d"
    inner = write(lhs) if _is_closed(lhs) else f"({write(lhs)})"
    if isinstance(wrt, tuple):
        name = _OF_SEVERAL[order] if operator == "derivative" else _OPERATORS[operator][0]
        sign = f"{name}({', '.join(map(text_of, wrt))})"
    else:
        times = text_printer.raised(order)
        sign = f"{d}{times}/{d}{text_of(wrt)}{times}"
    return f"{sign} {inner} = {write(rhs)}"


def statement_latex(
    lhs: Any,
    rhs: Any,
    wrt: Any,
    *,
    is_partial: bool,
    order: int = 1,
    operator: str = "derivative",
    of_fields: bool = False,
) -> str:
    """Write ``d lhs / d wrt = rhs`` as LaTeX; fields are written without their arguments."""
    write = _FIELD_LATEX.doprint if of_fields else latex_of
    d = r"\partial" if is_partial else "d"
    inner = write(lhs) if _is_closed(lhs) else rf"\left[{write(lhs)}\right]"
    times = latex_printer.raised(order)
    if isinstance(wrt, tuple):
        name = rf"\nabla{times}" if operator == "derivative" else _OPERATORS[operator][1]
        sign = rf"{name}_{{({', '.join(map(latex_of, wrt))})}}"
    else:
        sign = rf"\frac{{{d}{times}}}{{{d} {latex_of(wrt)}{times}}}"
    return f"{sign} {inner} = {write(rhs)}"


def _is_closed(expr: Any) -> bool:
    """Tell whether a differentiation operator before ``expr`` visibly applies to all of it."""
    return isinstance(expr, Symbol | Function | Trace | Determinant | MatrixBase) or (
        isinstance(expr, MatrixExpr) and expr.is_symbol
    )


# How a gradient and a matrix of second derivatives are written.
_OF_SEVERAL = {1: "grad", 2: "hess"}
_OPERATORS = {
    "divergence": ("div", r"\operatorname{div}"),
    "curl": ("curl", r"\operatorname{curl}"),
    "laplacian": ("laplacian", r"\Delta"),
    "jacobian": ("jac", r"\operatorname{J}"),
}
_TEXT, _FIELD_TEXT = TextPrinter(), FieldTextPrinter()
STYLE = {"mat_symbol_style": "bold", "inv_trig_style": "full", "ln_notation": True}
_LATEX, _FIELD_LATEX = FormulaLatexPrinter(STYLE), FieldLatexPrinter(STYLE)
