from __future__ import annotations

import mpmath
import pytest

flint = pytest.importorskip("flint")

from sympy_torch_bridge.exact.effort import OutOfReach  # noqa: E402
from sympy_torch_bridge.exact.reference import real_value  # noqa: E402
from sympy_torch_bridge.exact.sampling import sampled  # noqa: E402


@pytest.mark.parametrize("radius", [0, 1e-30, 1e-10, 0.125])
@pytest.mark.parametrize("reference", [mpmath.exp, mpmath.sin, mpmath.sqrt, mpmath.gamma])
def test_the_ball_covers_the_values_over_the_argument(reference, radius):
    ball = sampled(reference)(flint.arb(2.5, radius))
    with mpmath.workdps(60):
        for place in (-1, -0.5, 0, 0.5, 1):
            value = reference(mpmath.mpf(2.5) + place * mpmath.mpf(radius))
            assert ball.contains(flint.arb(mpmath.nstr(value, 60)).mid()) or abs(
                mpmath.mpf(str(ball.mid().str(60, radius=False))) - value
            ) <= mpmath.mpf(ball.rad().str(20, radius=False))


def test_two_wide_arguments_both_count():
    wide = flint.arb(2, 0.25)
    ball = sampled(mpmath.power)(wide, wide)
    assert ball.contains(flint.arb(2.25) ** flint.arb(2.25))
    assert ball.contains(flint.arb(1.75) ** flint.arb(1.75))


@pytest.mark.parametrize(
    ("reference", "argument"),
    [
        (mpmath.log, flint.arb(-1)),
        (mpmath.log, flint.arb(0)),
        (mpmath.log, flint.arb(0.5, 1)),
        (mpmath.gamma, flint.arb(-2)),
        (mpmath.exp, flint.arb.nan()),
    ],
)
def test_no_ball_where_no_real_value_is_certain(reference, argument):
    assert not sampled(reference)(argument).is_finite()


def no_convergence(x):
    raise mpmath.libmp.NoConvergence


@pytest.mark.parametrize(
    ("reference", "argument"),
    [(mpmath.sin, flint.arb((1, 10**6))), (no_convergence, flint.arb(1))],
    ids=["huge argument", "no convergence"],
)
def test_what_costs_too_much_is_not_called_undefined(reference, argument):
    with pytest.raises(OutOfReach):
        sampled(reference)(argument)


def test_a_real_value_of_complex_type_is_real():
    assert real_value(lambda x: mpmath.mpc(x, 0), [mpmath.mpf(2)]) == 2
    assert mpmath.isnan(real_value(lambda x: mpmath.mpc(x, 1), [mpmath.mpf(2)]))
