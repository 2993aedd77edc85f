"""Intervals in every form people write them, and what is none."""

from __future__ import annotations

import fractions

import numpy as np
import pytest
import sympy
import torch

from sympy_torch_bridge.bounds import interval_of, within_assumptions
from sympy_torch_bridge.domain import Interval
from sympy_torch_bridge.errors import InputTypeError, OptionError

x = sympy.Symbol("x")


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (Interval(0, 1, lower_open=True), "(0, 1]"),
        ((0, 2.5), "[0, 2.5]"),
        ([np.int64(0), fractions.Fraction(1, 2)], "[0, 0.5]"),
        (sympy.Tuple(0, sympy.sqrt(4)), "[0, 2]"),
        (np.array([0.0, 1.0]), "[0, 1]"),
        (torch.tensor([0.0, 1.0]), "[0, 1]"),
        (sympy.Interval.Lopen(0, sympy.oo), "(0, oo)"),
        ((-sympy.oo, float("inf")), "(-oo, oo)"),
        (sympy.Reals, "(-oo, oo)"),
    ],
    ids=["ours", "pair", "list", "Tuple", "array", "tensor", "SymPy's", "no ends", "Reals"],
)
def test_intervals_are_read(given, text):
    assert str(interval_of(given, "domain of x")) == text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (sympy.FiniteSet(1, 2), "single numbers are given as points="),
        (sympy.Integers, "is the set Integers; expected an interval"),
        (sympy.EmptySet, "is the set EmptySet"),
        ({1, 2}, r"is \{1, 2\}; expected an Interval or a pair"),
        ({0: 1, 1: 2}, "expected an Interval or a pair"),
        (range(2), "expected an Interval or a pair"),
        ("01", "is '01'; expected an Interval or a pair"),
        (("0", "1"), "of real numbers"),
        ((0, x), "of real numbers"),
        ((False, True), "of real numbers"),
        (sympy.Interval(0, sympy.Symbol("a", real=True)), "of real numbers"),
        ((0, 1j), r"corners of a rectangle need complex inputs: dtype=torch\.complex128"),
        ((0, 1 + sympy.I), "corners of a rectangle"),
        ((0, 1, 2), r"is \(0, 1, 2\)"),
        (None, "is None"),
    ],
    ids=str,
)
def test_what_is_no_interval_is_refused(given, words):
    with pytest.raises(InputTypeError, match=words):
        interval_of(given, "domain of x")


@pytest.mark.parametrize("given", [(1, 1), (2, 1), (float("nan"), 1), (sympy.oo, -sympy.oo)], ids=str)
def test_empty_intervals_are_refused(given):
    with pytest.raises(OptionError, match="low < high"):
        interval_of(given, "domain of x")


@pytest.mark.parametrize("large", [10**400, 10**5000], ids=["10**400", "10**5000"])
def test_ends_beyond_the_doubles_are_refused_in_a_short_message(large):
    with pytest.raises(OptionError, match="oo stands for no end") as caught:
        interval_of((0, large), "domain of x")
    assert len(str(caught.value)) < 400
    assert caught.value.value == (0, large)


def test_assumptions_cut_an_interval():
    positive, negative = sympy.Symbol("p", positive=True), sympy.Symbol("m", negative=True)
    assert str(within_assumptions(Interval(0.0, 1.0), positive)) == "(0, 1]"
    assert str(within_assumptions(Interval(-3.0, 2.0), negative)) == "[-3, 0)"
    assert str(within_assumptions(Interval(0.0, 1.0), sympy.Symbol("x", nonnegative=True))) == "[0, 1]"
    with pytest.raises(OptionError, match=r"accepted: 'a part of \(0, oo\)'"):
        within_assumptions(Interval(-2.0, -1.0), positive)
    with pytest.raises(OptionError, match="a part of"):
        within_assumptions(Interval(-2.0, 0.0), positive)


def test_an_integer_needs_a_whole_number():
    n = sympy.Symbol("n", integer=True)
    with pytest.raises(OptionError, match="an interval with a whole number"):
        within_assumptions(Interval(0.25, 0.75), n)
    with pytest.raises(OptionError, match="an interval with a whole number"):
        within_assumptions(Interval(1.0, 2.0, lower_open=True, upper_open=True), n)
    assert within_assumptions(Interval(1.0, 2.0, lower_open=True), n).contains(2.0)
