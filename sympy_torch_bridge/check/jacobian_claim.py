"""Claims in formulas about the derivative of a matrix by a matrix: four axes, or stacked columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sympy
from sympy.tensor.array.arrayop import Flatten
from torch import Tensor

from ..errors import InputShapeError, InputTypeError, UnknownSymbolError
from .claim import SymbolicClaim
from .explicit import explicit
from .jacobian_axes import JacobianAxes
from .jacobian_layout import JacobianLayouts
from .question import Question
from .twins import refuse_twin
from .written_out import WrittenOut

__all__ = ["GivenArray", "array_claim", "given_array"]

Shape = tuple[int, ...]
_EXPECTED = "a SymPy matrix expression, an N-dim Array, nested lists, or code, for matrix symbols"


@dataclass(frozen=True, slots=True)
class GivenArray:
    """A claim as it was given: formulas along any number of axes.

    Parameters
    ----------
    shape : tuple of int
    formulas : tuple of sympy.Expr
        The last axis runs fastest.
    text : str
    """

    shape: Shape
    formulas: tuple[Any, ...]
    text: str


def given_array(claimed: Any, wrt: Any) -> GivenArray:
    """Read any container of formulas; those in nested lists may be matrices, blocks of the whole.

    Raises
    ------
    InputTypeError
        An entry is no formula.
    InputShapeError
        The lists are of different lengths.
    UnknownSymbolError
        A dictionary has another key than ``wrt``.

    Examples
    --------
    >>> X = sympy.MatrixSymbol("X", 2, 2)
    >>> given_array(X.as_explicit().tolist(), X).shape, given_array(sympy.derive_by_array(X, X), X).shape
    ((2, 2), (2, 2, 2, 2))
    """
    if isinstance(claimed, Mapping):
        for key in claimed:
            if key != wrt:
                refuse_twin(key, [wrt], "the claim")
                hint = f"give one entry: {{{wrt}: formula}}"
                raise UnknownSymbolError(str(key), [str(wrt)], where="the claim", hint=hint)
        if claimed:
            return given_array(claimed[wrt], wrt)
    shape, formulas = _nested(claimed)
    return GivenArray(shape, tuple(formulas), str(claimed))


def _nested(claimed: Any) -> tuple[Shape, list[Any]]:
    if isinstance(claimed, list | tuple | sympy.Tuple) and len(claimed):
        parts = [_nested(part) for part in claimed]
        shapes = {shape for shape, _ in parts}
        if len(shapes) > 1:
            raise InputShapeError(
                [("parts", shape) for shape in sorted(shapes)],
                why="the claim: parts of a list have different shapes",
            )
        return (len(parts), *shapes.pop()), [formula for _, formulas in parts for formula in formulas]
    formula = _formula(claimed)
    if _is_array_expression(formula):
        formula = formula.doit().as_explicit()
    if isinstance(formula, sympy.NDimArray):
        return tuple(int(size) for size in formula.shape), list(Flatten(formula))
    if isinstance(formula, sympy.MatrixBase):
        return tuple(formula.shape), list(formula.flat())
    return (), [formula]


def _formula(claimed: Any) -> Any:
    if isinstance(claimed, Tensor):
        hint = "a tensor holds values at some points: give the code that computes it, as lambda X: ..."
        raise InputTypeError("claimed", "a Tensor", expected=_EXPECTED, hint=hint)
    try:
        formula = sympy.sympify(claimed, strict=True)
    except sympy.SympifyError:
        raise InputTypeError("claimed", f"a {type(claimed).__name__}", expected=_EXPECTED) from None
    if not isinstance(formula, sympy.Expr | sympy.MatrixBase | sympy.NDimArray) and not (
        _is_array_expression(formula)
    ):
        raise InputTypeError("claimed", f"a {type(formula).__name__}", expected=_EXPECTED)
    return formula


def _is_array_expression(formula: Any) -> bool:
    """Tell whether a formula is one of SymPy's expressions for arrays of many axes."""
    is_matrix = isinstance(formula, sympy.MatrixBase | sympy.MatrixExpr)
    return not is_matrix and hasattr(formula, "as_explicit") and hasattr(formula, "shape")


def array_claim(
    given: GivenArray, written: WrittenOut, question: Question, axes: JacobianAxes
) -> tuple[SymbolicClaim, JacobianLayouts]:
    """Read a claim in the layout that its shape tells.

    Parameters
    ----------
    given : GivenArray
    written : WrittenOut
        The expression; it has names for the entries of all matrices in the claim.
    question : Question
    axes : JacobianAxes

    Raises
    ------
    InputShapeError
        The claim is in no layout.

    Examples
    --------
    >>> from .jacobian_axes import axes_of
    >>> from .written_out import written_out
    >>> A, x = sympy.MatrixSymbol("A", 1, 2), sympy.MatrixSymbol("x", 2, 1)
    >>> written = written_out(x * A, x)
    >>> given = given_array(sympy.KroneckerProduct(A.T, sympy.Identity(2)), x)
    >>> array_claim(given, written, written.question(), axes_of(written, 1))[0].text
    '[[A[0,0], 0], [A[0,1], 0], [0, A[0,0]], [0, A[0,1]]]'
    """
    shape, entries = _entries(given, written)
    layouts = axes.layouts(shape)
    if layouts is None:
        raise axes.misshapen([("claimed", shape)])
    ordered = [entries[place] for place in layouts.places]
    claim = dict(zip(question.components(), ordered, strict=True))
    return SymbolicClaim(claim, not layouts.is_right_shape), layouts


def _entries(given: GivenArray, written: WrittenOut) -> tuple[Shape, list[Any]]:
    """Return the shape and the entries of a claim; formulas of matrices are two more axes."""
    blocks = [explicit(formula, written.entries) for formula in given.formulas]
    are_matrices = [getattr(formula, "is_Matrix", False) for formula in given.formulas]
    if not any(are_matrices):
        return given.shape, [entry for block in blocks for entry in block.flat()]
    shapes = {tuple(block.shape) for block in blocks}
    if not all(are_matrices) or len(shapes) > 1:
        raise InputShapeError(
            [("blocks", shape) for shape in sorted(shapes)], why="the claim: its blocks have different shapes"
        )
    return (*given.shape, *shapes.pop()), [entry for block in blocks for entry in block.flat()]
