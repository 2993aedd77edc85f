"""Points and domains of matrix expressions name whole matrices or single entries."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
import torch

from sympy_torch_bridge.check import check_consistency, check_gradient
from sympy_torch_bridge.errors import (
    InputShapeError,
    InputTypeError,
    MatrixDerivativeError,
    MissingInputError,
    OptionError,
    UnknownSymbolError,
)

A, B = sympy.MatrixSymbol("A", 2, 2), sympy.MatrixSymbol("B", 2, 2)
v = sympy.MatrixSymbol("v", 3, 1)
SQUARE = sympy.Trace(A * A)
NUMBERS = (("A[0,0]", 1.0), ("A[0,1]", 2.0), ("A[1,0]", 3.0), ("A[1,1]", 4.0))


@pytest.mark.parametrize(
    "value",
    [
        [[1, 2], [3, 4]],
        ((1.0, sympy.Integer(2)), (3, 4)),
        sympy.Matrix([[1, 2], [3, 4]]),
        torch.tensor([[1.0, 2.0], [3.0, 4.0]]),
        np.array([[1, 2], [3, 4]]),
    ],
    ids=["rows", "tuples", "Matrix", "tensor", "array"],
)
@pytest.mark.parametrize("claimed", [2 * A.T, lambda A: 2 * A.T], ids=["formula", "code"])
def test_a_point_gives_a_matrix(value, claimed):
    report = check_gradient(SQUARE, claimed, A, points=[{A: value}])
    assert report.verdict == "consistent"
    assert {row.point for row in report.points} == {NUMBERS}


def test_a_point_gives_entries():
    point = {A[0, 0]: 1, A[0, 1]: 2, A[1, 0]: 3, A[1, 1]: 4}
    assert {row.point for row in check_gradient(SQUARE, 2 * A.T, A, points=[point]).points} == {NUMBERS}
    assert {row.point for row in check_consistency(SQUARE, A, points=[point]).points} == {NUMBERS}


def test_a_vector_may_have_one_axis():
    for value in ([1, 2, 3], [[1], [2], [3]], torch.tensor([1.0, 2.0, 3.0])):
        report = check_gradient(v.T * v, 2 * v, v, points=[{v: value}])
        assert dict(report.points[0].point) == {"v[0]": 1.0, "v[1]": 2.0, "v[2]": 3.0}


def test_the_points_of_the_user_decide():
    wrong = sympy.Matrix(2, 2, lambda i, j: sympy.Piecewise((0, A[0, 0] > 5), (2 * A[j, i], True)))
    near, far = {A: [[1, 2], [3, 4]]}, {A: [[6, 2], [3, 4]]}
    assert check_gradient(SQUARE, wrong, A, points=[near]).verdict == "consistent"
    assert check_gradient(SQUARE, wrong, A, points=[near, far]).verdict == "refuted"


@pytest.mark.parametrize("value", [[[1, 2]], [1, 2, 3, 4], [[1, 2], [3]], 1.0, "abcd"], ids=str)
def test_numbers_of_another_shape_are_refused(value):
    with pytest.raises(InputShapeError, match=r"the numbers for A in points\[0\]"):
        check_gradient(SQUARE, 2 * A.T, A, points=[{A: value}])


def test_a_matrix_without_numbers_is_named():
    with pytest.raises(
        MissingInputError, match=r"a point is \{B: \[\[\.\.\., \.\.\.\], \[\.\.\., \.\.\.\]\]\}"
    ):
        check_gradient(sympy.Trace(A * B), B.T, A, points=[{A: [[1, 2], [3, 4]]}])
    with pytest.raises(MissingInputError, match=r"missing input: A\[1,1\]"):
        check_gradient(SQUARE, 2 * A.T, A, points=[{A[0, 0]: 1, A[0, 1]: 2, A[1, 0]: 3}])


def test_names_and_other_shapes_are_refused():
    with pytest.raises(UnknownSymbolError, match=r"points\[0\] takes symbols, not their names"):
        check_gradient(SQUARE, 2 * A.T, A, points=[{"A": [[1, 2], [3, 4]]}])
    with pytest.raises(UnknownSymbolError, match="known, but of another shape"):
        check_gradient(SQUARE, 2 * A.T, A, domain={sympy.MatrixSymbol("A", 3, 3): (0, 1)})


@pytest.mark.parametrize("claimed", [2 * A.T, lambda A: 2 * A.T], ids=["formula", "code"])
def test_a_domain_bounds_the_entries(claimed):
    bounds = {A: (2, 3), A[0, 1]: (-5, -4)}
    for domain in (bounds, dict(reversed(bounds.items()))):
        report = check_gradient(SQUARE, claimed, A, domain=domain)
        assert report.verdict == "consistent"
        assert not report.notes
        for name, value in (pair for row in report.points for pair in row.point):
            assert (-5 <= value <= -4) if name == "A[0,1]" else (2 <= value <= 3)


def test_a_domain_of_another_matrix_limits_nothing_and_says_so():
    report = check_gradient(SQUARE, 2 * A.T, A, domain={B: (0, 1)})
    assert "the domain of B limits nothing: no such input" in report.notes


def test_a_symmetric_matrix_gets_symmetric_numbers():
    with sympy.assuming(sympy.Q.symmetric(B)):
        right = check_gradient(sympy.Trace(A * B), B, A, points=[{A: [[1, 2], [3, 4]], B: [[1, 2], [2, 5]]}])
        assert right.verdict == "consistent"
        with pytest.raises(OptionError, match="a symmetric matrix, as is assumed"):
            check_gradient(sympy.Trace(A * B), B, A, points=[{A: [[1, 2], [3, 4]], B: [[1, 2], [3, 5]]}])


@pytest.mark.parametrize(
    ("expr", "right", "wrong"),
    [
        (SQUARE, 2 * A[0, 1], 2 * A[1, 0]),
        (SQUARE, 2 * A[0, 1], sympy.Integer(0)),
        (A[1, 0] ** 3 * A[0, 1], 3 * A[1, 0] ** 2 * A[0, 1], 0),
        (sympy.Determinant(A), -A[0, 1], A[0, 1]),
    ],
    ids=["trace", "nothing", "entries", "determinant"],
)
def test_the_derivative_by_one_entry(expr, right, wrong):
    assert check_gradient(expr, right, A[1, 0]).verdict == "consistent"
    assert check_gradient(expr, wrong, A[1, 0]).verdict == "refuted"


def test_an_entry_of_a_symmetric_matrix_depends_on_another():
    with (
        sympy.assuming(sympy.Q.symmetric(A)),
        pytest.raises(MatrixDerivativeError, match="depend on each other"),
    ):
        check_gradient(sympy.Trace(A * B), B[0, 1], A[0, 1])


@pytest.mark.parametrize("wrt", [[A, B], "A", A * A, 2], ids=str)
def test_one_symbol_at_a_time(wrt):
    with pytest.raises(InputTypeError, match="with matrices each check is about one symbol"):
        check_gradient(sympy.Trace(A * B), B.T, wrt)


@pytest.mark.parametrize(
    "expr", [SQUARE, sympy.Symbol("x") ** 2, torch.sin], ids=["matrix", "formula", "code"]
)
def test_no_claim_is_no_claim(expr):
    # Taken for a check of consistency, it was accepted: a claim that was forgotten looked proved.
    with pytest.raises(InputTypeError, match=r"there is check_consistency\(expr\)"):
        check_gradient(expr, None)
