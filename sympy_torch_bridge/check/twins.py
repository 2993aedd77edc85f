"""Symbols that look alike and are not: SymPy compares names and assumptions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy

from ..errors import UnknownSymbolError

__all__ = ["refuse_twin"]


def refuse_twin(key: Any, inputs: Iterable[Any], where: str) -> None:
    """Refuse a name in place of a symbol, and a symbol that only looks like an input.

    Raises
    ------
    UnknownSymbolError
        ``key`` is no input but reads like one. Silently ignored, it would change what is checked.
    """
    known = list(inputs)
    names = [str(symbol) for symbol in known]
    # A Dummy is written with an underscore that its name has not.
    name = getattr(key, "name", str(key))
    if key in known or name not in {*names, *(getattr(symbol, "name", "") for symbol in known)}:
        return
    if isinstance(key, str):
        hint = f"{where} takes symbols, not their names"
    else:
        hint = "a symbol of this name is known, but with other assumptions: SymPy takes them for two symbols"
        if isinstance(key, sympy.MatrixSymbol):
            hint = "a matrix symbol of this name is known, but of another shape"
        if isinstance(key, sympy.Dummy) or any(isinstance(symbol, sympy.Dummy) for symbol in known):
            hint = "a symbol of this name is known, but a Dummy equals no other symbol, whatever its name"
    raise UnknownSymbolError(str(key), names, where=where, hint=hint)
