"""Sums over an index: symbolic powers, samples, and sums that no product of matrices replaces."""

from __future__ import annotations

import pytest
import sympy as sp
import torch
from sympy import Abs, Matrix, MatrixSymbol, Max, Sum, Symbol, Trace, exp, log, sqrt

import sympy_torch_bridge as stb
from sympy_torch_bridge.matrix import differential, gradient
from sympy_torch_bridge.matrix.matrix_sum import MatrixSum

m, n = sp.symbols("m n", integer=True, positive=True)
k, i, j, r = sp.symbols("k i j r", integer=True)
A, x, y = MatrixSymbol("A", m, n), MatrixSymbol("x", n, 1), MatrixSymbol("y", m, 1)
B, D, X = (MatrixSymbol(name, 3, 3) for name in "BDX")
S, z = MatrixSymbol("S", n, n), MatrixSymbol("z", n, 1)
a, C = MatrixSymbol("a", 3, 1), MatrixSymbol("C", 4, 3)

FORMS = {
    "squares-of-rows": (Sum((A[i, :] * x) ** 2, (i, 0, m - 1)), x, "2*A.T*A*x"),
    "residuals": (Sum(((A * x)[i, 0] - y[i, 0]) ** 2, (i, 0, m - 1)), x, "2*A.T*(A*x - y)"),
    "exponentials": (Sum(exp(x[i, 0]), (i, 0, n - 1)), x, "Lambda(_d, exp(_d)).(x)"),
    "fourth-powers": (Sum(x[i, 0] ** 4, (i, 0, n - 1)), x, "4*HadamardPower(x, 3)"),
    "entropy": (Sum(x[i, 0] * log(x[i, 0]), (i, 0, n - 1)), x, "Lambda(_d, log(_d)).(x) + 1"),
    "powers": (Sum(Trace(X**i), (i, 0, 4)), X, "Sum(i*X.T**(i - 1), (i, 0, 4))"),
    "symbolic-power": (
        Trace(B * X**k),
        X,
        "Sum(X.T**r*B.T*X.T**(k - r - 1), (r, 0, k - 1))",
    ),
    "trace-of-power": (Trace(X**k), X, "k*X.T**(k - 1)"),
    "norm": (sqrt((a.T * a)[0, 0]), a, "1/sqrt(Trace(a.T*a))*a"),
    "explicit-norm": (Matrix(a).norm(), a, "1/sqrt(Trace(a.T*a))*a"),
    "explicit-frobenius-norm": (X.as_explicit().norm(), X, "1/sqrt(Trace(X*X.T))*X"),
    "written-out-form": ((a.T * X * a)[0, 0], a, "(X + X.T)*a"),
    "squared-differences": (Sum((x[i, 0] - 3 * z[i, 0]) ** 2, (i, 0, n - 1)), x, "2*x - 6*z"),
    "written-out-distance": (
        ((x - z).T * S.I * (x - z))[0, 0] / 2,
        S,
        "-(1/2)*S.T**(-1)*(x - z)*(x - z).T*S.T**(-1)",
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_gradients_are_products_of_matrices_where_there_are_some(name):
    f, wrt, expected = FORMS[name]
    assert str(gradient(f, wrt)) == expected


def _numbers(f, inputs, *values):
    return stb.compile(f, inputs)(*values)


SAMPLES = {
    "logistic": (
        log(1 + exp(-y[i, 0] * (A * x)[i, 0])),
        lambda A, x, y: torch.log1p(torch.exp(-y * (A @ x))),
    ),
    "logistic-rows": (
        log(1 + exp(-y[i, 0] * (A[i, :] * x)[0, 0])),
        lambda A, x, y: torch.log1p(torch.exp(-y * (A @ x))),
    ),
    "hinge": (Max(0, 1 - y[i, 0] * (A * x)[i, 0]), lambda A, x, y: (1 - y * (A @ x)).clamp(min=0)),
    "huber-like": (
        sqrt(1 + ((A * x)[i, 0] - y[i, 0]) ** 2),
        lambda A, x, y: torch.sqrt(1 + (A @ x - y) ** 2),
    ),
    "absolute": (Abs((A * x)[i, 0] - 2 * y[i, 0] + 1), lambda A, x, y: (A @ x - 2 * y + 1).abs()),
    "distances": (
        Trace((x - A[i, :].T).T * (x - A[i, :].T)),
        lambda A, x, y: ((x - A.mT) ** 2).sum(),
    ),
    "index-in-a-factor": ((i + 1) * ((A * x)[i, 0]) ** 2, lambda A, x, y: _places(A) * (A @ x) ** 2),
    "kernel-density": (
        exp(-((A[i, :] - x.T) * (A[i, :].T - x))[0, 0]),
        lambda A, x, y: torch.exp(-((A - x.mT) ** 2).sum(1)),
    ),
    "lengths": (
        sqrt(((A[i, :] - 2 * x.T) * (A[i, :].T - 2 * x))[0, 0]),
        lambda A, x, y: ((A - 2 * x.mT) ** 2).sum(1).sqrt(),
    ),
    "centred": ((y[i, 0] - y[0, 0] + x[0, 0]) ** 2, lambda A, x, y: (y - y[0, 0] + x[0, 0]) ** 2),
    "softmax": (
        y[i, 0] * log(exp(y[i, 0]) / Sum(exp(y[j, 0]), (j, 0, m - 1))),
        lambda A, x, y: y * torch.log_softmax(y, 0),
    ),
    "power-by-a-variable": (exp(y[i, 0]) ** x[0, 0], lambda A, x, y: torch.exp(y * x[0, 0])),
    "two-columns": (A[i, 0] * A[i, 1] * y[i, 0] ** 3, lambda A, x, y: A[:, :1] * A[:, 1:2] * y**3),
}


def _places(A):
    return torch.arange(1, A.shape[0] + 1, dtype=A.dtype)[:, None]


@pytest.mark.parametrize("wrt", [x, A, y], ids=str)
@pytest.mark.parametrize("name", SAMPLES)
def test_sums_over_samples_match_torch(name, wrt):
    term, truth = SAMPLES[name]
    f = Sum(term, (i, 0, m - 1))
    values = [torch.randn(shape, dtype=torch.float64) for shape in ((4, 3), (3, 1), (4, 1))]
    place = [A, x, y].index(wrt)
    expected = torch.func.grad(lambda *v: truth(*v).sum(), argnums=place)(*values)
    found = _numbers(gradient(f, wrt), [A, x, y], *values)
    torch.testing.assert_close(found.expand(expected.shape), expected)
    step = torch.randn_like(values[place])
    along = MatrixSymbol("S", *wrt.shape)
    change = _numbers(differential(f, wrt, along), [A, x, y, along], *values, step)
    torch.testing.assert_close(change, (expected * step).sum())


@pytest.mark.parametrize("exponent", [0, 1, 2, 5, 21, -1, -3])
def test_symbolic_powers_match_torch_at_every_whole_exponent(exponent):
    f = Trace(B * X**k)
    values = torch.randn(2, 5, 3, 3, dtype=torch.float64)
    power = torch.tensor(exponent)

    def value(x):
        return (values[1].mT * torch.linalg.matrix_power(x, exponent)).sum()

    expected = torch.func.grad(value)(values[0])
    found = _numbers(gradient(f, X), [X, B, k], *values, power)
    torch.testing.assert_close(found, expected, rtol=1e-9, atol=1e-9 * float(expected.abs().max()))
    change = _numbers(differential(f, X, D), [X, B, D, k], *values, values[1], exponent)
    expected_change = (expected * values[1]).sum((-2, -1))
    torch.testing.assert_close(
        change, expected_change, rtol=1e-8, atol=1e-8 * float(expected_change.abs().max())
    )


def test_the_exponent_may_differ_in_a_batch():
    f = stb.compile(X**k, [X, k])
    x, powers = torch.randn(4, 3, 3, dtype=torch.float64), torch.tensor([0, 3, -2, 1])
    expected = torch.stack([torch.linalg.matrix_power(a, int(p)) for a, p in zip(x, powers, strict=True)])
    torch.testing.assert_close(f(x, powers), expected)
    assert f(x[0], 0.5).isnan().all()


def test_a_singular_matrix_beside_a_negative_exponent_keeps_its_gradient():
    f = stb.compile(X**k, [X, k])
    x = torch.stack([torch.zeros(3, 3), torch.eye(3)]).double().requires_grad_()
    f(x, torch.tensor([2, -1])).sum().backward()
    assert x.grad.isfinite().all()


def test_second_derivatives_of_symbolic_powers():
    f = Trace(B * X**k)
    values = torch.randn(3, 3, 3, dtype=torch.float64)

    def value(x):
        return (values[1].mT * torch.linalg.matrix_power(x, 4)).sum()

    expected = torch.func.jvp(torch.func.grad(value), (values[0],), (values[2],))[1]
    found = _numbers(stb.hessian_vector_product(f, X, D), [X, B, D, k], *values, 4)
    torch.testing.assert_close(found, expected)


def test_an_index_is_no_symbol_of_the_outside():
    inner = Sum(Trace(X**i), (i, 0, 2))
    assert differential(inner, i, 1) == 0
    # The factor i outside is another one than the index of the sum.
    g = gradient(i * inner, X)
    values = torch.randn(3, 3, dtype=torch.float64)
    expected = 5 * (torch.eye(3, dtype=torch.float64) + 2 * values.mT)
    torch.testing.assert_close(_numbers(g, [X, i], values, 5), expected)
    pushed = differential(inner, X, i * D)
    change = _numbers(pushed, [X, D, i], values, values, 5)
    torch.testing.assert_close(change, (expected * values).sum())


def test_the_reverse_range_of_a_matrix_sum_is_its_negative():
    terms = MatrixSum(X**i, (i, 0, k))
    assert terms.subs(k, 1).doit() == sp.Identity(3) + X
    assert terms.subs(k, -1).doit() == sp.ZeroMatrix(3, 3)
    assert MatrixSum(i * X, (i, 3, 0)).doit() == -(X + 2 * X)
    assert terms.free_symbols == {X, k}
    assert terms.subs(k, i).limits[0] != i


def test_refusals_name_the_reason():
    with pytest.raises(
        stb.MatrixDerivativeError, match=r"exponent t is not known .*Symbol\(\"t\", integer=True\)"
    ):
        gradient(Trace(B * X ** Symbol("t")), X)
    with pytest.raises(stb.MatrixDerivativeError, match="not known to be an integer"):
        gradient(Trace(B * X ** sp.Rational(1, 2)), X)
    with pytest.raises(stb.MatrixDerivativeError, match="a bound depends on the variable"):
        differential(Sum(Trace(X**i), (i, 0, k)), k, 1)
    with pytest.raises(stb.UnsupportedFunctionError, match=r"Symbol\('t', integer=True\)"):
        stb.compile(X ** Symbol("t"))


# Sums that look like a product of matrices and are none: the index stands in a factor, too.
WEIGHTED = {
    "power-of-two": (
        Sum((2**i * x[i, 0] - z[i, 0]) ** 2, (i, 0, n - 1)),
        lambda x, z, S: ((2 ** torch.arange(3.0)[:, None] * x - z) ** 2).sum(),
    ),
    "power-of-a-matrix": (
        Sum((S**i)[i, 0] * x[i, 0], (i, 0, n - 1)),
        lambda x, z, S: x[0, 0] + S[1, 0] * x[1, 0] + (S @ S)[2, 0] * x[2, 0],
    ),
    "other-index": (
        Sum((j * x[i, 0] + z[i, 0]) * S[i, j] * x[j, 0], (i, 0, n - 1), (j, 0, n - 1)),
        lambda x, z, S: ((torch.arange(3.0) * x + z) * S * x.mT).sum(),
    ),
    "all-but-the-last": (
        Sum((x[i, 0] - z[i, 0]) ** 2, (i, 0, n - 2)),
        lambda x, z, S: ((x - z)[:-1] ** 2).sum(),
    ),
}


@pytest.mark.parametrize("name", WEIGHTED)
def test_an_index_outside_of_the_entries_is_kept(name):
    f, direct = WEIGHTED[name]
    generator = torch.Generator().manual_seed(5)
    values = [torch.rand(3, size, dtype=torch.float64, generator=generator) for size in (1, 1, 3)]
    torch.testing.assert_close(_numbers(f, [x, z, S], *values), direct(*values))
    expected = torch.func.grad(direct)(*values)
    torch.testing.assert_close(_numbers(gradient(f, x), [x, z, S], *values), expected)


def test_a_written_out_quadratic_form_compiles_to_a_solve():
    quadratic = ((x - z).T * S.I * (x - z))[0, 0]
    f = stb.compile(quadratic, [x, z, S])
    assert "left_quotient(S" in f.source
    assert "Sum" not in f.source
    at, centre = (torch.arange(float(k), k + 4, dtype=torch.float64)[:, None] for k in (1, 3))
    square = torch.eye(4, dtype=torch.float64).expand(2, 4, 4) * 2
    torch.testing.assert_close(f(at, centre, square), torch.full((2,), 8.0, dtype=torch.float64))


def test_differences_are_not_multiplied_out():
    # Of points far from the origin, the squares of the coordinates would lose all digits of the distance.
    f = Sum(exp(-((A[i, :] - x.T) * (A[i, :].T - x))[0, 0]), (i, 0, m - 1))
    generator = torch.Generator().manual_seed(5)
    points, centre = (torch.rand(k, 2, dtype=torch.float64, generator=generator) + 2.0**30 for k in (4, 1))
    result = _numbers(gradient(f, x), [A, x], points, centre.mT)
    near = points - 2.0**30, centre.mT - 2.0**30
    torch.testing.assert_close(result, _numbers(gradient(f, x), [A, x], *near), rtol=1e-6, atol=1e-9)
