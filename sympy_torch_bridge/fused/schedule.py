"""The schedule of a program: what is the same at all points, and in which register each value lies."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import torch

from ..program import Node, Program
from ..program.operation import INPUT, NUMBER, WHERE, Operation, call
from .guards import Region

__all__ = [
    "Operand",
    "Place",
    "Schedule",
    "Skip",
    "Step",
    "scheduled",
    "truth_nodes",
    "uniform_nodes",
    "uniform_truths",
]

_TESTS = frozenset(map(call, (torch.isnan, torch.isinf, torch.isfinite)))

# Where a number lies: an input by position, a uniform number by node, a register for numbers or truths.
Place = Literal["input", "uniform", "register", "output", "truth"]
Operand = tuple[Place, int]


class Step(NamedTuple):
    """One operation on registers."""

    operation: Operation
    operands: tuple[Operand, ...]
    result: Operand


class Skip(NamedTuple):
    """Steps, from ``first`` to before ``last``, that a block leaves out if ``mask`` is nowhere ``truth``."""

    first: int
    last: int
    mask: Operand
    truth: bool


@dataclass(frozen=True, slots=True)
class Schedule:
    """What to do for each block of points.

    Parameters
    ----------
    uniform : tuple of int
        The nodes that are the same at all points, in order.
    steps : tuple of Step
        The operations that are not.
    outputs : tuple of Operand
        Where each output lies after the steps: in an output, or in a place that is to be copied.
    registers, truths : int
        How many of each are needed.
    skips : tuple of Skip
        What may be left out, by the first step, of equals the longest first.
    """

    uniform: tuple[int, ...]
    steps: tuple[Step, ...]
    outputs: tuple[Operand, ...]
    registers: int
    truths: int
    skips: tuple[Skip, ...] = ()


def scheduled(program: Program, uniform_inputs: Collection[int], regions: Sequence[Region] = ()) -> Schedule:
    """Allocate registers by last use.

    Parameters
    ----------
    program : Program
    uniform_inputs : collection of int
        Positions of the inputs that are one number for all points.
    regions : sequence of Region
        The nodes that may be left out.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.program import lower
    >>> x, k = sympy.symbols("x k")
    >>> program, _ = lower(sympy.sin(x * sympy.sqrt(k)) + 1, [x, k])
    >>> schedule = scheduled(program, {1})
    >>> [step.operation for step in schedule.steps], schedule.registers
    ([mul, torch.sin, add], 1)
    """
    is_uniform = uniform_nodes(program, uniform_inputs)
    outputs = program.outputs()
    last_use = _last_uses(program, is_uniform, outputs)
    tested = _tested(regions, last_use)
    place: list[Operand] = []
    steps: list[Step] = []
    slot = {node: number for number, node in reversed(list(enumerate(outputs)))}
    free: dict[Place, list[int]] = {"register": [], "truth": []}
    made: dict[Place, int] = {"register": 0, "truth": 0}
    is_truth = truth_nodes(program.nodes)
    at = place.__getitem__
    steps_before: list[int] = []
    for index, (operation, args, value, _) in enumerate(program.nodes):
        steps_before.append(len(steps))
        if is_uniform[index]:
            place.append(("uniform", index))
            continue
        if operation is INPUT:
            assert isinstance(value, int)
            place.append(("input", value))
            continue
        operands = tuple(map(at, args))
        # A result may take the register of an argument that is not needed any more.
        for argument in {*args, *tested.get(index, ())} if len(args) > 1 or index in tested else args:
            if last_use[argument] == index:
                kind, number = place[argument]
                if kind in free:
                    free[kind].append(number)
        if index in slot and not is_truth[index]:
            result: Operand = "output", slot[index]
        else:
            kind = "truth" if is_truth[index] else "register"
            if not free[kind]:
                free[kind].append(made[kind])
                made[kind] += 1
            result = kind, free[kind].pop()
        place.append(result)
        steps.append(Step(operation, operands, result))
    steps_before.append(len(steps))
    return Schedule(
        tuple(i for i, uniform in enumerate(is_uniform) if uniform),
        tuple(steps),
        tuple(map(at, outputs)),
        made["register"],
        made["truth"],
        tuple(
            Skip(steps_before[first], steps_before[last], at(guard.mask), guard.truth)
            for first, last, guard in regions
        ),
    )


def _tested(regions: Sequence[Region], last_use: list[int]) -> dict[int, list[int]]:
    """Let conditions last until they are tested; return by node those that are tested before it."""
    tested: dict[int, list[int]] = {}
    for first, _, (mask, _) in regions:
        last_use[mask] = max(last_use[mask], first)
        tested.setdefault(first, []).append(mask)
    return tested


def uniform_nodes(program: Program, uniform_inputs: Collection[int]) -> list[bool]:
    """Tell for each node whether it is one number for all points."""
    result: list[bool] = []
    for operation, args, value, _ in program.nodes:
        uniform = operation is not INPUT or value in uniform_inputs
        for argument in args:
            if not result[argument]:
                uniform = False
                break
        result.append(uniform)
    return result


def uniform_truths(program: Program, schedule: Schedule) -> frozenset[int]:
    """Return the nodes that are one truth value for all points."""
    is_truth = truth_nodes(program.nodes)
    return frozenset(node for node in schedule.uniform if is_truth[node])


def _last_uses(program: Program, is_uniform: list[bool], outputs: list[int]) -> list[int]:
    """List for each node the last one that needs it, -1 for none; outputs are needed to the end."""
    last = [-1] * len(program.nodes)
    for index, (_, args, _, _) in enumerate(program.nodes):
        if not is_uniform[index]:
            for argument in args:
                last[argument] = index
    for output in outputs:
        last[output] = len(program.nodes)
    return last


def truth_nodes(nodes: Sequence[Node]) -> list[bool]:
    """Tell for each node of a program whether it is a truth value."""
    truths = frozenset(op for op in {node.operation for node in nodes} if op.is_truth or op in _TESTS)
    result: list[bool] = []
    for operation, args, value, _ in nodes:
        if operation is NUMBER:
            result.append(isinstance(value, bool))
        elif operation is WHERE:
            result.append(all(result[a] for a in args[1:]))
        else:
            result.append(operation in truths)
    return result
