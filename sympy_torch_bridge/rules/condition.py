"""The conditions of a rule as data: the text that is printed is read into relations that a check can use.

There is one text and no second list beside it, so that what is printed and what is checked cannot differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sympy import And, Eq, Ne, Or, S, floor, sympify
from sympy.logic.boolalg import Boolean

from ..errors import ExpressionSyntaxError
from ..parse import parse_expression

__all__ = ["Conditions", "conditions_of", "holds_at"]

_SIDE_REMARK = re.compile(r"\s*\([^()]*\bslope\b[^()]*\)|\s*\([^()]*\blimit\b[^()]*\)|\s+constant\b")
_ABSOLUTE = re.compile(r"\|([^|]+)\|")
_RELATION = re.compile(r"<=|>=|!=|<|>")
_NAME = re.compile(r"[A-Za-z_]\w*")
_NOT_ALL = re.compile(r"(?P<names>[\w, ]+?) not (?:both|all) 0")
_LISTED = re.compile(r"\w+ = (?:0 or 1|\d(?:, \d)*, \.\.\.(?:, n)?)(?:, |$)")
_EXCLUDED = re.compile(r"(?P<what>[\w/]+) not (?P<first>0, )?-1, -2, \.\.\.")
_FRACTIONAL = re.compile(r"(?P<what>[\w/]+) not an integer")
_KINDS: dict[str, Callable[[Any], Any]] = {
    "real": lambda s: S.true,
    "an integer": lambda s: Eq(s, floor(s)),
    "a positive integer": lambda s: And(Eq(s, floor(s)), s > 0),
    "a non-negative integer": lambda s: And(Eq(s, floor(s)), s >= 0),
}


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the text of a condition says.

    Parameters
    ----------
    relations : tuple of Boolean
        What a point can be tested for.
    words : tuple of str
        What is no relation between numbers: that a function is differentiable, that a matrix is symmetric.
    """

    relations: tuple[Boolean, ...]
    words: tuple[str, ...]


def conditions_of(text: str, symbols: Collection[Any]) -> Conditions:
    """Read a condition as it is printed.

    Parameters
    ----------
    text : str
        Parts with commas or semicolons between them.
    symbols : collection of Symbol
        What the names stand for; a part with another name stays a word.

    Examples
    --------
    >>> from sympy import Symbol
    >>> x, a = Symbol("x", real=True), Symbol("a", real=True)
    >>> conditions_of("|x| > 1, a, x != 0 (the slope at 0 is 0)", [x, a]).relations
    (Abs(x) > 1, Ne(a, 0) & Ne(x, 0))
    >>> conditions_of("f differentiable, 0 < x < a", [x, a])
    Conditions(relations=((0 < x) & (x < a),), words=('f differentiable',))
    """
    return _read(text, tuple(sorted(symbols, key=str)))


def holds_at(relations: Collection[Boolean], point: Mapping[Any, Any]) -> bool:
    """Tell whether no relation is broken at a point; one with further symbols breaks at none.

    Examples
    --------
    >>> from sympy import Symbol
    >>> x = Symbol("x", real=True)
    >>> holds_at([abs(x) > 1], {x: -2.0}), holds_at([abs(x) > 1], {x: 0.5})
    (True, False)
    """
    if not relations:
        return True
    values = {symbol: sympify(value) for symbol, value in point.items()}
    return not any(S(relation).xreplace(values) is S.false for relation in relations)


@lru_cache(maxsize=4096)
def _read(text: str, symbols: tuple[Any, ...]) -> Conditions:
    names: dict[str, Any] = {}
    for symbol in symbols:
        names[symbol.name] = None if symbol.name in names else symbol
    known = {name: symbol for name, symbol in names.items() if symbol is not None}
    relations: list[Boolean] = []
    words: list[str] = []
    plain = _SIDE_REMARK.sub("", text)
    words += [found.removesuffix(", ") for found in _LISTED.findall(plain)]
    for part in _parts(_LISTED.sub("", plain)):
        found = _relation(part, known)
        if found is None:
            words.append(part)
        elif found is not S.true:
            relations.append(found)
    return Conditions(tuple(relations), tuple(words))


def _parts(text: str) -> list[str]:
    """Split at the commas that end a part: names in a row belong to the part after them."""
    parts: list[str] = []
    open_part: list[str] = []
    for piece in re.split(r", |; ", text):
        is_name = bool(_NAME.fullmatch(piece))
        is_listed = bool(re.fullmatch(r"-?\d+|\.\.\.(?!.)", piece))
        if parts and not open_part and is_listed:
            parts[-1] += f", {piece}"
            continue
        open_part.append(piece)
        if not is_name:
            parts.append(", ".join(open_part))
            open_part = []
    return parts + ([", ".join(open_part)] if any(open_part) else [])


def _relation(part: str, symbols: Mapping[str, Any]) -> Any:
    """Return what a part says of numbers, None if it says something else."""
    several = _NOT_ALL.fullmatch(part)
    if several:
        listed = [name.strip() for name in re.split(r",| and ", several["names"])]
        if all(name in symbols for name in listed):
            return Or(*(Ne(symbols[name], 0) for name in listed))
        return None
    for kind, relation in _KINDS.items():
        if part.endswith(f" {kind}") and not part.endswith(f" not {kind}"):
            listed = part.removesuffix(f" {kind}").split(", ")
            return And(*(relation(symbols[n]) for n in listed)) if set(listed) <= symbols.keys() else None
    for form, least in ((_EXCLUDED, None), (_FRACTIONAL, -S.Infinity)):
        found = form.fullmatch(part)
        if found:
            value = _expression(found["what"], symbols)
            if value is None:
                return None
            end = (0 if found["first"] else S.NegativeOne) if least is None else None
            whole = Ne(value, floor(value))
            return whole if end is None else Or(value > end, whole)
    if not _RELATION.search(part):
        return None
    *leading, last = part.split(", ")
    head = _RELATION.split(last)[0]
    if leading and not (_NAME.fullmatch(head.strip()) and set(leading) <= symbols.keys()):
        return None
    found_all = [_expression(f"{name}{last[len(head.rstrip()) :]}", symbols) for name in leading]
    found_all.append(_expression(last, symbols))
    return None if any(found is None for found in found_all) else And(*found_all)


def _expression(text: str, symbols: Mapping[str, Any]) -> Any:
    readable = re.sub(r"-1/e\b", "-exp(-1)", _ABSOLUTE.sub(r"Abs(\1)", text))
    try:
        found = parse_expression(readable, symbols=symbols)
    except ExpressionSyntaxError:
        return None
    return found if found.free_symbols <= set(symbols.values()) else None
