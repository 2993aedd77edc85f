"""What the matrix nodes of the package are made of, read without evaluating any text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from sympy import Expr, MatrixBase, MatrixExpr, SympifyError, sympify

from ..errors import InputTypeError

__all__ = ["expression_argument", "matrix_argument", "require_aligned", "require_square", "size_argument"]


def expression_argument(value: Any, node: str) -> Any:
    """Return a size, an index or a formula as a SymPy expression.

    Raises
    ------
    InputTypeError
        It is a text, or nothing that SymPy takes for a number or an expression.

    Examples
    --------
    >>> expression_argument(3, "Vec")
    3
    """
    try:
        found = sympify(value, strict=True)
    except SympifyError:
        found = None
    if isinstance(found, (Expr, MatrixBase)):
        return found
    hint = "a text is not read here: parse_expression(text) does that" if isinstance(value, str) else ""
    raise InputTypeError(
        f"an argument of {node}",
        f"a {type(value).__name__}",
        expected="a number or a SymPy expression",
        hint=hint,
    )


def size_argument(value: Any, node: str) -> Any:
    """Return a number of rows or columns.

    Raises
    ------
    InputTypeError
        It is no whole number, or negative.

    Examples
    --------
    >>> size_argument(3, "CommutationMatrix")
    3
    """
    found = expression_argument(value, node)
    if found.is_integer is False or found.is_negative or found.is_Float:
        expected = "a whole number that is not negative, or a symbol for one"
        raise InputTypeError(f"an argument of {node}", f"{found}", expected=expected)
    return found


def require_aligned(factors: Sequence[Any]) -> Sequence[Any]:
    """Return the factors of a product that can be multiplied: SymPy does not look when it evaluates nothing.

    Raises
    ------
    InputTypeError
        The columns of a matrix and the rows of the next differ as they are written.

    Examples
    --------
    >>> from sympy import MatrixSymbol
    >>> require_aligned([2, MatrixSymbol("A", 2, 2)])
    [2, A]
    """
    matrices = [factor for factor in factors if isinstance(factor, (MatrixExpr, MatrixBase))]
    for left, right in pairwise(matrices):
        if not _are_equal(left.shape[1], right.shape[0]):
            got = f"the product of {left.shape} and {right.shape}"
            raise InputTypeError("a product", got, expected="as many columns as the next matrix has rows")
    return factors


def _are_equal(size: Any, other: Any) -> bool:
    return bool(size == other or sympify(size - other, strict=True).expand() == 0)


def require_square(matrix: Any, node: str) -> Any:
    """Return a matrix that may be square: SymPy makes traces and determinants of any matrix.

    Raises
    ------
    InputTypeError
        Its numbers of rows and columns differ as they are written.

    Examples
    --------
    >>> from sympy import MatrixSymbol
    >>> require_square(MatrixSymbol("A", 2, 2), "Trace")
    A
    """
    rows, columns = matrix.shape
    if not _are_equal(rows, columns):
        raise InputTypeError(
            f"the argument of {node}", f"of shape {matrix.shape}", expected="a square matrix"
        )
    return matrix


def matrix_argument(value: Any, node: str) -> Any:
    """Return a matrix expression or an explicit matrix.

    Raises
    ------
    InputTypeError
        It is no matrix.

    Examples
    --------
    >>> from sympy import MatrixSymbol
    >>> matrix_argument(MatrixSymbol("A", 2, 2), "Vec")
    A
    """
    found = expression_argument(value, node)
    if isinstance(found, (MatrixExpr, MatrixBase)):
        return found
    raise InputTypeError(f"the argument of {node}", f"{found}", expected="a matrix expression")
