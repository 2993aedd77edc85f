"""Complex arithmetic of every record: mpmath's values, also on branch cuts, and torch's gradients."""

from __future__ import annotations

from typing import Any

import mpmath
import pytest
import sympy
import torch
from ops.test_ops import EPS, differentiable_arguments, expression, points, tensors

import sympy_torch_bridge as stb
from sympy_torch_bridge.ops import OPS, Op
from sympy_torch_bridge.program.record_facts import arity_of

pytestmark = pytest.mark.filterwarnings("ignore::sympy_torch_bridge.errors.PerformanceWarning")

# Their last argument is a period, a real number.
_PERIODS = {"periodic_argument", "principal_branch"}
COMPLEX = [op for op in OPS if op.complex and op.name not in _PERIODS and differentiable_arguments(op)]
REAL = [op for op in OPS if not (op.complex or op.complex_valued)]
complex_ops = pytest.mark.parametrize("op", COMPLEX, ids=lambda op: op.name)
real_ops = pytest.mark.parametrize("op", REAL, ids=lambda op: op.name)

INSIDE = [0.3 + 0.4j, -0.6 + 0.2j, 0.5 - 1.5j, 1.5 + 0.75j, -2.3 - 1.1j]
# Whichever sign the zero part has, SymPy has one value here: all cuts lie on the two axes.
ON_AXES = [complex(x, 0) for x in (-3.5, -1.5, -0.375, 0.375, 1.5, 3.5)] + [
    complex(0, y) for y in (-2.5, -0.5, 0.5, 2.5)
]
OTHER_ZERO = [complex(z.real, -0.0) if z.imag == 0 else complex(-0.0, z.imag) for z in ON_AXES]
NO_VALUE = (ValueError, ArithmeticError, TypeError, mpmath.libmp.NoConvergence)


def place_of(op: Op) -> int:
    """Return the argument that varies: the last that is no whole number."""
    return differentiable_arguments(op)[-1]


def arguments(op: Op, z: Any, fixed: Any) -> list[Any]:
    """Put ``z`` among the other arguments, each made by ``fixed`` from a real number."""
    varying = place_of(op)
    values = [2.0 if i in op.integer else 1.25 for i in range(arity_of(op))]
    return [z if i == varying else fixed(value) for i, value in enumerate(values)]


def evaluated(op: Op, at: torch.Tensor) -> Any:
    expr, symbols = expression(op)
    f = stb.compile(expr, symbols, complex=True)
    return f(*arguments(op, at, lambda value: torch.tensor(value, dtype=torch.complex128)))


def exact(op: Op, z: complex) -> complex | None:
    """Return mpmath's value; None at a pole, and where mpmath has no method."""
    assert op.reference is not None
    at = mpmath.mpc(z) if z.imag else mpmath.mpf(z.real)
    with mpmath.workdps(40):
        try:
            return complex(op.reference(*arguments(op, at, mpmath.mpf)))
        except NO_VALUE:
            return None


@complex_ops
@pytest.mark.parametrize("place", [INSIDE, ON_AXES, OTHER_ZERO], ids=["inside", "axes", "other zero"])
def test_values(op: Op, place: list[complex]) -> None:
    at = torch.tensor(place, dtype=torch.complex128)
    for z, got in zip(place, evaluated(op, at).tolist(), strict=True):
        expected = exact(op, z)
        if expected is not None:
            assert abs(got - expected) <= max(512, op.ulp) * EPS * abs(expected), (z, got, expected)


def slope_of_the_real_part(op: Op, z: complex) -> complex | None:
    """Differentiate the real part by the two coordinates: what torch calls the gradient."""

    def real_part(x: Any, y: Any) -> Any:
        assert op.reference is not None
        return mpmath.re(op.reference(*arguments(op, mpmath.mpc(x, y), mpmath.mpf)))

    with mpmath.workdps(20):  # differences take more digits by themselves
        at = (mpmath.mpf(z.real), mpmath.mpf(z.imag))
        try:
            return complex(mpmath.diff(real_part, at, (1, 0)), mpmath.diff(real_part, at, (0, 1)))
        except NO_VALUE:
            return None


@complex_ops
def test_gradients_follow_the_convention_of_torch(op: Op) -> None:
    at = torch.tensor(INSIDE, dtype=torch.complex128, requires_grad=True)
    evaluated(op, at).real.sum().backward()
    assert at.grad is not None
    for z, got in zip(INSIDE, at.grad.tolist(), strict=True):
        expected = slope_of_the_real_part(op, z)
        if expected is not None:
            assert abs(got - expected) <= 1e-9 * max(abs(expected), 1e-3), (z, got, expected)


@real_ops
def test_a_real_function_takes_complex_numbers_that_are_real(op: Op) -> None:
    at = tensors(points(op, 4)[:, :4])
    expr, symbols = expression(op)
    got = stb.compile(expr, symbols, complex=True)(*(t.to(torch.complex128) for t in at))
    expected = stb.compile(expr, symbols)(*at)
    torch.testing.assert_close(got.real, expected, rtol=1e-13, atol=0, equal_nan=True, check_dtype=False)


@real_ops
def test_a_real_function_of_other_numbers_is_nan_or_right(op: Op) -> None:
    """Some functions have a second kernel for complex numbers; no other may give a number."""
    beside = [t.to(torch.complex128) + 0.25j for t in tensors(points(op, 4)[:, :4])]
    expr, symbols = expression(op)
    got = stb.compile(expr, symbols, complex=True)(*beside)
    for *given, value in zip(*(t.tolist() for t in beside), got.tolist(), strict=True):
        if value == value:
            assert op.reference is not None
            right = complex(op.reference(*map(mpmath.mpc, given)))
            assert abs(value - right) <= 64 * EPS * abs(right), (given, value, right)


def test_a_real_result_through_complex_intermediates() -> None:
    x = sympy.Symbol("x", real=True)
    expr = sympy.re(sympy.sqrt(x) ** 2) + sympy.Abs(sympy.log(x))
    at = torch.tensor([-2.0, 3.0], dtype=torch.float64)
    got = stb.compile(expr, complex=True)(at)
    assert got.dtype is torch.float64
    expected = [float(expr.subs(x, v)) for v in (-2, 3)]
    torch.testing.assert_close(got, torch.tensor(expected, dtype=torch.float64), rtol=1e-14, atol=0)
    assert stb.compile(expr)(at)[0].isnan()


@real_ops
def test_a_complex_tensor_is_refused_where_it_has_no_value(op: Op) -> None:
    expr, symbols = expression(op)
    f = stb.compile(expr, symbols)
    at = [t.to(torch.complex128) + 0.25j for t in tensors(points(op, 4)[:, :4])]
    with pytest.raises(stb.InputTypeError, match="compile\\(expr, complex=True\\)"):
        f(*at)
    stb.compile(expr, symbols, complex=True)(*at)  # the hint works


@pytest.mark.parametrize("name", ["sec", "csc", "cot"])
def test_far_from_the_real_axis_nothing_overflows(name):
    """Sine and cosine do at 711i; their quotients and the derivatives of these are small or next to I."""
    places = [1 + 19.5j, 1 - 20.5j, -3 + 40j, 2 + 800j, -1e4 - 9e3j]
    at = torch.tensor(places, dtype=torch.complex128, requires_grad=True)
    value = stb.compile(getattr(sympy, name)(sympy.Symbol("z")))(at)
    (slope,) = torch.autograd.grad(value, at, torch.ones_like(value), create_graph=True)
    (curvature,) = torch.autograd.grad(slope.conj(), at, torch.ones_like(value))
    for order, found in enumerate((value, slope.conj(), curvature.conj())):
        with mpmath.workdps(40):
            exact = [complex(mpmath.diff(getattr(mpmath, name), mpmath.mpc(z), order)) for z in places]
        # Of cot the derivatives vanish against the 1 that torch computes them from.
        expected = torch.tensor(exact, dtype=torch.complex128)
        lost = 1e-15 if name == "cot" else 0.0
        torch.testing.assert_close(found.detach(), expected, rtol=1e-12, atol=lost)


@pytest.mark.parametrize("op", [op for op in OPS if op.complex and op.samples], ids=lambda op: op.name)
def test_what_is_real_at_real_numbers_has_no_imaginary_part(op: Op) -> None:
    """Rounding errors of either sign there would take a logarithm of it to the wrong side of the cut."""
    samples = list(op.samples)
    if arity_of(op) == 1:
        samples += [(x,) for x in (-20.5, -7.3, -2.5, -1.5, -0.5, 0.3, 2.7)]
    for sample in samples:
        real = [torch.tensor(value, dtype=torch.float64) for value in sample]
        found = op.lower(*real)
        if found.is_complex() or not found.isfinite().all():
            continue
        continued = op.lower(*(value.to(torch.complex128) for value in real))
        if continued.is_complex():
            assert not continued.imag.any(), (sample, continued)


def test_a_logarithm_of_what_is_real_stays_on_its_side() -> None:
    z = sympy.Symbol("z")
    at = [-0.5, -1.5, -2.5]
    for head in (sympy.gamma, lambda t: sympy.factorial(t - 1), lambda t: sympy.airyai(4 * t)):
        f = stb.compile(sympy.log(head(z)), [z], complex=True)
        found = f(torch.tensor(at, dtype=torch.complex128))
        expected = [complex(sympy.log(head(sympy.Rational(x)).evalf(30)).evalf(20)) for x in at]
        torch.testing.assert_close(
            found, torch.tensor(expected, dtype=torch.complex128), rtol=1e-12, atol=1e-13
        )
