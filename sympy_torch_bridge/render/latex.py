r"""Tables in LaTeX that need no package beyond the standard classes."""

from __future__ import annotations

from .table import Cell, Table
from .text import one_line

__all__ = ["escape_latex", "to_latex"]

_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%",
    "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    # Typeset as other characters in the standard font encoding.
    "<": "$<$", ">": "$>$", "|": "$|$",
    # Signs that occur in our own texts and that pdflatex does not know as characters.
    "\u2202": r"$\partial$", "\u2207": r"$\nabla$", "\u221e": r"$\infty$", "\u2264": r"$\leq$",
    "\u2265": r"$\geq$", "\u2260": r"$\neq$", "\u00b1": r"$\pm$", "\u00d7": r"$\times$", "\u00b7": r"$\cdot$",
    "\u2192": r"$\to$", "\u2208": r"$\in$", "\u03c0": r"$\pi$", "\u2248": r"$\approx$", "\u2212": "$-$",
}  # fmt: skip

_COMPACT = r"\footnotesize\setlength{\tabcolsep}{2pt}"


def to_latex(table: Table, *, compact: bool = False) -> str:
    r"""Set a table as a ``tabular`` inside a captioned ``table`` environment.

    Parameters
    ----------
    table : Table
    compact : bool
        Whether it is set small, with less room between the columns.

    Examples
    --------
    >>> from sympy_torch_bridge.render import Cell, Column, Table
    >>> print(to_latex(Table("50 %", (Column("f"), Column("n", "right")), [(Cell("x**2", "x^{2}"), "7")])))
    \begin{table}[htbp]
    \centering
    \caption{50 \%}
    \begin{tabular}{lr}
    \hline
    f & n \\
    \hline
    $x^{2}$ & 7 \\
    \hline
    \end{tabular}
    \end{table}
    """
    letters = "".join(column.align[0] for column in table.columns)
    return "\n".join(
        [
            r"\begin{table}[htbp]",
            r"\centering",
            *([_COMPACT] if compact else []),
            *([rf"\caption{{{escape_latex(table.title)}}}"] if table.title else []),
            rf"\begin{{tabular}}{{{letters}}}",
            r"\hline",
            _row([escape_latex(column.name) for column in table.columns]),
            r"\hline",
            *(_row([_content(cell) for cell in row]) for row in table.rows),
            r"\hline",
            r"\end{tabular}",
            *(rf"\par\smallskip{{\small {escape_latex(note)}}}" for note in table.notes),
            r"\end{table}",
        ]
    )


def escape_latex(text: str) -> str:
    r"""Write plain text so that LaTeX shows exactly that text.

    Examples
    --------
    >>> print(escape_latex("a_b & 3 % of {x}"))
    a\_b \& 3 \% of \{x\}
    """
    return "".join(_SPECIAL.get(c, c) for c in one_line(text))


def _row(cells: list[str]) -> str:
    # A cell that opens with a bracket would be read as the length that may follow the row end above it.
    if cells[0].startswith("["):
        cells = ["{}" + cells[0], *cells[1:]]
    return " & ".join(cells) + r" \\"


def _content(cell: Cell) -> str:
    return escape_latex(cell.text) if cell.latex is None else f"${one_line(cell.latex)}$"
