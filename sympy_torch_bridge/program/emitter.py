"""The text of a Program: each operation as an expression of Python, shared ones as assignments."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from .layout import Layout
from .node import Node, is_real_literal
from .operation import ATOM, COMPARISON, INPUT, KERNEL_MODULES, NEG, POWER, PRODUCT, UNARY, WHERE, Operation
from .program import Program

__all__ = ["MODULES", "Emitter", "labels_of"]

# The modules of the library that emitted source may import, and their packages.
MODULES = {"assemble": "program", "matrix_constants": "program", **dict.fromkeys(KERNEL_MODULES, "ops")}
# A subexpression that is used once is written inline up to this length and nesting.
_LINE = 88
_NESTING = 12
_IMPORTED = re.compile(rf"\b({'|'.join(('math', *MODULES))})(?=\.)")


def labels_of(program: Program) -> dict[Operation, str]:
    """Name the callables that belong to no module: each distinct, and readable where its name is."""
    labels: dict[Operation, str] = {}
    for node in program.nodes:
        operation = node.operation
        if not (operation.supplied or operation.nameless) or operation in labels:
            continue
        stem = re.sub(r"\W", "_", operation.name, flags=re.ASCII)[:40]
        labels[operation] = f"call_{stem}_{len(labels)}"
    return labels


class Emitter:
    """The text of each node: written inline where it is used once, else assigned to a variable."""

    def __init__(
        self,
        program: Program,
        names: Sequence[str],
        root: str = "",
        labels: Mapping[Operation, str] | None = None,
    ) -> None:
        self.program = program
        self.names = list(names)
        self.prefix = f"{root}." if root else ""
        self.variable = root or "v"
        self.uses = program.uses()
        self.labels = labels_of(program) if labels is None else labels
        self.depends = program.dependencies()
        self.ranks = program.ranks()
        self.has_gradient = program.differentiable()
        self.lines: list[str] = []
        self.text: list[str] = []
        self.strength: list[int] = []
        self.nesting: list[int] = []
        self.batch = self._batch_arguments()

    def _batch_arguments(self) -> str:
        """Write the inputs as scalars: one entry stands for an array, of which the batch shape matters."""
        texts = []
        for name, place in zip(self.names, self.program.inputs, strict=True):
            rank = len(self.program.nodes[place].shape)
            texts.append(f"assemble.entry({name}, {rank})" if rank else name)
        return ", ".join(texts)

    def source(self, name: str) -> str:
        """Write the import lines and a function."""
        for index, node in enumerate(self.program.nodes):
            self._write(index, node)
        results = self._results(self.program.layout)
        body = [*self.lines, f"return {results}"]
        function = [f"def {name}({', '.join(self.names)}):", *(f"    {line}" for line in body)]
        return "\n".join([*self._imports("\n".join(function)), "", "", *function, ""])

    def inline(self) -> str:
        """Write one expression."""
        for index, node in enumerate(self.program.nodes):
            self._write(index, node)
        results = self._results(self.program.layout)
        steps = [line.replace(" = ", " := ", 1) for line in self.lines]
        return f"({', '.join([*steps, results])})[-1]" if steps else results

    def _imports(self, text: str) -> list[str]:
        used = set(re.findall(_IMPORTED, text))
        lines = ["import math", ""] if "math" in used else []
        lines.append("import torch")
        for package in ("ops", "program"):
            modules = [name for name in sorted(used) if MODULES.get(name) == package]
            if modules:
                lines.append(f"from sympy_torch_bridge.{package} import {', '.join(modules)}")
        return lines

    def _write(self, index: int, node: Node) -> None:
        text, strength, nesting = self._expression(node)
        shared = self.uses[index] > 1 and strength < ATOM
        if shared or len(text) > _LINE or nesting > _NESTING:
            name = f"{self.variable}{index}"
            self.lines.append(f"{name} = {text}")
            text, strength, nesting = name, ATOM, 0
        self.text.append(text)
        self.strength.append(strength)
        self.nesting.append(nesting)

    def _expression(self, node: Node) -> tuple[str, int, int]:
        operation = node.operation
        if operation is INPUT:
            return self.names[int(node.value)], ATOM, 0  # type: ignore[arg-type]
        if node.is_number:
            return self._number(node.value)
        nesting = 1 + max((self.nesting[a] for a in node.args), default=0)
        if operation.infix:
            text, strength = self._infix(node)
            return text, strength, nesting
        label = self.labels.get(operation, operation.name)
        return f"{self.prefix}{label}({', '.join(self._arguments(node))})", operation.strength, nesting

    def _infix(self, node: Node) -> tuple[str, int]:
        operation = node.operation
        if operation is NEG:
            operand = node.args[0]
            # -a*b means (-a)*b, which is the same number.
            text = self._operand(operand, PRODUCT)
            return f"-{text}", min(UNARY, self.strength[operand])
        left, right = node.args
        level = operation.strength
        # A chain a - b - c groups to the left; powers group to the right, comparisons not at all.
        groups_right, groups_left = level == POWER, level not in (POWER, COMPARISON)
        if all(self.program.nodes[a].is_number for a in node.args):
            return f"{self._tensor(left)} {operation.infix} {self._tensor(right)}", level
        first = self._operand(left, level if groups_left else level + 1)
        second = self._operand(right, level if groups_right else level + 1)
        space = "" if level >= PRODUCT and operation.infix != "@" else " "
        return f"{first}{space}{operation.infix}{space}{second}", level

    def _operand(self, index: int, least: int) -> str:
        text = self.text[index]
        return text if self.strength[index] >= least else f"({text})"

    def _arguments(self, node: Node) -> list[str]:
        """Torch functions take tensors: a literal becomes a 0-d tensor of the inputs' dtype and device.

        ``where`` takes plain literals as long as one of its branches is a tensor; the indices and
        exponents of matrix kernels are Python integers, weights of sums Python numbers.
        """
        if node.operation.leading:
            literals = [repr(literal) for literal in node.operation.leading]
            return [*literals, *(self._tensor(a) for a in node.args)]
        if node.operation.takes_numbers:
            texts = [self.text[a] for a in node.args]
            inputs = f"{self.batch}," if self.batch else ""
            return [*texts, f"like=({inputs})"] if node.operation.like else texts
        numbers = [self.program.nodes[a].is_number for a in node.args]
        if node.operation is WHERE and not all(numbers[1:]):
            return [self._tensor(node.args[0]), *(self.text[a] for a in node.args[1:])]
        weights = node.operation.weights_from
        if weights is None:
            return [self._tensor(a) for a in node.args]
        nodes, places = self.program.nodes, range(weights, len(node.args), 2)
        return [
            self.text[a] if place in places and is_real_literal(nodes[a]) else self._tensor(a)
            for place, a in enumerate(node.args)
        ]

    def _tensor(self, index: int) -> str:
        if not self.program.nodes[index].is_number:
            return self.text[index]
        return f"{self.prefix}assemble.scalar({', '.join(filter(None, [self.text[index], self.batch]))})"

    def _results(self, layout: Layout) -> str:
        if layout.kind == "node":
            return self._result(layout.node)
        if layout.kind == "stack":
            entries = ", ".join(self._entry(item.node) for item in layout.items)
            batch = f", {self.batch}" if self.batch else ""
            return f"{self.prefix}assemble.stack({layout.shape}, [{entries}]{batch})"
        texts = [self._results(item) for item in layout.items]
        return f"({', '.join(texts)}{',' if len(texts) == 1 else ''})"

    def _result(self, index: int) -> str:
        text = self.text[index]
        if self.program.nodes[index].is_number:
            return f"{self.prefix}assemble.full({', '.join(filter(None, [text, self.batch]))})"
        rank = f", rank={self.ranks[index]}" if self.ranks[index] else ""
        if self._is_unconnected(index):
            return f"{self.prefix}assemble.connected({text}, {self.batch}{rank})"
        if self.depends[index].bit_count() == len(self.program.inputs):
            return text
        return f"{self.prefix}assemble.expand({text}, {self.batch}{rank})"

    def _entry(self, index: int) -> str:
        text = self.text[index]
        return (
            f"{self.prefix}assemble.connected({text}, {self.batch})" if self._is_unconnected(index) else text
        )

    def _is_unconnected(self, index: int) -> bool:
        """Tell whether an output takes its numbers from no input, as a choice of constants does."""
        node = self.program.nodes[index]
        has_none = not (node.is_number or node.operation.is_truth or self.has_gradient[index])
        return has_none and bool(self.batch)

    def _number(self, value: Any) -> tuple[str, int, int]:
        if isinstance(value, complex):
            parts = f"{self._real(value.real)}, {self._real(value.imag)}"
            return f"{self.prefix}complex({parts})", ATOM, 0
        text = self._real(value)
        return text, UNARY if text.startswith("-") else ATOM, 0

    def _real(self, value: Any) -> str:
        if not isinstance(value, float) or math.isfinite(value):
            return repr(value)
        sign = "-" if value < 0 else ""
        return f"{sign}{self.prefix}math.{'nan' if math.isnan(value) else 'inf'}"
