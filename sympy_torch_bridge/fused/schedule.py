"""The schedule of a program: what is the same at all points, and in which register each value lies."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import torch

from ..program import Program
from ..program.operation import INPUT, NUMBER, WHERE, Operation, call

__all__ = ["Operand", "Schedule", "Step", "scheduled"]

_TESTS = frozenset(map(call, (torch.isnan, torch.isinf, torch.isfinite)))

# Where a number lies: an input by position, a uniform number by node, a register for numbers or truths.
Place = Literal["input", "uniform", "register", "output", "truth"]
Operand = tuple[Place, int]


@dataclass(frozen=True, slots=True)
class Step:
    """One operation on registers."""

    operation: Operation
    operands: tuple[Operand, ...]
    result: Operand


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
    """

    uniform: tuple[int, ...]
    steps: tuple[Step, ...]
    outputs: tuple[Operand, ...]
    registers: int
    truths: int


def scheduled(program: Program, uniform_inputs: Collection[int]) -> Schedule:
    """Allocate registers by last use.

    Parameters
    ----------
    program : Program
    uniform_inputs : collection of int
        Positions of the inputs that are one number for all points.

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
    nodes = program.nodes
    is_uniform: list[bool] = []
    for node in nodes:
        if node.operation is INPUT:
            is_uniform.append(node.value in uniform_inputs)
        else:
            is_uniform.append(all(is_uniform[a] for a in node.args))
    outputs = program.outputs()
    last_use = _last_uses(program, is_uniform)
    place: dict[int, Operand] = {}
    steps: list[Step] = []
    slot = {node: number for number, node in reversed(list(enumerate(outputs)))}
    free: dict[Place, list[int]] = {"register": [], "truth": []}
    made: dict[Place, int] = {"register": 0, "truth": 0}
    is_truth = _truths(program)
    for index, node in enumerate(nodes):
        if is_uniform[index]:
            place[index] = "uniform", index
            continue
        if node.operation is INPUT:
            assert isinstance(node.value, int)
            place[index] = "input", node.value
            continue
        operands = tuple(place[a] for a in node.args)
        # A result may take the register of an argument that is not needed any more.
        for argument in set(node.args):
            if last_use.get(argument) == index and place[argument][0] in free:
                free[place[argument][0]].append(place[argument][1])
        if index in slot and not is_truth[index]:
            place[index] = "output", slot[index]
        else:
            kind: Place = "truth" if is_truth[index] else "register"
            if not free[kind]:
                free[kind].append(made[kind])
                made[kind] += 1
            place[index] = kind, free[kind].pop()
        steps.append(Step(node.operation, operands, place[index]))
    return Schedule(
        tuple(i for i, uniform in enumerate(is_uniform) if uniform),
        tuple(steps),
        tuple(place[node] for node in outputs),
        made["register"],
        made["truth"],
    )


def _last_uses(program: Program, is_uniform: list[bool]) -> dict[int, int]:
    """Map each node to the last one that needs it; outputs are needed to the end."""
    last: dict[int, int] = {}
    for index, node in enumerate(program.nodes):
        if not is_uniform[index]:
            last.update((argument, index) for argument in node.args)
    last.update((output, len(program.nodes)) for output in program.outputs())
    return last


def _truths(program: Program) -> list[bool]:
    """Tell for each node whether it is a truth value."""
    result: list[bool] = []
    for node in program.nodes:
        operation = node.operation
        if operation is NUMBER:
            result.append(isinstance(node.value, bool))
        elif operation is WHERE:
            result.append(all(result[a] for a in node.args[1:]))
        else:
            result.append(operation.is_truth or operation in _TESTS)
    return result
