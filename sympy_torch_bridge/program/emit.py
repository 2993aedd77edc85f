"""Emission: a Program becomes readable Python source, and the source a callable.

The source is assembled from operation names and numeric literals alone; names of symbols are
turned into identifiers first, so nothing from outside reaches the interpreter.
"""

from __future__ import annotations

import keyword
import linecache
import re
import weakref
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Any

from .emitter import MODULES, Emitter, labels_of
from .expressions.variable import variable_name
from .operation import Operation
from .program import Program

__all__ = ["argument_names", "emit", "emit_inline", "load"]

_RESERVED = frozenset({"torch", "math", "complex", "f", *MODULES})
_serial = count()


def emit(program: Program, names: Sequence[str], *, name: str = "f") -> str:
    """Write a Program as the source of one Python function.

    Parameters
    ----------
    program : Program
    names : sequence of str
        Parameter names, valid identifiers; see :func:`argument_names`.
    name : str
        Name of the function.

    Returns
    -------
    str
        Import lines and the function. It returns one tensor, or a tuple of the outputs in order.
    """
    return Emitter(program, names).source(name)


def emit_inline(program: Program, names: Sequence[str], *, root: str, labels: Mapping[Operation, str]) -> str:
    """Write a Program as one Python expression, in which shared parts are assigned on the way.

    Parameters
    ----------
    program : Program
    names : sequence of str
        What the inputs are called.
    root : str
        Name of the object that holds torch and the modules that the expression calls; names of
        shared parts begin with it too.
    labels : mapping of Operation to str
        Names below ``root`` of the operations that are no functions of a module.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.program import lower
    >>> x = sympy.Symbol("x")
    >>> program, _ = lower(sympy.sin(x) + sympy.cos(x) ** sympy.cos(x))
    >>> emit_inline(program, ["x"], root="_r", labels={})
    '(_r1 := _r.torch.cos(x), _r1**_r1 + _r.torch.sin(x))[-1]'
    """
    return Emitter(program, names, root, labels).inline()


def argument_names(symbols: Sequence[Any]) -> list[str]:
    """Turn symbols into distinct Python identifiers that read like their names.

    Examples
    --------
    >>> import sympy
    >>> argument_names([sympy.Symbol("x"), sympy.Symbol("lambda"), sympy.Symbol("x'")])
    ['x', 'lambda_', 'x_']
    """
    taken: set[str] = set(_RESERVED)
    result: list[str] = []
    for symbol in symbols:
        base = re.sub(r"\W", "_", variable_name(symbol), flags=re.ASCII)
        if not base or base[0].isdigit() or re.fullmatch(r"v\d+|__.*|call_.*", base):
            base = f"x_{base}"
        if keyword.iskeyword(base) or base in _RESERVED:
            base += "_"
        candidate = next(
            c for c in (base, *(f"{base}_{i}" for i in range(2, len(symbols) + 3))) if c not in taken
        )
        taken.add(candidate)
        result.append(candidate)
    return result


def load(source: str, program: Program, *, name: str = "f") -> Callable[..., Any]:
    """Compile emitted source and return its function; tracebacks show the source lines."""
    filename = f"<sympy_torch_bridge {next(_serial)}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    namespace: dict[str, Any] = dict(_supplied(program))
    exec(compile(source, filename, "exec"), namespace)  # our own text, see the module docstring
    function: Callable[..., Any] = namespace[name]
    weakref.finalize(function, linecache.cache.pop, filename, None)
    return function


def _supplied(program: Program) -> list[tuple[str, Callable[..., Any]]]:
    """List the user's callables by the labels that the source gives them."""
    labels = labels_of(program)
    return [(labels[op], op.function) for op in labels]
