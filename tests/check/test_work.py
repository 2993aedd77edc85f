"""A check that would take too much work says so, and never passes or refutes for lack of it."""

from __future__ import annotations

import pytest
import sympy
import torch

from sympy_torch_bridge.check import check_consistency, check_gradient, code_check, formula_check, options
from sympy_torch_bridge.check.known import forget
from sympy_torch_bridge.exact.effort import Budget, limited

x, y = sympy.symbols("x y")
EXPR = sympy.besselj(1, x) * sympy.exp(x)
SLOPE = sympy.diff(EXPR, x)


@pytest.fixture(autouse=True)
def _without_earlier_checks():
    forget()
    yield
    forget()


def units_of_a_point():
    """Return about what the facts of one point cost."""
    with limited(Budget(1e12)):
        monkey = pytest.MonkeyPatch()
        seen = []
        monkey.setattr(options, "work", lambda units, n: seen_work(seen))
        check_gradient(EXPR, SLOPE, x, points=[{x: 1.0}])
        monkey.undo()
    forget()
    return 1e12 - seen[0].left


def seen_work(seen):
    seen.append(Budget(1e12))
    return limited(seen[-1])


@pytest.mark.parametrize(("share", "verdict"), [(0.5, "consistent"), (0.1, "inconclusive")])
def test_points_beyond_the_budget_are_not_judged(monkeypatch, share, verdict):
    monkeypatch.setattr(options, "ESTABLISHING", share * 24 * units_of_a_point())
    report = check_gradient(EXPR, SLOPE, x)
    judged = len({row.index for row in report.points})
    assert report.verdict == verdict, f"\n{report}"
    assert 0 < judged < 24
    (note,) = [note for note in report.notes if "the work of a check ended" in note]
    assert f"ended at {judged} of 24 points" in note
    assert "points=[...]" in note
    assert {row.verdict for row in report.points} == {"PASS"}


def test_equal_checks_give_equal_reports(monkeypatch):
    monkeypatch.setattr(options, "ESTABLISHING", 12 * units_of_a_point())
    first = check_gradient(EXPR, SLOPE, x)
    again = check_gradient(EXPR, SLOPE, x)
    forget()
    anew = check_gradient(EXPR, SLOPE, x)
    assert first == again == anew


def test_a_mistake_is_found_within_the_budget(monkeypatch):
    monkeypatch.setattr(options, "ESTABLISHING", 6 * units_of_a_point())
    assert check_gradient(EXPR, SLOPE * (1 + sympy.Rational(1, 10**9)), x).verdict == "refuted"


def test_given_points_beyond_the_budget_are_undecided(monkeypatch):
    monkeypatch.setattr(options, "ESTABLISHING", 24 * 2.5 * units_of_a_point())
    points = [{x: 0.5 + k} for k in range(24)]
    monkeypatch.setattr(options, "ESTABLISHING", 4.5 * units_of_a_point())
    report = check_gradient(EXPR, SLOPE, x, points=points)
    assert report.verdict == "inconclusive"
    assert report.counts["UNDECIDED"] >= 18
    assert "elsewhere the exact value is out of reach" in report.reason


def test_claims_are_undecided_beyond_the_budget(monkeypatch):
    monkeypatch.setattr(formula_check, "JUDGING", 0)
    report = check_gradient(EXPR, -SLOPE, x)
    assert report.verdict == "inconclusive"
    assert set(report.counts) == {"UNDECIDED"}
    assert all("out of reach" in row.note for row in report.points)


def test_a_claim_out_of_reach_is_not_refuted():
    # The series of the claim does not end within the terms allowed, next to its singular line.
    claim = sympy.exp(x) * sympy.appellf1(1, 0, 1, 2, sympy.Rational(1, 2), y) * y / -sympy.log(1 - y)
    points = [{x: 1.0, y: 0.5}, {x: 1.0, y: 0.99999}]
    report = check_gradient(sympy.exp(x), claim, x, points=points)
    assert [row.verdict for row in report.points] == ["PASS", "UNDECIDED"]


@pytest.mark.parametrize(
    ("module", "claim"),
    [(formula_check, -SLOPE), (code_check, lambda x: -torch.special.bessel_j0(x) * torch.exp(x))],
    ids=["formula", "code"],
)
def test_the_search_for_the_mistake_ends_early_and_says_so(monkeypatch, module, claim):
    monkeypatch.setattr(module, "NAMING", 0)
    report = check_gradient(EXPR, claim, x)
    assert report.verdict == "refuted"
    assert any("search for the mistake ended early" in note for note in report.notes)


def test_drawing_ends_early_and_says_so(monkeypatch):
    monkeypatch.setattr(options, "DRAWING", 20)
    report = check_consistency(sympy.sqrt(x) * sympy.besselj(1, x))
    assert report.verdict == "inconclusive"
    assert any("the work of a check ended at 0 of 24 points" in note for note in report.notes)


@pytest.mark.parametrize("order", [1, 2])
def test_torch_is_not_refuted_where_nothing_is_known(monkeypatch, order):
    monkeypatch.setattr(options, "ESTABLISHING", 0)
    report = check_consistency(sympy.exp(x) * sympy.sin(x), order=order)
    assert report.verdict == "inconclusive"
    assert {row.verdict for row in report.points if row.witness != "value"} == {"UNDECIDED"}


def test_ordinary_checks_end_far_from_the_budget():
    assert not check_gradient(EXPR, SLOPE, x).notes
