"""Taylor mode: all partial derivatives of a function of the user's in one forward pass."""

from . import arithmetic, chain, normalisation  # the rules of torch's operations
from .arrangement import stacked
from .expansion import Expansion, Kink, NoTaylorRule
from .multi_index import Orders, below, closure
from .plan import Combination, Plan
from .propagate import Propagated, propagated
from .slopes import Evaluates

__all__ = [
    "Combination",
    "Evaluates",
    "Expansion",
    "Kink",
    "NoTaylorRule",
    "Orders",
    "Plan",
    "Propagated",
    "arithmetic",
    "below",
    "chain",
    "closure",
    "normalisation",
    "propagated",
    "stacked",
]
