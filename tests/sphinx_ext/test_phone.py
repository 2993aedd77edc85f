"""Pages of the site on a phone: none is wider than the screen, and what is wide can be scrolled."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from headless_browser import in_frames, needs_browser
from sphinx.testing.util import SphinxTestApp

from sympy_torch_bridge.entry import Evidence, evidence_of
from sympy_torch_bridge.sphinx_ext import verification

pytestmark = [needs_browser, pytest.mark.slow]

DOCS = Path(__file__).parents[2] / "docs"
CONF = """
extensions = ["myst_parser", "sphinx_copybutton", "sympy_torch_bridge.sphinx_ext"]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_url_schemes = {"http": None, "https": None, "site": {"url": "{{path}}"}}
html_theme = "furo"
html_math_renderer = "mathml"
html_static_path = ["_static"]
html_css_files = ["site.css"]
stb_points = 6
"""
# Entries with a long formula, a wide matrix, long code.
ENTRIES = ("activation.selu", "field.spherical.jacobian", "matrix.log-determinant")
PAGES = ("index.html", "tutorial/calculus.html", "how-to/sphinx.html", "reference/rules.html", "entries.html")
TOO_WIDE = "too-wide.html"
PHONE = 390

# Elements that lie beyond the right edge, but for those inside a box that can be scrolled to them.
MEASURE = """(document, window) => {
  const screen = document.documentElement.clientWidth;
  const isBeyond = (element) => element.getBoundingClientRect().right > screen + 1;
  const canScroll = (element) => {
    const isBox = ["auto", "scroll"].includes(window.getComputedStyle(element).overflowX);
    // The theme lets a whole article scroll: that would take the text along.
    return isBox && !isBeyond(element) && !element.querySelector("h1");
  };
  const isReached = (element) => {
    for (let around = element; around; around = around.parentElement) if (canScroll(around)) return true;
    return false;
  };
  const beyond = [...document.querySelectorAll(".content *")].filter((e) => isBeyond(e) && !isReached(e));
  return {
    screen, page: document.documentElement.scrollWidth,
    beyond: beyond.slice(0, 5).map((e) => `${e.tagName} ${e.textContent.slice(0, 40)}`),
    scrolled: [...document.querySelectorAll(".content *")].filter(
      (e) => canScroll(e) && e.scrollWidth > e.clientWidth + 1
    ).length,
  };
}"""


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What is measured on each page, by its name."""
    folder = tmp_path_factory.mktemp("phone") / "docs"
    shutil.copytree(DOCS / "_static", folder / "_static")
    for page in ("index.md", "tutorial/calculus.rst", "how-to/sphinx.rst", "reference/rules.rst"):
        (folder / page).parent.mkdir(exist_ok=True)
        shutil.copy(DOCS / page, folder / page)
    entries = "\n\n".join(f".. stb:rule:: {name}" for name in ENTRIES)
    (folder / "entries.rst").write_text(f"Entries\n=======\n\n{entries}\n")
    wide = '.. raw:: html\n\n   <p style="width: 600px">wide</p>\n'
    (folder / TOO_WIDE.replace(".html", ".rst")).write_text(f"Too wide\n========\n\n{wide}")
    (folder / "conf.py").write_text(CONF)
    unchecked = Evidence("consistent", "", "", (), (), {})

    def evidence(rule, **options):
        return evidence_of(rule, **options) if rule.id in ENTRIES else unchecked

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verification, "evidence_of", evidence)
        app = SphinxTestApp("html", folder, builddir=folder.parent / "build")
        app.build()
    site = Path(app.outdir)
    names = (*PAGES, TOO_WIDE)
    yield dict(zip(names, in_frames(site, names, MEASURE, width=PHONE), strict=True))
    app.cleanup()


@pytest.mark.parametrize("page", PAGES)
def test_no_page_is_wider_than_the_screen(found, page):
    measured = found[page]
    assert PHONE - 20 <= measured["screen"] <= PHONE  # the bar at the side takes some of it
    assert measured["page"] <= measured["screen"]
    assert measured["beyond"] == []
    # Otherwise nothing on the page would have tried it.
    assert measured["scrolled"] >= 2


def test_what_is_too_wide_is_found(found):
    # The theme lets the article scroll, so that the width of the document says nothing.
    assert found[TOO_WIDE]["beyond"] == ["P wide"]


def test_entries_fit_the_theme_of_sphinx_itself(tmp_path):
    # It puts no box that scrolls around a table.
    (tmp_path / "conf.py").write_text(
        'extensions = ["sympy_torch_bridge.sphinx_ext"]\nhtml_math_renderer = "mathml"\nstb_points = 6\n'
    )
    (tmp_path / "index.rst").write_text(f"Entry\n=====\n\n.. stb:rule:: {ENTRIES[0]}\n")
    app = SphinxTestApp("html", tmp_path, builddir=tmp_path / "build")
    app.build()
    measure = MEASURE.replace(".content", ".body")
    (measured,) = in_frames(Path(app.outdir), ["index.html"], measure, width=PHONE)
    app.cleanup()
    assert measured["page"] <= measured["screen"]
    assert measured["beyond"] == []
    assert measured["scrolled"] >= 2
