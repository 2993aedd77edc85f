"""Wrong derivatives made from right ones, by the class of the mistake."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy
from sympy import Integer, Ne, Piecewise, Rational

from .functions import Function

__all__ = ["GROSS", "PARTIAL", "SIZES", "TINY", "Mutant", "derivative", "mutants"]

Rows = list[list[Any]]

GROSS = (
    "sign", "factor-2", "constant-factor", "swapped-partials", "transposed", "mean", "dropped-term",
    "flipped-term", "inner-derivative", "held-constant", "exponent", "wrong-constant", "exchanged-branches",
    "offset",
)  # fmt: skip
SIZES = {f"1e-{digits}": Rational(1, 10**digits) for digits in (3, 5, 7, 9)}
TINY = tuple(SIZES)
PARTIAL = ("partial", "diagonal")


@dataclass(frozen=True)
class Mutant:
    """A wrong derivative: its class, and its entries, rows over outputs."""

    kind: str
    rows: Rows


def derivative(function: Function) -> Rows:
    """Return SymPy's derivative, rows over outputs."""
    return [[sympy.diff(expr, symbol) for symbol in function.symbols] for expr in function.exprs]


def mutants(function: Function, right: Rows, points: Sequence[Mapping[Any, float]]) -> Iterator[Mutant]:
    """Yield wrong derivatives of a function, one or none of each class.

    Some may be right by chance, as a gradient with exchanged partials of a symmetric function is: whoever
    counts has to compare.

    Parameters
    ----------
    function : Function
    right : list of list of sympy.Expr
    points : sequence of mapping of Symbol to float
        Of the domain. "partial" mutants are wrong where a coordinate is larger than at three in four.
    """
    rng = random.Random(sympy.srepr(function.exprs))
    for kind in (*GROSS, *TINY, *PARTIAL):
        if kind in _WHOLE:
            rows = _WHOLE[kind](function, right)
            if rows is not None:
                yield Mutant(kind, rows)
            continue
        entries = [(i, j) for i, row in enumerate(right) for j, entry in enumerate(row) if entry != 0]
        rng.shuffle(entries)
        for i, j in entries:
            wrong = _entry(kind, function, right[i][j], i, function.symbols[j], points, rng)
            if wrong is not None:
                yield Mutant(kind, [[wrong if (k, m) == (i, j) else e for m, e in enumerate(row)]
                                    for k, row in enumerate(right)])  # fmt: skip
                break


def _entry(
    kind: str,
    function: Function,
    right: Any,
    output: int,
    symbol: Any,
    points: Sequence[Mapping[Any, float]],
    rng: random.Random,
) -> Any | None:
    expr = function.exprs[output]
    if kind in SIZES:
        return right * (1 + SIZES[kind])
    if kind == "partial":
        threshold = Rational(sorted(point[symbol] for point in points)[3 * len(points) // 4])
        return Piecewise((right, symbol < threshold), (right * Rational(3, 2), True))
    if kind == "diagonal":
        others = [other for other in function.symbols if other != symbol and other in expr.free_symbols]
        return Piecewise((right, Ne(symbol, others[0])), (2 * right + 1, True)) if others else None
    return _FORMULA[kind](expr, right, symbol, rng)


def _dropped(expr: Any, right: Any, symbol: Any, rng: random.Random) -> Any | None:
    terms = _terms(right)
    return right - rng.choice(terms) if terms else None


def _flipped(expr: Any, right: Any, symbol: Any, rng: random.Random) -> Any | None:
    terms = _terms(right)
    return right - 2 * rng.choice(terms) if terms else None


def _terms(right: Any) -> Sequence[Any]:
    """Return the terms of a sum, multiplied out if it takes that."""
    total = right if right.is_Add else sympy.expand(right)
    return total.args if total.is_Add else ()


def _without_inner(expr: Any, right: Any, symbol: Any, rng: random.Random) -> Any | None:
    """Forget one inner derivative."""
    inner = [part for part in _inner(expr, symbol) if part.diff(symbol) != 1]
    if not inner:
        return None
    part, stand_in = rng.choice(inner), sympy.Dummy("u", real=True)
    outer = expr.xreplace({part: stand_in})
    return (outer.diff(stand_in) + outer.diff(symbol)).xreplace({stand_in: part})


def _held(expr: Any, right: Any, symbol: Any, rng: random.Random) -> Any | None:
    """Take a factor or an inner function for a constant."""
    factors = [part for part in expr.args if symbol in part.free_symbols] if expr.is_Mul else []
    parts = factors if len(factors) > 1 else _inner(expr, symbol)
    if not parts:
        return None
    part, stand_in = rng.choice(parts), sympy.Dummy("u", real=True)
    return expr.xreplace({part: stand_in}).diff(symbol).xreplace({stand_in: part})


def _inner(expr: Any, symbol: Any) -> list[Any]:
    """Return the compound arguments of functions and bases of powers that hold the symbol."""
    found = {
        part: None
        for node in sympy.preorder_traversal(expr)
        if isinstance(node, sympy.Function | sympy.Pow) and not isinstance(node, Piecewise)
        for part in node.args
        if part.args and symbol in part.free_symbols
    }
    return list(found)


def _not_lowered(expr: Any, right: Any, symbol: Any, rng: random.Random) -> Any | None:
    """Multiply by the exponent without lowering it."""
    powers = [p for p in expr.atoms(sympy.Pow) if symbol in p.base.free_symbols and p.exp.is_Number]
    powers = [p for p in sorted(powers, key=sympy.default_sort_key) if expr.count(p) == 1]
    if not powers:
        return None
    power, stand_in = rng.choice(powers), sympy.Dummy("u", real=True)
    outer = expr.xreplace({power: stand_in}).diff(stand_in).xreplace({stand_in: power})
    own, wrong = power.diff(symbol), power.exp * power * power.base.diff(symbol)
    return right + outer * (wrong - own)


def _constant(expr: Any, right: Any, symbol: Any, rng: random.Random) -> Any | None:
    """Change one number of the derivative by one."""
    numbers = sorted(
        (n for n in right.atoms(sympy.Rational) if n != -1 and n != 0), key=sympy.default_sort_key
    )
    if not numbers:
        return None
    number = rng.choice(numbers)
    return right.xreplace({number: number + 1})


def _exchanged(expr: Any, right: Any, symbol: Any, rng: random.Random) -> Any | None:
    """Exchange the branches of a case distinction in the derivative."""
    unfolded = right.replace(
        lambda node: isinstance(node, sympy.Heaviside),
        lambda node: Piecewise((Integer(0), node.args[0] < 0), (Integer(1), True)),
    )
    choices = sorted(unfolded.atoms(Piecewise), key=sympy.default_sort_key)
    if not choices:
        return None
    choice = choices[0]
    (first, condition), (second, other), *rest = [tuple(pair.args) for pair in choice.args]
    return unfolded.xreplace({choice: Piecewise((second, condition), (first, other), *rest)})


_FORMULA: dict[str, Callable[[Any, Any, Any, random.Random], Any | None]] = {
    "sign": lambda expr, right, symbol, rng: -right,
    "factor-2": lambda expr, right, symbol, rng: right * rng.choice((2, Rational(1, 2))),
    "constant-factor": lambda expr, right, symbol, rng: right * rng.choice((3, Rational(2, 3), -4, sympy.pi)),
    "offset": lambda expr, right, symbol, rng: right + rng.choice((1, Rational(-1, 2))),
    "dropped-term": _dropped,
    "flipped-term": _flipped,
    "inner-derivative": _without_inner,
    "held-constant": _held,
    "exponent": _not_lowered,
    "wrong-constant": _constant,
    "exchanged-branches": _exchanged,
}  # fmt: skip


def _swapped(function: Function, right: Rows) -> Rows | None:
    if len(function.symbols) < 2:
        return None
    return [[row[1], row[0], *row[2:]] for row in right]


def _transposed(function: Function, right: Rows) -> Rows | None:
    if not function.is_vector or len(right) != len(right[0]):
        return None
    return [list(column) for column in zip(*right, strict=True)]


def _mean(function: Function, right: Rows) -> Rows | None:
    """Forget the division by the number of terms."""
    expr = function.exprs[0]
    count = len(function.symbols)
    is_mean = not function.is_vector and count > 1 and expr.could_extract_minus_sign() is False
    if not is_mean or sympy.factor_terms(expr).as_coeff_Mul()[0] != Rational(1, count):
        return None
    return [[entry * count for entry in row] for row in right]


_WHOLE: dict[str, Callable[[Function, Rows], Rows | None]] = {
    "swapped-partials": _swapped,
    "transposed": _transposed,
    "mean": _mean,
}
