"""Which nodes and inputs of a program are truth values rather than numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from ..errors import InputTypeError
from .node import Node
from .operation import COMPARISON, EQ, INPUT, LOGICAL, NE, WHERE, call
from .program import Program

__all__ = ["check_kinds", "truth_inputs"]

_TESTS = frozenset({call(torch.isfinite), call(torch.isnan)})
_MAKE_TRUTH = LOGICAL | {WHERE, EQ, NE}


def truth_inputs(program: Program) -> frozenset[int]:
    """Return the positions of the inputs that a connective, a condition or a comparison takes as truth.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.program import lower
    >>> a, x = sympy.symbols("a x")
    >>> truth_inputs(lower(sympy.Piecewise((x, a), (0, True)), [a, x])[0])
    frozenset({0})
    """
    return frozenset() if _MAKE_TRUTH.isdisjoint(program.operations) else _uses(program)[0]


def check_kinds(program: Program, symbols: Sequence[Any]) -> None:
    """Refuse a symbol that is a truth value in one place and a number in another.

    Raises
    ------
    InputTypeError
        The error names the symbol.
    """
    if _MAKE_TRUTH.isdisjoint(program.operations):
        return  # every use is one as a number
    truth, numeric = _uses(program)
    for place in sorted(truth & numeric):
        name = str(symbols[place])
        raise InputTypeError(
            name,
            "used as a truth value and as a number",
            expected="one of the two in a formula",
            hint=f"write Ne({name}, 0) where the number is a condition, or use two symbols",
        )


def _uses(program: Program) -> tuple[frozenset[int], frozenset[int]]:
    """Return the positions of the inputs that are used as truth values, and as numbers."""
    nodes = program.nodes
    is_truth = _truth_nodes(nodes)
    truth: set[int] = set()
    numeric: set[int] = set()
    for node in nodes:
        for position, argument in enumerate(node.args):
            if nodes[argument].operation is not INPUT:
                continue
            kind = _kind(node, position, is_truth)
            if kind is not None:
                (truth if kind else numeric).add(argument)
    return tuple(
        frozenset(place for place, index in enumerate(program.inputs) if index in found)
        for found in (truth, numeric)
    )  # type: ignore[return-value]


def _kind(node: Node, position: int, is_truth: Sequence[bool]) -> bool | None:
    """Tell whether an argument is used as a truth value (True), as a number (False), or as either (None)."""
    if node.operation in LOGICAL or (node.operation is WHERE and position == 0):
        return True
    if node.operation in (EQ, NE):
        return True if is_truth[node.args[1 - position]] else None
    return None if node.operation is WHERE else False


def _truth_nodes(nodes: Sequence[Node]) -> list[bool]:
    result: list[bool] = []
    for node in nodes:
        if node.operation is WHERE:
            result.append(all(result[a] for a in node.args[1:]))
        else:
            is_comparison = bool(node.operation.infix) and node.operation.strength == COMPARISON
            is_logical = is_comparison or node.operation in LOGICAL or node.operation in _TESTS
            result.append(is_logical or (node.is_number and isinstance(node.value, bool)))
    return result
