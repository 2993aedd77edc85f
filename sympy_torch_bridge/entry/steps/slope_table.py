"""Derivatives of functions as the catalogue has them, found by the function that is differentiated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cache
from typing import Any

from sympy import Dummy, Symbol
from sympy.core.function import Application, AppliedUndef

from ...rules import RULES, Rule

__all__ = ["Known", "SlopeTable", "slope_table"]

_PLACE = Dummy("place", real=True)


@dataclass(frozen=True, slots=True)
class Known:
    """A derivative that a rule states: ``slope`` of a function at the argument that was asked for."""

    rule: str
    slope: Any


class SlopeTable:
    """The rules of single functions, and those of whole formulas in one variable, as the logistic function.

    Parameters
    ----------
    rules : iterable of Rule
        The first of several rules about one function is the one that is used.

    Examples
    --------
    >>> from sympy import Symbol, besselj, cos, exp
    >>> x = Symbol("x")
    >>> table = slope_table()
    >>> table.of_function(cos(3 * x), 0, set())
    Known(rule='derivative.cos', slope=-sin(3*x))
    >>> table.of_function(besselj(0, x), 1, set()).rule
    'special.bessel-j.0'
    >>> table.of_formula(1 / (1 + exp(-x)), x, set()).rule
    'derivative.sigmoid'
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._functions: dict[tuple[Any, int], list[Rule]] = {}
        self._formulas: dict[Any, list[Rule]] = {}
        for rule in rules:
            if not _is_plain(rule):
                continue
            position = _position(rule)
            if position is not None:
                self._functions.setdefault((rule.lhs.func, position), []).append(rule)
            elif rule.lhs.free_symbols == {rule.wrt} and not _is_power(rule.lhs):
                self._formulas.setdefault(rule.lhs.xreplace({rule.wrt: _PLACE}), []).append(rule)

    def of_function(self, call: Any, position: int, avoided: Set[str]) -> Known | None:
        """Return the derivative of a function by one of its arguments."""
        for rule in self._functions.get((call.func, position), ()):
            bound = _bound(rule, call, position)
            if rule.id not in avoided and bound is not None:
                return Known(rule.id, rule.rhs.xreplace(bound))
        return None

    def of_formula(self, expr: Any, wrt: Any, avoided: Set[str]) -> Known | None:
        """Return the derivative of a formula that is the left side of a rule."""
        for rule in self._formulas.get(expr.xreplace({wrt: _PLACE}), ()):
            if rule.id not in avoided:
                return Known(rule.id, rule.rhs.xreplace({rule.wrt: wrt}))
        return None


@cache
def slope_table() -> SlopeTable:
    """Return the table of the catalogue."""
    return SlopeTable(RULES)


def _is_power(expr: Any) -> bool:
    """Tell whether a formula is a power that the rules of powers are about; one over a formula is none."""
    return bool(expr.is_Pow and (expr.exp != -1 or expr.base.is_Symbol))


def _is_plain(rule: Rule) -> bool:
    is_slope = rule.operator == "derivative" and rule.order == 1 and isinstance(rule.wrt, Symbol)
    return is_slope and rule.kind == "function" and rule.lhs.has(rule.wrt)


def _position(rule: Rule) -> int | None:
    """Return which argument a rule of a single function differentiates by."""
    call = rule.lhs
    if not isinstance(call, Application) or isinstance(call, AppliedUndef):
        return None
    others = [a for a in call.args if a != rule.wrt]
    is_one = len(others) == len(call.args) - 1 and not any(a.has(rule.wrt) for a in others)
    names = [a for a in others if isinstance(a, Symbol)]
    is_general = len(set(names)) == len(names) and all(a.is_Symbol or a.is_number for a in others)
    return call.args.index(rule.wrt) if is_one and is_general else None


def _bound(rule: Rule, call: Any, position: int) -> Mapping[Any, Any] | None:
    """Return what the symbols of a rule stand for in a call, None where it is about another one."""
    if len(call.args) != len(rule.lhs.args):
        return None
    bound = {rule.wrt: call.args[position]}
    for general, special in zip(rule.lhs.args, call.args, strict=True):
        if general == rule.wrt:
            continue
        if isinstance(general, Symbol):
            if general.is_integer and not special.is_integer:
                return None
            bound[general] = special
        elif general != special:
            return None
    return bound
