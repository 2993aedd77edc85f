"""The derivation of a rule as a part of its entry, with what its own check found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..render import Block, Cell, Fact, Formula
from ..rules import Rule
from .derivation import Derivation
from .steps.blocks import step_blocks
from .steps.matrix_step_check import check_matrix_steps
from .steps.relations import steps_of
from .steps.statement import step_cell
from .steps.step import Step
from .steps.step_check import StepCheck, check_steps

__all__ = ["DerivationSection", "derivation_section", "flaws_of"]


@dataclass(frozen=True, slots=True)
class DerivationSection:
    """What the entry says of a derivation.

    Parameters
    ----------
    blocks : tuple of Block
    steps : tuple of Step
    flaws : tuple of str
        The steps that do not hold, each as a sentence.
    """

    blocks: tuple[Block, ...]
    steps: tuple[Step, ...]
    flaws: tuple[str, ...] = ()


def derivation_section(
    rule: Rule, derivation: Derivation, *, n_points: int = 24, seed: int = 0
) -> DerivationSection:
    """Derive a rule, check each step, and write both down.

    Examples
    --------
    >>> from sympy_torch_bridge.rules import BY_ID
    >>> from .derivation import derivation_of
    >>> rule = BY_ID["derivative.x-exp"]
    >>> section = derivation_section(rule, derivation_of(rule))
    >>> len(section.steps), section.flaws
    (4, ())
    """
    steps = steps_of(rule)
    checks = _checks(rule, steps, n_points, seed)
    blocks = step_blocks(rule, steps, checks)
    if derivation.found and not steps:
        blocks.insert(0, Formula(derivation.found))
    if derivation.conclusion:
        blocks.append(Fact("", Cell(derivation.conclusion)))
    return DerivationSection(tuple(blocks), steps, _flaws(rule, steps, checks))


def flaws_of(rule: Rule, *, n_points: int = 24, seed: int = 0) -> tuple[str, ...]:
    """Check the steps by which an entry derives a rule; return those that do not hold, each as a sentence.

    Examples
    --------
    >>> from sympy_torch_bridge.rules import BY_ID
    >>> flaws_of(BY_ID["derivative.x-exp"])
    ()
    """
    steps = steps_of(rule)
    return _flaws(rule, steps, _checks(rule, steps, n_points, seed))


def _checks(rule: Rule, steps: Sequence[Step], n_points: int, seed: int) -> list[StepCheck]:
    if rule.kind == "matrix":
        return check_matrix_steps(rule, steps, seed=seed)
    return check_steps(rule, steps, n_points=n_points, seed=seed) if steps else []


def _flaws(rule: Rule, steps: Sequence[Step], checks: Sequence[StepCheck]) -> tuple[str, ...]:
    return tuple(
        f"step {number} of the derivation does not hold: {step_cell(step, rule).text}"
        for number, (step, check) in enumerate(zip(steps, checks, strict=True), start=1)
        if check.verdict == "refuted"
    )
