"""Strategies for hypothesis: formulas, points at which to evaluate them, and claims about their derivatives.

Importing this module needs hypothesis; nothing else of the library does.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import sympy

from ..domain import Interval
from ..errors import MissingDependencyError, OptionError
from ..symbolic import derivative

try:
    from hypothesis import strategies as st
except ImportError:
    raise MissingDependencyError(
        "hypothesis", needed_for="sympy_torch_bridge.testing.strategies", extra="test"
    ) from None

from .grammar import Grammar, positive_symbols
from .strategy_arguments import constants_given, functions_given, intervals_given, symbols_given

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
    symbols = symbols_given(variables)
    if isinstance(depth, bool) or not isinstance(depth, int) or not 1 <= depth <= _DEEPEST:
        raise OptionError("depth", depth, accepted=[f"an integer from 1 to {_DEEPEST}"])
    chosen = FUNCTIONS if functions is None else functions_given(functions)
    intervals = intervals_given(symbols, domain)
    positive = positive_symbols(symbols, intervals)
    grammar = Grammar(symbols, positive, chosen, constants_given(constants), kinks)
    return grammar.real(depth).filter(lambda expr: bool(expr.free_symbols.intersection(symbols)))


def points(variables: Any, domain: Any = "real") -> st.SearchStrategy[dict[Any, float]]:
    """Return a strategy of points ``{symbol: value}`` in a domain, for ``points=`` of a check.

    Values are multiples of 1/64 of moderate size: exact in every floating type from float32 on. Symbols that
    are integers get whole numbers.

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
    symbols = symbols_given(variables)
    intervals = intervals_given(symbols, domain)
    return st.fixed_dictionaries({x: _values(x, intervals[x]) for x in symbols})


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
    symbols = symbols_given(variables)
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


def _values(symbol: Any, interval: Interval) -> st.SearchStrategy[float]:
    low = interval.lower if math.isfinite(interval.lower) else min(-_REACH, interval.upper - _REACH)
    high = interval.upper if math.isfinite(interval.upper) else max(_REACH, interval.lower + _REACH)
    grid = 1 if symbol.is_integer else _GRID
    least, most = math.ceil(low * grid), math.floor(high * grid)
    inside = [k for k in (least, least + 1) if interval.contains(k / grid)]
    last = [k for k in (most, most - 1) if interval.contains(k / grid)]
    if not inside or not last:  # narrower than the grid
        return st.floats(low, high, exclude_min=interval.lower_open, exclude_max=interval.upper_open)
    return st.integers(inside[0], last[0]).map(lambda k: k / grid)
