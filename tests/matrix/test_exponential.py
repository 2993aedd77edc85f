"""The matrix exponential: its derivatives in readable form, compiled, of first and second order."""

from __future__ import annotations

import pytest
import sympy as sp
import torch
from sympy import Determinant, Matrix, MatrixSymbol, Symbol, Trace, log

import sympy_torch_bridge as stb
from sympy_torch_bridge import MatrixExponential
from sympy_torch_bridge.matrix import differential, gradient
from sympy_torch_bridge.matrix.exponential import ExponentialDerivative

X, D, B = (MatrixSymbol(name, 3, 3) for name in "XDB")
t = Symbol("t", real=True)
F = MatrixExponential

FORMS = {
    "trace": (Trace(F(X)), X, F(X.T)),
    "trace-scaled": (Trace(F(2 * X)), X, 2 * F(2 * X.T)),
    "along-a-direction": (Trace(B.T * F(X)), X, ExponentialDerivative(X.T, B)),
    "linear": (Trace(B.T * F(D) * X), X, F(D.T) * B),
    "log-determinant": (log(Determinant(F(X))), X, sp.Identity(3)),
    "inverse": (Trace(F(X).I), X, -F(-X.T)),
    "sympy-exp": (Trace(B) * log(Determinant(sp.Transpose(F(X)))), X, Trace(B) * sp.Identity(3)),
}


@pytest.mark.parametrize("name", FORMS)
def test_gradients_read_as_in_a_textbook(name):
    f, wrt, expected = FORMS[name]
    assert gradient(f, wrt) == expected


def test_the_differential_along_a_commuting_matrix_is_a_product():
    assert differential(F(t * X), t, 1) == X * F(t * X)
    assert differential(Trace(F(X)), X, D) == Trace(F(X) * D)
    assert differential(F(X), X, D) == ExponentialDerivative(X, D)


def test_sympys_exp_of_a_matrix_is_the_matrix_exponential():
    assert differential(sp.exp(X), X, D) == ExponentialDerivative(X, D)
    values = torch.randn(2, 4, 3, 3, dtype=torch.float64)
    f = stb.compile(stb.differential(sp.exp(X), X, D), [X, D])
    truth = torch.func.jvp(torch.linalg.matrix_exp, (values[0],), (values[1],))[1]
    torch.testing.assert_close(f(*values), truth)


def test_second_derivatives_match_torch():
    f = Trace(B.T * F(X) * B) ** 2
    x, d, b = torch.randn(3, 4, 3, 3, dtype=torch.float64) / 2
    product = stb.compile(stb.hessian_vector_product(f, X, D), [X, D, B])

    def value(x):
        return ((b.mT @ torch.linalg.matrix_exp(x) @ b).diagonal(dim1=-2, dim2=-1).sum(-1) ** 2).sum()

    truth = torch.func.jvp(torch.func.grad(value), (x,), (d,))[1]
    torch.testing.assert_close(product(x, d, b), truth)
    along = stb.differential(stb.differential(F(X), X, D), X, B)
    second = torch.func.jvp(lambda x: torch.func.jvp(torch.linalg.matrix_exp, (x,), (d,))[1], (x,), (b,))[1]
    torch.testing.assert_close(stb.compile(along, [X, D, B])(x, d, b), second)


def test_a_gradient_through_the_derivative_of_the_exponential():
    f = Trace(B.T * ExponentialDerivative(X, D))
    x, d, b = torch.randn(3, 3, 3, dtype=torch.float64)

    def value(x):
        return (b * torch.func.jvp(torch.linalg.matrix_exp, (x,), (d,))[1]).sum()

    torch.testing.assert_close(stb.compile(gradient(f, X), [X, D, B])(x, d, b), torch.func.grad(value)(x))


def test_explicit_matrices_have_explicit_exponentials():
    nilpotent = Matrix([[0, t], [0, 0]])
    assert F(nilpotent).as_explicit() == Matrix([[1, t], [0, 1]])
    assert ExponentialDerivative(Matrix([[0]]), Matrix([[t]])).doit() == Matrix([[t]])
    assert F(X.T) == F(X).T
    assert F(X)[0, 1].parent == F(X)
    assert sp.latex(F(X)) == r"\exp\left(X\right)"


def test_only_square_matrices_have_an_exponential():
    with pytest.raises(ValueError, match=r"MatrixExponential of a matrix of shape \(3, 2\)"):
        F(MatrixSymbol("Y", 3, 2))


def test_float32_and_batches():
    f = stb.compile(F(X), [X])
    x = torch.randn(5, 2, 3, 3)
    assert f(x).dtype == torch.float32
    torch.testing.assert_close(f(x), torch.linalg.matrix_exp(x))
