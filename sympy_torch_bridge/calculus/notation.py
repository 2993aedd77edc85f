"""The equivalent notations of a derivative: what one author writes and another one means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Function, Symbol, latex

from ..errors import InputTypeError, OptionError
from ..render import Cell, Column, Table

__all__ = [
    "Notation",
    "derivative_notations",
    "notation_latex",
    "notation_table",
    "notation_text",
    "partial_notations",
]

_SUBSCRIPT = re.compile(r"[^\W\d_]+_?(?P<index>\w+)$")
# Beyond three strokes nobody counts them: the order is written in brackets.
_MOST_PRIMES = 3


@dataclass(frozen=True, slots=True)
class Notation:
    """One way to write a derivative.

    Parameters
    ----------
    name : str
        Whose notation it is.
    text : str
        Plain text.
    latex : str
        LaTeX, without dollar signs.
    """

    name: str
    text: str
    latex: str

    def __str__(self) -> str:
        return self.text


def derivative_notations(
    function: Any = "f", variable: Any = "x", dependent: Any = "y", order: int = 1
) -> tuple[Notation, ...]:
    r"""Return the notations for the derivative of ``dependent = function(variable)``.

    Parameters
    ----------
    function, variable, dependent : str, Symbol or undefined function
        Names. Greek names and subscripts (``alpha``, ``x1``, ``x_i``) are set as such in LaTeX.
    order : int, positive
        How often the function is differentiated.

    Returns
    -------
    tuple of Notation
        Seven ways to write the same, in the order of the d2l.ai chapter on calculus.

    Raises
    ------
    InputTypeError
        A name is neither text nor a symbol nor a function.
    OptionError
        ``order`` is not a positive integer.

    Examples
    --------
    >>> print(notation_text(derivative_notations()))
    f'(x) = y' = dy/dx = df/dx = d/dx f(x) = D f(x) = D_x f(x)
    >>> print(derivative_notations("g", "theta", order=2)[4].latex)
    \frac{d^{2}}{d\theta^{2}} g(\theta)

    Source
    ------
    d2l.ai, section 2.4 Calculus
    """
    f, x, y = _Name.of(function, is_function=True), _Name.of(variable), _Name.of(dependent)
    n = _Order.of(order)
    of_x, of_x_latex = f"({x.text})", f"({x.latex})"
    return (
        Notation("Lagrange", f.text + n.primes + of_x, f.latex + n.primes_latex + of_x_latex),
        Notation("Lagrange", y.text + n.primes, y.latex + n.primes_latex),
        _fraction("d", y, x, n),
        _fraction("d", f, x, n),
        Notation(
            "Leibniz",
            f"d{n.text}/d{x.text}{n.text} {f.text}{of_x}",
            rf"\frac{{d{n.latex}}}{{d{x.latex}{n.latex}}} {f.latex}{of_x_latex}",
        ),
        Notation("Euler", f"D{n.text} {f.text}{of_x}", f"D{n.latex} {f.latex}{of_x_latex}"),
        Notation(
            "Euler",
            f"D_{_grouped(x.text)}{n.text} {f.text}{of_x}",
            f"D_{{{x.latex}}}{n.latex} {f.latex}{of_x_latex}",
        ),
    )


def partial_notations(
    function: Any = "f",
    variable: Any = "x_i",
    dependent: Any = "y",
    order: int = 1,
    *,
    index: str | int | None = None,
) -> tuple[Notation, ...]:
    """Return the notations for the partial derivative of ``dependent = function(..., variable, ...)``.

    Parameters
    ----------
    function, variable, dependent : str, Symbol or undefined function
        Names, as in :func:`derivative_notations`.
    order : int, positive
        How often the function is differentiated by this variable.
    index : str or int, optional
        Position of the variable among the arguments. By default the subscript of its name:
        ``i`` of ``x_i``, 1 of ``x1``. Without one, the two notations by position are left out.

    Returns
    -------
    tuple of Notation
        Six ways to write the same, or four without an index.

    Raises
    ------
    InputTypeError, OptionError
        As in :func:`derivative_notations`.

    Examples
    --------
    >>> print(notation_text(partial_notations()))
    ∂y/∂x_i = ∂f/∂x_i = f_{x_i} = f_i = D_i f = D_{x_i} f
    >>> print(notation_text(partial_notations("u", "t", "u")))
    ∂u/∂t = u_t = D_t u

    Source
    ------
    d2l.ai, section 2.4 Calculus
    """
    f, x, y = _Name.of(function, is_function=True), _Name.of(variable), _Name.of(dependent)
    n = _Order.of(order)
    position = _index(x, index)
    by_position = [] if position is None else [_subscript(f, position, n), _operator(f, position, n)]
    notations = (
        _fraction("\u2202", y, x, n),
        _fraction("\u2202", f, x, n),
        _subscript(f, x, n),
        *by_position,
        _operator(f, x, n),
    )
    # Where function and dependent variable share a name, two of them are the same.
    return tuple(dict.fromkeys(notations))


def notation_text(notations: Sequence[Notation]) -> str:
    """Write the notations as one chain of equations in plain text."""
    return " = ".join(notation.text for notation in notations)


def notation_latex(notations: Sequence[Notation]) -> str:
    """Write the notations as one chain of equations in LaTeX."""
    return " = ".join(notation.latex for notation in notations)


def notation_table(notations: Sequence[Notation], title: str = "Equivalent notations") -> Table:
    """Return a neutral table of notations for :mod:`sympy_torch_bridge.render`.

    Examples
    --------
    >>> from sympy_torch_bridge.render import to_text
    >>> print(to_text(notation_table(derivative_notations()[:3])))
    Equivalent notations
    notation  after
    --------  --------
    f'(x)     Lagrange
    y'        Lagrange
    dy/dx     Leibniz
    """
    return Table(
        title, (Column("notation"), Column("after")), [(Cell(n.text, n.latex), n.name) for n in notations]
    )


@dataclass(frozen=True, slots=True)
class _Name:
    text: str
    latex: str

    @classmethod
    def of(cls, name: Any, *, is_function: bool = False) -> _Name:
        text = (
            name if isinstance(name, str) else getattr(name, "name", None) or getattr(name, "__name__", None)
        )
        if not isinstance(text, str) or not text.strip():
            raise InputTypeError("name", repr(name), expected="a name as text, a Symbol or a function")
        # A Symbol, so that the text is a name to SymPy and never an expression to read.
        return cls(text, str(latex(Function(text) if is_function else Symbol(text))))


@dataclass(frozen=True, slots=True)
class _Order:
    number: int

    @classmethod
    def of(cls, order: object) -> _Order:
        if isinstance(order, bool) or not isinstance(order, int) or order < 1:
            raise OptionError("order", order, accepted=("a positive integer",))
        return cls(order)

    @property
    def text(self) -> str:
        return "" if self.number == 1 else f"^{self.number}"

    @property
    def latex(self) -> str:
        return "" if self.number == 1 else f"^{{{self.number}}}"

    @property
    def primes(self) -> str:
        return "'" * self.number if self.number <= _MOST_PRIMES else f"^({self.number})"

    @property
    def primes_latex(self) -> str:
        return "'" * self.number if self.number <= _MOST_PRIMES else f"^{{({self.number})}}"


def _fraction(d: str, above: _Name, below: _Name, n: _Order) -> Notation:
    sign, space = (r"\partial", " ") if d == "\u2202" else ("d", "")
    upper = f"{sign}{n.latex or space}{above.latex}"
    lower = f"{sign}{space}{below.latex}{n.latex}"
    return Notation(
        "Leibniz", f"{d}{n.text}{above.text}/{d}{below.text}{n.text}", rf"\frac{{{upper}}}{{{lower}}}"
    )


def _subscript(f: _Name, by: _Name, n: _Order) -> Notation:
    repeated = _separator(by).join([by.text] * n.number)
    latex = _separator(by).join([by.latex] * n.number)
    # A name that has a subscript of its own takes no second one without braces around it.
    base, base_latex = (f"({f.text})", f"{{{f.latex}}}") if "_" in f.latex else (f.text, f.latex)
    return Notation("subscript", f"{base}_{_grouped(repeated)}", f"{base_latex}_{{{latex}}}")


def _operator(f: _Name, by: _Name, n: _Order) -> Notation:
    return Notation(
        "Euler", f"D_{_grouped(by.text)}{n.text} {f.text}", f"D_{{{by.latex}}}{n.latex} {f.latex}"
    )


def _grouped(subscript: str) -> str:
    return subscript if len(subscript) == 1 else f"{{{subscript}}}"


def _separator(by: _Name) -> str:
    # Digits side by side would read as one number: f_{12,12} is no f_{1212}.
    if by.text.isdigit():
        return ","
    return "" if len(by.text) == 1 else " "


def _index(x: _Name, index: str | int | None) -> _Name | None:
    if index is not None:
        return _Name.of(str(index))
    found = _SUBSCRIPT.match(x.text)
    return _Name.of(found["index"]) if found and _has_subscript(x.text) else None


def _has_subscript(text: str) -> bool:
    return "_" in text or text[-1].isdigit()
