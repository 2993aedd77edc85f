"""Balls of the package's own functions against mpmath, with points and precisions from the op table."""

from __future__ import annotations

import random

import mpmath
import pytest
import sympy

flint = pytest.importorskip("flint")

from sympy_torch_bridge.exact import ExactFunction  # noqa: E402
from sympy_torch_bridge.exact.ball import binary  # noqa: E402
from sympy_torch_bridge.exact.effort import Budget, OutOfReach, limited  # noqa: E402
from sympy_torch_bridge.exact.named_balls import NAMED  # noqa: E402
from sympy_torch_bridge.exact.reference import real_value  # noqa: E402
from sympy_torch_bridge.ops import BY_HEAD, Op  # noqa: E402
from sympy_torch_bridge.ops.zeta_slopes import EtaSlope  # noqa: E402

arb = flint.arb
_BITS = 200
# The references of these are differences with a step of 1e-20 (stieltjes), or slow at their poles.
_ROUGH = {"stieltjes": 2.0**-120}
_DRAWN = 3
_PAIRS = {"hypot", "erf2", "erf2inv"}
BY_NAME = {head.__name__: head for head in NAMED}


def arguments(op, rng):
    """Return the samples of an op, and points of its domain of the same numbers of arguments."""
    count = max(len(op.domain), *map(len, op.samples)) if op.samples else len(op.domain)
    if op.name in _PAIRS:
        count = 2
    elif op.name == "fma":
        count = 3
    samples = [sample for sample in op.samples if len(sample) == count]
    for _ in range(_DRAWN):
        point = []
        for place in range(count):
            interval = op.argument_domain(place)
            low = max(float(interval.lower), -5.0)
            value = low + (min(float(interval.upper), low + 6) - low) * rng.random()
            point.append(float(round(value)) if place in op.integer else value)
        samples.append(tuple(point))
    return samples


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_ball_holds_the_value_of_mpmath(name):
    head = BY_NAME[name]
    op = BY_HEAD[head]
    compared = 0
    for point in arguments(op, random.Random(name)):
        with mpmath.workprec(_BITS):
            expected = real_value(op.reference, [mpmath.mpf(x) for x in point])
        with flint.ctx.workprec(_BITS):
            ball = NAMED[head](*map(arb, point))
        if ball is None or not (ball.is_finite() and mpmath.isfinite(expected)):
            continue
        center = binary(ball)
        assert abs(center - expected) <= _ROUGH.get(name, 2.0**-150) * max(abs(expected), 1), point
        compared += 1
    assert compared >= 2 or op.complex_valued


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_wide_arguments_give_wide_balls_around_the_value(name):
    head = BY_NAME[name]
    op = BY_HEAD[head]
    point = arguments(op, random.Random(name))[-1]
    with flint.ctx.workprec(_BITS):
        exact = NAMED[head](*map(arb, point))
        wide = NAMED[head](*(arb(x) if i in op.integer else arb(x, 2.0**-60) for i, x in enumerate(point)))
    if exact is not None and wide is not None and exact.is_finite() and wide.is_finite():
        assert wide.contains(exact.mid()), point
        assert wide.rad() >= exact.rad()


@pytest.mark.parametrize(
    ("expr", "point"),
    [
        ("LambertW", (-1.0,)),
        ("LambertW", (0.5, 2.0)),
        ("appellf1", (0.5, 1.0, 0.25, 2.0, 1.5, 0.25)),
        ("trigamma", (-2.0,)),
        ("hankel1", (0.0, 1.0)),
        ("hn2", (1.0, 2.0)),
        ("Cbrt", (-8.0,)),
        ("lerchphi", (1.5, 2.0, 1.0)),
        ("marcumq", (-1.0, 1.0, 1.0)),
        ("stieltjes", (0.5, 1.0)),
        ("EtaSlope", (0.5, 1.0, 1.0)),
        ("tribonacci", (2.5, 1.0)),
        ("fibonacci", (2.5, 1.0)),
        ("multigamma", (3.0, 1.5)),
        ("yn", (0.0, 0.0)),
    ],
)
def test_no_real_value(expr, point):
    with flint.ctx.workprec(_BITS):
        assert NAMED[BY_NAME[expr]](*map(arb, point)).is_nan()


@pytest.mark.parametrize(
    ("x", "y"), [(0.5, -4.0), (-4.0, 0.5), (-2.0, -7.0), (0.25, 0.75), (0.8, -0.9), (0.0, -3.0)]
)
def test_appell_outside_the_unit_square_is_its_integral(x, y):
    a, b1, b2, c = 1.5, 0.5, -1.25, 3.0
    with mpmath.workdps(30):
        integral = mpmath.quad(
            lambda t: t ** (a - 1) * (1 - t) ** (c - a - 1) * (1 - x * t) ** -b1 * (1 - y * t) ** -b2, [0, 1]
        )
        expected = integral / mpmath.beta(a, c - a)
        with flint.ctx.workprec(_BITS):
            ball = NAMED[sympy.appellf1](*map(arb, (a, b1, b2, c, x, y)))
        assert ball.rel_accuracy_bits() > 150
        assert abs(binary(ball) - expected) < mpmath.mpf(10) ** -14


def test_appell_next_to_its_singular_line_is_out_of_reach():
    with flint.ctx.workprec(_BITS), pytest.raises(OutOfReach):
        NAMED[sympy.appellf1](*map(arb, (0.5, 1.0, 0.25, 2.0, 0.9999, 0.25)))
    a = sympy.Symbol("a")
    (value,) = ExactFunction(sympy.appellf1(0.5, 1, 0.25, 2, a, 0.25), [a], method="ball")({a: 0.9999})
    assert value.is_unknown


def test_appell_pays_for_its_terms():
    def units(x):
        with flint.ctx.workprec(_BITS), limited(Budget(1e9)) as budget:
            NAMED[sympy.appellf1](*map(arb, (0.5, 1.0, 0.25, 2.0, x, 0.25)))
        return 1e9 - budget.left

    assert units(0.9) > 10 * units(0.3) > 0


def test_hankel_functions_are_real_at_zeros_of_their_imaginary_part():
    with flint.ctx.workprec(_BITS):
        # bessely(0, x) changes its sign in this ball, so that nothing is decided.
        assert NAMED[sympy.hankel1](arb(0), arb(0.8935769662791675, 1e-12)) is None


def test_slopes_by_power_series():
    with flint.ctx.workprec(_BITS), mpmath.workprec(_BITS):
        ball = NAMED[EtaSlope](arb(2), arb(1.5), arb(0.75))
        expected = mpmath.diff(
            lambda s: 2**-s * (mpmath.zeta(s, 0.375) - mpmath.zeta(s, 0.875)), mpmath.mpf(1.5), 2
        )
    assert float(ball.mid()) == pytest.approx(float(expected), rel=1e-14)


def test_an_op_of_the_user_replaces_the_ball():
    x = sympy.Symbol("x")
    twice = Op(head=sympy.catalan, lower=lambda v: 2 * v, reference=lambda v: 2 * v)
    (value,) = ExactFunction(sympy.catalan(x), [x], method="ball", ops={sympy.catalan: twice})({x: 3})
    assert (float(value), value.method) == (6.0, "mpmath")
