"""Eigenvalues and eigenvectors of symmetric matrices: values, derivatives, and where there are none."""

from __future__ import annotations

import pytest
import sympy as sp
import torch
from sympy import Matrix, MatrixSymbol, Symbol, Trace

import sympy_torch_bridge as stb
from sympy_torch_bridge import Eigenvalue, Eigenvector, ShiftedPseudoinverse

n, i = Symbol("n", integer=True, positive=True), Symbol("i", integer=True)
A, B, D = (MatrixSymbol(name, 3, 3) for name in "ABD")
N, w = MatrixSymbol("A", n, n), MatrixSymbol("w", 3, 1)
t = Symbol("t", real=True)
PLACES = [0, 1, -1]


def symmetric(*batch: int, seed: int = 0) -> torch.Tensor:
    drawn = torch.randn(*batch, 3, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))
    return drawn + drawn.mT


def reference(x: torch.Tensor, place: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Return an eigenvalue and its vector with the largest entry positive, by torch directly."""
    values, vectors = torch.linalg.eigh(x)
    vector = vectors[..., place]
    largest = vector.gather(-1, vector.abs().argmax(-1, keepdim=True))
    return values[..., place], (vector * largest.sign())[..., None]


@pytest.mark.parametrize("place", PLACES)
def test_values_on_a_batch(place):
    x = symmetric(4, 2)
    value, vector = reference(x, place)
    torch.testing.assert_close(stb.compile(Eigenvalue(A, place), [A])(x), value)
    torch.testing.assert_close(stb.compile(Eigenvector(A, place), [A])(x), vector)
    shifted = value[..., None, None] * torch.eye(3, dtype=torch.float64) - x
    found = stb.compile(ShiftedPseudoinverse(A, place), [A])(x)
    torch.testing.assert_close(found, torch.linalg.pinv(shifted, rtol=1e-10))


def test_places_are_counted_from_both_ends():
    assert Eigenvalue(A, -1) == Eigenvalue(A, 2)
    x = symmetric()
    largest = stb.compile(Eigenvalue(N, -1), [N])
    torch.testing.assert_close(largest(x), torch.linalg.eigvalsh(x)[-1])
    for place in (3, -4, sp.Rational(1, 2)):
        with pytest.raises(stb.InputTypeError, match="the index of Eigenvalue"):
            Eigenvalue(A, place)
    assert stb.compile(Eigenvalue(N, 7), [N])(x).isnan()


def test_a_place_given_by_an_input():
    x = symmetric(3)
    value, vector = (stb.compile(node(A, i), [A, i]) for node in (Eigenvalue, Eigenvector))
    place = torch.tensor([2, 0, 5])
    torch.testing.assert_close(
        value(x, place)[:2], torch.stack([reference(x[0], 2)[0], reference(x[1], 0)[0]])
    )
    torch.testing.assert_close(vector(x, place)[0], reference(x[0], 2)[1])
    assert value(x, place)[2].isnan()
    assert vector(x, place)[2].isnan().all()


@pytest.mark.parametrize("place", PLACES)
def test_derivatives_match_torchs_own_decomposition(place):
    x, d, a = symmetric(seed=1), symmetric(seed=2), torch.randn(3, 1, dtype=torch.float64)
    turn = lambda x: (a * reference(x, place)[1]).sum()  # noqa: E731
    gradient = stb.compile(stb.gradient(Eigenvalue(A, place), A), [A])
    torch.testing.assert_close(gradient(x), torch.func.grad(lambda x: reference(x, place)[0])(x))
    plain = torch.func.grad(turn)(x)
    for structure in (None, "symmetric"):
        slope = stb.gradient(w.T * Eigenvector(A, place), A, structure=structure)
        torch.testing.assert_close(stb.compile(slope, [A, w])(x, a), (plain + plain.mT) / 2)
    along = stb.compile(stb.differential(Eigenvector(A, place), A, D), [A, D])
    torch.testing.assert_close(along(x, d), torch.func.jvp(lambda x: reference(x, place)[1], (x,), (d,))[1])
    product = stb.compile(stb.hessian_vector_product(Eigenvalue(A, place), A, D), [A, D])
    second = torch.func.jvp(torch.func.grad(lambda x: reference(x, place)[0]), (x,), (d,))[1]
    torch.testing.assert_close(product(x, d), (second + second.mT) / 2)


@pytest.mark.parametrize("place", PLACES)
def test_the_pseudoinverse_has_the_derivative_of_its_quotients(place):
    x, d, b = symmetric(seed=3), symmetric(seed=4), torch.randn(3, 3, dtype=torch.float64)
    node = stb.compile(ShiftedPseudoinverse(A, place), [A])
    quotient = (node(x + 1e-6 * d) - node(x - 1e-6 * d)) / 2e-6
    change = stb.compile(stb.differential(ShiftedPseudoinverse(A, place), A, D), [A, D])(x, d)
    torch.testing.assert_close(change, quotient, rtol=1e-7, atol=1e-7)
    slope = stb.compile(stb.gradient(Trace(B.T * ShiftedPseudoinverse(A, place)), A), [A, B])(x, b)
    torch.testing.assert_close((slope * d).sum(), (b * change).sum())


def test_textbook_forms():
    v = Eigenvector(A, 0)
    assert stb.gradient(Eigenvalue(A, 0), A) == v * v.T
    assert str(stb.differential(Eigenvalue(A, 0), A)) == "Trace(Eigenvector(A, 0)*Eigenvector(A, 0).T*dA)"
    assert str(stb.derivative(Eigenvector(A + t * B, 0), t)) == (
        "ShiftedPseudoinverse(t*B + A, 0)*B*Eigenvector(t*B + A, 0)"
    )
    assert sp.latex(stb.gradient(Eigenvalue(A, 0), A)) == (
        r"v_{0}\left(A\right) \left(v_{0}\left(A\right)\right)^{T}"
    )
    assert stb.gradient(sp.Sum(Eigenvalue(N, i), (i, 0, n - 1)), N) == sp.Identity(n)
    assert stb.gradient(sp.Product(Eigenvalue(N, i), (i, 0, n - 1)), N) == sp.Determinant(N) * N.T.I


def test_sums_and_products_of_eigenvalues_that_are_not_all_of_them():
    x = symmetric()
    f = stb.compile(stb.gradient(sp.Sum(Eigenvalue(A, i), (i, 0, 1)), A), [A])
    vectors = torch.linalg.eigh(x)[1][:, :2]
    torch.testing.assert_close(f(x), vectors @ vectors.mT)
    with pytest.raises(stb.MatrixDerivativeError, match="Product"):
        stb.gradient(sp.Product(Eigenvalue(A, i), (i, 0, 1)), A)


def test_repeated_eigenvalues_have_a_value_and_no_derivative():
    turn = torch.linalg.eigh(symmetric(seed=7))[1]
    x = turn @ torch.diag(torch.tensor([1.0, 1.0, 4.0], dtype=torch.float64)) @ turn.mT
    x = (x + x.mT) / 2
    value, vector, slope = (
        stb.compile(e, [A]) for e in (Eigenvalue(A, 0), Eigenvector(A, 0), stb.gradient(Eigenvalue(A, 0), A))
    )
    torch.testing.assert_close(value(x), torch.tensor(1.0, dtype=torch.float64))
    assert vector(x).isnan().all()
    assert slope(x).isnan().all()
    leaf = x.clone().requires_grad_()
    value(leaf).backward()
    assert leaf.grad.isnan().all()
    assert torch.func.jvp(value, (x,), (x,))[1].isnan()


def test_a_simple_eigenvalue_beside_repeated_ones_has_its_derivative():
    x = torch.diag(torch.tensor([1.0, 1.0, 4.0], dtype=torch.float64))
    last = torch.tensor([[0.0], [0.0], [1.0]], dtype=torch.float64)
    torch.testing.assert_close(stb.compile(stb.gradient(Eigenvalue(A, 2), A), [A])(x), last @ last.mT)
    leaf = x.clone().requires_grad_()
    stb.compile(Eigenvalue(A, 2), [A])(leaf).backward()
    torch.testing.assert_close(leaf.grad, last @ last.mT)
    d = symmetric(seed=5)
    change = stb.compile(stb.differential(Eigenvector(A, 2), A, D), [A, D])(x, d)
    torch.testing.assert_close(
        change, torch.tensor([[d[0, 2] / 3], [d[1, 2] / 3], [0.0]], dtype=torch.float64)
    )


def test_other_matrices_than_symmetric_ones_give_nan():
    skew = torch.tensor([[1.0, 2, 0], [-2, 1, 0], [0, 0, 5]], dtype=torch.float64)
    missing = symmetric() * float("nan")
    x = torch.stack([symmetric(), skew, missing])
    for expr in (Eigenvalue(A, 0), Eigenvector(A, 0), ShiftedPseudoinverse(A, 0)):
        found = stb.compile(expr, [A])(x).isnan().reshape(3, -1)
        assert found.any(-1).tolist() == [False, True, True]
    with pytest.raises(stb.InputTypeError, match="complex"):
        stb.compile(Eigenvalue(A, 0), [A])(x.to(torch.complex128))


def test_a_bad_matrix_in_a_batch_leaves_the_gradients_of_the_others():
    x = torch.stack([symmetric(), symmetric() * float("nan")]).requires_grad_()
    stb.compile(Eigenvector(A, 0), [A])(x)[0].sum().backward()
    assert x.grad[0].isfinite().all()


@pytest.mark.parametrize("node", [Eigenvalue, Eigenvector, ShiftedPseudoinverse], ids=lambda n: n.__name__)
def test_forward_and_reverse_mode_agree(node):
    f, x = stb.compile(node(A, 1), [A]), symmetric(seed=8)
    torch.testing.assert_close(torch.func.jacfwd(f)(x), torch.func.jacrev(f)(x))


def test_signs_of_vectors_are_fixed():
    x = torch.tensor([[2.0, 1.0], [1.0, 2.0]], dtype=torch.float64)
    square = MatrixSymbol("A", 2, 2)
    half = 0.5**0.5
    low, high = (stb.compile(Eigenvector(square, k), [square])(x).flatten().tolist() for k in (0, 1))
    assert low == pytest.approx([half, -half])
    assert high == pytest.approx([half, half])


def test_explicit_matrices_have_exact_eigenvalues():
    matrix = Matrix([[2, 1], [1, 2]])
    assert [Eigenvalue(matrix, k).doit() for k in (0, 1, -1)] == [1, 3, 3]
    assert Eigenvalue(Matrix([[t, 0], [0, 1]]), 0).doit() == Eigenvalue(Matrix([[t, 0], [0, 1]]), 0)
    assert stb.gradient(Eigenvalue(MatrixSymbol("s", 1, 1), 0), MatrixSymbol("s", 1, 1)) == Matrix([[1]])


def test_sympys_own_derivative_is_left_unevaluated():
    assert isinstance(sp.diff(Eigenvalue(A + t * B, 0), t), sp.Derivative)


def test_float32_half_precision_vmap_and_second_backward():
    x = symmetric(4).float()
    f = stb.compile(Eigenvalue(A, 0), [A])
    assert f(x).dtype == torch.float32
    assert f(x.half()).dtype == torch.float16
    torch.testing.assert_close(torch.func.vmap(f)(x), f(x))
    leaf = symmetric(seed=6).requires_grad_()
    assert torch.autograd.gradgradcheck(lambda z: f((z + z.mT) / 2), (leaf,))
    vector = stb.compile(Eigenvector(A, 1), [A])
    assert torch.autograd.gradcheck(lambda z: vector((z + z.mT) / 2), (leaf,))
