"""Hessian-vector products against torch's forward over reverse mode, and against the Hessian itself."""

from __future__ import annotations

import pytest
import sympy as sp
import torch
from sympy import Determinant, MatrixSymbol, Trace, exp, log, sin, symbols

import sympy_torch_bridge as stb

A, V, X = (MatrixSymbol(name, 3, 3) for name in "AVX")
v, x, y = (MatrixSymbol(name, 3, 1) for name in "vxy")
LOSSES = {
    "log-determinant": (log(Determinant(X) ** 2), X),
    "quadratic": (Trace(X.T * A * X), X),
    "inverse": (Trace(A * X.I), X),
    "least-squares": ((A * x - y).T * (A * x - y), x),
    "ridge": ((A * x - y).T * (A * x - y) + 3 * x.T * x, x),
    "rayleigh-quotient": (Trace(x.T * A * x) / Trace(x.T * x), x),
    "logsumexp": (log(Trace(sp.OneMatrix(1, 3) * x.applyfunc(exp))), x),
    "logistic": (log(1 + exp(-Trace(y.T * x))), x),
    "gaussian": (log(Determinant(X) ** 2) + Trace(y.T * X.I * y), X),
}


@pytest.mark.parametrize("name", LOSSES)
def test_hessian_vector_products_are_those_of_torch(name):
    loss, wrt = LOSSES[name]
    direction = V if wrt is X else v
    torch.manual_seed(1)
    symbols = sorted(loss.free_symbols | {direction}, key=str)
    values = {s: torch.randn(*map(int, s.shape), dtype=torch.float64) for s in symbols}
    values |= {X: values[X] + 3 * torch.eye(3)} if X in values else {}
    product = stb.compile(stb.hessian_vector_product(loss, wrt, direction), symbols)
    f = stb.compile(loss, [s for s in symbols if s != direction])
    names = [str(s) for s in symbols if s != direction]

    def of(value):
        others = {str(s): t for s, t in values.items() if s not in (wrt, direction)}
        return f(**{n: value if n == str(wrt) else others[n] for n in names}).sum()

    _, wanted = torch.func.jvp(torch.func.grad(of), (values[wrt],), (values[direction],))
    found = product(*(values[s] for s in symbols))
    torch.testing.assert_close(found, wanted, rtol=1e-9, atol=1e-9)
    hessian = stb.compile(stb.hessian(loss, wrt), [s for s in symbols if s != direction])
    whole = hessian(*(values[s] for s in symbols if s != direction))
    torch.testing.assert_close(
        whole @ values[direction].mT.flatten(), wanted.mT.flatten(), rtol=1e-9, atol=1e-9
    )


def test_symbols_and_lists():
    a, b = symbols("a b")
    f = a**2 * sin(b)
    assert stb.hessian_vector_product(f, [a, b], [1, 2]) == list(stb.hessian(f, [a, b]) * sp.Matrix([1, 2]))
    assert stb.hessian_vector_product(f, a, 3) == 6 * sin(b)
    assert stb.hessian_vector_product(f, sp.Matrix([a, b]), sp.Matrix([0, 1])).shape == (2, 1)
    with pytest.raises(stb.BridgeError, match="one number for each variable"):
        stb.hessian_vector_product(f, [a, b], [1])
    with pytest.raises(stb.InputTypeError, match="change"):
        stb.hessian_vector_product(Trace(X), X, v)


def test_no_hessian_is_built():
    n = symbols("n", integer=True, positive=True)
    Y, W = MatrixSymbol("Y", n, n), MatrixSymbol("W", n, n)
    assert str(stb.hessian_vector_product(Trace(Y.T * Y), Y, W)) == "2*W"
    assert not stb.hessian_vector_product(Trace(Y**3), Y, W).has(sp.KroneckerProduct)
