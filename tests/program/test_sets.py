"""Conditions: membership in sets, predicates of assumptions, connectives, symbols that are truth values."""

from __future__ import annotations

import itertools
import math
from typing import Any

import pytest
import sympy
import torch
from sympy import (
    ITE,
    And,
    Complement,
    ConditionSet,
    Contains,
    Eq,
    Equivalent,
    FiniteSet,
    ImageSet,
    Implies,
    Intersection,
    Interval,
    Lambda,
    Nand,
    Ne,
    Nor,
    Not,
    Or,
    Piecewise,
    ProductSet,
    Q,
    Range,
    Rational,
    S,
    SymmetricDifference,
    Tuple,
    Union,
    Xor,
    ask,
    oo,
    sqrt,
    symbols,
)
from torch_transforms import check_transforms

import sympy_torch_bridge as stb

F64 = torch.float64
x, y, a, b, c = symbols("x y a b c")
POINTS = [-2, -1, 0, Rational(1, 2), 1, 2, Rational(5, 2), 3, oo, -oo]
T = torch.tensor([*map(float, POINTS), math.nan], dtype=F64)

SETS = [
    Interval(0, 1), Interval.open(0, 2), Interval(-oo, 1), Interval.Lopen(0, oo), Interval.Ropen(0, 1),
    Union(Interval(0, 1), Interval(2, 3)), Intersection(S.Integers, Interval(0, y)),
    Complement(S.Reals, FiniteSet(0, y)), SymmetricDifference(FiniteSet(1, y), S.Naturals),
    S.Reals, S.Naturals, S.Naturals0, S.Integers, S.Complexes, S.EmptySet,
    ConditionSet(x, x**2 > 1, S.Reals), ConditionSet(x, x**2 > 1, Interval(-oo, y)), FiniteSet(1, 2, y),
    Range(0, 10, 2), Range(3, -3, -2), Range(0, oo, 2), Range(5),
]  # fmt: skip


@pytest.mark.parametrize("container", SETS, ids=str)
def test_membership_is_sympys(container: Any) -> None:
    f = stb.compile(Contains(x, container), [x, y])
    got = f(T, torch.tensor(2.0, dtype=F64))
    assert got.dtype is torch.bool
    assert got[:-1].tolist() == [bool(Contains(point, container.subs(y, 2))) for point in POINTS]
    assert not got[-1]
    assert stb.compile(Not(Contains(x, container)), [x, y])(T, 2.0).tolist() == (~got).tolist()


def test_everything_is_in_the_universal_set() -> None:
    assert stb.compile(Contains(x, S.UniversalSet), [x])(T).all()


def test_pairs() -> None:
    f = stb.compile(Contains(Tuple(x, y), ProductSet(Interval(0, 1), FiniteSet(1, 2))))
    assert f(T, 1.0).tolist() == stb.compile(Contains(x, Interval(0, 1)))(T).tolist()
    assert not f(0.5, 1.5)
    listed = stb.compile(Contains(Tuple(x, y), FiniteSet(Tuple(1, 2), Tuple(3, 4))))
    assert listed(torch.tensor([1.0, 1.0, 3.0]), torch.tensor([2.0, 4.0, 4.0])).tolist() == [
        True,
        False,
        True,
    ]


def test_membership_guards_a_branch() -> None:
    f = stb.compile(Piecewise((sqrt(x), Contains(x, Interval(1, 4))), (x**2, True)))
    value, (slope,) = f.value_and_grad(torch.tensor([-3.0, 0.0, 4.0], dtype=F64))
    assert value.tolist() == [9, 0, 2]
    assert slope is not None
    assert slope.tolist() == [-6, 0, 0.25]
    check_transforms(f, torch.tensor([2.0, -3.0, 3.5], dtype=F64))


@pytest.mark.parametrize(
    ("container", "hint"),
    [
        (S.Rationals, "every floating number is rational"),
        (ImageSet(Lambda(x, x**2), S.Integers), "condition on its elements"),
        (Range(y, y + 3), "And\\(x >= a"),
    ],
    ids=str,
)
def test_refused_sets(container: Any, hint: str) -> None:
    with pytest.raises(stb.UnsupportedFunctionError, match=hint):
        stb.compile(Contains(x, container))


LOWERED = [
    Q.positive, Q.negative, Q.nonnegative, Q.nonpositive, Q.zero, Q.nonzero, Q.finite, Q.infinite, Q.real,
    Q.extended_real, Q.extended_positive, Q.extended_negative, Q.extended_nonnegative, Q.extended_nonpositive,
    Q.extended_nonzero, Q.complex, Q.integer, Q.even, Q.odd, Q.imaginary, Q.positive_infinite,
    Q.negative_infinite,
]  # fmt: skip


@pytest.mark.parametrize("predicate", LOWERED, ids=str)
def test_predicates_are_sympys(predicate: Any) -> None:
    got = stb.compile(predicate(x))(T)
    assert got.dtype is torch.bool
    assert got[:-1].tolist() == [ask(predicate(point)) for point in POINTS]
    assert not got[-1]


def test_predicates_of_two_numbers_and_of_truth() -> None:
    assert stb.compile(Q.lt(x, y))(1.0, 2.0)
    assert not stb.compile(Q.ge(x, y))(1.0, 2.0)
    assert stb.compile(Q.is_true(x > 0))(1.0)
    assert stb.compile(Piecewise((1, Q.even(x)), (0, True)))(torch.tensor([2.0, 3.0])).tolist() == [1, 0]


@pytest.mark.parametrize(
    "predicate", [Q.prime, Q.rational, Q.irrational, Q.transcendental, Q.hermitian], ids=str
)
def test_refused_predicates(predicate: Any) -> None:
    with pytest.raises(stb.UnsupportedFunctionError, match="no condition on floating numbers"):
        stb.compile(predicate(x))


CONNECTIVES = [
    And(a, b), Or(a, b), Not(a), Xor(a, b), Xor(a, b, c), Nand(a, b), Nor(a, b), Implies(a, b),
    Equivalent(a, b), Equivalent(a, b, c), ITE(a, b, c), Eq(a, And(b, c)), Ne(a, Or(b, c)), Eq(a, sympy.true),
    And(Or(a, b), Not(And(a, c))), Eq(a, b),
]  # fmt: skip


@pytest.mark.parametrize("expr", CONNECTIVES, ids=str)
def test_truth_tables(expr: Any) -> None:
    free = sorted(expr.free_symbols, key=str)
    f = stb.compile(expr, free)
    rows = list(itertools.product([True, False], repeat=len(free)))
    got = f(*(torch.tensor(column) for column in zip(*rows, strict=True)))
    assert got.dtype is torch.bool
    expected = [bool(expr.subs(dict(zip(free, map(sympy.sympify, row), strict=True)))) for row in rows]
    assert got.tolist() == expected
    assert bool(f(*rows[0])) is expected[0]


class TestKinds:
    def test_constants_have_the_batch_shape(self) -> None:
        got = stb.compile([sympy.true, sympy.false, x > 0], [x])(torch.ones(3))
        assert [item.tolist() for item in got] == [[True] * 3, [False] * 3, [True] * 3]

    def test_a_symbol_is_a_truth_value_or_a_number(self) -> None:
        with pytest.raises(stb.InputTypeError, match=r"write Ne\(a, 0\)"):
            stb.compile(a + Piecewise((1, a), (0, True)))
        assert stb.compile(a + Piecewise((1, Ne(a, 0)), (0, True)))(2.0).item() == 3

    def test_a_truth_value_is_not_passed_as_a_number(self) -> None:
        f = stb.compile(And(a, x > 0))
        with pytest.raises(stb.InputTypeError, match="a != 0"):
            f(torch.ones(2), torch.ones(2))
        assert f(torch.tensor([True, False]), torch.ones(2)).tolist() == [True, False]
        assert f(sympy.true, 1.0)

    def test_a_condition_may_be_an_input(self) -> None:
        f = stb.compile(Piecewise((x, a), (2 * x, True)))
        value, slopes = f.value_and_grad(torch.tensor([True, False]), torch.ones(2))
        assert value.tolist() == [1, 2]
        assert slopes[0] is None
        assert slopes[1] is not None
        assert slopes[1].tolist() == [1, 2]
