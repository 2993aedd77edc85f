"""Gradients against the derivative of every entry, at rational points with distinct dimensions."""

from __future__ import annotations

import pytest
import sympy as sp
from explicit_matrices import entry_gradient, evaluate, gap, rational_point
from sympy import (
    Determinant,
    HadamardProduct,
    MatrixSymbol,
    OneMatrix,
    Rational,
    Trace,
    exp,
    log,
    sin,
    sqrt,
    tanh,
)
from sympy.matrices.expressions.dotproduct import DotProduct

from sympy_torch_bridge.matrix import differential, gradient

A = MatrixSymbol("A", 4, 3)
B = MatrixSymbol("B", 3, 3)
C = MatrixSymbol("C", 3, 3)
X = MatrixSymbol("X", 3, 3)
Y = MatrixSymbol("Y", 3, 2)
a = MatrixSymbol("a", 3, 1)
b = MatrixSymbol("b", 4, 1)
D = MatrixSymbol("D", 2, 2)
Z = MatrixSymbol("Z", 2, 2)
r = MatrixSymbol("r", 1, 3)
x = MatrixSymbol("x", 3, 1)
t = sp.Symbol("t", real=True)

CASES = {
    "quadratic-form": (x.T * B * x, x),
    "squared-norm": (x.T * x, x),
    "norm": (sqrt(Trace(x.T * x)), x),
    "norm-as-power": ((x.T * x) ** Rational(1, 2), x),
    "ridge": ((A * x - b).T * (A * x - b) + 3 * x.T * x, x),
    "linear": (b.T * A * x, A),
    "frobenius": (Trace(X * X.T), X),
    "trace": (Trace(2 * X), X),
    "trace-of-inverse": (Trace(B * X.I * C), X),
    "trace-of-power": (Trace(B * X**3), X),
    "trace-of-negative-power": (Trace(D * Z**-2), Z),
    "determinant": (Determinant(X), X),
    "determinant-of-rectangular": (Determinant(Y.T * B * Y), Y),
    "log-determinant": (log(Determinant(X)), X),
    "log-determinant-of-gram": (log(Determinant(Y.T * Y)), Y),
    "determinant-of-sum": (Determinant(X * B + C.T), X),
    "sum-of-traces": (Trace(X.T * X) + Trace(B.T * B) + Trace(X), X),
    "exp-of-trace": (exp(Trace(X) / 3), X),
    "reciprocal-trace": (1 / Trace(X), X),
    "sine-of-inner-product": (sin(Trace(a.T * x)), x),
    "sine-of-matrix-product": (sin(a.T * x), x),
    "rayleigh": ((x.T * B * x) * (x.T * x).I, x),
    "cosine-similarity": (Trace(a.T * x) / sqrt(Trace(x.T * x)), x),
    "dot-product": (DotProduct(x, a) ** 2, x),
    "dot-product-of-rows": (DotProduct(r, a) ** 2, r),
    "hadamard": (Trace(HadamardProduct(X, B) * X.T * C), X),
    "hadamard-power": (Trace(sp.HadamardPower(X, 3) * C), X),
    "elementwise": (Trace(X.applyfunc(sin) * C), X),
    "layer": (b.T * (A * x).applyfunc(tanh), A),
    "log-sum-exp": (log(Trace(OneMatrix(1, 3) * x.applyfunc(exp))), x),
    "element": (exp(X[0, 1]) * X[1, 1] + Trace(X) * X[2, 0], X),
    "element-of-product": ((B * X)[1, 2] ** 2, X),
    "expanded-quadratic-form": ((x.T * B * x)[0, 0], x),
    "kronecker-trace": (Trace(sp.KroneckerProduct(X, B * X)), X),
    "diagonal": (Trace(sp.DiagMatrix(x) * B * sp.DiagMatrix(x)), x),
    "diagonal-of": (a.T * sp.DiagonalOf(X * X), X),
    "row": (r * B * r.T, r),
    "scalar-factor": (t * Trace(X * B) * Trace(X), X),
    "absolute-value": (sp.Abs(Trace(X * B)), X),
    "maximum": (sp.Max(Trace(X * B), 0) + sp.Min(Trace(X), Trace(B)), X),
    "cases": (sp.Piecewise((Trace(X) ** 2, t > 0), (Determinant(X), True)), X),
    "explicit-factor": (Trace(sp.ImmutableMatrix([[1, 2, 0], [0, 1, 5], [3, 0, 1]]) * X * X), X),
    "scaled-matrix": (Trace((Trace(X) * X + Determinant(X) * B) * C), X),
    "not-present": (Trace(B * C), X),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("seed", [1, 2])
def test_gradient_is_the_derivative_of_every_entry(name, seed):
    f, wrt = CASES[name]
    point = rational_point(f, wrt, seed=seed)
    found = evaluate(gradient(f, wrt), point)
    assert gap(sp.Matrix(found), entry_gradient(f, wrt, point)) <= 1e-20


@pytest.mark.parametrize("name", CASES)
def test_reverse_and_forward_agree_through_the_inner_product(name):
    f, wrt = CASES[name]
    change = MatrixSymbol("change", *wrt.shape)
    point = rational_point(f, wrt, change, seed=3)
    forward = evaluate(differential(f, wrt, change), point)
    reverse = evaluate(Trace(gradient(f, wrt).T * change), point) if name != "not-present" else 0
    assert gap(sp.Matrix([[forward]]), sp.Matrix([[reverse]])) <= 1e-20


def test_the_reference_rejects_a_transposed_gradient():
    """The check has to bite: a transposed or scaled gradient must not pass."""
    f = Trace(B * X**3)
    point = rational_point(f, seed=1)
    wanted = entry_gradient(f, X, point)
    right = evaluate(gradient(f, X), point)
    assert gap(right, wanted) <= 1e-20
    assert not gap(right.T, wanted) <= 1e-3
    assert not gap(2 * right, wanted) <= 1e-3


def test_gradient_by_a_scalar_symbol():
    result = gradient(Trace((B + t * C).I), t)
    point = rational_point(Trace(B * C), t, seed=4)
    explicit = evaluate(Trace((B + t * C).I), {k: v for k, v in point.items() if k != t})
    wanted = sp.diff(explicit, t).subs(t, point[t])
    assert gap(sp.Matrix([[evaluate(result, point)]]), sp.Matrix([[wanted]])) <= 1e-20
