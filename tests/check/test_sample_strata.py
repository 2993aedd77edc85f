"""Each stratum finds a mistake that hides where only this stratum looks."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
import sympy

import sympy_torch_bridge
from sympy_torch_bridge.check import check_gradient, formula_check
from sympy_torch_bridge.check import sample as sampling
from sympy_torch_bridge.check.options import Options, facts_of_sample
from sympy_torch_bridge.check.question import question_of
from sympy_torch_bridge.check.reference import Reference

x, y, z, w = sympy.symbols("x y z w")


def points_of(expr, **options):
    question = question_of(expr, None)
    return [facts.point for facts in facts_of_sample(question, Reference(question), Options(**options))]


def wrong_where(condition, expr, wrt=x):
    """Return the right derivative, doubled where a condition holds."""
    right = sympy_torch_bridge.derivative(expr, wrt)
    return sympy.Piecewise((2 * right, condition), (right, True))


@pytest.fixture(autouse=True)
def sample_alone(monkeypatch):
    """Leave out the points at the claim's own conditions, which would find every mistake of this file."""
    monkeypatch.setattr(formula_check, "facts_at_conditions", lambda *args: [])


@pytest.fixture
def without(monkeypatch):
    """Return a function that switches one stratum off."""

    def switch_off(name):
        owner = sampling if hasattr(sampling, name) else sampling.SpecialPlaces
        monkeypatch.setattr(owner, name, lambda *args, **kwargs: [])

    return switch_off


smooth = sympy.sin(x) + x**2
branches = sympy.Piecewise((sympy.sin(x), x > 2), (sympy.cos(x), True))
glued = sympy.Piecewise((x**2, x > 0), (x**3, True)) + x
NEAR = sympy.Rational(1, 1000)
CASES = {
    "large": ("magnitudes", smooth, x > 100),
    "large and negative": ("magnitudes", smooth, x < -100),
    "tiny": ("magnitudes", smooth, sympy.And(x > 0, x < NEAR)),
    "tiny and negative": ("magnitudes", smooth, sympy.And(x < 0, x > -NEAR)),
    "middling": ("magnitudes", smooth, sympy.And(x > 4, x < 90)),
    "equal": ("diagonals", x**2 * y, sympy.Eq(x, y)),
    "opposite": ("diagonals", x**2 * y, sympy.Eq(x, -y)),
    "equal to a third": ("diagonals", x**2 * y * z, sympy.Eq(x, z)),
    "equal to a fourth": ("diagonals", x**2 * y * z * w, sympy.Eq(w, z)),
    "beside a branch": ("close_to_conditions", branches, sympy.And(x > 2, x < 2 + NEAR)),
    "before a branch": ("close_to_conditions", branches, sympy.And(x < 2, x > 2 - NEAR)),
    "on a branch": ("close_to_conditions", glued, sympy.Eq(x, 0)),
    "beside a root": ("close_to_conditions", sympy.Abs(x - 2), sympy.And(x > 2, x < 2 + NEAR)),
    "beside an integer": ("close_to_conditions", x * sympy.floor(x), sympy.And(x < -2, x > -2 - NEAR)),
    "beside a multiple": ("close_to_conditions", sympy.Mod(x - 1, 3) ** 2, sympy.And(x > -2, x < -2 + NEAR)),
    "at an end": ("ends", sympy.sqrt(1 - x**2), x > 1 - 9 * NEAR**2),
    "near an end": ("ends", sympy.log(2 - x), sympy.And(x > 1 + 9 * NEAR, x > 2 - 10 * NEAR)),
    "beside a pole": ("ends", 1 / (x - 2), sympy.And(x > 2, x < 2 + NEAR)),
    "where an argument is zero": ("zeros", sympy.cos(x - 2) * x, sympy.Eq(x, 2)),
    "where an input is zero": ("zeros", sympy.exp(x) * y, sympy.Eq(x, 0)),
}  # fmt: skip


@pytest.mark.parametrize(("stratum", "expr", "condition"), CASES.values(), ids=CASES)
def test_a_mistake_that_only_one_stratum_finds(without, stratum, expr, condition):
    wrt = w if condition.has(w) else x
    claimed = wrong_where(condition, expr, wrt)
    assert check_gradient(expr, claimed, wrt).verdict == "refuted"
    without(stratum)
    assert check_gradient(expr, claimed, wrt, seed=1).verdict == "consistent"


n = sympy.Symbol("n", integer=True)
m = sympy.Symbol("m", integer=True, positive=True)
ORDERS = {
    "power": (x**n, n * x ** (n - 1), n >= 4),
    "negative power": (x**n, n * x ** (n - 1), n <= -4),
    "Legendre": (sympy.legendre(m, x), sympy.legendre(m, x).diff(x), sympy.And(m >= 5, m <= 10)),
    "Bessel": (sympy.besselj(m, x), sympy.besselj(m, x).diff(x), sympy.And(m >= 5, m <= 10)),
}


@pytest.mark.parametrize("name", ORDERS)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_formulas_that_hold_up_to_some_order_are_refuted(without, name, seed):
    expr, slope, condition = ORDERS[name]
    claimed = sympy.Piecewise((2 * slope, condition), (slope, True))
    domain = {x: (sympy.Rational(1, 10), sympy.Rational(9, 10))}
    assert check_gradient(expr, claimed, x, seed=seed, domain=domain).verdict == "refuted"
    without("whole_sizes")
    # Another seed, as the points of the first check are remembered.
    assert check_gradient(expr, claimed, x, seed=seed + 10, domain=domain).verdict == "consistent"


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("beyond", [x > 100, x < -100], ids=["positive", "negative"])
def test_both_signs_are_visited_far_out_with_every_seed(seed, beyond):
    assert sum(bool(beyond.subs(point)) for point in points_of(smooth, seed=seed)) >= 2
    assert check_gradient(smooth, wrong_where(beyond, smooth), seed=seed).verdict == "refuted"


def test_both_sides_of_a_condition_are_found_by_their_own_stratum(monkeypatch):
    expr = sympy.Piecewise((x, x > 200), (x**2, True))
    beside = sympy.And(x > 200, x < 210)
    assert check_gradient(expr, wrong_where(beside, expr)).verdict == "refuted"
    monkeypatch.setattr(sampling.SpecialPlaces, "sides", lambda self, base: ([], []))
    monkeypatch.setattr(sampling.SpecialPlaces, "close_to_conditions", lambda self, base: [])
    assert check_gradient(expr, wrong_where(beside, expr), seed=1).verdict == "consistent"


def test_every_piece_of_the_domain_is_visited(without):
    expr = sympy.sqrt((x - 50) * (x - 70) * (x - 71) * (x - 80))
    inside = sympy.And(x > 70 + NEAR, x < 71 - NEAR)
    assert any(70 < point[x] < 71 for point in points_of(expr))
    assert check_gradient(expr, wrong_where(inside, expr)).verdict == "refuted"
    without("in_pieces")
    without("ends")
    assert check_gradient(expr, wrong_where(inside, expr), seed=1).verdict == "consistent"


@pytest.mark.parametrize(
    ("expr", "inside"),
    [
        (sympy.sqrt((x - 1000) * (1000 + NEAR - x)), lambda x: 1000 < x < 1000.001),
        (sympy.log(x - 10**5), lambda x: x > 1e5),
        (sympy.acos(10**4 * (x - 3)), lambda x: abs(x - 3) <= 1e-4),
    ],
    ids=["between two points", "beyond a point", "around a point"],
)
def test_domains_far_away_and_narrow_are_found(expr, inside):
    points = points_of(expr)
    assert len(points) == 24
    assert all(inside(point[x]) for point in points)


def test_a_domain_that_is_not_hit_is_said_to_be_so():
    narrow = sympy.sqrt(sympy.Rational(1, 10**12) - (x - 5) ** 2 - (y - 5) ** 2)
    report = check_gradient(narrow, 7, x)
    assert report.verdict == "inconclusive"
    assert (
        "no point with a real value in the range of float64 was found; give domain={symbol: (low, high)}"
        in report.reason
    )
    given = check_gradient(narrow, 7, x, points=[{x: 5.0, y: 5.0}])
    assert given.verdict == "refuted"


def test_few_points_are_not_enough(monkeypatch):
    draw = sampling.draw
    expr = sympy.sin(x)

    def few(*args):
        found = draw(*args)
        del found.points[5:]
        return found

    monkeypatch.setattr("sympy_torch_bridge.check.options.draw", few)
    report = check_gradient(expr, sympy.cos(x))
    assert report.verdict == "inconclusive"
    assert report.reason.startswith(
        "only 5 of 24 points were found with a real value in the range of float64; give domain="
    )
    assert check_gradient(expr, sympy.cos(x), n_points=20).verdict == "consistent"


def test_conditions_that_there_was_no_room_for_are_counted():
    steps = [(sympy.sin(k * x), x < k) for k in range(-9, 10)]
    expr = sympy.Piecewise(*steps, (x, True))
    note = "conditions were visited: a larger n_points reaches more"
    assert any(note in text for text in check_gradient(expr, sympy.diff(expr, x)).notes)
    assert not check_gradient(expr, sympy.diff(expr, x), n_points=96).notes


@pytest.mark.parametrize("n_points", [1, 2, 3, 8, 24, 50])
def test_no_more_points_than_asked_for(n_points):
    expr = sympy.Piecewise((sympy.log(x) * y, x > y), (sympy.Abs(x - y) * z / x, True))
    assert len(points_of(expr, n_points=n_points)) == n_points


def test_magnitudes_keep_away_from_overflow():
    sigmoid = 1 / (1 + sympy.exp(-x))
    places = [abs(point[x]) for point in points_of(sigmoid)]
    assert 10 < max(places) < 240
    assert min(place for place in places if place) < 1e-3


def test_a_claim_with_a_gap_that_its_limit_fills_is_right():
    report = check_gradient(-sympy.cos(x), (1 - sympy.cos(x) ** 2) / sympy.sin(x))
    assert report.verdict == "consistent"
    (gap,) = [row for row in report.points if row.verdict == "UNDECIDED"]
    assert gap.point == (("x", 0.0),)
    assert gap.note == "the claim has a gap that its limit fills"


@pytest.mark.parametrize("claimed", [sympy.cos(x) + 0 / x, sympy.cos(x) * sympy.log(x**2) / sympy.log(x**2)])
def test_right_claims_stay_right_at_zero(claimed):
    assert check_gradient(sympy.sin(x), claimed).verdict == "consistent"


def test_a_gap_that_hides_a_pole_is_no_gap():
    assert check_gradient(sympy.sin(x), sympy.cos(x) + 1 / x).verdict == "refuted"
    report = check_gradient(sympy.sin(x), sympy.cos(x) + 1 / x, points=[{x: 0.0}])
    assert report.verdict == "refuted"


PROGRAM = """
import sympy
from tests.check.test_sample_strata import points_of
x, y, z = sympy.symbols("x y z")
expr = sympy.Piecewise((sympy.log(x) * y, x > y), (sympy.Max(x, y, z) * sympy.floor(z) / x, True))
print([sorted((str(s), float(v).hex()) for s, v in point.items()) for point in points_of(expr, seed=5)])
"""


COMPLEX_PROGRAM = """
import sympy, torch, sympy_torch_bridge as stb
u, v, w, z = sympy.symbols("u v w z", complex=True)
report = stb.check_gradient(z * w + u * v, [w, z, v, u], [z, w, u, v], seed=5, dtype=torch.complex128)
points = dict.fromkeys(row.point for row in report.points)
print([sorted((str(s), repr(v)) for s, v in point) for point in points])
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("program", "numbers"), [(PROGRAM, "0x"), (COMPLEX_PROGRAM, "j)")], ids=["real", "complex"]
)
def test_points_are_the_same_in_every_process(program, numbers):
    outputs = {
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert outputs.pop().count(numbers) >= 24 * 3


def test_a_gap_where_the_function_vanishes_is_filled_too():
    claimed = sympy.log(y * (x + 1 / y))  # log(x*y + 1), but for y == 0
    report = check_gradient(x * sympy.log(x * y + 1), claimed + x * y / (x * y + 1), x, domain={x: (1, 2)})
    assert report.verdict == "consistent"
    assert any(dict(row.point)["y"] == 0 and row.verdict == "UNDECIDED" for row in report.points)
