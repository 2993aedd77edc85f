"""The calls of a schedule as functions of Python, which need nothing bound anew for another block."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import CodeType
from typing import TYPE_CHECKING, Any

from ..program import collection_paused
from .places import kind_of, number_of
from .schedule import Skip

if TYPE_CHECKING:
    from .wiring import Call

__all__ = ["Steps", "written_steps"]

# Evaluates some of the calls of a block, from what lies in each place: arrays of NumPy, and tensors.
Steps = Callable[[Mapping[int, Any], Mapping[int, Any]], None]

# Calls in one function: the time to compile it grows with its length, and more than that.
_MOST = 1000
# The first letters of names, by kind of place: input, uniform, register, output, truth value.
_LETTERS = "xurot"


def written_steps(calls: Sequence[Call], skips: Mapping[int, Sequence[Skip]]) -> tuple[Steps, ...]:
    """Write the calls as source and compile it.

    Nothing in the source comes from outside: it has names of places, of functions by number, and calls.

    Parameters
    ----------
    calls : sequence of Call
    skips : mapping of int to sequence of Skip
        Calls to leave out, by the first; of two that overlap one lies inside the other, which comes first.

    Returns
    -------
    tuple of callable
        To be called one after the other for each block.

    Examples
    --------
    >>> import numpy as np
    >>> from sympy_torch_bridge.fused.wiring import Call
    >>> (steps,) = written_steps([Call(np.add, (0, 8, 3), None)], {})
    >>> rows = {0: np.array([1.0, 2.0]), 8: np.array([0.5, 0.5]), 3: np.zeros(2)}
    >>> steps(rows, {})
    >>> rows[3]
    array([1.5, 2.5])
    """
    names: dict[Callable[..., Any], str] = {}
    for function, _, _ in calls:
        names.setdefault(function, f"f{len(names)}")
    functions = {name: function for function, name in names.items()}
    found = []
    with collection_paused():
        for text in _texts(calls, skips, names):
            # Its own namespace: the name of the function is the same in all of them.
            scope: dict[str, Any] = dict(functions)
            exec(_compiled(text), scope)  # our own text, of numbers and of names made here
            found.append(scope["steps"])
    return tuple(found)


def _compiled(text: str) -> CodeType:
    return compile(text, "<steps of a block>", "exec", dont_inherit=True)


def _texts(
    calls: Sequence[Call], skips: Mapping[int, Sequence[Skip]], names: Mapping[Callable[..., Any], str]
) -> list[str]:
    """Cut the calls where nothing is being left out, and write each part."""
    texts: list[str] = []
    open_until: list[int] = []
    part = _Part()
    for number, (function, arguments, out) in enumerate(calls):
        while open_until and open_until[-1] <= number:
            open_until.pop()
        if not open_until and part.size >= _MOST:
            texts.append(part.text())
            part = _Part()
        for _, last, mask, truth in skips.get(number, ()):
            part.test(mask, truth, len(open_until))
            open_until.append(last)
        part.call(names[function], arguments, out, len(open_until))
    texts.append(part.text())
    return texts


class _Part:
    """The source of one function."""

    def __init__(self) -> None:
        self._arrays: dict[int, str] = {}
        self._tensors: dict[int, str] = {}
        self._lines: list[str] = []

    @property
    def size(self) -> int:
        return len(self._lines)

    def call(self, name: str, arguments: Sequence[int], out: int | None, depth: int) -> None:
        """Write a call, inside so many conditions."""
        if out is None:
            given = ", ".join([self._array(place) for place in arguments])
        else:
            given = ", ".join([self._tensor(place) for place in arguments])
            given += f", out={self._tensor(out)}"
        self._lines.append(f"{' ' * depth} {name}({given})")

    def test(self, mask: int, truth: bool, depth: int) -> None:
        """Write the condition of what may be left out."""
        row = self._array(mask)
        condition = f"{row}.any()" if truth else f"not {row}.all()"
        self._lines.append(f"{' ' * depth} if {condition}:")

    def text(self) -> str:
        """Return the function, with a local name for each place."""
        head = ["def steps(arrays, tensors):"]
        head += [f" {name} = arrays[{place}]" for place, name in self._arrays.items()]
        head += [f" {name} = tensors[{place}]" for place, name in self._tensors.items()]
        return "\n".join([*head, *(self._lines or [" pass"])])

    def _array(self, place: int) -> str:
        name = self._arrays.get(place)
        if name is None:
            name = self._arrays[place] = f"{_LETTERS[kind_of(place)]}{number_of(place)}"
        return name

    def _tensor(self, place: int) -> str:
        name = self._tensors.get(place)
        if name is None:
            name = self._tensors[place] = f"{_LETTERS[kind_of(place)].upper()}{number_of(place)}"
        return name
