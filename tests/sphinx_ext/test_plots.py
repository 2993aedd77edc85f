"""Plots: one format for each builder, words for readers who cannot see them, the same bytes each time."""

from __future__ import annotations

import sys

import pytest

TANGENT = ".. stb:tangent:: 3*x**2 - 4*x\n   :at: x = 1\n"
ALT = "Graph of f(x) = 3*x**2 - 4*x with its tangent line at x = 1; the slope is 2."
PAGE = f"""
{TANGENT}
   :caption: A curve and its tangent.

.. stb:secants:: x**2
   :at: 1
   :steps: 1, -0.5
   :range: [-1, 3]
   :alt: Two secants of a parabola.

.. stb:errors:: sin(x)
   :at: 1
"""


def pictures(folder, suffix):
    return sorted(path.name for path in folder.rglob(f"plot-*{suffix}"))


def test_html_shows_svg_with_alternative_text(project):
    result = project(index=PAGE.replace("\n\n   :caption", "\n   :caption")).build("html")
    assert (result.status, result.warnings) == (0, "")
    page = result.page()
    assert page.count("<img") == page.count(".svg") == 3
    assert f'alt="{ALT}"' in page
    assert 'alt="Two secants of a parabola."' in page
    assert "A curve and its tangent." in page
    assert 'alt="Error of difference quotients of' in page
    assert len(pictures(result.app.outdir / "_images", ".svg")) == 3


def test_latex_takes_pdf_and_text_says_what_it_shows(project):
    pages = project(index=TANGENT)
    latex = pages.build("latex")
    assert (latex.status, latex.warnings) == (0, "")
    (picture,) = pictures(latex.app.outdir, ".pdf")
    assert picture.removesuffix(".pdf") in latex.page("formulas", ".tex")
    assert ALT in " ".join(pages.build("text").page(suffix=".txt").split())


def test_nothing_is_written_among_the_sources(project):
    pages = project(index=TANGENT)
    pages.build("html")
    assert sorted(path.name for path in pages.folder.iterdir()) == ["_build", "conf.py", "index.rst"]


def test_a_page_in_a_folder_finds_its_plot(project):
    pages = project(index=".. toctree::\n\n   deep/down/page\n")
    (pages.folder / "deep" / "down").mkdir(parents=True)
    pages.write({"deep/down/page": f"Page\n====\n\n{TANGENT}"})
    result = pages.build("html")
    assert (result.status, result.warnings) == (0, "")
    assert 'src="../../_images/plot-' in result.page("deep/down/page")


def test_a_plot_is_drawn_once_and_again_where_its_file_is_gone(project):
    pages = project(index=TANGENT)
    pages.build("html")
    doctrees = pages.folder / "_build" / "doctrees"
    (svg,) = doctrees.rglob("plot-*.svg")
    content, when = svg.read_bytes(), svg.stat().st_mtime_ns
    pages.build("html", fresh=True)
    assert svg.stat().st_mtime_ns == when
    svg.unlink()
    pages.build("html", fresh=True)
    assert svg.read_bytes() == content


def test_another_formula_or_kind_of_plot_is_another_picture(project):
    same_options = "\n".join([TANGENT, *(TANGENT.replace("tangent", kind) for kind in ("secants", "errors"))])
    pages = project(index=same_options + "\n" + TANGENT.replace("4*x", "5*x"))
    assert len(pictures(pages.build("html").app.outdir, ".svg")) == 4


@pytest.mark.parametrize(
    ("page", "kind", "message"),
    [
        (".. stb:tangent:: Abs(x)\n   :at: 0\n", "domain", "not differentiable"),
        (".. stb:tangent:: x*y\n   :at: 0\n", "option", "a formula in one variable"),
        (".. stb:tangent:: x\n", "option", "at="),
        (".. stb:tangent:: x\n   :at: 1\n   :range: 0 to 1\n", "syntax", "(0, oo) or [-1, 1]"),
        (".. stb:secants:: x\n   :at: 1\n   :steps: 0\n", "option", "h=0.0"),
        (".. stb:errors:: log(x)\n   :at: -1\n", "domain", "log(x)"),
    ],
)
def test_what_cannot_be_drawn_is_a_warning_with_its_place(project, page, kind, message):
    for _ in range(2):
        result = project(index=page).build("html")
        assert result.status == 1
        assert "index.rst:4: WARNING" in result.warnings
        assert f"[stb.{kind}]" in result.warnings
        assert message in result.warnings
    assert "<img" not in result.page()


def test_without_matplotlib_the_warning_says_what_to_install(project, monkeypatch):
    for name in [name for name in sys.modules if name.partition(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    result = project(index=TANGENT).build("html")
    assert result.status == 1
    assert 'pip install "sympy-torch-bridge[plot]"' in result.warnings
    assert "[stb.missing]" in result.warnings
