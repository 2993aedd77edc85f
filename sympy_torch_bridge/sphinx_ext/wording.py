"""Texts of the extension in the language of a project.

Words are looked up as they are. Sentences with formulas and numbers in them come from many places of the
library, and from the results of earlier builds; they are recognised by their form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from gettext import NullTranslations

from docutils import nodes
from sphinx.locale import get_translation, get_translator

__all__ = [
    "CATALOGUE",
    "SENTENCES",
    "TITLES",
    "as_it_is",
    "by_form",
    "is_translated",
    "localise",
    "title",
    "word",
]

CATALOGUE = "sympy_torch_bridge"
TITLES = "sympy_torch_bridge_titles"

_word = get_translation(CATALOGUE)
_title = get_translation(TITLES)
_WORDLESS = (nodes.literal, nodes.literal_block, nodes.doctest_block, nodes.math, nodes.math_block, nodes.raw)

_WHOLE_NUMBERS = {"number", "count", "points", "seed", "passed", "judged"}

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


def word(text: str) -> str:
    """Return a text in the language of the project, or as it is where nothing is known of it."""
    if not text.strip() or not is_translated():
        return text
    found = as_it_is(text)
    return found if found != text else by_form(text, SENTENCES, word)


def as_it_is(text: str) -> str:
    """Return the translation of this very text, or the text."""
    # gettext answers the empty message with the head of the catalogue.
    return str(_word(text)) if text else text


def title(text: str) -> str:
    """Return the title of a rule in the language of the project."""
    return str(_title(text)) if text else text


def is_translated() -> bool:
    """Whether the project is in a language that the extension has words of."""
    return type(get_translator(CATALOGUE)) is not NullTranslations


def by_form(text: str, forms: Iterable[str], of_part: Callable[[str], str]) -> str:
    """Translate a text that has one of the forms, and with ``of_part`` what stands in its places."""
    for form in forms:
        found = _pattern(form).fullmatch(text)
        translation = str(_word(form))
        if found and translation != form:
            parts = {name: of_part(part) for name, part in found.groupdict().items()}
            return translation.format(**parts)
    return text


def localise(found: Iterable[nodes.Node]) -> None:
    """Put the words of directives and the descriptions of their images into the language of the project."""
    if not is_translated():
        return
    for node in found:
        for text in list(node.findall(nodes.Text)):
            if not isinstance(text.parent, _WORDLESS):
                shown = word(text.astext())
                if shown != text.astext():
                    text.parent.replace(text, nodes.Text(shown))
        for image in node.findall(nodes.image):
            image["alt"] = word(image.get("alt", ""))


@cache
def _pattern(form: str) -> re.Pattern[str]:
    # With a group around each placeholder, every second piece is the name of one.
    pieces = re.split(r"\{(\w+)\}", form)
    found = (_place(piece) if i % 2 else re.escape(piece) for i, piece in enumerate(pieces))
    return re.compile("".join(found), re.DOTALL)


def _place(name: str) -> str:
    return rf"(?P<{name}>\d+)" if name in _WHOLE_NUMBERS else f"(?P<{name}>.+?)"
