"""What a rule is made of, refused early and in words where it is something else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sympy import Basic, MatrixBase, MatrixExpr, Set, Symbol, sympify

from ..bounds import interval_of
from ..domain import Interval
from ..errors import InputTypeError, OptionError, UnknownSymbolError

__all__ = ["checked_pairs", "checked_side", "checked_tags", "checked_title", "checked_wrt"]


def checked_title(title: Any) -> str:
    """Return a title; a statement on a page may have none.

    Raises
    ------
    InputTypeError
    """
    if not isinstance(title, str):
        raise InputTypeError("title", f"a {type(title).__name__}", expected="a text", hint="title='sine'")
    return title


def checked_side(side: Any, name: str) -> Any:
    """Return one side of a rule; a Python number becomes one of SymPy's.

    Raises
    ------
    InputTypeError
        Text is never evaluated, and nothing else than a SymPy expression or matrix is a formula.
    """
    if isinstance(side, int | float | complex) and not isinstance(side, bool):
        return sympify(side)
    if not isinstance(side, Basic | MatrixBase):
        raise InputTypeError(
            name, f"a {type(side).__name__}", expected="a SymPy expression or matrix",
            hint="x = sympy.Symbol('x', real=True), and then sympy.sin(x) rather than 'sin(x)'",
        )  # fmt: skip
    return side


def checked_wrt(wrt: Any) -> Any:
    """Return what is differentiated by; a list becomes a tuple.

    Raises
    ------
    InputTypeError
    """
    several = tuple(wrt) if isinstance(wrt, list) else wrt
    parts = several if isinstance(several, tuple) else (several,)
    allowed = Symbol if isinstance(several, tuple) else (Symbol, MatrixExpr)
    for part in parts:
        if not isinstance(part, allowed):
            raise InputTypeError(
                "wrt", f"a {type(part).__name__}", expected="a Symbol, a MatrixSymbol or a tuple of Symbol",
                hint="the symbol itself and not its name: wrt=x with x = sympy.Symbol('x', real=True)",
            )  # fmt: skip
    if not parts:
        raise OptionError("wrt", wrt, accepted=("at least one Symbol",))
    return several


def checked_pairs(
    domain: Any, wrt: Any, name: str, symbols: Callable[[], Iterable[Any]]
) -> tuple[tuple[Any, Interval], ...]:
    """Return a domain as pairs of symbol and interval.

    Raises
    ------
    InputTypeError
        It is none of the accepted forms, or an interval is none.
    UnknownSymbolError
        It bounds a symbol that the rule does not speak of.
    """
    if isinstance(domain, Interval | Set):
        return ((wrt, interval_of(domain, name)),)
    try:
        pairs = [(key, value) for key, value in (domain.items() if isinstance(domain, Mapping) else domain)]
    except (TypeError, ValueError):
        raise InputTypeError(
            name, f"a {type(domain).__name__}", expected="an Interval, or a mapping of symbols to them",
            hint=f"{name}={{x: stb.Interval(0, 1)}}",
        ) from None  # fmt: skip
    known = set(symbols()) if pairs else set()
    for symbol, _ in pairs:
        if symbol not in known:
            raise UnknownSymbolError(str(symbol), sorted(map(str, known)), where=name)
    return tuple((symbol, interval_of(interval, f"{name} of {symbol}")) for symbol, interval in pairs)


def checked_tags(tags: Any) -> tuple[str, ...]:
    """Return the tags as a tuple.

    Raises
    ------
    InputTypeError
        They are one text, the letters of which would be the tags, or hold something else than texts.
    """
    if isinstance(tags, str) or not all(isinstance(tag, str) for tag in tags):
        raise InputTypeError("tags", f"{tags!r}", expected="a tuple of texts", hint=f"tags=({tags!r},)")
    return tuple(tags)
