"""Words about formulas that are printed only when they are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Shortened", "Words"]

_LONGEST = 40


class Words:
    """A text with formulas in it: hundreds are made for one claim, and few are ever read.

    Parameters
    ----------
    pattern : str
        With a pair of braces for each part.
    *parts : formulas, texts and other words

    Examples
    --------
    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> str(Words("the factor {} left out{}", x**2, Words(" in {}", x**2 + 1)))
    'the factor x**2 left out in x**2 + 1'
    """

    __slots__ = ("_parts", "_pattern")

    def __init__(self, pattern: str, *parts: Any) -> None:
        self._pattern = pattern
        self._parts = parts

    def __str__(self) -> str:
        """Print the formulas."""
        return self._pattern.format(*self._parts)

    def __repr__(self) -> str:
        """Return the text in quotes."""
        return repr(str(self))


@dataclass(frozen=True, slots=True)
class Shortened:
    """A formula that is printed at most forty characters long.

    Parameters
    ----------
    formula : sympy.Basic

    Examples
    --------
    >>> import sympy
    >>> str(Shortened(sympy.Symbol("x") + 1))
    'x + 1'
    """

    formula: Any

    def __str__(self) -> str:
        """Print the formula, its end left out if it is long."""
        text = str(self.formula)
        return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
