"""Matrices that are read as a whole, and compared with torch through the compiled expression."""

from __future__ import annotations

import pytest
import sympy
import torch
from torch.nn import functional

import sympy_torch_bridge as stb

A = sympy.MatrixSymbol("A", 3, 3)
B = sympy.MatrixSymbol("B", 3, 3)
b = sympy.MatrixSymbol("b", 3, 1)
x = sympy.MatrixSymbol("x", 3, 1)
tr, det = sympy.Trace, sympy.Determinant

CASES = {
    "quadratic": (lambda x, A: (x.T @ A @ x).squeeze(), [x, A], tr(x.T * A * x), A * x + A.T * x),
    "trace": (lambda A, B: torch.trace(A @ B), [A, B], tr(A * B), B.T),
    "trace-inverse": (lambda A: torch.trace(torch.linalg.inv(A)), [A], tr(A.I), -(A.T.I**2)),
    "det": (torch.det, [A], det(A), det(A) * A.T.I),
    "slogdet": (lambda A: torch.linalg.slogdet(A)[1], [A], sympy.log(sympy.Abs(det(A))), A.T.I),
    "least-squares": (
        lambda x, A, b: ((A @ x - b) ** 2).sum() / 2,
        [x, A, b],
        tr((x.T * A.T - b.T) * (A * x - b)) / 2,
        A.T * (A * x - b),
    ),
    "mse": (functional.mse_loss, [A, B], tr((A.T - B.T) * (A - B)) / 9, 2 * (A - B) / 9),
    "product-sum": (lambda A, B: (A * B).sum(), [A, B], tr(A.T * B), B),
    "sum": (lambda A: A.sum() * 2, [A], 2 * tr(sympy.OneMatrix(3, 3) * A), None),
    "norm": (lambda A: torch.linalg.norm(A), [A], sympy.sqrt(tr(A.T * A)), None),
    "solve": (lambda A, x: torch.linalg.solve(A, x).sum(), [A, x], None, None),
    "mixed": (lambda A, B: (A.T @ (2 * A - B / 2) + A * B - (-B)).mean(), [A, B], None, None),
    "scaled": (lambda A: torch.trace(3 * A - 2 * A.mT) * A.sum(), [A], None, None),
    "entry": (lambda A: A[0, 1] * A.sum(), [A], None, None),
    "sigmoid": (lambda A: torch.sigmoid(A).sum(), [A], None, None),
    "softmax": (lambda A, B: (functional.softmax(A, 1) @ B).sum(), [A, B], None, None),
}


def gradient(function):
    return lambda *arguments: torch.autograd.grad(function(*arguments), arguments[0])[0]


def numbers(symbols):
    generator = torch.Generator().manual_seed(3)
    return [
        torch.rand(*s.shape, generator=generator, dtype=torch.float64)
        + torch.eye(*s.shape, dtype=torch.float64)
        for s in symbols
    ]


def assert_same_values(result, function, symbols):
    values = numbers(symbols)
    expected = function(*[v.clone().requires_grad_() for v in values])
    torch.testing.assert_close(
        stb.compile(result, symbols)(*values), expected.detach(), rtol=1e-11, atol=1e-12
    )


@pytest.mark.parametrize(("function", "symbols", "formula", "slope"), CASES.values(), ids=CASES)
def test_whole_matrices(function, symbols, formula, slope):
    value = stb.from_torch(function, symbols)
    derivative = stb.from_torch(gradient(function), symbols)
    assert_same_values(value, function, symbols)
    assert_same_values(derivative, gradient(function), symbols)
    if formula is not None:
        assert value == formula
    if slope is not None:
        assert (derivative - slope).doit().expand().doit() == sympy.ZeroMatrix(*slope.shape)


def test_logdet_has_no_value_below_zero():
    assert stb.from_torch(torch.logdet, A) == sympy.log(det(A))
    explicit = stb.from_torch(torch.logdet, [[[sympy.Symbol("d", real=True), 0], [0, 1]]])
    assert explicit == sympy.log(sympy.Symbol("d", real=True))


def test_a_matrix_result_is_a_matrix_expression():
    assert stb.from_torch(lambda A, B: A @ torch.linalg.inv(B) + A.t(), [A, B]) == A * B.I + A.T


def test_the_wrong_gradient_is_told_from_the_right_one():
    def forgot_the_transpose(x, A):
        return 2 * A @ x

    claimed = stb.from_torch(forgot_the_transpose, [x, A])
    function = CASES["quadratic"][0]
    assert stb.check_gradient(stb.from_torch(function, [x, A]), claimed, [x]).verdict == "refuted"
    right = stb.from_torch(gradient(function), [x, A])
    assert stb.check_gradient(stb.from_torch(function, [x, A]), right, [x]).verdict == "consistent"


def test_a_result_and_an_input_can_be_changed_in_place():
    assert stb.from_torch(lambda A: (2 * A).add_(A), A) == 3 * A
    assert stb.from_torch(lambda A: A.mul_(2.0), A) == 2 * A
    for given in (A, sympy.ImmutableMatrix(A)):
        entries = stb.from_torch(lambda A: A.add_(1.0), given)
        assert entries == sympy.ImmutableMatrix(A) + sympy.ones(3, 3)


def test_a_large_matrix_of_entries_is_refused():
    with pytest.raises(stb.TraceError, match="5 rows of symbols") as caught:
        stb.from_torch(torch.det, sympy.ImmutableMatrix(sympy.MatrixSymbol("M", 5, 5)))
    assert "MatrixSymbol" in caught.value.hint
    assert stb.from_torch(torch.det, sympy.MatrixSymbol("M", 5, 5)) == det(sympy.MatrixSymbol("M", 5, 5))


def test_a_size_that_is_no_number_is_refused():
    with pytest.raises(stb.InputShapeError, match="no sizes that are numbers"):
        stb.from_torch(torch.trace, sympy.MatrixSymbol("A", sympy.Symbol("n"), 3))
