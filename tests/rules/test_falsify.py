from __future__ import annotations

import pytest
from sympy import Eq, ImmutableMatrix, Piecewise, exp, log, symbols

from sympy_torch_bridge.rules import BY_ID, RULES, Rule, falsified
from sympy_torch_bridge.rules.falsify import OFFSET

x, y = symbols("x y", real=True)


def _twins(id_: str) -> dict[str, str]:
    return {mistake: str(twin.rhs) for mistake, twin in falsified(BY_ID[id_]).items()}


def test_each_kind_of_mistake_is_made() -> None:
    assert _twins("derivative.tanh") == {
        "sign": "tanh(x)**2 - 1",
        "factor": "2 - 2*tanh(x)**2",
        "offset": "100001/100000 - tanh(x)**2",
        "dropped-term": "1",
    }
    assert _twins("matrix.squared-frobenius")["transposed"] == "2*X.T"


def test_zero_keeps_only_the_offset() -> None:
    assert _twins("derivative.constant") == {"offset": "1/100000"}


def test_a_term_is_dropped_from_a_factor_too() -> None:
    assert _twins("derivative.self-power")["dropped-term"] == "x**x*log(x)"
    assert _twins("matrix.quadratic-form")["dropped-term"] == "A*x"


def test_a_column_has_no_transposed_twin() -> None:
    assert "transposed" not in _twins("matrix.squared-norm")
    assert "transposed" not in _twins("gradient.norm")


def test_a_symmetric_matrix_has_no_transposed_twin() -> None:
    assert "transposed" not in _twins("matrix.trace")


@pytest.mark.parametrize(
    "id_",
    ["matrix.norm.unit-vector", "matrix.hessian.softmax", "matrix.structured.symmetric.log-determinant"],
)
def test_a_result_that_is_symmetric_by_its_form_has_no_transposed_twin(id_: str) -> None:
    assert "transposed" not in _twins(id_)


def test_factors_are_exchanged_where_that_is_wrong() -> None:
    assert _twins("matrix.trace.square-product")["reordered"] == "X.T*B.T + X.T*B.T"
    assert "reordered" not in _twins("matrix.trace.power")
    assert "reordered" not in _twins("matrix.linear")


def test_each_branch_of_a_rule_is_made_wrong_alone() -> None:
    cases = _twins("loss.huber.a")
    assert cases["branch-1"] == "Piecewise((1/100000, a >= Abs(x - y)), (-a + Abs(x - y), True))"
    assert cases["branch-2"] == "Piecewise((0, a >= Abs(x - y)), (-a + Abs(x - y) + 1/100000, True))"
    assert "branch-3" not in cases
    parts = [twin.rhs - BY_ID["derivative.asec"].rhs for twin in _branches("derivative.asec")]
    assert [[part.subs(x, place) / OFFSET for place in (-2, 2)] for part in parts] == [[1, 0], [0, 1]]
    assert [kind for kind in _twins("derivative.tanh") if kind.startswith("branch")] == []


def _branches(id_: str) -> list[Rule]:
    return [twin for kind, twin in falsified(BY_ID[id_]).items() if kind.startswith("branch")]


def test_where_unknown_functions_have_values_is_no_branch() -> None:
    assert _branches("rule.inverse") == []


def test_a_case_of_single_points_is_no_branch() -> None:
    right = Piecewise((3, Eq(x, 0)), (1, x > 0), (2, True))
    twins = falsified(Rule("test.cases", "cases", x, right, x))
    assert [str(twin.rhs) for kind, twin in twins.items() if kind.startswith("branch")] == [
        "Piecewise((3, Eq(x, 0)), (100001/100000, x > 0), (2, True))",
        "Piecewise((3, Eq(x, 0)), (1, x > 0), (200001/100000, True))",
    ]


def test_the_offset_of_a_gradient_reaches_every_entry() -> None:
    rule = Rule("test.gradient", "gradient", x * y, ImmutableMatrix([y, x]), (x, y))
    offset = falsified(rule)["offset"].rhs
    assert [entry - right for entry, right in zip(offset, rule.rhs, strict=True)] == [OFFSET] * 2


def _differs_on_the_right_alone(rule: Rule, mistake: str, twin: Rule) -> bool:
    kept = ("lhs", "wrt", "order", "operator", "given", "domain", "layout")
    return (
        twin.rhs != rule.rhs
        and all(getattr(twin, name) == getattr(rule, name) for name in kept)
        and twin.id == f"{rule.id}.falsified-{mistake}"
        and "falsified" in twin.tags
        and twin.source == ""
    )


@pytest.mark.slow
def test_a_twin_differs_from_its_rule_only_on_the_right() -> None:
    rule = RULES[0]
    assert not _differs_on_the_right_alone(rule, "sign", rule)
    pairs = [(rule, *twin) for rule in RULES for twin in falsified(rule).items()]
    assert [twin.id for rule, name, twin in pairs if not _differs_on_the_right_alone(rule, name, twin)] == []


def test_a_twin_that_says_the_same_is_left_out() -> None:
    rule = Rule("test.zero", "zero", log(exp(y)), 0 * x, x)
    assert list(falsified(rule)) == ["offset"]
