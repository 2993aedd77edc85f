"""``stb:functions``: tables from the op table, with an accuracy that was measured."""

from __future__ import annotations

import pytest

from sympy_torch_bridge.accuracy.record_accuracy import largest_ulp
from sympy_torch_bridge.ops import BY_HEAD, OPS, Op


@pytest.mark.slow
def test_every_record_has_a_row(project):
    result = project(index=".. stb:functions::").build("text")
    assert (result.status, result.warnings) == (0, "")
    text = result.page(suffix=".txt")
    for op in OPS:
        assert f"| {op.name} " in text
    assert "not measured" not in text
    assert "nan" not in [cell.strip() for line in text.splitlines() for cell in line.split("|")]


def test_one_family(project):
    result = project(index=".. stb:functions::\n   :families: piecewise\n").build("text")
    text = result.page(suffix=".txt")
    assert "| Heaviside " in text
    assert "| tanh " not in text
    assert "mpmath.floor" in text  # what the values are compared with
    assert "Max: two equal largest arguments share the gradient evenly." in text


def test_an_unknown_family_is_an_error_with_a_place(project):
    result = project(index=".. stb:functions::\n   :families: nosuch\n").build("text")
    assert "families='nosuch' is not accepted" in result.warnings
    assert result.status == 1


def wrong_by(share: float, op: Op) -> Op:
    return Op(
        head=op.head, lower=lambda x: op.lower(x) * (1 + share), reference=op.reference, domain=op.domain
    )


def test_the_measured_accuracy_is_that_of_the_kernel():
    exp = next(op for op in OPS if op.name == "exp")
    assert 0 < largest_ulp(exp) < 1.5
    # 100 rounding units are 100 to 200 units in the last place, depending on the leading bits.
    assert 99 <= largest_ulp(wrong_by(100 * 2.0**-52, exp)) <= 202
    assert str(largest_ulp(Op(head=exp.head, lower=exp.lower))) == "nan"


@pytest.mark.parametrize("op", OPS, ids=lambda op: op.name)
def test_the_measured_accuracy_is_within_the_bound_of_the_record(op):
    assert BY_HEAD[op.head] is op
    assert largest_ulp(op) <= 2 * op.ulp
