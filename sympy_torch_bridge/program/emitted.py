"""The source of a program and its function, each made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any
from weakref import finalize

import torch

from .emit import emit, load
from .graph_names import name_of, named
from .program import Program

__all__ = ["Emitted"]

# Functions that graphs call, by name: a tracer takes no function as a constant.
_FUNCTIONS: dict[str, Callable[..., Any]] = {}


class Emitted:
    """A program as source; a fused program may never need it.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.program import lower
    >>> program, _ = lower(2 * sympy.Symbol("x"))
    >>> emitted = Emitted(program, ["x"])
    >>> emitted.source.splitlines()[-1].strip(), emitted.function(torch.tensor(3.0))
    ('return 2*x', tensor(6.))
    """

    def __init__(self, program: Program, names: Sequence[str]) -> None:
        self._program, self._names = program, names
        self._name = name_of(self)

    @cached_property
    def source(self) -> str:
        """The text."""
        return emit(self._program, self._names)

    @cached_property
    def function(self) -> Callable[..., Any]:
        """What the text computes."""
        return load(self.source, self._program)

    def __call__(self, *tensors: Any) -> Any:
        """Evaluate; a graph gets the function itself, which a tracer could not make."""
        if torch.compiler.is_compiling():
            return _FUNCTIONS[_made(self._name)](*tensors)
        return self.function(*tensors)


@torch.compiler.assume_constant_result  # type: ignore[untyped-decorator]
def _made(name: str) -> str:
    """Make the function; the tracer takes its name as given and looks not into this."""
    if name not in _FUNCTIONS:
        emitted: Emitted = named(name)
        _FUNCTIONS[name] = emitted.function
        finalize(emitted, _FUNCTIONS.pop, name, None)
    return name
