"""One eigenvalue of a symmetric matrix, its vector, and the pseudoinverse that says how the vector turns.

All three are defined for real symmetric matrices alone, and the vector and the pseudoinverse where the
eigenvalue is no other one's equal. Elsewhere their numbers are nan.
"""

from __future__ import annotations

from typing import Any, Self

from sympy import Basic, Expr, Identity, MatrixBase, MatrixExpr, S, sympify
from sympy.matrices.exceptions import NonSquareMatrixError
from sympy.matrices.expressions.matexpr import MatrixElement

from ..errors import InputTypeError
from .node_arguments import expression_argument, matrix_argument

__all__ = ["Eigenvalue", "Eigenvector", "ShiftedPseudoinverse"]


class _OfEigenvalue(Expr):
    """What belongs to one eigenvalue of a symmetric matrix."""

    def __new__(cls, matrix: Any, index: Any) -> Self:
        name = cls.__name__
        of, place = matrix_argument(matrix, name), expression_argument(index, name)
        if of.shape[0] != of.shape[1]:
            raise NonSquareMatrixError(f"{name} of a matrix of shape {of.shape}")
        return Basic.__new__(cls, of, _counted(place, sympify(of.shape[0], strict=True), name))  # type: ignore[no-any-return]

    @property
    def arg(self) -> MatrixExpr:
        """The matrix."""
        return self.args[0]

    @property
    def index(self) -> Expr:
        """The place of the eigenvalue, counted from 0 in ascending order."""
        return self.args[1]

    def doit(self, **hints: Any) -> Expr:
        """Return the node with its matrix evaluated."""
        if not hints.get("deep", True):
            return self
        return type(self)(self.arg.doit(**hints), self.index.doit(**hints))


def _counted(index: Expr, size: Expr, name: str) -> Expr:
    """Return an index from the front where the size is a number, and refuse one that no matrix has."""
    is_place = bool(index.is_integer) or (index.is_Symbol and index.is_integer is None)
    if is_place and index.is_Integer and size.is_Integer:
        is_place = -size <= index < size
        index = index + size if index < 0 else index
    if not is_place:
        hint = f"places count from 0, and from -1 downwards; the matrix has {size}"
        raise InputTypeError(f"the index of {name}", str(index), expected="the place of one", hint=hint)
    return index


class Eigenvalue(_OfEigenvalue):
    r"""One eigenvalue of a real symmetric matrix; its gradient is the square of its vector, ``v*v.T``.

    Parameters
    ----------
    matrix : MatrixExpr or Matrix
        Symmetric. A number is nan where the matrix differs from its transpose by more than rounding.
    index : int or Expr
        Its place in ascending order: 0 for the least one, -1 for the largest.

    Raises
    ------
    NonSquareMatrixError
        The matrix is not square.
    InputTypeError
        There is no such place.

    Examples
    --------
    >>> from sympy import MatrixSymbol, latex
    >>> from sympy_torch_bridge import differential, gradient
    >>> A, dA = MatrixSymbol("A", 3, 3), MatrixSymbol("dA", 3, 3)
    >>> gradient(Eigenvalue(A, 0), A)
    Eigenvector(A, 0)*Eigenvector(A, 0).T
    >>> print(latex(Eigenvalue(A, -1)))
    \lambda_{2}\left(A\right)

    Source
    ------
    Matrix Cookbook (2012), eq. 67.
    """

    is_commutative = True
    is_real = True

    def doit(self, **hints: Any) -> Expr:
        """Return a number where the matrix is explicit and made of numbers."""
        node = super().doit(**hints)
        matrix = node.arg
        if isinstance(matrix, MatrixBase) and matrix.is_symmetric() and not matrix.free_symbols:
            found = matrix.eigenvals(multiple=True)
            if node.index.is_Integer and all(value.is_number for value in found):
                return sorted(found, key=lambda value: value.evalf(30).as_real_imag()[0])[int(node.index)]
        return node

    def _eval_derivative(self, _: Any) -> None:
        """Leave SymPy's derivative unevaluated; the matrix engine has the rule."""

    def _latex(self, printer: Any) -> str:
        return rf"\lambda_{{{printer.doprint(self.index)}}}\left({printer.doprint(self.arg)}\right)"


class Eigenvector(_OfEigenvalue, MatrixExpr):
    r"""The eigenvector of length 1 that belongs to one eigenvalue of a real symmetric matrix, as a column.

    Of its entries of largest size the first one is positive; where two of them change places the sign can
    jump. An eigenvalue that equals another one up to rounding has no vector of its own: its numbers are nan.

    Parameters
    ----------
    matrix : MatrixExpr or Matrix
        Symmetric, as for ``Eigenvalue``.
    index : int or Expr
        The place of its eigenvalue in ascending order.

    Raises
    ------
    NonSquareMatrixError
        The matrix is not square.
    InputTypeError
        There is no such place.

    Examples
    --------
    >>> from sympy import MatrixSymbol, latex
    >>> from sympy_torch_bridge import differential
    >>> A, dA = MatrixSymbol("A", 3, 3), MatrixSymbol("dA", 3, 3)
    >>> differential(Eigenvector(A, 0), A, dA)
    ShiftedPseudoinverse(A, 0)*dA*Eigenvector(A, 0)
    >>> print(latex(Eigenvector(A, 0)))
    v_{0}\left(A\right)

    Source
    ------
    Matrix Cookbook (2012), eq. 68.
    """

    is_commutative = False

    @property
    def shape(self) -> tuple[Expr, Expr]:
        """Rows and columns."""
        return self.arg.shape[0], S.One

    def _entry(self, i: Any, j: Any, **_: Any) -> Expr:
        return MatrixElement(self, i, j)

    def _latex(self, printer: Any) -> str:
        return rf"v_{{{printer.doprint(self.index)}}}\left({printer.doprint(self.arg)}\right)"


class ShiftedPseudoinverse(_OfEigenvalue, MatrixExpr):
    r"""The pseudoinverse of ``lambda*I - A`` for one eigenvalue lambda of a real symmetric matrix A.

    With the eigenvalues and vectors of all other places it is the sum of ``v*v.T/(lambda - mu)``.

    Parameters
    ----------
    matrix : MatrixExpr or Matrix
        Symmetric, as for ``Eigenvalue``.
    index : int or Expr
        The place of the eigenvalue in ascending order.

    Examples
    --------
    >>> from sympy import MatrixSymbol, latex
    >>> A = MatrixSymbol("A", 3, 3)
    >>> print(latex(ShiftedPseudoinverse(A, 0)))
    \left(\lambda_{0}\left(A\right) I - A\right)^{+}
    """

    is_commutative = False

    @property
    def shape(self) -> tuple[Expr, Expr]:
        """Rows and columns."""
        shape: tuple[Expr, Expr] = self.arg.shape
        return shape

    @property
    def shifted(self) -> MatrixExpr:
        """The singular matrix ``lambda*I - A``."""
        return Eigenvalue(*self.args) * Identity(self.shape[0]) - self.arg

    def _entry(self, i: Any, j: Any, **_: Any) -> Expr:
        return MatrixElement(self, i, j)

    def _eval_transpose(self) -> MatrixExpr:
        return self

    def _latex(self, printer: Any) -> str:
        place, matrix = printer.doprint(self.index), printer.doprint(self.arg)
        return rf"\left(\lambda_{{{place}}}\left({matrix}\right) I - {matrix}\right)^{{+}}"
