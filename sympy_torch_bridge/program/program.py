"""The Program: a hash-consed graph in which every distinct computation occurs once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from .layout import Layout
from .node import Node, rank_of
from .operation import INPUT, INTEGER_POW, LOGICAL, NUMBER, WHERE, Operation

__all__ = ["Program"]

_MODERATE = 2**31
_MODERATE_POWER = 4


@dataclass(frozen=True)
class Program:
    """A straight-line program: nodes in evaluation order, the inputs, and the layout of the outputs."""

    nodes: tuple[Node, ...]
    inputs: tuple[int, ...]
    layout: Layout

    def __len__(self) -> int:
        return len(self.nodes)

    def __repr__(self) -> str:
        return f"Program({self.operation_count} operations, {len(self.inputs)} inputs)"

    @property
    def operation_count(self) -> int:
        """Number of nodes that compute something."""
        return sum(node.operation not in (INPUT, NUMBER) for node in self.nodes)

    @cached_property
    def operations(self) -> frozenset[Operation]:
        """The operations that occur: far fewer than there are nodes."""
        return frozenset([operation for operation, _, _, _ in self.nodes])

    @property
    def is_integral(self) -> bool:
        """Whether integer inputs can stay integers.

        Every operation must give integers and every literal be a moderate one; higher powers and
        larger literals leave 64 bits so easily that they are computed in floating point.
        """
        if not all(operation.integral for operation in self.operations):
            return False
        return all(
            self._keeps_integers(node) for node in self.nodes if node.operation in (NUMBER, INTEGER_POW)
        )

    def _keeps_integers(self, node: Node) -> bool:
        if node.is_number:
            return isinstance(node.value, int) and abs(node.value) < _MODERATE
        exponent = self.nodes[node.args[1]].value
        return isinstance(exponent, int) and exponent <= _MODERATE_POWER

    @property
    def has_complex_numbers(self) -> bool:
        """Whether a literal is complex, as the imaginary unit is, or a function of real arguments is."""
        if any(operation.complex_valued for operation in self.operations):
            return True
        return any(isinstance(node.value, complex) for node in self.nodes if node.operation is NUMBER)

    def boolean_inputs(self) -> frozenset[int]:
        """Return the positions of the inputs that no numeric operation uses: truth values may stay so."""
        left = set(self.inputs)
        for node in self.nodes:
            conditions = 1 if node.operation is WHERE else len(node.args) if node.operation in LOGICAL else 0
            left.difference_update(node.args[conditions:])
            if not left:
                break
        return frozenset(p for p, index in enumerate(self.inputs) if index in left)

    def uses(self) -> list[int]:
        """Count how often each node is an argument or an output."""
        count = [0] * len(self.nodes)
        for _, args, _, _ in self.nodes:
            for argument in args:
                count[argument] += 1
        for output in self.outputs():
            count[output] += 1
        return count

    def outputs(self) -> list[int]:
        """List the nodes of all outputs in the order of the layout."""
        found: list[int] = []
        stack = [self.layout]
        while stack:
            layout = stack.pop()
            if layout.kind == "node":
                found.append(layout.node)
            stack.extend(reversed(layout.items))
        return found

    def ranks(self) -> list[int]:
        """Count for each node the trailing axes that belong to one value: 0 scalar, 2 matrix."""
        if not any(operation.rank for operation in self.operations) and not any(
            self.nodes[index].shape for index in self.inputs
        ):
            return [0] * len(self.nodes)
        result: list[int] = []
        for node in self.nodes:
            result.append(rank_of(node, result))
        return result

    def dependencies(self) -> list[int]:
        """Return for each node the inputs that it depends on: the bit of each position is set."""
        result: list[int] = []
        for operation, args, value, _ in self.nodes:
            depends = 0
            if operation is INPUT:
                depends = 1 << int(value)  # type: ignore[arg-type]
            elif not operation.of_shapes:
                for argument in args:
                    depends |= result[argument]
            result.append(depends)
        return result

    def differentiable(self) -> list[bool]:
        """Tell for each node whether its numbers come from an input, other than through conditions.

        Truth values and sizes have no gradient, and of the arguments of ``where`` the first is one.
        """
        none = frozenset(op for op in self.operations if op.is_truth or op.of_shapes)
        result: list[bool] = []
        for operation, args, _, _ in self.nodes:
            reaches = operation is INPUT
            for argument in args[1:] if operation is WHERE else args:
                if result[argument]:
                    reaches = True
                    break
            result.append(reaches and operation not in none)
        return result
