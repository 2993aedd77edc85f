"""Claims on functions of matrices whose entries have no formula: judged by numbers, or refused by name."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy as sp
from sympy import MatrixSymbol, Symbol, Trace

import sympy_torch_bridge as stb
from sympy_torch_bridge import Eigenvalue, Eigenvector, MatrixCosine, MatrixExponential, MatrixSine
from sympy_torch_bridge.rules import BY_ID, falsified

X, B, S = (MatrixSymbol(name, 2, 2) for name in "XBS")
t = Symbol("t", real=True)
v = Eigenvector(S, 0)

RIGHT = {
    "sine": (Trace(MatrixSine(X)), MatrixCosine(X.T), X),
    "exponential-by-the-engine": (Trace(B * MatrixExponential(X)), None, X),
    "exponential-along-a-line": (MatrixExponential(t * X), X * MatrixExponential(t * X), t),
    "exponential-by-a-matrix": (MatrixExponential(X), None, X),
    "linear-in-a-matrix": (MatrixExponential(B) * X, None, X),
}
WRONG = {
    "sine-not-transposed": (Trace(MatrixSine(X)), MatrixCosine(X), X),
    "sine-wrong-sign": (Trace(MatrixSine(X)), -MatrixCosine(X.T), X),
    "exponential-wrong-order": (
        Trace(B * MatrixExponential(t * X) * X),
        Trace(X * B * MatrixExponential(t * X)),
        t,
    ),
    "stacked-in-the-wrong-order": (
        MatrixExponential(B) * X,
        sp.KroneckerProduct(MatrixExponential(B), sp.Identity(2)),
        X,
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_right_derivatives_are_consistent(name):
    expr, claim, wrt = RIGHT[name]
    report = stb.check_consistency(expr, wrt) if claim is None else stb.check_gradient(expr, claim, wrt)
    assert report.verdict == "consistent", str(report)


@pytest.mark.parametrize("name", WRONG)
def test_wrong_derivatives_are_refuted(name):
    assert stb.check_gradient(*WRONG[name]).verdict == "refuted"


def test_eigenvalues_of_a_symmetric_matrix():
    with sp.assuming(sp.Q.symmetric(S)):
        assert stb.check_gradient(Eigenvalue(S, 0), v * v.T, S)
        assert stb.check_consistency(Eigenvector(S, 1), S).verdict != "refuted"
        twice = stb.check_gradient(Eigenvalue(S, 0), 2 * v * v.T, S)
        other = Eigenvector(S, 1)
        assert stb.check_gradient(Eigenvalue(S, 0), other * other.T, S).verdict == "refuted"
    assert (twice.verdict, twice.diagnosis) == ("refuted", "consistent with twice the derivative")


def test_of_other_matrices_no_verdict_is_given():
    report = stb.check_gradient(Eigenvalue(S, 0), v * v.T, S)
    assert report.verdict == "inconclusive"
    assert any("sympy.assuming(sympy.Q.symmetric(A))" in note for note in report.notes)


@pytest.mark.parametrize("id_", ["matrix.eigenvalue", "matrix.eigenvector.line"])
def test_rules_and_their_falsified_twins(id_):
    rule = replace(BY_ID[id_], instances=BY_ID[id_].instances[:1])
    assert stb.check_rule(rule)
    assert {stb.check_rule(twin).verdict for twin in falsified(rule).values()} == {"refuted"}


def test_a_claim_of_another_shape_is_refused():
    with pytest.raises(stb.InputShapeError):
        stb.check_gradient(Trace(MatrixSine(X)), sp.Identity(3), X)


def test_second_derivatives_and_code_are_refused_by_name():
    with pytest.raises(stb.MatrixDerivativeError, match="MatrixSine"):
        stb.check_consistency(Trace(MatrixSine(X)), X, order=2)
    with pytest.raises(stb.MatrixDerivativeError, match="MatrixSine"):
        stb.check_gradient(Trace(MatrixSine(X)), lambda X: X, X)
