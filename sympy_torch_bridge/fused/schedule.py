"""The schedule of a program: what is the same at all points, and in which register each value lies."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal, NamedTuple

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
    "registers_of",
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


# The constructor of a named tuple is a function of Python's: this takes a third of its time.
_step_of: Final[Callable[[tuple[Operation, tuple[Operand, ...], Operand]], Step]] = partial(
    tuple.__new__, Step
)


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
    nodes, outputs = program.nodes, program.outputs()
    is_uniform, is_truth, last_use = _lives(program, uniform_inputs, outputs)
    tested = _tested(regions, last_use)
    place: list[Operand] = []
    steps: list[Step] = []
    slot = {node: number for number, node in reversed(list(enumerate(outputs)))}
    free: dict[Place, list[Operand]] = {"register": [], "truth": []}
    made: dict[Place, int] = {"register": 0, "truth": 0}
    at, stack_of = place.__getitem__, free.get
    steps_before: list[int] = []
    for index, (operation, args, value, _) in enumerate(nodes):
        steps_before.append(len(steps))
        if is_uniform[index]:
            place.append(("uniform", index))
            continue
        if operation is INPUT:
            assert isinstance(value, int)
            place.append(("input", value))
            continue
        # A result may take the register of an argument that is not needed any more.
        arguments: Collection[int] = args if len(args) == 1 else set(args)
        if index in tested:
            arguments = {*args, *tested[index]}
        for argument in arguments:
            if last_use[argument] == index:
                freed = place[argument]
                stack = stack_of(freed[0])
                if stack is not None:
                    stack.append(freed)
        kind: Place = "truth" if is_truth[index] else "register"
        if index in slot and not is_truth[index]:
            result: Operand = "output", slot[index]
        elif free[kind]:
            result = free[kind].pop()
        else:
            result = kind, made[kind]
            made[kind] += 1
        steps.append(_step_of((operation, tuple(map(at, args)), result)))
        place.append(result)
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


def registers_of(program: Program, uniform_inputs: Collection[int]) -> int:
    """Count the registers for numbers and for truth values that a schedule without regions has.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.program import lower
    >>> x = sympy.Symbol("x")
    >>> registers_of(lower(sympy.sin(sympy.cos(x)) * sympy.cos(x))[0], ())
    2
    """
    outputs = program.outputs()
    is_uniform, is_truth, last_use = _lives(program, uniform_inputs, outputs)
    results = set(outputs)
    has_register = bytearray(len(program.nodes))
    free, made = [0, 0], 0  # of numbers, of truth values
    for index, (operation, args, _, _) in enumerate(program.nodes):
        if is_uniform[index] or operation is INPUT:
            continue
        for argument in args if len(args) == 1 else set(args):
            if last_use[argument] == index and has_register[argument]:
                free[is_truth[argument]] += 1
        kind = is_truth[index]
        if index not in results or kind:
            has_register[index] = 1
            if free[kind]:
                free[kind] -= 1
            else:
                made += 1
    return made


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


def _lives(
    program: Program, uniform_inputs: Collection[int], outputs: Sequence[int]
) -> tuple[list[bool], list[bool], list[int]]:
    """Tell for each node whether it is uniform, whether a truth value, and the last one that needs it.

    The last use is -1 for none; outputs are needed to the end.
    """
    is_uniform = uniform_nodes(program, uniform_inputs)
    last = [-1] * len(program.nodes)
    for index, (_, args, _, _) in enumerate(program.nodes):
        if not is_uniform[index]:
            for argument in args:
                last[argument] = index
    for output in outputs:
        last[output] = len(program.nodes)
    return is_uniform, truth_nodes(program.nodes), last


def truth_nodes(nodes: Sequence[Node]) -> list[bool]:
    """Tell for each node of a program whether it is a truth value."""
    operations = frozenset([operation for operation, _, _, _ in nodes])
    truths = frozenset(op for op in operations if op.is_truth or op in _TESTS)
    if not truths and WHERE not in operations:
        return [value is True or value is False for _, _, value, _ in nodes]
    result: list[bool] = []
    for operation, args, value, _ in nodes:
        if operation is NUMBER:
            result.append(isinstance(value, bool))
        elif operation is WHERE:
            result.append(all(result[a] for a in args[1:]))
        else:
            result.append(operation in truths)
    return result
