"""Pages of sections in every format: escaped, complete, and read back by what reads the format."""

from __future__ import annotations

from html.parser import HTMLParser

import docutils.core
import pytest

from sympy_torch_bridge.render import (
    DOCUMENT_FORMATS,
    Cell,
    Code,
    Column,
    Document,
    Fact,
    Formula,
    Section,
    Table,
    write_document,
)

CODE = Code("python", "if a < b:\n    pass", "to copy")
FACTS = (Fact("Name", Cell("1 < 2 & *3*")), Fact("", Cell("-1")))
PAGE = Document(
    "a_b & <c>",
    (
        Section("one", "", (Formula(Cell("x**2", "x^{2}")), *FACTS)),
        Section("two", "A | B", (CODE, Table("", (Column("h"),), [("1",)]))),
    ),
)


def test_it_passes_through_plain_data():
    assert Document.from_dict(PAGE.to_dict()) == PAGE
    assert [s.name for s in PAGE.only(["two"]).sections] == ["two"]


@pytest.mark.parametrize("form", DOCUMENT_FORMATS)
def test_nothing_is_lost(form):
    text = write_document(PAGE, form)
    lines = "if a &lt; b:" if form == "html" else "if a < b:"
    assert lines in text
    assert "    pass" in text
    assert "to copy" in text
    assert "x^{2}" in text if form != "text" else "x**2" in text


def test_html_is_escaped_and_nested():
    class Tags(HTMLParser):
        stack: list[str] = []  # noqa: RUF012
        void = ("br", "img")

        def handle_starttag(self, tag, attrs):
            if tag not in self.void:
                self.stack.append(tag)

        def handle_endtag(self, tag):
            assert self.stack.pop() == tag

    text = write_document(PAGE, "html")
    assert "a_b &amp; &lt;c&gt;" in text
    parser = Tags()
    parser.feed(text)
    assert parser.stack == []


def test_rst_is_read_without_a_complaint():
    tree = docutils.core.publish_doctree(
        write_document(PAGE, "rst"), settings_overrides={"report_level": 1, "halt_level": 2}
    )
    assert tree.astext().startswith("a_b & <c>")
    assert "1 < 2 & *3*" in tree.astext()
