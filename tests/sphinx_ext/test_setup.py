"""Loading the extension costs neither SymPy nor torch, and the how-to page says how it is done."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "sphinx.rst"
_CAPTIONED = re.compile(r"\.\. code-block:: \w+\n   :caption: (?P<name>[\w.]+)\n\n(?P<body>(?:   .*\n|\n)+)")

PROBE = """
import sys
from sphinx.application import Sphinx

source, out = sys.argv[1:]
app = Sphinx(source, source, out, out + "/doctrees", "text", status=None, freshenv=True)
app.build()
print(" ".join(name for name in ("sympy", "torch", "matplotlib") if name in sys.modules))
sys.exit(app.statuscode)
"""


def loaded(folder, out):
    """Build a project in a process of its own and return which large packages that took."""
    command = [sys.executable, "-c", PROBE, str(folder), str(out)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout.split()


def test_a_project_without_rules_loads_nothing(project, tmp_path):
    assert loaded(project(index="No rule here.").folder, tmp_path / "out") == []


@pytest.mark.slow
def test_what_is_known_needs_no_torch(project, tmp_path):
    pages = project(index=".. stb:rules::\n   :ids: derivative.sin\n\n.. stb:limit:: x**2\n   :at: 1\n")
    assert "torch" in loaded(pages.folder, tmp_path / "out")
    assert loaded(pages.folder, tmp_path / "out") == ["sympy"]


def test_the_cache_can_be_switched_off(project):
    pages = project("stb_cache = False\n", index=".. stb:limit:: x**2\n   :at: 1\n")
    assert pages.build("text").status == 0
    assert list(pages.folder.rglob("*.json")) == []


def test_the_snippets_of_the_how_to_page_build(tmp_path, make_project_from):
    files = {match["name"]: dedent(match["body"]) for match in _CAPTIONED.finditer(HOW_TO.read_text())}
    assert set(files) == {"conf.py", "index.rst"}
    result = make_project_from(files).build("html")
    assert (result.status, result.warnings) == (0, "")
    page = result.page()
    assert page.count("✓ verified") == 4
    assert "<img" in page
    assert 'href="#stb-rule-decay-half-life' in page
