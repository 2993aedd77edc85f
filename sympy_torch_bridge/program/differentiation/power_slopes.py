"""What a power gives to the cotangents of its base and its exponent."""

from __future__ import annotations

from typing import Final

import torch

from ...ops import powers
from ..builder import ProgramBuilder
from ..operation import AND, EQ, GE, INTEGER_POW, POW, SUB, WHERE, call
from .arithmetic import product

__all__ = ["Cotangents", "integer_power", "power", "variable_power"]

# For each argument the node of its share of the cotangent; None where the operation has no slope.
Cotangents = tuple[int | None, ...]

_POWER: Final = call(powers.power)
_LOG: Final = call(torch.log)


def integer_power(build: ProgramBuilder, args: tuple[int, ...], value: int, seed: int) -> Cotangents:
    """Differentiate x**n for a whole number n > 0."""
    base, exponent = args
    n = build.nodes[exponent].value
    assert isinstance(n, int)
    lowered = base if n == 2 else build.add(INTEGER_POW, base, build.number(n - 1))
    return product(build, seed, product(build, exponent, lowered)), None


def power(build: ProgramBuilder, args: tuple[int, ...], value: int, seed: int) -> Cotangents:
    """Differentiate a power of which the exponent or the base is a number."""
    base, exponent = args
    if build.is_number(exponent):
        n = build.nodes[exponent].value
        assert isinstance(n, int | float)
        if n == 0:
            return None, None
        lowered = build.add(POW, base, build.number(n - 1))
        return product(build, seed, product(build, exponent, lowered)), None
    # The logarithm of a base of 0 is infinite where the power and its slope are 0.
    by_exponent = product(build, value, build.add(_LOG, base))
    if build.is_number(base) and build.nodes[base].value == 0:
        at_zero = build.add(GE, exponent, build.number(0))
        by_exponent = build.add(WHERE, at_zero, build.number(0), by_exponent)
    return None, product(build, seed, by_exponent)


def variable_power(build: ProgramBuilder, args: tuple[int, ...], value: int, seed: int) -> Cotangents:
    """Differentiate x**y by both; at ``x == 0`` the slopes are 0 where the formulas have 0*infinity."""
    base, exponent = args
    zero, one = build.number(0), build.number(1)
    is_zero = build.add(EQ, base, zero)
    flat = build.add(AND, is_zero, build.add(EQ, exponent, zero))
    lowered = build.add(_POWER, build.add(WHERE, flat, one, base), build.add(SUB, exponent, one))
    by_base = build.add(WHERE, flat, zero, product(build, exponent, lowered))
    vanishing = build.add(AND, is_zero, build.add(GE, exponent, zero))
    nonzero = build.add(WHERE, vanishing, one, base)
    product_with_log = product(build, build.add(_POWER, nonzero, exponent), build.add(_LOG, nonzero))
    by_exponent = build.add(WHERE, vanishing, zero, product_with_log)
    return product(build, seed, by_base), product(build, seed, by_exponent)
