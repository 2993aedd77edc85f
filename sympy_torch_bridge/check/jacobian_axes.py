"""The axes of a derivative of a matrix expression: their lengths, and what a report says of their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from ..errors import InputShapeError
from .jacobian_layout import JacobianLayouts, layouts_of
from .written_out import WrittenOut

__all__ = ["JacobianAxes", "axes_of"]

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class JacobianAxes:
    """The four axes of a derivative.

    Parameters
    ----------
    sizes : tuple of int
        Rows and columns of the result, rows and columns of the variable. For a Hessian of a scalar the
        result is the gradient; second derivatives of a vector run over the variable twice.
    wrt : str
    order : int
    is_of_scalar : bool
    """

    sizes: tuple[int, int, int, int]
    wrt: str
    order: int = 1
    is_of_scalar: bool = False

    @property
    def can_stack(self) -> bool:
        """Whether there is a vec form: no matrix holds the second derivatives of a vector."""
        return self.order == 1 or self.is_of_scalar

    @property
    def stacked(self) -> tuple[int, int]:
        """Rows over the entries of the result, columns over those of the variable."""
        p, q, n, m = self.sizes
        return p * q, n * m

    def layouts(self, shape: Sequence[int]) -> JacobianLayouts | None:
        """Return the layouts that a claim of a shape may be in, None if it can be in none.

        Examples
        --------
        >>> JacobianAxes((3, 2, 2, 2), "X").layouts((4, 6)).is_right_shape
        False
        """
        if prod(shape) != prod(self.sizes):
            return None
        return layouts_of(shape, self.sizes, can_stack=self.can_stack)

    def misshapen(self, given: Sequence[tuple[str, Shape]]) -> InputShapeError:
        """Return the error about a claim that is in no layout."""
        p, q, n, m = self.sizes
        shapes: list[tuple[str, Shape]] = [("four axes", self.sizes)]
        hint = f"give {self._entry()}"
        if self.can_stack:
            shapes.append(("vec form", (p * q, n * m)))
            hint = f"{hint}, or the matrix of {self._stacked()}, columns stacked"
        why = f"the claim has not one entry for each entry of the result and of {self.wrt}"
        return InputShapeError([*given, *shapes], why=why, hint=hint)

    def words(self, layouts: JacobianLayouts | None) -> str:
        """Return what a report says about the layout that counts.

        Examples
        --------
        >>> JacobianAxes((3, 2, 2, 2), "X").words(None)
        'as torch.func.jacrev: df[i,j]/dX[k,l] at [i, j, k, l]'
        """
        if layouts is not None and layouts.is_vec:
            return f"vec form, columns stacked: {self._stacked()}"
        transform = "jacrev" if self.order == 1 else "hessian"
        return f"as torch.func.{transform}: {self._entry()}"

    def _stacked(self) -> str:
        if self.order == 1:
            return f"vec(df) = J*vec(d{self.wrt})"
        return f"vec(dG) = H*vec(d{self.wrt}), G the gradient"

    def _entry(self) -> str:
        n, m = self.sizes[2:]
        by, letters = (f"d{self.wrt}", "i, j") if n * m == 1 else (f"d{self.wrt}[k,l]", "i, j, k, l")
        if self.order == 1:
            return f"df[i,j]/{by} at [{letters}]"
        if self.is_of_scalar:
            return f"d2f/d{self.wrt}[i,j] {by} at [{letters}]"
        if n * m == 1:
            return f"d2f[i,j]/{by}**2 at [{letters}]"
        return f"d2f[i,j]/d{self.wrt}[k] d{self.wrt}[l] at [{letters}]"


def axes_of(written: WrittenOut, order: int) -> JacobianAxes:
    """Return the axes of a derivative of an expression that is written out.

    Examples
    --------
    >>> import sympy
    >>> from .written_out import written_out
    >>> A, x = sympy.MatrixSymbol("A", 3, 2), sympy.MatrixSymbol("x", 2, 1)
    >>> axes_of(written_out(A * x, A), 1).sizes, axes_of(written_out(A * x, x), 2).sizes
    ((3, 1, 3, 2), (3, 1, 2, 2))
    """
    p, q, n, m = written.sizes
    is_of_scalar = p * q == 1
    sizes = (p, q, n, m) if order == 1 else (n, m, n, m) if is_of_scalar else (p, q, n * m, n * m)
    return JacobianAxes(sizes, str(written.wrt), order, is_of_scalar)
