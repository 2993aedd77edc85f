"""Whatever was checked, the report is a screen of text, strict JSON that reads back, and safe markup."""

from __future__ import annotations

import io
import json
import math
import pickle
import shutil
import subprocess
from dataclasses import replace

import pytest
import sympy
import torch
from docutils import nodes
from docutils.core import publish_doctree

from sympy_torch_bridge.check import PointResult, Report, check_consistency, check_gradient
from sympy_torch_bridge.check.report_words import HEADINGS

x, y = sympy.symbols("x y")
many = sympy.symbols("x:50")


def long_claim():
    return check_gradient(sympy.expand((x + y) ** 12), [sympy.expand(12 * (x + y) ** 11) + x] * 2, n_points=4)


def fifty_components():
    claim = [2 * s for s in many[:-1]] + [many[-1]]
    return check_gradient(sum(s**2 for s in many), claim, many, n_points=3)


def kink():
    return check_gradient(sympy.Abs(x), sympy.sign(x), points=[{x: 0.0}])


def without_points():
    return check_consistency(sympy.log(-1 - x**2))


def not_finite():
    return check_gradient(x**2, lambda x: x / 0)


def consistent():
    return check_consistency(sympy.sin(x) / x, n_points=6)


def ill_conditioned():
    def claim(x):
        return (torch.sin(x) * x - 2 * (1 - torch.cos(x))) / x**3

    return check_gradient((1 - sympy.cos(x)) / x**2, claim, points=[{x: 1e-6}, {x: 1e-7}])


MAKERS = (long_claim, fifty_components, kink, without_points, not_finite, consistent, ill_conditioned)


@pytest.fixture(scope="module", params=MAKERS, ids=lambda maker: maker.__name__)
def report(request):
    return request.param()


@pytest.fixture(scope="module")
def refuted():
    return check_gradient(x**2 + sympy.sin(x), x + sympy.cos(x), points=[{x: v} for v in (0.5, 1.0, 2.0)])


def fits_a_screen(report):
    lines = str(report).splitlines()
    return len(lines) <= 24 and max(map(len, lines)) <= 100


def test_text_is_a_screen_that_begins_with_the_verdict_and_ends_with_the_seed(report):
    lines = str(report).splitlines()
    assert fits_a_screen(report)
    assert lines[0].startswith(f"{report.verdict.upper()}: ")
    assert lines[-1].endswith("seed 0")


def test_text_is_a_screen_with_texts_without_end(refuted):
    row = replace(refuted.points[0], note="word " * 500, point=(("a" * 300, 0.5),))
    endless = replace(
        refuted,
        subject="f " * 4000,
        claim="g" * 4000,
        title="t" * 400,
        reason="because " * 400,
        diagnosis="consistent with " * 300,
        difference="d" * 3000,
        layout="l " * 500,
        witnesses=("witness",) * 200,
        notes=("note " * 300,) * 50,
        points=(row,) * 5,
    )
    assert fits_a_screen(endless)
    lines = str(endless).splitlines()
    assert lines[0].startswith("REFUTED: ")
    assert lines[-1].endswith("seed 0")
    assert len(repr(endless).splitlines()) == 1 and len(repr(endless)) <= 100


def test_text_of_fifty_components_shows_the_wrong_one():
    lines = str(fifty_components()).splitlines()
    assert lines[0] == "REFUTED: the claimed derivative by x0, x1, x2, x3, ..., x49 (50 variables)"
    (worst,) = [line for line in lines if line.startswith("  worst")]
    assert worst.startswith("  worst        df/dx49 at x49 = ")
    assert "  diagnosis    consistent with a missing factor 2 in df/dx49" in lines


def test_text_of_a_kink_says_where_the_claim_lies():
    assert str(kink()).splitlines()[2:5] == [
        "  kink         df/dx at x = 0.0",
        "    slopes     -1 from the left, 1 from the right",
        "    claimed    0 lies between them",
    ]
    outside = check_gradient(sympy.Abs(x), x + 3, points=[{x: 0.0}])
    assert "    claimed    3 lies outside them" in str(outside).splitlines()


def test_text_names_what_is_missing_to_a_verdict():
    first, second, third = str(ill_conditioned()).splitlines()[:3]
    assert first == "INCONCLUSIVE: d/dx (1 - cos(x))/x**2 = claim"
    assert second.startswith("  df/dx by claim was checked to 1e-09 or better at only 0 of 2 points; ")
    assert third == "  a mistake"


def test_control_characters_reach_no_terminal(refuted):
    evil = replace(refuted, subject="x\x1b[31m\n\r", claim="y\x07", reason="a\x1b]0;b\nc")
    for text in (str(evil), evil.to_markdown(), evil.to_html(), repr(evil)):
        assert not any(ord(c) < 32 and c != "\n" for c in text)
    assert str(evil).count("\n") == str(refuted).count("\n")


def test_json_is_strict_and_reads_back(report):
    text = report.to_json()
    json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    back = Report.from_json(text)
    assert back.to_json() == text
    assert str(back) == str(report)
    assert back.failures == report.failures or any(math.isnan(row.measured) for row in report.failures)


def test_rows_read_back_with_nan_and_infinities(refuted):
    row = replace(refuted.points[0], measured=math.inf, exact=math.nan, gap=-math.inf, left=1.0, right=2.0)
    back = PointResult.from_dict(json.loads(json.dumps(row.to_dict(), allow_nan=False)))
    assert math.isnan(back.exact)
    assert replace(back, exact=0.0) == replace(row, exact=0.0)


def test_pickle(report):
    back = pickle.loads(pickle.dumps(report))
    assert back.to_json() == report.to_json()


def test_html_shows_the_verdict_in_words_and_names_no_colour(report):
    page = report.to_html()
    assert f"{report.verdict.upper()}</strong>" in page
    assert "color:" not in page.replace("solid currentColor", "") and "<script" not in page
    assert page.count("<tr>") <= 12


def test_markup_is_escaped(refuted):
    evil = replace(refuted, subject="<b>&", claim="`|_", reason="<i>*a*", notes=("<script>",))
    page = evil.to_html()
    assert "<b>" not in page and "<i>" not in page and "<script>" not in page
    first, _, said = evil.to_markdown().splitlines()[:3]
    assert first == "**REFUTED** `` d/dx <b>& = `|_ ``"
    assert said == "- \\<i\\>\\*a\\*"


def test_latex_is_balanced_and_escaped(report):
    text = report.to_latex()
    assert text.startswith(rf"{{\raggedright\noindent\textbf{{{report.verdict.upper()}}} \texttt{{")
    for name in ("itemize", "table", "tabular"):
        assert text.count(rf"\begin{{{name}}}") == text.count(rf"\end{{{name}}}")
    assert text.count("{") - text.count(r"\{") == text.count("}") - text.count(r"\}")
    assert "ILL_CONDITIONED" not in text


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
def test_latex_compiles_in_the_text_width_of_an_article(report, tmp_path):
    page = rf"\documentclass{{article}}\begin{{document}}{report.to_latex()}\end{{document}}"
    (tmp_path / "page.tex").write_text(page)
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "page.tex"]
    log = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert "Output written on page.pdf (1 page" in log
    assert "Overfull" not in log


def test_other_failures_show_their_numbers_whole():
    X, A = (sympy.MatrixSymbol(name, 3, 3) for name in "XA")
    report = check_gradient(sympy.Trace(X.T * A * X), 2 * A * X, X)
    lines = [line for line in str(report).splitlines() if line.startswith("  also")]
    assert len(lines) == 2
    for line, row in zip(lines, report.failures[1:3], strict=True):
        assert line.endswith(f": {row.measured:.6g} instead of {row.exact:.6g}")


def test_rows_of_a_claimed_jacobian_are_seen():
    report = check_gradient([x * y, x + y], [[x, 1], [y, 1]], [x, y])
    assert str(report).startswith("REFUTED: d/d(x, y) [x*y, x + y] = [[x, 1], [y, 1]]\n")
    assert str(check_gradient([x, x**2], [1, x], x)).startswith("REFUTED: d/dx [x, x**2] = [1, x]\n")


def test_a_lambda_goes_by_what_it_is():
    report = check_gradient(lambda a: a**2, lambda a: a, points=[{"a": 1.0}])
    assert str(report).startswith("REFUTED: d/da function = claim\n")


def test_a_wide_table_scrolls_by_itself_and_formulas_are_code(refuted):
    page = refuted.to_html()
    assert page.index('<div style="overflow-x: auto;') < page.index("<table") < page.index("</table>\n</div>")
    assert f"<code>{refuted.difference}</code>" in page
    assert f"claimed - exact: `{refuted.difference}`" in refuted.to_markdown()


def test_the_witness_is_named_where_there_is_more_than_one(refuted):
    assert "| point | component | claimed | exact |" in refuted.to_markdown()
    assert "| point | component | witness | measured | exact |" in consistent().to_markdown()


def test_frame_has_a_row_for_each_row(report):
    frame = report.to_frame()
    assert len(frame) == len(report.points)
    if report.points:
        assert list(frame["verdict"]) == [row.verdict for row in report.points]
        assert set(report.inputs) <= set(frame.columns)


def test_restructured_text_is_read_without_a_complaint(report, refuted):
    for one in (
        report,
        replace(refuted, subject="a*b* `c` |d| e_ ``f``", claim="- 1. x::", reason="*it* is"),
    ):
        stream = io.StringIO()
        settings = {"report_level": 1, "warning_stream": stream, "halt_level": 5}
        tree = publish_doctree(one.to_rst(), settings_overrides=settings)
        assert stream.getvalue() == ""
        assert tree.astext().startswith(HEADINGS[one.verdict])
        assert bool(list(tree.findall(nodes.table))) == bool(one.points)


def test_notebooks_are_given_every_format(refuted):
    assert refuted._repr_html_() == refuted.to_html()
    assert refuted._repr_latex_() == refuted.to_latex()
    assert refuted._repr_markdown_() == refuted.to_markdown()
