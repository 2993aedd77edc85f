"""All kinds of mistakes that are looked for in a formula: one record a kind, the most probable first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .kinds.argument import arguments
from .kinds.branches import exchanged_branches
from .kinds.exponent import exponents
from .kinds.factor import factors
from .kinds.held_constant import held_constants
from .kinds.inner_derivative import inner_derivatives
from .kinds.mean import means
from .kinds.offset import kept_constants
from .kinds.other_variable import other_variables
from .kinds.outer_derivative import outer_derivatives
from .kinds.power_rule import power_rules
from .kinds.product_rule import product_rules
from .kinds.quotient_rule import quotient_rules
from .kinds.terms import dropped_terms, flipped_terms
from .kinds.wrong_constant import wrong_constants
from .kinds.wrong_function import wrong_functions
from .subject import Proposal, Subject

__all__ = ["GENERATORS", "INNER_ALONE", "Generator", "rank"]


@dataclass(frozen=True, slots=True)
class Generator:
    """One kind of mistake and the derivatives it leads to.

    Parameters
    ----------
    kind : str
    propose : callable or None
        None where the numbers alone show the mistake, as for a wrong sign.
    is_alone : bool
        Whether it is never one of two: so much is left out that the second would be chosen to fit.
    """

    kind: str
    propose: Callable[[Subject], Iterator[Proposal]] | None = None
    is_alone: bool = False


# Of several accounts that fit, the first is given: rules applied wrongly, then slips with single parts,
# then what says least about the cause.
GENERATORS = (
    Generator("quotient-rule", quotient_rules),
    Generator("product-rule", product_rules),
    Generator("inner-derivative", inner_derivatives),
    Generator("factor", outer_derivatives, is_alone=True),
    Generator("sign"),
    Generator("mean", means),
    Generator("factor-2"),
    Generator("power-rule", power_rules),
    Generator("held-constant", held_constants),
    Generator("dropped-term", dropped_terms),
    Generator("flipped-term", flipped_terms),
    Generator("constant-factor"),
    Generator("exponent", exponents),
    Generator("offset", kept_constants),
    Generator("exchanged-branches", exchanged_branches),
    Generator("wrong-function", wrong_functions),
    Generator("factor", factors),
    Generator("wrong-function", other_variables, is_alone=True),
    Generator("wrong-constant", wrong_constants),
    Generator("argument", arguments),
)  # fmt: skip

# The place of the inner derivative alone, in place of the whole.
INNER_ALONE = next(place for place, one in enumerate(GENERATORS) if one.propose is outer_derivatives)

# Of two generators of a kind the last counts: the first finds a form of it that says more about the cause.
_RANKS = {generator.kind: place for place, generator in enumerate(GENERATORS)}


def rank(kind: str) -> int:
    """Return the place of a kind in the order of preference; kinds outside the table come last.

    Examples
    --------
    >>> rank("inner-derivative") < rank("constant-factor") < rank("region")
    True
    """
    return _RANKS.get(kind, len(GENERATORS))
