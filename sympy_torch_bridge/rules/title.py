"""Titles of rules in other languages; the records are English."""

from __future__ import annotations

from ..languages import ENGLISH, catalogue
from ._rule import Rule

__all__ = ["CATALOGUE", "title_in", "title_of"]

CATALOGUE = "sympy_torch_bridge_titles"


def title_in(rule: Rule, language: str = ENGLISH) -> str:
    """Return the title of a rule in a language.

    Parameters
    ----------
    rule : Rule
    language : str
        ``en`` or ``zh``.

    Returns
    -------
    str
        The English title where the catalogue has no other, as for a rule of your own.

    Raises
    ------
    OptionError
        There are no titles in that language.

    Examples
    --------
    >>> from sympy_torch_bridge.rules import BY_ID
    >>> title_in(BY_ID["rule.product"], "zh")
    '乘法法则'
    """
    return title_of(rule.title, language)


def title_of(title: str, language: str) -> str:
    """Return a title of the catalog, which is English, in a language."""
    # gettext answers the empty message with the head of the catalogue.
    return catalogue(CATALOGUE, language).gettext(title) if title else ""
