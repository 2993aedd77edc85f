"""Expressions count as small while SymPy's recursive functions can work on them."""

from __future__ import annotations

import sympy

from sympy_torch_bridge.check.question import partials
from sympy_torch_bridge.check.size import is_small, size_of, text_of, written_size
from sympy_torch_bridge.program.expressions.traversal import postorder

x, y = sympy.symbols("x y", real=True)


def doubling(levels):
    """Nest sums of two products of one part: few nodes, and a text of exponential length."""
    expr = x + y
    for level in range(levels):
        expr = sympy.Add(expr * (level + 2 + x), sympy.sin(expr))
    return expr


def test_a_part_counts_as_often_as_it_is_written():
    assert size_of(doubling(20)) < 150
    assert written_size(doubling(20)) > 2**20
    assert written_size(x) == 1


def test_shared_parts_are_not_written_out():
    assert text_of(doubling(20)) == f"<expression of {size_of(doubling(20))} distinct nodes>"
    assert text_of(doubling(2)) == str(doubling(2))
    assert is_small(doubling(2))
    assert not is_small(doubling(20))


def test_derivatives_of_long_expressions_share_their_parts():
    seen: set[int] = set()
    by_x, by_y = partials([doubling(12)], [x, y], 1)
    assert sum(1 for slope in (by_x, by_y) for _ in postorder(slope, seen)) < 400
    at = {x: sympy.Rational(1, 3), y: sympy.Rational(1, 5)}
    short = doubling(3)
    for found, symbol in zip(partials([short], [x, y], 1), (x, y), strict=True):
        assert abs((found - short.diff(symbol)).evalf(30, subs=at)) < 1e-25
