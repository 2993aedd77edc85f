"""Combinatorial functions: known values, exactness, extensions beyond whole numbers, gradients."""

from __future__ import annotations

import math
import warnings
from fractions import Fraction
from typing import Any

import mpmath
import pytest
import sympy
import torch
from sympy.functions.combinatorial import numbers

from sympy_torch_bridge import UnsupportedFunctionError, compile
from sympy_torch_bridge.errors import PerformanceWarning

pytestmark = pytest.mark.filterwarnings("ignore::sympy_torch_bridge.errors.PerformanceWarning")

n, k, x = sympy.symbols("n k x")


def double(values: Any) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float64)


# First values at 0, 1, 2, ... (nan where there is none), as they stand in tables of sequences.
KNOWN = {
    sympy.factorial: [1, 1, 2, 6, 24, 120, 720],
    sympy.factorial2: [1, 1, 2, 3, 8, 15, 48, 105],
    sympy.subfactorial: [1, 0, 1, 2, 9, 44, 265],
    sympy.fibonacci: [0, 1, 1, 2, 3, 5, 8, 13],
    sympy.lucas: [2, 1, 3, 4, 7, 11, 18],
    sympy.tribonacci: [0, 1, 1, 2, 4, 7, 13, 24],
    sympy.bell: [1, 1, 2, 5, 15, 52, 203],
    sympy.catalan: [1, 1, 2, 5, 14, 42, 132],
    sympy.partition: [1, 1, 2, 3, 5, 7, 11, 15, 22],
    sympy.bernoulli: [1, 1 / 2, 1 / 6, 0, -1 / 30, 0, 1 / 42],
    sympy.euler: [1, 0, -1, 0, 5, 0, -61, 0, 1385],
    sympy.genocchi: [0, -1, -1, 0, 1, 0, -3, 0, 17],
    sympy.andre: [1, 1, 1, 2, 5, 16, 61, 272],
    sympy.harmonic: [0, 1, 3 / 2, 11 / 6, 25 / 12],
    numbers.totient: [math.nan, 1, 1, 2, 2, 4, 2, 6, 4],
    numbers.reduced_totient: [math.nan, 1, 1, 2, 2, 4, 2, 6, 2],
    numbers.mobius: [math.nan, 1, -1, -1, 0, -1, 1, -1, 0],
    numbers.primenu: [math.nan, 0, 1, 1, 1, 1, 2, 1, 1],
    numbers.primeomega: [math.nan, 0, 1, 1, 2, 1, 2, 1, 3],
    numbers.primepi: [0, 0, 1, 2, 2, 3, 3, 4],
    numbers.divisor_sigma: [math.nan, 1, 3, 4, 7, 6, 12],
    numbers.udivisor_sigma: [math.nan, 1, 3, 4, 5, 6, 12],
}
by_sequence = pytest.mark.parametrize("head", KNOWN, ids=lambda head: head.__name__)


@by_sequence
def test_known_values(head: Any) -> None:
    with warnings.catch_warnings(record=True):
        f = compile(head(n), [n])
    values = KNOWN[head]
    got = f(torch.arange(len(values), dtype=torch.float64)).tolist()
    assert got == pytest.approx(values, rel=1e-14, abs=1e-15, nan_ok=True)
    assert f(torch.arange(1, 4)).dtype.is_floating_point  # whole numbers are accepted as they are


DEFINED_FOR_WHOLE_NUMBERS = [
    sympy.factorial2,
    sympy.subfactorial,
    sympy.lucas,
    sympy.tribonacci,
    sympy.bell,
    sympy.partition,
    numbers.totient,
    numbers.reduced_totient,
    numbers.mobius,
    numbers.primenu,
    numbers.primeomega,
    numbers.divisor_sigma,
    numbers.udivisor_sigma,
]


@pytest.mark.parametrize("head", DEFINED_FOR_WHOLE_NUMBERS, ids=lambda head: head.__name__)
def test_fraction_is_never_cut_to_a_whole_number(head: Any) -> None:
    at = double([2.5, 3 + 1e-9, math.nan, -math.inf]).requires_grad_()
    value = compile(head(n), [n])(at)
    assert value.isnan().all()
    good = double([3.0]).requires_grad_()
    assert torch.autograd.grad(compile(head(n), [n])(good).sum(), good)[0].item() == 0


@pytest.mark.parametrize(
    ("head", "at"),
    [
        (sympy.factorial, 25),
        (sympy.factorial2, 61),
        (sympy.subfactorial, 30),
        (sympy.fibonacci, 300),
        (sympy.fibonacci, -121),
        (sympy.lucas, 333),
        (sympy.tribonacci, 150),
        (sympy.bell, 70),
        (sympy.catalan, 80),
        (sympy.partition, 900),
    ],
    ids=str,
)
def test_value_beyond_the_exact_integers_is_rounded_once(head: Any, at: int) -> None:
    exact = int(head(at))
    assert abs(exact) > 2**53
    assert compile(head(n), [n])(double(at)).item() == float(exact)
    narrow = compile(head(n), [n])(torch.tensor(float(at), dtype=torch.float32))
    assert narrow.dtype is torch.float32
    assert narrow.item() == torch.tensor(float(exact), dtype=torch.float64).to(torch.float32).item()


@pytest.mark.parametrize(
    "head",
    [
        sympy.factorial,
        sympy.factorial2,
        sympy.subfactorial,
        sympy.fibonacci,
        sympy.lucas,
        sympy.tribonacci,
        sympy.bell,
        sympy.partition,
        sympy.harmonic,
        numbers.primepi,
    ],
    ids=lambda head: head.__name__,
)
def test_growing_function_is_infinite_in_the_end(head: Any) -> None:
    f = compile(head(n), [n])
    # SymPy has the partitions of whole numbers alone, of which infinity is none.
    assert f(double(math.inf)).item() == math.inf or head is sympy.partition
    if head not in (sympy.harmonic, numbers.primepi):
        assert f(double([1e6, 1e15])).tolist() == [math.inf, math.inf]


PAIRS = [
    (5, 2),
    (2, 5),
    (-3, 2),
    (-3, -2),
    (3, -2),
    (0, 0),
    (-3, 0),
    (2.5, 3),
    (-2.5, 3),
    (2.5, 1.5),
    (3, 2.5),
    (-2.5, -2),
    (0, -1),
    (1.5, 0.5),
]


@pytest.mark.parametrize("head", [sympy.binomial, sympy.RisingFactorial, sympy.FallingFactorial], ids=str)
@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_two_arguments_have_the_value_of_sympy(head: Any, pair: tuple[float, float]) -> None:
    exact = sympy.N(head(*map(sympy.nsimplify, pair)), 20)
    expected = float(exact) if exact.is_finite else math.nan
    got = compile(head(n, k), [n, k])(*map(double, pair)).item()
    assert got == pytest.approx(expected, rel=1e-13, abs=0, nan_ok=True)


def test_large_binomial_is_exact() -> None:
    f = compile(sympy.binomial(n, k), [n, k])
    assert f(double([60.0, 500.0, 2000.0, -70.0]), double([30.0, 250.0, 1000.0, 40.0])).tolist() == [
        float(math.comb(60, 30)),
        float(math.comb(500, 250)),
        math.inf,
        float(math.comb(109, 40)),
    ]


def test_binomial_of_a_literal_is_a_polynomial_in_torch() -> None:
    f = compile(sympy.binomial(x, 3), [x])
    assert "host" not in f.source
    at = double([-3.0, 0.0, 1.0, 2.0, 2.5, 40.0]).requires_grad_()
    value = f(at)
    assert value.tolist() == [-10.0, 0.0, 0.0, 0.0, 0.3125, 9880.0]
    (slope,) = torch.autograd.grad(value.sum(), at)
    assert slope.tolist() == pytest.approx([((3 * t - 6) * t + 2) / 6 for t in at.tolist()], rel=1e-15)


REMOVABLE = [
    (sympy.binomial, (1.0, 3.0), 0, -1 / 6),
    (sympy.binomial, (-3.0, 2.0), 0, -3.5),
    (sympy.RisingFactorial, (-1.0, 3.0), 0, -1.0),
    (sympy.RisingFactorial, (-3.0, 2.0), 0, -5.0),
    (sympy.FallingFactorial, (1.0, 3.0), 0, -1.0),
    (sympy.FallingFactorial, (-3.0, 2.0), 0, -7.0),
]


@pytest.mark.parametrize(("head", "at", "wrt", "exact"), REMOVABLE, ids=str)
def test_slope_exists_where_its_formula_does_not(head: Any, at: Any, wrt: int, exact: Any) -> None:
    inputs = [double([t, 2.75]).requires_grad_() for t in at]
    with warnings.catch_warnings():
        warnings.simplefilter("error", PerformanceWarning)
        value = compile(head(n, k), [n, k])(*inputs)
        (slope,) = torch.autograd.grad(value.sum(), inputs[wrt], create_graph=True)
    assert slope[0].item() == pytest.approx(float(exact), rel=1e-13)
    assert torch.autograd.grad(slope.sum(), inputs[wrt])[0].isfinite().all()


def test_slope_of_a_negative_catalan_number() -> None:
    at = double(-2.0).requires_grad_()
    value = compile(sympy.catalan(n), [n])(at)
    assert value.item() == 0
    (slope,) = torch.autograd.grad(value, at)
    exact = mpmath.diff(
        lambda t: 4**t * mpmath.gamma(t + 0.5) * mpmath.rgamma(t + 2) / mpmath.sqrt(mpmath.pi), -2
    )
    assert slope.item() == pytest.approx(float(exact), rel=1e-10)


def alternating(t: mpmath.mpf) -> mpmath.mpf:
    """Return the extension of the Andre numbers by the alternating sums over odd and even numbers."""
    odd = mpmath.mpf(4) ** t * (mpmath.zeta(-t, 0.25) - mpmath.zeta(-t, 0.75))
    even = mpmath.mpf(2) ** t * mpmath.altzeta(-t)
    return 2 * (mpmath.cospi(t / 2) * odd + mpmath.sinpi(t / 2) * even)


EXTENDED = {
    sympy.factorial: (mpmath.factorial, [2.5, -2.5, -0.75]),
    sympy.fibonacci: (mpmath.fib, [2.5, -2.5]),
    sympy.harmonic: (mpmath.harmonic, [2.5, -2.5, -0.25, 1e-9]),
    sympy.bernoulli: (lambda t: -t * mpmath.zeta(1 - t), [2.5, -2.5, -3.0]),
    sympy.euler: (
        lambda t: 2 ** (t + 1) * (mpmath.zeta(-t, 0.5) - 2 ** (t + 1) * mpmath.zeta(-t, 0.75)),
        [2.5, -2.5, -3.0],
    ),
    sympy.genocchi: (lambda t: -2 * t * (1 - 2**t) * mpmath.zeta(1 - t), [2.5, -2.5]),
    sympy.andre: (alternating, [2.5, -2.5, -3.0]),
}


@pytest.mark.parametrize("head", EXTENDED, ids=lambda head: head.__name__)
def test_extension_and_its_slope(head: Any) -> None:
    function, points = EXTENDED[head]
    at = double(points).requires_grad_()
    value = compile(head(n), [n])(at)
    (slope,) = torch.autograd.grad(value.sum(), at)
    with mpmath.workdps(30):
        for point, got, rate in zip(points, value.tolist(), slope.tolist(), strict=True):
            assert got == pytest.approx(float(function(mpmath.mpf(point))), rel=1e-13)
            assert rate == pytest.approx(float(mpmath.diff(function, mpmath.mpf(point))), rel=1e-10)


@pytest.mark.parametrize(
    ("head", "polynomial"),
    [
        (sympy.fibonacci, "x**3 + 2*x"),
        (sympy.tribonacci, "x**6 + 2*x**3 + 1"),
        (sympy.bell, "x**4 + 6*x**3 + 7*x**2 + x"),
        (sympy.bernoulli, "x**4 - 2*x**3 + x**2 - 1/30"),
        (sympy.euler, "x**4 - 2*x**3 + x"),
        (sympy.genocchi, "-4*x**3 + 6*x**2 - 1"),
    ],
    ids=str,
)
def test_polynomial_of_symbolic_degree(head: Any, polynomial: str) -> None:
    written = sympy.sympify(polynomial)
    assert sympy.expand(head(4, x) - written) == 0
    points = [-1.5, 0.0, 0.75, 2.0]
    degree, at = double(4.0), double(points).requires_grad_()
    value = compile(head(n, x), [n, x])(degree, at)
    (slope,) = torch.autograd.grad(value.sum(), at)
    for point, got, rate in zip(points, value.tolist(), slope.tolist(), strict=True):
        assert got == pytest.approx(float(written.subs(x, Fraction(point))), rel=1e-13, abs=1e-15)
        assert rate == pytest.approx(float(written.diff(x).subs(x, Fraction(point))), rel=1e-12, abs=1e-14)


def test_generalised_harmonic_numbers() -> None:
    f = compile(sympy.harmonic(n, k), [n, k])
    at = [(3.0, 2.0), (2.5, 2.5), (4.0, 0.0), (3.0, -2.0), (-3.0, 2.0)]
    got = f(*map(double, zip(*at, strict=True))).tolist()
    expected = [1 + 1 / 4 + 1 / 9, float(mpmath.zeta(2.5) - mpmath.zeta(2.5, 3.5)), 4.0, 14.0, math.nan]
    assert got == pytest.approx(expected, rel=1e-14, nan_ok=True)


@pytest.mark.parametrize(
    ("head", "at", "value"),
    [
        (numbers.legendre_symbol, (2, 7), 1),
        (numbers.legendre_symbol, (3, 7), -1),
        (numbers.legendre_symbol, (2, 8), math.nan),
        (numbers.jacobi_symbol, (25, 41), 1),
        (numbers.jacobi_symbol, (2, 15), 1),
        (numbers.jacobi_symbol, (7, 15), -1),
        (numbers.kronecker_symbol, (45, 77), -1),
        (numbers.kronecker_symbol, (13, -120), 1),
        (numbers.divisor_sigma, (24, 2), 850),
    ],
    ids=str,
)
def test_symbols_of_residues(head: Any, at: Any, value: float) -> None:
    got = compile(head(n, k), [n, k])(*map(torch.tensor, at)).item()
    assert got == pytest.approx(value, nan_ok=True)


def test_primes_are_counted_up_to_a_real_number() -> None:
    f = compile(numbers.primepi(x), [x])
    assert f(double([-1.0, 1.9, 2.0, 2.5, 1e5, math.inf])).tolist() == [0, 0, 1, 1, 9592, math.inf]


def test_partial_bell_polynomial_of_symbols_says_how_to_write_it() -> None:
    with pytest.raises(UnsupportedFunctionError, match="once n and k are numbers"):
        compile(sympy.bell(n, k, (x, x)), [n, k, x])
    assert compile(sympy.bell(4, 2, (x, x, x)), [x])(double(2.0)).item() == 28.0


def test_transforms_and_compiled_graph() -> None:
    f = compile(sympy.binomial(n, k) * sympy.harmonic(n), [n, k])
    at = double([5.5, 2.0]), double([2.0, 3.0])
    compiled = torch.compile(f, fullgraph=True, backend="aot_eager")
    assert torch.equal(compiled(*at), f(*at))
    rows = torch.func.vmap(torch.func.grad(f))(*at)
    assert torch.allclose(rows, f.value_and_grad(*at)[1][0], rtol=1e-13)
    assert rows.isfinite().all()


def test_only_slow_kernels_warn() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", PerformanceWarning)
        compile(sympy.binomial(n, k) + sympy.fibonacci(n) + sympy.tribonacci(n) + sympy.bell(n), [n, k])
    with pytest.warns(PerformanceWarning, match="tribonacci"):
        compile(sympy.tribonacci(n, x), [n, x])
