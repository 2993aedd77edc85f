"""Right Jacobians of matrices by matrices, and Hessians by matrices, in every form: never refuted."""

from __future__ import annotations

import functools

import pytest
import sympy
import torch
from check.matrix_jacobians.jacobian_cases import HESSIANS, JACOBIANS, POINTS, A, x

from sympy_torch_bridge.check import check_consistency, check_gradient


def explicit(expr):
    return expr.as_explicit() if hasattr(expr, "as_explicit") else expr


def entries(expr, wrt, order):
    """Return SymPy's own derivative of every entry, an array with the axes of the result first."""
    variable = explicit(wrt)
    if order == 2:
        scalar = expr.doit() if expr.is_Matrix is False else explicit(expr)[0, 0]
        scalar = scalar.replace(sympy.Determinant, lambda m: m.as_explicit().det())
        scalar = scalar.replace(sympy.Trace, lambda m: m.as_explicit().trace())
        return sympy.derive_by_array(sympy.derive_by_array(scalar, variable), variable)
    found = sympy.derive_by_array(explicit(expr), variable)
    axes = found.rank() - 2
    return sympy.permutedims(found, [*range(axes, axes + 2), *range(axes)])


def jacobian(function, order):
    """Return code for the derivative by the first argument, in torch's own layout."""
    transform = torch.func.jacrev if order == 1 else torch.func.hessian
    return transform(function)


def in_vec_form(function, order):
    @functools.wraps(function)
    def code(first, *others):
        result = jacobian(function, order)(first, *others)
        if first.ndim < 2:
            return result.T.reshape(-1, 1)
        rows = result.permute(1, 0, 3, 2)
        return rows.reshape(rows.shape[0] * rows.shape[1], -1)

    return code


FORMS = {
    "vec-form": lambda case, order: case[2],
    "array": lambda case, order: entries(case[0], case[1], order),
    "jacrev": lambda case, order: jacobian(case[3], order),
    "code-in-vec-form": lambda case, order: in_vec_form(case[3], order),
}


@pytest.mark.parametrize("name", JACOBIANS)
@pytest.mark.parametrize("form", FORMS)
def test_jacobians(name, form):
    expr, wrt = JACOBIANS[name][:2]
    report = check_gradient(expr, FORMS[form](JACOBIANS[name], 1), wrt, n_points=POINTS)
    assert report.verdict == "consistent", str(report)
    assert ("vec form" in report.layout) == ("vec-form" in form)


@pytest.mark.parametrize("name", HESSIANS)
@pytest.mark.parametrize("form", FORMS)
def test_hessians(name, form):
    expr, wrt = HESSIANS[name][:2]
    report = check_gradient(expr, FORMS[form](HESSIANS[name], 2), wrt, order=2, n_points=POINTS)
    assert report.verdict == "consistent", str(report)
    assert ("vec form" in report.layout) == ("vec-form" in form)


@pytest.mark.parametrize(("size", "most"), [(3, 6), (4, 1)])
def test_larger_matrices(size, most):
    X, B = (sympy.MatrixSymbol(name, size, size) for name in "XB")
    one = sympy.Identity(size)
    right = sympy.KroneckerProduct((B * X).T, one) + sympy.KroneckerProduct(one, X * B)
    report = check_gradient(X * B * X, right, X, n_points=most)
    assert report.verdict == "consistent", str(report)
    assert len(report.points) == most * size**4
    wrong = sympy.KroneckerProduct((B * X).T, one) + sympy.KroneckerProduct(one, B * X)
    assert check_gradient(X * B * X, wrong, X, n_points=1).verdict == "refuted"


@pytest.mark.parametrize("name", ["both-factors", "inverse", "map-by-its-matrix", "outer-product", "gram"])
def test_all_routes_without_a_claim(name):
    report = check_consistency(*JACOBIANS[name][:2], n_points=POINTS)
    assert report.verdict == "consistent", str(report)
    assert report.witnesses[-3:] == ("value", "reverse", "forward")
    assert {row.witness for row in report.points} == {"claim", "value", "reverse", "forward"}
    assert "vec form" in report.layout


def test_the_entries_are_differentiated_where_the_matrix_engine_has_no_formula():
    report = check_consistency(A * x * (x.T * x), x, n_points=POINTS, order=2)
    assert report.verdict == "consistent", str(report)
    assert report.witnesses[0] == "symbolic"
    assert any("derivative of each entry" in note for note in report.notes)


@pytest.mark.parametrize("name", ["form", "log-determinant", "determinant"])
def test_all_routes_to_hessians(name):
    report = check_consistency(*HESSIANS[name][:2], n_points=POINTS, order=2)
    assert report.verdict == "consistent", str(report)
    assert report.witnesses[-2:] == ("reverse over reverse", "forward over reverse")
