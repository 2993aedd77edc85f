"""Right sides that are wrong on one branch alone, as a formula is that was derived for one case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, MatrixBase, Piecewise, Rational, default_sort_key, ones, oo

from ..domain import Interval
from ._rule import Rule
from .branches import pieces, regions

__all__ = ["wrong_on_one_branch"]


def wrong_on_one_branch(rule: Rule, offset: Any) -> dict[str, Any]:
    """Return right sides to which a number is added on one branch only, as ``branch-1``, ``branch-2``, ...

    Branches are the cases that the right side distinguishes, without those that hold at single points, and
    the parts into which the condition of the rule falls.

    Parameters
    ----------
    rule : Rule
        One on matrices has no branches.
    offset : Expr

    Examples
    --------
    >>> from sympy import Symbol
    >>> from sympy_torch_bridge.rules import BY_ID
    >>> for name, rhs in wrong_on_one_branch(BY_ID["activation.elu.a"], Symbol("c")).items():
    ...     print(name, rhs)
    branch-1 Piecewise((c, x > 0), (exp(x) - 1, True))
    branch-2 Piecewise((0, x > 0), (c + exp(x) - 1, True))
    branch-3 Piecewise((0, x > 0), (exp(x) - 1, True)) + Piecewise((c, (a >= 1/4) & (a <= 3)), (0, True))
    branch-4 Piecewise((0, x > 0), (exp(x) - 1, True)) + Piecewise((c, (a >= -3) & (a < 0)), (0, True))
    """
    if rule.kind == "matrix":
        return {}
    wrong = [*_in_cases(rule.rhs, offset), *_in_parts(rule, offset)]
    distinct = [rhs for place, rhs in enumerate(wrong) if rhs not in wrong[:place]]
    return {f"branch-{number}": rhs for number, rhs in enumerate(distinct, start=1)}


def _in_cases(rhs: Any, offset: Any) -> Iterator[Any]:
    for cases in sorted(rhs.atoms(Piecewise), key=default_sort_key):
        for place, (value, condition) in enumerate(cases.args):
            if not isinstance(condition, Eq):
                changed = [*cases.args[:place], (value + offset, condition), *cases.args[place + 1 :]]
                yield rhs.xreplace({cases: Piecewise(*changed)})


def _in_parts(rule: Rule, offset: Any) -> Iterator[Any]:
    whole = ones(*rule.rhs.shape) if isinstance(rule.rhs, MatrixBase) else 1
    for symbol, interval in _parts(rule):
        condition = _lies_in(symbol, interval)
        # What the assumptions of the symbols decide is no branch.
        if condition not in (True, False):
            yield rule.rhs + Piecewise((offset, condition), (0, True)) * whole


def _parts(rule: Rule) -> Iterator[tuple[Any, Interval]]:
    """Yield where the condition lets one of its symbols be, one part of it at a time."""
    found = regions(rule, of_instance=rule.kind == "operator")
    for symbol in sorted(rule.intervals, key=default_sort_key):
        of_one = pieces([r for r in rule.relations if r.free_symbols == {symbol}])
        drawn = list(dict.fromkeys(region[symbol] for region in found))
        reached = [piece for piece in of_one if any(piece.intersection(part) is not None for part in drawn)]
        parts = reached if len(reached) > 1 else drawn
        yield from ((symbol, part) for part in parts if len(parts) > 1)


def _lies_in(symbol: Any, interval: Interval) -> Any:
    low, high = _exact(interval.lower), _exact(interval.upper)
    above = symbol > low if interval.lower_open else symbol >= low
    below = symbol < high if interval.upper_open else symbol <= high
    return And(above, below)


def _exact(bound: float) -> Any:
    return {float("inf"): oo, float("-inf"): -oo}.get(bound) or Rational(bound)
