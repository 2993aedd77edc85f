"""Comparisons, logic and choices: relations, truth values and Piecewise."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import sympy
import torch

from ..constants import is_constant
from ..entries import Entries, array_of, elementwise, reduced
from ..numerals import as_boolean, as_number
from ..reading import Call, reads, reads_elementwise

__all__ = ["chosen"]


def chosen(condition: Any, first: Any, second: Any) -> Any:
    """Return ``first`` where the condition holds, else ``second``."""
    condition = as_boolean(condition)
    if condition is sympy.true or first == second:
        return first
    if condition is sympy.false:
        return second
    if first is sympy.nan and _is_logarithm(condition, second):
        return sympy.log(second.args[0].args[0])
    if _is_truth(first) and _is_truth(second):
        return sympy.ITE(condition, first, second)
    return sympy.Piecewise((as_number(first), condition), (as_number(second), True))


def _is_logarithm(condition: Any, value: Any) -> bool:
    """Recognise torch.logdet: log|d|, and nan where the sign of d is -1."""
    if not (isinstance(value, sympy.log) and isinstance(value.args[0], sympy.Abs)):
        return False
    return bool(condition == sympy.Eq(sympy.sign(value.args[0].args[0]), -1))


def _is_truth(entry: Any) -> bool:
    return as_boolean(entry) is entry


def _equal(a: Any, b: Any) -> Any:
    if _is_truth(a) and _is_truth(b):
        return sympy.Equivalent(a, b)
    return sympy.Eq(as_number(a), as_number(b))


_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "lt": lambda a, b: as_number(a) < as_number(b),
    "le": lambda a, b: as_number(a) <= as_number(b),
    "gt": lambda a, b: as_number(a) > as_number(b),
    "ge": lambda a, b: as_number(a) >= as_number(b),
    "eq": _equal,
    "ne": lambda a, b: sympy.Not(_equal(a, b)),
    "logical_and": lambda a, b: sympy.And(as_boolean(a), as_boolean(b)),
    "logical_or": lambda a, b: sympy.Or(as_boolean(a), as_boolean(b)),
    "logical_xor": lambda a, b: sympy.Xor(as_boolean(a), as_boolean(b)),
}


def _compared(function: Callable[[Any, Any], Any]) -> Callable[..., Entries]:
    def reading(call: Call, *arguments: Any) -> Entries:
        return elementwise(function, *(a if hasattr(a, "shape") else call.number(a) for a in arguments))

    return reading


for _name, _function in _COMPARISONS.items():
    reads(_name)(_compared(_function))


def _bitwise(name: str, logical: Callable[..., Any], on_integers: Callable[..., Any]) -> None:
    @reads(f"bitwise_{name}")
    def reading(call: Call, *arguments: Any) -> Entries:
        given = [array_of(a if hasattr(a, "shape") else call.number(a)) for a in arguments]
        if all(tensor.dtype == torch.bool for tensor in call.tensors.values()):
            return elementwise(logical, *given)
        if not all(map(is_constant, given)):
            call.refuse("bits of integers have no formula")
        return elementwise(lambda *values: sympy.Integer(on_integers(*map(int, values))), *given)


_bitwise("and", sympy.And, operator.and_)
_bitwise("or", sympy.Or, operator.or_)
_bitwise("xor", sympy.Xor, operator.xor)
_bitwise("not", sympy.Not, operator.invert)


@reads("logical_not")
def _not(call: Call, entries: Entries) -> Entries:
    return elementwise(lambda entry: sympy.Not(as_boolean(entry)), entries)


@reads("where")
def _where(call: Call, condition: Entries, *choices: Any) -> Entries:
    if len(choices) != 2:
        call.refuse("the places where a condition holds depend on the values", "give both branches")
    first, second = (c if hasattr(c, "shape") else call.number(c) for c in choices)
    return elementwise(chosen, condition, first, second)


@reads("masked_fill")
def _masked_fill(call: Call, entries: Entries, mask: Entries, value: Any) -> Entries:
    return elementwise(chosen, mask, value if hasattr(value, "shape") else call.number(value), entries)


@reads("any", "all", "_is_any_true", "_is_all_true")
def _any_or_all(call: Call, entries: Entries, dim: Any = None, keepdim: bool = False) -> Entries:
    join = sympy.Or if "any" in call.operation.split(".")[1] else sympy.And
    return reduced(lambda row: join(*map(as_boolean, row)), entries, dim, keepdim=keepdim)


@reads("isnan", "isinf", "isposinf", "isneginf")
def _never(call: Call, entries: Entries) -> Entries:
    """Formulas are read over the real numbers: an expression with symbols is finite."""
    return elementwise(lambda entry: sympy.true if entry in _exceptional(call) else sympy.false, entries)


def _exceptional(call: Call) -> tuple[Any, ...]:
    kinds = {
        "isnan": (sympy.nan,),
        "isposinf": (sympy.oo,),
        "isneginf": (-sympy.oo,),
        "isinf": (sympy.oo, -sympy.oo),
    }
    return kinds[call.operation.split(".")[1]]


reads_elementwise("maximum", "fmax")(sympy.Max)
reads_elementwise("minimum", "fmin")(sympy.Min)
reads_elementwise("clamp_min")(sympy.Max)
reads_elementwise("clamp_max")(sympy.Min)
reads_elementwise("heaviside")(sympy.Heaviside)


@reads("clamp")
def _clamp(call: Call, entries: Entries, min: Any = None, max: Any = None) -> Entries:
    result = entries
    for bound, function, extreme in ((min, sympy.Max, _smallest(call)), (max, sympy.Min, -_smallest(call))):
        if hasattr(bound, "shape"):
            result = elementwise(function, result, bound)
        elif bound is not None and bound != extreme:
            result = elementwise(function, result, call.number(bound))
    return result


def _smallest(call: Call) -> float:
    """Return the number that is no bound of a formula, but of the dtype, against infinities."""
    dtype = call.results[0].dtype
    return torch.finfo(dtype).min if dtype.is_floating_point else -math.inf
