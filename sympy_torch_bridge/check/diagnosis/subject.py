"""The formula a mistake was made in: the expression, its derivative, and the places of its rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import sympy
from sympy.core.function import ArgumentIndexError

from ... import symbolic
from ...matrix.partials import local_partial
from ...program.expressions.traversal import postorder
from .recurrences import with_recurrences
from .words import Words

__all__ = ["Place", "Proposal", "Subject"]

# Bounds of the search: a derivative by hand has fewer places, and a diagnosis has to stay quick.
_MAX_PLACES = 14
_MAX_OPERATIONS = 40
_PLAIN = (sympy.Add, sympy.Mul, sympy.Pow, sympy.Function)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A wrong derivative that a mistake would lead to.

    Parameters
    ----------
    text : str or Words
    part : sympy.Expr or str
    formula : sympy.Expr
    is_weak : bool
        Whether it describes the formula rather than a cause: given only where nothing else fits.
    is_rare : bool
        Whether few people make it: after the common slips that give the same numbers, and never one of two.
    """

    text: str | Words
    part: Any
    formula: Any
    is_weak: bool = False
    is_rare: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A node of the expression at which one rule of differentiation was used.

    Parameters
    ----------
    node : sympy.Expr
    slope : sympy.Expr
        Its derivative by the symbol.
    weight : sympy.Expr
        The derivative of the whole expression by the node.
    is_root : bool
    """

    node: Any
    slope: Any
    weight: Any
    is_root: bool


@dataclass(frozen=True)
class Subject:
    """What is differentiated, by what, and the exact result.

    Parameters
    ----------
    expr, derivative : sympy.Expr
    symbol : Symbol
    inputs : tuple of Symbol

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> subject = Subject(sympy.sin(x**2), 2 * x * sympy.cos(x**2), x, (x,))
    >>> [(place.node, place.slope, place.weight) for place in subject.places]
    [(x**2, 2*x, cos(x**2)), (sin(x**2), 2*x*cos(x**2), 1)]
    >>> subject.replaced(subject.places[0], 1).expand()
    cos(x**2)
    """

    expr: Any
    derivative: Any
    symbol: Any
    inputs: tuple[Any, ...]
    _slopes: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def depends(self, expr: Any) -> bool:
        """Tell whether an expression holds the symbol."""
        return self.symbol in expr.free_symbols

    def slope(self, expr: Any) -> Any:
        """Differentiate a part by the symbol."""
        if not self.depends(expr):
            return sympy.S.Zero
        known = self._slopes.get(expr)
        if known is None:
            known = self._slopes[expr] = symbolic.derivative(expr, self.symbol)
        return known

    def slope_by(self, symbol: Any) -> Any:
        """Differentiate the expression by another symbol."""
        return symbolic.derivative(self.expr, symbol)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The nodes that hold the symbol, inner ones first; the last is the expression itself."""
        nodes: dict[Any, None] = {}
        for node in postorder(self.expr):
            if node.args and isinstance(node, sympy.Expr) and self.depends(node):
                nodes[node] = None
        kept = list(nodes)[-_MAX_PLACES:]
        weights = self._weights(kept)
        return tuple(self._place(node, weights.get(node)) for node in kept)

    @cached_property
    def forms(self) -> tuple[Any, ...]:
        """The derivative as SymPy gives it, expanded, and over one denominator: people write any of them."""
        found = [self.derivative, sympy.expand(self.derivative), *with_recurrences(self.derivative)]
        if sympy.count_ops(self.derivative) <= _MAX_OPERATIONS and not self.derivative.has(sympy.Piecewise):
            found.append(sympy.factor_terms(sympy.together(self.derivative)))
            above, below = sympy.fraction(found[-1], exact=True)
            found.append(sympy.expand(above) / below)
        return tuple(dict.fromkeys(found))

    @property
    def branches(self) -> Iterator[tuple[Subject, Callable[[Any], Any]]]:
        """The branches of a case distinction, each with what puts its derivative among the others."""
        pieces, slopes = self.expr.args, self.derivative.args
        if not (isinstance(self.expr, sympy.Piecewise) and isinstance(self.derivative, sympy.Piecewise)):
            return
        if [condition for _, condition in pieces] != [condition for _, condition in slopes]:
            return
        for place, ((expr, _), (slope, _)) in enumerate(zip(pieces, slopes, strict=True)):
            if self.depends(expr):
                yield Subject(expr, slope, self.symbol, self.inputs), partial(_put_back, slopes, place)

    def _weights(self, nodes: Sequence[Any]) -> dict[Any, Any]:
        """Return the derivative of the expression by each node, in one sweep from the outside in.

        Empty where a node follows no plain rule.
        """
        terms: dict[Any, list[Any]] = {self.expr: [sympy.S.One]}
        for node in reversed(nodes):
            if node not in terms or not isinstance(node, _PLAIN) or isinstance(node, sympy.Piecewise):
                return {}
            weight = sympy.Add(*terms[node])
            terms[node] = [weight]
            for position, part in enumerate(node.args):
                if part.args and self.depends(part):
                    try:
                        share = local_partial(node, node.args, position)
                    except (ArgumentIndexError, TypeError, ValueError):
                        return {}
                    terms.setdefault(part, []).append(weight * share)
        return {node: sympy.Add(*found) for node, found in terms.items()}

    def _place(self, node: Any, weight: Any) -> Place:
        if node == self.expr:
            return Place(node, self.derivative, sympy.S.One, is_root=True)
        if weight is not None:
            return Place(node, self.slope(node), weight, is_root=False)
        stand_in = sympy.Dummy("u", real=True)
        weight = symbolic.derivative(self.expr.xreplace({node: stand_in}), stand_in)
        return Place(node, self.slope(node), _put_in(weight, stand_in, node), is_root=False)

    def replaced(self, place: Place, slope: Any) -> Any:
        """Return the derivative of the expression as if that of a node were ``slope``."""
        slope = sympy.sympify(slope)
        if place.is_root:
            return slope
        change = sympy.Mul(place.weight, sympy.Add(slope, -place.slope))
        return sympy.Add(self.derivative, change)

    def places_of(self, *heads: Any) -> Iterator[Place]:
        """Yield the places whose node is of one of the types, outer ones first."""
        return (place for place in reversed(self.places) if isinstance(place.node, heads))

    def factors(self, node: Any) -> tuple[Sequence[Any], Any]:
        """Split a product into the factors that hold the symbol and the product of the others."""
        dependent = [factor for factor in sympy.Mul.make_args(node) if self.depends(factor)]
        rest = [factor for factor in sympy.Mul.make_args(node) if not self.depends(factor)]
        return dependent, sympy.Mul(*rest)


def _put_in(weight: Any, stand_in: Any, node: Any) -> Any:
    """Replace the stand-in; what stays a derivative by it, as that of zeta, is taken before."""
    if weight.has(sympy.Derivative):
        return weight.subs(stand_in, node)
    return weight.xreplace({stand_in: node})


def _put_back(pieces: Sequence[Any], place: int, value: Any) -> Any:
    """Return a case distinction with another value of one branch."""
    return sympy.Piecewise(*((value if i == place else old, c) for i, (old, c) in enumerate(pieces)))
