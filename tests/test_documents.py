"""The Python examples of the README, the guides and the explanations run, in order, as they are printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
GUIDES = sorted(page for page in (REPOSITORY / "docs/how-to").glob("*.md") if page.name != "index.md")
EXPLANATIONS = [REPOSITORY / "docs/explanation" / f"{name}.md" for name in ("layouts", "numerics")]
PAGES = [REPOSITORY / "README.md", *GUIDES, *EXPLANATIONS]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_run(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)  # some write files
    namespace: dict[str, object] = {"__name__": "example"}
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
    assert blocks
    for block in blocks:
        exec(compile(block, str(page), "exec"), namespace)  # the page under test
    assert "nan" not in capsys.readouterr().out


def test_the_readme_says_what_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    blocks = BLOCK.findall((REPOSITORY / "README.md").read_text(encoding="utf-8"))
    checking = next(block for block in blocks if "check_gradient" in block)
    exec(compile(checking, "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert printed.startswith("refuted\n")
    assert "factor 2" in printed
