"""The layout of a Jacobian claim: stated, and a claim in the other one is refuted as transposed."""

from __future__ import annotations

import pytest
import sympy
import torch

import sympy_torch_bridge as stb

x, y, z = sympy.symbols("x y z", real=True)
TRANSPOSED = "consistent with the transposed Jacobian (denominator layout: one row for each symbol)"
SYSTEMS = {
    "3 by 2": ([x**2 * y, 5 * x + sympy.sin(y), x * y], [x, y]),
    "2 by 3": ([x**2 * y * z, 5 * x + sympy.sin(y) * z], [x, y, z]),
    "1 by 3": ([x * sympy.exp(y) * z], [x, y, z]),
    "3 by 1": ([x**2, sympy.sin(x), x], [x]),
    "2 by 2": ([x**2 * y, sympy.sin(x) + y], [x, y]),
    "3 by 3": ([x * y, y * z**2, z + sympy.sin(x)], [x, y, z]),
}


def code(rows, symbols, dtype=torch.float64):
    """Return a claim in torch code with the entries of ``rows``, in their nesting."""
    compiled = stb.compile(sympy.Matrix(rows), symbols)
    return lambda *points: compiled(*points)


@pytest.mark.parametrize("form", ["matrix", "rows", "array", "torch"])
@pytest.mark.parametrize("system", SYSTEMS)
def test_both_layouts(system, form):
    functions, symbols = SYSTEMS[system]
    jacobian = sympy.Matrix(functions).jacobian(symbols)
    write = {"matrix": lambda m: m, "rows": lambda m: m.tolist(), "array": lambda m: sympy.Array(m.tolist())}
    write["torch"] = lambda m: code(m, symbols)
    right = stb.check_gradient(functions, write[form](jacobian), symbols)
    assert right.verdict == "consistent", right
    assert right.layout == "numerator: rows over outputs, columns over wrt"
    report = stb.check_gradient(functions, write[form](jacobian.T), symbols)
    assert (report.verdict, report.diagnosis) == ("refuted", TRANSPOSED)
    assert "layout       numerator" in str(report)


@pytest.mark.parametrize("form", ["matrix", "torch"])
def test_a_wrong_entry_in_the_other_layout_is_told(form):
    functions, symbols = SYSTEMS["3 by 2"]
    wrong = sympy.Matrix(functions).jacobian(symbols).T
    wrong[0, 1] += 1
    report = stb.check_gradient(functions, wrong if form == "matrix" else code(wrong, symbols), symbols)
    assert report.verdict == "refuted"
    assert "its entries are wrong as well" in report.diagnosis


@pytest.mark.parametrize("form", ["matrix", "torch"])
def test_a_symmetric_jacobian_has_no_layout_to_mistake(form):
    functions = [x**2 + y, x + y**3]
    jacobian = sympy.Matrix(functions).jacobian([x, y])
    assert jacobian == jacobian.T
    for claimed in (jacobian, jacobian.T):
        claim = claimed if form == "matrix" else code(claimed, [x, y])
        assert stb.check_gradient(functions, claim, [x, y]).verdict == "consistent"


def test_symbols_in_the_other_order_are_no_layout():
    functions = [x**2 * y, sympy.sin(x) + y]
    jacobian = sympy.Matrix(functions).jacobian([x, y])
    assert stb.check_gradient(functions, jacobian[:, [1, 0]], [y, x]).verdict == "consistent"
    assert stb.check_gradient(functions, jacobian, [y, x]).verdict == "refuted"


@pytest.mark.parametrize("n_points", [1, 2, 3, 4])
def test_as_many_points_as_outputs_or_symbols(n_points):
    for functions, symbols in SYSTEMS.values():
        jacobian = sympy.Matrix(functions).jacobian(symbols)
        right = stb.check_gradient(functions, code(jacobian, symbols), symbols, n_points=n_points)
        assert right.verdict == "consistent"
        turned = stb.check_gradient(functions, code(jacobian.T, symbols), symbols, n_points=n_points)
        assert turned.verdict == "refuted"


@pytest.mark.parametrize(
    "claimed",
    [[y, x], (y, x), sympy.Matrix([y, x]), sympy.Matrix([[y, x]]), [[y], [x]], sympy.Array([y, x])],
    ids=str,
)
def test_a_gradient_is_a_row_or_a_column(claimed):
    report = stb.check_gradient(x * y, claimed, [x, y])
    assert (report.verdict, report.layout) == ("consistent", None)


@pytest.mark.parametrize(
    "outputs",
    [
        sympy.Matrix([x**2, sympy.sin(x), x]),
        sympy.Matrix([[x**2, sympy.sin(x), x]]),
        sympy.Matrix([[x**2, sympy.sin(x)], [x, 3]]),
        sympy.Array([x**2, sympy.sin(x)]),
        sympy.Array([[x**2, sympy.sin(x)], [x, x]]),
    ],
    ids=str,
)
def test_a_derivative_by_one_symbol_has_the_shape_of_the_outputs(outputs):
    assert stb.check_gradient(outputs, outputs.diff(x), x).verdict == "consistent"
    assert stb.check_gradient(outputs, 2 * outputs.diff(x), x).verdict == "refuted"
    assert stb.check_gradient(outputs, outputs.diff(x, 2), x, order=2).verdict == "consistent"
    if isinstance(outputs, sympy.MatrixBase):
        compiled = stb.compile(outputs, [x])
        assert stb.check_gradient(outputs, compiled.derivative(x), x).verdict == "consistent"
        assert stb.check_gradient(outputs, stb.SymPyModule(outputs), x).verdict == "consistent"
