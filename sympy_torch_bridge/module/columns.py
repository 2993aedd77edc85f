"""Inputs as the columns of one matrix: how regressors hand over their data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sympy
from torch import Tensor

from ..arrays import tensor_of
from ..errors import InputShapeError, InputTypeError, OptionError
from ..program.expressions.variable import in_given_order
from .formula_leaves import expression_of, symbols_of

__all__ = ["of_pysr", "split"]


def of_pysr(
    equations: Any, symbols: Sequence[Any] | None, selection: Any
) -> tuple[Any, list[Any], tuple[int, ...]]:
    """Return the expressions, the symbols of the columns, and which columns are used."""
    if callable(getattr(equations, "sympy", None)):
        symbols = equations.feature_names_in_ if symbols is None else symbols
        selection = getattr(equations, "selection_mask_", None) if selection is None else selection
        equations = equations.sympy()
    given = list(equations) if isinstance(equations, list | tuple) else expression_of(equations)
    known = {symbol.name: symbol for symbol in symbols_of(given)}
    named = known if symbols is None else in_given_order(symbols)
    inputs = [known.get(str(s), sympy.Symbol(str(s))) for s in named]
    chosen = tuple(range(len(inputs))) if selection is None else _numbers(list(selection))
    if len(chosen) != len(inputs):
        raise OptionError(
            "selection", selection, accepted=("one column for each symbol",),
            hint=f"{len(chosen)} columns are selected, and there are {len(inputs)} symbols",
        )  # fmt: skip
    return given, inputs, chosen


def _numbers(selection: list[Any]) -> tuple[int, ...]:
    if all(isinstance(one, bool) or type(one).__name__ in ("bool_", "bool") for one in selection):
        return tuple(place for place, is_used in enumerate(selection) if is_used)
    return tuple(int(one) for one in selection)


def split(
    chosen: Sequence[int], names: Sequence[str], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> list[Tensor]:
    """Return the columns of the one argument, in the order of the inputs."""
    matrix = args[0] if len(args) == 1 and not kwargs else None
    if matrix is not None and not isinstance(matrix, Tensor):
        matrix = tensor_of("X", matrix)
    if matrix is None:
        got = f"{len(args)} arguments" if len(args) != 1 else f"a {type(args[0]).__name__}"
        raise InputTypeError("X", got, expected=f"one tensor with columns for {', '.join(names)}")
    wanted = max(chosen, default=-1) + 1
    if not matrix.dim() or matrix.shape[-1] < wanted:
        raise InputShapeError(
            [("X", tuple(matrix.shape))], why=f"the last axis of X has to have at least {wanted} columns"
        )
    return [matrix[..., place] for place in chosen]
