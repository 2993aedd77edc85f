"""Special functions where the generated tests do not look: poles, cuts, singularities, transforms."""

from __future__ import annotations

import math
import pickle
from typing import Any

import mpmath
import pytest
import sympy
import torch

from sympy_torch_bridge import compile

pytestmark = pytest.mark.filterwarnings("ignore::sympy_torch_bridge.errors.PerformanceWarning")

x, y, s, a = sympy.symbols("x y s a", real=True)
n, k = sympy.symbols("n k", integer=True)


def value(expr: Any, **at: complex) -> complex:
    symbols = sorted(expr.free_symbols, key=str)
    is_complex = any(isinstance(v, complex) for v in at.values())
    dtype = torch.complex128 if is_complex else torch.float64
    f = compile(expr, symbols, complex=is_complex)
    return f(*(torch.tensor(at[str(symbol)], dtype=dtype) for symbol in symbols)).item()


def slope(expr: Any, wrt: Any, order: int = 1, **at: float) -> float:
    symbols = sorted(expr.free_symbols, key=str)
    f = compile(expr, symbols)
    point = [torch.tensor(at[str(symbol)], dtype=torch.float64) for symbol in symbols]
    derivative = f
    for _ in range(order):
        derivative = torch.func.grad(derivative, argnums=symbols.index(wrt))
    return derivative(*point).item()


def close(got: complex, exact: Any, tolerance: float = 1e-13) -> bool:
    return abs(got - complex(exact)) <= tolerance * abs(complex(exact))


REAL_VALUES = (
    (sympy.gamma(x), {"x": -2.5}), (sympy.gamma(x), {"x": -171.3}), (sympy.gamma(x), {"x": 1e-300}),
    (sympy.polygamma(n, x), {"n": 3.0, "x": -12.25}), (sympy.polygamma(1, x), {"x": 1.125}),
    (sympy.lowergamma(s, x), {"s": 2.0, "x": -1.5}), (sympy.uppergamma(s, x), {"s": -3.0, "x": 1e-3}),
    (sympy.uppergamma(s, x), {"s": 3.0, "x": -2.0}), (sympy.expint(s, x), {"s": -2.0, "x": -0.5}),
    (sympy.expint(s, x), {"s": 2.5, "x": 1e-12}), (sympy.Ei(x), {"x": -1e-12}), (sympy.Ei(x), {"x": -700.0}),
    (sympy.Li(x), {"x": 2 + 1e-9}),
    (sympy.LambertW(x, k), {"x": -1e-200, "k": -1.0}), (sympy.zeta(x), {"x": -1e-9}),
    (sympy.zeta(s, a), {"s": -2.5, "a": 0.75}), (sympy.polylog(s, x), {"s": 2.5, "x": 0.999}),
    (sympy.polylog(s, x), {"s": 2.0, "x": 1.0}),
    (sympy.polylog(s, x), {"s": 2.0, "x": -3.0}), (sympy.riemann_xi(x), {"x": -3.0}),
    (sympy.betainc(s, a, 0, x), {"s": 2.0, "a": 3.0, "x": 1.5}),
    (sympy.betainc(s, a, 0, x), {"s": 1e-3, "a": 1e-3, "x": 1e-30}),
    (sympy.betainc(s, a, 0, x), {"s": 0.875, "a": 1.25, "x": 1 - 2**-40}),
    (sympy.betainc(s, a, 0, x), {"s": 0.125, "a": 0.0625, "x": 1 - 2**-50}),
)  # fmt: skip


@pytest.mark.parametrize(("expr", "at"), REAL_VALUES, ids=str)
def test_real_value(expr: Any, at: dict[str, float]) -> None:
    numbers = {
        symbol: sympy.Integer(int(at[str(symbol)])) if at[str(symbol)] == int(at[str(symbol)])
        else sympy.Rational(at[str(symbol)])
        for symbol in expr.free_symbols
    }  # fmt: skip
    assert close(value(expr, **at), sympy.N(expr.subs(numbers), 30), 1e-12)


@pytest.mark.parametrize("head", [sympy.gamma, sympy.digamma, sympy.zeta, sympy.Chi, sympy.Ci], ids=str)
def test_whole_numbers_are_exact_or_undefined_as_in_mpmath(head: Any) -> None:
    got = compile(head(x), [x])(torch.tensor([-1.0, -2.0], dtype=torch.float64))
    expected = {sympy.zeta: [-1 / 12, 0.0]}.get(head, [math.nan, math.nan])
    assert torch.allclose(got, torch.tensor(expected, dtype=torch.float64), rtol=1e-15, equal_nan=True)


def test_gamma_of_whole_numbers_is_the_nearest_double() -> None:
    whole = torch.arange(1, 171, dtype=torch.float64)
    expected = [float(math.factorial(i)) for i in range(170)]
    assert compile(sympy.gamma(x), [x])(whole).tolist() == expected


@pytest.mark.parametrize(
    "expr",
    [sympy.LambertW(x), sympy.li(x), sympy.loggamma(x), sympy.Chi(x), sympy.polylog(2.5, x - 4)],
    ids=str,
)
def test_a_complex_value_of_a_real_argument_is_nan_unless_asked_for(expr: Any) -> None:
    at = 6.0 if expr.func is sympy.polylog else -1.5
    assert math.isnan(value(expr, x=at).real)
    assert close(value(expr, x=complex(at)), sympy.N(expr.subs(x, sympy.Rational(at)), 30))


REMOVABLE = (
    (sympy.Si(x), x, 1, {"x": 0.0}, 1), (sympy.Si(x), x, 3, {"x": 0.0}, -mpmath.mpf(1) / 3),
    (sympy.Shi(x), x, 3, {"x": 0.0}, mpmath.mpf(1) / 3), (sympy.LambertW(x), x, 2, {"x": 0.0}, -2),
    (sympy.polylog(s, x), x, 2, {"s": 2.0, "x": 0.0}, 0.5),
    (sympy.lerchphi(x, s, a), x, 1, {"x": 0.0, "s": 2.0, "a": 1.0}, 0.25),
    (sympy.expint(s, x), x, 1, {"s": 3.0, "x": 0.0}, -1),
    (sympy.uppergamma(s, x), s, 1, {"s": 2.0, "x": 0.0}, 1 - mpmath.euler),
    (sympy.dirichlet_eta(x), x, 1, {"x": 1.0}, mpmath.euler * mpmath.log(2) - mpmath.log(2) ** 2 / 2),
    (sympy.lowergamma(s, x), x, 1, {"s": 2.0, "x": 0.0}, 0),
    (sympy.erf2(x, y), y, 1, {"x": 0.0, "y": 0.0}, 2 / mpmath.sqrt(mpmath.pi)),
    (sympy.riemann_xi(x), x, 1, {"x": 1.0}, (mpmath.euler / 2 + 1 - mpmath.log(4 * mpmath.pi) / 2) / 2),
)  # fmt: skip


@pytest.mark.parametrize(("expr", "wrt", "order", "at", "exact"), REMOVABLE, ids=str)
def test_derivative_where_the_formula_of_sympy_divides_by_zero(
    expr: Any, wrt: Any, order: int, at: dict[str, float], exact: Any
) -> None:
    assert abs(slope(expr, wrt, order, **at) - float(exact)) <= 1e-12


def test_lambert_w_near_its_branch_point() -> None:
    at = -0.3678794 - 4e-8
    with mpmath.workdps(40):
        w = mpmath.lambertw(mpmath.mpf(at))
        exact = w / (mpmath.mpf(at) * (1 + w))
    assert close(slope(sympy.LambertW(x), x, x=at), exact, 1e-10)


ERROR_FUNCTIONS = (sympy.erf, sympy.erfc, sympy.erfi)


@pytest.mark.parametrize("head", ERROR_FUNCTIONS, ids=str)
def test_error_functions_of_complex_numbers(head: Any) -> None:
    z = torch.tensor([0.5 + 1j, -2 - 0.3j, 3 + 4j], dtype=torch.complex128, requires_grad=True)
    got = compile(head(x), [x], complex=True)(z)
    reference = getattr(mpmath, head.__name__)
    for at, found in zip(z.tolist(), got.tolist(), strict=True):
        assert close(found, reference(mpmath.mpc(at)))
    (gradient,) = torch.autograd.grad(got.real.sum(), z)
    exact = [complex(mpmath.diff(reference, mpmath.mpc(at))).conjugate() for at in z.tolist()]
    assert torch.allclose(gradient, torch.tensor(exact, dtype=torch.complex128), rtol=1e-11)


TRANSFORMED = (
    sympy.gamma(x), sympy.polygamma(2, x), sympy.lowergamma(1.5, x), sympy.uppergamma(x, 1.5),
    sympy.expint(x, 0.5), sympy.betainc(x, 2, 0, 0.25), sympy.beta(x, 2), sympy.Ei(x), sympy.fresnels(x),
    sympy.zeta(x), sympy.zeta(3, x), sympy.dirichlet_eta(x), sympy.riemann_xi(x), sympy.stieltjes(1, x),
    sympy.LambertW(x), sympy.polylog(x, 0.25), sympy.erf2(x, 2),
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("expr", TRANSFORMED, ids=lambda e: e.func.__name__)
def test_transforms_agree(expr: Any) -> None:
    f = pickle.loads(pickle.dumps(compile(expr, [x])))
    at = torch.tensor([1.25, 2.5], dtype=torch.float64)
    first = torch.func.vmap(torch.func.grad(f))(at)
    assert torch.allclose(torch.func.jacfwd(f)(at).diagonal(), first, rtol=1e-13)
    second = torch.func.hessian(lambda t: f(t).sum())(at).diagonal()
    assert torch.allclose(torch.func.vmap(torch.func.grad(torch.func.grad(f)))(at), second, rtol=1e-12)
    inputs = at.clone().requires_grad_()
    compiled = torch.compile(f, fullgraph=True, backend="aot_eager")
    (traced,) = torch.autograd.grad(compiled(inputs).sum(), inputs)
    assert torch.allclose(traced, first, rtol=1e-13)


def test_a_pole_at_the_end_of_the_range_of_betainc_is_infinite() -> None:
    f = compile(sympy.betainc(a, 2, x, s), [a, x, s])
    zero, half = torch.tensor(0.0, dtype=torch.float64), torch.tensor(0.5, dtype=torch.float64)
    assert f(zero, half, zero).item() == -math.inf
    assert f(zero, zero, half).item() == math.inf
    assert f(zero, half, half).item() == 0


@pytest.mark.parametrize("order", [100.0, 500.0, 1000.0])
@pytest.mark.filterwarnings("ignore::sympy_torch_bridge.errors.PerformanceWarning")
def test_a_derivative_by_differences_keeps_its_digits_below_a_large_value(order: float) -> None:
    f = compile(sympy.harmonic(x, s), [x, s])
    at = torch.tensor(order, dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(f(torch.tensor(31.5, dtype=torch.float64), at), at)
    assert slope.item() == pytest.approx(-math.log(2) * 2.0**-order, rel=1e-12, abs=0)
