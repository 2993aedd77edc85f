"""Jacobians of vectors by vectors, in both layouts, against the derivative of every entry."""

from __future__ import annotations

import pytest
import sympy as sp
from explicit_matrices import entry_jacobian, evaluate, gap, rational_point
from sympy import (
    DiagMatrix,
    DiagonalOf,
    HadamardProduct,
    Identity,
    MatrixSymbol,
    Rational,
    Trace,
    exp,
    sin,
    sqrt,
    tanh,
)

from sympy_torch_bridge import MatrixDerivativeError, OptionError
from sympy_torch_bridge.matrix import gradient, jacobian

A = MatrixSymbol("A", 4, 3)
B = MatrixSymbol("B", 3, 3)
X = MatrixSymbol("X", 3, 3)
a = MatrixSymbol("a", 3, 1)
b = MatrixSymbol("b", 4, 1)
r = MatrixSymbol("r", 1, 3)
x = MatrixSymbol("x", 3, 1)

CASES = {
    "linear": (A * x, x),
    "affine": (A * x + b, x),
    "row-output": (x.T * A.T, x),
    "identity": (x, x),
    "transposed": (x.T, x),
    "row-input": (A * r.T, r),
    "row-by-row": (r * B, r),
    "outer-then-product": (x * x.T * a, x),
    "quadratic-scalar": (x.T * B * x, x),
    "scalar-times-vector": (Trace(x.T * B * x) * A * x, x),
    "scalar-times-constant": ((a.T * x) * (x.T * x).I * b.T, x),
    "unit-vector": ((x - a) * (Trace((x - a).T * (x - a))) ** Rational(-1, 2), x),
    "layer": ((A * x + b).applyfunc(tanh), x),
    "softmax": (x.applyfunc(exp) / Trace(sp.OneMatrix(1, 3) * x.applyfunc(exp)), x),
    "hadamard-square": (HadamardProduct(x, x), x),
    "hadamard-of-products": (HadamardProduct(B * x, x, a), x),
    "hadamard-row": (HadamardProduct(r * B, r) * A.T, r),
    "diagonal": (DiagMatrix(B * x) * a, x),
    "inverse": ((x * x.T + 3 * Identity(3)).I * a, x),
    "gradient-of-cubic": (gradient((x.T * B * x) * Trace(a.T * x), x), x),
    "sum-times-vector": ((x * a.T + a * x.T) * B * a, x),
    "power": ((x * a.T) ** 2 * a, x),
    "not-present": (A * a, x),
}


@pytest.mark.parametrize("name", CASES)
def test_jacobian_is_the_derivative_of_every_entry(name):
    vector, wrt = CASES[name]
    point = rational_point(vector, wrt, seed=5)
    wanted = entry_jacobian(vector, wrt, point)
    numerator = sp.Matrix(evaluate(jacobian(vector, wrt), point))
    denominator = sp.Matrix(evaluate(jacobian(vector, wrt, layout="denominator"), point))
    assert gap(numerator, wanted) <= 1e-20
    assert gap(denominator, wanted.T) <= 1e-20


def test_the_hessian_is_the_jacobian_of_the_gradient():
    f = sqrt(1 + Trace(x.T * B * x)) + sin(Trace(a.T * x))
    point = rational_point(f, x, seed=6)
    hessian = evaluate(jacobian(gradient(f, x), x), point)
    assert gap(hessian, hessian.T) <= 1e-20
    assert gap(hessian, entry_jacobian(gradient(f, x), x, point)) <= 1e-20


def test_unknown_layout():
    with pytest.raises(OptionError, match=r"layout='rows' is not accepted"):
        jacobian(A * x, x, layout="rows")


def test_a_differential_that_is_no_matrix_product_raises():
    with pytest.raises(MatrixDerivativeError, match=r"not a matrix times .*hessian_vector_product"):
        jacobian(DiagonalOf(A * X * x * x.T)[:2, :], x)
