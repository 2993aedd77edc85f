"""Strategies for hypothesis: formulas, points at which to evaluate them, and claims about their derivatives.

Importing this module needs hypothesis; nothing else of the library does.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import sympy

from ..domain import POSITIVE, Interval, assumed_interval
from ..errors import InputTypeError, MissingDependencyError, OptionError, UnknownSymbolError
from ..symbolic import derivative

try:
    from hypothesis import strategies as st
except ImportError:
    raise MissingDependencyError(
        "hypothesis", needed_for="sympy_torch_bridge.testing.strategies", extra="test"
    ) from None

from .grammar import Grammar, positive_symbols

__all__ = ["FUNCTIONS", "Claim", "claims", "expressions", "points"]

#: What :func:`expressions` uses by default: smooth functions, those of bounded growth first.
FUNCTIONS: tuple[Callable[..., Any], ...] = (
    sympy.sin,
    sympy.cos,
    sympy.exp,
    sympy.log,
    sympy.sqrt,
    sympy.tanh,
    sympy.atan,
    sympy.asinh,
    sympy.erf,
)

# Points lie on a grid: short numbers that a double holds exactly.
_GRID = 64
_REACH = 3.0
_DEEPEST = 8


class Claim(NamedTuple):
    """A claimed derivative, in the order of the arguments of :func:`sympy_torch_bridge.check_gradient`."""

    expr: Any
    claimed: Any
    wrt: Any


def expressions(
    variables: Any,
    functions: Iterable[Callable[..., Any]] | None = None,
    depth: int = 3,
    domain: Any = "real",
    *,
    constants: st.SearchStrategy[Any] | Iterable[Any] | None = None,
    kinks: bool = False,
) -> st.SearchStrategy[Any]:
    """Return a strategy of expressions that are real and finite everywhere in a domain.

    Every expression holds at least one of the variables. Failures shrink to short formulas.

    Parameters
    ----------
    variables : Symbol or sequence of Symbol
    functions : iterable of callable, optional
        SymPy functions; each gets arguments inside the domain that the op table states for it. Others, such
        as an undefined function or your own, get any real argument. Default: :data:`FUNCTIONS`.
        Steep functions such as ``exp`` are applied to variables and constants alone.
    depth : int, from 1 to 8
        How many operations are nested at most, those that keep an argument in its domain apart.
    domain : {"real", "positive"} or mapping of Symbol to Interval or (low, high)
        Where the expressions are defined; assumptions of the symbols narrow it. Where a variable is
        positive it may stand alone in ``log`` and ``sqrt`` and below a fraction bar.
    constants : strategy or iterable of numbers, optional
    kinks : bool
        Whether ``Abs``, ``Max`` and ``Piecewise`` occur.

    Raises
    ------
    InputTypeError, OptionError, UnknownSymbolError
        An argument cannot be used.

    Examples
    --------
    >>> import sympy
    >>> from hypothesis import find
    >>> x = sympy.Symbol("x")
    >>> find(expressions(x, [sympy.sin]), lambda e: e.has(sympy.sin))
    sin(x)
    """
    symbols = _symbols(variables)
    if isinstance(depth, bool) or not isinstance(depth, int) or not 1 <= depth <= _DEEPEST:
        raise OptionError("depth", depth, accepted=[f"an integer from 1 to {_DEEPEST}"])
    chosen = FUNCTIONS if functions is None else tuple(functions)
    for function in chosen:
        if not callable(function):
            raise InputTypeError("functions", f"[{function!r}]", expected="SymPy functions")
    intervals = _intervals(symbols, domain)
    grammar = Grammar(symbols, positive_symbols(symbols, intervals), chosen, _constants(constants), kinks)
    return grammar.real(depth).filter(lambda expr: bool(expr.free_symbols.intersection(symbols)))


def points(variables: Any, domain: Any = "real") -> st.SearchStrategy[dict[Any, float]]:
    """Return a strategy of points ``{symbol: value}`` in a domain, for ``points=`` of a check.

    Values are multiples of 1/64 of moderate size: exact in every floating type from float32 on.

    Parameters
    ----------
    variables : Symbol or sequence of Symbol
    domain : {"real", "positive"} or mapping of Symbol to Interval or (low, high)
        As in :func:`expressions`.

    Examples
    --------
    >>> import sympy
    >>> from hypothesis import find
    >>> find(points(sympy.symbols("x y"), "positive"), lambda point: True)
    {x: 0.015625, y: 0.015625}
    """
    symbols = _symbols(variables)
    intervals = _intervals(symbols, domain)
    return st.fixed_dictionaries({x: _values(intervals[x]) for x in symbols})


def claims(variables: Any, *, correct: bool, **options: Any) -> st.SearchStrategy[Claim]:
    """Return a strategy of claimed derivatives: right ones in other forms, or wrong ones.

    Parameters
    ----------
    variables : Symbol or sequence of Symbol
    correct : bool
        True: the derivative by one of the variables, as SymPy writes it, expanded, or over one denominator.
        False: that times a number other than 1, or with a number added; wrong wherever it is defined.
    **options
        Of :func:`expressions`.

    Examples
    --------
    >>> import sympy
    >>> from hypothesis import find
    >>> from sympy_torch_bridge import check_gradient
    >>> claim = find(claims(sympy.Symbol("x"), correct=False), lambda claim: True)
    >>> claim, check_gradient(*claim).verdict
    (Claim(expr=x, claimed=-1, wrt=x), 'refuted')
    """
    symbols = _symbols(variables)
    changes = _FORMS if correct else _MISTAKES
    return _claims(expressions(symbols, **options), symbols, changes)


@st.composite
def _claims(draw: st.DrawFn, formulas: Any, symbols: tuple[Any, ...], changes: tuple[Any, ...]) -> Claim:
    expr = draw(formulas)
    wrt = draw(st.sampled_from(symbols))
    return Claim(expr, draw(st.sampled_from(changes))(derivative(expr, wrt)), wrt)


def _as_written(slope: Any) -> Any:
    return slope


def _times(factor: Any) -> Callable[[Any], Any]:
    def changed(slope: Any) -> Any:
        # Where the derivative vanishes, a multiple of it is right: a number is added instead.
        return slope + factor if _may_vanish(slope) else factor * slope

    return changed


def _plus(offset: Any) -> Callable[[Any], Any]:
    return lambda slope: slope + offset


def _may_vanish(slope: Any) -> bool:
    """Tell whether a derivative is zero at a place where formulas rarely are by chance, or in a region."""
    if slope.has(sympy.Piecewise, sympy.Heaviside, sympy.sign):
        return True
    place = {x: sympy.Rational(7 + 2 * i, 5 + i) for i, x in enumerate(sorted(slope.free_symbols, key=str))}
    value = slope.evalf(20, subs=place)
    return not (value.is_number and abs(value) > 1e-6)


_FORMS = (_as_written, sympy.expand, sympy.together)
_MISTAKES = (_times(-1), _times(2), _times(sympy.Rational(1001, 1000)), _plus(1), _plus(sympy.Rational(1, 7)))


def _symbols(variables: Any) -> tuple[Any, ...]:
    symbols = (variables,) if isinstance(variables, sympy.Symbol) else variables
    if isinstance(symbols, str) or not isinstance(symbols, Iterable):
        raise InputTypeError("variables", f"{variables!r}", expected="a Symbol, or several")
    found = tuple(symbols)
    for symbol in found:
        if not isinstance(symbol, sympy.Symbol):
            raise InputTypeError("variables", f"{symbol!r}", expected="a Symbol, or several")
    if not found:
        raise OptionError("variables", variables, accepted=["at least one Symbol"])
    return found


def _intervals(symbols: Sequence[Any], domain: Any) -> dict[Any, Interval]:
    """Return where each variable lies."""
    assumed = {x: assumed_interval(x) for x in symbols}
    if isinstance(domain, Mapping):
        for symbol in domain:
            if symbol not in assumed:
                raise UnknownSymbolError(str(symbol), [str(x) for x in symbols], where="domain")
        return {**assumed, **{x: _interval(x, ends) for x, ends in domain.items()}}
    if domain == "positive":
        return dict.fromkeys(symbols, POSITIVE)
    if domain == "real":
        return assumed
    raise OptionError("domain", domain, accepted=["real", "positive", "a mapping of Symbol to Interval"])


def _interval(symbol: Any, ends: Any) -> Interval:
    if isinstance(ends, Interval):
        return ends
    try:
        low, high = ends
        return Interval(float(low), float(high))
    except (TypeError, ValueError):
        raise OptionError(f"domain[{symbol}]", ends, accepted=["an Interval", "(low, high)"]) from None


def _values(interval: Interval) -> st.SearchStrategy[float]:
    low = interval.lower if math.isfinite(interval.lower) else min(-_REACH, interval.upper - _REACH)
    high = interval.upper if math.isfinite(interval.upper) else max(_REACH, interval.lower + _REACH)
    least, most = math.ceil(low * _GRID), math.floor(high * _GRID)
    inside = [k for k in (least, least + 1) if interval.contains(k / _GRID)]
    last = [k for k in (most, most - 1) if interval.contains(k / _GRID)]
    if not inside or not last:  # narrower than the grid
        return st.floats(low, high, exclude_min=interval.lower_open, exclude_max=interval.upper_open)
    return st.integers(inside[0], last[0]).map(lambda k: k / _GRID)


def _constants(constants: Any) -> st.SearchStrategy[Any]:
    if constants is None:
        return st.one_of(
            st.integers(1, 4).map(sympy.Integer),
            st.integers(-4, -1).map(sympy.Integer),
            st.builds(sympy.Rational, st.integers(1, 9), st.integers(2, 9)),
            st.sampled_from([sympy.pi, sympy.sqrt(2), sympy.Float(0.7)]),
        )
    if isinstance(constants, st.SearchStrategy):
        return constants.map(_exact)
    numbers = [_exact(number) for number in constants]
    if not numbers or any(not number.is_number for number in numbers):
        raise OptionError("constants", constants, accepted=["numbers, at least one"])
    return st.sampled_from(numbers)


def _exact(number: Any) -> Any:
    try:
        return sympy.sympify(number, strict=True)  # strict: text would be evaluated
    except sympy.SympifyError:
        raise OptionError("constants", number, accepted=["numbers, at least one"]) from None
