"""The conditions of a rule in the language of a project, one after another."""

from __future__ import annotations

import re

from .wording import as_it_is, by_form, is_translated

__all__ = ["CONDITIONS", "condition_wording"]

# Outside brackets: an interval and the arguments of a function have commas of their own.
_BETWEEN = re.compile(r"([;,]) (?![^()\[\]]*[)\]])")
_MARKS = {",": "，", ";": "；"}

CONDITIONS = (
    "or {what}",
    "{what} in {interval}",
    "{what} where {condition}",
    "{what} ({why})",
    "the slope at {point} is {value}",
    "at {point} the slope is {value}",
    "the limit at {point} is {value}",
    "{what} between {lower} and {upper}",
    "{what} and {other} differentiable {times}",
    "{what} differentiable {times}",
    "{what} differentiable",
    "{what} continuous",
    "{what} constant",
    "{what} real",
    "{what} symmetric",
    "{what} invertible",
    "{what} > 0 constant",
    "{what} a positive integer",
    "{what} a non-negative integer",
    "{what} not an integer",
    "{what} an integer",
    "{what} of full column rank",
    "{what} not both 0",
    "{what} not all 0",
    "not {what} with {other}",
    "{what} not {value}",
    "{what} or {other}",
    "{what} and its derivative by {variable}",
    "{what} and {other}",
    "its derivative by {variable}",
)


def condition_wording(text: str) -> str:
    """Translate conditions as a rule states them."""
    known = as_it_is(text)
    if known != text or not is_translated():
        return known
    pieces = _BETWEEN.split(text)
    return "".join(_MARKS[piece] if i % 2 else _one(piece) for i, piece in enumerate(pieces))


def _one(text: str) -> str:
    known = as_it_is(text)
    return known if known != text else by_form(text, CONDITIONS, _one)
