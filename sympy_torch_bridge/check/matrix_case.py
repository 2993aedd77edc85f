"""Matrix expressions entry by entry: every check of a matrix rule runs on plain symbols."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sympy
import torch
from torch import Tensor

from ..compilation import compile
from ..errors import InputShapeError, MatrixDerivativeError
from ..ops import Op
from ..program.expressions.free_symbols import free_symbols
from .claim import SymbolicClaim
from .explicit import explicit
from .named_entries import entry_tensor
from .question import Component, Question
from .written_out import WrittenOut, written_out

__all__ = ["MatrixCase", "entries_of_claim", "has_matrices", "matrix_case", "matrix_value"]

Entries = Mapping[Any, Any]


def has_matrices(*exprs: Any) -> bool:
    """Tell whether one of the expressions holds a matrix symbol.

    Examples
    --------
    >>> has_matrices(sympy.Symbol("x"), sympy.Trace(sympy.MatrixSymbol("X", 2, 2)))
    True
    """
    return any(
        isinstance(symbol, sympy.MatrixSymbol)
        for expr in exprs
        if isinstance(expr, sympy.Basic)
        for symbol in free_symbols(expr)
    )


@dataclass(frozen=True, slots=True)
class MatrixCase:
    """A matrix expression and a claimed derivative, written out in entries.

    Parameters
    ----------
    expr : sympy.Basic
    entries : mapping of MatrixSymbol to explicit Matrix of Symbols
    question : Question
    claim : SymbolicClaim
    coordinates : mapping of MatrixSymbol to explicit Matrix of Symbols
        The entries by which points are given.
    """

    expr: Any
    entries: Entries
    question: Question
    claim: SymbolicClaim
    coordinates: Entries

    def value(self, ops: Sequence[Op] = ()) -> Callable[..., Tensor]:
        """Compile the matrix expression itself to a function of its entries, shape ``(n, m)``."""
        return matrix_value(self.expr, self.entries, self.question, ops)


def matrix_value(
    expr: Any, entries: Entries, question: Question, ops: Sequence[Op] = (), *, through_complex: bool = False
) -> Callable[..., Tensor]:
    """Compile a matrix expression itself to a function of its entries, shape ``(n, m)``.

    Parameters
    ----------
    expr : sympy.Basic
    entries : mapping of MatrixSymbol to explicit Matrix of Symbols
    question : Question
        Its inputs are the entries and the scalar symbols.
    ops : sequence of Op
    through_complex : bool
        Whether real functions take real parts of complex numbers, as ``compile(..., complex=True)`` has it.

    Examples
    --------
    >>> A = sympy.MatrixSymbol("A", 2, 1)
    >>> written = written_out(2 * A, A)
    >>> value = matrix_value(2 * A, written.entries, written.question())
    >>> value(torch.tensor([1.0]), torch.tensor([2.0]))
    tensor([[2., 4.]])
    """
    scalars = [s for s in question.inputs if not any(s in m.free_symbols for m in entries.values())]
    compiled: Any = compile(expr, [*entries, *scalars], ops=ops, complex=through_complex)

    def value(*tensors: Tensor) -> Tensor:
        given = dict(zip(question.inputs, tensors, strict=True))
        matrices = [
            torch.stack([entry_tensor(entry, given) for entry in m.flat()], dim=-1).unflatten(-1, m.shape)
            for m in entries.values()
        ]
        result: Tensor = compiled(*matrices, *[given[s] for s in scalars])
        return result.reshape(tensors[0].shape[0], -1)

    return value


def matrix_case(expr: Any, claimed: Any, wrt: Any, layout: str) -> MatrixCase:
    """Write a matrix expression and its claimed derivative out in entries.

    Parameters
    ----------
    expr, claimed : sympy.Basic
        Of numeric shapes.
    wrt : MatrixSymbol or Symbol
    layout : {"numerator", "denominator"}
        In denominator layout the derivative of a scalar has the shape of ``wrt``, and that of a vector
        one row for each entry of ``wrt``; numerator layout is the transpose of both.

    Raises
    ------
    InputShapeError
        A shape is not numeric, or the claim has neither the shape of the layout nor its transpose.
    MatrixDerivativeError
        A matrix by a matrix, or a function without explicit entries.

    Examples
    --------
    >>> x, A = sympy.MatrixSymbol("x", 2, 1), sympy.MatrixSymbol("A", 2, 2)
    >>> case = matrix_case(A * x, A.T, x, "denominator")
    >>> case.question.shape, case.claim.text
    ((2, 2), 'A.T')
    """
    written = written_out(expr, wrt, claimed)
    if not written.has_jacobian_matrix:
        raise MatrixDerivativeError(
            str(expr), [type(expr).__name__], wrt=str(wrt), hint="only a scalar or a vector"
        )
    right = explicit(claimed, written.entries)
    question = written.question(right)
    claim = replace(entries_of_claim(right, written, layout), written=str(claimed))
    return MatrixCase(expr, written.entries, question, claim, written.coordinates)


def entries_of_claim(right: Any, written: WrittenOut, layout: str) -> SymbolicClaim:
    """Read a claimed derivative that is written out in entries.

    Parameters
    ----------
    right : Matrix
    written : WrittenOut
        The expression.
    layout : {"numerator", "denominator"}

    Raises
    ------
    InputShapeError
        The claim has neither the shape of the layout nor its transpose.

    Examples
    --------
    >>> x, A = sympy.MatrixSymbol("x", 2, 1), sympy.MatrixSymbol("A", 2, 2)
    >>> written = written_out(A * x, x)
    >>> entries_of_claim(written.entries[A], written, "numerator").text
    '[[A[0,0], A[0,1]], [A[1,0], A[1,1]]]'
    """
    outputs, variables = written.outputs, written.variables
    rows, is_transposed = _rows(right, outputs, variables, layout)
    claim = {Component(i, j): rows[i][j] for i in range(len(outputs)) for j in range(len(variables))}
    return SymbolicClaim(claim, is_transposed)


def _rows(right: Any, outputs: Any, variables: Any, layout: str) -> tuple[list[list[Any]], bool]:
    """Return the claim with one row for each output, and whether it came in the other layout."""
    count = len(outputs)
    if len(variables) == 1 and count > 1:
        expected = outputs.shape if layout == "numerator" else outputs.shape[::-1]
    elif count > 1:
        expected = (count, len(variables)) if layout == "numerator" else (len(variables), count)
    else:
        expected = variables.shape[::-1] if layout == "numerator" else variables.shape
    is_transposed = right.shape != expected
    if is_transposed and right.shape != expected[::-1]:
        raise InputShapeError(
            [("claimed", right.shape), ("expected", expected)],
            why=f"the claimed derivative in {layout} layout",
            hint="the other layout would be the transpose",
        )
    upright = right.T if is_transposed else right
    numerator = upright if layout == "numerator" else upright.T
    if count == 1:
        return [list(numerator.T.flat())], is_transposed
    if len(variables) == 1:
        return [[entry] for entry in numerator.flat()], is_transposed
    return [list(row) for row in numerator.tolist()], is_transposed
