"""Literals: what a formula computes from its numbers alone is computed once, and choices by it are made.

Kernels that keep digits look at weights and bounds, which are mostly numbers: which of their ways is taken
is known then, and the others need no operation at any point.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Final

import torch

from ..program import Node, Program
from ..program.builder import ProgramBuilder, Rule
from ..program.operation import ADD, AND, INPUT, NOT, NUMBER, OR, SUB, WHERE, Operation
from .primitives import PRIMITIVES

__all__ = ["with_known_literals"]

_KNOWN: Final = frozenset(op for record in PRIMITIVES for op in (record.operation, *record.alike))


def with_known_literals(program: Program, dtype: torch.dtype) -> Program:
    """Return a program of the same values, bit by bit, without operations and choices of literals.

    Parameters
    ----------
    program : Program
    dtype : torch.dtype
        Of all numbers.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.program import Layout, emit
    >>> from sympy_torch_bridge.program.operation import GT, call
    >>> build = ProgramBuilder()
    >>> x, two = build.add(INPUT, value=0), build.number(2.0)
    >>> is_large = build.add(GT, build.add(call(torch.log), two), build.number(1.0))
    >>> chosen = build.add(WHERE, build.add(AND, is_large, build.add(GT, x, two)), two, x)
    >>> program = build.build((x,), Layout("node", node=chosen))
    >>> print(emit(with_known_literals(program, torch.float64), ["x"]).splitlines()[-1].strip())
    return x
    """
    first = _first_change(program.nodes)
    return program if first is None else _Evaluation(dtype).of(program, first)


def _first_change(nodes: Sequence[Node]) -> int | None:
    """Return the first operation of literals; mostly there is none."""
    literals = {index for index, (operation, _, _, _) in enumerate(nodes) if operation is NUMBER}
    for index, (operation, args, _, _) in enumerate(nodes):
        if args and args[0] in literals and literals.issuperset(args) and operation in _KNOWN:
            return index
    return None


class _Evaluation:
    def __init__(self, dtype: torch.dtype) -> None:
        self._dtype = dtype
        self._build = ProgramBuilder()
        # Truth values by node: they have no literals, so that the node stays where something else needs it.
        self._truths: dict[int, bool] = {}
        self._tensors: dict[int, torch.Tensor] = {}

    def of(self, program: Program, first: int) -> Program:
        rules: dict[Operation, Rule] = dict.fromkeys(program.operations - {INPUT, NUMBER}, self._evaluated)
        rules |= {WHERE: self._choice, AND: self._logical, OR: self._logical, NOT: self._opposite}
        rules |= {ADD: self._sum, SUB: self._sum}
        return self._build.rewritten(program, first, rules)

    def _evaluated(self, node: Node, args: tuple[int, ...]) -> int | None:
        """Return the literal that an operation of literals gives."""
        operation = node.operation
        if operation not in _KNOWN or not all(map(self._build.is_number, args)):
            return None
        found = operation.function(*operation.leading, *map(self._tensor, args))
        if found.dtype is torch.bool:
            index = self._build.again(node, args)
            self._truths[index] = bool(found)
            return index
        value = found.item()
        if not isfinite(value):
            return None
        index = self._build.number(value)
        self._tensors[index] = found
        return index

    def _tensor(self, literal: int) -> torch.Tensor:
        if literal not in self._tensors:
            value = self._build.nodes[literal].value
            dtype = torch.bool if isinstance(value, bool) else self._dtype
            self._tensors[literal] = torch.tensor(value, dtype=dtype, device="cpu")
        return self._tensors[literal]

    def _choice(self, node: Node, args: tuple[int, ...]) -> int | None:
        condition, if_true, if_false = args
        if condition in self._truths:
            return if_true if self._truths[condition] else if_false
        return if_true if if_true == if_false else None

    def _logical(self, node: Node, args: tuple[int, ...]) -> int | None:
        """Return the truth value that decides, or the other one where one decides nothing."""
        decisive = node.operation is OR
        for one, other in (args, args[::-1]):
            if one in self._truths:
                return one if self._truths[one] is decisive else other
        return None

    def _opposite(self, node: Node, args: tuple[int, ...]) -> int | None:
        if args[0] not in self._truths:
            return None
        index = self._build.again(node, args)
        self._truths[index] = not self._truths[args[0]]
        return index

    def _sum(self, node: Node, args: tuple[int, ...]) -> int | None:
        """Return a number from which 0 is taken, or to which -0 is added: every bit stays."""
        second = self._build.nodes[args[1]]
        if second.operation is NUMBER and second.value == 0 and type(second.value) is not bool:
            is_negative = str(second.value).startswith("-")
            if is_negative is (node.operation is ADD) and not self._build.is_number(args[0]):
                return args[0]
        return self._evaluated(node, args)
