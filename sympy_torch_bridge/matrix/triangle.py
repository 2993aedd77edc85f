"""Ones in a triangle, zeros elsewhere: what selects the entries of a triangular matrix."""

from __future__ import annotations

from typing import Any

from sympy import Basic, Expr, FunctionMatrix, Lambda, Piecewise, symbols

from .node_arguments import size_argument

__all__ = ["LowerOnes", "UpperOnes"]


class LowerOnes(FunctionMatrix):
    """The square matrix with 1 on and below the diagonal, and 0 above it.

    Parameters
    ----------
    size : int or Expr

    Examples
    --------
    >>> LowerOnes(2).as_explicit(), LowerOnes(2).T
    (Matrix([
    [1, 0],
    [1, 1]]), UpperOnes(2))
    """

    def __new__(cls, size: Any, *_: Any) -> LowerOnes:
        """Make the matrix of one size."""
        ones: LowerOnes = Basic.__new__(cls, size_argument(size, cls.__name__))
        return ones

    @property
    def shape(self) -> tuple[Expr, Expr]:
        """Rows and columns."""
        return self.args[0], self.args[0]

    @property
    def lamda(self) -> Lambda:
        """The entries as a function of row and column, as FunctionMatrix has it."""
        row, column = symbols("row column", integer=True)
        return Lambda((row, column), self._entry(row, column))

    def _entry(self, i: Any, j: Any, **_: Any) -> Expr:
        return Piecewise((1, i >= j), (0, True))

    def _eval_transpose(self) -> UpperOnes:
        return UpperOnes(self.args[0])

    def _eval_adjoint(self) -> UpperOnes:
        return UpperOnes(self.args[0])

    def doit(self, **_: Any) -> LowerOnes:
        """Return the matrix itself: there is nothing to evaluate."""
        return self

    def _sympystr(self, printer: Any) -> str:
        return f"{type(self).__name__}({printer.doprint(self.args[0])})"

    def _latex(self, printer: Any) -> str:
        return r"\mathbf{1}_{i \geq j}"


class UpperOnes(LowerOnes):
    """The square matrix with 1 on and above the diagonal, and 0 below it."""

    def _entry(self, i: Any, j: Any, **_: Any) -> Expr:
        return Piecewise((1, i <= j), (0, True))

    def _eval_transpose(self) -> LowerOnes:
        return LowerOnes(self.args[0])

    def _eval_adjoint(self) -> LowerOnes:
        return LowerOnes(self.args[0])

    def _latex(self, printer: Any) -> str:
        return r"\mathbf{1}_{i \leq j}"
