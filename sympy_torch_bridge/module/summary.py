"""What a module shows of itself in a line."""

from __future__ import annotations

from ..expression_record import abbreviated
from .arrangement import Arrangement
from .given_formula import GivenFormula

__all__ = ["summary"]

_SHOWN = 6


def summary(formula: GivenFormula, arrangement: Arrangement) -> str:
    """Return the formula, the inputs and the first parameters."""
    names = ", ".join(str(symbol) for symbol in formula.inputs)
    constants = [constant.name for constant in arrangement.constants if constant.is_trained]
    shown = constants if len(constants) <= _SHOWN else [*constants[:_SHOWN], "..."]
    trained = f"{len(constants)} ({', '.join(shown)})" if constants else "0"
    text = f"{abbreviated(formula.with_names())}, inputs=({names}), parameters={trained}"
    return f"{text}, packed" if arrangement.is_packed else text
