"""Sums, products, quotients and powers: the rules that combine derivatives."""

from __future__ import annotations

from typing import Any

from sympy import Add, Derivative, Mul, Pow, log

from .slope import Slope, Writer
from .words import AS_A_POWER

__all__ = ["of_power", "of_product", "of_sum"]


def of_sum(node: Any, write: Writer) -> Slope | None:
    """Differentiate term by term."""
    if "rule.sum" in write.avoided:
        return None
    return write.slope(Add(*map(write.part, node.args)), "rule.sum")


def of_product(node: Any, write: Writer) -> Slope | None:
    """Apply the rule of constant factors, of quotients or of products."""
    factor, rest = write.split(node)
    if factor != 1 and "rule.constant-multiple" not in write.avoided:
        found = write.part(node)
        return write.slope(found, "rule.constant-multiple")
    if factor != 1:
        # A constant is a function as well.
        return write.slope(factor * write.part(rest), "rule.product", "derivative.constant")
    over, under = _fraction(node, write)
    if under != 1 and "rule.quotient" not in write.avoided:
        if over == 1:
            return write.slope(-write.part(under) / under**2, "rule.reciprocal")
        after = (under * write.part(over) - over * write.part(under)) / under**2
        return write.slope(after, "rule.quotient")
    factors = node.args
    if len(factors) == 3 and "rule.product.three" not in write.avoided:
        u, v, w = factors
        after = v * w * write.part(u) + u * w * write.part(v) + u * v * write.part(w)
        return write.slope(after, "rule.product.three")
    if "rule.product" in write.avoided:
        return None
    u, v = factors[0], Mul(*factors[1:])
    return write.slope(u * write.part(v) + v * write.part(u), "rule.product")


def _fraction(node: Any, write: Writer) -> tuple[Any, Any]:
    """Split a product into what stands above and what stands below the bar."""
    under = [f for f in node.args if f.is_Pow and f.exp.could_extract_minus_sign() and not write.has(f.exp)]
    over = [f for f in node.args if f not in under]
    return Mul(*over), Mul(*(Pow(f.base, -f.exp) for f in under))


def of_power(node: Any, write: Writer) -> Slope | None:
    """Apply the rule of powers, of exponentials, or of both at once."""
    base, exponent = node.args
    if not write.has(exponent):
        return _of_constant_exponent(node, base, exponent, write)
    if not write.has(base):
        return _of_constant_base(node, base, exponent, write)
    if "rule.general-power" in write.avoided:
        return _as_exponential(node, base, exponent, write)
    after = node * (write.part(exponent) * log(base) + exponent * write.part(base) / base)
    return write.slope(after, "rule.general-power")


def _of_constant_exponent(node: Any, base: Any, exponent: Any, write: Writer) -> Slope | None:
    plain = "derivative.integer-power" if exponent.is_integer else "derivative.power"
    if base == write.wrt:
        if plain not in write.avoided:
            return write.slope(exponent * base ** (exponent - 1), plain)
        return None if exponent.is_integer else _as_exponential(node, base, exponent, write)
    inner = write.inner(base)
    after = exponent * base ** (exponent - 1) * inner
    combined = "rule.reciprocal" if exponent == -1 else "rule.power-of-function"
    if combined not in write.avoided:
        return write.slope(after, combined)
    return write.slope(after, "rule.chain", plain)


def _of_constant_base(node: Any, base: Any, exponent: Any, write: Writer) -> Slope:
    if exponent == write.wrt:
        if "derivative.exponential" not in write.avoided:
            return write.slope(node * log(base), "derivative.exponential")
        return _as_exponential(node, base, exponent, write)
    after = node * log(base) * write.inner(exponent)
    if "rule.outer.exponential" not in write.avoided:
        return write.slope(after, "rule.outer.exponential")
    return write.slope(after, "rule.chain", "derivative.exponential")


def _as_exponential(node: Any, base: Any, exponent: Any, write: Writer) -> Slope:
    """Differentiate ``exp(exponent * log(base))``, which SymPy writes as the power at once."""
    inner = Derivative(exponent * log(base), write.wrt)
    return write.slope(node * inner, "rule.chain", "derivative.exp", word=AS_A_POWER)
