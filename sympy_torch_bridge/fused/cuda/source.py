"""A program as the source of one kernel: a thread computes all operations at one point, in its registers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from math import copysign, isinf, isnan
from typing import Any, Final

import numpy as np
import torch

from ...program import Program
from ...program.node import Node
from ...program.operation import INPUT
from ..primitives import PRIMITIVES

__all__ = ["KERNEL", "reason_against_source", "source_of"]

# The name of the kernel.
KERNEL: Final = "evaluate"
# Written out at each call, a function takes registers and time of the compiler: from so many calls on it is
# compiled once and called.
_MOST_COPIES: Final = 32
_CHEAP: Final = frozenset({"fabs", "sqrt", "floor", "ceil"})
_TEXTS: Final = {
    operation: record.c
    for record in PRIMITIVES
    if record.c
    for operation in (record.operation, *record.alike)
}
_REALS: Final = {torch.float64: ("double", "", "1e-300"), torch.float32: ("float", "f", "1e-30f")}
_CALL: Final = re.compile(r"FN\((\w+)\)")
_APART: Final = """
template <typename... Reals> __device__ __noinline__ Real at_{name}{letter}(Reals... given)
{{
    return {name}{letter}(given...);
}}
"""
# The addresses of arrays, what lies between two of their numbers, and how many points there are.
_SOURCE: Final = """\
#define INFINITY __int_as_float(0x7f800000)
#define NAN __int_as_float(0x7fffffff)
#define SMALL {small}
typedef {real} Real;

__device__ static Real remainder_of{letter}(Real a, Real b)
{{
    const Real r = fmod{letter}(a, b);
    return r != 0 && ((r < 0) != (b < 0)) ? r + b : r;
}}

{apart}
struct Arguments {{
    const Real *in[{inputs}];
    Real *out[{outputs}];
    long long step[{inputs}];
    long long points;
}};

extern "C" __global__ void {kernel}(const Arguments given)
{{
    const long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
    if (i >= given.points) return;
{statements}
}}
"""


def reason_against_source(program: Program) -> str:
    """Return why a program cannot be evaluated by kernels, "" if it can.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.program import lower
    >>> x = sympy.Symbol("x")
    >>> reason_against_source(lower(sympy.sin(x))[0])
    ''
    >>> reason_against_source(lower(sympy.erfinv(x))[0])
    'torch.erfinv is none of the operations of kernels'
    """
    known = {INPUT, *_TEXTS}
    for node in program.nodes:
        if node.operation not in known and not node.is_number:
            return f"{node.operation.name} is none of the operations of kernels"
    return ""


def source_of(program: Program, dtype: torch.dtype) -> str:
    r"""Return the source in CUDA C++.

    The operations are those of the native interpreter, by the same texts.

    Parameters
    ----------
    program : Program
        Against which there is no reason, of at least one input and one output; see :func:`.parts.parts_of`.
    dtype : torch.dtype
        Of all numbers, float64 or float32.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.program import lower
    >>> x = sympy.Symbol("x")
    >>> source = source_of(lower(2 * sympy.sin(x))[0], torch.float32)
    >>> print(*source.splitlines()[-7:-1], sep="\n")
        if (i >= given.points) return;
        const Real v0 = given.in[0][i * given.step[0]];
        const Real v1 = sinf(v0);
        const Real v2 = (Real)2.0;
        const Real v3 = v2 * v1;
        given.out[0][i] = v3;
    """
    real, letter, small = _REALS[dtype]
    calls = Counter(
        name
        for node in program.nodes
        for name in _CALL.findall(_TEXTS.get(node.operation, ""))
        if name not in _CHEAP
    )
    apart = sorted(calls) if calls.total() > _MOST_COPIES else []
    lines = [
        f"    const Real v{index} = {_expression(node, letter, apart)};"
        for index, node in enumerate(program.nodes)
    ]
    outputs = program.outputs()
    lines += [f"    given.out[{k}][i] = v{node};" for k, node in enumerate(outputs)]
    return _SOURCE.format(
        real=real,
        letter=letter,
        small=small,
        apart="".join(_APART.format(name=name, letter=letter) for name in apart),
        inputs=len(program.inputs),
        outputs=len(outputs),
        kernel=KERNEL,
        statements="\n".join(lines),
    )


def _expression(node: Node, letter: str, apart: Collection[str]) -> str:
    """Return what a node computes, from the variables of its arguments."""
    if node.operation is INPUT:
        return f"given.in[{node.value}][i * given.step[{node.value}]]"
    if node.is_number:
        return _literal(node.value, letter)
    places = dict(zip("abcd", node.args, strict=False))
    named = re.sub(r"\b[abcd]\b", lambda found: f"v{places[found[0]]}", _TEXTS[node.operation])
    return _CALL.sub(lambda found: f"{'at_' if found[1] in apart else ''}{found[1]}{letter}", named)


def _literal(value: Any, letter: str) -> str:
    """Return a number that the compiler reads as exactly that number of the type."""
    number = float(value)
    if letter:
        with np.errstate(over="ignore"):
            number = float(np.float32(number))
    sign = "-" if copysign(1.0, number) < 0 else ""
    if isnan(number):
        return "NAN"
    return f"{sign}INFINITY" if isinf(number) else f"(Real){number!r}"
