"""The Chinese site: every message of its pages is translated, and the extension speaks Chinese."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from docutils import nodes
from message_catalogues import faults, read_catalogue
from sphinx.testing.util import SphinxTestApp

from sympy_torch_bridge.entry import Evidence
from sympy_torch_bridge.entry.steps.words import WORDS as STEP_WORDS
from sympy_torch_bridge.languages import FOLDER
from sympy_torch_bridge.render import MARKS, WORDS
from sympy_torch_bridge.rules import RULES
from sympy_torch_bridge.sentences import CONDITIONS, SENTENCES
from sympy_torch_bridge.sphinx_ext import verification

DOCS = Path(__file__).parents[2] / "docs"
MESSAGES = Path("zh_CN/LC_MESSAGES")
# Translated as a whole.
PAGES = ("index", "tutorial/index", "tutorial/calculus", "reference/rules", "how-to/index")
# Translated in their titles, which the lists of pages show.
ALL_PAGES = sorted(
    str(path.relative_to(DOCS).with_suffix(""))
    for path in (*DOCS.glob("*.md"), *DOCS.glob("*/*.md"), *DOCS.glob("*/*.rst"))
)
CONF = """
extensions = ["myst_parser", "sympy_torch_bridge.sphinx_ext"]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_url_schemes = {"http": None, "https": None, "site": {"url": "{{path}}"}}
locale_dirs = ["locale"]
gettext_compact = False
stb_points = 6
stb_cache_folder = "cache"
suppress_warnings = ["myst.xref_missing"]
"""
# Letters that are formulas, names of functions, ids and names of things that Chinese texts keep in Latin.
LATIN = re.compile(r"\b(?:sin|cos|tan|exp|log|erf|pi|phi|omega|kappa|mu|nu|logit|det|eq)\b")


def title_of(page: str) -> str:
    """Return the first heading of a page."""
    (source,) = DOCS.glob(f"{page}.*")
    text = source.read_text(encoding="utf-8")
    if "{include} ../CHANGELOG.md" in text:
        text = (DOCS.parent / "CHANGELOG.md").read_text(encoding="utf-8")
    heading = re.search(r"^# (.+)$|^(.+)\n={3,}$", text, re.MULTILINE)
    assert heading is not None, page
    return heading[1] or heading[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Give ``site(builder, language)``; what a page lists is asked here, not what is verified."""
    folder = tmp_path_factory.mktemp("site") / "docs"
    shutil.copytree(DOCS / "locale", folder / "locale")
    for page in ALL_PAGES:
        (source,) = DOCS.glob(f"{page}.*")
        copy = folder / source.relative_to(DOCS)
        copy.parent.mkdir(exist_ok=True)
        if page in PAGES or page.endswith("/index"):
            shutil.copy(source, copy)
        else:
            copy.with_suffix(".md").write_text(f"# {title_of(page)}\n")
    (folder / "conf.py").write_text(CONF)
    apps = []

    def build(builder: str, language: str) -> SphinxTestApp:
        app = SphinxTestApp(
            builder, folder, builddir=folder.parent / builder, confoverrides={"language": language}
        )
        apps.append(app)
        app.build()
        return app

    with pytest.MonkeyPatch.context() as patch:
        unchecked = Evidence("consistent", "", "", (), (), {})
        patch.setattr(verification, "evidence_of", lambda _rule, **_options: unchecked)
        yield build
    for app in apps:
        app.cleanup()


@pytest.fixture(scope="module")
def messages(site):
    """The messages of each page, but for descriptions of plots: the extension has its own for those."""
    out = Path(site("gettext", "en").outdir)
    found = {}
    for page in PAGES:
        ids = [str(message.id) for message in read_catalogue(out / f"{page}.pot") if message.id]
        found[page] = [text for text in ids if not text.startswith(("Graph of ", "Error of difference"))]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_every_message_is_translated(messages, page):
    assert len(messages[page]) >= 2
    assert faults(read_catalogue(DOCS / "locale" / MESSAGES / f"{page}.po"), messages[page]) == []


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_no_translation_is_left_over(messages, page):
    known = {str(m.id) for m in read_catalogue(DOCS / "locale" / MESSAGES / f"{page}.po") if m.id}
    assert known - set(messages[page]) == set()


@pytest.mark.parametrize("page", ALL_PAGES)
def test_every_title_is_translated(page):
    assert faults(read_catalogue(DOCS / "locale" / MESSAGES / f"{page}.po"), [title_of(page)]) == []


@pytest.mark.parametrize("page", sorted({*ALL_PAGES} - {*PAGES}))
def test_a_page_that_is_english_has_the_translation_of_its_title_alone(page):
    catalogue = read_catalogue(DOCS / "locale" / MESSAGES / f"{page}.po")
    assert [str(message.id) for message in catalogue if message.id] == [title_of(page)]


def test_every_catalogue_belongs_to_a_page():
    folder = DOCS / "locale" / MESSAGES
    assert sorted(str(p.relative_to(folder).with_suffix("")) for p in folder.rglob("*.po")) == ALL_PAGES


@pytest.mark.slow
def test_lists_of_pages_are_chinese(site):
    app = site("html", "zh_CN")
    page = (Path(app.outdir) / "how-to/index.html").read_text(encoding="utf-8")
    listed = re.search('<div class="toctree-wrapper compound">(.*?)</div>', page, re.DOTALL)
    assert listed is not None
    titles = re.findall(r'<a class="reference internal" href="[^"#]*">(.*?)</a>', listed[1])
    assert len(titles) == sum(p.startswith("how-to/") for p in ALL_PAGES) - 1
    assert "检验您手工推导的梯度" in titles
    assert [title for title in titles if not re.search(r"[㐀-鿿]", title)] == []


def test_a_changed_role_is_found():
    catalogue = read_catalogue(DOCS / "locale" / MESSAGES / "tutorial/calculus.po")
    text = next(str(m.id) for m in catalogue if "derivative.self-power" in str(m.id))
    catalogue.get(text).string = str(catalogue.get(text).string).replace("self-power", "power")
    assert [fault.partition(":")[0] for fault in faults(catalogue, [text])] == ["changed"]


def test_the_words_of_the_extension_are_translated():
    catalogue = read_catalogue(FOLDER / MESSAGES / "sympy_torch_bridge.po")
    marks = [f"{MARKS[name]} {verdict}" for name, verdict in WORDS.items()]
    steps = [*STEP_WORDS, "Uses", "Used by", "Related rules"]
    assert faults(catalogue, [*SENTENCES, *CONDITIONS, *WORDS.values(), *marks, *steps]) == []
    assert {text for text in STEP_WORDS if "{" in text} <= set(SENTENCES)


@pytest.mark.slow
def test_the_pages_are_chinese(site):
    app = site("html", "zh_CN")
    doctree = app.env.get_doctree("tutorial/calculus")
    text = "\n".join(
        str(node) for node in doctree.findall(nodes.Text)
        if not isinstance(node.parent, nodes.literal | nodes.literal_block | nodes.doctest_block | nodes.math)
    )  # fmt: skip
    for english in (
        "verified",
        "refuted",
        "Conditions",
        "Verdict",
        "statement",
        "limit",
        "chain rule",
        "real",
    ):
        assert english not in text
    for chinese in ("✓ 已验证", "✕ 已否定", "条件", "分母", "链式法则", "极限：2", "左侧为 -1，右侧为 1"):
        assert chinese in text
    alts = [image["alt"] for image in doctree.findall(nodes.image)]
    assert len(alts) == 3
    assert all("斜率" in alt for alt in alts)
    page = (Path(app.outdir) / "reference/rules.html").read_text(encoding="utf-8")
    assert f"共 {len(RULES)} 条法则" in page
    assert 'aria-label="结论：已验证"' in page
    titles = {entry.title for entry in app.env.get_domain("stb").entries()}
    assert {"乘法法则", "链式法则"} <= titles
    conditions = {
        node.astext()
        for table in app.env.get_doctree("reference/rules").findall(nodes.table)
        if [head.astext() for head in next(table.findall(nodes.thead)).findall(nodes.entry)][2:3] == ["条件"]
        for row in next(table.findall(nodes.tbody)).findall(nodes.row)
        for node in [row[2]]
    }
    assert len(conditions) > 100
    left = {c for c in conditions if re.search(r"\b[a-z]{2,}\b", LATIN.sub("", c))}
    assert left == set()
