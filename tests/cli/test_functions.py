"""``sympy-torch-bridge functions`` says of each record what computes it and where its gradient comes from."""

from __future__ import annotations

import json

import pytest

from sympy_torch_bridge.cli import main
from sympy_torch_bridge.ops import OPS, REFUSALS


def test_the_text_has_a_row_for_each_record_and_fits_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["functions"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 120
    rows = {line.split()[0] for line in lines[3 : 3 + len(OPS)]}
    assert rows == {op.name for op in OPS}
    assert "not smooth: " in "\n".join(lines)
    assert all(any(line.startswith(f"refused: {refusal.name}: ") for line in lines) for refusal in REFUSALS)


def test_the_json_has_all_facts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["functions", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert set(data["refusals"]) == {refusal.name for refusal in REFUSALS}
    facts = {record["function"]: record for record in data["functions"]}
    assert len(facts) == len(OPS)
    assert facts["tanh"]["kernel"] == "torch"
    assert facts["tanh"]["calls"] == "torch.tanh"
    assert facts["tan"]["domain"] == "(-pi/2, pi/2)"
    assert facts["cot"]["kernel"] == "own"
    assert facts["floor"]["kink"]
    by_kernel = {op.name: op for op in OPS if op.grad == "symbolic"}
    assert {name for name, record in facts.items() if record["gradient"] != "torch"} == set(by_kernel)


def test_names_are_searched_without_regard_to_case(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["functions", "HEAVI"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("1 functions\n")
    assert "Heaviside" in out
    assert main(["functions", "nosuchfunction"]) == 3
