"""Constraints on parameters: what symbols declare of themselves, and what ``constraints=`` adds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from ..domain import NONNEGATIVE, POSITIVE, REAL, Interval, assumed_interval
from ..errors import ConstraintError, OptionError, UnknownSymbolError
from .constants import Constant, namesake_hint
from .transforms import Above, Below, Between, Simplex, Transform

__all__ = ["Constraint", "constraint_of", "read_constraints"]

CHOICES = (
    "assumptions", "none", "a mapping {symbol: 'positive' | 'nonnegative' | 'negative' | 'nonpositive' | "
    "(lower, upper) | Interval | 'none'}", "{(w1, w2, w3): 'simplex'}",
)  # fmt: skip
_NEGATIVE = Interval(-math.inf, 0.0, upper_open=True)
_NONPOSITIVE = Interval(-math.inf, 0.0)
_WORDS: Mapping[str, Interval] = {
    "positive": POSITIVE, "nonnegative": NONNEGATIVE, "negative": _NEGATIVE, "nonpositive": _NONPOSITIVE,
}  # fmt: skip


@dataclass(frozen=True)
class Constraint:
    """What the values of a parameter are restricted to.

    Examples
    --------
    >>> print(Constraint(POSITIVE), Constraint(Interval(0, 1)), Constraint(is_simplex=True))
    positive in the interval [0, 1] on the simplex: positive numbers of sum 1
    """

    interval: Interval = REAL
    is_simplex: bool = False

    def __str__(self) -> str:
        if self.is_simplex:
            return "on the simplex: positive numbers of sum 1"
        words = (word for word, interval in _WORDS.items() if interval == self.interval)
        return next(words, f"in the interval {self.interval}")

    def transform(self, name: str, shape: tuple[int, ...]) -> Transform:
        """Return the parametrization that keeps it."""
        lower, upper = self.interval.lower, self.interval.upper
        if self.is_simplex:
            return Simplex(name, shape, str(self))
        if math.isinf(upper):
            return Above(name, lower, str(self))
        return Below(name, upper, str(self)) if math.isinf(lower) else Between(name, lower, upper, str(self))

    def some_value(self) -> float:
        """Return a number inside: where a parameter may begin whose value comes later."""
        lower, upper = self.interval.lower, self.interval.upper
        if math.isinf(lower):
            return upper - max(1.0, abs(upper))
        return lower + max(1.0, abs(lower)) if math.isinf(upper) else lower / 2 + upper / 2

    def to_list(self) -> list[Any]:
        """Return plain numbers and words for a checkpoint."""
        if self.is_simplex:
            return ["simplex"]
        ends = self.interval
        return ["interval", ends.lower, ends.upper, ends.lower_open, ends.upper_open]

    @classmethod
    def from_list(cls, facts: Sequence[Any]) -> Constraint:
        """Read what :meth:`to_list` wrote."""
        if list(facts) == ["simplex"]:
            return cls(is_simplex=True)
        word, lower, upper, lower_open, upper_open = facts
        if word != "interval":
            raise ValueError(f"no constraint is called {word!r}")
        ends = bool(lower_open), bool(upper_open)
        return cls(Interval(float(lower), float(upper), lower_open=ends[0], upper_open=ends[1]))


def read_constraints(
    option: Any, constants: Sequence[Constant]
) -> list[tuple[tuple[Constant, ...], Constraint | None]]:
    """Group the trained constants, each with its constraint; only a simplex groups several."""
    if not isinstance(option, Mapping) and option not in ("assumptions", "none"):
        raise OptionError("constraints", option, accepted=CHOICES)
    given = dict(_given(option, constants)) if isinstance(option, Mapping) else {}
    grouped = {constant: group for group in given for constant in group}
    result: list[tuple[tuple[Constant, ...], Constraint | None]] = []
    for constant in constants:
        group = grouped.get(constant)
        if group is not None:
            if constant is group[0]:
                result.append((group, given[group]))
        else:
            assumed = None if option == "none" else constraint_of(_assumed(constant))
            result.append(((constant,), assumed))
    return result


def constraint_of(interval: Interval) -> Constraint | None:
    """Return the constraint to an interval, None for the whole line."""
    return None if math.isinf(interval.lower) and math.isinf(interval.upper) else Constraint(interval)


def _assumed(constant: Constant) -> Interval:
    return assumed_interval(constant.symbol) if isinstance(constant.symbol, sympy.Symbol) else REAL


def _given(
    option: Mapping[Any, Any], constants: Sequence[Constant]
) -> list[tuple[tuple[Constant, ...], Constraint | None]]:
    """Look up the symbols or names that constraints are given for."""
    known = {constant.symbol: constant for constant in constants} | {c.name: c for c in constants}
    found: list[tuple[tuple[Constant, ...], Constraint | None]] = []
    seen: set[Constant] = set()
    for key, value in option.items():
        keys = key if isinstance(key, tuple | sympy.Tuple) else (key,)
        for one in keys:
            if one not in known:
                raise UnknownSymbolError(
                    str(one),
                    [c.name for c in constants],
                    where="the trained parameters (constraints=)",
                    hint=namesake_hint(one, [c.symbol for c in constants]),
                )
        group = tuple(known[one] for one in keys)
        if seen & set(group) or len(set(group)) < len(group):
            raise OptionError("constraints", option, accepted=("one constraint for each parameter",))
        seen.update(group)
        found.append((group, _read(value, group)))
    return found


def _read(value: Any, group: tuple[Constant, ...]) -> Constraint | None:
    """Read one constraint, and compare it with what the symbol declares."""
    if isinstance(value, str) and value == "simplex":
        return _simplex(group)
    if len(group) > 1:
        raise OptionError("constraints", value, accepted=("'simplex' for several parameters together",))
    constant = next(iter(group))
    if isinstance(value, str) and value == "none":
        return None
    interval = _interval(value)
    assumed = _assumed(constant)
    if interval.lower < assumed.lower or interval.upper > assumed.upper:  # no transform reaches an end
        raise ConstraintError(
            constant.name,
            f"{Constraint(interval)}",
            constraint=f"{Constraint(assumed)}, as its symbol declares",
            hint="SymPy has simplified the formula by what the symbol declares; declare it differently",
        )
    return constraint_of(interval)


def _interval(value: Any) -> Interval:
    if isinstance(value, str) and value in _WORDS:
        return _WORDS[value]
    if isinstance(value, Interval):
        return value
    if isinstance(value, tuple | list) and len(value) == 2:
        lower, upper = (_end(end, side) for end, side in zip(value, (-math.inf, math.inf), strict=True))
        if lower < upper:
            return Interval(lower, upper)
    raise OptionError("constraints", value, accepted=CHOICES)


def _end(end: Any, unbounded: float) -> float:
    try:
        return unbounded if end is None else float(end)
    except (TypeError, ValueError):
        raise OptionError("constraints", end, accepted=("a number, or None for no bound",)) from None


def _simplex(group: tuple[Constant, ...]) -> Constraint:
    sizes = [constant.value.numel() for constant in group]
    if sum(sizes) < 2 or (len(group) > 1 and set(sizes) != {1}):
        names = ", ".join(constant.name for constant in group)
        raise OptionError(
            "constraints", "simplex", accepted=("several scalar parameters", "one vector"),
            hint=f"given for {names}: write {{(w1, w2, w3): 'simplex'}}",
        )  # fmt: skip
    return Constraint(is_simplex=True)
