"""The gradient of a determinant where the matrix is singular: ``det(A)*A**-1`` read as the adjugate of A.

The inverse may stand inside of a trace or an entrywise product, or be that of the transposed matrix.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import sympy
from sympy import Determinant, MatrixExpr

from ...matrix.graph import graph_of
from ...matrix.rebuilding import EVALUATION_DEPTH
from ...matrix.transposition import transposed
from ...ops import matrix_solving
from ..lowering import Form, FormFunction, Lowering, Scope
from ..operation import call

__all__ = ["FORMS", "LINEAR", "factors_of", "replaced_once", "with_adjugates"]

_ADJUGATE = call(matrix_solving.adjugate)
# Nodes that are linear in each of their operands, so that a factor may be moved into one of them.
LINEAR = (
    sympy.Mul,
    sympy.MatMul,
    sympy.HadamardProduct,
    sympy.KroneckerProduct,
    sympy.Transpose,
    sympy.Trace,
    sympy.DiagMatrix,
    sympy.DiagonalOf,
)


class Adjugate(MatrixExpr):
    """The transposed matrix of cofactors."""

    @property
    def shape(self) -> tuple[Any, Any]:
        """Rows and columns."""
        rows, columns = self.args[0].shape
        return rows, columns


def with_adjugates(lowering: Lowering, expr: Any) -> Any:
    """Return a product with its determinants moved into the inverses; None if there is none to move."""
    factors = (factor for argument in expr.args for factor in sympy.Mul.make_args(argument))
    if not any(isinstance(factor.args[0] if factor.is_Pow else factor, Determinant) for factor in factors):
        return None
    if any(lowering.is_replaced(head) for head in (Determinant, sympy.Inverse, sympy.MatPow)):
        return None
    joined = _joined(expr)
    if joined is not None:
        lowering.traits.extend(joined)
    return joined


def _joined(expr: Any) -> Any:
    """Move determinants into the inverses of the same matrix.

    Examples
    --------
    >>> from sympy import MatrixSymbol, Trace
    >>> A, B = MatrixSymbol("A", 3, 3), MatrixSymbol("B", 3, 3)
    >>> _joined(2 * Determinant(A) * Trace(A.I * B))
    2*Trace(Adjugate(A)*B)
    >>> _joined(Determinant(A) * Trace(B.I * A)) is None
    True
    """
    if graph_of(expr).depth > EVALUATION_DEPTH:  # comparing deep expressions recurses
        return None
    scalars, parts = factors_of(expr.args)
    kept, changed = [], False
    for base, exponent in scalars:
        if isinstance(base, Determinant) and _is_multiple(exponent):
            found = replaced_once(parts, partial(_without_inverse, base.args[0]), base)
            if found is not None:
                parts, exponent, changed = found, exponent - 1, True
        if exponent != 0:
            kept.append(base**exponent)
    return expr.func(*kept, *parts) if changed else None


def _is_multiple(exponent: Any) -> bool:
    """Say whether a power is the determinant times one without a pole; the exponent may be a size."""
    return bool(exponent.is_integer and (exponent - 1).is_nonnegative)


def _is_part(argument: Any) -> bool:
    is_sum_of_traces = isinstance(argument, sympy.Add) and argument.has(sympy.Trace)
    return is_sum_of_traces or isinstance(argument, (MatrixExpr, sympy.MatrixBase, sympy.Trace))


def factors_of(arguments: Sequence[Any]) -> tuple[list[tuple[Any, Any]], list[Any]]:
    """Split into powers of scalars, and matrices and traces, which may hold an inverse."""
    scalars, parts = [], []
    for argument in arguments:
        for factor in sympy.Mul.make_args(argument):
            if _is_part(factor):
                parts.append(factor)
            else:
                scalars.append(factor.args if isinstance(factor, sympy.Pow) else (factor, sympy.S.One))
    return scalars, parts


def replaced_once(
    parts: Sequence[Any], replaced: Callable[[Any], Any], factor: Any = None
) -> list[Any] | None:
    """Replace one part, or one operand of a linear node among them, by what ``replaced`` returns.

    ``replaced`` gives None for a part that it leaves as it is; so does this function if nothing is replaced.
    A ``factor`` that goes into what is replaced goes into every summand of a sum: those in which nothing is
    replaced are multiplied by it.
    """
    for place, part in enumerate(parts):
        new = replaced(part)
        if new is None and isinstance(part, LINEAR):
            inner = replaced_once(part.args, replaced, factor)
            new = None if inner is None else part.func(*inner)
        if new is None and factor is not None and isinstance(part, (sympy.Add, sympy.MatAdd)):
            new = _distributed(part, replaced, factor)
        if new is not None:
            return [*parts[:place], new, *parts[place + 1 :]]
    return None


def _distributed(total: Any, replaced: Callable[[Any], Any], factor: Any) -> Any:
    """Replace in the summands that hold something to replace; None if no one does."""
    found = [replaced_once([summand], replaced, factor) for summand in total.args]
    if all(new is None for new in found):
        return None
    product = sympy.MatMul if isinstance(total, sympy.MatAdd) else sympy.Mul
    summands = zip(found, total.args, strict=True)
    return total.func(*(product(factor, old) if new is None else new[0] for new, old in summands))


def _without_inverse(matrix: Any, part: Any) -> Any:
    """Return the adjugate for the inverse of the matrix or of its transpose, else None."""
    if not isinstance(part, sympy.MatPow) or part.args[1] != -1:
        return None
    base = part.args[0]
    return Adjugate(base) if base == matrix or base == transposed(matrix) else None


def _adjugate(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    return lowering.builder.add(_ADJUGATE, (yield expr.args[0], scope))


FORMS: dict[type[Any], FormFunction] = {Adjugate: _adjugate}
