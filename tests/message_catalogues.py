"""What may be wrong with a translation, for the tests of all catalogues."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

__all__ = ["faults", "read_catalogue"]

# What a translation must keep as it is: roles, substitutions, code, targets of links, placeholders, marks.
_KEPT = re.compile(
    r"(\{[a-z:]+\}`[^`]+`)|:[a-z:+]+:`(?:[^`<]*<)?([^`>]*)>?`|(\|\w+\|)|(``[^`]+``)"
    r"|<(https?://[^>]+)>|(\{\w+\})|([✓✕])"
)
_CHINESE = re.compile(r"[㐀-鿿]")
# Names that Chinese texts write in Latin letters.
_LATIN = frozenset(
    [
        "Mish",
        "GELU",
        "ReLU",
        "ReLU6",
        "SELU",
        "SiLU (swish)",
        "softplus",
        "softsign",
        "tanhshrink",
        "hardtanh",
        "hardsigmoid",
        "hardswish",
        "hardshrink",
    ]
)


def read_catalogue(path: Path) -> Catalog:
    """Return the messages of a file."""
    with path.open("rb") as file:
        return read_po(file, locale="zh_CN")


def faults(catalogue: Catalog, wanted: list[str]) -> list[str]:
    """Return a line for each message that is missing, unfinished or changed in what must stay."""
    found = []
    for text in wanted:
        message = catalogue.get(text)
        translation = str(message.string) if message is not None else ""
        if not translation.strip():
            found.append(f"not translated: {text}")
        elif message.fuzzy:
            found.append(f"fuzzy: {text}")
        elif kept(text) != kept(translation):
            found.append(f"changed: {text} -> {translation}")
        elif not (_CHINESE.search(translation) or is_language_free(text)):
            found.append(f"not Chinese: {text} -> {translation}")
    return found


def kept(text: str) -> Counter[tuple[str, ...]]:
    """Return what a translation must repeat, in any order."""
    return Counter(_KEPT.findall(text))


def is_language_free(text: str) -> bool:
    """Whether a text reads the same in every language: a formula, or a name."""
    return text in _LATIN or text.lstrip().startswith(
        ("\\frac", "{doc}`", "sympy_torch_bridge", "{what} ({why})")
    )
