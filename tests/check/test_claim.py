"""Every form a claim in formulas can take, and the shapes that are refused."""

from __future__ import annotations

import pytest
import sympy
import torch

from sympy_torch_bridge.check import check_gradient
from sympy_torch_bridge.errors import InputShapeError, InputTypeError, UnknownSymbolError

x, y = sympy.symbols("x y")
F = x**2 * sympy.sin(y)
F_X, F_Y = 2 * x * sympy.sin(y), x**2 * sympy.cos(y)
VECTOR = [x**2 * y, 5 * x + sympy.sin(y), x * y]
ROWS = [[2 * x * y, x**2], [5, sympy.cos(y)], [y, x]]


@pytest.mark.parametrize(
    "claimed",
    [
        [F_X, F_Y],
        (F_X, F_Y),
        {x: F_X, y: F_Y},
        {y: F_Y, x: F_X},
        sympy.Matrix([F_X, F_Y]),
        sympy.Matrix([[F_X, F_Y]]),
        sympy.Array([F_X, F_Y]),
        [[F_X, F_Y]],
    ],
    ids=["list", "tuple", "dict", "dict reversed", "column", "row", "array", "rows"],
)
def test_forms_of_a_gradient(claimed):
    assert check_gradient(F, claimed).verdict == "consistent"


def test_a_dictionary_chooses_its_symbols():
    report = check_gradient(F, {y: F_Y})
    assert report.verdict == "consistent"
    assert report.wrt == ("y",)


@pytest.mark.parametrize("claimed", [F_X, [F_X], {x: F_X}, sympy.Matrix([F_X])])
def test_forms_of_a_partial_derivative(claimed):
    assert check_gradient(F, claimed, x).verdict == "consistent"


@pytest.mark.parametrize(
    "claimed",
    [ROWS, sympy.Matrix(ROWS), sympy.Array(ROWS), {x: [2 * x * y, 5, y], y: [x**2, sympy.cos(y), x]}],
    ids=["rows", "matrix", "array", "dict"],
)
def test_forms_of_a_jacobian(claimed):
    report = check_gradient(VECTOR, claimed)
    assert report.verdict == "consistent"
    assert report.layout == "numerator: rows over outputs, columns over wrt"


def test_jacobian_of_one_symbol_may_be_flat():
    assert check_gradient(VECTOR, [2 * x * y, 5, y], x).verdict == "consistent"


def test_transposed_jacobian_is_told_by_its_shape():
    report = check_gradient(VECTOR, sympy.Matrix(ROWS).T)
    assert report.verdict == "refuted"
    assert report.diagnosis == (
        "consistent with the transposed Jacobian (denominator layout: one row for each symbol)"
    )


def test_transposed_and_wrong_jacobian():
    wrong = sympy.Matrix(ROWS).T
    wrong[0, 0] += 1
    report = check_gradient(VECTOR, wrong)
    assert report.verdict == "refuted"
    assert "entries are wrong as well" in report.diagnosis


def test_transposed_square_jacobian_is_told_by_its_values():
    report = check_gradient([x**2 * y, sympy.sin(x) + y], [[2 * x * y, sympy.cos(x)], [x**2, 1]])
    assert report.verdict == "refuted"
    assert report.diagnosis.startswith("consistent with the transposed Jacobian")


@pytest.mark.parametrize(
    ("expr", "claimed", "message"),
    [
        (
            F,
            F_X,
            "input shapes do not fit: the claim: it has not one entry for each output and symbol.\n"
            "  shapes: claimed (1, 1), expected (2,)\n"
            "  give one entry for each of x, y, or fewer symbols in wrt",
        ),
        (
            VECTOR,
            [[1, 2]],
            "input shapes do not fit: the claim: it has not one entry for each output and symbol.\n"
            "  shapes: claimed (1, 2), expected (3, 2)\n"
            "  give one row for each of the 3 outputs, with one entry for each of x, y",
        ),
        (
            VECTOR,
            [[1, 2], [3], [4, 5]],
            "input shapes do not fit: the claim: the rows have different lengths.\n"
            "  shapes: claimed (2, 1, 2), expected (3, 2)\n"
            "  give one row for each of the 3 outputs, with one entry for each of x, y",
        ),
    ],
)
def test_wrong_shapes_are_refused(expr, claimed, message):
    with pytest.raises(InputShapeError) as caught:
        check_gradient(expr, claimed)
    assert str(caught.value) == message


def test_wrong_keys_are_refused():
    with pytest.raises(InputShapeError, match="no entry for y"):
        check_gradient(F, {x: F_X}, [x, y])
    with pytest.raises(InputShapeError, match="'z' is not among the symbols of wrt"):
        check_gradient(F, {sympy.Symbol("z"): F_X, x: F_X, y: F_Y}, [x, y])
    with pytest.raises(UnknownSymbolError, match="with other assumptions"):
        check_gradient(F, {sympy.Symbol("x", real=True): F_X, y: F_Y}, [x, y])


@pytest.mark.parametrize("claimed", [None, object(), [F_X, "text"], sympy.true, torch.zeros(2), True])
def test_what_is_no_claim_is_refused(claimed):
    with pytest.raises(InputTypeError):
        check_gradient(F, claimed)


def test_symbol_that_only_the_claim_has():
    z = sympy.Symbol("z")
    assert check_gradient(x**2, 2 * x + z, x).verdict == "refuted"
    assert check_gradient(x**2, 2 * x + z - z, x).verdict == "consistent"
