"""How a compiled function evaluates a call."""

from __future__ import annotations

from typing import Any

from .compiled_function import CompiledFunction
from .errors import InputTypeError
from .fused import Explanation
from .module import SymPyModule

__all__ = ["explain"]


def explain(function: CompiledFunction | SymPyModule, /, *args: Any, **kwargs: Any) -> Explanation:
    """Say what evaluates a call, and why: plain operations, blocks, native blocks, or a kernel of a GPU.

    Parameters
    ----------
    function : CompiledFunction or SymPyModule
    *args, **kwargs
        The arguments of the call. Without them it is a call at one point, of float64 on the CPU; the
        attribute ``crossover`` has the number of points from which that changes.

    Returns
    -------
    Explanation
        Its text is a short table.

    Raises
    ------
    InputTypeError
        It is neither.

    Examples
    --------
    >>> import sympy, torch
    >>> import sympy_torch_bridge as stb
    >>> f = stb.compile(sympy.sin(sympy.Symbol("x")), backend="auto")
    >>> found = stb.explain(f, torch.zeros(3))
    >>> found.chosen, found.reason
    ('eager', '1 operation at 3 points: faster one by one')
    >>> stb.explain(f).crossover in (39_000, 2_999_000)  # with and without the native interpreter
    True
    """
    if not isinstance(function, CompiledFunction | SymPyModule):
        expected = "a function of stb.compile or a SymPyModule"
        raise InputTypeError("function", f"a {type(function).__name__}", expected=expected)
    return function.explain(*args, **kwargs)
