"""What the matrix nodes of the package are made of, read without evaluating any text."""

from __future__ import annotations

from typing import Any

from sympy import Expr, MatrixBase, MatrixExpr, SympifyError, sympify

from ..errors import InputTypeError

__all__ = ["expression_argument", "matrix_argument"]


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
