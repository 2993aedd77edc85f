"""Claims in torch code, and in entries, about matrix expressions."""

from __future__ import annotations

import functools

import pytest
import sympy
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.check import check_gradient
from sympy_torch_bridge.errors import (
    ClaimError,
    InputShapeError,
    InputTypeError,
    OptionError,
    UnknownSymbolError,
)

A = sympy.MatrixSymbol("A", 2, 2)
B = sympy.MatrixSymbol("B", 2, 2)
R = sympy.MatrixSymbol("R", 3, 2)
T = sympy.MatrixSymbol("T", 3, 3)
x = sympy.MatrixSymbol("x", 2, 1)
w = sympy.MatrixSymbol("w", 2, 1)
y = sympy.MatrixSymbol("y", 3, 1)
c = sympy.Symbol("c", positive=True)
RIDGE = (R * w - y).T * (R * w - y) + c * w.T * w


def inverse(matrix):
    return torch.linalg.inv(matrix)


RIGHT = {
    "trace": (sympy.Trace(A), lambda A: torch.eye(2), A),
    "trace-of-square": (sympy.Trace(A * A), lambda A: 2 * A.T, A),
    "trace-of-gram": (sympy.Trace(R.T * R), lambda R: 2 * R, R),
    "trace-of-product": (sympy.Trace(A * B), lambda B: B.T, A),
    "determinant": (sympy.Determinant(T), lambda T: torch.det(T) * inverse(T).T, T),
    "log-determinant": (sympy.log(sympy.Determinant(T)), lambda T: inverse(T).T, T),
    "trace-of-inverse": (sympy.Trace(A.I), lambda A: -(inverse(A) @ inverse(A)).T, A),
    "quadratic-form": (x.T * A * x, lambda A, x: (A + A.T) @ x, x),
    "quadratic-form-by-matrix": (x.T * A * x, lambda A, x: x @ x.T, A),
    "frobenius-norm": (sympy.sqrt(sympy.Trace(R.T * R)), lambda R: R / R.norm(), R),
    "hadamard": (sympy.Trace(sympy.HadamardProduct(A, B) * A.T), lambda A, B: 2 * A * B, A),
    "ridge-loss": (RIDGE, lambda R, w, y, c: 2 * R.T @ (R @ w - y) + 2 * c * w, w),
    "ridge-loss-by-scalar": (RIDGE, lambda w: w.T @ w, c),
    "linear-map": (R * x, lambda R: R, x),
    "linear-map-by-scalar": (c * R * x, lambda R, x: R @ x, c),
}
WRONG = {
    "trace": (sympy.Trace(A), lambda A: 2 * torch.eye(2), A),
    "trace-of-square": (sympy.Trace(A * A), lambda A: 2 * A, A),
    "trace-of-gram": (sympy.Trace(R.T * R), lambda R: R, R),
    "trace-of-product": (sympy.Trace(A * B), lambda B: B, A),
    "determinant": (sympy.Determinant(T), lambda T: torch.det(T) * inverse(T), T),
    "log-determinant": (sympy.log(sympy.Determinant(T)), lambda T: inverse(T), T),
    "trace-of-inverse": (sympy.Trace(A.I), lambda A: (inverse(A) @ inverse(A)).T, A),
    "quadratic-form": (x.T * A * x, lambda A, x: 2 * A @ x, x),
    "quadratic-form-by-matrix": (x.T * A * x, lambda A, x: 2 * x @ x.T, A),
    "frobenius-norm": (sympy.sqrt(sympy.Trace(R.T * R)), lambda R: R * (1 + 1e-9) / R.norm(), R),
    "hadamard": (sympy.Trace(sympy.HadamardProduct(A, B) * A.T), lambda A, B: A * B, A),
    "ridge-loss": (RIDGE, lambda R, w, y, c: 2 * R.T @ (R @ w - y) + c * w, w),
    "ridge-loss-by-scalar": (RIDGE, lambda w: 2 * w.T @ w, c),
    "linear-map": (R * x, lambda R: R.T, x),
    "linear-map-by-scalar": (c * R * x, lambda R, x, c: c * R @ x, c),
}


@pytest.mark.parametrize("name", RIGHT)
def test_right_code(name):
    assert check_gradient(*RIGHT[name]).verdict == "consistent"


@pytest.mark.parametrize("name", WRONG)
def test_wrong_code(name):
    assert check_gradient(*WRONG[name]).verdict == "refuted"


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_compiled_functions(dtype):
    right, wrong = stb.compile(2 * A.T, [A]), stb.compile(2 * A, [A])
    assert check_gradient(sympy.Trace(A * A), right, A, dtype=dtype)
    assert check_gradient(sympy.Trace(A * A), wrong, A, dtype=dtype).verdict == "refuted"
    # A compiled function of the expression itself is judged by its backward pass.
    assert check_gradient(sympy.Trace(A * A), stb.compile(sympy.Trace(A * A), [A]), A, dtype=dtype)


def test_arguments_of_compiled_functions_follow_their_own_order():
    claim = stb.compile((A + A.T) * x, [x, A])
    assert check_gradient(x.T * A * x, claim, x)


@pytest.mark.parametrize(
    ("expr", "claimed", "wrt", "word"),
    [
        (sympy.Trace(R.T * R), lambda R: 2 * R.T, R, "transposed"),
        (x.T * A * x, lambda A, x: ((A + A.T) @ x).T, x, "transposed"),
        (R * x, lambda R: R.T, x, "transposed"),
        (sympy.Trace(A * A), lambda A: 2 * A, A, "transpose"),
        (x.T * A * x, lambda A, x: 2 * A @ x, x, "symmetric"),
        (sympy.Trace(A.T * A), lambda A: A, A, "missing factor 2"),
        (sympy.Trace(A.T * A), lambda A: -2 * A, A, "sign"),
    ],
)
def test_mistakes_are_named(expr, claimed, wrt, word):
    report = check_gradient(expr, claimed, wrt)
    assert report.verdict == "refuted"
    assert word in report.diagnosis


def test_each_point_goes_in_alone():
    # For a batch of matrices this code takes one norm of them all.
    seen = []

    def code(R):
        seen.append(tuple(R.shape))
        return R / torch.linalg.norm(R)

    assert check_gradient(sympy.sqrt(sympy.Trace(R.T * R)), code, R)
    assert set(seen) == {(3, 2)}


def test_code_for_batches_only():
    assert check_gradient(sympy.Trace(A * A), lambda A: 2 * A.transpose(1, 2), A)
    assert check_gradient(sympy.Trace(A * A), lambda A: torch.bmm(A, 2 * A) * 0 + A, A).verdict == "refuted"


def test_vectors_of_one_axis_are_right_as_well():
    report = check_gradient(x.T * A * x, lambda A, x: torch.outer(x, x), A)
    assert report.verdict == "consistent"
    assert "vectors of one axis" in report.notes[-1]
    # As a column this vector would scale the rows.
    report = check_gradient(x.T * sympy.HadamardProduct(A, A) * w, lambda A, x, w: 2 * x[:, None] * A * w, A)
    assert report.verdict == "consistent"
    assert check_gradient(x.T * A * x, lambda A, x: 2 * torch.outer(x, x), A).verdict == "refuted"


class Gram(torch.autograd.Function):
    @staticmethod
    def forward(ctx, R):
        ctx.save_for_backward(R)
        return torch.trace(R.T @ R)

    @staticmethod
    def backward(ctx, gradient):
        (matrix,) = ctx.saved_tensors
        return 2 * gradient * matrix


class HalfGram(Gram):
    @staticmethod
    def backward(ctx, gradient):
        (matrix,) = ctx.saved_tensors
        return gradient * matrix


class OtherGram(Gram):
    @staticmethod
    def forward(ctx, R):
        ctx.save_for_backward(R)
        return torch.trace(R.T @ R) * (1 + 1e-6)


class Frozen(torch.autograd.Function):
    @staticmethod
    def forward(ctx, A, x):
        ctx.save_for_backward(A, x)
        return A @ x

    @staticmethod
    def backward(ctx, gradient):
        matrix, vector = ctx.saved_tensors
        return gradient @ vector.T, matrix @ gradient


class LogDeterminant(torch.nn.Module):
    def forward(self, T):
        return torch.log(torch.det(T))


class Map(torch.nn.Module):
    def forward(self, R, x):
        return R @ x


def test_backward_passes():
    gram = sympy.Trace(R.T * R)
    report = check_gradient(gram, Gram, R)
    assert report.verdict == "consistent"
    assert {row.witness for row in report.points} == {"backward", "value"}
    assert check_gradient(gram, Gram.apply, R)
    report = check_gradient(gram, HalfGram, R)
    assert (report.verdict, report.diagnosis) == ("refuted", "consistent with a missing factor 2")
    report = check_gradient(gram, OtherGram, R)
    assert report.verdict == "refuted"
    assert "forward pass is wrong" in report.diagnosis
    assert check_gradient(A * x, Frozen, x).verdict == "refuted"  # the matrix is not transposed


def test_modules():
    assert check_gradient(sympy.log(sympy.Determinant(T)), LogDeterminant(), T)
    assert check_gradient(R * x, Map(), x)


class Form(torch.nn.Module):
    """A quadratic form of a vector with one axis."""

    def forward(self, A, x):
        return torch.dot(x, A @ x)


class Careless(torch.autograd.Function):
    """Forgets to transpose where the matrix needs no gradient."""

    @staticmethod
    def forward(ctx, A, x):
        ctx.save_for_backward(A, x)
        return A @ x

    @staticmethod
    def backward(ctx, gradient):
        matrix, vector = ctx.saved_tensors
        turned = matrix.T if ctx.needs_input_grad[0] else matrix
        return gradient @ vector.T, turned @ gradient


def test_backward_passes_for_vectors_of_one_axis():
    for order in (1, 2):
        report = check_gradient(x.T * A * x, Form(), x, order=order)
        assert report.verdict == "consistent"
        assert "vectors of one axis" in report.notes[-1]


def test_branches_on_what_needs_a_gradient():
    report = check_gradient(A * x, Careless, x)
    assert report.verdict == "refuted"
    assert "needs_input_grad" in report.diagnosis


def test_hessians():
    assert check_gradient(x.T * A * x, lambda A: A + A.T, x, order=2)
    assert check_gradient(x.T * A * x, lambda A: 2 * A, x, order=2).verdict == "refuted"
    assert check_gradient(x.T * A * x, stb.compile(x.T * A * x, [A, x]), x, order=2)
    with pytest.raises(InputShapeError, match=r"four axes \(2, 2, 2, 2\), vec form \(4, 4\)"):
        check_gradient(sympy.Trace(A * A), lambda A: A, A, order=2)
    with pytest.raises(OptionError, match="Hessian of a scalar by a vector"):
        check_gradient(x.T * A * x, lambda A: A, x, order=3)


@pytest.mark.parametrize(
    ("claimed", "verdict"),
    [
        ([[2 * A[0, 0], 2 * A[1, 0]], [2 * A[0, 1], 2 * A[1, 1]]], "consistent"),
        ([[2 * A[0, 0], 2 * A[0, 1]], [2 * A[1, 0], 2 * A[1, 1]]], "refuted"),
        (sympy.Matrix([[2 * A[0, 0], 2 * A[1, 0]], [2 * A[0, 1], 2 * A[1, 1]]]), "consistent"),
        (sympy.Matrix([[2 * A[0, 0], 2 * A[1, 0]], [2 * A[0, 1], A[1, 1]]]), "refuted"),
        ({A: 2 * A.T}, "consistent"),
        ({A: 2 * A}, "refuted"),
    ],
    ids=["rows", "wrong-rows", "matrix", "wrong-matrix", "dictionary", "wrong-dictionary"],
)
def test_entries(claimed, verdict):
    assert check_gradient(sympy.Trace(A * A), claimed).verdict == verdict


def test_entries_of_vectors():
    assert check_gradient(x.T * x, [2 * x[0, 0], 2 * x[1, 0]])
    assert check_gradient(x.T * x, [2 * x[0, 0], x[1, 0]]).verdict == "refuted"
    assert check_gradient(A * x, [[A[0, 0], A[0, 1]], [A[1, 0], A[1, 1]]], x)
    assert check_gradient(A * x, [[A[0, 0], A[1, 0]], [A[0, 1], A[1, 1]]], x).verdict == "refuted"


def test_what_is_not_there_is_refused():
    with pytest.raises(InputShapeError, match=r"four axes \(2, 1, 2, 2\), vec form \(2, 4\)"):
        check_gradient(A * x, lambda A: A, A)


def test_errors_teach():
    with pytest.raises(InputShapeError, match=r"R \(3, 2\), result \(3,\), expected \(3, 2\)") as error:
        check_gradient(sympy.Trace(R.T * R), lambda R: R.sum(1), R)
    assert "the derivative has the shape of R" in str(error.value)
    with pytest.raises(InputShapeError, match=r"result \(\), expected \(3, 2\)"):
        check_gradient(sympy.Trace(R.T * R), lambda R: 2.0, R)
    with pytest.raises(InputShapeError, match="rows over the outputs"):
        check_gradient(R * x, lambda R, x: R @ x, x)
    with pytest.raises(ClaimError, match="shapes cannot be multiplied"):
        check_gradient(sympy.Trace(R.T * R), lambda R: R @ R, R)
    with pytest.raises(InputTypeError, match="2 arguments"):
        check_gradient(sympy.Trace(R.T * R), lambda p, q: p, R)
    with pytest.raises(InputShapeError, match="different lengths"):
        check_gradient(sympy.Trace(A * A), [[1, 2], [3]], A)
    with pytest.raises(UnknownSymbolError, match="B"):
        check_gradient(sympy.Trace(A * A), {B: 2 * A.T}, A)
    with pytest.raises(InputTypeError, match="rows of entries"):
        check_gradient(sympy.Trace(A * A), "2*A", A)
    with pytest.raises(InputTypeError, match="rows of entries"):
        check_gradient(sympy.Trace(A * A), [[A, A]], A)


def test_a_compiled_constant_takes_no_matrix():
    assert check_gradient(sympy.Trace(A), stb.compile(sympy.Identity(2)), A).verdict == "consistent"
    report = check_gradient(sympy.log(sympy.Determinant(T)), stb.compile(sympy.ZeroMatrix(3, 3)), T)
    assert report.verdict == "refuted"


def test_the_derivative_of_a_linear_map_is_transposed_in_the_other_layout():
    """A claim that is wrong in denominator layout is right here, and the report says which layout it is."""
    for expr in (R * x, x.T * R.T):
        right = check_gradient(expr, stb.compile(R), x)
        assert (right.verdict, right.layout) == ("consistent", "numerator: rows over outputs")
        wrong = check_gradient(expr, stb.compile(R.T), x)
        assert wrong.verdict == "refuted"
        assert "transposed Jacobian" in wrong.diagnosis


@pytest.mark.parametrize(
    "name", ["trace-of-inverse", "determinant", "log-determinant", "frobenius-norm", "quadratic-form"]
)
def test_an_error_of_1e_9_is_found(name):
    expr, gradient, wrt = RIGHT[name]

    @functools.wraps(gradient)
    def slightly_wrong(*arguments):
        return gradient(*arguments) * (1 + 1e-9)

    assert check_gradient(expr, slightly_wrong, wrt).verdict == "refuted"


def test_rounding_may_make_a_matrix_singular():
    """The inverse of a product is measured under other rounding errors, some of which leave no inverse."""
    product = A * sympy.Matrix([[1, 2], [3, 4]])
    points = [{A: [[1, 1], [1, 1 + 2.0**-51]]}, {A: [[2, 1], [0.5, 3]]}]

    def code(A):
        inverse_of = torch.linalg.inv(A @ torch.tensor([[1, 2], [3, 4]], dtype=A.dtype))
        return -(torch.tensor([[1, 2], [3, 4]], dtype=A.dtype) @ inverse_of @ inverse_of).T

    report = check_gradient(sympy.Trace(product.I), code, A, points=points)
    assert report.verdict == "consistent"
    assert "ILL_CONDITIONED" in {row.verdict for row in report.points}
