"""The Python examples of the README and of the guides run, in order, as they are printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
PAGES = [
    REPOSITORY / "README.md",
    REPOSITORY / "docs/how-to/formula-to-module.md",
    REPOSITORY / "docs/how-to/check-a-gradient.md",
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_run(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    namespace: dict[str, object] = {"__name__": "example"}
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
    assert blocks
    for block in blocks:
        exec(compile(block, str(page), "exec"), namespace)  # the page under test
    assert "nan" not in capsys.readouterr().out


def test_the_readme_says_what_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    checking = BLOCK.findall((REPOSITORY / "README.md").read_text(encoding="utf-8"))[1]
    exec(compile(checking, "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert printed.startswith("refuted\n")
    assert "factor 2" in printed
