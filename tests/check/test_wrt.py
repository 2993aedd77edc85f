"""The symbols of a check: in every container, each once, and never one that only looks like another."""

from __future__ import annotations

import pytest
import sympy
import torch

from sympy_torch_bridge.check import check_consistency, check_gradient
from sympy_torch_bridge.errors import InputTypeError, OptionError, UnknownSymbolError

x, y = sympy.symbols("x y")
SLOPES = [2 * x * y, x**2]


@pytest.mark.parametrize(
    "wrt",
    [
        [x, y],
        (x, y),
        sympy.Tuple(x, y),
        sympy.Matrix([x, y]),
        sympy.Matrix([[x, y]]),
        {y, x},
        frozenset({y, x}),
    ],
    ids=["list", "tuple", "Tuple", "column", "row", "set", "frozenset"],
)
def test_symbols_come_in_any_container(wrt):
    report = check_gradient(x**2 * y, SLOPES, wrt)
    assert (report.verdict, report.wrt) == ("consistent", ("x", "y"))
    assert check_gradient(x**2 * y, SLOPES[::-1], wrt).verdict == "refuted"


@pytest.mark.parametrize(
    "call",
    [
        lambda: check_gradient(x * y, [y, y], [x, x]),
        lambda: check_consistency(x * y, [x, y, x]),
        lambda: check_gradient(x * y, [[0, 0], [0, 0]], [x, x], order=2),
    ],
    ids=["gradient", "consistency", "Hessian"],
)
def test_a_symbol_is_given_once(call):
    with pytest.raises(OptionError, match="accepted: 'each symbol once'\n  order=2 differentiates twice"):
        call()


@pytest.mark.parametrize(
    ("expr", "wrt", "words"),
    [
        (x**2, "x", r"symbols are given, not their names: x = sympy.Symbol\('x'\)"),
        (sympy.IndexedBase("a")[1] ** 2, None, r"expr.subs\(a\[1\], Symbol\('a1'\)\)"),
        (sympy.Function("f")(x) ** 2, sympy.Function("f")(x), r"expr.subs\(f\(x\), Symbol\('f'\)\)"),
        (x * y, [[x, y]], r"is \[x, y\] of type list"),
        (x * y, 2, "is 2 of type int"),
    ],
    ids=["name", "indexed", "function", "nested", "number"],
)
def test_what_is_no_symbol_is_refused(expr, wrt, words):
    with pytest.raises(InputTypeError, match=words):
        check_consistency(expr, wrt)


@pytest.mark.parametrize(
    "call", [lambda: check_gradient(x * y, [], []), lambda: check_gradient(x * y, {})], ids=["list", "claim"]
)
def test_no_symbol_at_all_is_refused(call):
    with pytest.raises(UnknownSymbolError, match="an empty list of symbols asks for nothing"):
        call()


TWIN = sympy.Symbol("x", positive=True)
M, N = sympy.MatrixSymbol("M", 2, 2), sympy.MatrixSymbol("M", 3, 3)


@pytest.mark.parametrize(
    ("claimed", "options"),
    [
        (2 * x, {}),
        ([2 * x], {}),
        ([[2 + x]], {"order": 2}),
        ({TWIN: 2 * x}, {}),
        (2 * x, {"dtype": torch.complex128}),
    ],
    ids=["formula", "list", "Hessian", "mapping", "complex"],
)
def test_a_claim_about_a_symbol_that_looks_alike_is_refused(claimed, options):
    with pytest.raises(UnknownSymbolError, match="but with other assumptions: SymPy takes them for two"):
        check_gradient(TWIN**2, claimed, TWIN, **options)


def test_a_claim_by_a_symbol_that_looks_alike_is_refused():
    with pytest.raises(UnknownSymbolError, match="with other assumptions"):
        check_gradient(TWIN**2, {x: 2 * TWIN})


@pytest.mark.parametrize(("expr", "claimed"), [(sympy.Dummy("x") ** 2, 2 * x), (x**2, 2 * sympy.Dummy("x"))])
def test_a_dummy_equals_no_other_symbol(expr, claimed):
    with pytest.raises(UnknownSymbolError, match="a Dummy equals no other symbol, whatever its name"):
        check_gradient(expr, claimed)


def test_two_symbols_of_one_name_are_two_inputs():
    report = check_gradient(x * TWIN, [TWIN, x], [x, TWIN])
    assert (report.verdict, len(set(report.inputs))) == ("consistent", 2)
    assert check_gradient(x * TWIN, [x, TWIN], [x, TWIN]).verdict == "refuted"
