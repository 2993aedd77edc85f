"""SymPy expressions as one straight line of steps, each of which reads only earlier ones.

The walk is iterative and shares equal subexpressions by structure; it neither hashes nor compares
SymPy trees, both of which recurse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy
from sympy.concrete.expr_with_limits import ExprWithLimits

from ..errors import UnknownSymbolError, UnsupportedFunctionError, nearest_names
from .node import Heads, Shape, describe

__all__ = ["Step", "StraightLine", "flatten"]


@dataclass(frozen=True, slots=True)
class Step:
    """One operation: what it does, the earlier steps it reads, and its constant data."""

    kind: str
    args: tuple[int, ...] = ()
    data: Any = None


@dataclass(frozen=True, slots=True)
class StraightLine:
    """Steps in order of evaluation, and which of them are the results."""

    steps: tuple[Step, ...]
    outputs: tuple[int, ...]

    def ancestors(self, slot: int) -> list[int]:
        """Return ``slot`` and every step it depends on, in order of evaluation."""
        seen = {slot}
        stack = [slot]
        while stack:
            for arg in self.steps[stack.pop()].args:
                if arg not in seen:
                    seen.add(arg)
                    stack.append(arg)
        return sorted(seen)


def flatten(
    exprs: Sequence[Any],
    inputs: Sequence[Any],
    heads: Heads,
    parts: Mapping[Any, tuple[Any, Any]] | None = None,
) -> StraightLine:
    """Flatten expressions of ``inputs`` into one straight line.

    Parameters
    ----------
    exprs : sequence of sympy.Expr or sympy Boolean
    inputs : sequence of sympy.Symbol
    heads : collection of the SymPy classes that can be called
    parts : mapping of Symbol to pair of sympy.Symbol, optional
        Complex symbols, with the inputs that are their real and their imaginary part; empty for complex
        arithmetic at real points.

    Raises
    ------
    UnsupportedFunctionError
        A node is neither structural nor among ``heads``. ``error.path`` leads to it.
    UnknownSymbolError
        A symbol of the expressions is not among the inputs.
    """
    walk = _Walk(inputs, heads, parts)
    outputs = tuple(walk.slot_of(expr) for expr in exprs)
    return StraightLine(tuple(walk.steps), outputs)


class _Walk:
    """State of one flattening: the steps so far, and where each node's value is."""

    def __init__(
        self, inputs: Sequence[Any], heads: Heads, parts: Mapping[Any, tuple[Any, Any]] | None
    ) -> None:
        self.steps: list[Step] = []
        self._heads = heads
        self._parts = parts or {}
        self._is_complex = parts is not None
        self._positions = {symbol: i for i, symbol in enumerate(inputs)}
        self._slots: dict[int, int] = {}  # by id(node); the shapes below keep the nodes alive
        self._shared: dict[Step, int] = {}
        self._kept: list[Any] = []

    def slot_of(self, root: Any) -> int:
        """Flatten one expression in post-order and return the slot of its value."""
        self._kept.append(root)
        stack: list[tuple[Any, Shape | None]] = [(root, None)]
        while stack:
            node, shape = stack.pop()
            if id(node) in self._slots:
                continue
            if shape is None:
                shape = self._describe(node, stack)
                self._kept.append(shape)
                stack.append((node, shape))
                stack.extend((child, None) for child in reversed(shape.children))
            else:
                args = tuple(self._slots[id(child)] for child in shape.children)
                self._slots[id(node)] = self._append(Step(shape.kind, args, shape.data))
        return self._slots[id(root)]

    def _describe(self, node: Any, stack: list[tuple[Any, Shape | None]]) -> Shape:
        if node.is_Symbol:
            parts = self._parts.get(node)
            return self._input(node) if parts is None else Shape("complex", parts)
        # Of a complex symbol the real part has no derivative, and Meijer's function has no complex balls.
        is_real_only = isinstance(node, sympy.meijerg) or (
            isinstance(node, sympy.Derivative) and not self._parts.keys().isdisjoint(node.variables)
        )
        shape = None if self._is_complex and is_real_only else describe(node, self._heads)
        if shape is None:
            # The nodes on the stack that are waiting for their children are the ancestors of this one.
            raise self._unsupported([*(waiting for waiting, known in stack if known is not None), node])
        return shape

    def _unsupported(self, path: Sequence[Any]) -> UnsupportedFunctionError:
        names = [type(node).__name__ for node in path]
        return UnsupportedFunctionError(
            names[-1],
            names,
            nearest=nearest_names(names[-1], [head.__name__ for head in self._heads]),
            hint=_hint(path[-1]),
            is_exact=True,
        )

    def _input(self, symbol: Any) -> Shape:
        position = self._positions.get(symbol)
        if position is None:
            raise UnknownSymbolError(
                str(symbol), [str(s) for s in self._positions], where="the inputs of an exact function"
            )
        return Shape("input", data=position)

    def _append(self, step: Step) -> int:
        slot = self._shared.get(step)
        if slot is None:
            slot = self._shared[step] = len(self.steps)
            self.steps.append(step)
        return slot


def _hint(node: Any) -> str:
    if isinstance(node, sympy.Order):
        return "a series is no function: give its sum alone, as expr.removeO() does"
    if isinstance(node, sympy.ComplexRootOf):
        return "the exact evaluation takes closed forms alone: put a symbol in the place of the root"
    if isinstance(node, ExprWithLimits | sympy.Derivative | sympy.Subs | sympy.Limit | sympy.UnevaluatedExpr):
        return "the exact evaluation takes closed forms alone: pass expr.doit(), if SymPy finds one"
    name = type(node).__name__
    return (
        "the exact evaluation needs an op record of it with a reference: "
        f"ops=[Op(head={name}, lower=torch_function, reference=mpmath_function)]"
    )
