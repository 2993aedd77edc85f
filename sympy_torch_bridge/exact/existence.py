"""Telling a value that does not exist from one that the precision leaves undecided."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from .backend import Arithmetic
from .rational import RationalPoint
from .straight_line import Step, StraightLine

__all__ = ["has_no_value"]

_CONDITIONS = frozenset({"lt", "le", "eq", "ne", "and", "or", "not", "xor", "ite"})
# A function of more arguments than this is looked at in no corner, and stays undecided.
_MAX_CORNERS = 64


def has_no_value(
    line: StraightLine,
    slot: int,
    values: Sequence[Any],
    functions: Mapping[int, Callable[..., Any]],
    arithmetic: Arithmetic,
    exact: RationalPoint,
) -> bool:
    """Tell whether a step that is not finite has no value, rather than one that could not be decided.

    The first step on the way that is not finite decides, where its arguments are. It has no value if its
    function has none at any corner of what encloses them: sqrt(-2) is like that, and the root of what may
    be 0 or a little less is not.

    Parameters
    ----------
    line : StraightLine
    slot : int
        The step asked about.
    values : sequence
        Of all steps, in the arithmetic; None for a truth value that is undecided.
    functions : mapping of int to callable
        What evaluates each step that has arguments.
    arithmetic : Arithmetic
        At the precision of the values.
    exact : RationalPoint
    """
    missing: dict[int, bool] = {}
    for index in sorted(line.ancestors(slot)):
        if not _is_known(values[index], arithmetic):
            missing[index] = _is_missing(
                line.steps[index], index, values, functions, arithmetic, exact, missing
            )
    return missing[slot]


def _is_known(value: Any, arithmetic: Arithmetic) -> bool:
    return isinstance(value, bool) or (value is not None and arithmetic.is_finite(value))


def _is_missing(
    step: Step,
    slot: int,
    values: Sequence[Any],
    functions: Mapping[int, Callable[..., Any]],
    arithmetic: Arithmetic,
    exact: RationalPoint,
    missing: Mapping[int, bool],
) -> bool:
    if slot not in functions:
        return True
    if step.kind == "piecewise":
        return _is_branch_missing(step, values, missing)
    lost = [missing[arg] for arg in step.args if arg in missing]
    if step.kind in _CONDITIONS:
        return bool(lost) and all(lost)
    if lost:
        return any(lost)
    corners = [_corners(arg, values, arithmetic, exact) for arg in step.args]
    if 2 ** len(corners) > _MAX_CORNERS:
        return False
    at_corners = (functions[slot](*corner) for corner in product(*corners))
    return all(value is not None and arithmetic.is_undefined(value) for value in at_corners)


def _is_branch_missing(step: Step, values: Sequence[Any], missing: Mapping[int, bool]) -> bool:
    """Follow the branch that is taken; where none is, there is no value."""
    for value, condition in zip(step.args[::2], step.args[1::2], strict=True):
        if values[condition] is None:
            return missing[condition]
        if values[condition]:
            return missing.get(value, False)
    return True


def _corners(slot: int, values: Sequence[Any], arithmetic: Arithmetic, exact: RationalPoint) -> Sequence[Any]:
    value = values[slot]
    if isinstance(value, bool):
        return (value,)
    rational = exact.value(slot)
    if isinstance(rational, Fraction):
        return (arithmetic.from_rational(rational),)
    return arithmetic.corners(value)
