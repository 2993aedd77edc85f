"""Rules as a table for people: aligned text, Markdown, HTML, LaTeX, reStructuredText, JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from gettext import NullTranslations
from typing import Any

from ..errors import OptionError
from ..languages import ENGLISH, catalogue
from ..render import Cell, Column, Table, to_frame, to_html, to_latex, to_markdown, to_rst, to_text
from ..sentences import CATALOGUE as WORDS
from ..sentences import conditions_in, is_translated, words_in
from ._rule import Rule
from .catalog import RULES
from .title import title_in

__all__ = ["COLUMNS", "RuleTable"]

_ENTRIES: dict[str, Callable[[Rule], Cell | str]] = {
    "id": lambda rule: rule.id,
    "title": lambda rule: rule.title,
    "statement": lambda rule: Cell(rule.statement_text, rule.statement_latex),
    "conditions": lambda rule: rule.conditions,
    "shapes": lambda rule: rule.shapes_text,
    "layout": lambda rule: rule.layout or "",
    "tags": lambda rule: ", ".join(rule.tags),
    "source": lambda rule: rule.source,
}
COLUMNS = tuple(_ENTRIES)
_USUAL = ("id", "statement", "conditions", "shapes", "layout", "source")
_WHERE_THERE_ARE_SOME = ("shapes", "layout", "source")


class RuleTable:
    """A list of rules that shows itself in a terminal, a notebook or a document.

    Parameters
    ----------
    rules : iterable of Rule
        Shown in the order given; the whole catalog by default.
    title : str
    columns : sequence of str, optional
        Which facts to show, of ``id``, ``title``, ``statement``, ``conditions``, ``shapes``,
        ``layout``, ``tags`` and ``source``. By default all but titles and tags, with shapes,
        layout and source only where a rule has them.
    language : {"en", "zh"}
        Of headings, conditions, and titles, which another language than English shows by default.

    Raises
    ------
    OptionError
        A column has another name, or there are no titles in that language.

    Examples
    --------
    >>> from sympy_torch_bridge.rules import select
    >>> print(RuleTable(select(ids=["derivative.log", "derivative.tanh"]), title="Two rules"))
    Two rules
    id               statement                      conditions    source
    ---------------  -----------------------------  ------------  ----------------------------
    derivative.log   d/dx log(x) = 1/x              x in (0, oo)  d2l.ai, section 2.4 Calculus
    derivative.tanh  d/dx tanh(x) = 1 - tanh(x)**2  x real
    >>> [cell.text for cell in RuleTable(select(ids=["rule.chain"]), language="zh").table.rows[0]][:2]
    ['rule.chain', '链式法则']
    """

    def __init__(
        self,
        rules: Iterable[Rule] = RULES,
        title: str = "Derivative rules",
        *,
        columns: Sequence[str] | None = None,
        language: str = ENGLISH,
    ) -> None:
        self.rules = tuple(rules)
        self.title = title
        self.language = language
        catalogue(WORDS, language)  # an unknown one is refused here, not when the table is shown
        self.columns = tuple(columns or self._usual_columns())
        for name in self.columns:
            if name not in _ENTRIES:
                raise OptionError("columns", name, accepted=tuple(_ENTRIES))

    @property
    def table(self) -> Table:
        """The neutral description that every format is made from."""
        rows = [[self._entry(name, rule) for name in self.columns] for rule in self.rules]
        heads = [Column(words_in(self._words, name)) for name in self.columns]
        return Table(words_in(self._words, self.title), heads, rows)

    def to_text(self) -> str:
        """Return aligned plain text."""
        return to_text(self.table)

    def to_markdown(self) -> str:
        """Return a table in GitHub's Markdown."""
        return to_markdown(self.table)

    def to_html(self, *, latex: bool = False) -> str:
        r"""Return an HTML table; with ``latex`` formulas are written as ``\(...\)``."""
        return to_html(self.table, latex=latex)

    def to_latex(self) -> str:
        """Return a LaTeX table."""
        return to_latex(self.table)

    def to_rst(self) -> str:
        """Return a reStructuredText table."""
        return to_rst(self.table)

    def to_dict(self) -> dict[str, Any]:
        """Return the title and the records as plain data."""
        rules = [{**rule.to_dict(), "title": title_in(rule, self.language)} for rule in self.rules]
        return {"title": self.title, "rules": rules}

    def to_json(self) -> str:
        """Return :meth:`to_dict` as JSON."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False)

    def to_frame(self) -> Any:
        """Return the rules as a pandas DataFrame, with the columns of the table as text.

        Raises
        ------
        MissingDependencyError
            pandas is not installed.
        """
        table = self.table
        records = [
            {name: cell.text for name, cell in zip(self.columns, row, strict=True)} for row in table.rows
        ]
        return to_frame(records, needed_for="RuleTable.to_frame()", columns=self.columns)

    @property
    def _words(self) -> NullTranslations:
        return catalogue(WORDS, self.language)

    def _usual_columns(self) -> tuple[str, ...]:
        usual = [
            name for name in _USUAL
            if name not in _WHERE_THERE_ARE_SOME or any(_ENTRIES[name](rule) for rule in self.rules)
        ]  # fmt: skip
        return (usual[0], "title", *usual[1:]) if is_translated(self._words) else tuple(usual)

    def _entry(self, column: str, rule: Rule) -> Cell | str:
        if column == "title":
            return title_in(rule, self.language)
        entry = _ENTRIES[column](rule)
        if column == "conditions":
            return conditions_in(self._words, rule.conditions)
        return words_in(self._words, entry) if isinstance(entry, str) and column == "layout" else entry

    def __len__(self) -> int:
        return len(self.rules)

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        return f"<RuleTable {self.title!r}: {len(self.rules)} rules>"

    def _repr_html_(self) -> str:
        return self.to_html()

    def _repr_latex_(self) -> str:
        return self.to_latex()

    def _repr_markdown_(self) -> str:
        return self.to_markdown()
