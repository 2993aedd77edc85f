"""Functions of every entry as combinations of the entries and of their conjugates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sympy import (
    Abs,
    Add,
    Dummy,
    Expr,
    Function,
    I,
    MatrixExpr,
    Mul,
    OneMatrix,
    Pow,
    Rational,
    conjugate,
    im,
    re,
)
from sympy import sqrt as square_root

from .elementwise import applied, hadamard
from .sums import total
from .words import product

__all__ = ["Conjugates"]


@dataclass(frozen=True)
class Conjugates:
    """A matrix and its conjugate, to which functions of every entry are applied.

    Parameters
    ----------
    variable : Symbol
        The variable of the functions.
    matrix, bar : MatrixExpr
        The operand and its conjugate.
    holomorphic : tuple of type
        The functions that have a complex derivative.
    unit : Expr
        What stands for the imaginary unit: conjugated is a whole expression when ``matrix`` and ``bar``
        change places and the unit its sign.
    """

    variable: Expr
    matrix: MatrixExpr
    bar: MatrixExpr
    holomorphic: tuple[type, ...]
    unit: Expr = I

    def applied(self, body: Expr) -> MatrixExpr | None:
        """Apply a function; None where it is neither holomorphic nor made of an entry and its conjugate.

        Examples
        --------
        >>> from sympy import Dummy, MatrixSymbol, sin
        >>> u = Dummy("u")
        >>> both = Conjugates(u, MatrixSymbol("X", 2, 2), MatrixSymbol("Y", 2, 2), (sin,))
        >>> both.applied(Abs(u) ** 2)
        HadamardProduct(X, Y)
        >>> both.applied(im(u))
        -(I/2)*(X - Y)
        """
        if self.variable not in body.free_symbols:
            return product(body, OneMatrix(*self.matrix.shape))
        if body == self.variable:
            return self.matrix
        if isinstance(body, Pow) and isinstance(body.base, Abs) and body.exp == 2:
            return self._with_conjugate(body.base.args[0], hadamard)
        if isinstance(body, (conjugate, Abs, re, im)):
            return self._part(body)
        if isinstance(body, (Add, Mul)):
            parts = [self.applied(part) for part in body.args]
            given = [part for part in parts if part is not None]
            if len(given) < len(parts):
                return None
            return total(*given) if isinstance(body, Add) else hadamard(*given)
        return self._holomorphic(body)

    def conjugated(self, body: Expr) -> MatrixExpr | None:
        """Return the conjugate of what :meth:`applied` gives; None where it has no closed form."""
        if any(not symbol.is_extended_real for symbol in body.free_symbols - {self.variable}):
            return None
        turned = Conjugates(self.variable, self.bar, self.matrix, self.holomorphic, -self.unit)
        return turned.applied(body.xreplace({I: -I}))

    def _holomorphic(self, body: Expr) -> MatrixExpr | None:
        varying = [argument for argument in body.args if self.variable in argument.free_symbols]
        known = isinstance(body, Pow) or (isinstance(body, Function) and isinstance(body, self.holomorphic))
        if len(varying) != 1 or not known:
            return None
        inner = self.applied(varying[0])
        if inner is None:
            return None
        entry = Dummy("d")
        return applied(body.func(*(entry if a is varying[0] else a for a in body.args)), entry, inner)

    def _part(self, body: Expr) -> MatrixExpr | None:
        (inner,) = body.args
        if isinstance(body, conjugate):
            return self.conjugated(inner)
        if isinstance(body, Abs):
            squared = self._with_conjugate(inner, hadamard)
            entry = Dummy("d")
            return None if squared is None else applied(square_root(entry), entry, squared)
        if isinstance(body, re):
            both = self._with_conjugate(inner, total)
            return None if both is None else product(Rational(1, 2), both)
        difference = self._with_conjugate(inner, lambda number, bar: total(number, product(-1, bar)))
        return None if difference is None else product(-self.unit / 2, difference)

    def _with_conjugate(self, inner: Expr, combine: Callable[..., MatrixExpr]) -> MatrixExpr | None:
        number, bar = self.applied(inner), self.conjugated(inner)
        return None if number is None or bar is None else combine(number, bar)
