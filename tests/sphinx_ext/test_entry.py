"""Full entries: what ``stb:rule`` shows, in every builder, and how parts are left out."""

from __future__ import annotations

import json
import sys
from html.parser import HTMLParser

import pytest

ENTRY = ".. stb:rule:: derivative.tanh\n"
OWN = ".. stb:rule:: page.cube\n\n   d/dx x**3 = 3*x**2\n"


def text_of(project, page):
    result = project(index=page).build("text")
    assert (result.status, result.warnings) == (0, "")
    return result.page(suffix=".txt")


def test_an_entry_has_all_parts(project):
    text = text_of(project, ENTRY)
    flat = " ".join(text.split())
    for part in (
        "hyperbolic tangent derivative.tanh".replace(" derivative.tanh", '** "derivative.tanh"'),
        "d/dx tanh(x) = 1 - tanh(x)**2", "✓ verified", "Derivation", "SymPy's derivative is this formula.",
        "Checks", "autograd, reverse mode", "seed 0", "torch 2.", "Limit", "0.419974341614026",
        "Graph of f(x) = tanh(x) with its tangent line at x = 1", r"\tanh",
        "assert simplify(lhs.diff(x) - rhs) == 0",
        "torch.testing.assert_close(slope, rhs(x))",
    ):  # fmt: skip
        assert part in flat, part


def test_a_rule_of_the_page_has_an_entry_as_well(project):
    text = text_of(project, OWN)
    assert "lhs = x**3" in text
    assert "Difference quotients of x**3 at x = 1" in text


def test_parts_are_chosen_and_left_out_and_the_verdict_stands(project):
    chosen = text_of(project, ENTRY + "   :parts: statement\n")
    assert "tanh(x)**2" in chosen
    assert "✓ verified" in chosen
    assert "Conditions" not in chosen
    rest = text_of(project, ENTRY + "   :without: plot, code, limit\n")
    assert "autograd" in rest
    assert not any(word in rest for word in ("Graph of", "assert", "Difference quotients"))
    assert "Checks" not in project('stb_parts = ["facts"]\n', index=ENTRY).build("text").page(suffix=".txt")


@pytest.mark.parametrize("option", ["parts", "without"])
def test_an_unknown_part_is_named(project, option):
    result = project(index=f"{ENTRY}   :{option}: proof\n").build("text")
    assert result.status == 1
    assert f"{option}='proof' is not accepted" in result.warnings
    assert "derivation" in result.warnings


def test_without_matplotlib_the_plot_alone_is_missing(project, monkeypatch):
    from sympy_torch_bridge.sphinx_ext import entry_parts

    monkeypatch.setattr(entry_parts, "find_spec", lambda name: None)
    result = project(index=ENTRY).build("html")
    assert (result.status, result.warnings) == (0, "")
    assert "<img" not in result.page()
    assert "autograd" in result.page()


def test_html_names_the_verdict_for_screen_readers_and_the_plot(project):
    class Labels(HTMLParser):
        found: list[tuple[str, dict[str, str]]] = []  # noqa: RUF012

        def handle_starttag(self, tag, attrs):
            self.found.append((tag, dict(attrs)))

    parser = Labels()
    parser.feed(project(index=ENTRY).build("html").page())
    verdicts = [a for tag, a in parser.found if tag == "span" and "stb-verdict" in a.get("class", "")]
    assert verdicts
    assert all(a["role"] == "img" and a["aria-label"] == "verdict: verified" for a in verdicts)
    (plot,) = [a for tag, a in parser.found if tag == "img"]
    assert plot["alt"].startswith("Graph of f(x) = tanh(x)")


@pytest.mark.parametrize("builder", ["html", "dirhtml", "latex", "text", "man", "epub", "texinfo", "dummy"])
def test_every_builder_takes_an_entry(project, builder):
    result = project('epub_copyright = "x"\nversion = "1"\n', index=ENTRY + OWN).build(builder)
    assert [line for line in result.warnings.splitlines() if "conf value" not in line] == []


def test_gettext_takes_an_entry_with_doctrees_of_its_own(project, tmp_path):
    from sphinx.application import Sphinx

    pages = project(index=ENTRY)
    out = tmp_path / "gettext"
    app = Sphinx(str(pages.folder), str(pages.folder), str(out), str(tmp_path / "trees"), "gettext",
                 warningiserror=True, status=None, warning=sys.stderr)  # fmt: skip
    app.build()
    assert app.statuscode == 0
    assert 'msgid "index"' in (out / "index.pot").read_text()


def test_a_second_fresh_build_computes_nothing(project, monkeypatch):
    from sympy_torch_bridge import entry

    pages = project(index=ENTRY)
    first = pages.build("text").page(suffix=".txt")

    def forbidden(*_arguments, **_options):
        raise AssertionError("computed again")

    monkeypatch.setattr(entry, "rule_entry", forbidden)
    monkeypatch.setattr("sympy_torch_bridge.sphinx_ext.verification.evidence_of", forbidden)
    assert pages.build("text", fresh=True).page(suffix=".txt") == first


def test_rules_that_differ_only_in_structure_or_a_distant_digit_are_told_apart():
    from dataclasses import replace

    from sympy_torch_bridge import Interval
    from sympy_torch_bridge.rules import BY_ID
    from sympy_torch_bridge.sphinx_ext.verification import rule_record

    sine = BY_ID["derivative.sin"]
    near, far = (replace(sine, domain=Interval(0, 1 + tiny)) for tiny in (1e-9, 2e-9))
    assert str(near.intervals) != "" and rule_record(near) != rule_record(far)
    symmetric = next(rule for rule in BY_ID.values() if rule.structure)
    assert rule_record(symmetric) != rule_record(replace(symmetric, structure=()))
    json.dumps(rule_record(symmetric))
