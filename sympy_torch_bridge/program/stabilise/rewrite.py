"""A rewrite: the form of a subexpression, what replaces it, and the builder on which it works."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..builder import ProgramBuilder
from ..node import Node, Number
from ..operation import ADD, DIV, INTEGER_POW, MUL, NEG, NUMBER, SUB, Operation

__all__ = ["Rewrite", "StableBuilder", "core"]

# Sums of more terms are not searched for a partner of their last term: the search would be quadratic.
_MOST_TERMS = 12
_MOST_FACTORS = 6
# Rewrites of what a rewrite has made: each shortens the form, so that few suffice.
_MOST_REWRITES = 8

_OPPOSITE = {ADD: SUB, SUB: ADD}


@dataclass(frozen=True, slots=True)
class Rewrite:
    """One form that loses digits, or the range of numbers, and its replacement: the same real function.

    Parameters
    ----------
    form : str
        An instance of the form, in SymPy notation.
    becomes : str
        What is computed instead.
    gain : str
        Where the form as written fails.
    roots : tuple of Operation
        The operations at which the form can end.
    apply : callable
        Takes a builder and the arguments of such an operation, which it names; returns the node
        that replaces it, or None if the form is another one.
    needs : frozenset of Operation, optional
        Operations one of which an argument must be, apart from its sign and literal factors: where there
        is none, the form is another one, at a glance.
    """

    form: str
    becomes: str
    gain: str
    roots: tuple[Operation, ...]
    apply: Callable[[StableBuilder, Operation, tuple[int, ...]], int | None]
    needs: frozenset[Operation] | None = None


def core(nodes: Sequence[Node], index: int) -> int:
    """Return the node that remains of another without its sign and literal factors."""
    while True:
        operation, args, _, _ = nodes[index]
        if operation is MUL and nodes[args[0]].operation is NUMBER:
            index = args[1]
        elif operation is NEG or (operation is DIV and _real_number(nodes[args[1]])):
            index = args[0]
        else:
            return index


def _real_number(node: Node) -> Any:
    """Return the number of a real literal, None of anything else: an input carries its position."""
    if node.operation is not NUMBER:
        return None
    return node.value if type(node.value) in (int, float) else None


class StableBuilder(ProgramBuilder):
    """A builder that rewrites each operation before it adds it."""

    def __init__(self, rewrites: Mapping[Operation, Sequence[Rewrite]]) -> None:
        super().__init__()
        self._rewrites = rewrites
        self._open = 0
        self.applied: list[Rewrite] = []

    def make(self, operation: Operation, *args: int) -> int:
        """Add an operation, or what replaces it."""
        if self._open < _MOST_REWRITES:
            self._open += 1
            cores: set[Operation] | None = None
            for rewrite in self._rewrites.get(operation, ()):
                if rewrite.needs is not None:
                    if rewrite.needs.isdisjoint(self.operations):
                        continue
                    if cores is None:
                        cores = {self.nodes[core(self.nodes, index)].operation for index in args}
                    if rewrite.needs.isdisjoint(cores):
                        continue
                new = rewrite.apply(self, operation, args)
                if new is not None:
                    self.applied.append(rewrite)
                    self._open -= 1
                    return new
            self._open -= 1
        if operation in _OPPOSITE and self.nodes[args[1]].operation is NEG:
            # What was rewritten may have become the opposite of something.
            return self.add(_OPPOSITE[operation], args[0], *self.args(args[1]))
        return self.add(operation, *args)

    def operation(self, index: int) -> Operation:
        """Return the operation of a node."""
        return self.nodes[index].operation

    def args(self, index: int) -> tuple[int, ...]:
        """Return the arguments of a node."""
        return self.nodes[index].args

    def value(self, index: int) -> Any:
        """Return the number of a real literal, None of anything else."""
        return _real_number(self.nodes[index])

    def core(self, index: int) -> int:
        """Return the node that remains without the sign and the literal factors."""
        return core(self.nodes, index)

    def negated(self, index: int) -> int:
        """Return the node of the opposite number."""
        if self.operation(index) is NEG:
            return self.args(index)[0]
        value = self.value(index)
        return self.add(NEG, index) if value is None else self.number(-value)

    def scaled(self, factor: Number, index: int) -> int:
        """Return the node of a multiple, its sign in front; a literal factor inside is merged."""
        inner, core = self.factored(index)
        factor = factor * inner
        size = -factor if isinstance(factor, int | float) and factor < 0 else factor
        product = core if size == 1 else self.add(MUL, self.number(size), core)
        return product if size is factor or size == factor else self.add(NEG, product)

    def factored(self, index: int) -> tuple[Any, int]:
        """Split a node into a literal factor and the rest."""
        factor: Any = 1
        while True:
            operation, args = self.operation(index), self.args(index)
            if operation is NEG:
                factor, index = -factor, args[0]
            elif operation is MUL and (value := self.value(args[0])) is not None:
                factor, index = factor * value, args[1]
            elif operation is DIV and (value := self.value(args[1])):
                factor, index = factor / value, args[0]
            else:
                return factor, index

    def factors(self, index: int) -> list[int]:
        """List the factors of a product, the first of which may be a product of many more."""
        found = [index]
        while self.operation(found[0]) is MUL and len(found) < _MOST_FACTORS:
            found[:1] = self.args(found[0])
        return found

    def terms(self, *indices: int) -> list[tuple[int, int]] | None:
        """List the signs and nodes that a sum consists of; None if there are too many."""
        nodes = self.nodes
        found: list[tuple[int, int]] = []
        stack = [(1, index) for index in reversed(indices)]
        while stack:
            sign, index = stack.pop()
            operation, args, _, _ = nodes[index]
            if operation is NEG:
                stack.append((-sign, args[0]))
            elif operation is ADD or operation is SUB:
                stack.append((sign if operation is ADD else -sign, args[1]))
                stack.append((sign, args[0]))
            else:
                found.append((sign, index))
            if len(found) + len(stack) > _MOST_TERMS:
                return None
        return found

    def sum_of(self, terms: Sequence[tuple[int, int]]) -> int:
        """Add signed nodes, positive ones first."""
        ordered = sorted(terms, key=lambda term: -term[0])
        sign, total = ordered[0]
        if sign < 0:
            total = self.negated(total)
        for sign, index in ordered[1:]:
            total = self.add(ADD if sign > 0 else SUB, total, index)
        return total

    def difference(self, first: Sequence[tuple[int, int]], second: Sequence[tuple[int, int]]) -> int | None:
        """Subtract two sums of which some terms cancel; None if none does, so that nothing is gained."""
        rest = list(first)
        number: Any = 0
        cancelled = False
        for sign, index in second:
            if (sign, index) in rest:
                rest.remove((sign, index))
                cancelled = True
            else:
                rest.append((-sign, index))
        literals = [(sign, index) for sign, index in rest if self.value(index) is not None]
        for sign, index in literals:
            rest.remove((sign, index))
            number += sign * self.value(index)
        if number:
            rest.append((1, self.number(number)))
        if not cancelled:
            return None
        return self.sum_of(rest) if rest else self.number(0)

    def square_root_of(self, index: int, *, exact: bool = False) -> int | None:
        """Return the node whose square this is: of ``u**2``, of a literal factor times it, of a literal.

        ``exact`` leaves out the literals whose root is not a number of the machine.
        """
        factor, core = self.factored(index)
        value = self.value(core)
        if value is not None:
            factor, core = factor * value, -1
        elif self.operation(core) is not INTEGER_POW or self.value(self.args(core)[1]) != 2:
            return None
        if not 0 < factor < float("inf"):
            return None
        root = factor**0.5
        if exact and Fraction(root) ** 2 != Fraction(factor):
            return None
        root = int(root) if isinstance(factor, int) and root.is_integer() and root < 2**26 else root
        return self.number(root) if core < 0 else self.scaled(root, self.args(core)[0])
