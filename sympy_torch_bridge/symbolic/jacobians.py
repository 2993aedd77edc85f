"""Several outputs by several variables: the Jacobian in both layouts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import (
    Expr,
    Identity,
    ImmutableMatrix,
    MatPow,
    Matrix,
    MatrixBase,
    MatrixExpr,
    MatrixSymbol,
    ZeroMatrix,
    sympify,
)

from .. import matrix
from ..errors import InputTypeError, OptionError
from ..matrix.blocks import block_matrix
from ..matrix.graph import graph_of
from ..matrix.transposition import transposed
from ..matrix.vector import LAYOUTS
from .argument import expression_of, is_scalar, require_variable
from .assumptions import Structures, assumed
from .differentiation import differentiated
from .gradients import scalar_of

__all__ = ["jacobian", "stacked", "variables_of"]


def jacobian(expr: Any, wrt: Any, layout: str = "numerator", *, structure: Structures = None) -> Any:
    """Differentiate several outputs by several variables.

    Parameters
    ----------
    expr : list, tuple, Matrix, Expr or MatrixExpr
        The m outputs: the stacked columns of a MatrixExpr, the parts of a list one after the other, a Matrix
        row by row. By a MatrixSymbol the columns of a Matrix are stacked as well.
    wrt : list, tuple or Matrix of symbols, Symbol, or MatrixSymbol
        The n variables; of a MatrixSymbol its stacked columns.
    layout : {"numerator", "denominator"}
        ``"numerator"``: shape (m, n), rows are outputs, as ``torch.func.jacrev`` gives it.
        ``"denominator"``: its transpose, as most of the statistics literature writes it.
    structure : str or mapping of MatrixSymbol to str, optional
        As in :func:`gradient`.

    Returns
    -------
    Matrix or MatrixExpr
        Of a list by a matrix of symbolic size a BlockMatrix, one block for each part of the list.

    Raises
    ------
    OptionError
        The layout is unknown.
    InputTypeError
        ``expr`` or ``wrt`` has no such form.
    MatrixDerivativeError
        The matrix engine has no rule for a node.

    Examples
    --------
    >>> from sympy import symbols
    >>> x, y = symbols("x y")
    >>> jacobian([x * y, x + y, y**2], [x, y])
    Matrix([
    [y,   x],
    [1,   1],
    [0, 2*y]])
    >>> A, v = MatrixSymbol("A", 3, 3), MatrixSymbol("v", 3, 1)
    >>> jacobian([v.T * A * v, A * v], v).blocks
    Matrix([
    [v.T*(A + A.T)],
    [            A]])
    """
    if layout not in LAYOUTS:
        raise OptionError("layout", layout, accepted=LAYOUTS)
    with assumed(structure, wrt):
        return _jacobian(expression_of(expr), wrt, layout)


def _jacobian(outputs: Any, wrt: Any, layout: str) -> Any:
    parts = [outputs] if isinstance(outputs, (Expr, MatrixBase)) else _listed(outputs)
    if isinstance(wrt, MatrixSymbol):
        result = stacked([[_by_matrix(part, wrt)] for part in parts])
    else:
        variables = variables_of(wrt)
        result = stacked([_by_variables(part, variables) for part in parts])
    if layout == "numerator":
        return result
    return result.T if isinstance(result, MatrixBase) else matrix.simplified(transposed(result))


def _listed(outputs: Any) -> list[Any]:
    if not isinstance(outputs, (list, tuple)):
        raise InputTypeError(
            "expr", f"a {type(outputs).__name__}", expected="a list, tuple, Matrix or expression"
        )
    return [_output(output) for output in outputs]


def _output(output: Any) -> Any:
    """Return one part of a list: a matrix of any shape, or one scalar."""
    part = expression_of(output)
    is_whole = isinstance(part, (MatrixExpr, MatrixBase)) and part.shape != (1, 1)
    return part if is_whole else scalar_of(part, "each output")


def _by_matrix(part: Any, wrt: MatrixSymbol) -> Any:
    return matrix.jacobian(part.as_immutable() if isinstance(part, MatrixBase) else part, wrt)


def _by_variables(part: Any, variables: Sequence[Expr]) -> list[Any]:
    """Return a column for each variable: the derivatives of all entries of a part."""
    if isinstance(part, MatrixBase):
        entries = [scalar_of(entry, "each output") for entry in part.flat()]
    elif is_scalar(part):
        entries = [part]
    elif _has_short_entries(part):
        entries = list(part.as_explicit().T)
    else:
        return [_column(differentiated(part, variable)) for variable in variables]
    return [ImmutableMatrix([differentiated(entry, variable) for entry in entries]) for variable in variables]


def _has_short_entries(part: MatrixExpr) -> bool:
    """Say whether a matrix is of known size and has entries that may be written out.

    Those of an inverse are quotients of long polynomials, and those of a power with a symbolic exponent pass
    through complex eigenvalues.
    """
    powers = [node for node in graph_of(part).nodes if isinstance(node, MatPow)]
    return all(isinstance(size, int) or size.is_Integer for size in part.shape) and all(
        power.args[1].is_Integer and power.args[1] > 0 for power in powers
    )


def _column(slope: MatrixExpr) -> MatrixExpr:
    return slope.T if slope.shape[0] == 1 else matrix.Vec(slope).doit(deep=False)


def stacked(blocks: Sequence[Sequence[Any]]) -> Any:
    """Put blocks together: an explicit Matrix where their entries are known, otherwise a BlockMatrix.

    Examples
    --------
    >>> from sympy import ImmutableMatrix, ZeroMatrix
    >>> stacked([[ImmutableMatrix([[1, 2]])], [ZeroMatrix(1, 2)]])
    Matrix([
    [1, 2],
    [0, 0]])
    """
    if len(blocks) == len(blocks[0]) == 1:
        return blocks[0][0]
    every = [block for row in blocks for block in row]
    if all(isinstance(block, (MatrixBase, ZeroMatrix, Identity)) for block in every) and all(
        sympify(size, strict=True).is_Integer for block in every for size in block.shape
    ):
        return Matrix.vstack(*(Matrix.hstack(*(block.as_explicit() for block in row)) for row in blocks))
    return block_matrix(blocks)


def variables_of(wrt: Any) -> list[Expr]:
    """Return the variables one by one, those of a Matrix row by row.

    Raises
    ------
    InputTypeError
        One of them is no symbol.
    """
    variables = list(wrt) if isinstance(wrt, (list, tuple, MatrixBase)) else [wrt]
    for variable in variables:
        require_variable(variable, scalar=True)
    return variables
