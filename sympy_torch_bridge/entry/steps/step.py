"""One step of a derivation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["Step"]


@dataclass(frozen=True, slots=True)
class Step:
    """A small statement that can be checked by itself.

    Parameters
    ----------
    kind : {"slope", "equal", "meaning", "differential", "found"}
        ``slope``: ``after`` is the derivative of ``before``. ``equal``: both have one value. ``meaning``: an
        operator on fields written out, which is a definition and nothing to check. ``differential``: of
        an expression with matrices. ``found``: the derivative by a matrix, in the layout of the rule.
    before, after : sympy.Basic
        ``after`` may hold derivatives that a later step finds.
    wrt : Symbol
        What is differentiated by; None where nothing is.
    rules : tuple of str
        Ids of the rules of the catalogue that are applied.
    word : str
        What is done, where no rule of the catalogue says it.
    inner : pairs of symbol and expression
        What the symbols stand for that ``after`` has in place of differentials of parts.
    """

    kind: Literal["slope", "equal", "meaning", "differential", "found"]
    before: Any
    after: Any
    wrt: Any = None
    rules: tuple[str, ...] = ()
    word: str = ""
    inner: tuple[tuple[Any, Any], ...] = ()
