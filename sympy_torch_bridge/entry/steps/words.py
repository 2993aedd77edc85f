"""What is said of a step where no rule of the catalogue says it, and of a derivation as a whole."""

from __future__ import annotations

__all__ = [
    "ALL_HOLD",
    "AS_A_POWER",
    "AT_THE_CHANGE",
    "BY_PIECES",
    "BY_SYMPY",
    "DEFINITION",
    "FOUND",
    "IS_DEFINITION",
    "IS_FIRST",
    "IS_GIVEN",
    "LEFT_OUT",
    "MEANING",
    "MORE",
    "OF_SYMPY",
    "OUTCOMES",
    "REWRITTEN",
    "SAME_KIND",
    "STEP",
    "STEPS",
    "TOGETHER",
    "WORDS",
]

DEFINITION = "definition"
MEANING = "written out"
TOGETHER = "put together"
REWRITTEN = "rewritten"
BY_PIECES = "each piece by itself"
AS_A_POWER = "a power is an exponential of a logarithm"
BY_SYMPY = "as SymPy differentiates it"
OF_SYMPY = "derivative of {function} as SymPy has it"
AT_THE_CHANGE = "put together, with the change at the end"
FOUND = "the derivative is what stands at the change"

STEP = "Step {number}"
STEPS = "Steps {number} to {count}"
SAME_KIND = "of the same kind"
MORE = "and {count} more"
LEFT_OUT = "A formula of {count} characters is left out."
ALL_HOLD = "Each step holds by itself at points of the check."
OUTCOMES = {
    "refuted": "Steps that do not hold: {numbers}.",
    "inconclusive": "Steps that could not be checked: {numbers}.",
    "consistent": "Steps that hold by themselves at points of the check: {numbers}.",
}
IS_GIVEN = "No steps: it follows from what is given, as the check shows."
IS_DEFINITION = "No steps: this is a definition."
IS_FIRST = "No steps: derivations begin with this rule."

# All of them, for whoever translates.
WORDS = (
    DEFINITION, MEANING, TOGETHER, REWRITTEN, BY_PIECES, AS_A_POWER, BY_SYMPY, OF_SYMPY, AT_THE_CHANGE, FOUND,
    STEP, STEPS, SAME_KIND, MORE, LEFT_OUT, ALL_HOLD, *OUTCOMES.values(), IS_GIVEN, IS_DEFINITION, IS_FIRST,
)  # fmt: skip
