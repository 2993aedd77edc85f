"""The op table read backwards: an operation by which torch computes a SymPy function is that function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
import torch
from sympy.codegen import cfunctions

from ...ops import OPS, Op
from ...ops.host import HostKernel
from ..entries import Entries, elementwise
from ..numerals import as_number
from ..reading import Call, reads, reads_elementwise

# The parts of a complex number are read beside the other operations on them.
_COMPLEX_PARTS = ("real", "conj")


def formula_of(head: Any) -> Callable[..., Any]:
    """Return the function for a SymPy class; one that exists for generated code is written out.

    Examples
    --------
    >>> formula_of(cfunctions.log1p)(sympy.Symbol("x"))
    log(x + 1)
    """
    if head.__module__ != cfunctions.__name__:
        return head  # type: ignore[no-any-return]

    def written_out(*arguments: Any) -> Any:
        places = [sympy.Dummy() for _ in arguments]
        form = head(*places).expand(func=True)
        return form.subs(dict(zip(places, arguments, strict=True)), simultaneous=True)

    return written_out


def _single_operations() -> dict[str, Op]:
    """Map the name of each operation of torch to the record that lowers to it alone."""
    single = {op.lower.__name__: op for op in OPS if op.kernel == "torch"}
    return {n: op for n, op in single.items() if hasattr(torch.ops.aten, n) and n not in _COMPLEX_PARTS}


_HOST = {op.lower.name: op for op in OPS if isinstance(op.lower, HostKernel)}

for _name, _op in _single_operations().items():
    reads_elementwise(_name)(formula_of(_op.head))


@reads("sympy_torch_bridge.host")
def _host(call: Call, name: str, arguments: list[Entries]) -> Entries:
    if name not in _HOST:
        call.refuse(f"the kernel '{name}' belongs to no single SymPy function")
    head = formula_of(_HOST[name].head)
    return elementwise(lambda *values: head(*map(as_number, values)), *arguments)
