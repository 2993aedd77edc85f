"""Functions of one argument or several: the chain rule with a derivative of the catalogue."""

from __future__ import annotations

from typing import Any

from sympy import Add, Derivative, Dummy, Max, Min, Piecewise, Subs, Symbol
from sympy.core.function import AppliedUndef, ArgumentIndexError

from .identities import DEFINITIONS, INVERSES
from .slope import Slope, Writer
from .slope_table import SlopeTable
from .words import BY_PIECES, DEFINITION, OF_SYMPY

__all__ = ["of_extremum", "of_function", "of_integral", "of_pieces", "of_unknown", "of_value_of_slope"]

_SLOTS = ("u", "v", "w", "p", "q", "r", *(f"u{i}" for i in range(1, 50)))


def of_function(node: Any, write: Writer, table: SlopeTable, blocked: set[str]) -> Slope | None:
    """Apply the chain rule, or find the derivative of the function itself from what it is made of.

    ``blocked`` are rules that may not be used for this node.
    """
    places = [i for i, argument in enumerate(node.args) if write.has(argument)]
    terms, rules, words = [], [], []
    for place in places:
        known = table.of_function(node, place, write.avoided | blocked)
        if known is None and len(places) == 1 and node.args[place] == write.wrt:
            return _from_scratch(node, write, table)
        inner = write.inner(node.args[place])
        if known is None:
            outer = _own_slope(node, place)
            if outer is None:
                return None
            words.append(OF_SYMPY.format(function=type(node).__name__))
            terms.append(outer * inner)
        else:
            rules.append(known.rule)
            terms.append(known.slope * inner)
    is_composed = len(places) > 1 or node.args[places[0]] != write.wrt
    chain = ("rule.chain.total" if len(places) > 1 else "rule.chain",) if is_composed else ()
    return write.slope(Add(*terms), *chain, *dict.fromkeys(rules), word="; ".join(dict.fromkeys(words)))


def _from_scratch(node: Any, write: Writer, table: SlopeTable) -> Slope | None:
    definition, inverse = DEFINITIONS.get(type(node)), INVERSES.get(type(node))
    if definition is not None:
        return Slope(None, (), DEFINITION, rewritten=definition(*node.args))
    if inverse is None or len(node.args) != 1:
        return None
    slot = Dummy("u", real=True)
    known = table.of_function(inverse(slot), 0, write.avoided)
    if known is None:
        return None
    return write.slope(1 / known.slope.xreplace({slot: node}), "rule.inverse", known.rule)


def _own_slope(node: Any, place: int) -> Any:
    try:
        return node.fdiff(place + 1)
    except (ArgumentIndexError, AttributeError, NotImplementedError):
        return None


def of_unknown(node: Any, write: Writer) -> Slope | None:
    """Apply the chain rule to an unknown function; its own slope is left as it is."""
    places = [i for i, argument in enumerate(node.args) if write.has(argument)]
    rule = "rule.chain" if len(node.args) == 1 else "rule.chain.total"
    if rule in write.avoided:
        return None
    taken = {symbol.name for symbol in node.free_symbols}
    names = (name for name in _SLOTS if name not in taken)
    slots = [Symbol(name, real=True) for _, name in zip(node.args, names, strict=False)]
    general = node.func(*slots)
    terms = []
    for i in places:
        slope = Derivative(general, slots[i])
        outer = Subs(slope, tuple(slots), node.args)
        terms.append(outer * write.part(node.args[i]))
    return write.slope(Add(*terms), rule)


def of_value_of_slope(node: Any, write: Writer) -> Slope | None:
    """Apply the chain rule to the slope of an unknown function at an inner function."""
    if write.wrt in node.expr.free_symbols - set(node.variables):
        return None
    rule = "rule.chain" if len(node.variables) == 1 else "rule.chain.total"
    pairs = zip(node.variables, node.point, strict=True)
    terms = [
        Subs(Derivative(node.expr, slot), node.variables, node.point) * write.part(value)
        for slot, value in pairs
        if write.has(value)
    ]
    return write.slope(Add(*terms), rule)


def of_integral(node: Any, write: Writer) -> Slope | None:
    """Apply the rule of Leibniz."""
    if "rule.integral.leibniz" in write.avoided or len(node.limits) != 1 or len(node.limits[0]) != 3:
        return None
    body, (variable, low, high) = node.function, node.limits[0]
    after = body.subs(variable, high) * write.part(high) - body.subs(variable, low) * write.part(low)
    if write.has(body):
        # A step on the integrand alone would speak of the variable of integration.
        slope = Derivative(body, write.wrt) if isinstance(body, AppliedUndef) else body.diff(write.wrt)
        after += node.func(slope, (variable, low, high))
    return write.slope(after, "rule.integral.leibniz")


def of_pieces(node: Any, write: Writer) -> Slope:
    """Differentiate each piece."""
    pieces = [(write.part(value), condition) for value, condition in node.args]
    return write.slope(Piecewise(*pieces), word=BY_PIECES)


def of_extremum(node: Any, write: Writer) -> Slope | None:
    """Differentiate the larger of two, or the smaller."""
    rule = "derivative.maximum" if isinstance(node, Max) else "derivative.minimum"
    if len(node.args) != 2 or rule in write.avoided:
        return None
    first, second = node.args
    is_first = first > second if isinstance(node, Max) else first < second
    after = Piecewise((write.part(first), is_first), (write.part(second), True))
    is_plain = all(isinstance(a, Symbol) or a.is_number for a in node.args)
    return write.slope(after, *(() if is_plain else ("rule.chain.total",)), rule)


EXTREMA = (Max, Min)
