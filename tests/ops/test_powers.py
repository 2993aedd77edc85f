"""Powers with a variable exponent: derivatives of every order in every mode, exact values at the edges."""

from __future__ import annotations

import itertools
import math

import mpmath
import pytest
import sympy
import torch
from torch.func import grad, jacfwd, jacrev, jvp, vmap

import sympy_torch_bridge as stb
from sympy_torch_bridge.ops.powers import power

from ..torch_transforms import check_transforms

F64 = torch.float64
x, y = sympy.symbols("x y", real=True)
# Exponents at which torch's own derivative of some order is a constant 0 that it should not be.
WHOLE = (0.0, 1.0, 2.0, 3.0, -1.0)


def exact(base, exponent, orders):
    """Differentiate exp(y*log(x)) by SymPy: torch's rule and ours have no part in it."""
    a, b = sympy.symbols("a b", positive=True)
    formula = sympy.exp(b * sympy.log(a)).diff((a, orders[0]), (b, orders[1]))
    value = sympy.lambdify([a, b], formula, "mpmath")
    with mpmath.workdps(40):
        return float(value(mpmath.mpf(base), mpmath.mpf(exponent)))


def tensors(*numbers):
    return [torch.tensor(number, dtype=F64, requires_grad=True) for number in numbers]


def by_reverse_mode(f, point, places):
    arguments = tensors(*point)
    result = f(*arguments)
    for place in places:
        (result,) = torch.autograd.grad(result, arguments[place], create_graph=True, materialize_grads=True)
    return float(result.detach())


def by_nesting(f, point, places, modes):
    for place, mode in zip(places, modes, strict=True):
        f = mode(f, argnums=place)
    return float(f(*(t.detach() for t in tensors(*point))))


@pytest.mark.parametrize("exponent", [*WHOLE, 0.5, 2.5], ids=str)
@pytest.mark.parametrize("base", [0.25, 3.0], ids=str)
def test_derivatives_to_third_order(base, exponent):
    f = stb.compile(x**y)
    for order in (1, 2, 3):
        for places in itertools.product((0, 1), repeat=order):
            expected = pytest.approx(exact(base, exponent, (places.count(0), places.count(1))), rel=1e-13)
            assert by_reverse_mode(f, (base, exponent), places) == expected
            assert by_nesting(f, (base, exponent), places, [grad] * order) == expected
            modes = [grad, *[jacfwd] * (order - 1)]
            assert by_nesting(f, (base, exponent), places, modes) == expected
            assert by_nesting(f, (base, exponent), places, [jacfwd] * order) == expected


@pytest.mark.parametrize(
    "formula",
    [x**y, (1 + x) ** y, (1 + x) ** y - 1, sympy.exp(y * sympy.log(x)), sympy.sin(x**y) + x * y],
    ids=str,
)
def test_whole_exponents_inside_formulas(formula):
    f = stb.compile(formula)
    hessian = sympy.hessian(formula, [x, y])
    for base, exponent in itertools.product((0.25, 3.0), WHOLE):
        point = [torch.tensor(v, dtype=F64) for v in (base, exponent)]
        found = jacfwd(jacrev(lambda p: f(*p)))(torch.stack(point))
        expected = [float(entry) for entry in hessian.subs({x: base, y: exponent}).evalf(30)]
        assert found.flatten().tolist() == pytest.approx(expected, rel=1e-12, abs=1e-14)


def test_torch_alone_gets_it_wrong():
    def hessian(f):
        return torch.autograd.functional.hessian(f, tuple(tensors(2.0, 0.0)))

    assert hessian(torch.pow)[0][1] == 0.0
    assert hessian(power)[0][1] == hessian(power)[1][0] == 0.5


def test_gradgradcheck_at_zero():
    base = torch.tensor([0.5, 2.0, 3.0], dtype=F64, requires_grad=True)
    for exponent in (0.0, 1.0, 2.0):
        arguments = base, torch.full_like(base, exponent, requires_grad=True)
        options = {"check_fwd_over_rev": True, "check_rev_over_rev": True, "check_batched_grad": True}
        assert torch.autograd.gradcheck(power, arguments, check_forward_ad=True, check_batched_grad=True)
        assert torch.autograd.gradgradcheck(power, arguments, **options)
        if exponent == 0.0:  # the same check rejects torch's own rule
            assert not torch.autograd.gradgradcheck(torch.pow, arguments, raise_exception=False)


def test_gradgradcheck_of_complex_powers():
    base = torch.tensor([0.5 + 1j, -2.0 + 0.25j], dtype=torch.complex128, requires_grad=True)
    for exponent in (
        torch.zeros(2, dtype=F64),
        torch.zeros(2, dtype=torch.complex128),
        1 + torch.zeros_like(base),
    ):
        arguments = base, exponent.detach().requires_grad_()
        assert torch.autograd.gradcheck(power, arguments, check_forward_ad=True)
        assert torch.autograd.gradgradcheck(power, arguments, check_fwd_over_rev=True)


def test_transforms():
    base = torch.tensor([0.5, 1.0, 2.0, 3.0, 0.25], dtype=F64)
    check_transforms(stb.compile(x**y), base, torch.tensor(WHOLE, dtype=F64))


@pytest.mark.slow
def test_second_derivatives_in_a_compiled_graph():
    f = stb.compile(x**y)
    mixed = torch.compile(vmap(grad(grad(f), 1)), fullgraph=True, backend="aot_eager")
    base = torch.tensor([0.5, 2.0, 4.0], dtype=F64)
    assert mixed(base, torch.zeros_like(base)).tolist() == [2.0, 0.5, 0.25]


def test_complex_plane():
    f = stb.compile(x**y, complex=True)
    base = torch.tensor([-2.0 + 0j, 0.5 + 1j], dtype=torch.complex128)
    arguments = [base.requires_grad_(), torch.zeros_like(base).requires_grad_()]
    one = torch.tensor(1, dtype=base.dtype)
    (slope,) = torch.autograd.grad(f(*arguments).sum(), arguments[0], one, create_graph=True)
    (mixed,) = torch.autograd.grad(slope.sum(), arguments[1], one)
    torch.testing.assert_close(mixed.conj(), 1 / base.detach(), rtol=1e-14, atol=0)


@pytest.mark.parametrize(
    ("point", "slopes"),
    [
        ((0.0, 0.0), (0.0, 0.0)),
        ((0.0, 0.5), (math.inf, 0.0)),
        ((0.0, 1.0), (1.0, 0.0)),
        ((0.0, 2.0), (0.0, 0.0)),
        ((0.0, -1.0), (-math.inf, -math.inf)),
        ((-2.0, 0.0), (0.0, math.nan)),
        ((-2.0, 3.0), (12.0, math.nan)),
        ((-2.0, -1.0), (-0.25, math.nan)),
        ((-2.0, 0.5), (math.nan, math.nan)),
        ((1e-310, 0.0), (0.0, math.log(1e-310))),
        ((math.inf, 2.0), (math.inf, math.inf)),
    ],
    ids=str,
)  # fmt: skip
def test_first_derivatives_at_the_edges_are_those_of_torch(point, slopes):
    arguments = tuple(t.detach() for t in tensors(*point))
    for argnums, expected in enumerate(slopes):
        modes = (
            jacrev(power, argnums),
            jacrev(torch.pow, argnums),
            jacfwd(power, argnums),
            jacfwd(torch.pow, argnums),
        )
        for slope in modes:
            assert float(slope(*arguments)) == pytest.approx(expected, nan_ok=True)
        assert by_reverse_mode(power, point, (argnums,)) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("point", "places", "expected"),
    [
        ((-2.0, 0.0), (0, 0), 0.0),
        ((-2.0, 3.0), (0, 0), -12.0),
        ((-2.0, 3.0), (0, 0, 0), 6.0),
        ((-2.0, 3.0), (0, 1), math.nan),
        ((-2.0, 0.0), (0, 1), math.nan),
        ((-2.0, 0.0), (1, 0), math.nan),
        ((0.0, 2.0), (0, 0), 2.0),
        ((0.0, 2.0), (0, 1), 0.0),
        ((0.0, 2.0), (1, 0), 0.0),
        ((0.0, 3.0), (0, 0, 1), 0.0),
        ((0.0, 0.0), (0, 0), math.nan),
        ((0.0, 0.0), (0, 1), math.nan),
        ((0.0, 3.5), (1, 1), 0.0),
    ],
    ids=str,
)
def test_higher_derivatives_at_the_edges(point, places, expected):
    assert by_reverse_mode(power, point, places) == pytest.approx(expected, nan_ok=True)


def test_a_constant_argument_costs_nothing():
    base, exponent = tensors(2.0, 0.0)
    assert power(base, exponent.detach()).grad_fn.name() == "PowBackward1"
    assert power(base.detach(), exponent).grad_fn.name() == "PowBackward1"
    assert "Evaluation" in power(base, exponent).grad_fn.name()
    with torch.no_grad():
        assert power(base, exponent).grad_fn is None


def test_literal_exponents_and_bases_stay_torch():
    source = stb.compile(x**2.5 + x**3 + 2**y + sympy.sqrt(x)).source
    assert "powers" not in source
    assert "powers.power(x, y)" in stb.compile(x**y).source


@pytest.mark.parametrize("exponent", [torch.float32, torch.complex64], ids=str)
@pytest.mark.parametrize("base", [torch.float32, torch.complex64], ids=str)
def test_each_argument_gets_a_slope_of_its_own_type(base, exponent):
    arguments = torch.tensor([2.0], dtype=base), torch.tensor(3.0, dtype=exponent)
    arguments = tuple(a.requires_grad_() for a in arguments)
    value = power(*arguments)
    assert value.dtype == torch.pow(*arguments).dtype
    slopes = torch.autograd.grad(value, arguments, torch.ones_like(value))
    assert [s.dtype for s in slopes] == [base, exponent]
    assert [s.shape for s in slopes] == [a.shape for a in arguments]
    assert [abs(s.item()) for s in slopes] == pytest.approx([12.0, 8 * math.log(2)])


def test_forward_mode_carries_both_tangents():
    point = tuple(t.detach() for t in tensors(2.0, 0.0))
    _, slope = jvp(
        lambda a: jvp(power, (a, point[1]), (torch.zeros_like(a), torch.ones_like(a)))[1],
        point[:1],
        point[:1],
    )
    assert float(slope) == pytest.approx(1.0)  # 1/x in the direction x
