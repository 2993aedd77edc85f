"""The matrix unit ``E[i, j]``: one at a single place, zero elsewhere."""

from __future__ import annotations

from typing import Any

from sympy import Basic, Expr, FunctionMatrix, KroneckerDelta, Lambda, symbols

from .node_arguments import expression_argument

__all__ = ["MatrixUnit"]


class MatrixUnit(FunctionMatrix):
    """The matrix of a given shape with 1 in row ``i`` and column ``j``, and 0 elsewhere.

    SymPy has none. It is what the gradient of a single entry ``X[i, j]`` is made of.

    Parameters
    ----------
    rows, cols : int or Expr
        The shape.
    i, j : int or Expr
        The place, counted from zero; as in Python -1 is the last row or column.

    Examples
    --------
    >>> from sympy import Symbol
    >>> n = Symbol("n", integer=True, positive=True)
    >>> E = MatrixUnit(n, n, 0, 1)
    >>> E, E.T, E[0, 1], E[1, 0]
    (E[0, 1], E[1, 0], 1, 0)
    >>> MatrixUnit(2, 2, -1, 0).as_explicit()
    Matrix([
    [0, 0],
    [1, 0]])
    """

    def __new__(cls, rows: Any, cols: Any, i: Any, j: Any) -> MatrixUnit:
        """Make the unit; places counted from the end are counted from the start."""
        rows, cols, i, j = (expression_argument(value, "MatrixUnit") for value in (rows, cols, i, j))
        i, j = (place + size if place.is_negative else place for place, size in ((i, rows), (j, cols)))
        unit: MatrixUnit = Basic.__new__(cls, rows, cols, i, j)
        return unit

    @property
    def place(self) -> tuple[Expr, Expr]:
        """Row and column of the one."""
        return self.args[2], self.args[3]

    @property
    def lamda(self) -> Lambda:
        """The entries as a function of row and column, as FunctionMatrix has it."""
        row, column = symbols("row column", integer=True)
        i, j = self.place
        return Lambda((row, column), KroneckerDelta(i, row) * KroneckerDelta(j, column))

    def _entry(self, i: Any, j: Any, **_: Any) -> Expr:
        row, column = self.place
        return KroneckerDelta(row, i) * KroneckerDelta(column, j)

    def _eval_transpose(self) -> MatrixUnit:
        return MatrixUnit(self.args[1], self.args[0], self.args[3], self.args[2])

    def _eval_adjoint(self) -> MatrixUnit:
        return self._eval_transpose()

    def _eval_trace(self) -> Expr:
        return KroneckerDelta(*self.place)

    def doit(self, **_: Any) -> MatrixUnit:
        """Return the unit itself: there is nothing to evaluate."""
        return self

    def _sympystr(self, printer: Any) -> str:
        return f"E[{printer.doprint(self.args[2])}, {printer.doprint(self.args[3])}]"

    def _latex(self, printer: Any) -> str:
        return f"E_{{{printer._print(self.args[2])} {printer._print(self.args[3])}}}"
