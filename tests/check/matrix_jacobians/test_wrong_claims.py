"""Falsified Jacobians by matrices: refuted as formulas and as code, and named where a name is right."""

from __future__ import annotations

import math

import pytest
import sympy
import torch
from check.matrix_jacobians.jacobian_cases import HESSIANS, JACOBIANS, K2, POINTS, A, B, K, S, X, kron, vec
from sympy import Identity, Trace

import sympy_torch_bridge as stb
from sympy_torch_bridge.check import check_gradient

I2, I3 = Identity(2), Identity(3)
ONE = sympy.ImmutableDenseMatrix(4, 6, lambda i, j: int(i == j == 1))
det = sympy.Determinant(S)

# The case, the wrong claim in vec form, and words of its diagnosis.
WRONG_JACOBIANS = {
    "factor-not-transposed": ("right-factor", kron(B, I3), "a row for each entry of X; the same values"),
    "order-of-kronecker": ("both-factors", kron(A, B.T), "rows stacked"),
    "neither": ("both-factors", kron(B, A), "KroneckerProduct(B, A) in place of KroneckerProduct(B.T, A)"),
    "factor-transposed": ("square", kron(S, I2) + kron(I2, S), "KroneckerProduct(S, I) in place of"),
    "other-factor-transposed": ("square", kron(S.T, I2) + kron(I2, S.T), "KroneckerProduct(I, S.T)"),
    "both-transposed": ("square", kron(S, I2) + kron(I2, S.T), "the transposed Jacobian"),
    "term-left-out": ("square", kron(S.T, I2), "the term KroneckerProduct(I, S) left out"),
    "scalar-rule": ("square", 2 * kron(I2, S), "KroneckerProduct(I, S) in place of"),
    "sign-of-a-term": ("gram", kron(I2, X.T) - kron(X.T, I2) * K, "wrong sign of the term"),
    "no-commutation": ("gram", kron(I2, X.T) + kron(X.T, I2), "in place of KroneckerProduct(X.T, I)*K"),
    "first-term-twice": ("gram", 2 * kron(I2, X.T), None),
    "middle-term": ("cube", kron(S.T**2, I2) + kron(I2, S**2), "the term KroneckerProduct(S.T, S) left out"),
    "no-order": ("cube", 3 * kron(I2, S**2), None),
    "one-term-exchanged": (
        "twice", kron((B * S).T, I2) + kron(S * B, I2), "KroneckerProduct(S*B, I) in place of"),
    "order-of-product": (
        "twice", kron((B * S).T, I2) + kron(I2, B * S), "the factors of S*B in the order B*S"),
    "transposed-product": ("twice", kron(B.T * S.T, I2) + kron(I2, S * B), "B*S in the order S*B"),
    "sign": ("inverse", kron(S.I.T, S.I), "wrong sign"),
    "inverse-not-transposed": ("inverse", -kron(S.I, S.I), "KroneckerProduct(S**(-1), S**(-1)) in place of"),
    "not-inverted": ("inverse", -kron(S.I.T, S), "S in place of S**(-1)"),
    "sign-and-transpose": ("inverse", kron(S.I, S.I), "and a wrong sign"),
    "factor-2": ("hadamard-square", JACOBIANS["hadamard-square"][2] / 2, "missing factor 2"),
    "without-inner-derivative": ("tanh", Identity(6), None),
    "zero": ("outer-gram", sympy.ZeroMatrix(9, 6), "0 in place of the derivative"),
    "gradient-of-trace-left-out": ("trace-times-matrix", Trace(S) * Identity(4), "left out"),
    "outer-product-transposed": ("trace-times-matrix", vec(I2) * vec(S).T + Trace(S) * Identity(4),
                                 "the transposed Jacobian"),
    "one-entry": ("left-factor", kron(I2, A) + ONE, "df[1,0]/dX[1,0]"),
    "one-billionth": ("right-factor", (1 + sympy.Rational(1, 10**9)) * kron(B.T, I3), None),
    "one-billionth-of-a-term": (
        "square", (1 + sympy.Rational(1, 10**9)) * kron(S.T, I2) + kron(I2, S), None),
}  # fmt: skip
WRONG_HESSIANS = {
    "not-symmetrized": ("quadratic", kron(I2, 2 * B), "2*B in place of the symmetric sum B + B.T"),
    "exchanged": ("quadratic", kron(B + B.T, I2), "rows stacked"),
    "half": ("gram", Identity(6), "missing factor 2"),
    "no-commutation": ("log-determinant", -kron(S.I, S.I.T), "*K"),
    "sign": ("log-determinant", kron(S.I, S.I.T) * K2, "wrong sign"),
    "not-transposed": ("log-determinant", -kron(S.I, S.I) * K2, "in place of"),
    "determinant-as-constant": ("determinant", -det * kron(S.I, S.I.T) * K2, "left out"),
    "second-term-left-out": ("determinant", det * vec(S.I.T) * vec(S.I.T).T, "left out"),
    "wrong-commutation": (
        "cube", 3 * (kron(I2, S.T) + kron(S, I2)), "*K"),
    "scalar-rule": ("cube", 6 * kron(I2, S.T) * K2, None),
}  # fmt: skip


@pytest.mark.parametrize("case", ["hadamard", "trace-times-matrix", "dyad"])
def test_what_no_slip_explains_has_no_name(case):
    """Two rows exchanged: a few entries could be explained one by one, and would mislead."""
    expr, wrt, claim, _ = JACOBIANS[case]
    rows = sympy.Matrix(claim.as_explicit() if isinstance(claim, sympy.MatrixExpr) else claim)
    rows.row_swap(0, rows.rows - 1)
    report = check_gradient(expr, rows, wrt)
    assert (report.verdict, report.diagnosis) == ("refuted", None)


def test_a_layout_that_fits_by_chance_is_no_name():
    report = check_gradient(Trace(S) ** 2, 2 * Identity(4), S, order=2)
    assert (report.verdict, report.diagnosis) == ("refuted", None)


def test_numbers_that_are_not_finite_are_said_to_be_so():
    report = check_gradient(A * X, lambda A, X: torch.full((4, 6), math.nan, dtype=A.dtype), X)
    assert report.verdict == "refuted"
    assert "no finite value at 6 of 6 points" in report.diagnosis
    transposed = check_gradient(A * X, lambda A, X: torch.full((6, 4), math.nan, dtype=A.dtype), X)
    assert transposed.verdict == "refuted"


class Product(torch.autograd.Function):
    """``B @ S`` whose backward forgets to transpose."""

    @staticmethod
    def forward(ctx, B, S):
        ctx.save_for_backward(B, S)
        return B @ S

    @staticmethod
    def backward(ctx, gradient):
        left, right = ctx.saved_tensors
        return gradient @ right.T, left @ gradient


class LogDeterminant(torch.nn.Module):
    def forward(self, S):
        return torch.log(torch.det(S))


def test_backward_passes():
    report = check_gradient(B * S, Product, S)
    assert (report.verdict, report.diagnosis) == ("refuted", "consistent with B.T*dS in place of B*dS")
    assert check_gradient(B * S, Product, B).verdict == "consistent"
    right = check_gradient(sympy.log(det), LogDeterminant(), S, order=2, points=[{S: [[2, 1], [0.5, 3]]}])
    assert right.verdict == "consistent"
    assert {row.witness for row in right.points} == {"backward", "value"}
    assert (
        check_gradient(sympy.log(2 * det**2), LogDeterminant(), S, order=2, n_points=2).verdict == "refuted"
    )


IN_CODE = [
    "factor-transposed", "sign-of-a-term", "no-commutation", "order-of-product", "inverse-not-transposed",
    "sign-and-transpose", "one-entry", "one-billionth", "one-billionth-of-a-term", "zero",
]  # fmt: skip


@pytest.mark.parametrize("name", WRONG_JACOBIANS)
def test_jacobians(name):
    case, claim, words = WRONG_JACOBIANS[name]
    _judged(check_gradient(JACOBIANS[case][0], claim, JACOBIANS[case][1], n_points=POINTS), words)


@pytest.mark.parametrize("name", IN_CODE)
def test_jacobians_in_code(name):
    case, claim, words = WRONG_JACOBIANS[name]
    code = stb.compile(claim)
    _judged(check_gradient(JACOBIANS[case][0], code, JACOBIANS[case][1], n_points=POINTS), words)


@pytest.mark.parametrize("name", WRONG_HESSIANS)
def test_hessians(name):
    case, claim, words = WRONG_HESSIANS[name]
    _judged(check_gradient(HESSIANS[case][0], claim, HESSIANS[case][1], order=2, n_points=POINTS), words)


@pytest.mark.parametrize("name", ["not-symmetrized", "no-commutation", "determinant-as-constant"])
def test_hessians_in_code(name):
    case, claim, words = WRONG_HESSIANS[name]
    code = stb.compile(claim)
    _judged(check_gradient(HESSIANS[case][0], code, HESSIANS[case][1], order=2, n_points=POINTS), words)


def _judged(report, words):
    assert report.verdict == "refuted", str(report)
    if words is not None:
        assert words in (report.diagnosis or ""), str(report)
