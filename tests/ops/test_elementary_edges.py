"""Functions with steps, kinks, ranges and branches: values and gradients at their edges."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
import sympy
import torch
from sympy import (
    DiracDelta,
    Eijk,
    Heaviside,
    I,
    KroneckerDelta,
    LeviCivita,
    Max,
    Min,
    Mod,
    Rational,
    SingularityFunction,
    Symbol,
    adjoint,
    ceiling,
    conjugate,
    exp_polar,
    floor,
    frac,
    nan,
    pi,
    polar_lift,
    sin,
    transpose,
)
from sympy.codegen import cfunctions, numpy_nodes, scipy_nodes
from sympy.functions.elementary.complexes import periodic_argument, principal_branch, unbranched_argument
from sympy.functions.elementary.miscellaneous import Rem
from sympy.functions.special import hyper

from sympy_torch_bridge import UnsupportedFunctionError, compile

x, y, z = sympy.symbols("x y z")
INF, NAN = math.inf, math.nan


def evaluated(expr: Any, *points: list[float]) -> tuple[list[float], list[float]]:
    """Return values and slopes by the first symbol."""
    inputs = [torch.tensor(p, dtype=torch.float64, requires_grad=True) for p in points]
    value = compile(expr, [x, y, z][: len(points)])(*inputs)
    return value.tolist(), torch.autograd.grad(value.sum(), inputs[0])[0].tolist()


CASES = [
    (SingularityFunction(x, 1, 2), [0, 1, 3], [0, 0, 4], [0, 0, 4]),
    (SingularityFunction(x, 1, 1), [0, 1, 3], [0, 0, 2], [0, 1, 1]),
    (SingularityFunction(x, 1, 0), [0, 1, 3], [0, 1, 1], [0, 0, 0]),
    (SingularityFunction(x, 1, -1), [0, 1, 3], [0, INF, 0], [0, 0, 0]),
    (SingularityFunction(x, 1, -4), [0, 1, 3], [0, INF, 0], [0, 0, 0]),
    (DiracDelta(x - 1), [0, 1, 3], [0, INF, 0], [0, 0, 0]),
    (DiracDelta(x, 1), [-1, 0, 3], [0, NAN, 0], [0, 0, 0]),
    (Heaviside(x), [-1, 0, 2], [0, 0.5, 1], [0, 0, 0]),
    (Heaviside(x, 0), [-1, 0, 2], [0, 0, 1], [0, 0, 0]),
    (Heaviside(x, Rational(1, 4)), [-1, 0, 2], [0, 0.25, 1], [0, 0, 0]),
    (Heaviside(x, nan), [-1, 0, 2], [0, NAN, 1], [0, 0, 0]),
    (Mod(x, 3), [-7.25, 7.25, 3, 0, INF], [1.75, 1.25, 0, 0, NAN], [1] * 5),
    (Mod(x, -3), [-7.25, 7.25, 3, 0], [-1.25, -1.75, 0, 0], [1] * 4),
    (Mod(5, x), [3, -3, INF], [2, -1, 5], [-1, 2, 0]),
    (Rem(x, 3), [-7.25, 7.25, 3, 0, INF], [-1.25, 1.25, 0, 0, NAN], [1] * 5),
    (Rem(5, x), [3, -3, INF], [2, 2, 5], [-1, 1, 0]),
    # 0.1 as a double is taken 9 times from 1, though 1/0.1 is 10 as a double.
    (Rem(1, x), [0.1, -0.1], [math.fmod(1, 0.1)] * 2, [-9, 9]),
    (Mod(1, x), [0.1], [math.fmod(1, 0.1)], [-9]),
    # Quotients that have no place for a half.
    (Rem(2.0**52 + 1, x), [1.0], [0], [-(2.0**52 + 1)]),
    (Mod(2.0**52 + 1, x), [1.0], [0], [-(2.0**52 + 1)]),
    (frac(x), [-2.5, 2.25, 3, INF], [0.5, 0.25, 0, NAN], [1] * 4),
    (floor(x), [-2.5, 2.5, INF, NAN], [-3, 2, INF, NAN], [0] * 4),
    (ceiling(x), [-2.5, 2.5, -INF, NAN], [-2, 3, -INF, NAN], [0] * 4),
    (Max(x, 1, x**2), [-2, 0.5, 3], [4, 1, 9], [-4, 0, 6]),
    (Min(x, 1, x**2), [-2, 0.5, 3], [-2, 0.25, 1], [1, 1, 0]),
    (KroneckerDelta(x, 2), [1, 2, 2.5, NAN], [0, 1, 0, NAN], [0] * 4),
    (exp_polar(x), [0, 1], [1, math.e], [1, math.e]),
    (polar_lift(x), [-1, 2], [-1, 2], [1, 1]),
    (unbranched_argument(x), [-1, 2], [math.pi, 0], [0, 0]),
    (periodic_argument(x, pi), [-1, 2], [0, 0], [0, 0]),
    (principal_branch(x, 2 * pi), [-1, 2], [-1, 2], [1, 1]),
    (principal_branch(x, pi), [-1, 2], [1, 2], [-1, 1]),
    (transpose(Symbol("x", commutative=True)), [1, 2], [1, 2], [1, 1]),
    (adjoint(x), [1, -2], [1, -2], [1, 1]),
    (conjugate(x), [1, -2], [1, -2], [1, 1]),
    (sympy.root(x, 5), [32, -32], [2, NAN], [1 / 80, NAN]),
    (sympy.cbrt(x), [8, -8], [2, NAN], [1 / 12, NAN]),
    (sympy.real_root(x, 3), [8, -8], [2, -2], [1 / 12, 1 / 12]),
    (sympy.Id(x), [3], [3], [1]),
    (cfunctions.fma(x, 2, 3), [1, -1], [5, 1], [2, 2]),
    (cfunctions.Cbrt(x), [8, -8], [2, NAN], [1 / 12, NAN]),
    (scipy_nodes.cosm1(x), [1e-9, 0], [-5e-19, 0], [-1e-9, 0]),
    (scipy_nodes.powm1(x, 3), [1 + 2**-40, -2], [3 * 2**-40, -9], [3, 12]),
    (numpy_nodes.logaddexp(x, 0), [1000, 0], [1000, math.log(2)], [1, 0.5]),
    (numpy_nodes.logaddexp2(x, 0), [2000, 0], [2000, 1], [1, 0.5]),
    (numpy_nodes.maximum(x, 1), [0, 3], [1, 3], [0, 1]),
    (numpy_nodes.minimum(x, 1), [0, 3], [0, 1], [1, 0]),
    (sympy.log(x, 3), [9, 1], [2, 0], [1 / (9 * math.log(3)), 1 / math.log(3)]),
    (sympy.log(8, x), [2], [3], [-3 / (2 * math.log(2))]),
    (sympy.asec(x), [-1, 1, -2], [math.pi, 0, 2 * math.pi / 3], [math.inf, math.inf, 1 / math.sqrt(12)]),
    (sympy.coth(x), [20, -40], [1, -1], [-1 / math.sinh(20) ** 2, -1 / math.sinh(40) ** 2]),
]


@pytest.mark.parametrize(("expr", "points", "values", "slopes"), CASES, ids=lambda case: str(case)[:40])
def test_value_and_slope(expr: Any, points: list[float], values: list[float], slopes: list[float]) -> None:
    got, rates = evaluated(expr, points)
    assert got == pytest.approx(values, rel=1e-11, abs=0, nan_ok=True)
    assert rates == pytest.approx(slopes, rel=1e-11, abs=0, nan_ok=True)


def test_order_of_a_singularity_function_may_vary_over_the_batch() -> None:
    f = compile(SingularityFunction(x, y, z), [x, y, z])
    at = [3.0, 3.0, 3.0, 0.0, 1.0], [1.0] * 5, [2.0, 0.0, -1.0, 3.0, -2.0]
    assert f(*(torch.tensor(column) for column in at)).tolist() == [4, 1, 0, 0, INF]


def test_permutation_symbol_on_a_batch() -> None:
    at = [1.0, 2.0, 1.0, 3.0, 1.5], [2.0, 1.0, 1.0, 1.0, 2.0], [3.0, 3.0, 3.0, 2.0, 3.0]
    for symbol in (LeviCivita, Eijk):
        values, slopes = evaluated(symbol(x, y, z), *at)
        assert values == pytest.approx([1, -1, 0, 1, NAN], nan_ok=True)
        assert slopes == [0] * 5


def test_kronecker_delta_within_a_range() -> None:
    values, slopes = evaluated(
        KroneckerDelta(x, y, (1, 3)), [1.0, 4.0, 0.0, 2.0, NAN], [1.0, 4.0, 0.0, 3.0, 1.0]
    )
    assert values == pytest.approx([1, 0, 0, 0, NAN], nan_ok=True)
    assert slopes == [0] * 5
    assert compile(KroneckerDelta(x, y, (1, z)), [x, y, z])(*map(torch.tensor, (4, 4, 9))) == 1


def test_predicates_of_generated_code() -> None:
    at = torch.tensor([1.0, NAN, INF])
    assert compile(cfunctions.isnan(x), [x])(at).tolist() == [False, True, False]
    assert compile(cfunctions.isinf(x), [x])(at).tolist() == [False, False, True]
    guarded = compile(sympy.Piecewise((0, cfunctions.isnan(x)), (x, True)), [x])
    assert guarded(at).tolist() == [1.0, 0.0, INF]


def test_polar_numbers_in_the_plane() -> None:
    at = torch.tensor([1 + 2j, 1 - 2j, 1 + 4j], dtype=torch.complex128)
    got = compile(exp_polar(x), [x])(at)
    assert torch.equal(got[:2], torch.exp(at[:2]))
    assert got[2].isnan()  # the number lies on another sheet
    turned = compile(principal_branch(x, pi), [x])(torch.tensor([-1 + 1j], dtype=torch.complex128))
    assert torch.allclose(turned, torch.tensor([1 - 1j], dtype=torch.complex128))


@pytest.mark.parametrize("head", [periodic_argument, principal_branch], ids=str)
def test_argument_of_a_polar_number_is_refused(head: Any) -> None:
    expr = 1 + head(sin(exp_polar(I * x)) * polar_lift(y), 3 * pi, evaluate=False)
    with pytest.raises(UnsupportedFunctionError, match="polar number") as caught:
        compile(expr, [x, y])
    assert caught.value.path == ("Add", head.__name__)
    assert ".replace(exp_polar, exp).replace(polar_lift, lambda z: z)" in caught.value.hint
    compile(expr.replace(exp_polar, sympy.exp).replace(polar_lift, lambda z: z), [x, y])


@pytest.mark.parametrize("backend", ["eager", "fused"])
def test_the_slope_of_the_hyperbolic_secant_keeps_its_digits_near_0(backend: Any) -> None:
    points = [1e-12, -1e-8, 1e-4, 2e-3, 0.02, 0.1, -0.999, 1.0, -1.001, 3.0]
    at = torch.tensor(points, dtype=torch.float64)
    slopes = compile(sympy.sech(x), [x], backend=backend).value_and_grad(at)[1][0]
    exact = [float(-sympy.sech(p) * sympy.tanh(p)) for p in (sympy.Float(p, 40) for p in points)]
    # A dozen operations; beyond 1 two terms are 1.6 times as large as what is left of them.
    assert slopes.tolist() == pytest.approx(exact, rel=12 * 1.6 / 2 * torch.finfo(torch.float64).eps)


# Made where they are tested: SymPy takes seconds for one, which every collection of tests would wait for.
SPLINES: dict[str, Callable[[], Any]] = {
    "basis": lambda: sympy.bspline_basis(3, tuple(range(8)), 2, x),
    "interpolating, 30 branches": lambda: sympy.interpolating_spline(
        3, x, list(range(31)), [k * k % 7 for k in range(31)]
    ),
    "interpolating, quadratic": lambda: sympy.interpolating_spline(2, x, [0, 1, 2, 4, 7], [3, 1, 4, 1, 5]),
}


@pytest.mark.parametrize("name", SPLINES)
def test_splines(name: str) -> None:
    spline = SPLINES[name]()
    points = [-0.5, 0.0, 0.5, 2.5, 3.0, 4.25, 6.75, 15.25, 29.5]
    value, slope = evaluated(spline, points)
    for point, got, rate in zip(points, value, slope, strict=True):
        exact = sympy.Float(point, 40)
        assert got == pytest.approx(float(spline.subs(x, exact)), rel=1e-10, abs=1e-12, nan_ok=True)
        if not math.isnan(got) and point != int(point):  # at a knot there are two rules
            assert rate == pytest.approx(float(spline.diff(x).subs(x, exact)), rel=1e-9, abs=1e-12)


def test_basis_of_splines_sums_to_one() -> None:
    basis = sympy.bspline_basis_set(3, [0, 0, 0, 0, 1, 2, 3, 3, 3, 3], x)
    at = torch.linspace(0.0, 3.0, 13, dtype=torch.float64)
    values = torch.stack(compile(basis, [x])(at))
    assert torch.allclose(values.sum(0), torch.ones_like(at), rtol=1e-14)
    assert (values >= -1e-15).all()


REPRESENTATIONS = [
    (hyper.HyperRep_log1(x), sympy.log(1 - x)),
    (hyper.HyperRep_power1(Rational(1, 3), x), (1 - x) ** Rational(1, 3)),
    (hyper.HyperRep_atanh(x), sympy.atanh(sympy.sqrt(x)) / sympy.sqrt(x)),
    (hyper.HyperRep_asin1(x), sympy.asin(sympy.sqrt(x)) / sympy.sqrt(x)),
]


@pytest.mark.parametrize(("representation", "written"), REPRESENTATIONS, ids=lambda e: str(type(e).__name__))
def test_representations_of_hypergeometric_functions(representation: Any, written: Any) -> None:
    at = torch.tensor([0.25, 0.75], dtype=torch.float64)
    got = compile(representation, [x])(at)
    for point, value in zip(at.tolist(), got.tolist(), strict=True):
        assert value == pytest.approx(complex(written.subs(x, point)), rel=1e-14)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32], ids=str)
@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize("head", [sympy.acsc, sympy.asech, sympy.acsch])
def test_inverse_functions_near_the_ends_of_the_range(head: Any, side: int, dtype: torch.dtype) -> None:
    """Squares, and the reciprocal squares in slopes, have left the range of numbers there."""
    x = Symbol("x", real=True)
    far = torch.finfo(dtype).max ** 0.75
    at = float(torch.tensor(far if head is sympy.acsc else 1 / far, dtype=dtype)) * (
        1 if head is sympy.asech else side
    )
    value, (slope,) = compile(head(x)).value_and_grad(torch.tensor(at, dtype=dtype))
    rounded = 4 * torch.finfo(dtype).eps
    assert value.item() == pytest.approx(float(head(sympy.Float(at, 40))), rel=rounded, abs=0)
    if head is not sympy.acsc:  # whose slope is too small to be a number
        assert slope.item() == pytest.approx(-1 / abs(at), rel=rounded, abs=0)
