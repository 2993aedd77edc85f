"""A sample of the mutation suite: wrong derivatives of every class are refuted, right ones never."""

from __future__ import annotations

from functools import cache

import pytest
import sympy

from benchmarks.checker.claims import by_compile, by_lambdify
from benchmarks.checker.functions import KINDS, Function, functions, x, y
from benchmarks.checker.mutants import GROSS, PARTIAL, TINY, derivative, mutants
from benchmarks.checker.rewritten import rewritten
from benchmarks.checker.suite import Outcome, examine, other_points, wrong_somewhere
from benchmarks.checker.table import problems, table
from benchmarks.checker.truth import differ
from benchmarks.checker.unnamed import mistakes_unnamed

pytestmark = pytest.mark.collection

# One function of each class, and two variables where the class allows it: every mistake has a place.
SAMPLE = (
    Function("polynomial", (x**3 - 2 * x,)),
    Function("rational", (x / (1 + y**2),)),
    Function("exponential", (x * sympy.exp(-(x**2)),)),
    Function("piecewise", (sympy.Piecewise((x**2, x > 0), (-(x**3), True)),)),
    Function("scaled", (sympy.sin(x) / 10**12,)),
    Function("cancelling", ((1 - sympy.cos(x)) / x**2,), {x: (-1e-5, 1e-5)}),
    Function("edge", (sympy.sqrt(1 - x**2),), {x: (0.99, 1.0)}),
    Function("multivariate", ((x**2 + y**4) / 2,)),
    Function("vector", (x * sympy.cos(y), x * sympy.sin(y))),
)
by_kind = pytest.mark.parametrize("function", SAMPLE, ids=[function.kind for function in SAMPLE])


@cache
def outcomes_of(function: Function) -> tuple[Outcome, ...]:
    with mistakes_unnamed():
        return tuple(examine(function, routes=("compile",)))


@by_kind
def test_right_derivatives_are_never_refuted_in_any_form(function):
    right = [outcome for outcome in outcomes_of(function) if outcome.claim == "right"]
    assert len(right) >= 3
    assert sum(outcome.judged for outcome in right) >= 70
    assert [outcome for outcome in right if outcome.failed or outcome.verdict == "refuted"] == []


@by_kind
def test_wrong_formulas_are_refuted_at_every_size(function):
    wrong = [o for o in outcomes_of(function) if o.claim != "right" and o.route == "formula"]
    assert {outcome.claim for outcome in wrong} >= {"sign", *TINY}
    assert [outcome for outcome in wrong if outcome.verdict != "refuted"] == []


@by_kind
def test_wrong_code_is_refuted_where_its_digits_show_it(function):
    wrong = [o for o in outcomes_of(function) if o.claim != "right" and o.route == "compile"]
    assert [outcome for outcome in wrong if outcome.verdict == "consistent"] == []
    assert [outcome for outcome in wrong if outcome.resolved_missed] == []
    if function.kind != "cancelling":
        assert [outcome for outcome in wrong if outcome.verdict != "refuted"] == []
        assert all(outcome.resolved for outcome in wrong if outcome.claim == "1e-9")


def test_code_without_digits_is_not_vouched_for():
    (cancelling,) = (function for function in SAMPLE if function.kind == "cancelling")
    verdicts = {o.verdict for o in outcomes_of(cancelling) if o.claim in TINY and o.route == "compile"}
    assert verdicts <= {"inconclusive", "refuted"}
    assert "inconclusive" in verdicts


def test_every_class_of_mistake_occurs_in_the_sample():
    found = {outcome.claim for function in SAMPLE for outcome in outcomes_of(function)}
    assert found >= {*GROSS, *TINY, *PARTIAL}


def test_sample_has_no_problem_and_the_table_says_so():
    outcomes = [outcome for function in SAMPLE for outcome in outcomes_of(function)]
    assert problems(outcomes) == []
    assert "| sign | 9 of 9 | 9 of 9 | - |" in table(outcomes)


@pytest.mark.parametrize(
    ("claim", "verdict", "failed", "route", "word"),
    [
        ("right", "refuted", 1, "formula", "FALSE ALARM"),
        ("sign", "consistent", 0, "compile", "SILENT MISS"),
        ("sign", "inconclusive", 0, "formula", "FORMULA NOT REFUTED"),
    ],
)
def test_problems_are_named(claim, verdict, failed, route, word):
    (line,) = problems([Outcome("rational", "1/x", claim, "", route, verdict, failed, 24)])
    assert line.startswith(word)


def test_missed_sharp_points_are_named():
    missed = Outcome(
        "rational", "1/x", "1e-9", "", "compile", "refuted", 20, 24, resolved=24, resolved_missed=4
    )
    assert problems([missed])[0].startswith("MISSED at 4 of 24")


def test_suite_has_several_hundred_functions_of_every_class():
    kinds = [function.kind for function in functions()]
    assert len(kinds) >= 350
    assert min(kinds.count(kind) for kind in KINDS) >= 18


def test_truth_tells_formulas_apart_without_the_checker():
    points = [{x: 0.3}, {x: 2.5}]
    assert not differ([[sympy.sin(2 * x)]], [[2 * sympy.sin(x) * sympy.cos(x)]], points)
    assert differ([[sympy.sin(2 * x)]], [[sympy.sin(2 * x) * (1 + sympy.Rational(1, 10**9))]], points)
    assert not differ([[sympy.log(x)]], [[sympy.log(x) + 1]], [{x: -1.0}])


def test_mutants_right_by_chance_are_told():
    function = Function("multivariate", (x * y + x + y,))
    right = derivative(function)
    points = other_points(function, right)
    (sign,) = (mutant for mutant in mutants(function, right, points) if mutant.kind == "sign")
    assert wrong_somewhere(function, sign.rows, right, points)
    assert not wrong_somewhere(function, [[1 + y, 1 + x]], right, points)


def test_mistakes_at_kinks_alone_are_none():
    function = Function("piecewise", (sympy.Max(x, y),))
    right = derivative(function)
    at_kink = sympy.Piecewise((right[0][0], sympy.Ne(x, y)), (7, True))
    assert not wrong_somewhere(function, [[at_kink, right[0][1]]], right, [{x: 1.0, y: 0.5}])


def test_rewritten_forms_differ_in_writing_alone():
    function = Function("rational", (x / (1 + x**2),))
    right = derivative(function)
    forms = dict(rewritten(right))
    assert set(forms) >= {"as it is", "factor", "floats"}
    assert not any(differ(form, right, [{x: 0.7}, {x: -3.0}]) for form in forms.values())


def test_torch_code_of_both_sources_agrees():
    import torch

    function = Function("vector", (x * sympy.cos(y), 2 * x, y**2))
    points = [torch.tensor([0.5, 1.5], dtype=torch.float64), torch.tensor([2.0, -1.0], dtype=torch.float64)]
    one, other = (route(function, derivative(function))(*points) for route in (by_compile, by_lambdify))
    assert one.shape == (2, 3, 2)
    torch.testing.assert_close(one, other)
