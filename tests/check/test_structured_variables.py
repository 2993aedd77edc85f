"""Gradients by matrices that are assumed symmetric, diagonal or triangular: the projected ones."""

import pytest
import sympy
import torch
from sympy import Determinant, HadamardProduct, Identity, MatrixSymbol, Q, Trace

import sympy_torch_bridge as stb
from sympy_torch_bridge import check_consistency, check_gradient

A, B, X = (MatrixSymbol(name, 2, 2) for name in "ABX")
x = MatrixSymbol("x", 2, 1)
STRUCTURES = {
    "symmetric": (Q.symmetric, lambda G: (G + G.mT) / 2),
    "diagonal": (Q.diagonal, lambda G: torch.diag(torch.diag(G))),
    "lower-triangular": (Q.lower_triangular, torch.tril),
    "upper-triangular": (Q.upper_triangular, torch.triu),
}
FORM = Trace(A * X * B * X)


def plain(A, B, X):
    return A.mT @ X.mT @ B.mT + B.mT @ X.mT @ A.mT


@pytest.mark.parametrize("name", STRUCTURES)
def test_the_projected_gradient_is_right_and_others_are_not(name):
    predicate, project = STRUCTURES[name]
    with sympy.assuming(predicate(X)):
        gradient = stb.gradient(FORM, X)
        report = check_gradient(FORM, gradient, X)
        assert report.verdict == "consistent"
        assert any(f"X is assumed {name}: derivatives by it are projected" in n for n in report.notes)
        assert check_gradient(FORM, lambda A, B, X: project(plain(A, B, X)), X).verdict == "consistent"
        assert (
            check_gradient(FORM, lambda A, B, X: 1.000001 * project(plain(A, B, X)), X).verdict == "refuted"
        )
        report = check_gradient(FORM, plain, X)
        assert report.verdict == "refuted" and [m.kind for m in report.mistakes] == ["unprojected"]
        assert check_gradient(FORM, -gradient, X).diagnosis == "consistent with a wrong sign"
        assert check_consistency(FORM, X).verdict == "consistent"


@pytest.mark.parametrize("name", STRUCTURES)
def test_jacobians_and_hessians_are_projected(name):
    with sympy.assuming(STRUCTURES[name][0](X)):
        assert check_consistency(X * A * X, X).verdict == "consistent"
        jacobian = stb.jacobian(X * A * X, X)
        assert check_gradient(X * A * X, jacobian, X).verdict == "consistent"
        assert check_gradient(FORM, stb.hessian(FORM, X), X, order=2).verdict == "consistent"
    assert check_gradient(X * A * X, stb.jacobian(X * A * X, X, structure=name), X).verdict == "refuted"


class Backward(torch.autograd.Function):
    """Gives the plain gradient, as torch does: the projection is that of the check."""

    @staticmethod
    def forward(ctx, A, B, X):
        ctx.save_for_backward(A, B, X)
        return (A @ X @ B @ X).trace()

    @staticmethod
    def backward(ctx, seed):
        A, B, X = ctx.saved_tensors
        return (X @ B @ X).mT * 0, (X @ A @ X).mT * 0, seed * plain(A, B, X)


def test_backward_passes_give_plain_gradients():
    with sympy.assuming(Q.symmetric(X)):
        assert check_gradient(FORM, Backward, X).verdict == "consistent"


def test_the_other_convention_for_symmetric_matrices_is_named():
    with sympy.assuming(Q.symmetric(X)):
        logarithm = sympy.log(Determinant(X))
        assert check_gradient(logarithm, X.I, X).verdict == "consistent"
        report = check_gradient(logarithm, 2 * X.I - HadamardProduct(X.I, Identity(2)), X)
        assert report.verdict == "refuted" and [m.kind for m in report.mistakes] == ["triangle-convention"]
        assert "on and above the diagonal" in report.diagnosis
        report = check_gradient(logarithm, 3 * X.I - HadamardProduct(X.I, Identity(2)), X)
        assert "triangle-convention" not in {m.kind for m in report.mistakes}


def test_points_have_the_structure():
    numbers = {A: [[1, 2], [3, 4]], B: [[1, 2], [3, 4]]}
    with sympy.assuming(Q.symmetric(X)):
        claim = stb.gradient(FORM, X)
        assert (
            check_gradient(FORM, claim, X, points=[{**numbers, X: [[1, 5], [5, 4]]}]).verdict == "consistent"
        )
        with pytest.raises(stb.OptionError, match="structure that is assumed"):
            check_gradient(FORM, claim, X, points=[{**numbers, X: [[1, 2], [3, 4]]}])
    with sympy.assuming(Q.diagonal(X)), pytest.raises(stb.OptionError, match="structure that is assumed"):
        check_gradient(FORM, claim, X, points=[{**numbers, X: [[1, 2], [0, 4]]}])


@pytest.mark.parametrize("predicate", [Q.orthogonal, Q.hermitian])
def test_what_has_no_projection_here_is_refused(predicate):
    dtype = torch.complex128 if predicate is Q.hermitian else torch.float64
    with sympy.assuming(predicate(X)), pytest.raises(stb.MatrixDerivativeError, match="take a plain symbol"):
        check_gradient(Trace(A * X), A.T, X, dtype=dtype)


def test_the_engine_projects_jacobians():
    n = sympy.Symbol("n", integer=True, positive=True)
    Y = MatrixSymbol("Y", n, n)
    assert str(stb.jacobian(Y, Y, structure="symmetric")) == "(1/2)*(K(n, n) + I)"
    orthogonal = "(1/2)*(I - (KroneckerProduct(Y.T, Y))*K(n, n))"
    assert str(stb.jacobian(Y, Y, structure="orthogonal")) == orthogonal


def test_plain_jacobians_and_hessians_are_named():
    def code(A, X):
        return torch.func.jacrev(lambda Y: Y @ A)(X)

    logarithm = sympy.log(Determinant(X))
    with sympy.assuming(Q.symmetric(X)):
        claims = [
            (check_gradient(X * A, sympy.KroneckerProduct(A.T, Identity(2)), X), "the plain Jacobian"),
            (
                check_gradient(X * A, lambda A, X: torch.func.jacrev(lambda Y: Y @ A)(X), X),
                "the plain Jacobian",
            ),
            (check_gradient(logarithm, -sympy.KroneckerProduct(X.I, X.I), X, order=2), "the plain Hessian"),
        ]
        for report, words in claims:
            assert (report.verdict, [m.kind for m in report.mistakes]) == ("refuted", ["unprojected"])
            assert words in report.diagnosis
        report = check_gradient(X * A, -stb.jacobian(X * A, X), X)
        assert report.diagnosis == "consistent with a wrong sign"


def test_texts_are_formulas_of_scalars():
    with pytest.raises(stb.InputTypeError, match="build the expression of matrix symbols"):
        check_gradient("Trace(X*A)", A.T, X)
