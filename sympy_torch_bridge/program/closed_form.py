"""SymPy's closed forms of sums, integrals and limits, as far as it finds them in reasonable time."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from inspect import CO_GENERATOR
from types import FrameType
from typing import Any

import sympy

from ..errors import UnsupportedFunctionError
from .expressions.free_symbols import free_symbols
from .expressions.traversal import postorder
from .lowering import Lowering

__all__ = ["can_lower", "closed_form", "within"]

SECONDS = 3.0

# What SymPy raises on the way to a closed form; the sum or integral is then computed as it stands.
_NO_FORM = (
    ArithmeticError, AttributeError, LookupError, NotImplementedError, RecursionError, TypeError, ValueError,
)  # fmt: skip
_UNDEFINED = (sympy.AccumBounds, sympy.Order)


class _TimeUpError(BaseException):
    """The time is over; no handler of ordinary errors catches it on the way out."""


def closed_form(expr: Any, *, seconds: float = SECONDS) -> Any:
    """Return what ``expr.doit()`` gives, or None if it changes nothing or takes too long.

    Examples
    --------
    >>> k = sympy.Symbol("k")
    >>> closed_form(sympy.Sum(1 / k**2, (k, 1, sympy.oo)))
    pi**2/6
    """
    value = within(seconds, expr.doit)
    if value is None or value == expr:
        return None
    is_undefined = value.has(sympy.nan, sympy.zoo) or any(isinstance(n, _UNDEFINED) for n in postorder(value))
    return None if is_undefined else value


def can_lower(lowering: Lowering, expr: Any) -> bool:
    """Whether every node of the expression is in the vocabulary."""
    trial = Lowering(free_symbols(expr), lowering.vocabulary)
    trial.numeric = lowering.numeric
    try:
        trial.run(expr)
    except UnsupportedFunctionError:
        return False
    return True


def within(seconds: float, function: Callable[[], Any]) -> Any:
    """Call the function, or give up after so much processor time.

    The profiling hook is what can stop Python code in any thread.
    """
    end = time.thread_time() + seconds

    def watch(frame: FrameType, event: str, argument: Any) -> None:
        # Raised in a generator that is being closed, it would be ignored.
        if event == "call" and not frame.f_code.co_flags & CO_GENERATOR and time.thread_time() > end:
            raise _TimeUpError

    previous = sys.getprofile()
    sys.setprofile(watch)
    try:
        return function()
    except (_TimeUpError, *_NO_FORM):
        return None
    finally:
        sys.setprofile(previous)
