"""Jacobians and Hessians of compiled matrix expressions against those of torch, columns stacked."""

from __future__ import annotations

import pytest
import torch
from sympy import Determinant, MatrixSymbol, Trace, exp, log

import sympy_torch_bridge as stb

A, B, X = (MatrixSymbol(name, *shape) for name, shape in (("A", (4, 3)), ("B", (2, 4)), ("X", (3, 2))))
Y, x = MatrixSymbol("Y", 3, 3), MatrixSymbol("x", 3, 1)
EXPRESSIONS = {
    "matrix by matrix": (A * X * B, X),
    "gram by matrix": (X.T * X, X),
    "inverse": (Y.I, Y),
    "vector by vector": (A * x, x),
    "vector by matrix": (Y * x, Y),
    "elementwise": ((A * x).applyfunc(exp), x),
    "scalar by matrix": (log(Determinant(Y) ** 2), Y),
}


def stacked(jacobian, outputs, variables):
    """Return torch's Jacobian with both pairs of axes stacked column by column."""
    p, q = outputs
    n, m = variables
    return jacobian.reshape(p, q, n, m).permute(1, 0, 3, 2).reshape(p * q, n * m)


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_jacobians_are_those_of_torch(name):
    expression, wrt = EXPRESSIONS[name]
    inputs = sorted(expression.free_symbols, key=str)
    torch.manual_seed(0)
    values = [torch.randn(5, *map(int, s.shape), dtype=torch.float64) for s in inputs]
    place = inputs.index(wrt)
    f = stb.compile(expression, inputs)

    def of(value, others):
        return f(*others[:place], value, *others[place + 1 :])

    rows = []
    for point in range(5):
        others = [value[point] for value in values]
        jacobian = torch.func.jacrev(of)(others[place], others)
        shape = getattr(expression, "shape", (1, 1))
        rows.append(stacked(jacobian, [int(n) for n in shape], [int(n) for n in wrt.shape]))
    torch.testing.assert_close(f.jacobian(wrt)(*values), torch.stack(rows), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    ("expression", "wrt"), [(Trace(Y**3), Y), (x.T * Y * x, x)], ids=["matrix", "vector"]
)
def test_hessians_are_those_of_torch(expression, wrt):
    inputs = sorted(expression.free_symbols, key=str)
    torch.manual_seed(0)
    values = [torch.randn(*map(int, s.shape), dtype=torch.float64) for s in inputs]
    place = inputs.index(wrt)
    f = stb.compile(expression, inputs)
    hessian = torch.func.hessian(lambda value: f(*values[:place], value, *values[place + 1 :]).sum())(
        values[place]
    )
    shape = [int(n) for n in wrt.shape]
    torch.testing.assert_close(f.hessian(wrt)(*values), stacked(hessian, shape, shape), rtol=1e-9, atol=1e-9)


def test_a_matrix_among_several_inputs_is_refused():
    f = stb.compile(A * X, [A, X])
    with pytest.raises(stb.InputTypeError, match=r"take one at a time: f\.jacobian\(A\)"):
        f.jacobian()
