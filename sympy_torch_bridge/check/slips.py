"""Wrong derivatives that slips of the pen lead to, generated from the expression."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from .. import symbolic
from ..errors import BridgeError
from ..exact import ExactFunction
from ..program.expressions.traversal import postorder

__all__ = ["Slip", "slips"]

_MAX_TERMS = 12
_MAX_INNER = 12
_BITS = 70


@dataclass(frozen=True, slots=True)
class Slip:
    """A named wrong derivative."""

    name: str
    function: ExactFunction

    def value(self, point: Mapping[Any, Any]) -> float:
        """Return its value at a point, nan where it has none."""
        (value,) = self.function(point, bits=_BITS)
        return float(value) if value.is_finite else math.nan


def slips(expr: Any, derivative: Any, symbol: Any, inputs: Sequence[Any]) -> Iterator[Slip]:
    """Yield the wrong derivatives of ``expr`` by ``symbol`` that known slips give.

    Parameters
    ----------
    expr, derivative : sympy.Expr
    symbol : Symbol
    inputs : sequence of Symbol

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> for slip in slips(sympy.sin(2 * x), 2 * sympy.cos(2 * x), x, [x]):
    ...     print(slip.name)
    the factor cos(2*x) left out
    the exponent of cos(2*x) too large by 1
    the exponent of cos(2*x) too small by 1
    the inner derivative of 2*x left out
    """
    for name, candidate in (*_terms(derivative), *_inner(expr, derivative, symbol)):
        if candidate == derivative:
            continue
        try:
            yield Slip(name, ExactFunction([candidate], inputs))
        except BridgeError:  # a derivative without an exact value cannot be compared
            continue


def _terms(derivative: Any) -> Iterator[tuple[str, Any]]:
    """Yield the derivative with one term left out or of the wrong sign."""
    for total in dict.fromkeys((derivative, sympy.expand(derivative))):
        terms = sympy.Add.make_args(total)
        if not 2 <= len(terms) <= _MAX_TERMS:
            continue
        for term in terms:
            yield f"the term {term} left out", total - term
            yield f"a wrong sign of the term {term}", total - 2 * term
    yield from _factors(derivative)


def _factors(derivative: Any) -> Iterator[tuple[str, Any]]:
    """Yield the derivative with a factor of one term changed."""
    terms = sympy.Add.make_args(derivative)
    for term in terms[:_MAX_TERMS]:
        rest, place = derivative - term, "" if len(terms) == 1 else f" in the term {term}"
        if len(terms) > 1:
            yield f"a factor 2 missing in the term {term}", rest + term / 2
            yield f"a factor 2 too much in the term {term}", rest + 2 * term
        for factor in sympy.Mul.make_args(term):
            if factor.args:
                yield f"the factor {factor} left out{place}", rest + term / factor
            base, exponent = factor.as_base_exp()
            if base.free_symbols:
                yield f"the exponent of {factor} too large by 1{place}", rest + term * base
                yield f"the exponent of {factor} too small by 1{place}", rest + term / base
            if exponent.is_Integer and exponent < 0:
                yield f"the denominator {1 / factor} left out{place}", rest + term / factor


def _inner(expr: Any, derivative: Any, symbol: Any) -> Iterator[tuple[str, Any]]:
    """Yield derivatives in which the chain rule was applied to an inner function wrongly."""
    for inner in _inner_functions(expr, symbol):
        stand_in = sympy.Dummy("u", real=True)
        outer = expr.xreplace({inner: stand_in})
        by_inner = symbolic.derivative(outer, stand_in).xreplace({stand_in: inner})
        directly = symbolic.derivative(outer, symbol).xreplace({stand_in: inner})
        yield f"the inner derivative of {inner} left out", by_inner + directly
        if directly != 0:
            yield f"{inner} taken for a constant", directly
    for factor in expr.args if isinstance(expr, sympy.Mul) else ():
        if symbol in factor.free_symbols and factor != expr:
            yield (
                f"the factor {factor} taken for a constant",
                factor * symbolic.derivative(expr / factor, symbol),
            )
    for base, exponent in ((n.base, n.exp) for n in postorder(expr) if isinstance(n, sympy.Pow)):
        is_plain = base == symbol and exponent.is_number and exponent > 1
        if is_plain and expr.count(base**exponent) == 1:
            stand_in = sympy.Dummy("u", real=True)
            outer = (
                expr.xreplace({base**exponent: stand_in}).diff(stand_in).xreplace({stand_in: base**exponent})
            )
            yield (
                f"the exponent of {base**exponent} not lowered",
                derivative + outer * exponent * (base**exponent - base ** (exponent - 1)),
            )


def _inner_functions(expr: Any, symbol: Any) -> list[Any]:
    """Return the compound arguments of functions and bases of powers that hold the symbol."""
    found: dict[Any, None] = {}
    for node in postorder(expr):
        if isinstance(node, sympy.Function | sympy.Pow):
            for part in node.args:
                if part.args and symbol in part.free_symbols:
                    found[part] = None
    return list(found)[:_MAX_INNER]
