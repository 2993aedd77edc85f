"""Pages in the formats that tables can be written in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from itertools import groupby

from .document import Block, Code, Document, Fact, Formula, Link, Links
from .html import to_html
from .latex import escape_latex, to_latex
from .markdown import escape_markdown, to_markdown
from .rst import escape_rst, to_rst
from .table import Cell, Table
from .text import display_width, one_line, to_text

__all__ = ["DOCUMENT_FORMATS", "write_document"]


@dataclass(frozen=True, slots=True)
class _Format:
    title: Callable[[str], str]
    heading: Callable[[str], str]
    plain: Callable[[str], str]
    formula: Callable[[str], str]
    display: Callable[[Cell], str]
    strong: Callable[[str], str]
    line: Callable[[str], str]
    code: Callable[[Code], str]
    table: Callable[[Table], str]
    name: Callable[[str], str]
    between_facts: str = "\n\n"

    def block(self, block: Block) -> str:
        match block:
            case Fact(name, cell):
                value = self.plain(cell.text) if cell.latex is None else self.formula(one_line(cell.latex))
                return self.line(f"{self.strong(self.plain(name))}: {value}" if name else value)
            case Formula(cell):
                return self.display(cell)
            case Code():
                return self.code(block)
            case Links(name, links, text):
                value = ", ".join([*map(self._link, links), *([self.plain(text)] if text else [])])
                return self.line(f"{self.strong(self.plain(name))}: {value}" if name else value)
            case Table():
                return self.table(block)

    def _link(self, link: Link) -> str:
        """Write a title with its id, which is what can be looked up wherever the line is read."""
        return f"{self.plain(link.title)} ({self.name(link.id)})" if link.title else self.name(link.id)


def write_document(document: Document, form: str) -> str:
    r"""Write a page as ``"text"``, ``"markdown"``, ``"html"``, ``"latex"`` or ``"rst"``.

    Examples
    --------
    >>> from sympy_torch_bridge.render import Cell, Document, Fact, Section
    >>> page = Document("Sine", (Section("facts", "Facts", (Fact("Slope", Cell("cos(x)", r"\cos x")),)),))
    >>> print(write_document(page, "text"))
    Sine
    ====
    <BLANKLINE>
    Facts
    -----
    <BLANKLINE>
    Slope: cos(x)
    >>> print(write_document(page, "markdown"))
    # Sine
    <BLANKLINE>
    ## Facts
    <BLANKLINE>
    **Slope**: $\cos x$
    """
    chosen = DOCUMENT_FORMATS[form]
    parts = [chosen.title(document.title)]
    for section in document.sections:
        parts += [chosen.heading(section.title)] if section.title else []
        for is_fact, blocks in groupby(section.blocks, lambda block: isinstance(block, Fact | Links)):
            written = [chosen.block(block) for block in blocks]
            parts += [chosen.between_facts.join(written)] if is_fact else written
    return "\n\n".join(parts)


def _underlined(text: str, sign: str) -> str:
    line = one_line(text)
    return f"{line}\n{sign * display_width(line)}"


def _indented(text: str, by: str = "    ") -> str:
    return "\n".join(f"{by}{line}".rstrip() for line in text.splitlines())


def _captioned(caption: str, body: str) -> str:
    return f"{caption}:\n\n{body}" if caption else body


class _TextFormat(_Format):
    """A terminal shows no LaTeX: the text of a formula is shown in its place."""

    def block(self, block: Block) -> str:
        if isinstance(block, Fact):
            return f"{block.name}: {one_line(block.cell.text)}" if block.name else one_line(block.cell.text)
        return _Format.block(self, block)


def _html_code(code: Code) -> str:
    caption = f"<p>{escape(code.caption)}:</p>\n" if code.caption else ""
    return f'{caption}<pre><code class="language-{escape(code.language)}">{escape(code.text)}</code></pre>'


def _latex_code(code: Code) -> str:
    caption = f"\\noindent {escape_latex(code.caption)}:\n" if code.caption else ""
    return f"{caption}\\begin{{verbatim}}\n{code.text}\n\\end{{verbatim}}"


def _rst_code(code: Code) -> str:
    # The directive of docutils, which Sphinx knows as well; it takes no caption.
    body = f".. code:: {code.language}\n\n{_indented(code.text, '   ')}"
    return _captioned(escape_rst(code.caption), body)


def _latex_display(cell: Cell) -> str:
    return rf"\[{one_line(cell.latex or '')}\]"


DOCUMENT_FORMATS = {
    "text": _TextFormat(
        title=lambda t: _underlined(t, "="),
        heading=lambda t: _underlined(t, "-"),
        plain=one_line,
        formula=one_line,
        display=lambda cell: _indented(one_line(cell.text)),
        strong=one_line,
        line=one_line,
        code=lambda c: _captioned(c.caption, _indented(c.text)),
        table=to_text,
        name=one_line,
        between_facts="\n",
    ),
    "markdown": _Format(
        title=lambda t: f"# {escape_markdown(t)}",
        heading=lambda t: f"## {escape_markdown(t)}",
        plain=escape_markdown,
        formula=lambda latex: f"${latex}$",
        display=lambda cell: f"$$\n{one_line(cell.latex or '')}\n$$",
        strong=lambda t: f"**{t}**",
        line=str,
        code=lambda c: _captioned(escape_markdown(c.caption), f"```{c.language}\n{c.text}\n```"),
        table=to_markdown,
        name=lambda t: f"`{t}`",
    ),
    "html": _Format(
        title=lambda t: f"<h1>{escape(t)}</h1>",
        heading=lambda t: f"<h2>{escape(t)}</h2>",
        plain=escape,
        formula=lambda latex: rf"\({escape(latex)}\)",
        display=lambda cell: rf"<p>\[{escape(one_line(cell.latex or ''))}\]</p>",
        strong=lambda t: f"<strong>{t}</strong>",
        line=lambda t: f"<p>{t}</p>",
        code=_html_code,
        table=lambda table: to_html(table, latex=True),
        name=lambda t: f"<code>{escape(t)}</code>",
    ),
    "latex": _Format(
        title=lambda t: rf"\section*{{{escape_latex(t)}}}",
        heading=lambda t: rf"\subsection*{{{escape_latex(t)}}}",
        plain=escape_latex,
        formula=lambda latex: f"${latex}$",
        display=_latex_display,
        strong=lambda t: rf"\textbf{{{t}}}",
        line=lambda t: rf"\noindent {t}\par",
        code=_latex_code,
        table=lambda table: to_latex(table, compact=True),
        name=lambda t: rf"\texttt{{{escape_latex(t)}}}",
    ),
    "rst": _Format(
        title=lambda t: _underlined(escape_rst(t), "="),
        heading=lambda t: _underlined(escape_rst(t), "-"),
        plain=escape_rst,
        formula=lambda latex: f":math:`{latex}`",
        display=lambda cell: f".. math::\n\n   {one_line(cell.latex or '')}",
        strong=lambda t: f"**{t}**",
        line=str,
        code=_rst_code,
        table=to_rst,
        name=lambda t: f"``{t}``",
    ),
}
