"""A program as text, which graphs and their files can hold."""

from __future__ import annotations

import json
import sys
from base64 import b85decode, b85encode
from collections.abc import Sequence
from inspect import signature
from typing import Any, Final, TypeGuard
from zlib import compress, decompress

import torch

from ..program import Layout, Program
from ..program.differentiation import KERNEL_PARTIALS
from ..program.node import Node
from ..program.operation import COMPARISON, INPUT, LOGICAL, NUMBER, WHERE, Operation
from .primitives import PRIMITIVES
from .schedule import truth_nodes
from .support import DTYPES

__all__ = ["program_of", "text_of"]

_OPERATIONS: Final[dict[str, Operation]] = {op.name: op for op in (INPUT, NUMBER, *KERNEL_PARTIALS)}
for _record in PRIMITIVES:
    _OPERATIONS[_record.operation.name] = _record.operation
    for _operation in _record.alike:
        _OPERATIONS.setdefault(_operation.name, _operation)
_ARITIES: Final = {
    operation: record.arity or 1 for record in PRIMITIVES for operation in (record.operation, *record.alike)
}
_KNOWN: Final = {INPUT, NUMBER, *KERNEL_PARTIALS, *_ARITIES}
_DTYPES: Final = {str(dtype): dtype for dtype in DTYPES}


def text_of(program: Program, dtype: torch.dtype) -> str | None:
    """Return the text of a program, the same for equal programs; None where an operation has no name in it.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.program import emit, lower
    >>> x, y = sympy.symbols("x y")
    >>> text = text_of(lower(2 * x + sympy.sin(y))[0], torch.float64)
    >>> program, dtype = program_of(text)
    >>> print(emit(program, ["x", "y"]).splitlines()[-1].strip(), dtype)
    return (2*x + torch.sin(y),) torch.float64
    """
    if any(node.operation not in _KNOWN for node in program.nodes):
        return None
    nodes = [[node.operation.name, node.value, *node.args] for node in program.nodes]
    record = {
        "dtype": str(dtype),
        "inputs": list(program.inputs),
        "outputs": list(program.outputs()),
        "nodes": nodes,
    }
    return b85encode(compress(json.dumps(record, separators=(",", ":")).encode(), 9)).decode("ascii")


def program_of(text: str) -> tuple[Program, torch.dtype]:
    """Return the program of a text, with its outputs as a tuple, and the type of its numbers."""
    try:
        record: dict[str, Any] = json.loads(decompress(b85decode(text)))
        nodes = tuple(Node(_OPERATIONS[name], tuple(args), value) for name, value, *args in record["nodes"])
        inputs, outputs = tuple(record["inputs"]), tuple(record["outputs"])
        _check(nodes, inputs, outputs)
        layout = Layout("tuple", tuple(Layout("node", node=node) for node in outputs))
        return Program(nodes, inputs, layout), _DTYPES[record["dtype"]]
    except Exception as error:  # a text from elsewhere may be wrong in any way
        raise ValueError(f"no program of this version of the library: {error!r}") from error


def _check(nodes: Sequence[Node], inputs: Sequence[Any], outputs: Sequence[Any]) -> None:
    """Refuse nodes that would be read, or written, outside the memory of the interpreter."""
    for index, (operation, args, value, _) in enumerate(nodes):
        if operation is INPUT:
            is_right = not args and _is_place(value, len(inputs)) and inputs[value] == index
        elif operation is NUMBER:
            is_right = not args and _is_number(value)
        else:
            is_right = value is None and _takes(operation, len(args))
            is_right = is_right and all(_is_place(argument, index) for argument in args)
        if not is_right:
            raise ValueError(f"node {index}, {operation} of {args}")
    places = [nodes[i].value for i in inputs if _is_place(i, len(nodes))]
    if not inputs or places != list(range(len(inputs))):
        raise ValueError(f"inputs {inputs}")
    truths = truth_nodes(nodes)
    if not outputs or not all(_is_place(o, len(nodes)) and not truths[o] for o in outputs):
        raise ValueError(f"outputs {outputs}")
    for index, (operation, args, _, _) in enumerate(nodes):
        _check_kinds(f"node {index}, {operation}", operation, [truths[argument] for argument in args])


def _check_kinds(name: str, operation: Operation, truths: Sequence[bool]) -> None:
    """Refuse truth values where an operation takes numbers."""
    if operation is WHERE:
        condition, first, second = truths
        if not condition:
            raise ValueError(f"{name}: a choice by what is no truth value")
        if first != second:
            raise ValueError(f"{name}: a choice between a number and a truth value")
    elif any(truths) and operation not in LOGICAL and operation.strength != COMPARISON:
        raise ValueError(
            f"{name}: it takes numbers, not truth values; a choice makes one a number: where(c, 1, 0)"
        )


def _takes(operation: Operation, count: int) -> bool:
    """Tell whether an operation has so many arguments."""
    if operation in _ARITIES:
        return count == _ARITIES[operation]
    parameters = list(signature(operation.function).parameters.values())
    return count > 0 if parameters[0].kind.name == "VAR_POSITIONAL" else count == len(parameters)


def _is_number(value: Any) -> bool:
    return isinstance(value, float) or (isinstance(value, int) and abs(value) <= sys.float_info.max)


def _is_place(value: Any, count: int) -> TypeGuard[int]:
    return type(value) is int and 0 <= value < count
