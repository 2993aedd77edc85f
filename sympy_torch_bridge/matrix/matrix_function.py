"""Functions of a whole square matrix, by their power series, and how they change with the matrix."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Self

from sympy import (
    Basic,
    BlockMatrix,
    Dummy,
    Expr,
    ImmutableDenseMatrix,
    MatrixBase,
    MatrixExpr,
    Transpose,
    ZeroMatrix,
)
from sympy.matrices.exceptions import NonSquareMatrixError
from sympy.matrices.expressions.matexpr import MatrixElement

from .node_arguments import matrix_argument

__all__ = ["FunctionDerivative", "MatrixFunction"]


class _OfSquareMatrix(MatrixExpr):
    """A matrix in the shape of the square matrix that it is computed from."""

    def __new__(cls, matrix: Any, *others: Any) -> Self:
        parts = [matrix_argument(part, cls.__name__) for part in (matrix, *others)]
        if any(part.shape != (parts[0].shape[0],) * 2 for part in parts):
            shapes = " and ".join(str(part.shape) for part in parts)
            raise NonSquareMatrixError(f"{cls.__name__} of a matrix of shape {shapes}")
        made: Self = Basic.__new__(cls, *parts)
        return made

    @property
    def arg(self) -> MatrixExpr:
        """The matrix."""
        return self.args[0]

    @property
    def shape(self) -> tuple[Expr, Expr]:
        """Rows and columns."""
        shape: tuple[Expr, Expr] = self.arg.shape
        return shape

    def _entry(self, i: Any, j: Any, **_: Any) -> Expr:
        entry: Expr = MatrixElement(self, i, j)
        return entry

    def _eval_transpose(self) -> Self:
        return type(self)(*(Transpose(part).doit() for part in self.args))


class MatrixFunction(_OfSquareMatrix):
    """A power series in a square matrix.

    Attributes
    ----------
    scalar : callable
        The function of numbers with the same series.
    name : str
        In LaTeX.
    """

    scalar: ClassVar[Callable[[Any], Any]]
    name: ClassVar[str]

    @classmethod
    def slope(cls, matrix: MatrixExpr) -> tuple[int, MatrixExpr]:
        """Return the function whose series is the derivative of this one: a sign and a node."""
        raise NotImplementedError

    @classmethod
    def change(cls, matrix: MatrixExpr, direction: MatrixExpr) -> FunctionDerivative:
        """Return the derivative in a direction that does not commute with the matrix."""
        raise NotImplementedError

    def doit(self, **hints: Any) -> MatrixExpr:
        """Return an explicit matrix where the matrix is explicit."""
        inner = self.arg.doit(**hints) if hints.get("deep", True) else self.arg
        if isinstance(inner, MatrixBase):
            return self._of_explicit(inner).as_immutable()
        return type(self)(inner)

    def as_explicit(self) -> MatrixBase:
        """Return the entries, found from the eigenvalues where the matrix is explicit."""
        if isinstance(self.arg, MatrixBase):
            return self.doit()
        return super().as_explicit()

    @classmethod
    def _of_explicit(cls, matrix: MatrixBase) -> MatrixBase:
        entry = Dummy()
        return matrix.analytic_func(cls.scalar(entry), entry)

    def _latex(self, printer: Any) -> str:
        return rf"\{self.name}\left({printer.doprint(self.arg)}\right)"


class FunctionDerivative(_OfSquareMatrix):
    r"""The change of a matrix function to first order, when ``matrix`` changes by ``direction``.

    This is the Frechet derivative, the upper right block of the function of
    ``[[matrix, direction], [0, matrix]]``.

    Attributes
    ----------
    function : type
        The matrix function.

    Source
    ------
    A. H. Al-Mohy and N. J. Higham, Computing the Frechet derivative of the matrix exponential, with an
    application to condition number estimation (2009).
    """

    function: ClassVar[type[MatrixFunction]]

    @property
    def direction(self) -> MatrixExpr:
        """The change of the matrix."""
        return self.args[1]

    @property
    def doubled(self) -> BlockMatrix:
        """The matrix whose function holds the derivative in its upper right block."""
        return BlockMatrix([[self.arg, self.direction], [ZeroMatrix(*self.shape), self.arg]])

    def doit(self, **hints: Any) -> MatrixExpr:
        """Return an explicit matrix where both are explicit."""
        inner = [part.doit(**hints) for part in self.args] if hints.get("deep", True) else self.args
        made = type(self)(*inner)
        if not all(isinstance(part, MatrixBase) for part in inner):
            return made
        size = int(self.shape[0])
        whole = self.function(made.doubled.as_explicit().as_immutable()).doit()
        return ImmutableDenseMatrix(whole[:size, size:])

    def _latex(self, printer: Any) -> str:
        matrix, direction = (printer.doprint(part) for part in self.args)
        return rf"L_{{\{self.function.name}}}\left({matrix}, {direction}\right)"
