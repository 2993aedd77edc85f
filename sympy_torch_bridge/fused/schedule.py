"""The schedule of a program: what is the same at all points, and in which register each value lies."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch

from ..program import Node, Program
from ..program.operation import INPUT, NUMBER, WHERE, Operation, call
from . import places
from .guards import Region
from .places import BITS, kind_of, place_of

__all__ = ["Schedule", "Skip", "Step", "registers_of", "scheduled", "truth_nodes", "uniform_nodes"]

_TESTS = frozenset(map(call, (torch.isnan, torch.isinf, torch.isfinite)))


class Step(NamedTuple):
    """One operation on registers, by their :mod:`places <.places>`."""

    operation: Operation
    operands: tuple[int, ...]
    result: int


class Skip(NamedTuple):
    """Steps, one or more, from ``first`` to before ``last``: left out if ``mask`` is nowhere ``truth``."""

    first: int
    last: int
    mask: int
    truth: bool


@dataclass(frozen=True, slots=True)
class Schedule:
    """What to do for each block of points.

    Parameters
    ----------
    uniform : tuple of int
        The nodes that are the same at all points, in order.
    operations, operands, results : tuple
        Of the steps that are not: what each computes, from the numbers in which places, and in which place
        its result lies. Three columns, because a program has thousands of steps.
    outputs : tuple of int
        The place in which each output lies after the steps: an output, or one that is to be copied.
    registers, truths : int
        How many of each are needed.
    skips : tuple of Skip
        What may be left out, by the first step, of equals the longest first.
    uniform_truths : frozenset of int
        Those of the uniform nodes that are truth values.
    """

    uniform: tuple[int, ...]
    operations: tuple[Operation, ...]
    operands: tuple[tuple[int, ...], ...]
    results: tuple[int, ...]
    outputs: tuple[int, ...]
    registers: int
    truths: int
    skips: tuple[Skip, ...] = ()
    uniform_truths: frozenset[int] = frozenset()

    @property
    def steps(self) -> Iterator[Step]:
        """The steps one by one."""
        return map(Step, self.operations, self.operands, self.results)


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
    >>> schedule.operations, schedule.registers
    ((mul, torch.sin, add), 1)
    """
    nodes, outputs = program.nodes, program.outputs()
    is_uniform, is_truth, last_use = _lives(program, uniform_inputs, outputs)
    tested = _tested(regions, last_use)
    place = [0] * len(nodes)
    slot = {node: number for number, node in reversed(list(enumerate(outputs)))}
    operations: list[Operation] = []
    operands: list[tuple[int, ...]] = []
    results: list[int] = []
    free: list[int] = []
    free_truths: list[int] = []
    registers = truths = 0
    at = place.__getitem__
    steps_before: list[int] = []
    for index, (operation, args, value, _) in enumerate(nodes):
        if regions:
            steps_before.append(len(results))
        if is_uniform[index]:
            place[index] = index << BITS | places.UNIFORM
            continue
        if operation is INPUT:
            assert isinstance(value, int)
            place[index] = value << BITS | places.INPUT
            continue
        operations.append(operation)
        operands.append(tuple(map(at, args)))
        # A result may take the register of an argument that is not needed any more.
        for argument in (*args, *tested[index]) if index in tested else args:
            if last_use[argument] == index:
                last_use[argument] = -1  # one that stands there twice is free once
                freed = place[argument]
                kind = kind_of(freed)
                if kind == places.REGISTER:
                    free.append(freed)
                elif kind == places.TRUTH:
                    free_truths.append(freed)
        if is_truth[index]:
            if free_truths:
                result = free_truths.pop()
            else:
                result = place_of(places.TRUTH, truths)
                truths += 1
        elif index in slot:
            result = place_of(places.OUTPUT, slot[index])
        elif free:
            result = free.pop()
        else:
            result = place_of(places.REGISTER, registers)
            registers += 1
        results.append(result)
        place[index] = result
    steps_before.append(len(results))
    uniform = [index for index, same in enumerate(is_uniform) if same]
    return Schedule(
        tuple(uniform),
        tuple(operations),
        tuple(operands),
        tuple(results),
        tuple(map(at, outputs)),
        registers,
        truths,
        tuple(
            Skip(steps_before[first], steps_before[last], at(guard.mask), guard.truth)
            for first, last, guard in regions
        ),
        frozenset(index for index in uniform if is_truth[index]),
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


def _lives(
    program: Program, uniform_inputs: Collection[int], outputs: Sequence[int]
) -> tuple[bytearray, bytearray, list[int]]:
    """Tell for each node whether it is uniform, whether a truth value, and the last one that needs it.

    The last use is -1 for none; outputs are needed to the end.
    """
    nodes = program.nodes
    truths = _truths_among(program.operations)
    is_uniform, is_truth = bytearray(len(nodes)), bytearray(len(nodes))
    last = [-1] * len(nodes)
    for index, (operation, args, value, _) in enumerate(nodes):
        for argument in args:
            if not is_uniform[argument]:
                for needed in args:
                    last[needed] = index
                break
        else:
            is_uniform[index] = operation is not INPUT or value in uniform_inputs
        if operation in truths:
            is_truth[index] = 1
        elif operation is WHERE:
            is_truth[index] = is_truth[args[1]] and is_truth[args[2]]
        elif value is True or value is False:
            is_truth[index] = operation is NUMBER
    for output in outputs:
        last[output] = len(nodes)
    return is_uniform, is_truth, last


def _truths_among(operations: Collection[Operation]) -> frozenset[Operation]:
    """Return the operations whose results are truth values."""
    return frozenset(op for op in operations if op.is_truth or op in _TESTS)


def truth_nodes(nodes: Sequence[Node]) -> list[bool]:
    """Tell for each node of a program whether it is a truth value."""
    operations = frozenset([operation for operation, _, _, _ in nodes])
    truths = _truths_among(operations)
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
