"""One claim as a person writes it, and every account of its mistake that is true."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

__all__ = ["Claim", "both", "region"]


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """A claimed derivative.

    Parameters
    ----------
    id : str
    expr : expression, list, or matrix expression
    wrt : Symbol, MatrixSymbol, or list of Symbol
    claim : formulas or code
    kinds : collection of str
        Every account that is true of the claim; two mistakes at once are ``"one + other"`` in alphabetical
        order. Empty for a right claim, and for a wrong one that no known slip explains.
    parts : tuple of str
        What a precise account names: the forgotten derivative, the term, the region.
    why : str
        What the person did.
    source : str
        Where this type of error is described, if not from experience.
    domain : mapping, or None
    order : int
        Of the derivative.
    dtype : torch.dtype, or None
        Complex where the variables are.
    """

    id: str
    expr: Any
    wrt: Any
    claim: Any
    kinds: Collection[str] = ()
    parts: tuple[str, ...] = ()
    why: str = ""
    source: str = ""
    domain: Mapping[Any, tuple[float, float]] | None = None
    order: int = 1
    dtype: Any = None


def both(one: Collection[str], other: Collection[str]) -> set[str]:
    """Return the names of every combination of two mistakes.

    A combination of a kind with itself is the kind: the same slip at two places.
    """
    return {" + ".join(sorted({first, second})) for first, second in product(one, other)}


def region(*within: str) -> set[str]:
    """Return the accounts of a mistake in a part of the domain: the part, the slip made there, or both."""
    return {"region", *within} | both({"region"}, within)
