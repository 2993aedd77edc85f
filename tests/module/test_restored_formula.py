"""Formulas as lists of nodes: what is written, what is read again, and what is refused while reading."""

from __future__ import annotations

from typing import Any

import pytest
import sympy

import sympy_torch_bridge as stb
from sympy_torch_bridge.module.restored_formula import restored
from sympy_torch_bridge.module.stored_formula import digest, stored

x, y = sympy.symbols("x y")
k = sympy.Symbol("k", positive=True)
A, B = sympy.MatrixSymbol("A", 2, 3), sympy.MatrixSymbol("B", 3, 2)
u = sympy.Function("u")

FORMULAS: dict[str, Any] = {
    "numbers": sympy.Float("0.1234567890123456789", 19) * x + sympy.Rational(-1, 3) + 10**50 * y,
    "constants": sympy.pi + sympy.E * sympy.I + sympy.EulerGamma + sympy.Max(x, -sympy.oo, evaluate=False),
    "unevaluated": sympy.Add(x, x, sympy.sin(0, evaluate=False), evaluate=False),
    "assumptions": k * sympy.Symbol("n", integer=True, even=True) + sympy.Symbol("c", commutative=False),
    "conditions": sympy.Piecewise((x, (x < 1) & sympy.Ne(y, 2)), (y, sympy.Or(x >= 3, y <= 0)), (0, True)),
    "matrices": sympy.Trace(A * B + sympy.Identity(2)) + (B.T)[0, 0] + sympy.Determinant(A * B),
    "explicit matrices": sympy.ImmutableMatrix([[x, 1], [0, y]]) * A,
    "sums": sympy.Sum(sympy.Indexed("w", x), (x, 0, 3)) + sympy.Integral(sympy.exp(-y * x), (x, 0, 1)),
    "undefined functions": u(x, y).diff(x, 2) + u(x, y),
    "containers": {"a": [x, (y, sympy.Matrix([[x]]))], 1: sympy.Array([x, y])},
}  # fmt: skip


@pytest.mark.parametrize("formula", FORMULAS.values(), ids=FORMULAS)
def test_it_comes_back(formula: Any) -> None:
    again = restored(stored(formula))
    assert again == formula
    assert sympy.srepr(again) == sympy.srepr(formula)
    assert type(again) is type(formula)


def test_numbers_of_any_length() -> None:
    numbers = [sympy.Integer(-7) ** 9001, sympy.Rational(1, 3**999), sympy.Float(1, 5000) / 3]
    again = restored(stored(numbers))
    assert again == numbers
    assert again[2]._prec == numbers[2]._prec


def test_two_dummies_of_one_name_stay_two() -> None:
    first, second = sympy.Dummy("x"), sympy.Dummy("x")
    one, other, again = restored(stored([first, second, first]))
    assert one != other
    assert one == again


REFUSED = {
    "a part after its node": [["sin", 1], ["Symbol", "x", {}]],
    "a negative part": [["Symbol", "x", {}], ["sin", -1]],
    "a truth value as part": [["Symbol", "x", {}], ["sin", False]],
    "a text as part": [["Symbol", "x", {}], ["sin", "x"]],
    "a class of Python": [["exec", "1"]],
    "a class of SymPy that is no formula": [["Symbol", "x", {}], ["Wild", 0]],
    "a kind that is no text": [[1, 2]],
    "a long name": [["Symbol", "x" * 1001, {}]],
    "a name that is no text": [["Symbol", 1, {}]],
    "a long number": [["Integer", "0x1" + "0" * 1_000_000]],
    "a wide number": [["Float", "1", 0, 10**7]],
    "a number in words": [["Integer", "ten"]],
    "an assumption that SymPy does not have": [["Symbol", "x", {"odd ": True}]],
    "an assumption that is no truth value": [["Symbol", "x", {"real": "yes"}]],
    "a constant that is unknown": [["number", "tau"]],
    "too few entries": [["Symbol", "x", {}], ["ImmutableDenseMatrix", [2, 2], 0]],
    "no nodes": [],
    "no list": "x",
}


@pytest.mark.parametrize("nodes", REFUSED.values(), ids=REFUSED)
def test_refused(nodes: Any) -> None:
    with pytest.raises(stb.CheckpointError, match="cannot load the checkpoint"):
        restored(nodes)


def test_an_exponent_is_not_worked_out() -> None:
    tower = restored([["Integer", "10"], ["Integer", "9999999999"], ["Pow", 0, 1], ["Pow", 0, 2]])
    assert isinstance(tower, sympy.Pow)


class TestDigest:
    def test_orders_do_not_count_where_they_mean_nothing(self) -> None:
        assert digest(stored(x + y)) == digest([["Symbol", "y", {}], ["Symbol", "x", {}], ["Add", 0, 1]])
        assert digest(stored(x**y)) != digest(stored(y**x))
        assert digest(stored(A * B)) != digest(stored(B * A))

    def test_products_that_do_not_commute(self) -> None:
        a, b = sympy.symbols("a b", commutative=False)
        assert digest(stored(a * b)) != digest(stored(b * a))

    def test_numbers_count_unless_they_are_constants(self) -> None:
        assert digest(stored(2 * x)) != digest(stored(3 * x))
        five, three = ["constant", "c", "Float", "5", -1, 53], ["constant", "c", "Float", "3", 0, 53]
        assert digest([five]) == digest([three])
        assert digest([five]) != digest([["constant", "d", *five[2:]]])
