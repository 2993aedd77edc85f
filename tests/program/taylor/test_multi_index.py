"""The combinatorics of the chain and product rules, against SymPy's derivatives of unknown functions."""

from __future__ import annotations

from typing import Any

import pytest
import sympy

from sympy_torch_bridge.program.taylor.multi_index import below, chain_rule, closure, product_rule

x, t, s = sympy.symbols("x t s")
ORDERS = [(1, 0), (2, 0), (1, 1), (0, 3), (2, 1), (2, 2), (4, 1), (5, 0)]
by_orders = pytest.mark.parametrize("orders", ORDERS, ids=str)


def derived(expr: Any, orders: tuple[int, ...]) -> Any:
    for variable, order in zip((x, t), orders, strict=True):
        expr = expr.diff(variable, order) if order else expr
    return expr


@by_orders
def test_the_chain_rule_is_sympys(orders: tuple[int, ...]) -> None:
    """Of exp(g) every outer derivative is exp(g), which leaves a polynomial in those of g to compare."""
    for outer in (sympy.exp, sympy.sin, lambda z: z**7):
        g = x**3 * t**2 + x * t**4 + 2 * x - t
        total = sum(
            count
            * sympy.Mul(*(derived(g, part) for part in parts))
            * sympy.diff(outer(s), s, len(parts)).subs(s, g)
            for count, parts in chain_rule(orders)
        )
        assert sympy.expand(total - derived(outer(g), orders)) == 0


@by_orders
def test_a_term_less_or_a_count_off_is_seen(orders: tuple[int, ...]) -> None:
    g = x**6 * t**4 + x * t**4 + 2 * x - t
    terms = chain_rule(orders)
    for wrong in (terms[1:], ((terms[0][0] + 1, terms[0][1]), *terms[1:])):
        total = sum(c * sympy.Mul(*(derived(g, part) for part in parts)) for c, parts in wrong)
        right = sympy.expand(derived(sympy.exp(g), orders) / sympy.exp(g))
        assert sympy.expand(total - right) != 0


@by_orders
def test_the_product_rule_is_sympys(orders: tuple[int, ...]) -> None:
    a, b = sympy.exp(2 * x + 3 * t), sympy.exp(5 * x - t)
    total = sum(count * derived(a, left) * derived(b, right) for count, left, right in product_rule(orders))
    assert sympy.expand(sympy.powsimp(sympy.expand(total - derived(a * b, orders)))) == 0


def test_closures() -> None:
    assert closure([(1, 1)]) == ((0, 0), (0, 1), (1, 0), (1, 1))
    assert closure([(0, 0)]) == ((0, 0),)
    found = closure([(3, 1), (0, 2)])
    assert all(lower in found for index in found for lower in below(index))
    assert [sum(index) for index in found] == sorted(sum(index) for index in found)
