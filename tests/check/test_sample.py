"""Points lie in the domain, on both sides of conditions, on diagonals, and come back with their seed."""

from __future__ import annotations

import pytest
import sympy
import torch

from sympy_torch_bridge import compile as compiled
from sympy_torch_bridge.check import check_gradient, crossings
from sympy_torch_bridge.check.box import box_of
from sympy_torch_bridge.check.options import Options, facts_of_sample
from sympy_torch_bridge.check.question import question_of
from sympy_torch_bridge.check.reference import Reference
from sympy_torch_bridge.check.roughness import switches
from sympy_torch_bridge.check.special_places import SpecialPlaces
from sympy_torch_bridge.domain import Interval
from sympy_torch_bridge.ops import BY_HEAD

x, y = sympy.symbols("x y")


def sample(expr, **options):
    question = question_of(expr, None)
    return [facts.point for facts in facts_of_sample(question, Reference(question), Options(**options))]


@pytest.mark.parametrize(
    ("expr", "inside"),
    [
        (sympy.log(x), lambda x: x > 0),
        (sympy.sqrt(1 - x**2), lambda x: -1 <= x <= 1),
        (sympy.acos(x - 5), lambda x: 4 <= x <= 6),
        (sympy.acosh(x), lambda x: x >= 1),
    ],
)
def test_points_lie_in_the_domain_and_fill_the_sample(expr, inside):
    points = sample(expr)
    assert len(points) == 24
    assert all(inside(point[x]) for point in points)


def test_domain_and_assumptions_are_obeyed():
    n, p = sympy.Symbol("n", integer=True, positive=True), sympy.Symbol("p", negative=True)
    points = sample(x * n + p, domain={x: Interval(2, 3)})
    assert all(2 <= point[x] <= 3 and point[n] >= 1 and point[p] < 0 for point in points)
    assert all(float(point[n]).is_integer() for point in points)


def test_both_signs_and_small_magnitudes_occur():
    values = [point[x] for point in sample(sympy.sin(x))]
    assert min(values) < 0 < max(values)
    assert min(map(abs, values)) < 0.1


@pytest.mark.parametrize(
    ("expr", "place"),
    [
        (sympy.Piecewise((x, x > sympy.Rational(27, 10)), (x**2, True)), 2.7),
        (sympy.Abs(x - 1), 1.0),
        (sympy.Max(x, sympy.exp(-x)), 0.5671432904097838),
        (sympy.Heaviside(x + 2), -2.0),
    ],
)
def test_both_sides_of_a_condition_are_visited(expr, place):
    distances = [point[x] - place for point in sample(expr)]
    assert 0 < min(d for d in distances if d > 0) < 0.05
    assert -0.05 < max(d for d in distances if d < 0) < 0


def test_switches_are_listed_once():
    assert switches(sympy.Piecewise((x, x > 1), (sympy.Abs(x - 1), x <= 1), (0, True))) == [x - 1]


def test_equal_values_of_each_pair_occur():
    z = sympy.Symbol("z")
    points = sample(x * y * z)
    for first, second in ((x, y), (x, z), (y, z)):
        assert any(point[first] == point[second] for point in points)


def test_orders_that_have_to_be_whole_are_found():
    m = sympy.Symbol("m")
    points = sample(sympy.polygamma(m, x))
    assert points
    assert all(float(point[m]).is_integer() for point in points)


def test_equal_seeds_give_equal_points():
    assert sample(sympy.log(x) * y, seed=3) == sample(sympy.log(x) * y, seed=3)
    assert sample(sympy.log(x) * y, seed=3) != sample(sympy.log(x) * y, seed=4)


def test_points_are_numbers_of_the_type():
    for point in sample(sympy.sin(x), dtype=torch.float32):
        assert float(torch.tensor(point[x], dtype=torch.float32)) == point[x]


def test_an_empty_domain_gives_no_points():
    assert sample(sympy.log(-(x**2) - 1)) == []


def test_values_beyond_the_type_are_avoided():
    points = sample(sympy.exp(x**2), domain={x: (0, 40)})
    assert points
    assert all(point[x] ** 2 < 710 for point in points)


def test_a_zero_at_zero_is_found_at_once(monkeypatch):
    looked_at = []
    sign = crossings._sign
    monkeypatch.setattr(crossings, "_sign", lambda fn, point: looked_at.append(point) or sign(fn, point))
    ((zero,),) = crossings.crossings([sympy.sinh(x) * sympy.exp(x)], [x], {x: 0.1}, box_of(None, [x]), None)
    assert zero.is_exact
    assert zero.at(0.0) == {x: 0.0}
    assert len(looked_at) < 20


def test_zeros_are_looked_for_only_if_there_is_room(monkeypatch):
    places = SpecialPlaces([sympy.log(sympy.sinh(x)) + sympy.log(y)], [x, y], box_of(None, [x, y]), BY_HEAD)
    monkeypatch.setattr("sympy_torch_bridge.check.special_places.crossings", None)
    ends, zeros = places.ends({x: 1.0, y: 1.0}), places.zeros({x: 1.0, y: 1.0})
    for points in (ends, zeros):
        with pytest.raises(TypeError):
            list(points)


t = sympy.Symbol("t", real=True)


@pytest.mark.parametrize(
    ("condition", "margin"),
    [
        (t + sympy.exp(-1 / t**2) - sympy.Rational(1, 50), 1e-4),  # no value at 0
        (sympy.sin(t) ** 2 / t - sympy.Rational(1, 100), 1e-4),
        (sympy.sin(t) ** 3 - sympy.sin(t) ** 2 / 100, 1e-8),  # touches zero there
    ],
    ids=str,
)
def test_a_crossing_beside_a_zero_at_zero_is_found(condition, margin):
    expr = sympy.Piecewise((t**2, condition > 0), (t, True))
    at = compiled(condition, [t])

    def claim(points):
        return torch.where(at(points) > margin, 2 * points, torch.ones_like(points))

    assert check_gradient(expr, claim, t).verdict == "refuted"
