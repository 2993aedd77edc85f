"""Wirtinger derivatives against torch's complex autograd, and their printed forms."""

from __future__ import annotations

import pytest
import sympy as sp
import torch
from sympy import (
    Abs,
    Adjoint,
    Determinant,
    I,
    MatrixSymbol,
    Q,
    Symbol,
    Trace,
    conjugate,
    exp,
    im,
    log,
    re,
    sin,
)

import sympy_torch_bridge as stb
from sympy_torch_bridge import DiagonalMeans, MatrixExponential, MatrixSine
from sympy_torch_bridge.matrix.matrix_sum import MatrixSum

A, B, X = (MatrixSymbol(name, 3, 3) for name in "ABX")
x = MatrixSymbol("x", 3, 1)
c, z = sp.symbols("c z")
t = Symbol("t", real=True)

i = Symbol("i", integer=True)
ERROR = (A[i, :] * x)[0, 0] - B[i, 0]

# Real functions: torch leaves twice the derivative by the conjugate.
REAL = {
    "squared-norm": (Trace(X * Adjoint(X)), X),
    "least-squares": (Trace((A * X - B) * Adjoint(A * X - B)), X),
    "modulus-of-a-trace": (Abs(Trace(A * X)) ** 2, X),
    "modulus-of-a-determinant": (Abs(Determinant(X)), X),
    "real-part-of-a-quadratic-form": (re((Adjoint(x) * A * x)[0, 0]), x),
    "log-determinant-of-a-gram-matrix": (re(log(Determinant(X * Adjoint(X)))), X),
    "rayleigh-quotient": (re((Adjoint(x) * A * x)[0, 0]) / (Adjoint(x) * x)[0, 0], x),
    "inverse": (re(Trace(Adjoint(X).I * A * X.I)), X),
    "entry": (Abs(X[0, 1]) ** 2 * im(X[2, 2]), X),
    "power-of-a-real-part": (re(z) ** 3, z),
    "gaussian": (exp(-(Abs(z - c) ** 2)), z),
    "imaginary-part": (im(c * z**2), z),
    "matrix-exponential": (Trace(MatrixExponential(A * X) * Adjoint(MatrixExponential(A * X))), X),
    "matrix-sine": (re(Trace(B * MatrixSine(Adjoint(X)))), X),
    "sum-over-samples": (sp.Sum(ERROR * conjugate(ERROR), (i, 0, 2)), x),
    "nearest-toeplitz-matrix": (re(Trace(DiagonalMeans(A * X) * Adjoint(X))), X),
}


def numbers(*symbols):
    torch.manual_seed(3)
    return [
        torch.randn([int(n) for n in getattr(symbol, "shape", ())], dtype=torch.complex128)
        for symbol in symbols
    ]


def symbols_of(f):
    return sorted((s for s in f.free_symbols if isinstance(s, (Symbol, MatrixSymbol))), key=str)


@pytest.mark.parametrize("name", REAL)
def test_the_gradient_of_a_real_function_is_that_of_torch(name):
    f, wrt = REAL[name]
    symbols = symbols_of(f)
    values = numbers(*symbols)
    place = symbols.index(wrt)
    values[place].requires_grad_()
    value = stb.compile(f, symbols)(*values)
    assert not value.is_complex() or float(value.detach().imag.abs()) <= 1e-9
    (value.real if value.is_complex() else value).sum().backward()
    found = stb.compile(stb.wirtinger(f, wrt).gradient, symbols)(*values).detach()
    torch.testing.assert_close(found, values[place].grad, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize(
    ("f", "wrt"),
    [
        (z**2 * conjugate(z) + exp(c * z), z),
        (conjugate(exp(z)) * z, z),
        (Trace(X * A * Adjoint(X) * X), X),
        (Trace(A.conjugate() * X), X),
        (Determinant(Adjoint(X) * A + X), X),
        (Trace(A * X.applyfunc(sin)), X),
        (conjugate(Trace(A * X.applyfunc(exp))), X),
        (Trace(A * X.applyfunc(Abs)), X),
        (Trace(A * X.applyfunc(lambda u: u * conjugate(u) + 2 * I)), X),
        (conjugate(Trace(A * X.applyfunc(lambda u: exp(I * u) * im(u)))), X),
        (Trace(A * X.applyfunc(lambda u: Abs(sin(u)) ** 3 - re(u))), X),
    ],
    ids=str,
)
def test_both_derivatives_are_those_along_the_real_and_imaginary_axes(f, wrt):
    symbols = symbols_of(f)
    values = numbers(*symbols)
    place = symbols.index(wrt)
    compiled = stb.compile(f, symbols)
    direction = numbers(wrt)[0].conj() * 0.7

    def along(step):
        def moved(scale):
            return compiled(*values[:place], values[place] + scale * step, *values[place + 1 :])

        return (moved(1e-5) - moved(-1e-5)) / 2e-5

    by_variable, by_conjugate = (stb.compile(d, symbols)(*values) for d in stb.wirtinger(f, wrt))
    wanted = (by_variable * direction).sum() + (by_conjugate * direction.conj()).sum()
    torch.testing.assert_close(along(direction), wanted, rtol=1e-7, atol=1e-7)
    turned = 1j * direction
    wanted = (by_variable * turned).sum() + (by_conjugate * turned.conj()).sum()
    torch.testing.assert_close(along(turned), wanted, rtol=1e-7, atol=1e-7)


def test_printed_forms():
    forms = [
        (stb.wirtinger(Trace(X * Adjoint(X)), X).gradient, "2*X"),
        (stb.wirtinger(Adjoint(x) * A * x, x).by_conjugate, "A*x"),
        (stb.wirtinger(Adjoint(x) * A * x, x).by_variable, "A.T*Adjoint(x).T"),
        (stb.wirtinger(re(Trace(A * X)), X).gradient, "Adjoint(A)"),
        (
            stb.wirtinger(Trace((A * X - B) * Adjoint(A * X - B)), X).gradient,
            "2*Adjoint(A)*(A*X - B)",
        ),
        (stb.wirtinger(Abs(z) ** 2, z).by_variable, "conjugate(z)"),
        (stb.wirtinger(X * Adjoint(X), X).by_variable, "KroneckerProduct(Adjoint(X).T, I)"),
    ]
    assert [str(form) for form, _ in forms] == [text for _, text in forms]


def test_the_gradient_of_the_squared_modulus_of_an_error():
    """Matrix Cookbook (2012), eq. 89, known from the LMS algorithm."""
    b = MatrixSymbol("b", 3, 1)
    error = c - (Adjoint(x) * b)[0, 0]
    found = stb.wirtinger(error * conjugate(error), x).gradient
    point = dict(zip((b, x, c), numbers(b, x, c), strict=True))
    values = [point[s] for s in sorted(point, key=str)]
    wanted = -2 * point[b] * (point[c] - point[x].mH @ point[b]).conj()
    torch.testing.assert_close(stb.compile(found, sorted(point, key=str))(*values), wanted)


def test_an_index_is_no_complex_variable():
    k = Symbol("k")
    term = MatrixSum(A * X, (k, 0, 3))
    assert str(stb.wirtinger(Trace(term * Adjoint(X)), X).by_conjugate) == "4*A*X"


def test_holomorphic_functions_have_a_derivative_and_none_by_the_conjugate():
    assert stb.wirtinger(exp(z) * t, z) == (t * exp(z), 0)
    assert stb.wirtinger(Trace(Adjoint(A) * X), X).by_conjugate == sp.ZeroMatrix(3, 3)


def test_real_elements_are_their_own_conjugates():
    with sp.assuming(Q.real_elements(A)):
        assert str(stb.wirtinger(Trace(Adjoint(A) * X), X).by_variable) == "A"
        with pytest.raises(stb.InputTypeError, match="assumed real"):
            stb.wirtinger(Trace(A), A)
    with pytest.raises(stb.InputTypeError, match="assumed real"):
        stb.wirtinger(t**2, t)


@pytest.mark.parametrize(
    "f", [sp.floor(re(z)), sp.Max(re(z), 0), sp.arg(z), conjugate(sp.zeta(z)), sp.sign(z)], ids=str
)
def test_functions_without_a_complex_derivative_are_refused(f):
    with pytest.raises(stb.MatrixDerivativeError, match="with respect to z"):
        stb.wirtinger(f, z)


def test_eigenvalues_of_complex_matrices_are_refused():
    with pytest.raises(stb.MatrixDerivativeError, match="'Eigenvalue' with respect to X"):
        stb.wirtinger(stb.Eigenvalue(X, 0) * Trace(X), X)


def test_only_expressions_and_symbols():
    with pytest.raises(stb.InputTypeError, match="one expression"):
        stb.wirtinger([z], z)
    with pytest.raises(stb.InputTypeError, match="expected a symbol"):
        stb.wirtinger(z, X[0, 0])
