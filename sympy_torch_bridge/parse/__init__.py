"""Read formulas from text that nobody vouches for: command lines, documents, stored models.

A formula is read by a grammar of its own, in four steps, one file each: the text becomes tokens
(``scan``), tokens become steps in postfix order (``grammar``), steps become SymPy objects
(``build``), by a fixed list of words (``vocabulary``) and within fixed bounds (``bounds``).
No text is ever executed: neither ``eval`` nor ``sympify`` occurs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy import Symbol
from sympy.logic.boolalg import Boolean

from ..errors import ExpressionSyntaxError
from .build import build
from .grammar import postfix
from .scan import scan

__all__ = ["parse_expression", "parse_expressions"]


def parse_expression(
    text: str, *, symbols: Mapping[str, Symbol] | None = None, allow_relations: bool = True
) -> Any:
    """Read one formula in SymPy's notation, as ``str(expr)`` writes it.

    Use it wherever a formula arrives as text. Names, numbers, ``+ - * / **``, comparisons,
    ``and or not & | ~``, SymPy's functions and constants are accepted; everything else is refused
    with the position and the reason. Decimal numbers become ``Float`` from their digits, a
    comparison with ``==`` becomes ``Eq``, and ``a < b < c`` holds when both parts do.

    Parameters
    ----------
    text : str
        The formula, at most 50,000 characters.
    symbols : mapping of str to Symbol, optional
        Symbols with assumptions, by name. They shadow SymPy's own names (``E``, ``I``, ``beta``);
        every other unknown name becomes a plain ``Symbol``.
    allow_relations : bool
        Whether the formula itself may be a condition such as ``x < 1``. Conditions inside
        ``Piecewise`` are accepted either way.

    Returns
    -------
    Expr or Boolean
        What SymPy builds from the formula, with SymPy's automatic evaluation.

    Raises
    ------
    ExpressionSyntaxError
        The text is not such a formula, or evaluating it could take unbounded time.
        ``error.position`` holds the offset, ``error.reason`` and ``error.hint`` say why.

    Examples
    --------
    >>> from sympy_torch_bridge.parse import parse_expression
    >>> parse_expression("exp(-x**2/2)/sqrt(2*pi)")
    sqrt(2)*exp(-x**2/2)/(2*sqrt(pi))
    >>> parse_expression("Piecewise((x, x > 0), (0, True))").args[1]
    (0, True)
    >>> parse_expression("2x")
    Traceback (most recent call last):
    ...
    sympy_torch_bridge.errors.ExpressionSyntaxError: cannot read the formula: '2' and 'x' stand side by side.
      2x
       ^
      hint: a product needs its sign: 2*x
    """
    value = build(text, postfix(text, scan(text, symbols or {})), symbols or {})
    if isinstance(value, tuple):
        raise ExpressionSyntaxError(text, 0, "one formula is expected, not a list")
    if not allow_relations and isinstance(value, Boolean) and not isinstance(value, Symbol):
        raise ExpressionSyntaxError(
            text, 0, "a number is expected, not a condition", hint="Piecewise((a, condition), (b, True))"
        )
    return value


def parse_expressions(text: str, *, symbols: Mapping[str, Symbol] | None = None) -> tuple[Any, ...]:
    """Read formulas separated by commas; brackets group them into rows.

    Use it for gradients (one formula a variable) and Jacobians (one row an output).

    Parameters
    ----------
    text : str
        The formulas; one pair of outer brackets may be left out.
    symbols : mapping of str to Symbol, optional
        As for :func:`parse_expression`.

    Returns
    -------
    tuple
        SymPy objects, or tuples of them where the text has inner brackets.

    Raises
    ------
    ExpressionSyntaxError
        As for :func:`parse_expression`.

    Examples
    --------
    >>> from sympy_torch_bridge.parse import parse_expressions
    >>> parse_expressions("cos(x), -y")
    (cos(x), -y)
    >>> parse_expressions("[[1, 0], [2*x, 1]]")
    ((1, 0), (2*x, 1))
    """
    value = build(text, postfix(text, scan(text, symbols or {}), several=True), symbols or {})
    return value if isinstance(value, tuple) else (value,)
