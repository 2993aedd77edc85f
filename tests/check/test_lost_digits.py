"""Right code whose divisors are nothing but rounding is not refuted; what is wrong elsewhere still is."""

import pytest
import sympy
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.check.lost_divisors import with_lost_divisors_spread
from sympy_torch_bridge.check.noise import deviation

x, y = sympy.symbols("x y", real=True)
exp = torch.exp
NEAR_ZERO = [{x: sign * 10.0**-power} for power in (5.1, 6.3, 7.2, 7.9, 8.6, 8.9) for sign in (1, -1)]
NEAR_DIAGONAL = [{x: a, y: a * (1 + 10.0**-p)} for a in (0.7, -2.3, 1.9) for p in (6.4, 7.7, 8.5, 9.6)]
LOST = {
    "expanded quotient": (
        x / (sympy.exp(x) - 1),
        lambda x: -x * exp(x) / (exp(2 * x) - 2 * exp(x) + 1) + 1 / (exp(x) - 1),
        NEAR_ZERO,
    ),
    "reciprocal": (1 / (sympy.exp(x) - 1), lambda x: -exp(x) / (exp(2 * x) - 2 * exp(x) + 1), NEAR_ZERO),
    "squared": (1 / (1 - sympy.cos(x)), lambda x: -torch.sin(x) / (1 - torch.cos(x)) ** 2, NEAR_ZERO),
    "power": (1 / sympy.sin(x), lambda x: -torch.cos(x) * (1 - torch.cos(x) ** 2) ** -1.0, NEAR_ZERO),
    "pole": (1 / (x - y), lambda x, y: -1 / (x**2 - 2 * x * y + y**2), NEAR_DIAGONAL),
    "two squares": (
        1 / (x**2 - y**2),
        lambda x, y: -2 * x / (x**4 - 2 * x**2 * y**2 + y**4),
        NEAR_DIAGONAL,
    ),
}


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32], ids=str)
@pytest.mark.parametrize("name", LOST)
def test_right_code_without_digits_is_never_refuted(name, dtype):
    f, code, points = LOST[name]
    report = stb.check_gradient(f, code, x, points=points, dtype=dtype)
    assert report.verdict == "inconclusive"
    assert report.counts["ILL_CONDITIONED"] >= 4
    assert "FAIL" not in report.counts


@pytest.mark.parametrize("name", ["expanded quotient", "two squares"])
def test_default_points_in_single_precision(name):
    f, code, _ = LOST[name]
    assert stb.check_gradient(f, code, x, dtype=torch.float32).verdict != "refuted"


@pytest.mark.parametrize("name", LOST)
@pytest.mark.parametrize("slip", [2.0, 1 + 1e-9])
def test_mistakes_elsewhere_are_still_found(name, slip):
    f, code, _ = LOST[name]
    report = stb.check_gradient(f, lambda *args: slip * code(*args), x)
    assert report.verdict == "refuted"


def test_noise_taken_for_the_derivative_is_refuted():
    """A result that is all rounding is no divisor: it cannot be as large as the derivative."""
    code = lambda x: torch.sin(x) ** 2 + torch.cos(x) ** 2 - 1  # noqa: E731
    report = stb.check_gradient(sympy.sin(x), code, points=[{x: v} for v in (0.3, 0.7, 1.1, 2.0)])
    assert report.verdict == "refuted"


def test_mistake_beside_a_lost_divisor_that_is_not_used():
    """A branch that is not taken makes no rounding of the one that is."""

    def code(x):
        closed = torch.sin(x) / (1 - torch.cos(x)) - 2 / x
        return torch.where(x.abs() < 1e-4, -x / 6 * (1 + 1e-6), closed)

    report = stb.check_gradient(sympy.log((1 - sympy.cos(x)) / x**2), code, points=NEAR_ZERO)
    assert report.counts == {"FAIL": len(NEAR_ZERO)}


def test_only_divisors_without_digits_are_spread():
    noise = torch.tensor([3e-16, 1.0, -2e-16, 1.0 + 1e-15, 1e-16, 1.0 - 1e-15], dtype=torch.float64)
    (changed,) = with_lost_divisors_spread("reciprocal", (noise,), 3, 2)
    assert torch.equal(changed[1::2], noise[1::2])
    assert torch.equal(changed[0], noise[0])
    assert 0 < changed[4].abs() < 1e-40
    for name, args in (("mul", (noise, noise)), ("div", (noise, noise + 1)), ("pow", (noise, 2))):
        assert with_lost_divisors_spread(name, args, 3, 2) is args
    assert with_lost_divisors_spread("pow", (noise, -1), 3, 2)[0][4].abs() < 1e-40
    exact = torch.zeros(6, dtype=torch.float64)
    assert with_lost_divisors_spread("reciprocal", (exact,), 3, 2)[0] is exact


def test_deviation_reaches_far_above_the_number():
    point = torch.tensor([1e-9], dtype=torch.float64)
    code = lambda x: 1 / ((1 + x) ** 2 - 2 * (1 + x) + 1 + 1e-16)  # noqa: E731
    assert deviation(code, [point], seed=0) > 1e6 * code(point).abs()
