"""Published formulas with reference values of 20 digits: value and gradient through torch.

The collections lie beside the project; where they are absent these tests are skipped and say so.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

import pytest
import sympy
import torch
from published_formulas import cases, load_corpus

import sympy_torch_bridge as stb
from sympy_torch_bridge.parse import parse_expression

pytestmark = [
    pytest.mark.collection,
    pytest.mark.filterwarnings("ignore::sympy_torch_bridge.errors.PerformanceWarning"),
]

EPS = 2.0**-52


def _function(case: dict[str, Any], field: str = "expr", **options: Any) -> Any:
    return _compiled(case[field], tuple(case["vars"]), **options)


@cache
def _compiled(formula: str, names: tuple[str, ...], **options: Any) -> Any:
    symbols = {name: sympy.Symbol(name) for name in names}
    return stb.compile(parse_expression(formula, symbols=symbols), list(symbols.values()), **options)


def _value_and_grad(case: dict[str, Any], *, complex: bool) -> Any:
    batch = tuple(tuple(column.tolist()) for column in _batch(case))
    return _evaluated(case["expr"], tuple(case["vars"]), batch, complex)


@cache
def _evaluated(
    formula: str, names: tuple[str, ...], batch: tuple[tuple[float, ...], ...], complex: bool
) -> Any:
    function = _compiled(formula, names, complex=complex)
    return function.value_and_grad(*(torch.tensor(column, dtype=torch.float64) for column in batch))


def _batch(case: dict[str, Any]) -> list[torch.Tensor]:
    points = [p["point"] for p in case["points"]]
    return [torch.tensor([p[name] for p in points], dtype=torch.float64) for name in case["vars"]]


def _assert_close(got: torch.Tensor, exact: list[str], digits: float) -> None:
    """Compare relative to the largest reference value, which a sum of cancelling terms may not reach."""
    reference = torch.tensor([float(v) for v in exact], dtype=torch.float64)
    scale = reference.abs().clamp(min=float(reference.abs().max()) * 1e-3)
    gap = (got - reference).abs()
    assert (gap <= digits * scale).all(), (got, reference)


@pytest.mark.parametrize("case", cases("d2l_scalar"))
def test_calculus_chapter(case: dict[str, Any]) -> None:
    function, batch = _function(case), _batch(case)
    wrt = case["vars"].index(case["wrt"])
    _assert_close(function(*batch), [p["value"] for p in case["points"]], 64 * EPS)
    exact = [p["derivative"] for p in case["points"]]
    _assert_close(function.derivative((function.inputs[wrt], case["order"]))(*batch), exact, 256 * EPS)
    if case["order"] == 1:
        _assert_close(function.value_and_grad(*batch)[1][wrt], exact, 256 * EPS)


@pytest.mark.parametrize("case", cases("feynman"))
def test_physics_formulas(case: dict[str, Any]) -> None:
    function, batch = _function(case), _batch(case)
    value, gradient = function.value_and_grad(*batch)
    _assert_close(value, [p["value"] for p in case["points"]], 1e-10)
    for name, slope in zip(case["vars"], gradient, strict=True):
        _assert_close(slope, [p["gradient"][name] for p in case["points"]], 1e-8)


@pytest.mark.parametrize("case", cases("diffrules"))
def test_derivative_rules(case: dict[str, Any]) -> None:
    function, claimed = _function(case), _function(case, "claimed_derivative")
    batch = _batch(case)
    wrt = case["vars"].index(case["wrt"])
    exact = [p["derivative"] for p in case["points"]]
    _assert_close(function.value_and_grad(*batch)[1][wrt], exact, 1e-8)
    _assert_close(claimed(*batch), exact, 1e-8)


# elliptic_pi is complex beyond its pole for real arguments, and its kernel computes real numbers.
BEYOND_THE_POLE = frozenset({"rubi-3e536bac6f", "rubi-3ea8268abd", "rubi-a9f2085b59"})


@pytest.mark.parametrize("case", cases("rubi"))
def test_antiderivatives(case: dict[str, Any]) -> None:
    """Real formulas in real arithmetic; those with a complex intermediate value in complex arithmetic."""
    is_real = case["inner_real"]
    points = [p for p in case["points"] if p["inner_real"] or not is_real]
    value, gradient = _value_and_grad({**case, "points": points}, complex=not is_real)
    if case["id"] in BEYOND_THE_POLE:
        assert value.isnan().any()  # undefined, never a wrong number
        return
    _assert_close(_real(value), [p["value"] for p in points], 1e-9)
    slope = gradient[case["vars"].index(case["wrt"])]
    _assert_close(slope, [p["derivative"] for p in points], 1e-8)


def _real(value: torch.Tensor) -> torch.Tensor:
    if value.is_complex():
        assert (value.imag.abs() <= 1e-9 * value.real.abs()).all()
    return torch.real(value)


@pytest.mark.parametrize("case", cases("activations"))
def test_activations_of_torch(case: dict[str, Any]) -> None:
    function, batch = _function(case), _batch(case)
    value, gradient = function.value_and_grad(*batch)
    _assert_close(value, [p["value"] for p in case["points"]], 1e-10)
    for name, slope in zip(case["vars"], gradient, strict=True):
        _assert_close(slope, [p["gradient"][name] for p in case["points"]], 1e-8)


def outcome(case: dict[str, Any]) -> str:
    """Say what a user gets: the right number, a refusal by name, nan, or a wrong number unnoticed."""
    is_real = case.get("inner_real", True)
    points = [p for p in case["points"] if p.get("inner_real", True) or not is_real]
    try:
        value, gradient = _value_and_grad({**case, "points": points}, complex=not is_real)
    except stb.UnsupportedFunctionError:
        return "refused"
    slope = gradient[case["vars"].index(case["wrt"])]
    found = torch.stack([torch.real(value), slope])
    if found.isnan().any():
        return "undefined"
    names = ("value", "derivative") if "value" in points[0] else ("derivative",)
    exact = torch.tensor([[float(p[name]) for p in points] for name in names], dtype=torch.float64)
    gap = (found[-len(names) :] - exact).abs() / exact.abs().amax(dim=-1, keepdim=True)
    return "right" if (gap <= 1e-8).all() else "wrong"


def test_no_published_formula_is_silently_wrong() -> None:
    counts = Counter(outcome(case) for name in ("rubi", "diffrules") for case in load_corpus(name))
    assert counts["wrong"] == 0
    assert counts["right"] >= 0.97 * counts.total(), counts


def test_the_count_sees_a_wrong_number() -> None:
    case = dict(load_corpus("diffrules")[0])
    case["points"] = [{**point, "derivative": "1e9"} for point in case["points"]]
    assert outcome(case) == "wrong"
