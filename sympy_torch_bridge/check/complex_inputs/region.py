"""The region of complex points: rectangles, and the real axis for an interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...bounds import interval_of
from ...errors import InputTypeError, OptionError
from ..box import Box, box_of
from ..twins import refuse_twin
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
    free : tuple of Symbol
        Complex inputs without bounds.
    """

    box: Box
    fixed: Mapping[Any, float]
    free: tuple[Any, ...]

    def contains(self, point: Mapping[Any, float]) -> bool:
        """Tell whether a point of the real inputs lies in the region."""
        return self.box.contains(point) and all(point[part] == at for part, at in self.fixed.items())

    def refuse_outside(self, points: Sequence[Mapping[Any, float]]) -> None:
        """Refuse points of the real inputs that contradict the domain given beside them.

        Raises
        ------
        OptionError
        """
        for place, point in enumerate(points):
            if not self.contains(point):
                raise OptionError(
                    f"points[{place}]",
                    {str(part).lstrip("_"): value for part, value in point.items()},
                    accepted=["a point in the domain"],
                    hint="where points are given none are drawn, and domain may be left out",
                )


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
    free = tuple(symbol for symbol in parts.pairs if symbol not in bounded)
    return Region(box_of({**given, **intervals}, moving), fixed, free)


def _sides(value: Any, symbol: Any) -> tuple[Any, Any]:
    """Return what the real and the imaginary part may be: a number, or an interval of them."""
    name = f"domain of {symbol}"
    if not isinstance(value, list | tuple):
        return interval_of(value, name), 0.0
    try:
        low, high = (complex(corner) for corner in value if not isinstance(corner, str))
    except (TypeError, ValueError):
        raise InputTypeError(
            name,
            f"{value!r}",
            expected="an Interval, or two corners of a rectangle",
            hint=f"domain={{{symbol}: (-1 - 1j, 2 + 1j)}}",
        ) from None
    if not (low.real <= high.real and low.imag <= high.imag and low != high):
        raise OptionError(
            name,
            value,
            accepted=["(lower left corner, upper right corner)"],
            hint="a single number is given as points=[{z: 1 + 1j}]" if low == high else "",
        )
    return _side(low.real, high.real), _side(low.imag, high.imag)


def _side(low: float, high: float) -> Any:
    return low if low == high else (low, high)
