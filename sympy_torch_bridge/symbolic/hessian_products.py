"""The product of a Hessian with a direction, without the Hessian."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Add, Expr, ImmutableMatrix, Matrix, MatrixBase, MatrixSymbol

from .. import matrix
from ..errors import InputShapeError
from ..matrix.projection import projected_change
from ..matrix.sums import total
from ..matrix.words import is_matrix
from .argument import expression_of
from .assumptions import Structures, assumed
from .differentiation import differentiated
from .gradients import gradient, partial, scalar_of
from .jacobians import variables_of

__all__ = ["hessian_vector_product"]


def hessian_vector_product(expr: Any, wrt: Any, direction: Any, *, structure: Structures = None) -> Any:
    """Return the Hessian of a scalar expression times a direction, without building the Hessian.

    It is the change of the gradient when ``wrt`` changes by the direction.

    Parameters
    ----------
    expr : Expr or 1x1 MatrixExpr
    wrt : MatrixSymbol, Symbol, or list, tuple or Matrix of symbols
        A list may hold matrices.
    direction : MatrixExpr, Expr, or list, tuple or Matrix of expressions
        In the shape of ``wrt``; one that keeps the structure, where ``wrt`` is structured.
    structure : str or mapping of MatrixSymbol to str, optional
        As in :func:`gradient`.

    Returns
    -------
    same shape as ``wrt``

    Raises
    ------
    InputTypeError, InputShapeError
        ``expr`` is not scalar, ``wrt`` is not made of symbols, or ``direction`` has another shape.
    MatrixDerivativeError
        The matrix engine has no rule for a node.

    Examples
    --------
    >>> from sympy import Determinant, log, symbols
    >>> X, V = MatrixSymbol("X", 3, 3), MatrixSymbol("V", 3, 3)
    >>> hessian_vector_product(log(Determinant(X)), X, V)
    -X.T**(-1)*V.T*X.T**(-1)
    >>> x, y = symbols("x y")
    >>> hessian_vector_product(x**2 * y, [x, y], [1, 0])
    [2*y, 2*x]
    >>> A, a, b, v = MatrixSymbol("A", 3, 3), *(MatrixSymbol(name, 3, 1) for name in "abv")
    >>> hessian_vector_product(v.T * A * v, [v, A], [a, MatrixSymbol("V", 3, 3)])
    [(A + A.T)*a + (V + V.T)*v, a*v.T + v*a.T]
    """
    f = scalar_of(expr, "hessian_vector_product")
    with assumed(structure, wrt):
        if isinstance(wrt, MatrixSymbol):
            return projected_change(_changed(matrix.gradient(f, wrt), wrt, direction), wrt)
        if isinstance(wrt, (list, tuple)) and any(isinstance(variable, MatrixSymbol) for variable in wrt):
            return type(wrt)(_by_each(f, wrt, direction))
        return _of_symbols(f, wrt, direction)


def _changed(slope: Expr, wrt: Any, direction: Any) -> Any:
    """Return the change of a gradient in its own shape; the engine gives that of a 1x1 matrix as a scalar."""
    step = direction.as_immutable() if isinstance(direction, MatrixBase) else direction
    change = matrix.differential(slope, wrt, step)
    return ImmutableMatrix([[change]]) if is_matrix(slope) and not is_matrix(change) else change


def _by_each(f: Expr, wrt: Sequence[Any], direction: Any) -> list[Any]:
    """Add up, for the gradient by each variable, its changes with all of them."""
    steps = list(direction) if isinstance(direction, (list, tuple)) else [direction]
    _require_as_many(wrt, steps)
    slopes = [partial(f, variable) for variable in wrt]
    sums = [
        _sum([_changed(slope, variable, step) for variable, step in zip(wrt, steps, strict=True)])
        for slope in slopes
    ]
    return [
        projected_change(made, variable) if isinstance(variable, MatrixSymbol) else made
        for made, variable in zip(sums, wrt, strict=True)
    ]


def _sum(changes: list[Any]) -> Any:
    return matrix.simplified(total(*changes)) if is_matrix(changes[0]) else Add(*changes)


def _require_as_many(variables: Sequence[Any], steps: Sequence[Any]) -> None:
    if len(steps) != len(variables):
        raise InputShapeError(
            [("wrt", (len(variables),)), ("direction", (len(steps),))],
            why="the direction has one number for each variable, or one matrix",
        )


def _of_symbols(f: Expr, wrt: Any, direction: Any) -> Any:
    variables = variables_of(wrt)
    steps = list(direction) if isinstance(direction, (list, tuple, MatrixBase)) else [direction]
    _require_as_many(variables, steps)
    slopes = [differentiated(f, variable) for variable in variables]
    along = Add(*(expression_of(step) * slope for step, slope in zip(steps, slopes, strict=True)))
    products = gradient(along, variables)
    if isinstance(wrt, MatrixBase):
        return Matrix(*wrt.shape, products)
    return type(wrt)(products) if isinstance(wrt, (list, tuple)) else products[0]
