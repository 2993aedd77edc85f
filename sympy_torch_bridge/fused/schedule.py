"""The schedule of a program: what is the same at all points, and in which register each value lies."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal, NamedTuple

import torch

from ..program import Program
from ..program.operation import INPUT, NUMBER, WHERE, Operation, call

__all__ = ["Operand", "Schedule", "Step", "scheduled"]

_TESTS = frozenset(map(call, (torch.isnan, torch.isinf, torch.isfinite)))

# Where a number lies: an input by position, a uniform number by node, a register for numbers or truths.
Place = Literal["input", "uniform", "register", "output", "truth"]
Operand = tuple[Place, int]


class Step(NamedTuple):
    """One operation on registers."""

    operation: Operation
    operands: tuple[Operand, ...]
    result: Operand


# The constructor of a named tuple is a function of Python's, and there are many steps.
_step: Final[Callable[[tuple[Operation, tuple[Operand, ...], Operand]], Step]] = partial(tuple.__new__, Step)


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
    is_uniform = _uniform_nodes(program, uniform_inputs)
    outputs = program.outputs()
    last_use = _last_uses(program, is_uniform, outputs)
    place: list[Operand] = []
    steps: list[Step] = []
    slot = {node: number for number, node in reversed(list(enumerate(outputs)))}
    # What is free, and what there is of each kind: one tuple a place, which all its users refer to.
    free: dict[Place, list[Operand]] = {"register": [], "truth": []}
    made: dict[Place, int] = {"register": 0, "truth": 0}
    registers = free["register"]
    is_truth = _truths(program)
    at = place.__getitem__
    for index, (operation, args, value, _) in enumerate(program.nodes):
        if is_uniform[index]:
            place.append(("uniform", index))
            continue
        if operation is INPUT:
            assert isinstance(value, int)
            place.append(("input", value))
            continue
        operands = tuple(map(at, args))
        # A result may take the register of an argument that is not needed any more.
        ended = [argument for argument in args if last_use[argument] == index]
        for argument in ended if len(ended) < 2 else set(args):
            if last_use[argument] == index:
                operand = place[argument]
                if operand[0] in free:
                    free[operand[0]].append(operand)
        if is_truth[index]:
            result = _taken("truth", free, made)
        elif index in slot:
            result = "output", slot[index]
        else:
            result = registers.pop() if registers else _taken("register", free, made)
        place.append(result)
        steps.append(_step((operation, operands, result)))
    return Schedule(
        tuple(i for i, uniform in enumerate(is_uniform) if uniform),
        tuple(steps),
        tuple(map(at, outputs)),
        made["register"],
        made["truth"],
    )


def _taken(kind: Place, free: dict[Place, list[Operand]], made: dict[Place, int]) -> Operand:
    """Take a register that is free, or a new one."""
    if free[kind]:
        return free[kind].pop()
    made[kind] += 1
    return kind, made[kind] - 1


def _uniform_nodes(program: Program, uniform_inputs: Collection[int]) -> bytearray:
    """Tell for each node whether it is one number for all points."""
    result = bytearray()
    add = result.append
    for operation, args, value, _ in program.nodes:
        uniform = operation is not INPUT or value in uniform_inputs
        for argument in args:
            if not result[argument]:
                uniform = False
                break
        add(uniform)
    return result


def _last_uses(program: Program, is_uniform: bytearray, outputs: list[int]) -> list[int]:
    """List for each node the last one that needs it, -1 for none; outputs are needed to the end."""
    last = [-1] * len(program.nodes)
    for index, (_, args, _, _) in enumerate(program.nodes):
        if not is_uniform[index]:
            for argument in args:
                last[argument] = index
    for output in outputs:
        last[output] = len(program.nodes)
    return last


def _truths(program: Program) -> bytearray:
    """Tell for each node whether it is a truth value."""
    truths = frozenset(op for op in program.operations if op.is_truth or op in _TESTS)
    result = bytearray(len(program.nodes))
    if not truths and not any(node.value is True or node.value is False for node in program.nodes):
        return result
    for index, (operation, args, value, _) in enumerate(program.nodes):
        if operation is NUMBER:
            result[index] = isinstance(value, bool)
        elif operation is WHERE:
            result[index] = all(result[a] for a in args[1:])
        else:
            result[index] = operation in truths
    return result
