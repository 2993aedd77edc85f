"""The constants of a module: which numbers and symbols of a formula are trained, and what they are called."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy
import torch
from torch import Tensor

from ..errors import (
    AmbiguousNameError,
    ConstraintError,
    InputShapeError,
    InputTypeError,
    OptionError,
    UnknownSymbolError,
)
from .formula_leaves import occurrences, symbols_of
from .place_names import place_name, symbol_name
from .surroundings import by_surroundings

__all__ = ["Constant", "chosen_constants", "namesake_hint"]

_TOO_LARGE = "the number is too large for double precision"
CHOICES = ("floats", "packed", "none", "a mapping {symbol: initial value}")


@dataclass(frozen=True, eq=False)
class Constant:
    """A constant that the module keeps as a tensor.

    Attributes
    ----------
    symbol : Symbol or MatrixSymbol
        Stands for it in the compiled formula.
    name : str
        What the module calls it.
    given : Float or None
        The number of the formula that it replaces; None for a symbol of the user's.
    value : Tensor of float64
        Where it begins.
    is_trained : bool
        Whether it becomes a parameter, or a buffer.
    """

    symbol: Any
    name: str
    given: Any
    value: Tensor
    is_trained: bool = True


def chosen_constants(
    expr: Any, parameters: Any
) -> tuple[list[Constant | None], list[Constant], list[Constant]]:
    """Read ``parameters=``.

    Returns
    -------
    list of (Constant or None)
        For each Float of the formula, in the order of :func:`with_leaves`, the constant that replaces
        it, or None where the number stays.
    list of Constant
        The symbols that are trained.
    list of Constant
        The constants that replace Floats, in an order that no value decides.
    """
    if isinstance(parameters, Mapping):
        named = _named(expr, parameters)
        chosen, ordered = _floats(expr, is_trained=False, taken={constant.name for constant in named})
        return chosen, named, ordered
    if not isinstance(parameters, str) or parameters not in ("floats", "none"):
        raise OptionError("parameters", parameters, accepted=CHOICES)
    chosen, ordered = _floats(expr, is_trained=parameters == "floats", taken=set())
    return chosen, [], ordered


def _named(expr: Any, parameters: Mapping[Any, Any]) -> list[Constant]:
    known = symbols_of(expr)
    for symbol in parameters:
        if isinstance(symbol, str):
            raise InputTypeError(
                symbol,
                "a str",
                expected="a symbol of the expression as parameter",
                hint=f"write parameters={{sympy.Symbol({symbol!r}): ...}}, with the assumptions it has there",
            )
        if symbol not in known:
            raise UnknownSymbolError(
                str(symbol),
                [str(s) for s in known],
                where="the expression",
                hint=namesake_hint(symbol, known),
            )
        if any(getattr(symbol, fact, None) is True for fact in _DISCRETE):
            fact = next(f for f in _DISCRETE if getattr(symbol, f, None))[3:]
            raise InputTypeError(
                str(symbol),
                f"a symbol with {fact}=True",
                expected=f"a real symbol as parameter: training leaves {_DISCRETE[f'is_{fact}']}",
                hint="declare it real, or make it an input",
            )
    _distinct(list(parameters))
    names = [symbol_name(symbol) for symbol in parameters]
    pairs = zip(names, parameters.items(), strict=True)
    return [Constant(symbol, name, None, _initial(symbol, value)) for name, (symbol, value) in pairs]


def namesake_hint(symbol: Any, known: Sequence[Any]) -> str | None:
    """Say which symbol of the same name is there, and how it was declared."""
    same = [sympy.srepr(other) for other in known if str(other) == str(symbol)]
    if not same or isinstance(symbol, str):
        return None
    return f"{sympy.srepr(symbol)} was given, and {same[0]} is there: other assumptions make another symbol"


# Formulas that SymPy simplified under these do not hold for the numbers that training passes through.
_DISCRETE = {
    "is_integer": "the whole numbers",
    "is_imaginary": "the imaginary axis",
    "is_zero": "the value zero",
}


def _distinct(symbols: Sequence[Any]) -> None:
    """Refuse two symbols that one name would stand for: a checkpoint could not tell them apart."""
    alone = [symbol_name(symbol) for symbol in symbols]
    for name in alone:
        same = [symbol for symbol, other in zip(symbols, alone, strict=True) if other == name]
        if len(same) > 1:
            raise AmbiguousNameError(
                name,
                [f"{sympy.srepr(symbol)}" for symbol in same],
                what=f"{len(same)} parameters would both be called '{name}'",
                hint="rename one of the symbols: parameters are stored under their names",
            )


def _initial(symbol: Any, value: Any) -> Tensor:
    """Turn an initial value into a tensor of double precision and of the shape of its symbol."""
    try:
        number = _number(symbol, value)
    except OverflowError:
        raise ConstraintError(str(symbol), math.inf, constraint="finite", hint=_TOO_LARGE) from None
    shape = _shape(symbol)
    if number.is_complex() or number.dtype is torch.bool:
        raise InputTypeError(
            str(symbol), f"a tensor of {number.dtype}", expected="real numbers as initial values"
        )
    number = number.detach().to("cpu", torch.float64)
    if shape == () and number.numel() == 1:
        number = number.reshape(())
    if tuple(number.shape) != shape:
        raise InputShapeError(
            [(str(symbol), tuple(number.shape))],
            why=f"the initial value of '{symbol}' has to have the shape {shape}",
            hint="a MatrixSymbol of that shape is a parameter with many entries" if shape == () else "",
        )
    if not bool(number.isfinite().all()):
        raise ConstraintError(
            str(symbol), value, constraint="finite", hint="training begins at a finite value"
        )
    return number.clone()


def _number(symbol: Any, value: Any) -> Tensor:
    if isinstance(value, sympy.MatrixBase):
        value = [[float(entry) for entry in row] for row in value.tolist()]
    if isinstance(value, sympy.Expr) and value.is_number and value.is_real:
        value = float(value)
    if isinstance(value, Tensor | np.ndarray | np.generic):
        return torch.as_tensor(value)
    if isinstance(value, int | float | list | tuple) and not isinstance(value, bool):
        try:
            return torch.tensor(value, dtype=torch.float64, device="cpu")
        except (TypeError, ValueError):
            pass
    raise InputTypeError(str(symbol), f"a {type(value).__name__}", expected="a number as initial value")


def _shape(symbol: Any) -> tuple[int, ...]:
    """Return the shape of a parameter; that of an array has to be given in numbers."""
    if isinstance(symbol, sympy.Symbol):
        return ()
    shape = tuple(getattr(symbol, "shape", None) or ("?",))
    if not isinstance(symbol, sympy.MatrixSymbol) or not all(getattr(n, "is_Integer", False) for n in shape):
        raise InputTypeError(
            str(symbol),
            f"a {type(symbol).__name__} of shape {shape}",
            expected="a Symbol, or a MatrixSymbol whose shape is given in numbers",
            hint="sympy.MatrixSymbol('W', 3, 2) can be a parameter",
        )
    return tuple(int(n) for n in shape)


def _floats(expr: Any, *, is_trained: bool, taken: set[str]) -> tuple[list[Constant | None], list[Constant]]:
    """Give every Float of the formula a name; those that are not trained may stay in the code."""
    floats = [found for found in occurrences(expr) if isinstance(found[1], sympy.Float)]
    frozen = [isinstance(parent, sympy.UnevaluatedExpr) for parent, _, _ in floats]
    chosen: list[Constant | None] = [None] * len(floats)
    ordered: list[Constant] = []
    # Of several numbers of one name, the first is not that of the smaller value.
    for place in by_surroundings(floats):
        parent, leaf, parents = floats[place]
        if not is_trained and not frozen[place] and _steers(parent, leaf):
            continue
        name = next(n for n in _numbered(place_name(parent, leaf, parents)) if n not in taken)
        if not math.isfinite(float(leaf)):
            raise ConstraintError(name, float(leaf), constraint="finite", hint=_TOO_LARGE)
        taken.add(name)
        value = torch.tensor(float(leaf), dtype=torch.float64, device="cpu")
        symbol = sympy.Dummy(name, real=True)
        constant = Constant(symbol, name, leaf, value, is_trained=is_trained and not frozen[place])
        chosen[place] = constant
        ordered.append(constant)
    return chosen, ordered


def _steers(parent: Any, number: Any) -> bool:
    """Whether a number decides how the formula is computed: then it is no buffer, but part of the code.

    Exponents and orders of functions do, and whole numbers and halves in sums and products, in which
    ``log(1.0 + x)`` is recognised.
    """
    value = float(number)
    in_sum = isinstance(parent, sympy.Add | sympy.Mul | sympy.MatMul | sympy.MatrixBase | sympy.NDimArray)
    return not in_sum or value.is_integer() or abs(value) == 0.5 or not math.isfinite(value)


def _numbered(base: str) -> Iterator[str]:
    yield base
    count = 2
    while True:
        yield f"{base}_{count}"
        count += 1
