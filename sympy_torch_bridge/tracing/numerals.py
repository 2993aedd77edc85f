"""Numbers of Python and torch as numbers of SymPy."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy
import torch

from .entries import Entries, elementwise

__all__ = ["Numerals", "as_boolean", "as_number"]


def _known() -> dict[float, Any]:
    """Constants that a formula names and code can only write as a double, by that double."""
    pi, two = sympy.pi, sympy.Integer(2)
    named = [
        pi,
        2 * pi,
        pi / 2,
        pi / 4,
        1 / pi,
        2 / pi,
        sympy.E,
        sympy.log(2),
        1 / sympy.log(2),
        sympy.log(10),
    ]
    roots = [two, sympy.Integer(3), pi, 2 * pi, pi / 2, 2 / pi, 1 / two, 1 / pi, 1 / (2 * pi)]
    logarithms = [pi, 2 * pi]
    everything = [
        *named,
        *map(sympy.sqrt, roots),
        2 / sympy.sqrt(pi),
        *map(sympy.log, logarithms),
        sympy.log(2 * pi) / 2,
    ]
    return {near: value for value in everything for near in _neighbours(float(value))}


def _neighbours(number: float) -> tuple[float, float, float]:
    """Return a double and those beside it: code rounds on the way, in math.log(math.sqrt(2*math.pi))."""
    return math.nextafter(number, 0), number, math.nextafter(number, math.inf)


_KNOWN = _known()


@dataclass(frozen=True)
class Numerals:
    """How a number in code is written in the expression.

    Whole numbers are exact, also those that are floats: torch itself turns 2 into 2.0. So are pi, sqrt(2),
    log(2*pi) and a few more, which code can only write as a double, right to the last bit. Other floats
    stay floats, with all their digits; with ``rational`` they become the shortest decimal that is read as
    the same float.
    """

    rational: bool = False

    def read(self, value: Any) -> Any:
        """Return a Python number as a SymPy number."""
        if isinstance(value, sympy.Basic):
            return value
        if isinstance(value, bool | np.bool_):
            return sympy.true if value else sympy.false
        if isinstance(value, int | np.integer):
            return sympy.Integer(int(value))
        if isinstance(value, complex | np.complexfloating):
            return self.read(value.real) + sympy.I * self.read(value.imag)
        return self._read_float(value)

    def _read_float(self, value: Any) -> Any:
        number = float(value)
        if math.isnan(number):
            return sympy.nan
        if math.isinf(number):
            return sympy.oo if number > 0 else -sympy.oo
        if number.is_integer():
            return sympy.Integer(int(number))
        known = _KNOWN.get(abs(number))
        if known is not None:
            return known if number > 0 else -known
        return sympy.Rational(str(value)) if self.rational else sympy.Float(number)

    def entries(self, tensor: torch.Tensor) -> Entries:
        """Return the numbers in a tensor that holds its values."""
        plain = tensor.detach().cpu().resolve_conj().resolve_neg()
        if plain.dtype in (torch.bfloat16, torch.float16):
            plain = plain.float()
        if self.rational and plain.dtype == torch.float32:
            # The shortest decimal of a single is shorter than that of the double it is turned into.
            return elementwise(lambda text: self._read_float(float(text)), plain.numpy().astype(str))
        return elementwise(self.read, plain.numpy())


def as_number(entry: Any) -> Any:
    """Return 1 for true and 0 for false, as torch does where it computes with truth values."""
    if entry is sympy.true:
        return sympy.Integer(1)
    if entry is sympy.false:
        return sympy.Integer(0)
    if isinstance(entry, sympy.logic.boolalg.Boolean) and not isinstance(entry, sympy.Symbol):
        return sympy.Piecewise((1, entry), (0, True))
    return entry


def as_boolean(entry: Any) -> Any:
    """Return the truth value of a number: whether it is not zero."""
    if isinstance(entry, sympy.logic.boolalg.Boolean) and not isinstance(entry, sympy.Symbol):
        return entry
    if isinstance(entry, sympy.Piecewise) and entry.args[0].args[0] == 1 and len(entry.args) == 2:
        (_, condition), (otherwise, rest) = entry.args
        if otherwise == 0 and rest is sympy.true:
            return condition
    return sympy.Ne(entry, 0)
