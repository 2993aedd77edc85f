"""Claims in formulas about matrix expressions: a matrix expression, rows of entries, or a dictionary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy
from torch import Tensor

from ..errors import InputShapeError, InputTypeError, UnknownSymbolError

__all__ = ["formula_of"]

_TENSOR = "a tensor holds values at some points: give the code that computes it, as lambda X: 2 * X"


def formula_of(claimed: Any, wrt: Any) -> Any:
    """Return a claim as one matrix expression or explicit matrix.

    Parameters
    ----------
    claimed : object
        A flat list is a vector in the shape of ``wrt``, a dictionary has ``wrt`` for its only key.
    wrt : MatrixSymbol or Symbol

    Raises
    ------
    InputTypeError
        It is no formula.
    InputShapeError
        The rows have different lengths.
    UnknownSymbolError
        A dictionary has another key.

    Examples
    --------
    >>> x = sympy.MatrixSymbol("x", 2, 1)
    >>> formula_of([2 * x[0, 0], 2 * x[1, 0]], x)
    Matrix([
    [2*x[0, 0]],
    [2*x[1, 0]]])
    """
    if isinstance(claimed, Mapping):
        for key in claimed:
            if key != wrt:
                raise UnknownSymbolError(
                    str(key), [str(wrt)], where="the claim", hint=f"give one entry: {{{wrt}: formula}}"
                )
        if claimed:
            return formula_of(claimed[wrt], wrt)
    if isinstance(claimed, list | tuple | sympy.Tuple):
        return _matrix(claimed, wrt)
    if isinstance(claimed, Tensor):
        raise _no_formula("a Tensor", hint=_TENSOR)
    try:
        return sympy.sympify(claimed, strict=True)
    except sympy.SympifyError:
        hint = "sympy.Matrix(array) makes a formula of it" if hasattr(claimed, "tolist") else ""
        raise _no_formula(f"a {type(claimed).__name__}", hint) from None


def _matrix(claimed: Any, wrt: Any) -> Any:
    """Return rows, or a flat list for a vector, as an explicit matrix."""
    rows = [list(row) if isinstance(row, list | tuple | sympy.Tuple) else [row] for row in claimed]
    lengths = tuple(len(row) for row in rows)
    if not lengths or len(set(lengths)) > 1:
        raise InputShapeError([("claimed", lengths)], why="the rows of the claim have different lengths")
    entries = [[_entry(entry) for entry in row] for row in rows]
    matrix = sympy.ImmutableDenseMatrix(entries)
    is_flat = not any(isinstance(row, list | tuple | sympy.Tuple) for row in claimed)
    return matrix.T if is_flat and getattr(wrt, "shape", (0, 1))[0] == 1 else matrix


def _entry(entry: Any) -> Any:
    try:
        formula = sympy.sympify(entry, strict=True)
    except sympy.SympifyError:
        raise _no_formula(f"an entry of type {type(entry).__name__}") from None
    if not isinstance(formula, sympy.Expr) or getattr(formula, "is_Matrix", False):
        raise _no_formula(f"the entry {entry}")
    return formula


def _no_formula(received: str, hint: str = "") -> InputTypeError:
    return InputTypeError(
        "claimed",
        received,
        expected="a SymPy matrix expression, rows of entries such as A[0, 1], or code, for matrix symbols",
        hint=hint,
    )
