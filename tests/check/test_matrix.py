"""Claims about matrix expressions, in the layout of the claim."""

from __future__ import annotations

import pytest
import sympy

from sympy_torch_bridge.check import check_consistency, check_gradient
from sympy_torch_bridge.check.matrix_case import matrix_case
from sympy_torch_bridge.errors import InputShapeError, InputTypeError, MatrixDerivativeError, OptionError

A = sympy.MatrixSymbol("A", 3, 2)
S = sympy.MatrixSymbol("S", 2, 2)
x = sympy.MatrixSymbol("x", 2, 1)
c = sympy.Symbol("c")


@pytest.mark.parametrize(
    ("expr", "claimed", "wrt", "verdict"),
    [
        (x.T * S * x, (S + S.T) * x, x, "consistent"),
        (x.T * S * x, 2 * S * x, x, "refuted"),
        (sympy.Trace(A.T * A), 2 * A, A, "consistent"),
        (sympy.Trace(A.T * A), 2 * A.T, A, "refuted"),
        (A * x, A, x, "consistent"),
        (A * x, A.T, x, "refuted"),
        (c * A * x, A * x, c, "consistent"),
        (sympy.log(sympy.Determinant(S)), S.I.T, S, "consistent"),
        (sympy.log(sympy.Determinant(S)), S.I, S, "refuted"),
        (sympy.log(sympy.Determinant(S)), sympy.ZeroMatrix(2, 2), S, "refuted"),
    ],
)
def test_claims(expr, claimed, wrt, verdict):
    assert check_gradient(expr, claimed, wrt).verdict == verdict


def test_only_symbol_is_the_default():
    assert check_gradient(sympy.Trace(S * S), 2 * S.T).verdict == "consistent"
    with pytest.raises(OptionError, match="the expression holds several symbols"):
        check_gradient(sympy.Trace(S * S) * c, 2 * S.T)


def test_layouts_are_transposes():
    denominator = matrix_case(A * x, A.T, x, "denominator")
    numerator = matrix_case(A * x, A, x, "numerator")
    assert denominator.claim.entries == numerator.claim.entries
    assert not denominator.claim.is_transposed
    assert matrix_case(A * x, A, x, "denominator").claim.is_transposed


def test_what_cannot_be_checked_is_refused():
    n = sympy.Symbol("n", integer=True, positive=True)
    with pytest.raises(InputShapeError, match="a check needs numbers for the sizes"):
        check_gradient(sympy.Trace(sympy.MatrixSymbol("B", n, n)), sympy.Identity(n))
    with pytest.raises(InputShapeError, match=r"four axes \(3, 2, 2, 2\), vec form \(6, 4\)"):
        check_gradient(A * S, A, S)
    with pytest.raises(MatrixDerivativeError, match="only a scalar or a vector"):
        matrix_case(A * S, A, S, "numerator")
    with pytest.raises(InputShapeError, match="in denominator layout"):
        check_gradient(x.T * S * x, A, x)
    with pytest.raises(InputTypeError, match="a SymPy matrix expression"):
        check_gradient(x.T * S * x, "2*S*x", x)


@pytest.mark.parametrize("factor", [1, 2, 1 + sympy.Rational(1, 10**9)])
def test_hessian_of_a_quadratic_form(factor):
    x, A = sympy.MatrixSymbol("x", 3, 1), sympy.MatrixSymbol("A", 3, 3)
    report = check_gradient(x.T * A * x, factor * (A + A.T), x, order=2)
    assert report.verdict == ("consistent" if factor == 1 else "refuted")
    assert {row.component for row in report.points} >= {"d2f/dx[0]**2", "d2f/dx[0] dx[1]"}


def test_an_unsymmetrized_hessian_is_named():
    x, A = sympy.MatrixSymbol("x", 2, 1), sympy.MatrixSymbol("A", 2, 2)
    report = check_gradient(x.T * A * x, A, x, order=2)
    assert report.verdict == "refuted"
    assert "not symmetrized" in report.diagnosis


def test_the_matrix_engine_twice():
    x, A = sympy.MatrixSymbol("x", 2, 1), sympy.MatrixSymbol("A", 2, 2)
    report = check_consistency((x.T * x) * (x.T * A * x), x, order=2)
    assert report.verdict == "consistent"
    assert report.witnesses[-1] == "forward over reverse"


@pytest.mark.parametrize(
    ("expr", "wrt", "order"),
    [(sympy.Trace(S.T * S), S, 3), (x.T * x, x, 3), (S * x, S, 2), (S * S, S, 2), (S * x, x, 3)],
    ids=["scalar-by-matrix", "scalar-by-vector", "vector-by-matrix", "matrix-by-matrix", "vector-by-vector"],
)
def test_other_orders_of_matrix_expressions_are_refused(expr, wrt, order):
    with pytest.raises(OptionError, match="the Hessian of a scalar by a vector"):
        check_gradient(expr, sympy.eye(2), wrt, order=order)
