"""The comparison with SymPy's derivatives by matrices: it covers the catalog, and judges by right numbers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks.matrix_derivatives.compare import ALLOWED, asked_rules, own_gap
from sympy_torch_bridge.rules import Rule

FOLDER = Path(__file__).parents[2] / "docs" / "explanation" / "generated"


def test_the_tables_are_of_this_catalog() -> None:
    verdicts = (FOLDER / "matrix-verdicts.txt").read_text()
    counts = {verdict: int(count) for verdict, count in re.findall(r"\| ([a-z ]+) \| (\d+) \|", verdicts)}
    assert counts.pop("all") == sum(counts.values()) == len(asked_rules())
    wrong = (FOLDER / "matrix-wrong.txt").read_text().splitlines()
    assert len(wrong) - 2 == counts["wrong"]
    assert not any("_d" in line.split("` | `")[2] for line in wrong[2:])  # our side says what the user wrote


@pytest.mark.slow
@pytest.mark.parametrize("rule", asked_rules(), ids=lambda rule: rule.id)
def test_the_right_side_is_that_of_the_quotients(rule: Rule) -> None:
    assert own_gap(rule) <= ALLOWED
