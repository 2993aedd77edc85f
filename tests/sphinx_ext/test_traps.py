"""The traps of writing a Sphinx extension that have no test elsewhere, each shown to be one.

A second ``-W`` build in all its forms: ``test_refuted``. Formats of plots, and nothing among the sources:
``test_plots``. Lazy torch: ``test_setup``. gettext with doctrees of its own: ``test_entry``.
"""

from __future__ import annotations

import pickle
import re
import warnings
from pathlib import Path

import pytest
from docutils import nodes

from sympy_torch_bridge.sphinx_ext import plot_directives, table_node
from sympy_torch_bridge.sphinx_ext.cache import Cache

RULES = ".. stb:rules::\n   :ids: derivative.tanh\n"
WRONG = ".. stb:rules::\n\n   page.wrong: d/dx x**2 = x\n"
TANGENT = ".. stb:tangent:: 3*x**2 - 4*x\n   :at: x = 1\n"


def test_1_without_the_handler_a_second_build_would_be_green(project, monkeypatch):
    monkeypatch.setattr("sympy_torch_bridge.sphinx_ext.pages_with_flaws", lambda *_: [])
    pages = project(index=WRONG)
    assert [pages.build("html").status for _ in range(2)] == [1, 0]


def test_1_with_it_every_build_is_red(project):
    pages = project(index=WRONG)
    assert [pages.build("html").status for _ in range(2)] == [1, 1]


def test_2_columns_of_constant_width_would_print_a_letter_a_line(project, monkeypatch):
    statement = "d/dx tanh(x) = 1 - tanh(x)**2"
    assert statement in project(index=RULES).build("text").page(suffix=".txt")
    monkeypatch.setattr(table_node, "_widths", lambda table, replaced: [1] * len(table.columns))
    assert statement not in project(index=RULES).build("text", fresh=True).page(suffix=".txt")


@pytest.mark.parametrize(
    "page",
    [
        WRONG,
        ".. stb:rule:: page.wrong\n\n   d/dx x**2 = x\n",
        ".. stb:check:: x\n   :claim: 2\n",
        ".. stb:limit:: 2x\n   :at: 1\n",
    ],
    ids=["rules", "rule", "check", "limit"],
)  # fmt: skip
def test_3_a_place_has_one_suffix(project, page):
    text = project(index=page).build("text").warnings
    assert re.match(r"(?:\S*/)?index\.rst:\d+: WARNING", text.splitlines()[0])
    assert "index.rst.rst" not in text


def test_4_a_link_to_a_rule_is_text_and_no_code(project):
    page = project(index=RULES + "\nSee :stb:rule:`derivative.tanh`.").build("html").page()
    (link,) = re.findall(r"<p>See <a [^>]*>(.*?)</a>", page)
    assert "<code" not in link


def test_5_plots_are_the_same_bytes_wherever_and_whenever(project, tmp_path):
    found = []
    pages = project("stb_cache = False\n", index=TANGENT)
    for _ in range(2):
        pages.build("html", fresh=True)
        folder = pages.folder / "_build" / "doctrees"
        files = [next(folder.rglob(f"plot-*{suffix}")) for suffix in (".svg", ".pdf")]
        found.append([path.read_bytes() for path in files])
        for path in files:
            path.unlink()
    assert found[0] == found[1]
    assert all(b"dc:date" not in content and b"CreationDate" not in content for content in found[0])


def test_5_drawing_leaves_pyplot_and_its_settings_alone(project):
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    project("stb_cache = False\n", index=TANGENT).build("html")
    assert dict(mpl.rcParams) == before


def test_6_nothing_that_sphinx_has_deprecated_is_used(project):
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        project(index=RULES + TANGENT).build("html")
    assert [
        w for w in seen if "Sphinx" in type(w.message).__name__ and "sympy_torch_bridge" in w.filename
    ] == []


def test_6_the_environment_is_not_asked_for_the_application():
    root = Path(plot_directives.__file__).parent
    assert [path.name for path in root.glob("*.py") if re.search(r"\benv\.app\b", path.read_text())] == []


def test_7_the_environment_holds_plain_data_alone(project):
    app = project(index=RULES + WRONG + TANGENT).build("html").app
    stored = pickle.dumps(app.env.domaindata["stb"])
    assert b"cache" not in stored.lower()
    assert not any(isinstance(value, Cache) for value in vars(app.env).values())
    assert pickle.loads(stored) == app.env.domaindata["stb"]


def test_7_a_verdict_keeps_its_kind_through_a_stored_doctree(project):
    app = project(index=RULES).build("html").app
    (verdict,) = [n for n in app.env.get_doctree("index").findall(nodes.inline) if "word" in n]
    assert (type(verdict).__name__, verdict["word"]) == ("verdict_node", "verified")
