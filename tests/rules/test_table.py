from __future__ import annotations

import json

import pytest

from sympy_torch_bridge.errors import OptionError
from sympy_torch_bridge.rules import BY_ID, RULES, RuleTable, select

PAIR = RuleTable([BY_ID["derivative.abs"], BY_ID["rule.chain"]], "A pair")


def test_the_default_is_the_whole_catalog() -> None:
    assert RuleTable().rules == RULES
    assert len(RuleTable()) == len(RULES)


def test_text_has_one_line_a_rule() -> None:
    lines = str(PAIR).splitlines()
    assert lines[0] == "A pair"
    assert [line.split()[0] for line in lines[3:]] == ["derivative.abs", "rule.chain"]
    assert str(PAIR) == PAIR.to_text()


def test_shapes_and_layout_are_shown_where_there_are_matrices() -> None:
    assert PAIR.columns == ("id", "statement", "conditions", "source")
    table = RuleTable(select(tags=["matrix"])).table
    assert [column.name for column in table.columns] == [
        "id",
        "statement",
        "conditions",
        "shapes",
        "layout",
        "source",
    ]
    assert table.rows[0][4].text == "denominator"


def test_columns_may_be_chosen() -> None:
    table = RuleTable([BY_ID["derivative.exp"]], columns=("title", "tags")).table
    assert [cell.text for cell in table.rows[0]] == ["exponential", "function, exponential, d2l"]


def test_an_unknown_column_is_refused() -> None:
    with pytest.raises(OptionError, match="'statement'") as caught:
        RuleTable(columns=("proof",))
    assert caught.value.value == "proof"


def test_a_source_is_shown_where_there_is_one() -> None:
    assert RuleTable([BY_ID["derivative.tanh"]]).columns == ("id", "statement", "conditions")
    assert RuleTable([BY_ID["derivative.tanh"], BY_ID["derivative.log"]]).columns[-1] == "source"


def test_headings_and_conditions_have_a_language() -> None:
    table = RuleTable([BY_ID["derivative.log"]], language="zh").table
    assert table.title == "求导法则"
    assert [column.name for column in table.columns] == ["编号", "名称", "公式", "条件", "来源"]
    assert table.rows[0][3].text == "x 属于 (0, oo)"
    matrix = RuleTable([BY_ID["matrix.trace"]], columns=["layout", "tags"], language="zh").table
    assert [column.name for column in matrix.columns] == ["布局", "标签"]
    assert matrix.rows[0][0].text == "分母"


def test_an_unknown_language_is_refused_at_once() -> None:
    with pytest.raises(OptionError, match="'zh'"):
        RuleTable(columns=("id",), language="de")


@pytest.mark.slow
def test_each_format_carries_every_rule() -> None:
    table = RuleTable()
    for text in (table.to_text(), table.to_markdown(), table.to_html(), table.to_rst(), table.to_latex()):
        assert all(rule.id in text.replace("\\", "") for rule in RULES)


def test_formulas_are_latex_where_the_format_has_it() -> None:
    latex = BY_ID["rule.chain"].statement_latex
    assert f"${latex}$" in PAIR.to_latex()
    assert f":math:`{latex}`" in PAIR.to_rst()
    assert f"${latex}$" in PAIR.to_markdown()
    assert rf"\({latex}\)" in PAIR.to_html(latex=True)
    assert "<code>d/dx f(g(x)) = g&#x27;(x)*f&#x27;(g(x))</code>" in PAIR.to_html()


def test_the_notebook_forms_are_html_and_latex() -> None:
    assert PAIR._repr_html_() == PAIR.to_html()
    assert PAIR._repr_latex_() == PAIR.to_latex()
    assert repr(PAIR) == "<RuleTable 'A pair': 2 rules>"


def test_json_is_the_dictionary() -> None:
    assert json.loads(PAIR.to_json()) == PAIR.to_dict()
    assert [rule["id"] for rule in PAIR.to_dict()["rules"]] == ["derivative.abs", "rule.chain"]


@pytest.mark.slow
def test_docutils_reads_the_whole_catalog() -> None:
    core = pytest.importorskip("docutils.core", reason="docutils comes with the docs extra")
    nodes = pytest.importorskip("docutils.nodes", reason="docutils comes with the docs extra")
    settings = {"report_level": 1, "halt_level": 1, "warning_stream": False}
    document = core.publish_doctree(RuleTable().to_rst(), settings_overrides=settings)
    assert [math.astext() for math in document.findall(nodes.math)] == [
        rule.statement_latex for rule in RULES
    ]


def test_a_frame_has_a_row_for_each_rule():
    pytest.importorskip("pandas")
    table = RuleTable(select(ids=["derivative.log", "derivative.tanh"]), columns=["id", "statement"])
    frame = table.to_frame()
    assert list(frame.columns) == ["id", "statement"]
    assert list(frame["id"]) == ["derivative.log", "derivative.tanh"]
    assert frame["statement"][0] == "d/dx log(x) = 1/x"
    assert RuleTable([]).to_frame().empty


def test_notebooks_are_given_every_format():
    table = RuleTable(select(ids=["derivative.log"]))
    assert table._repr_markdown_() == table.to_markdown()
    assert table._repr_latex_() == table.to_latex()
    assert table._repr_html_() == table.to_html()
