"""Jacobians and Hessians by an orthogonal matrix, against derivatives along curves of such matrices."""

from __future__ import annotations

import pytest
import torch
from derivative_values import VALUES, B, S, X, gap, unstacked, vec
from sympy import MatrixSymbol, Trace

from sympy_torch_bridge import compile, gradient, hessian, hessian_vector_product, jacobian

V = VALUES
ORTHOGONAL = torch.linalg.qr(V[X])[0]
FUNCTIONS = {
    "linear": (Trace(B * X), lambda w: (V[B] @ w).trace()),
    "brockett": (Trace(X.T * S * X * B), lambda w: (w.T @ V[S] @ w @ V[B]).trace()),
    "quartic": (Trace(B * X * S * X) ** 2, lambda w: (V[B] @ w @ V[S] @ w).trace() ** 2),
    "constant-on-the-group": (Trace(X.T * X * X.T * X), lambda w: (w.T @ w @ w.T @ w).trace()),
}


def value(made):
    return compile(made, [*V])(*{**V, X: ORTHOGONAL}.values())


def tangents():
    """A basis of the tangent space: X times the skew-symmetric units."""
    for i, j in ((0, 1), (0, 2), (1, 2)):
        skew = torch.zeros(3, 3, dtype=torch.float64)
        skew[i, j], skew[j, i] = 1, -1
        yield skew


@pytest.mark.parametrize("name", FUNCTIONS)
def test_hessian_is_the_second_derivative_along_geodesics(name):
    f, reference = FUNCTIONS[name]
    found = value(hessian(f, X, structure="orthogonal"))
    skews = list(tangents())
    basis = torch.stack([vec(ORTHOGONAL @ skew) for skew in skews], 1)

    def along(u):
        return reference(
            ORTHOGONAL @ torch.linalg.matrix_exp(sum(a * k for a, k in zip(u, skews, strict=True)))
        )

    zero = torch.zeros(3, dtype=torch.float64)
    assert gap(basis.T @ found @ basis, torch.func.hessian(along)(zero)) <= 1e-9
    normal = torch.stack([vec(ORTHOGONAL @ (V[S] + V[S].T)), vec(ORTHOGONAL)], 1)
    assert gap(found @ normal, torch.zeros(9, 2, dtype=torch.float64)) <= 1e-9
    assert gap(found, found.T) <= 1e-9
    slope = value(gradient(f, X, structure="orthogonal"))
    assert gap(basis.T @ vec(slope), torch.func.grad(along)(zero)) <= 1e-9


@pytest.mark.parametrize("name", FUNCTIONS)
def test_product_with_a_tangent_direction_is_that_of_the_hessian(name):
    f, _ = FUNCTIONS[name]
    move = MatrixSymbol("V", *X.shape)
    direction = ORTHOGONAL @ (V[B] - V[B].T)
    made = hessian_vector_product(f, X, move, structure="orthogonal")
    found = compile(made, [*V, move])(*{**V, X: ORTHOGONAL}.values(), direction)
    truth = unstacked(value(hessian(f, X, structure="orthogonal")) @ vec(direction), direction)
    assert gap(found, truth) <= 1e-9


def test_jacobian_is_the_derivative_along_curves():
    found = value(jacobian(X * B * X, X, structure="orthogonal"))
    for skew in tangents():

        def along(u, skew=skew):
            w = ORTHOGONAL @ torch.linalg.matrix_exp(u * skew)
            return vec(w @ V[B] @ w)

        zero = torch.zeros((), dtype=torch.float64)
        assert gap(found @ vec(ORTHOGONAL @ skew), torch.func.jacfwd(along)(zero)) <= 1e-9
    assert found @ vec(ORTHOGONAL) == pytest.approx(0, abs=1e-9)


def test_printed_forms():
    assert str(jacobian(X, X, structure="orthogonal")) == "(1/2)*(I - (KroneckerProduct(X.T, X))*K(n, n))"
    assert str(hessian(Trace(X.T * X), X, structure="orthogonal")) == "0"
