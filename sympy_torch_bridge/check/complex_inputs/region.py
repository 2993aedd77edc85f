"""The region of complex points: rectangles, and the real axis for an interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...errors import InputTypeError
from ..box import Box, box_of
from ..question import refuse_twin
from .parts import Parts

__all__ = ["Region", "region_of"]


@dataclass(frozen=True, slots=True)
class Region:
    """Where points are drawn from: a box of the real inputs, the parts of complex ones among them.

    Parameters
    ----------
    box : Box
        Of the inputs that are not fixed.
    fixed : mapping of Symbol to float
        Parts with one value only, as the imaginary part on the real axis.
    free : frozenset of Symbol
        Complex inputs without bounds.
    """

    box: Box
    fixed: Mapping[Any, float]
    free: frozenset[Any]

    def contains(self, point: Mapping[Any, float]) -> bool:
        """Tell whether a point of the real inputs lies in the region."""
        return self.box.contains(point) and all(point[part] == at for part, at in self.fixed.items())


def region_of(domain: Any, inputs: Sequence[Any], parts: Parts) -> Region:
    """Read the ``domain`` option of a check with complex inputs.

    Parameters
    ----------
    domain : mapping of Symbol to Interval or pair, or None
        For a complex symbol a pair of complex numbers is the lower left and the upper right corner of a
        rectangle. An interval, or a pair of real numbers, is a piece of the real axis.
    inputs : sequence of Symbol
    parts : Parts

    Raises
    ------
    UnknownSymbolError, InputTypeError, OptionError
        As of a real domain.

    Examples
    --------
    >>> import sympy
    >>> from .parts import parts_of
    >>> z = sympy.Symbol("z")
    >>> region = region_of({z: (-1 - 1j, 2)}, [z], parts_of([z]))
    >>> [str(interval) for interval in region.box.intervals.values()]
    ['[-1, 2]', '[-1, 0]']
    >>> list(region_of({z: (0, 1)}, [z], parts_of([z])).fixed.values())
    [0.0]
    """
    if not isinstance(domain, Mapping | None):
        box_of(domain, parts.reals)  # raises what the real check raises
    given = dict(domain or {})
    for symbol in given:
        refuse_twin(symbol, inputs, "domain")
    bounded = [symbol for symbol in parts.pairs if symbol in given]
    sides: dict[Any, Any] = {}
    for symbol in bounded:
        sides.update(zip(parts.pairs[symbol], _sides(given.pop(symbol), symbol), strict=True))
    fixed = {part: side for part, side in sides.items() if isinstance(side, float)}
    moving = [symbol for symbol in parts.reals if symbol not in fixed]
    intervals = {part: side for part, side in sides.items() if part not in fixed}
    return Region(box_of({**given, **intervals}, moving), fixed, frozenset(parts.pairs) - set(bounded))


def _sides(value: Any, symbol: Any) -> tuple[Any, Any]:
    """Return what the real and the imaginary part may be: a number, or an interval of them."""
    if not isinstance(value, list | tuple):
        return value, 0.0
    try:
        low, high = (complex(corner) for corner in value)
    except (TypeError, ValueError):
        raise InputTypeError(
            f"domain of {symbol}",
            f"{value!r}",
            expected="an Interval, or two corners of a rectangle",
            hint=f"domain={{{symbol}: (-1 - 1j, 2 + 1j)}}",
        ) from None
    return _side(low.real, high.real), _side(low.imag, high.imag)


def _side(low: float, high: float) -> Any:
    return low if low == high else (low, high)
