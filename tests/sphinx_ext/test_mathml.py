"""Formulas as MathML: converted whole or refused, on every build, and shown without a network."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from headless_browser import needs_browser, titled

from sympy_torch_bridge.rules import RULES
from sympy_torch_bridge.sphinx_ext.mathml import MathMLError, mathml

CONF = 'html_math_renderer = "mathml"\n'

SHOWN = {
    "bold": (r"\mathbf x", "\U0001d431"),
    "bold-capital": (r"\mathbf{X}", "\U0001d417"),
    "bold-italic": (r"\boldsymbol{x}", "\U0001d499"),
    "operator": (r"\operatorname{vec}(X)", "vec"),
    "less": (r"x < y", "<"),
}
REFUSED = {
    "command": (r"\foo x", r"the command \\foo is not known"),
    "environment": (r"\begin{foo}x\end{foo}", r"the environment foo is not known"),
    "rows": (r"a \\ b", r"only split, aligned"),
    "column": (r"\left( a & b \right)", r"not well-formed|only split"),
    "open-brace": (r"x^{2", r"a brace has no partner"),
    "escaped-brace": (r"\{ x^{2 \}", r"a brace has no partner"),
    "half-a-fraction": (r"\frac{1}", r"lacks a part"),
    "no-exponent": (r"x^", r"not well-formed"),
    "half-a-bracket": (r"\left( x", r"not well-formed"),
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_formula_is_converted(name):
    latex, letter = SHOWN[name]
    tree = ElementTree.fromstring(mathml(latex, is_display=False))
    assert letter in "".join(tree.itertext())
    assert "\\" not in "".join(tree.itertext())


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_converted_whole_is_refused(name):
    latex, reason = REFUSED[name]
    with pytest.raises(MathMLError, match=reason) as caught:
        mathml(latex, is_display=True)
    assert latex in str(caught.value)


def test_rows_of_aligned_are_rows():
    tree = ElementTree.fromstring(mathml(r"\begin{aligned} a &= b \\ c &= d \end{aligned}", is_display=True))
    assert len(tree.findall(".//{*}mtr")) == 2


def test_every_statement_of_the_catalog_can_be_shown():
    for rule in RULES:
        assert ElementTree.fromstring(mathml(rule.statement_latex, is_display=True)).tag.endswith("math")


def test_pages_hold_formulas_and_no_script_for_them(project):
    page = project(CONF, index=":math:`x < y`\n\n.. math:: e^x\n   :label: e\n\nSee :eq:`e`.").build().page()
    assert page.count("<math ") == 2
    assert "MathJax" not in page
    assert '<span class="eqno">(1)' in page
    assert "&lt;" in page


def test_several_equations_of_one_directive_stand_below_each_other(project):
    page = project(CONF, index=".. math::\n\n   a = b \\\\ c\n\n   d = e").build().page()
    assert page.count('<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">') == 2
    assert page.count("<mtr>") == 2


def test_an_unknown_command_fails_every_build_and_leaves_the_source_on_the_page(project):
    made = project(CONF, index="Here is :math:`\\foo x`.")
    for _ in range(2):
        build = made.build()
        assert build.status == 1
        assert re.search(
            r"index\.rst:4: WARNING: the command \\foo is not known .*\[stb\.syntax\]", build.warnings
        )
    assert "<code>\\foo x</code>" in build.page()


def test_other_renderers_are_left_alone(project):
    made = project(index="Here is :math:`\\foo x`.")
    build = made.build()
    assert build.status == 0
    assert r"\(\foo x\)" in build.page()
    assert "mathjax" in build.page().lower()
    assert "\\foo x" in made.build("latex").page("formulas", ".tex")


def test_a_missing_converter_is_named(project, monkeypatch):
    for module in ("latex2mathml", "latex2mathml.converter", "latex2mathml.commands"):
        monkeypatch.setitem(sys.modules, module, None)
    build = project(CONF, index=":math:`x`").build()
    assert build.status == 1
    assert 'pip install "sympy-torch-bridge[mathml]"' in build.warnings
    assert "[stb.missing]" in build.warnings


MEASURE = """
<script>
const box = (name) => document.querySelector(name).getBoundingClientRect();
document.title = [
  box("mfrac").height,
  box("mfrac > :nth-child(1)").bottom <= box("mfrac > :nth-child(2)").top,
  box("msup > :nth-child(2)").height < box("msup > :nth-child(1)").height * 0.95,
].join(" ");
</script>
"""


@needs_browser
def test_a_browser_without_a_network_shows_fractions_and_exponents(project, tmp_path):
    text = ".. math:: \\frac{M}{M} + M^M\n\n.. raw:: html\n\n" + re.sub("^", "   ", MEASURE, flags=re.M)
    build = project(CONF, index=text).build()
    title = titled(Path(build.app.outdir) / "index.html", tmp_path / "profile")
    height, is_stacked, is_smaller = title.split()
    assert float(height) > 25  # two lines of 16 px letters, not one
    assert (is_stacked, is_smaller) == ("true", "true")


def elements(latex, *, is_display=True):
    tree = ElementTree.fromstring(mathml(latex, is_display=is_display))
    return [(e.tag.rpartition("}")[2], e.text or "") for e in tree.iter()]


def test_a_space_separates_a_factor_from_a_function_and_a_function_from_a_bare_argument():
    space = ("mspace", "")
    assert elements(r"x \ln{\left(a \right)}").count(space) == 1
    assert elements(r"a \sin x").count(space) == 2
    assert elements(r"1 - \tanh^{2}{\left(x \right)}").count(space) == 0
    assert elements(r"x \operatorname{vec}(X)").count(space) == 1
    assert elements("x y").count(space) == 0


def test_brackets_grow_around_tall_formulas_alone():
    for inner, expected in (("x^{2}", "false"), (r"\frac{1}{x}", "true"), (r"\sqrt{x}", "true")):
        tree = ElementTree.fromstring(mathml(rf"f{{\left({inner} \right)}}", is_display=True))
        assert {e.get("stretchy") for e in tree.iter() if e.get("fence")} == {expected}


def test_limits_stand_below_in_a_line_of_their_own():
    for name in ("lim", "max"):
        latex = rf"\{name}_{{h \to 0}} h"
        assert "munder" in dict(elements(latex))
        assert "munder" not in dict(elements(latex, is_display=False))
    assert "munder" not in dict(elements(r"\log_{2}{\left(x \right)}"))
