"""A derivation as a part of a page."""

from __future__ import annotations

from collections.abc import Sequence

from ...render import Block, Cell, Fact, Formula, Link, Links
from ...rules import BY_ID, Rule
from .relations import Relations
from .statement import step_cell
from .step import Step
from .step_check import StepCheck
from .words import (
    ALL_HOLD,
    IS_DEFINITION,
    IS_FIRST,
    IS_GIVEN,
    LEFT_OUT,
    MORE,
    OUTCOMES,
    SAME_KIND,
    STEP,
    STEPS,
)  # fmt: skip

__all__ = ["relation_blocks", "step_blocks"]

# A longer derivation loses its middle; a longer line is no formula to read.
_SHOWN = 12
_LAST = 2
_LONGEST = 500
_LINKS = 12


def step_blocks(rule: Rule, steps: Sequence[Step], checks: Sequence[StepCheck]) -> list[Block]:
    """Return each step with the rules it applies, and what came out when the steps were checked."""
    if not steps:
        return [Fact("", Cell(_reason(rule)))]
    blocks: list[Block] = []
    first, last = _shown(len(steps))
    for number, step in enumerate(steps, start=1):
        if number in first or number in last:
            blocks += _step(rule, number, step)
        elif number - 1 in first:
            hidden = steps[number - 1 : last.start - 1]
            blocks.append(_left_out(number, hidden))
    return [*blocks, *_outcome(steps, checks)]


def relation_blocks(relations: Relations) -> list[Block]:
    """Return the rules that a rule uses and those that use it."""
    lines = (("Uses", relations.uses), ("Used by", relations.used_by))
    return [_links(name, ids) for name, ids in lines if ids]


def _step(rule: Rule, number: int, step: Step) -> list[Block]:
    cell = step_cell(step, rule)
    head = Links(STEP.format(number=number), tuple(map(_link, step.rules)), step.word)
    if len(cell.text) > _LONGEST:
        return [head, Fact("", Cell(LEFT_OUT.format(count=len(cell.text))))]
    return [head, Formula(cell)]


def _shown(total: int) -> tuple[range, range]:
    """Return the numbers of the steps that are shown: the first ones and the last ones."""
    if total <= _SHOWN:
        return range(1, total + 1), range(total + 1, total + 1)
    return range(1, _SHOWN - _LAST), range(total - _LAST + 1, total + 1)


def _left_out(number: int, hidden: Sequence[Step]) -> Block:
    ids = dict.fromkeys(name for step in hidden for name in step.rules)
    name = STEPS.format(number=number, count=number + len(hidden) - 1)
    return Links(name, tuple(map(_link, ids)), SAME_KIND)


def _outcome(steps: Sequence[Step], checks: Sequence[StepCheck]) -> list[Block]:
    blocks: list[Block] = []
    for verdict, sentence in OUTCOMES.items():
        numbers = [str(n) for n, check in enumerate(checks, start=1) if check.verdict == verdict]
        if len(numbers) == len(steps) and verdict == "consistent":
            blocks.append(Fact("", Cell(ALL_HOLD)))
        elif numbers:
            blocks.append(Fact("", Cell(sentence.format(numbers=", ".join(numbers)))))
    return blocks


def _links(name: str, ids: Sequence[str]) -> Links:
    more = len(ids) - _LINKS
    text = MORE.format(count=more) if more > 0 else ""
    return Links(name, tuple(map(_link, ids[:_LINKS])), text)


def _link(rule_id: str) -> Link:
    return Link(rule_id, BY_ID[rule_id].title)


def _reason(rule: Rule) -> str:
    if rule.given is not None:
        return IS_GIVEN
    return IS_DEFINITION if rule.id.startswith("definition.") else IS_FIRST
