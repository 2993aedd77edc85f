"""Right derivatives written in other ways, as people and programs write them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sympy

__all__ = ["REWRITINGS", "rewritten"]

_LARGEST = 60
# SymPy's algebra expands powers such as exp(x)**(10**24): it takes the forms that multiply nothing out.
_LARGEST_NUMBER = 10**9
_WITHOUT_ALGEBRA = ("as it is", "expand", "floats", "doubled")


def _horner(entry: Any) -> Any:
    symbols = sorted(entry.free_symbols, key=sympy.default_sort_key)
    return sympy.horner(entry, wrt=symbols[0]) if symbols and entry.is_polynomial(*symbols) else entry


def _with_floats(entry: Any) -> Any:
    """Write every constant as a decimal, as someone who copies from a program does."""
    return entry.xreplace(
        {n: sympy.Float(n) for n in entry.atoms(sympy.Rational) if not n.is_Integer}
    ).evalf()


def _common_denominator(entry: Any) -> Any:
    numerator, denominator = sympy.fraction(sympy.together(entry))
    return sympy.Mul(sympy.expand(numerator), sympy.Pow(denominator, -1))


def _through_exp(entry: Any) -> Any:
    # The hyperbolic functions alone: SymPy also writes x**2 as exp(2*log(x)), which has no value below 0.
    return entry.rewrite([sympy.sinh, sympy.cosh, sympy.tanh], sympy.exp)


def _doubled(entry: Any) -> Any:
    """Add and take away the same, unevaluated."""
    return sympy.Add(
        sympy.Mul(2, entry, evaluate=False), sympy.Mul(-1, entry, evaluate=False), evaluate=False
    )


REWRITINGS: dict[str, Callable[[Any], Any]] = {
    "as it is": lambda entry: entry,
    "expand": sympy.expand,
    "factor": sympy.factor,
    "together": sympy.together,
    "simplify": sympy.simplify,
    "trigsimp": sympy.trigsimp,
    "horner": _horner,
    "floats": _with_floats,
    "common denominator": _common_denominator,
    "exponentials": _through_exp,
    "doubled": _doubled,
}


def rewritten(rows: list[list[Any]], names: list[str] | None = None) -> Iterator[tuple[str, list[list[Any]]]]:
    """Yield the derivative as it is and in every form that differs from those before."""
    seen = []
    large = any(sympy.count_ops(entry) > _LARGEST for row in rows for entry in row)
    numbers = [number for row in rows for entry in row for number in entry.atoms(sympy.Rational)]
    huge = any(max(abs(number.p), number.q) > _LARGEST_NUMBER for number in numbers)
    for name in names or REWRITINGS:
        if (large and name in ("simplify", "trigsimp", "factor")) or (huge and name not in _WITHOUT_ALGEBRA):
            continue
        form = [[REWRITINGS[name](entry) for entry in row] for row in rows]
        if form not in seen:
            seen.append(form)
            yield name, form
