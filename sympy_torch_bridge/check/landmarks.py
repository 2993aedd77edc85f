"""Expressions whose zeros are places of interest: where the domain may end, and where arguments vanish."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

import sympy

from ..ops import BY_HEAD, Op
from ..program.expressions.free_symbols import free_symbols
from ..program.expressions.traversal import children, postorder
from .roughness import without_sign

__all__ = ["argument_zeros", "domain_ends"]

# Poles that come back with a period: the zeros of one function of the argument.
_PERIODIC = {sympy.tan: sympy.cos, sympy.sec: sympy.cos, sympy.cot: sympy.sin, sympy.csc: sympy.sin}

# SymPy hashes and compares by recursion: what is nested deeper is left to the other strata.
_MAX_HEIGHT = 60


def domain_ends(expr: Any, ops: Mapping[Any, Op] = BY_HEAD) -> list[Any]:
    """Return expressions whose zeros are the places where the real domain of ``expr`` may end.

    Denominators and bases of roots vanish there, and arguments reach the ends of the domain that the op
    record of their function states.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> domain_ends(sympy.sqrt(x) / (x - 2) + sympy.log(3 - x))
    [x, x - 2, x - 3]
    """
    found = chain.from_iterable(_ends(node, ops) for node in _shallow(expr))
    return list(dict.fromkeys(without_sign(item) for item in found if item.free_symbols))


def _ends(node: Any, ops: Mapping[Any, Op]) -> Iterator[Any]:
    if isinstance(node, sympy.Pow):
        if node.base.free_symbols and not (node.exp.is_Integer and node.exp.is_nonnegative):
            yield node.base
    elif type(node) in _PERIODIC:
        yield _PERIODIC[type(node)](node.args[0])
    elif node.func in ops and all(isinstance(arg, sympy.Expr) for arg in node.args):
        for place, argument in enumerate(node.args):
            interval = ops[node.func].argument_domain(place)
            for end in (interval.lower, interval.upper):
                if abs(end) < sympy.oo:
                    yield argument - sympy.Rational(end)


def argument_zeros(expr: Any) -> list[Any]:
    """Return the arguments of the functions of ``expr``, then its symbols: code often divides by them.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> argument_zeros(sympy.sin(x - 2) * x)
    [x - 2, x]
    """
    arguments = [
        argument
        for node in _shallow(expr)
        if isinstance(node, sympy.Function)
        for argument in node.args
        if isinstance(argument, sympy.Expr) and argument.free_symbols
    ]
    symbols = sorted(free_symbols(expr), key=sympy.default_sort_key)
    return list(dict.fromkeys([*map(without_sign, arguments), *symbols]))


def _shallow(expr: Any) -> Iterator[Any]:
    """Yield the nodes that are not nested too deeply."""
    heights: dict[int, int] = {}
    for node in postorder(expr):
        height = 1 + max((heights[id(child)] for child in children(node)), default=0)
        heights[id(node)] = height
        if height <= _MAX_HEIGHT:
            yield node
