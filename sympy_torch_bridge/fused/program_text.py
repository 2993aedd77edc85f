"""A program as text, which graphs and their files can hold."""

from __future__ import annotations

import json
from base64 import b85decode, b85encode
from typing import Any, Final
from zlib import compress, decompress

import torch

from ..program import Layout, Program
from ..program.differentiation import KERNEL_PARTIALS
from ..program.node import Node
from ..program.operation import INPUT, NUMBER, Operation
from .primitives import PRIMITIVES
from .support import DTYPES

__all__ = ["program_of", "text_of"]

_OPERATIONS: Final[dict[str, Operation]] = {op.name: op for op in (INPUT, NUMBER, *KERNEL_PARTIALS)}
for _record in PRIMITIVES:
    _OPERATIONS[_record.operation.name] = _record.operation
    for _operation in _record.alike:
        _OPERATIONS.setdefault(_operation.name, _operation)
_KNOWN: Final = {
    INPUT,
    NUMBER,
    *KERNEL_PARTIALS,
    *(op for record in PRIMITIVES for op in (record.operation, *record.alike)),
}
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
        layout = Layout("tuple", tuple(Layout("node", node=node) for node in record["outputs"]))
        return Program(nodes, tuple(record["inputs"]), layout), _DTYPES[record["dtype"]]
    except Exception as error:  # a text from elsewhere may be wrong in any way
        raise ValueError(f"no program of this version of the library: {error!r}") from error
