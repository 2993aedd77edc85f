"""Every snippet of the guide, as the doctree it becomes: a change of any of them is seen.

``STB_UPDATE_SNAPSHOTS=1`` writes the snapshots anew; then read what changed. Rounded numbers are left out,
because they depend on the versions of the packages: other tests are about numbers.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from textwrap import dedent

import pytest

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "sphinx.rst"
SNAPSHOTS = Path(__file__).with_name("snapshots")
_BLOCK = re.compile(r"^( *)\.\. code-block:: rst\n((?:\1 +:.*\n)*)\n((?:\1   .*\n|\n)+)", re.MULTILINE)
# Rounded numbers, cells that are a number, and the widths that follow from them.
_DIGITS = re.compile(
    r"\d+\.\d[\d.]*(?:\+cpu|\+cu\d+)?(?:e[-+]?\d+)?|\d+e[-+]?\d+"
    r"|(?<=colwidth=\")\d+|^ +-?\d[\d ]*(?:of \d+)?%?$|(?<=ids=\"id)\d+",
    re.MULTILINE,
)
_UNSTABLE = re.compile(r'plot-[0-9a-f]+|(?:source|xmlns:\w+|translation_progress|docname|candidates)="[^"]*"')


def snippets():
    for block in _BLOCK.finditer(GUIDE.read_text(encoding="utf-8")):
        text = dedent(block[3]).strip() + "\n"
        name = re.search(r"\.\. stb:(\w+):: *([\w.]*)", text)
        yield pytest.param(text, id=f"{name[1]}-{name[2] or 'page'}" if name else "page")


CASES = list(snippets())


def normalised(document):
    text = _UNSTABLE.sub("...", document.pformat())
    return _DIGITS.sub("#", re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE))


def test_the_guide_has_snippets():
    assert len(CASES) >= 4
    assert len({case.id for case in CASES}) == len(CASES)


@pytest.mark.parametrize("text", CASES)
def test_a_snippet_becomes_the_doctree_on_record(project, text, request):
    result = project(index=text).build("pseudoxml")
    assert (result.status, result.warnings) == (0, "")
    found = normalised(result.app.env.get_doctree("index"))
    path = SNAPSHOTS / f"{request.node.callspec.id}.txt"
    if os.environ.get("STB_UPDATE_SNAPSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


def test_the_snapshots_are_those_of_the_guide():
    assert {path.stem for path in SNAPSHOTS.glob("*.txt")} == {case.id for case in CASES}
