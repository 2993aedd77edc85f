"""What the strategies are asked for: variables, where they lie, functions, and constants."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import sympy
from hypothesis import strategies as st

from ..bounds import interval_of, within_assumptions
from ..domain import POSITIVE, Interval, assumed_interval
from ..errors import InputTypeError, OptionError, UnknownSymbolError

__all__ = ["constants_given", "functions_given", "intervals_given", "symbols_given"]


def symbols_given(variables: Any) -> tuple[Any, ...]:
    """Return the variables.

    Raises
    ------
    InputTypeError, OptionError
        They are no real symbols, or there is none.
    """
    symbols = (variables,) if isinstance(variables, sympy.Symbol) else variables
    if isinstance(symbols, set | frozenset):  # hypothesis repeats a run only if their order does
        symbols = sorted(symbols, key=sympy.default_sort_key)
    if isinstance(symbols, str) or not isinstance(symbols, Iterable):
        raise InputTypeError("variables", f"{variables!r}", expected="a Symbol, or several")
    found = tuple(symbols)
    for symbol in found:
        if not isinstance(symbol, sympy.Symbol):
            raise InputTypeError("variables", f"{symbol!r}", expected="a Symbol, or several")
        if symbol.is_extended_real is False:
            raise InputTypeError(
                "variables",
                f"{symbol!r}, which is assumed not real",
                expected="real symbols",
                hint="write I*t with a real symbol t",
            )
    if not found:
        raise OptionError("variables", variables, accepted=["at least one Symbol"])
    return found


def intervals_given(symbols: Sequence[Any], domain: Any) -> dict[Any, Interval]:
    """Return where each variable lies."""
    assumed = {x: assumed_interval(x) for x in symbols}
    if isinstance(domain, Mapping):
        for symbol in domain:
            if symbol not in assumed:
                raise UnknownSymbolError(str(symbol), [str(x) for x in symbols], where="domain")
        given = {x: interval_of(ends, f"domain of {x}") for x, ends in domain.items()}
        return {**assumed, **{x: within_assumptions(interval, x) for x, interval in given.items()}}
    if isinstance(domain, str) and domain == "positive":
        return {x: within_assumptions(POSITIVE, x) for x in symbols}
    if isinstance(domain, str) and domain == "real":
        return assumed
    raise OptionError("domain", domain, accepted=["real", "positive", "a mapping of Symbol to Interval"])


def functions_given(functions: Any) -> tuple[Callable[..., Any], ...]:
    """Return functions that take SymPy expressions.

    Raises
    ------
    InputTypeError
    """
    if not isinstance(functions, Iterable):
        raise InputTypeError("functions", f"{functions!r}", expected="a list of SymPy functions")
    chosen = tuple(functions)
    for function in chosen:
        if not callable(function) or isinstance(function, sympy.Basic):
            raise InputTypeError("functions", f"[{function!r}]", expected="SymPy functions")
        if not isinstance(function, sympy.FunctionClass):
            _refuse_numeric(function)
    return chosen


def _refuse_numeric(function: Callable[..., Any]) -> None:
    """Refuse functions of numbers, such as torch.sin, before a formula is drawn with them."""
    try:
        value = function(sympy.Symbol("x", positive=True))
    except (TypeError, ValueError, AttributeError, RuntimeError):
        value = None
    if not isinstance(value, sympy.Expr):
        raise InputTypeError(
            "functions",
            f"[{function!r}]",
            expected="SymPy functions",
            hint="a function gets an expression and returns one, as lambda t: sympy.sin(t) ** 2",
        )


def constants_given(constants: Any) -> st.SearchStrategy[Any]:
    """Return a strategy of constants.

    Raises
    ------
    InputTypeError, OptionError
        They are no finite real numbers; those of a strategy are refused when they are drawn.
    """
    if constants is None:
        return st.one_of(
            st.integers(1, 4).map(sympy.Integer),
            st.integers(-4, -1).map(sympy.Integer),
            st.builds(sympy.Rational, st.integers(1, 9), st.integers(2, 9)),
            st.sampled_from([sympy.pi, sympy.sqrt(2), sympy.Float(0.7)]),
        )
    if isinstance(constants, st.SearchStrategy):
        return constants.map(_exact)
    if not isinstance(constants, Iterable):
        raise InputTypeError(
            "constants", f"{constants!r}", expected="numbers in a list, or a strategy of them"
        )
    numbers = [_exact(number) for number in constants]
    if not numbers:
        raise OptionError("constants", constants, accepted=["numbers, at least one"])
    return st.sampled_from(numbers)


def _exact(number: Any) -> Any:
    try:
        exact = sympy.sympify(number, strict=True)  # strict: text would be evaluated
    except sympy.SympifyError:
        raise OptionError("constants", number, accepted=["numbers, at least one"]) from None
    if not (isinstance(exact, sympy.Expr) and exact.is_number):
        raise OptionError("constants", number, accepted=["numbers, at least one"])
    if not (exact.is_extended_real and exact.is_finite):
        raise OptionError(
            "constants",
            number,
            accepted=["finite real numbers"],
            hint="st.floats(allow_nan=False, allow_infinity=False) gives those",
        )
    return exact
