"""The refusal of derivatives by a complex variable in which a function is not holomorphic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...errors import NotDifferentiableError
from ..size import text_of

__all__ = ["not_holomorphic"]

_NTH = {2: "second", 3: "third", 4: "fourth"}
_OPTION = {1: "", 2: ", order=2", 3: ", order=3", 4: ", order=4"}


def not_holomorphic(
    expr: Any, symbol: Any, point: Mapping[Any, Any], *, order: int, is_real: bool
) -> NotDifferentiableError:
    """Return the error that says why there is no derivative, and what can be checked in its place.

    Parameters
    ----------
    expr : sympy.Expr
    symbol : Symbol
    point : mapping of Symbol to number
        Where the slopes along both directions differ.
    order : int
        Of the derivative that is asked for.
    is_real : bool
        Whether the values of the function are real.

    Examples
    --------
    >>> import sympy
    >>> z = sympy.Symbol("z")
    >>> print(not_holomorphic(sympy.Abs(z) ** 2, z, {z: 1 + 2j}, order=2, is_real=True))
    Abs(z)**2 is not differentiable at z = (1+2j).
      why: its values are real and it is not holomorphic in z: its slopes along the real and the imaginary ...
      take z = a + I*b with real symbols a and b, and check the Hessian by [a, b]: ...
    """
    nth = f"{_NTH[order]} " if order > 1 else ""
    values = "real" if is_real else "complex"
    why = (
        f"its values are {values} and it is not holomorphic in {symbol}: its slopes along the real and the "
        f"imaginary direction are different, so that no one number is the {nth}derivative by {symbol}"
    )
    return NotDifferentiableError(
        text_of(expr),
        ", ".join(f"{name} = {value}" for name, value in point.items()),
        why=why,
        hint=_hint(symbol, order, is_real=is_real),
    )


def _hint(symbol: Any, order: int, *, is_real: bool) -> str:
    take = f"take {symbol} = a + I*b with real symbols a and b, and check"
    split = f"f.subs({symbol}, a + I*b)"
    if is_real:
        what = "the Hessian" if order == 2 else "its derivatives"
        return f"{take} {what} by [a, b]: check_gradient({split}, claimed, [a, b]{_OPTION[order]})"
    if order == 1:
        return f"{take} the list [re(f), im(f)] by [a, b]; or give a real function, as Abs(f)**2"
    given = f"g = {split}"
    return (
        f"{take} the list [re(f), im(f)] by [a, b]: "
        f"check_gradient([re(g), im(g)], claimed, [a, b]{_OPTION[order]}) with {given}"
    )
