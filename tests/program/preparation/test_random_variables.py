"""Densities and distribution functions of sympy.stats, moments and probabilities."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
import torch
from sympy import Rational, log, stats, symbols
from sympy.stats.symbolic_probability import Covariance, Expectation, Moment, Probability, Variance
from torch_transforms import check_transforms

import sympy_torch_bridge as stb

# The distribution function of Student is a hypergeometric function.
pytestmark = pytest.mark.filterwarnings("ignore::sympy_torch_bridge.errors.PerformanceWarning")

F64 = torch.float64
x, y, mu = symbols("x y mu", real=True)
s, r = symbols("s r", positive=True)
HALF = Rational(1, 2)
VALUES = {x: (0.25, 0.5, 0.75), mu: (0.5, -1.0, 2.0), s: (1.25, 2.0, 0.75), r: (2.5, 1.5, 3.5)}
COUNTS = {**VALUES, x: (1.0, 2.0, 3.0)}

CONTINUOUS = {
    "Normal": (mu, s), "Exponential": (s,), "Gamma": (s, r), "Beta": (s, r), "Uniform": (-r, r),
    "Cauchy": (mu, s), "StudentT": (s,), "Laplace": (mu, s), "Logistic": (mu, s), "LogNormal": (mu, s),
    "Weibull": (s, r), "Pareto": (Rational(1, 10), s), "ChiSquared": (3,), "FDistribution": (3, s),
    "Rayleigh": (s,), "Gumbel": (s, mu), "Maxwell": (s,), "Triangular": (0, 3, 1), "Erlang": (3, s),
    "Arcsin": (0, 1), "Kumaraswamy": (s, r),
}  # fmt: skip
DISCRETE = {
    "Poisson": (s,), "Binomial": (5, Rational(1, 3)), "Geometric": (Rational(1, 3),),
    "NegativeBinomial": (3, Rational(1, 3)), "Bernoulli": (Rational(1, 3),), "Die": (6,),
}  # fmt: skip
# SymPy integrates some densities by series of seconds, or not at all.
NO_CDF = {"FDistribution", "Gamma", "Beta", "Weibull"}


def compiled(expr: Any) -> stb.CompiledFunction:
    """Compile; what needs a function outside the op table is refused, never wrong."""
    try:
        return stb.compile(expr)
    except stb.UnsupportedFunctionError as error:
        pytest.skip(f"{error.function} has no record")


def check(expr: Any, values: dict[Any, tuple[float, ...]], tolerance: float = 1e-10) -> None:
    f = compiled(expr)
    tensors = [torch.tensor(values[symbol], dtype=F64) for symbol in f.inputs]
    got, slopes = f.value_and_grad(*tensors)
    for place in range(3):
        at = {symbol: Rational(values[symbol][place]) for symbol in f.inputs}
        assert got[place].item() == pytest.approx(float(expr.subs(at).evalf(25)), rel=tolerance)
    for symbol, slope in zip(f.inputs, slopes, strict=True):
        assert slope is not None
        assert slope.isfinite().all(), symbol
    assert f(*(tensor.float() for tensor in tensors)).dtype is torch.float32


@pytest.mark.parametrize("name", CONTINUOUS)
def test_density_and_its_logarithm(name: str) -> None:
    density = stats.density(getattr(stats, name)("X", *CONTINUOUS[name]))(x)
    check(density, VALUES)
    check(log(density), VALUES)


@pytest.mark.parametrize("name", sorted(set(CONTINUOUS) - NO_CDF))
def test_distribution_function_has_the_density_as_derivative(name: str) -> None:
    variable = getattr(stats, name)("X", *CONTINUOUS[name])
    f = compiled(stats.cdf(variable)(x))
    tensors = [torch.tensor(VALUES[symbol], dtype=F64) for symbol in f.inputs]
    slopes = dict(zip(f.inputs, f.value_and_grad(*tensors)[1], strict=True))
    density = compiled(stats.density(variable)(x))
    expected = density(*(torch.tensor(VALUES[symbol], dtype=F64) for symbol in density.inputs))
    torch.testing.assert_close(slopes[x], expected.expand(3), rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("name", DISCRETE)
def test_mass_function(name: str) -> None:
    check(stats.density(getattr(stats, name)("X", *DISCRETE[name]))(x), COUNTS)


def test_outside_the_support() -> None:
    die = stb.compile(stats.density(stats.Die("X", 6))(x))
    assert die(torch.tensor([0.0, 1.0, 2.5, 6.0, 7.0], dtype=F64)).tolist() == [0, 1 / 6, 0, 1 / 6, 0]
    uniform = stb.compile(stats.density(stats.Uniform("X", 0, 2))(x))
    assert uniform(torch.tensor([-1.0, 1.0, 3.0])).tolist() == [0, 0.5, 0]


def test_several_dimensions() -> None:
    X = stats.MultivariateNormal("X", [mu, 0], [[2, 1], [1, 2]])
    check(stats.density(X)(x, y), {**VALUES, y: (0.1, -0.5, 1.0)})


def test_transforms() -> None:
    f = stb.compile(log(stats.density(stats.Normal("X", mu, s))(x)))
    check_transforms(f, *(torch.tensor(VALUES[symbol], dtype=F64) for symbol in f.inputs))


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (Expectation(stats.Normal("X", mu, s) ** 2 + x), mu**2 + s**2 + x),
        (x * Variance(stats.Normal("X", mu, s)), x * s**2),
        (Covariance(stats.Normal("X", mu, s), 2 * stats.Normal("X", mu, s)), 2 * s**2),
        (Moment(stats.Exponential("X", s), 2), 2 / s**2),
        (Probability(stats.Exponential("X", s) > 1), sympy.exp(-s)),
    ],
    ids=str,
)
def test_moments_are_evaluated_and_their_parameters_inputs(expr: Any, expected: Any) -> None:
    f = stb.compile(expr)
    assert set(f.inputs) == expected.free_symbols
    at = {symbol: VALUES[symbol][0] for symbol in f.inputs}
    assert f(*at.values()).item() == pytest.approx(float(expected.subs(at)), rel=1e-12)


@pytest.mark.parametrize(
    ("expr", "hint"),
    [
        (stats.Normal("X", 0, 1) + x, r"density\(X\)\(x\)"),
        (sympy.Piecewise((stats.Normal("X", 0, 1), x > 0), (1, True)), "random variable"),
        (stats.density(stats.Normal("X", 0, 1)), r"density\(X\)\(x\)"),
    ],
    ids=["variable", "branch", "density"],
)
def test_refused(expr: Any, hint: str) -> None:
    with pytest.raises(stb.UnsupportedFunctionError, match=hint):
        stb.compile(expr)
