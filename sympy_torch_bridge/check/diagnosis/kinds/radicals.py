"""Powers of products and quotients, which SymPy writes as products of powers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sympy

from ..subject import Subject

__all__ = ["Radical", "radicals"]


@dataclass(frozen=True, slots=True)
class Radical:
    """A product as a person wrote it: something times a power of a product or quotient.

    Parameters
    ----------
    rest, base, exponent : sympy.Expr
        The product is ``rest * base**exponent``.
    """

    rest: Any
    base: Any
    exponent: Any


def radicals(subject: Subject, product: Any) -> Iterator[Radical]:
    """Yield the ways of reading a product as one with a power of several factors that hold the symbol.

    Examples
    --------
    >>> x, a = sympy.symbols("x a", positive=True)
    >>> product = x * (x / (x + a)) ** sympy.Rational(2, 3)
    >>> print(product)
    x**(5/3)/(a + x)**(2/3)
    >>> for r in radicals(Subject(product, product.diff(x), x, (x, a)), product):
    ...     print(r.rest, "|", r.base, "|", r.exponent)
    a + x | x/(a + x) | 5/3
    x | x/(a + x) | 2/3
    """
    powers = [factor.as_base_exp() for factor in sympy.Mul.make_args(product)]
    found: dict[tuple[Any, Any], Radical] = {}
    for exponent in dict.fromkeys(exponent for base, exponent in powers if base.free_symbols):
        same = [base for base, other in powers if other == exponent]
        varying = [base for base in same if subject.depends(base)]
        groups = [same, varying] if exponent.is_Integer else [same, varying, _with_wholes(powers, exponent)]
        for bases in groups:
            if exponent == 1 or len(bases) < 2 or not any(map(subject.depends, bases)):
                continue
            base = sympy.Mul(*bases)
            rest = product / sympy.Mul(*(b**exponent for b in bases))
            # Of a quotient and its inverse the one without the minus is written.
            if exponent.could_extract_minus_sign() and base.as_numer_denom()[1] != 1:
                base, exponent = 1 / base, -exponent
            found.setdefault((base, exponent), Radical(rest, base, exponent))
    yield from found.values()


def _with_wholes(powers: list[tuple[Any, Any]], exponent: Any) -> list[Any]:
    """Return the bases below a fractional exponent; SymPy merges it with whole powers of them."""
    bases = []
    for base, other in powers:
        if not other.is_Rational or other.is_Integer:
            continue
        if (other - exponent).is_Integer:
            bases.append(base)
        elif (other + exponent).is_Integer:
            bases.append(1 / base)
    return bases
