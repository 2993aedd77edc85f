"""Spaces around brackets and named functions, and limits below: as TeX sets them and browsers do not."""

from __future__ import annotations

from itertools import pairwise
from xml.etree.ElementTree import Element

__all__ = ["set_spaces"]

SPACE = "{http://www.w3.org/1998/Math/MathML}"
# A sixth of the letter size, as TeX has it between a factor and the name of a function.
_THIN = "0.1667em"
_OPENING, _CLOSING = frozenset("([{|‖⟨⌊⌈"), frozenset(")]}|‖⟩⌋⌉")
_WITH_LIMITS = frozenset({"lim", "max", "min", "sup", "inf", "argmax", "argmin", "limsup", "liminf"})
_TALL = frozenset(
    SPACE + name for name in ("mfrac", "mtable", "msqrt", "mroot", "munder", "mover", "munderover")
)
_SCRIPTED = frozenset(SPACE + name for name in ("msub", "msup", "msubsup", "munder", "mover", "munderover"))


def set_spaces(tree: Element, *, is_display: bool) -> None:
    """Space a formula, in place.

    Parameters
    ----------
    tree : xml.etree.ElementTree.Element
        The element ``math``.
    is_display : bool
        Whether it stands in a line of its own: then the limits of lim, max and their kin stand below.
    """
    for element in list(tree.iter()):
        _place_limits(element, is_display=is_display)
        _keep_small(element)
        if element.tag == f"{SPACE}mo" and _is_name(element):
            element.set("lspace", "0")
            element.set("rspace", "0")
    for row in list(tree.iter()):
        if row.tag in (f"{SPACE}mrow", f"{SPACE}math", f"{SPACE}mtd"):
            _separate(row)


def _place_limits(element: Element, *, is_display: bool) -> None:
    if is_display and element.tag == f"{SPACE}msub" and element[0].text in _WITH_LIMITS:
        element.tag = f"{SPACE}munder"


def _keep_small(row: Element) -> None:
    """Keep brackets around letters from growing: math fonts draw those that can with wide margins."""
    brackets = [part for part in row if part.get("fence") == "true"]
    if brackets and not any(part.tag in _TALL for part in row.iter()):
        for bracket in brackets:
            bracket.set("stretchy", "false")


def _separate(row: Element) -> None:
    """Put a thin space between a factor and the name of a function, and before a bare argument."""
    parts = list(row)
    for before, part in pairwise(parts):
        name, other = _function_of(part), _function_of(before)
        needs_one = (name and not _opens(before)) or (other and _needs_space_after(other, part))
        if needs_one and not _is_operator(before) and not _is_operator(part):
            row.insert(list(row).index(part), Element(f"{SPACE}mspace", width=_THIN))


def _needs_space_after(name: str, part: Element) -> bool:
    return name in _WITH_LIMITS or not _opens(part)


def _function_of(element: Element) -> str:
    """Return the name of the function that an element is, with or without an index or exponent, or ''."""
    base = element[0] if element.tag in _SCRIPTED and len(element) else element
    return (base.text or "") if _is_name(base) else ""


def _is_name(element: Element) -> bool:
    text = element.text or ""
    return element.tag in (f"{SPACE}mi", f"{SPACE}mo") and len(text) > 1 and text.isalpha()


def _opens(element: Element) -> bool:
    """Whether an element begins with a bracket."""
    while element.tag == f"{SPACE}mrow" and len(element):
        element = element[0]
    return element.text in _OPENING and element.get("form") != "postfix"


def _is_operator(element: Element) -> bool:
    """Whether an element has spaces of its own, or is a bracket's inner side."""
    if element.tag == f"{SPACE}mspace":
        return True
    if element.tag != f"{SPACE}mo" or _is_name(element):
        return False
    return element.text not in _CLOSING | _OPENING
