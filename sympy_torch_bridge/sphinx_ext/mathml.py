"""Formulas as MathML: browsers show them without a script, without fonts of ours and without a network."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from .mathml_spacing import SPACE as _SPACE
from .mathml_spacing import set_spaces

__all__ = ["MathMLError", "mathml"]

# First code points of A and a.  Browsers know the attribute mathvariant in its value "normal" alone.
_STYLED = {"bold": (0x1D400, 0x1D41A), "bold-italic": (0x1D468, 0x1D482)}
# The converter knows "split", which looks the same.
_ALIGNED = ((r"\begin{aligned}", r"\begin{split}"), (r"\end{aligned}", r"\end{split}"))


# How many parts an element has; of "x^{2" or "\\frac{1}" the converter makes one with fewer.
_PARTS = {
    "mfrac": 2,
    "mroot": 2,
    "msub": 2,
    "msup": 2,
    "msubsup": 3,
    "munder": 2,
    "mover": 2,
    "munderover": 3,
}
_ENVIRONMENT = re.compile(r"\\begin\{(.*?)\}")
_BRACE = re.compile(r"(?<!\\)(?:\\\\)*([{}])")


class MathMLError(ValueError):
    """A formula that cannot be converted as a whole."""


def mathml(latex: str, *, is_display: bool) -> str:
    """Convert a formula from LaTeX to MathML.

    Parameters
    ----------
    latex : str
        The formula without delimiters.
    is_display : bool
        Whether it stands in a line of its own.

    Raises
    ------
    MathMLError
        A command or an environment is not known, or a brace has no partner.
    ImportError
        latex2mathml is not installed.

    Examples
    --------
    >>> mathml("x^2", is_display=False)  # doctest: +ELLIPSIS
    '<math xmlns="http://www.w3.org/1998/Math/MathML" display="inline"><mrow><msup><mi>x</mi>...'
    """
    from latex2mathml.commands import MATRICES
    from latex2mathml.converter import convert

    braces = _BRACE.findall(latex)
    if braces.count("{") != braces.count("}"):
        raise MathMLError(f"a brace has no partner: {latex}")
    for unknown, known in _ALIGNED:
        latex = latex.replace(unknown, known)
    for environment in _ENVIRONMENT.findall(latex):
        if f"\\{environment}" not in MATRICES:
            raise MathMLError(f"the environment {environment} is not known to the converter: {latex}")
    try:
        tree = ElementTree.fromstring(convert(latex, display="block" if is_display else "inline"))
    except Exception as error:  # the converter raises classes without a common base, and IndexError
        raise MathMLError(f"the formula is not well-formed ({type(error).__name__}): {latex}") from error
    for element in tree.iter():
        _require_converted(element, latex)
        _style(element)
    set_spaces(tree, is_display=is_display)
    ElementTree.register_namespace("", _SPACE[1:-1])
    return ElementTree.tostring(tree, encoding="unicode")


def _require_converted(element: ElementTree.Element, latex: str) -> None:
    """Raise if a piece of LaTeX stands in the result as it came: the converter does not complain."""
    text, name = element.text or "", element.tag.removeprefix(_SPACE)
    if name == "mtext":
        return
    if len(element) != _PARTS.get(name, len(element)):
        raise MathMLError(f"a fraction, root, index or exponent lacks a part: {latex}")
    if text.startswith("\\") and len(text) > 1:
        raise MathMLError(f"the command {text} is not known to the converter: {latex}")
    if text == "&" or (name == "mspace" and element.get("linebreak") == "newline"):
        raise MathMLError(f"only split, aligned, align, cases and matrices may have columns or rows: {latex}")


def _style(element: ElementTree.Element) -> None:
    """Write bold letters as characters of their own."""
    first = _STYLED.get(element.get("mathvariant", ""))
    text = element.text or ""
    if first is not None and len(text) == 1 and text.isascii() and text.isalpha():
        element.text = chr(ord(text) + (first[0] - ord("A") if text.isupper() else first[1] - ord("a")))
        del element.attrib["mathvariant"]
