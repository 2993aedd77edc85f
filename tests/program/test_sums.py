"""Sums and products: SymPy's conventions, ranges that differ over the batch, series, gradients."""

from __future__ import annotations

from typing import Any

import mpmath
import pytest
import sympy
import torch
from sympy import I, Mod, Piecewise, Product, Rational, Sum, cos, exp, floor, log, oo, re, sin, sqrt
from torch_transforms import check_compiled, check_transforms, close

import sympy_torch_bridge as stb

F64 = torch.float64
x, y, k, j, n, m = sympy.symbols("x y k j n m")
u = sympy.Function("u")
AT = torch.linspace(0.1, 0.9, 5, dtype=F64)
COUNTS = torch.tensor([0, 1, 3, -1, -4])

RANGES = [
    Sum(x**k / (k + 20), (k, 1, n)),
    Sum(sin(k * x), (k, n, n + 3)),
    Sum(x ** (k + j), (k, 1, j), (j, 1, n)),
    Sum(k * x, (k, n, 2)),
    Product(x + k, (k, 1, n)),
    Product(1 + x / (k**2 + 1), (k, 1, n)),
]


def evaluated(expr: Any, count: int, at: Any) -> Any:
    """Evaluate by SymPy's own summation, as a function for mpmath."""
    closed = expr.subs(n, count).doit()
    return sympy.lambdify(x, closed, "mpmath")(at)


@pytest.mark.parametrize("expr", RANGES, ids=str)
def test_each_element_has_its_own_range(expr: Any) -> None:
    f = stb.compile(expr, [n, x])
    value, (by_count, slope) = f.value_and_grad(COUNTS, AT)
    assert by_count is None
    pairs = list(zip(COUNTS.tolist(), AT.tolist(), strict=True))
    with mpmath.workdps(30):
        values = [float(evaluated(expr, c, mpmath.mpf(a))) for c, a in pairs]
        slopes = [float(mpmath.diff(lambda t, c=c: evaluated(expr, c, t), a)) for c, a in pairs]
    close(value, torch.tensor(values, dtype=F64))
    close(slope, torch.tensor(slopes, dtype=F64))
    close(f.derivative(x)(COUNTS, AT), slope)


def test_ranges_are_counted_as_sympy_counts_them() -> None:
    assert stb.compile(Sum(k, (k, 1, n)))(torch.tensor([-3, -1, 0, 2])).tolist() == [3, 0, 0, 3]
    assert stb.compile(Product(k + 5, (k, 1, n)))(-3).item() == pytest.approx(1 / 60)
    assert stb.compile(Sum(k, (k, Rational(1, 2), n)))(torch.tensor([2.5, 0.5])).tolist() == [4.5, 0.5]


def test_bounds_that_are_no_integer_apart_give_nan() -> None:
    f = stb.compile(Sum(k, (k, 1, n)))
    assert f(torch.tensor([2.5, float("nan"), float("inf")], dtype=F64)).isnan().all()


def test_a_factor_of_zero_keeps_the_gradient() -> None:
    f = stb.compile(Product(x - k, (k, 1, n)), [n, x])
    assert f.value_and_grad(torch.tensor(3), torch.tensor(2.0))[1][1].item() == -1


def test_a_bound_has_no_derivative_unless_it_is_a_step() -> None:
    f = stb.compile(Sum(x**k, (k, 1, n)), [n, x])
    with pytest.raises(stb.LostGradientError, match="pass the bound as an integer tensor"):
        f.value_and_grad(torch.tensor(3.0), 0.5)
    stepped = stb.compile(Sum(k * x, (k, 1, floor(x))))
    value, (slope,) = stepped.value_and_grad(torch.tensor([3.7, 1.2], dtype=F64))
    close(value / torch.tensor([3.7, 1.2], dtype=F64), torch.tensor([6.0, 1.0], dtype=F64))
    assert slope.tolist() == [6, 1]


def test_long_ranges_run_in_blocks() -> None:
    f = stb.compile(Sum(1 / (k + x) ** 2, (k, 1, n)), [n, x])
    counts = torch.tensor([400_000, 7]).repeat(3)
    tail = [float(mpmath.zeta(2, 1.5) - mpmath.zeta(2, c + 1.5)) for c in counts.tolist()]
    close(f(counts, torch.tensor(0.5, dtype=F64)), torch.tensor(tail, dtype=F64))


def test_terms_of_other_branches_do_not_matter() -> None:
    f = stb.compile(Piecewise((Sum(1 / (k - x), (k, 1, 3)), x < 1), (x**2, True)))
    value, (slope,) = f.value_and_grad(torch.tensor([0.0, 2.0], dtype=F64))
    close(value, torch.tensor([11 / 6, 4], dtype=F64))
    close(slope, torch.tensor([1 + 1 / 4 + 1 / 9, 4], dtype=F64))


def test_the_imaginary_unit_inside() -> None:
    f = stb.compile(re(Sum(exp(I * k * x), (k, 1, n))), [n, x])
    value, (_, slope) = f.value_and_grad(torch.tensor(3), AT)
    close(value, sum(torch.cos(i * AT) for i in (1, 2, 3)))
    close(slope, -sum(i * torch.sin(i * AT) for i in (1, 2, 3)))


def test_a_symbol_bound_inside_stays_free_outside() -> None:
    f = stb.compile(k + Sum(k, (k, 1, 3)))
    assert f.inputs == (k,)
    assert f(2.0).item() == 8
    assert stb.compile(Sum(k, (k, 1, k)))(4.0).item() == 10
    assert stb.compile(Sum(1 / k, (k, 1, 3)))().item() == pytest.approx(11 / 6)


TRANSFORMED = [
    RANGES[0],
    RANGES[4],
    Sum(sin(k * x) + 0 * n, (k, 1, 10)),
    Sum(1 / (k**2 + x), (k, 1, oo)) + 0.5**n,
]


@pytest.mark.parametrize("expr", TRANSFORMED, ids=str)
def test_transforms(expr: Any) -> None:
    f = stb.compile(expr, [n, x])
    check_transforms(f, COUNTS, AT, compiled=False)


@pytest.mark.parametrize("expr", TRANSFORMED, ids=str)
def test_one_graph(expr: Any) -> None:
    check_compiled(stb.compile(expr, [n, x]), COUNTS, AT)


SERIES = [
    (Sum(x**k, (k, 0, oo)), lambda a: 1 / (1 - a)),
    (Sum(exp(-x * k**2), (k, -oo, oo)), lambda a: mpmath.jtheta(3, 0, mpmath.exp(-a))),
    (Sum(exp(-x * k) * log(k), (k, 1, oo)), lambda a: mpmath.nsum(lambda i: mpmath.exp(-a * i) * mpmath.log(i), [1, mpmath.inf])),
    (Sum(1 / (k**2 + x), (k, 1, oo)), lambda a: (mpmath.pi * mpmath.sqrt(a) * mpmath.coth(mpmath.pi * mpmath.sqrt(a)) - 1) / (2 * a)),
    (Sum(1 / (k + x) ** Rational(11, 10), (k, 1, oo)), lambda a: mpmath.zeta(mpmath.mpf(11) / 10, 1 + a)),
    (Sum((-1) ** k / (k + x), (k, 0, oo)), lambda a: mpmath.nsum(lambda i: (-1) ** int(i) / (i + a), [0, mpmath.inf])),
    (Sum((-1) ** k / sqrt(k + x), (k, 0, oo)), lambda a: mpmath.nsum(lambda i: (-1) ** int(i) / mpmath.sqrt(i + a), [0, mpmath.inf])),
]  # fmt: skip


@pytest.mark.parametrize(("expr", "reference"), SERIES, ids=[str(expr) for expr, _ in SERIES])
def test_series(expr: Any, reference: Any) -> None:
    at = AT[1:4]
    value, (slope,) = stb.compile(expr, [x]).value_and_grad(at)
    with mpmath.workdps(25):
        values = [float(reference(mpmath.mpf(a))) for a in at.tolist()]
        slopes = [float(mpmath.diff(reference, mpmath.mpf(a))) for a in at.tolist()]
    torch.testing.assert_close(value, torch.tensor(values, dtype=F64), rtol=1e-10, atol=0)
    torch.testing.assert_close(slope, torch.tensor(slopes, dtype=F64), rtol=1e-8, atol=1e-14)


@pytest.mark.parametrize(
    "term",
    [1 / (k + x), 1 / (sqrt(k) + x), (-1) ** k * cos(x / k), (-1) ** k * x * log(k), x * Mod(k, 2) / k],
    ids=str,
)
def test_a_series_without_a_visible_limit_is_nan(term: Any) -> None:
    assert stb.compile(Sum(term, (k, 1, oo)), [x])(AT).isnan().all()


def test_known_series_take_their_closed_form() -> None:
    assert stb.compile(Sum(1 / k**2, (k, 1, oo)), [x])(AT).tolist() == [float(sympy.pi**2 / 6)] * 5


@pytest.mark.parametrize("expr", [Product(1 + x / (k**3 + 7), (k, 1, oo)), Sum(u(k), (k, 1, oo))], ids=str)
def test_refusals(expr: Any) -> None:
    with pytest.raises(stb.UnsupportedFunctionError, match="bounds"):
        stb.compile(expr, functions={"u": torch.sin})


def test_supplied_functions_in_the_terms() -> None:
    scale = torch.tensor(2.0, dtype=F64, requires_grad=True)
    f = stb.compile(Sum(u(k * x), (k, 1, n)), [n, x], functions={"u": lambda t: scale * t**2})
    with pytest.raises(stb.LostGradientError, match="upper bound"):
        f.value_and_grad(torch.tensor(2.0), 0.5)
    value = f(torch.tensor([2, 0, -2]), AT[:3])
    close(value.detach(), 2 * AT[:3] ** 2 * torch.tensor([5, 0, -1]))
    assert torch.autograd.grad(value[0], scale)[0].item() == pytest.approx(5 * 0.01)
