"""The numbers that wrong derivatives give, many formulas at a time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray

from ...errors import BridgeError, UnsupportedFunctionError
from ...exact import Enclosure, ExactFunction

__all__ = ["Values", "values_of"]

# One pass at a fixed precision: a formula that needs more is unknown at that point.
_BITS = 192
_CORRECT_BITS = 50
_UNDEFINED = frozenset({sympy.nan, sympy.zoo, sympy.oo, -sympy.oo, sympy.I})


def values_of(
    formulas: Sequence[Any], inputs: Sequence[Any], points: Sequence[Mapping[Any, Any]], ops: Any
) -> NDArray[np.float64]:
    """Evaluate formulas at points, shape ``(formulas, points)``; nan where nothing reliable came out.

    Examples
    --------
    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> values_of([x**2, sympy.log(x)], [x], [{x: -2.0}, {x: 1.0}], None).tolist()
    [[4.0, 1.0], [nan, 0.0]]
    """
    return Values(formulas, inputs, ops).at(points)


class Values:
    """The numbers of many formulas, each point evaluated once.

    Parameters
    ----------
    formulas : sequence of sympy.Expr
    inputs : sequence of Symbol
    ops : mapping or None
    """

    def __init__(self, formulas: Sequence[Any], inputs: Sequence[Any], ops: Any) -> None:
        defined: dict[int, Any] = {}
        usable = [place for place, formula in enumerate(formulas) if not _is_undefined(formula, defined)]
        self._function, self._places = _prepared([formulas[place] for place in usable], usable, inputs, ops)
        self._columns: dict[tuple[Any, ...], NDArray[np.float64]] = {}
        self._inputs = inputs
        self._count = len(formulas)

    def at(self, points: Sequence[Mapping[Any, Any]]) -> NDArray[np.float64]:
        """Evaluate all formulas at points, shape ``(formulas, points)``."""
        columns = [self._column(point) for point in points]
        return np.stack(columns, axis=1) if columns else np.zeros((self._count, 0))

    def _column(self, point: Mapping[Any, Any]) -> NDArray[np.float64]:
        key = tuple(point[symbol] for symbol in self._inputs)
        known = self._columns.get(key)
        if known is None:
            known = self._columns[key] = np.full(self._count, math.nan)
            if self._function is not None:
                values = self._function.at_precision(point, _BITS)
                known[self._places] = [_number(value) for value in values]
        return known


def _is_undefined(formula: Any, defined: dict[int, Any]) -> bool:
    """Tell whether a formula holds something without a real value.

    ``defined`` are nodes known to hold none, by their id: the formulas of a claim share most parts.
    """
    seen: dict[int, Any] = {}
    stack = [formula]
    while stack:
        node = stack.pop()
        if id(node) in defined or id(node) in seen:
            continue
        if node in _UNDEFINED:
            return True
        seen[id(node)] = node
        stack.extend(node.args)
    defined |= seen
    return False


def _prepared(
    formulas: list[Any], places: list[int], inputs: Sequence[Any], ops: Any
) -> tuple[ExactFunction | None, list[int]]:
    """Prepare what can be evaluated: a function without exact values drops the formulas that hold it."""
    while formulas:
        try:
            return ExactFunction(formulas, inputs, ops=ops), places
        except UnsupportedFunctionError as error:
            kept = [i for i, f in enumerate(formulas) if not _holds(f, error.function)]
            if len(kept) == len(formulas):
                break
            formulas, places = [formulas[i] for i in kept], [places[i] for i in kept]
        except BridgeError:
            break
    single = [(p, f) for p, f in zip(places, formulas, strict=True) if _is_usable(f, inputs, ops)]
    if not single:
        return None, []
    return ExactFunction([f for _, f in single], inputs, ops=ops), [p for p, _ in single]


def _holds(formula: Any, name: str) -> bool:
    return any(type(node).__name__ == name for node in sympy.preorder_traversal(formula))


def _is_usable(formula: Any, inputs: Sequence[Any], ops: Any) -> bool:
    try:
        ExactFunction([formula], inputs, ops=ops)
    except BridgeError:
        return False
    return True


def _number(value: Enclosure) -> float:
    if not value.is_finite:
        return math.nan
    if value.relative_bits >= _CORRECT_BITS:
        return float(value.center)
    # Zero is enclosed at most so widely that it is zero beside every other number.
    return 0.0 if float(value.radius) < 2.0**-_BITS * 2.0**64 else math.nan
