"""The table of kinds in the documentation is that of the code."""

from __future__ import annotations

from pathlib import Path

from sympy_torch_bridge.check.diagnosis import KINDS

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "check-a-gradient.md"


def test_every_kind_is_documented():
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    described = {f"| `{kind}` | {meaning} |" for kind, meaning in KINDS.items()}
    assert described <= set(rows)
    assert {row for row in rows if row.split("`")[1] in KINDS} == described
