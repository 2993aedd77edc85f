"""Adjoints with real symbols: the imaginary unit turns round; where that is not enough, a refusal."""

from __future__ import annotations

import pytest
import sympy as sp
from sympy import Adjoint, I, MatrixSymbol, Symbol, Trace

import sympy_torch_bridge as stb

A, B, X = (MatrixSymbol(name, 2, 2) for name in "ABX")
t = Symbol("t", real=True)
CASES = {
    "unit": (Adjoint(A + t * B + I * t * X), t, B.T - I * X.T),
    "product": (Adjoint(I * t * A * B), t, -I * B.T * A.T),
    "real": (Adjoint(t * A * B), t, B.T * A.T),
    "twice": (Adjoint(Adjoint(I * t * A)), t, I * A),
    "trace": (Trace(Adjoint(I * X) * X), X, -2 * I * X),
}


@pytest.mark.parametrize("name", CASES)
def test_derivatives_through_an_adjoint(name):
    expr, wrt, expected = CASES[name]
    found = stb.derivative(expr, wrt)
    values = {s: sp.Matrix(2, 2, lambda i, j, k=k: k + 2 * i + 5 * j) for k, s in enumerate((A, B, X))}
    explicit = [side.subs(values).doit() for side in (found, expected)]
    assert explicit[0] == explicit[1]


@pytest.mark.parametrize("function", [lambda u: sp.exp(I * u), lambda u: sp.im(I * u)], ids=["exp", "im"])
def test_functions_of_entries_with_the_unit_are_refused(function):
    with pytest.raises(stb.MatrixDerivativeError, match="Adjoint"):
        stb.derivative(Adjoint((t * X).applyfunc(lambda u: function(u) + I * u)), t)


def test_an_adjoint_that_does_not_vary_is_a_constant():
    constant = Adjoint(A.applyfunc(lambda u: sp.exp(I * u)))
    assert stb.gradient(Trace(constant * X), X).has(Adjoint)
