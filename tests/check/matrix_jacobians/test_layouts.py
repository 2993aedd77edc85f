"""The layouts of a Jacobian by a matrix: siblings are refuted and named, in formulas and in code."""

from __future__ import annotations

import functools
import math

import pytest
import sympy
import torch
from check.matrix_jacobians.jacobian_cases import HESSIANS, JACOBIANS, POINTS, A, B, S, X, a, c, kron, x

from sympy_torch_bridge.check import check_consistency, check_gradient
from sympy_torch_bridge.check.jacobian_layout import JacobianLayout, layouts_of
from sympy_torch_bridge.errors import InputShapeError, InputTypeError, UnknownSymbolError

# How the four axes of torch's Jacobian are put in order, the shape of what comes out, and words.
STACKED = {
    "rows": ((0, 1, 2, 3), "rows stacked in place of columns"),
    "transposed": ((3, 2, 1, 0), "the transposed Jacobian"),
    "transposed-rows": ((2, 3, 0, 1), "the transposed Jacobian"),
    "block-for-each-variable": ((2, 0, 3, 1), "a block for each entry of"),
    "block-for-each-output": ((0, 2, 1, 3), "a block for each entry of the result"),
    "rows-of-the-result": ((0, 1, 3, 2), "with rows stacked in place of columns"),
    "rows-of-the-variable": ((1, 0, 2, 3), "with rows stacked in place of columns"),
}
SPREAD = {
    "variable-first": ((2, 3, 0, 1), "before those of the result"),
    "variable-exchanged": ((0, 1, 3, 2), "by the transpose of"),
    "result-exchanged": ((1, 0, 2, 3), "of the transposed result"),
    "both-exchanged": ((1, 0, 3, 2), "at [j, i, l, k] in place of [i, j, k, l]"),
    "interleaved": ((0, 2, 1, 3), "at [i, k, j, l] in place of [i, j, k, l]"),
}


def arranged(function, axes, *, stack):
    @functools.wraps(function)
    def code(*arguments):
        jacobian = torch.func.jacrev(function)(*arguments).permute(axes)
        return jacobian.reshape(math.prod(jacobian.shape[:2]), -1) if stack else jacobian

    return code


@pytest.mark.parametrize("layout", STACKED)
@pytest.mark.parametrize("case", ["twice", "inverse-of-product", "quadratic-map"])
def test_stacked_otherwise(case, layout):
    expr, wrt, _, function = JACOBIANS[case]
    axes, words = STACKED[layout]
    code = arranged(function, axes, stack=True)
    report = check_gradient(expr, code, wrt, n_points=POINTS)
    if "result" in layout and 1 in expr.shape:  # a vector is the same, whichever way it is stacked
        words = "rows stacked in place of columns" if layout == "rows-of-the-variable" else words
        if layout == "rows-of-the-result":
            assert report.verdict == "consistent"
            return
    assert report.verdict == "refuted", str(report)
    assert words in report.diagnosis, str(report)


@pytest.mark.parametrize("layout", SPREAD)
@pytest.mark.parametrize("case", ["both-factors", "inverse-of-product", "twice"])
def test_axes_in_another_order(case, layout):
    expr, wrt, _, function = JACOBIANS[case]
    axes, words = SPREAD[layout]
    report = check_gradient(expr, arranged(function, axes, stack=False), wrt, n_points=POINTS)
    assert report.verdict == "refuted", str(report)
    assert words in report.diagnosis, str(report)


@pytest.mark.parametrize("case", ["both-factors", "outer-gram", "square", "map-by-its-matrix"])
def test_derive_by_array_puts_the_variable_first(case):
    expr, wrt = JACOBIANS[case][:2]
    claim = sympy.derive_by_array(expr.as_explicit(), wrt.as_explicit())
    report = check_gradient(expr, claim, wrt)
    assert (report.verdict, report.mistakes[0].kind) == ("refuted", "transposed")
    assert "derive_by_array" in report.diagnosis
    axes = [*range(2, 4), *range(2)]
    assert check_gradient(expr, sympy.permutedims(claim, axes), wrt)
    assert check_gradient(expr, claim * 2, wrt).verdict == "refuted"


def test_coinciding_layouts_are_right():
    for name in ("identity", "hadamard-square", "norm-times-matrix"):
        expr, wrt, claim, _ = JACOBIANS[name]
        assert check_gradient(expr, claim.T, wrt).verdict == "consistent"
    assert check_gradient(*HESSIANS["form"][:1], HESSIANS["form"][2].T, HESSIANS["form"][1], order=2)


def test_an_ambiguous_shape_is_noted():
    noted = "the transposed Jacobian has the same shape"
    square = check_gradient(*JACOBIANS["square"][:1], JACOBIANS["square"][2], S)
    assert noted in square.notes[-1]
    other = check_gradient(*JACOBIANS["both-factors"][:1], JACOBIANS["both-factors"][2], X)
    assert not any(noted in note for note in other.notes)


def test_a_transposed_shape_with_wrong_entries():
    report = check_gradient(A * X * B, -kron(B.T, A).T, X)
    assert report.verdict == "refuted"
    assert "the claim has the shape of the transposed Jacobian" in report.diagnosis
    assert "its entries are wrong as well" in report.diagnosis


def test_blocks_in_nested_lists():
    rows = [[[[a[i, 0] * int(j == k) for k in range(3)]] for i in range(2)] for j in range(3)]
    assert check_gradient(x * a.T, rows, x)
    blocks = [[A.T * int(i == j) for i in range(2)] for j in range(2)]
    assert check_gradient(A * X, blocks, X).verdict == "refuted"
    columns = [
        [A[i, :].T * sympy.Matrix([[int(j == m) for m in range(2)]]) for j in range(2)] for i in range(2)
    ]
    assert check_gradient(A * X, columns, X)
    assert check_gradient(A * X, {X: columns})


@pytest.mark.parametrize("sizes", [(2, 3, 4, 5), (2, 2, 2, 2), (3, 1, 2, 3), (1, 3, 2, 2), (2, 3, 3, 1)])
def test_places_are_those_of_torch(sizes):
    jacobian = torch.arange(math.prod(sizes)).reshape(sizes)
    vec = jacobian.permute(1, 0, 3, 2).reshape(sizes[0] * sizes[1], -1)
    found = layouts_of(tuple(vec.shape), sizes)
    assert found.is_vec
    assert torch.equal(vec.flatten()[torch.tensor(found.places)], jacobian.flatten())
    found = layouts_of(sizes, sizes)
    assert not found.is_vec
    assert torch.equal(jacobian.flatten()[torch.tensor(found.places)], jacobian.flatten())
    for layout in (*found.others, JacobianLayout(((0, 2), (1, 3)))):
        order = [axis for group in layout.axes for axis in group]
        order += [axis for axis in range(4) if axis not in order]
        other = jacobian.permute(order).flatten()
        assert torch.equal(other[torch.tensor(layout.places(sizes))], jacobian.flatten())


def test_second_derivatives_of_vectors_and_by_scalars():
    y = sympy.MatrixSymbol("y", 2, 1)
    expr = S * y * (y.T * y)

    def code(S, y):
        return torch.func.hessian(lambda y: S @ y * (y.mT @ y))(y)

    report = check_gradient(expr, code, y, order=2, n_points=1)
    assert (report.verdict, report.layout) == (
        "consistent",
        "as torch.func.hessian: d2f[i,j]/dy[k] dy[l] at [i, j, k, l]",
    )
    explicit = sympy.Matrix(expr.as_explicit())
    right = [[[entry.diff(p, q) for q in y] for p in y] for entry in explicit]
    assert check_gradient(expr, right, y, order=2)
    doubled = [[[2 * entry for entry in row] for row in rows] for rows in right]
    assert check_gradient(expr, doubled, y, order=2).diagnosis == "consistent with an extra factor 2"
    report = check_gradient(
        expr, [[[right[i][j][k] for i in range(2)] for j in range(2)] for k in range(2)], y, order=2
    )
    assert "before those of the result" in report.diagnosis
    assert check_consistency(expr, y, order=2)
    for claim, verdict in ((6 * c * A, "consistent"), (3 * c * A, "refuted"), (6 * c * A.T, "refuted")):
        assert check_gradient(c**3 * A, claim, c, order=2).verdict == verdict


def test_errors_teach():
    with pytest.raises(
        InputShapeError, match=r"claimed \(2, 3\), four axes \(2, 2, 3, 2\), vec form \(4, 6\)"
    ):
        check_gradient(A * X, A, X)
    with pytest.raises(InputShapeError, match="columns stacked") as error:
        check_gradient(A * X, lambda A, X: A, X)
    assert "give df[i,j]/dX[k,l] at [i, j, k, l]" in str(error.value)
    with pytest.raises(InputShapeError, match="parts of a list have different shapes"):
        check_gradient(A * X, [[1, 2], [3]], X)
    with pytest.raises(InputShapeError, match="different shapes"):
        check_gradient(A * X, [[A, X], [A, X]], X)
    with pytest.raises(InputTypeError, match="an N-dim Array"):
        check_gradient(A * X, "A", X)
    with pytest.raises(UnknownSymbolError, match="S"):
        check_gradient(A * X, {S: A}, X)
    with pytest.raises(InputShapeError, match="a check needs numbers for the sizes"):
        n = sympy.Symbol("n", integer=True, positive=True)
        N = sympy.MatrixSymbol("N", n, n)
        check_gradient(N * N, N, N)
