"""Whether a graph of ``torch.compile`` holds a program as operations or as one operator."""

from __future__ import annotations

from typing import Final

import torch

from .blocks import native_library
from .cuda import reason_against_compiler, reason_against_source
from .fused_program import FusedProgram
from .primitives import PRIMITIVES

__all__ = ["is_better_as_operator"]

# What torch compiles of more operations takes minutes, and is hardly faster than the operator.
_MOST_OPERATIONS: Final = 500
# Nanoseconds a point. A step of the interpreter writes and reads the cache, where compiled code keeps its
# numbers in registers; inputs and outputs could be fused with what stands around in the graph.
_OF_A_STEP, _OF_AN_ARRAY = 0.2, 0.5
# The call of an operator, shared by a thousand points.
_OF_THE_CALL: Final = 10.0
_SAVED: Final = {
    operation: record.saved for record in PRIMITIVES for operation in (record.operation, *record.alike)
}


def is_better_as_operator(fused: FusedProgram, gpu: torch.device | None = None) -> bool:
    """Tell whether the operator evaluates a program faster than the code that torch compiles of it.

    Torch's vector functions take up to six times as long as those of the C library, ``erf`` and ``erfc`` most
    of all; its arithmetic is faster.

    Examples
    --------
    >>> import sympy, torch
    >>> from sympy_torch_bridge.program import lower
    >>> x = sympy.symbols("x0:8")
    >>> for term in (sympy.erf, lambda t: t**2 + t):
    ...     program, _ = lower(sympy.Add(*map(term, x)))
    ...     print(is_better_as_operator(FusedProgram(program, torch.float64)))
    True
    False
    """
    if gpu is not None:
        # Triton's kernels of so many operations keep their numbers in memory: 7 to 20 times as slow as ours.
        is_possible = not reason_against_compiler(gpu) and not reason_against_source(fused.simplified)
        return is_possible and fused.operation_count > _MOST_OPERATIONS
    if fused.operation_count > _MOST_OPERATIONS:
        return True
    program = fused.simplified
    arrays = len(program.inputs) + fused.output_count
    saved = sum(_SAVED.get(node.operation, 0.0) for node in program.nodes)
    is_saving = saved > _OF_THE_CALL + _OF_A_STEP * program.operation_count + _OF_AN_ARRAY * arrays
    return is_saving and bool(native_library())
