"""Texts of the package in another language: words are looked up as they are, sentences by their form.

Sentences with formulas and numbers in them come from many places of the library, and from the results
of earlier builds of a document, which hold them in English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from gettext import NullTranslations

__all__ = ["CATALOGUE", "CONDITIONS", "SENTENCES", "conditions_in", "is_translated", "words_in"]

CATALOGUE = "sympy_torch_bridge"

_WHOLE_NUMBERS = {"number", "count", "points", "seed", "passed", "judged"}
# Outside brackets: an interval and the arguments of a function have commas of their own.
_BETWEEN = re.compile(r"([;,]) (?![^()\[\]]*[)\]])")
_MARKS = {",": "，", ";": "；"}

# Where two forms fit, the first one counts. The tests compare them with what the library writes.
SENTENCES = (
    "{number} rules: ",
    "{number} rule: ",
    "{count} verified",
    "{count} refuted",
    "{count} undecided",
    "verdict: {conclusion}",
    "limit: {value}",
    "Difference quotients of {formula} at {point} along {direction}",
    "Difference quotients of {formula} at {point}",
    "Second-order quotients of {formula} at {point}",
    "Third-order quotients of {formula} at {point}",
    "not {what}: {reason}",
    "differentiable {number} times: both one-sided limits are {value}",
    "differentiable: both one-sided limits are {value}",
    "differentiable {number} times",
    "undecided whether {what}: the quotients do not settle: {sides}",
    "{reason}. The central quotient still tends to {value}: "
    "the limit of the central quotient is no derivative here",
    "the one-sided limits differ (kink): {sides}",
    "a one-sided limit is infinite: {sides}",
    "the one-sided limits are infinite (vertical tangent): {sides}",
    "the one-sided limits are infinite (vertical tangent, a cusp): {sides}",
    "the function is not continuous there (jump): {sides}",
    "the limits do not exist (the quotient oscillates): {sides}",
    "outside the domain on the {missing}; one-sided derivative only, from the {side}: {value}",
    "outside the domain on the {missing}; one-sided limit from the {side}: {value}",
    "from the left {left}, from the right {right}",
    "infinite ({value})",
    "a jump ({value})",
    "{value} within their uncertainty",
    "{kind}: least error {error} at h = {h}; round-off takes over at h = {limit}",
    "{kind}: least error {error} at h = {h}",
    "Graph of {formula} with its tangent line at {point}; the slope is {value}.",
    "Graph of {formula} with secants through the point {point}, "
    "turning into the tangent line, whose slope is {value}.",
    "Graph of {formula} with secants through the point {point}; "
    "there is no tangent, because the function is {conclusion}.",
    "Error of difference quotients of {formula} at {point}, where the slope is {value}, "
    "against the step h: {first}; {second}.",
    "{kind}, best h = {h} with error {error}",
    "{points} points, seed {seed}, {dtype}. The first two are enclosed in ball arithmetic; "
    "what rounding allows is measured at each point.",
    "{points} points, seed {seed}, {dtype}. The first two are computed with mpmath at two precisions; "
    "what rounding allows is measured at each point.",
    "Computed with {versions}.",
    "{passed} of {judged}",
    ": consistent with {mistake}",
    "the inner derivative of {formula} left out",
    "Step {number}",
    "Steps {number} to {count}",
    "and {count} more",
    "A formula of {count} characters is left out.",
    "Steps that do not hold: {numbers}.",
    "Steps that could not be checked: {numbers}.",
    "Steps that hold by themselves at points of the check: {numbers}.",
    "derivative of {function} as SymPy has it",
)

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


def is_translated(catalogue: NullTranslations) -> bool:
    """Tell whether a catalogue has words of another language."""
    return type(catalogue) is not NullTranslations


def words_in(catalogue: NullTranslations, text: str) -> str:
    """Translate a word or a sentence; what the catalogue does not know stays as it is.

    Examples
    --------
    >>> from sympy_torch_bridge.languages import catalogue
    >>> chinese = catalogue(CATALOGUE, "zh")
    >>> words_in(chinese, "Conditions"), words_in(chinese, "limit: 2"), words_in(chinese, "x**2")
    ('条件', '极限：2', 'x**2')
    """
    return _translated(catalogue, text, SENTENCES)


def conditions_in(catalogue: NullTranslations, text: str) -> str:
    """Translate conditions as a rule states them, one after another.

    Examples
    --------
    >>> from sympy_torch_bridge.languages import catalogue
    >>> conditions_in(catalogue(CATALOGUE, "zh"), "x in (0, 1), n a positive integer")
    'x 属于 (0, 1)，n 为正整数'
    """
    known = _as_it_is(catalogue, text)
    if known != text or not is_translated(catalogue):
        return known
    pieces = _BETWEEN.split(text)
    return "".join(
        _MARKS[piece] if i % 2 else _translated(catalogue, piece, CONDITIONS)
        for i, piece in enumerate(pieces)
    )


def _translated(catalogue: NullTranslations, text: str, forms: Iterable[str]) -> str:
    if not text.strip() or not is_translated(catalogue):
        return text
    known = _as_it_is(catalogue, text)
    if known != text:
        return known
    for form in forms:
        found = _pattern(form).fullmatch(text)
        translation = catalogue.gettext(form)
        if found and translation != form:
            parts = {name: _translated(catalogue, part, forms) for name, part in found.groupdict().items()}
            return translation.format(**parts)
    return text


def _as_it_is(catalogue: NullTranslations, text: str) -> str:
    # gettext answers the empty message with the head of the catalogue.
    return catalogue.gettext(text) if text else text


@cache
def _pattern(form: str) -> re.Pattern[str]:
    # With a group around each placeholder, every second piece is the name of one.
    pieces = re.split(r"\{(\w+)\}", form)
    found = (_place(piece) if i % 2 else re.escape(piece) for i, piece in enumerate(pieces))
    return re.compile("".join(found), re.DOTALL)


def _place(name: str) -> str:
    return rf"(?P<{name}>\d+)" if name in _WHOLE_NUMBERS else f"(?P<{name}>.+?)"
