"""The whole collection: wrong claims with an account, wrong claims without one, right claims."""

from __future__ import annotations

from check.people.chain_rule import CHAIN, POWERS
from check.people.claim import Claim
from check.people.higher_orders import HIGHER
from check.people.idiosyncratic import IDIOSYNCRATIC
from check.people.losses import ACTIVATIONS, LOSSES
from check.people.matrices import FORMS, TRACES
from check.people.products_and_functions import PRODUCTS, TABLE
from check.people.refactored import REFACTORED
from check.people.right_claims import RIGHT
from check.people.sciences import CHEMISTRY_AND_LIFE, PHYSICS, STATISTICS
from check.people.torch_code import CODE
from check.people.two_mistakes import TWO_MISTAKES
from check.people.vectors import DIAGONAL, GRADIENTS, JACOBIANS

__all__ = ["IDIOSYNCRATIC", "NAMEABLE", "RIGHT", "WRONG"]

NAMEABLE: tuple[Claim, ...] = (
    *CHAIN, *POWERS, *PRODUCTS, *TABLE, *LOSSES, *ACTIVATIONS, *PHYSICS, *CHEMISTRY_AND_LIFE, *STATISTICS,
    *GRADIENTS, *JACOBIANS, *DIAGONAL, *FORMS, *TRACES, *CODE, *TWO_MISTAKES, *REFACTORED, *HIGHER,
)  # fmt: skip
WRONG: tuple[Claim, ...] = (*NAMEABLE, *IDIOSYNCRATIC)
