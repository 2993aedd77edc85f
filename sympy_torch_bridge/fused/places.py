"""Places: where a number lies during evaluation. One integer says the kind of place, and which one it is."""

from __future__ import annotations

from typing import Final

__all__ = ["INPUT", "OUTPUT", "REGISTER", "TRUTH", "UNIFORM", "all_of", "kind_of", "number_of", "place_of"]

# An input by position, a uniform number by node, a register for numbers, an output by position, a register
# for truth values. The native interpreter is built with the numbers of these kinds.
INPUT: Final = 0
UNIFORM: Final = 1
REGISTER: Final = 2
OUTPUT: Final = 3
TRUTH: Final = 4
# The kind is in so many bits, the number above them: a program has thousands of places, and integers are made
# and compared in less time than pairs, and are nothing that the garbage collector looks at.
BITS: Final = 3
_KIND: Final = (1 << BITS) - 1


def place_of(kind: int, number: int) -> int:
    """Return a place.

    Examples
    --------
    >>> place = place_of(REGISTER, 5)
    >>> kind_of(place) == REGISTER, number_of(place)
    (True, 5)
    """
    return number << BITS | kind


def all_of(kind: int, count: int) -> range:
    """Return the places of a kind up to a number.

    Examples
    --------
    >>> [(kind_of(place), number_of(place)) for place in all_of(OUTPUT, 2)]
    [(3, 0), (3, 1)]
    """
    return range(kind, count << BITS | kind, 1 << BITS)


def kind_of(place: int) -> int:
    """Return the kind of a place."""
    return place & _KIND


def number_of(place: int) -> int:
    """Return which one of its kind a place is."""
    return place >> BITS
