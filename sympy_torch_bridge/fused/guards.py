"""Guards: the branches of conditions by which alone a result is seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from ..program import Program
from ..program.operation import AND, NOT, OR, WHERE

__all__ = ["Guard", "Region", "guards"]

# Of nested conditions so many are told apart, the outer ones.
_MOST: Final = 6


class Guard(NamedTuple):
    """Where a condition, given by its node, has a truth value."""

    mask: int
    truth: bool


class Region(NamedTuple):
    """The nodes from ``first`` to before ``last``, which matter only where the guard holds."""

    first: int
    last: int
    guard: Guard


def guards(program: Program, is_uniform: Sequence[bool]) -> tuple[list[int], list[Guard], list[int]]:
    """Find for each node where alone its numbers matter: elsewhere all that uses them lies in other branches.

    Parameters
    ----------
    program : Program
    is_uniform : sequence of bool
        For each node whether it is one number for all points; such a node has no guards.

    Returns
    -------
    found : list of int
        For each node the bits of its guards.
    guards : list of Guard
        By bit.
    implied : list of int
        For each guard the bits of those that hold wherever it does, with its own.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.program import lower
    >>> x = sympy.Symbol("x")
    >>> program, _ = lower(sympy.Piecewise((sympy.log(x), x > 1), (x, True)), [x])
    >>> found, names, _ = guards(program, [not node.args and node.is_number for node in program.nodes])
    >>> [
    ...     (node.operation.name, names[bits.bit_length() - 1].truth)
    ...     for node, bits in zip(program.nodes, found)
    ...     if bits and node.args
    ... ]
    [('torch.where', True), ('torch.log', True)]
    """
    numbering = _Numbering(program)
    # Nothing is known before the first use: every bit is set.
    found = [-1] * len(program.nodes)
    for output in program.outputs():
        found[output] = 0
    for index in range(len(found) - 1, -1, -1):
        operation, args, _, _ = program.nodes[index]
        bits = found[index]
        if bits < 0 or is_uniform[index]:
            bits = 0
        elif bits.bit_count() > _MOST:
            bits = _limited(bits)
        found[index] = bits
        if operation is not WHERE:
            for argument in args:
                found[argument] &= bits
            continue
        mask, first, second = args
        found[mask] &= bits
        for argument, truth in ((first, True), (second, False)):
            is_alone = first != second and argument != mask
            found[argument] &= bits | numbering.bits(Guard(mask, truth)) if is_alone else bits
    return found, numbering.guards, [numbering.bits(guard) for guard in list(numbering.guards)]


def _limited(bits: int) -> int:
    while bits.bit_count() > _MOST:
        bits ^= 1 << (bits.bit_length() - 1)
    return bits


class _Numbering:
    """The bits of guards: that of a condition, and of the conditions that it is made of."""

    def __init__(self, program: Program) -> None:
        self.guards: list[Guard] = []
        self._nodes = program.nodes
        self._bits: dict[Guard, int] = {}
        self._own: dict[Guard, int] = {}

    def bits(self, guard: Guard) -> int:
        """Return the bits of a guard and of all that follow from it."""
        stack = [] if guard in self._bits else [guard]
        while stack:
            top = stack[-1]
            parts = self._parts(top)
            missing = [part for part in parts if part not in self._bits]
            if missing:
                stack.extend(missing)
                continue
            bits = self._own_bit(top)
            for part in parts:
                bits |= self._bits[part]
            self._bits[top] = bits
            stack.pop()
        return self._bits[guard]

    def _parts(self, guard: Guard) -> list[Guard]:
        """Return what follows at once: of one that holds for two conditions, both."""
        operation, args, _, _ = self._nodes[guard.mask]
        if operation is NOT:
            return [Guard(args[0], not guard.truth)]
        if operation is (AND if guard.truth else OR):
            return [Guard(argument, guard.truth) for argument in args]
        return []

    def _own_bit(self, guard: Guard) -> int:
        if guard not in self._own:
            self._own[guard] = 1 << len(self.guards)
            self.guards.append(guard)
        return self._own[guard]
