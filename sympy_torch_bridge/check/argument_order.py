"""Which input each argument of code takes: by the names of its parameters, else by position."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

from ..compiled_function import CompiledFunction
from ..errors import InputTypeError

__all__ = ["argument_order", "known_order", "takes_one_vector"]


def known_order(code: Any, symbols: Sequence[Any]) -> list[int] | None:
    """Return which of the symbols the arguments of a compiled function are; None for other code.

    Examples
    --------
    >>> import sympy
    >>> x, y = sympy.symbols("x y")
    >>> from ..compilation import compile
    >>> known_order(compile(2 * y), [x, y]), known_order(compile(sympy.Integer(1)), [x, y])
    ([1], [])
    """
    inputs: Any = getattr(code, "inputs", None)
    # Any object may have an empty attribute of this name; a compiled constant takes nothing.
    is_known = isinstance(code, CompiledFunction) or (isinstance(inputs, tuple) and bool(inputs))
    return [symbols.index(symbol) for symbol in inputs] if is_known and set(inputs) <= set(symbols) else None


def argument_order(signature: Any, names: tuple[str, ...]) -> tuple[int, ...]:
    """Return which input each argument of a callable takes.

    Examples
    --------
    >>> argument_order(lambda y, x: x - y, ("x", "y"))
    (1, 0)
    """
    parameters = _positional(signature)
    if parameters is None:
        return tuple(range(len(names)))
    required = [name for name, is_required in parameters if is_required and name != "ctx"]
    allowed = [name for name, _ in parameters if name != "ctx"]
    if required and set(required) <= set(names):
        return tuple(names.index(name) for name in required)
    if len(required) <= len(names) <= len(allowed):
        return tuple(range(len(names)))
    raise InputTypeError(
        "claimed",
        f"a callable of {len(required)} arguments ({', '.join(required) or 'none'})",
        expected=f"one that takes a tensor for each of {', '.join(names)}",
        hint="arguments are matched by name where the names are those of the symbols, else by position"
        + (_wrapped(signature, names, required) if len(required) > len(names) else ""),
    )


def _wrapped(signature: Any, names: tuple[str, ...], required: Sequence[str]) -> str:
    """Show how an argument that is no input gets its value."""
    others = [name for name in required if name not in names] or required[len(names) :]
    given = ", ".join(names)
    fixed = "".join(f"\n          {name} = ..." for name in others)
    owner, _, name = str(getattr(signature, "__qualname__", "f")).rpartition(".")
    if name != "forward":
        return f"\n  give {', '.join(others)} a value: lambda {given}: f({given}, ...)"
    function = owner.rpartition(".")[2]
    return (
        f"\n  give {', '.join(others)} a value in a Module: its backward pass is the claim as well"
        f"\n      class Claim(torch.nn.Module):{fixed}"
        f"\n          def forward(self, {given}):"
        f"\n              return {function}.apply({', '.join(_attribute(n, others) for n in required)})"
    )


def _attribute(name: str, others: Sequence[str]) -> str:
    return f"self.{name}" if name in others else name


def takes_one_vector(signature: Any, names: tuple[str, ...]) -> bool:
    """Tell whether a callable takes all inputs in one tensor: it has one argument for several inputs.

    Examples
    --------
    >>> takes_one_vector(lambda point: point, ("x", "y")), takes_one_vector(lambda x: x, ("x", "y"))
    (True, False)
    """
    parameters = _positional(signature)
    if parameters is None or len(names) < 2:
        return False
    required = [name for name, is_required in parameters if is_required and name != "ctx"]
    allowed = [name for name, _ in parameters if name != "ctx"]
    return len(required) == 1 and len(allowed) < len(names) and not set(required) & set(names)


def _positional(signature: Any) -> list[tuple[str, bool]] | None:
    """Return the positional parameters and whether each must be given; None if any number is taken."""
    try:
        parameters = inspect.signature(signature).parameters.values()
    except (TypeError, ValueError):  # builtins without a signature
        return None
    if any(p.kind is p.VAR_POSITIONAL for p in parameters):
        return None
    return [
        (p.name, p.default is p.empty)
        for p in parameters
        if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
    ]
