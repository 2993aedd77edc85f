"""``f.derivative`` is the derivative of what ``f`` computes, where SymPy's formula is not."""

from __future__ import annotations

from typing import Any

import mpmath
import pytest
import sympy
import torch

import sympy_torch_bridge as stb

pytestmark = pytest.mark.filterwarnings("ignore::sympy_torch_bridge.PerformanceWarning")

x, n, a, s = sympy.symbols("x n a s")


def tensor(*numbers: float) -> torch.Tensor:
    return torch.tensor(numbers, dtype=torch.float64)


def cube(t: torch.Tensor) -> torch.Tensor:
    return t**3


@pytest.mark.parametrize("key", [sympy.sin, "sin"])
def test_a_supplied_callable_is_differentiated_and_not_the_sine(key: Any) -> None:
    f = stb.compile(sympy.sin(x) ** 2, functions={key: cube})
    at = tensor(2.0, -0.5)
    torch.testing.assert_close(f.derivative(x)(at), 6 * at**5)
    torch.testing.assert_close(f.derivative((x, 2))(at), 30 * at**4)
    torch.testing.assert_close(f.derivative(x).derivative(x)(at), 30 * at**4)
    torch.testing.assert_close(f.gradient()(at)[:, 0], 6 * at**5)
    torch.testing.assert_close(f.jacobian()(at)[:, 0, 0], 6 * at**5)
    torch.testing.assert_close(f.hessian()(at)[:, 0, 0], 30 * at**4)


def test_a_supplied_callable_inside_itself() -> None:
    f = stb.compile(x * sympy.sin(sympy.sin(x)), functions={sympy.sin: cube})
    at = tensor(0.75, -1.25)
    torch.testing.assert_close(f.derivative(x)(at), 10 * at**9)


def test_a_replaced_record_is_differentiated_and_not_the_sine() -> None:
    f = stb.compile(sympy.sin(x), ops=[stb.Op(head=sympy.sin, lower=cube)])
    torch.testing.assert_close(f.derivative(x)(tensor(2.0)), tensor(12.0))


REFERENCES = {
    sympy.assoc_laguerre: (mpmath.laguerre, (3.0, 0.5, 0.25)),
    sympy.gegenbauer: (mpmath.gegenbauer, (2.5, 0.75, 0.25)),
    sympy.jacobi: (mpmath.jacobi, (2.5, 0.75, 0.5, 0.25)),
}


@pytest.mark.parametrize("head", REFERENCES, ids=lambda head: head.__name__)
def test_wrong_rules_of_sympy_are_not_used(head: Any) -> None:
    reference, point = REFERENCES[head]
    symbols = sympy.symbols(f"a:{len(point)}")
    for place in range(1, len(point)):
        expected = mpmath.diff(reference, point, [int(i == place) for i in range(len(point))])
        of_formula = stb.compile(stb.derivative(head(*symbols), symbols[place]), symbols)
        compiled = stb.compile(head(*symbols)).derivative(symbols[place])
        for f in (of_formula, compiled):
            assert f(*map(tensor, point)).item() == pytest.approx(float(expected), rel=1e-11)


def test_wrong_rules_do_not_come_back_in_the_second_derivative() -> None:
    inner = sympy.assoc_laguerre(n, a * x, x)
    twice = stb.derivative(stb.derivative(inner, a), x)
    assert not twice.has(sympy.Sum)
    with mpmath.workdps(40):
        expected = mpmath.diff(lambda a, x: mpmath.laguerre(3, a * x, x), (0.5, 1.25), (1, 1))
    at = tensor(0.5), tensor(3.0), tensor(1.25)
    assert stb.compile(twice, [a, n, x])(*at).item() == pytest.approx(float(expected), rel=1e-11)


@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize(
    ("head", "degree"), [(sympy.chebyshevt, 0.5), (sympy.chebyshevt, -2.5), (sympy.hermite, 0.25)]
)
def test_degrees_below_which_sympy_has_no_polynomial(head: Any, degree: float, order: int) -> None:
    reference = {sympy.chebyshevt: mpmath.chebyt, sympy.hermite: mpmath.hermite}[head]
    expr = head(sympy.Rational(degree), sympy.sin(x))
    with mpmath.workdps(30):
        expected = mpmath.diff(lambda t: reference(degree, mpmath.sin(t)), 0.25, order)
    for slope in (stb.compile(stb.derivative(expr, (x, order))), stb.compile(expr).derivative((x, order))):
        assert slope(tensor(0.25)).item() == pytest.approx(float(expected), rel=1e-11)


REMOVABLE = [
    (sympy.Si(x), x, {x: 0.0}, 1.0),
    (sympy.sinc(x), x, {x: 0.0}, 0.0),
    (sympy.LambertW(x), x, {x: 0.0}, 1.0),
    (sympy.legendre(n, x), x, {n: 3.0, x: 1.0}, 6.0),
    (sympy.polylog(s, x), x, {s: 3.0, x: 0.0}, 1.0),
    (sympy.binomial(n, a), n, {n: 2.0, a: 5.0}, 1 / 30),
    (sympy.elliptic_pi(n, a, s), n, {n: 0.0, a: 0.75, s: 0.25}, None),
    (sympy.Heaviside(x, a), a, {x: 0.0, a: 0.25}, 1.0),
    (x**n, x, {x: 0.0, n: 2.0}, 0.0),
    (x**n, x, {x: 0.0, n: 1.0}, 1.0),
    (x**n, n, {x: 0.0, n: 2.0}, 0.0),
    (x**n / (1 + x**n), n, {x: 0.0, n: 2.0}, 0.0),
    ((x**2) ** sympy.Rational(3, 2), x, {x: 0.0}, 0.0),
]


@pytest.mark.parametrize(("expr", "wrt", "at", "slope"), REMOVABLE, ids=lambda value: str(value)[:40])
def test_no_nan_where_the_derivative_exists(expr: Any, wrt: Any, at: Any, slope: float | None) -> None:
    f = stb.compile(expr)
    point = [tensor(at[symbol]).requires_grad_() for symbol in f.inputs]
    (by_autograd,) = torch.autograd.grad(f(*point).sum(), point[f.inputs.index(wrt)])
    exact = f.derivative(wrt)(*(t.detach() for t in point))
    torch.testing.assert_close(exact, by_autograd, rtol=1e-13, atol=1e-15)
    if slope is not None:
        assert exact.item() == pytest.approx(slope, rel=1e-12)


def test_plain_functions_keep_the_formula_of_sympy() -> None:
    assert stb.compile(sympy.sin(x) * x**3).derivative(x).expr == x**3 * sympy.cos(x) + 3 * x**2 * sympy.sin(
        x
    )


def test_parameters_of_a_meijer_function_are_told_apart() -> None:
    """SymPy 1.14 gives ``meijerg(...)*log(x)`` for the derivative by ``a``, and the same for ``n``."""
    node = sympy.meijerg(((), ()), ((a, n), ()), x)
    f = stb.compile(node, [a, n, x])
    point = 0.75, 1.25, 0.3125
    for wrt, orders in ((a, (1, 0)), (n, (0, 1))):
        with mpmath.workdps(30):
            expected = mpmath.diff(
                lambda a, n: mpmath.meijerg([[], []], [[a, n], []], point[2]), point[:2], orders
            )
        for slope in (f.derivative(wrt), stb.compile(stb.derivative(node, wrt), [a, n, x])):
            assert slope(*map(tensor, point)).item() == pytest.approx(float(expected), rel=1e-11)


def test_a_variable_may_return_in_a_mixed_derivative() -> None:
    f = stb.compile(sympy.Derivative(sympy.zeta(s, a), s, a, s), [s, a])
    expected = mpmath.diff(mpmath.zeta, (2.25, 0.75), (2, 1))
    assert f(tensor(2.25), tensor(0.75)).item() == pytest.approx(float(expected), rel=1e-9)


def test_a_derivative_in_the_complex_plane_is_along_the_real_axis() -> None:
    w, r = 2.0, -1.5
    f = stb.compile(sympy.sign(x + sympy.I * s), [x, s]).derivative(s)
    radius = abs(complex(w, r))
    expected = 1j / radius - complex(w, r) * r / radius**3
    assert f(tensor(w), tensor(r)).item() == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("head", "reference"),
    [
        (sympy.zeta(s), mpmath.zeta),
        (sympy.dirichlet_eta(s), mpmath.altzeta),
        (sympy.polylog(s, sympy.Rational(1, 4)), lambda s: mpmath.polylog(s, 0.25)),
    ],
    ids=["zeta", "dirichlet_eta", "polylog"],
)
def test_zeta_functions_have_slopes_in_the_complex_plane(head: Any, reference: Any) -> None:
    at = mpmath.mpc(2.25, 0.75)
    f = stb.compile(head, complex=True)
    z = torch.tensor([complex(at)], dtype=torch.complex128, requires_grad=True)
    (first,) = torch.autograd.grad(f(z).real.sum(), z, create_graph=True)
    (second,) = torch.autograd.grad(first.real.sum(), z)
    with mpmath.workdps(40):
        slope, curvature = (complex(mpmath.diff(reference, at, order)) for order in (1, 2))
    assert first.conj().item() == pytest.approx(slope, rel=1e-12)
    assert second.conj().item() == pytest.approx(curvature, rel=1e-12)


def test_a_product_keeps_its_index_in_the_second_derivative() -> None:
    k = sympy.Symbol("k", integer=True)
    node = sympy.Product(sympy.Piecewise((x + k, k > 1), (1, True)), (k, 0, 3))
    assert stb.compile(node).derivative((x, 2))(tensor(1.5)).item() == pytest.approx(2)


def test_the_side_of_a_limit_is_no_real_symbol() -> None:
    node = sympy.Limit(sympy.sin(s * x**2) / s, s, 0)
    assert stb.compile(node, [x]).derivative((x, 2))(tensor(1.5)).item() == pytest.approx(2)


def test_functions_that_do_not_know_the_word_evaluate() -> None:
    node = sympy.betainc_regularized(a, n, x / 2, x)
    f, at = stb.compile(node, [a, n, x]), [tensor(0.75), tensor(0.5), tensor(0.25).requires_grad_()]
    (expected,) = torch.autograd.grad(f(*at).sum(), at[2])
    torch.testing.assert_close(f.derivative(x)(*(t.detach() for t in at)), expected)


def test_sums_over_complex_terms() -> None:
    k = sympy.Symbol("k", integer=True)
    f = stb.compile(sympy.Sum(sympy.sqrt(x) ** k / sympy.factorial(k), (k, 0, 4)), complex=True)
    root = 1j * 0.5**0.5
    expected = 1 + root + root**2 / 2 + root**3 / 6 + root**4 / 24
    assert f(tensor(-0.5)).item() == pytest.approx(expected)


def test_a_formula_does_not_bring_in_a_replaced_function() -> None:
    """The derivative of the sine is not the caller's cosine."""
    f = stb.compile(sympy.sin(x) * sympy.cos(a), [x, a], functions={sympy.cos: cube})
    at = tensor(0.5, 1.25), tensor(2.0, 3.0)
    torch.testing.assert_close(f.derivative(x)(*at), torch.cos(at[0]) * at[1] ** 3)
    torch.testing.assert_close(f.derivative(a)(*at), torch.sin(at[0]) * 3 * at[1] ** 2)


def test_the_real_part_of_a_power_has_a_derivative() -> None:
    f = stb.compile(sympy.re(x**a), [x, a])
    torch.testing.assert_close(f.derivative(x)(tensor(2.0), tensor(3.0)), tensor(12.0))


def test_deep_nesting_with_shared_operands_stays_fast() -> None:
    node = x
    for _ in range(60):
        node = sympy.LambertW(node * x) + node**a / 9
    slope = stb.compile(node, [x, a]).derivative(x)
    assert slope(tensor(0.5), tensor(1.25)).isfinite().all()


def test_entries_of_an_explicit_matrix() -> None:
    f = stb.compile(sympy.Matrix([[x**a, sympy.Si(x)]]), [x, a])
    expected = tensor(0.0, 1.0).reshape(1, 1, 2)
    torch.testing.assert_close(f.derivative(x)(tensor(0.0), tensor(2.0)), expected)
