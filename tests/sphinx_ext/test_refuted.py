"""A wrong rule fails a build with ``-W``: the first, the second, and in a subprocess as users run it."""

from __future__ import annotations

import subprocess
import sys

import pytest

WRONG = """
.. toctree::

   right

.. stb:rules::

   d/dx sin(x) = cos(x)
   page.wrong: d/dx sin(x)**2 = sin(x)*cos(x)
"""
RIGHT = """
.. stb:rule:: page.right

   d/dx x**2 = 2*x
"""


def test_every_build_fails_at_the_line_of_the_rule(project):
    pages = project(index=WRONG, right=RIGHT)
    for _ in range(3):
        result = pages.build("html")
        assert result.status == 1
        assert "index.rst:12: WARNING: the rule page.wrong: d/dx (sin(x)**2)" in result.warnings
        assert "is refuted: consistent with a missing factor 2 [stb.refuted]" in result.warnings
        assert result.warnings.count("WARNING") == 1
    assert "✕ refuted" in result.page()


def test_a_repaired_rule_lets_the_build_pass(project):
    pages = project(index=WRONG, right=RIGHT)
    assert pages.build("html").status == 1
    fixed = WRONG.replace("= sin(x)*cos(x)", "= 2*sin(x)*cos(x)")
    pages.write({"index": f"index\n=====\n{fixed}"})
    assert pages.build("html").status == 0


def test_another_builder_on_the_same_doctrees_fails_too(project):
    pages = project(index=WRONG, right=RIGHT)
    assert [pages.build(name).status for name in ("html", "text", "latex")] == [1, 1, 1]


@pytest.mark.slow
def test_sphinx_build_exits_with_one_twice(project, tmp_path):
    pages = project(index=WRONG, right=RIGHT)
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-W",
        "-j",
        "2",
        str(pages.folder),
        str(tmp_path / "out"),
    ]
    runs = [subprocess.run(command, capture_output=True, text=True, check=False) for _ in range(2)]
    assert [run.returncode for run in runs] == [1, 1], runs[0].stderr
    assert all("is refuted" in run.stderr for run in runs)


def test_a_warning_can_be_suppressed_by_its_type(project):
    conf = 'suppress_warnings = ["stb.refuted"]\n'
    result = project(conf, index=WRONG, right=RIGHT).build("html")
    assert (result.status, result.warnings) == (0, "")
    assert "✕ refuted" in result.page()


def test_only_pages_with_flaws_are_read_again(project):
    pages = project(index=WRONG, right=RIGHT)
    pages.build("html")
    result = pages.build("html")
    assert "reading sources... [100%] index" in result.app.status.getvalue().replace("\x1b[35m", "").replace(
        "\x1b[39;49;00m", ""
    )
