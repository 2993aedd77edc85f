from __future__ import annotations

from html.parser import HTMLParser

from sympy_torch_bridge.render import Cell, Column, Table, to_html

TABLE = Table(
    "Table of <f> & g",
    (Column("h", "right"), Column("value", "right"), Column("formula")),
    [("0.1", "<script>alert(1)</script>", Cell("x < 1", "x < 1"))],
    ["a note & more"],
)


class _Outline(HTMLParser):
    """Collects the tags with their attributes and the text, and checks that tags nest."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def _outline(html: str) -> _Outline:
    outline = _Outline()
    outline.feed(html)
    outline.close()
    assert outline._open == []
    return outline


def test_the_table_has_a_caption_and_scopes() -> None:
    outline = _outline(to_html(TABLE))
    assert [tag for tag, _ in outline.tags][:2] == ["table", "caption"]
    assert [a.get("scope") for tag, a in outline.tags if tag == "th"] == ["col", "col", "col", "row"]


def test_every_text_is_escaped() -> None:
    outline = _outline(to_html(TABLE))
    assert "script" not in {tag for tag, _ in outline.tags}
    assert {"Table of <f> & g", "<script>alert(1)</script>", "x < 1", "a note & more"} <= set(outline.text)


def test_formulas_are_code_by_default_and_latex_on_request() -> None:
    assert "<code>x &lt; 1</code>" in to_html(TABLE)
    assert r"\(x &lt; 1\)" in to_html(TABLE, latex=True)
    assert "<code>" not in to_html(TABLE, latex=True)


def test_styles_name_no_colour_but_the_text_colour() -> None:
    styles = " ".join(a.get("style") or "" for _, a in _outline(to_html(TABLE)).tags)
    assert "background" not in styles
    assert "#" not in styles
    assert "color" not in styles.replace("currentColor", "").lower()


def test_alignment_reaches_heading_and_body() -> None:
    cells = [a["style"] or "" for tag, a in _outline(to_html(TABLE)).tags if tag in {"th", "td"}]
    assert ["right" in style for style in cells] == [True, True, False, True, True, False, False]


def test_no_caption_and_no_foot_where_there_is_nothing_to_say() -> None:
    html = to_html(Table("", (Column("a"),), [("1",)]))
    assert "caption" not in html
    assert "tfoot" not in html
