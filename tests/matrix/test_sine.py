"""The matrix sine and cosine: their series, and their derivatives in readable form and compiled."""

from __future__ import annotations

import pytest
import sympy as sp
import torch
from sympy import Matrix, MatrixSymbol, Symbol, Trace

import sympy_torch_bridge as stb
from sympy_torch_bridge import MatrixCosine, MatrixSine
from sympy_torch_bridge.matrix import differential, gradient
from sympy_torch_bridge.matrix.sine import CosineDerivative, SineDerivative

X, D, B = (MatrixSymbol(name, 3, 3) for name in "XDB")
t = Symbol("t", real=True)
FUNCTIONS = {"sin": MatrixSine, "cos": MatrixCosine}
by_function = pytest.mark.parametrize("name", FUNCTIONS)

FORMS = {
    "sin": (Trace(MatrixSine(X)), X, MatrixCosine(X.T)),
    "cos": (Trace(MatrixCosine(X)), X, -MatrixSine(X.T)),
    "sin-scaled": (Trace(MatrixSine(3 * X)), X, 3 * MatrixCosine(3 * X.T)),
    "sin-along": (Trace(B.T * MatrixSine(X)), X, SineDerivative(X.T, B)),
    "cos-along": (Trace(B.T * MatrixCosine(X)), X, CosineDerivative(X.T, B)),
}


def series(x: torch.Tensor, first: int) -> torch.Tensor:
    """Add up the alternating series of odd or even powers, term by term."""
    term = x if first else torch.eye(x.shape[-1], dtype=x.dtype).expand_as(x)
    total = term
    for k in range(first + 2, 60, 2):
        term = -(term @ x @ x) / (k * (k - 1))
        total = total + term
    return total


@pytest.mark.parametrize("name", FORMS)
def test_gradients_read_as_in_a_textbook(name):
    f, wrt, expected = FORMS[name]
    assert gradient(f, wrt) == expected


def test_the_differential_along_a_commuting_matrix_is_a_product():
    assert differential(MatrixSine(t * X), t, 1) == X * MatrixCosine(t * X)
    assert differential(MatrixCosine(t * X), t, 1) == -X * MatrixSine(t * X)
    assert differential(Trace(MatrixCosine(X)), X, D) == -Trace(MatrixSine(X) * D)


@by_function
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.complex128], ids=str)
def test_values_are_those_of_the_series(name, dtype):
    x = torch.randn(5, 2, 3, 3, dtype=dtype)
    found = stb.compile(FUNCTIONS[name](X), [X])(x)
    assert found.dtype == dtype
    torch.testing.assert_close(found, series(x, int(name == "sin")))


@by_function
def test_derivatives_of_both_orders_match_torch(name):
    x, d, b = torch.randn(3, 3, 3, dtype=torch.float64)
    node, first = FUNCTIONS[name], int(name == "sin")

    def value(x):
        return ((b.mT @ series(x, first) @ b).diagonal().sum() ** 2).sum()

    f = Trace(B.T * node(X) * B) ** 2
    torch.testing.assert_close(stb.compile(stb.gradient(f, X), [X, B])(x, b), torch.func.grad(value)(x))
    product = stb.compile(stb.hessian_vector_product(f, X, D), [X, D, B])
    torch.testing.assert_close(product(x, d, b), torch.func.jvp(torch.func.grad(value), (x,), (d,))[1])


@by_function
def test_explicit_matrices_have_explicit_functions(name):
    nilpotent = Matrix([[0, t], [0, 0]])
    assert FUNCTIONS[name](nilpotent).doit() == (nilpotent if name == "sin" else sp.eye(2))
    assert FUNCTIONS[name](Matrix([[t]])).doit() == Matrix([[getattr(sp, name)(t)]])
    assert FUNCTIONS[name](X.T) == FUNCTIONS[name](X).T
    assert sp.latex(FUNCTIONS[name](X)) == rf"\{name}\left(X\right)"
    assert str(FUNCTIONS[name](X)) == f"{FUNCTIONS[name].__name__}(X)"


def test_one_by_one_and_zero_matrices_are_simple():
    y = MatrixSymbol("y", 1, 1)
    assert gradient(Trace(MatrixSine(y)), y) == Matrix([[sp.cos(y[0, 0])]])
    assert gradient(Trace(MatrixCosine(sp.ZeroMatrix(3, 3)) * X), X) == sp.Identity(3)
    assert gradient(Trace(MatrixSine(sp.ZeroMatrix(3, 3)) * X), X) == sp.ZeroMatrix(3, 3)


@by_function
def test_only_square_matrices_have_a_sine(name):
    with pytest.raises(ValueError, match=r"of a matrix of shape \(3, 2\)"):
        FUNCTIONS[name](MatrixSymbol("Y", 3, 2))
