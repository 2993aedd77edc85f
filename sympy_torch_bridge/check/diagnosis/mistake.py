"""The record of one named mistake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["KINDS", "SAY_LEAST", "SORTS", "VAGUE", "Mistake"]

# Kind of mistake and what it means, in the words of the documentation.
KINDS = {
    "sign": "the opposite sign",
    "factor-2": "twice or half the derivative",
    "constant-factor": "the derivative times another number",
    "inner-derivative": "the chain rule without the inner derivative",
    "dropped-term": "a term left out",
    "flipped-term": "a term with the opposite sign",
    "held-constant": "a factor or a subexpression taken for a constant",
    "exponent": "an exponent not lowered, or lowered by another number",
    "swapped-partials": "two partial derivatives in each other's place",
    "transposed": "the Jacobian or the matrix in the other layout",
    "mean": "a mean without its 1/n, or divided once too often",
    "wrong-constant": "one number of the formula wrong",
    "exchanged-branches": "the branches of a case distinction exchanged",
    "region": "wrong in a part of the domain only",
    "diagonal": "wrong only where two variables are equal",
    "factor": "a factor left out of a term, or added to it",
    "wrong-function": "the derivative of another function, or by another variable",
    "product-rule": "the product of the derivatives, or a wrong sign in the product rule",
    "quotient-rule": "the terms of the quotient rule in the wrong order, or its denominator not squared",
    "power-rule": "the power rule used on an exponential, or the exponential rule on a power",
    "argument": "the right function at the wrong argument",
    "offset": "a constant, or a multiple of the variable, added",
    "not-finite": "no real or finite value where the derivative has one",
    "unsymmetrized": "A in place of A + A.T",
    "symmetric-variable": "the derivative by a matrix as if it were symmetric",
    "unprojected": "the plain gradient by a matrix that is assumed structured",
    "triangle-convention": "the gradient by the entries on and above the diagonal of a symmetric matrix",
    "conjugate": "the complex conjugate of a derivative or gradient",
    "complex-part": "one part of a complex derivative alone, its modulus, or its parts exchanged",
    "other-order": "a derivative of another order, or the function itself",
    "forward": "code whose forward pass does not compute the expression",
    "cotangent": "the gradient of the output ignored by a backward pass, or used twice",
    "no-gradient": "an input that no gradient reaches: torch has None for it",
    "detached": "a backward pass that cannot be differentiated again",
    "batch": "a result that changes with the other points of the batch",
    "random": "code that gives other numbers in each run",
    "order-of-product": "the factors of a matrix product in the wrong order",
    "stacking": "rows of a matrix stacked in place of columns, or the axes of a derivative in another order",
}

# Kinds that say what stands in the formula rather than what was done wrongly.
VAGUE = ("exponent", "factor", "wrong-function", "wrong-constant", "argument", "offset")

# Kinds that compete: rules of differentiation applied wrongly, and terms of the result that were changed.
SORTS = (
    frozenset({"quotient-rule", "product-rule", "inner-derivative", "mean", "power-rule", "held-constant"}),
    frozenset({"dropped-term", "flipped-term"}),
)

# Another number or another argument somewhere is what nearly every slip looks like.
SAY_LEAST = ("wrong-constant", "argument")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that would lead to the claim.

    Parameters
    ----------
    kind : str
        A key of ``KINDS``.
    text : str
        The mistake for people, as it stands in a diagnosis after "consistent with".
    part : str
        The part of the formula it concerns; empty where it concerns all of it.
    component : str
        The entries of the derivative that it explains, as ``df/dx``; empty for all of them.
    region : str
        The condition under which the claim is wrong; empty if it is so everywhere.
    other_kinds : tuple of str
        Kinds of other mistakes that give the very same numbers.

    Examples
    --------
    >>> Mistake("inner-derivative", "the inner derivative of 2*x left out", "2*x").to_dict()["kind"]
    'inner-derivative'
    """

    kind: str
    text: str
    part: str = ""
    component: str = ""
    region: str = ""
    other_kinds: tuple[str, ...] = ()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Mistake:
        """Return the record that :meth:`to_dict` has written."""
        return cls(**{**data, "other_kinds": tuple(data["other_kinds"])})

    def to_dict(self) -> dict[str, Any]:
        """Return plain strings and lists, ready for JSON."""
        return {
            "kind": self.kind,
            "text": self.text,
            "part": self.part,
            "component": self.component,
            "region": self.region,
            "other_kinds": list(self.other_kinds),
        }
