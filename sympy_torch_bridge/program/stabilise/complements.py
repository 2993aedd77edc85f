"""Sums of a number and a function that is near it: 1 - cos(x), exp(x) - 1, 1 - tanh(x), 1 - erf(x) ..."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from ...ops import stable_kernels
from ..operation import ADD, INTEGER_POW, NEG, NUMBER, POW, SUB, Operation, call
from .rewrite import Rewrite, StableBuilder

__all__ = ["REWRITES"]

_EXPM1 = call(stable_kernels.expm1)
_SIN, _COS, _SINH, _COSH = (call(f) for f in (torch.sin, torch.cos, torch.sinh, torch.cosh))
_TANH, _STABLE_TANH = call(torch.tanh), call(stable_kernels.tanh)
_ERF, _ERFC = call(torch.erf), call(torch.erfc)
_SECH_SQUARED, _SIGMOID = call(stable_kernels.sech_squared), call(stable_kernels.sigmoid)
_COMPOUND, _POWER_OF_ONE_PLUS = call(stable_kernels.compound), call(stable_kernels.power_of_one_plus)

# 1 + sign*f(u): a literal factor and a node, or None.
Completed = tuple[Any, int] | None
Complement = Callable[[StableBuilder, int, tuple[int, ...]], Completed]


def _square(build: StableBuilder, function: Operation, argument: int) -> int:
    return build.add(INTEGER_POW, build.add(function, argument), build.number(2))


def _half(build: StableBuilder, index: int) -> int:
    return build.scaled(0.5, index)


def _exp(build: StableBuilder, sign: int, args: tuple[int, ...]) -> Completed:
    return (-1, build.add(_EXPM1, args[0])) if sign < 0 else None


def _cos(build: StableBuilder, sign: int, args: tuple[int, ...]) -> Completed:
    return 2, _square(build, _SIN if sign < 0 else _COS, _half(build, args[0]))


def _cosh(build: StableBuilder, sign: int, args: tuple[int, ...]) -> Completed:
    return (-2, _square(build, _SINH, _half(build, args[0]))) if sign < 0 else None


def _tanh(build: StableBuilder, sign: int, args: tuple[int, ...]) -> Completed:
    return 2, build.add(_SIGMOID, build.scaled(2 * sign, args[0]))


def _erf(build: StableBuilder, sign: int, args: tuple[int, ...]) -> Completed:
    return 1, build.add(_ERFC, args[0] if sign < 0 else build.negated(args[0]))


def _erfc(build: StableBuilder, sign: int, args: tuple[int, ...]) -> Completed:
    return (1, build.add(_ERF, args[0])) if sign < 0 else None


def _sigmoid(build: StableBuilder, sign: int, args: tuple[int, ...]) -> Completed:
    return (1, build.add(_SIGMOID, build.negated(args[0]))) if sign < 0 else None


def _power_of_one_plus(build: StableBuilder, sign: int, args: tuple[int, ...]) -> Completed:
    return (-1, build.add(_COMPOUND, *args)) if sign < 0 else None


_COMPLEMENTS: dict[Operation, Complement] = {
    call(torch.exp): _exp,
    _COS: _cos,
    _COSH: _cosh,
    _TANH: _tanh,
    _STABLE_TANH: _tanh,
    _ERF: _erf,
    _ERFC: _erfc,
    _SIGMOID: _sigmoid,
    _POWER_OF_ONE_PLUS: _power_of_one_plus,
}
# 1 - f(u)**2 (the sign 1), f(u)**2 - 1 (the sign -1).
_SQUARES: dict[Operation, tuple[int, Operation]] = {
    _COS: (1, _SIN),
    _SIN: (1, _COS),
    _COSH: (-1, _SINH),
}


def _complement(build: StableBuilder, root: Operation, args: tuple[int, ...]) -> int | None:
    """Pair the number of a sum with a function of the same size: ``c + y - c*cos(u)``."""
    terms = _terms_with_number(build, root, args)
    if terms is None:
        return None
    number = next(term for term in terms if build.value(term[1]) is not None)
    size = number[0] * build.value(number[1])
    for term in terms:
        if term is number:
            continue
        factor, core = build.factored(term[1])
        if abs(factor) != abs(size):
            continue
        completed = _completed(build, 1 if term[0] * factor == size else -1, core)
        if completed is None:
            continue
        pair = build.scaled(size * completed[0], completed[1])
        rest = [other for other in terms if other is not term and other is not number]
        if not rest:
            return pair
        signed = (-1, build.args(pair)[0]) if build.operation(pair) is NEG else (1, pair)
        return build.sum_of([*rest, signed])
    return None


def _completed(build: StableBuilder, sign: int, core: int) -> Completed:
    operation, args = build.operation(core), build.args(core)
    if operation in _COMPLEMENTS:
        return _COMPLEMENTS[operation](build, sign, args)
    if operation is INTEGER_POW and build.value(args[1]) == 2 and sign < 0:
        inner = build.operation(args[0])
        if inner in (_TANH, _STABLE_TANH):
            return 1, build.add(_SECH_SQUARED, *build.args(args[0]))
        known = _SQUARES.get(inner)
        if known is not None:
            return known[0], _square(build, known[1], build.args(args[0])[0])
    is_power = operation in (POW, INTEGER_POW) and sign < 0
    if is_power and (increment := _increment(build, args[0])) is not None:
        return -1, build.add(_COMPOUND, increment, args[1])
    return None


def _increment(build: StableBuilder, base: int) -> int | None:
    """Return x for the base 1 + x."""
    operation, args = build.operation(base), build.args(base)
    if operation is ADD and 1 in (ones := [build.value(a) for a in args]):
        return args[1 - ones.index(1)]
    if operation is SUB and build.value(args[0]) == 1:
        return build.negated(args[1])
    return None


def _terms_with_number(
    build: StableBuilder, root: Operation, args: tuple[int, ...]
) -> list[tuple[int, int]] | None:
    """List the terms of a sum that ends, or a difference that starts, with its one number."""
    if build.value(args[1]) is None and build.value(args[0]) is None:
        return None
    other = args[1] if build.value(args[1]) is None else args[0]
    if build.operation(other) not in _SUMS and build.operation(build.core(other)) not in _CANDIDATES:
        return None
    first, second = build.terms(args[0]), build.terms(args[1])
    if first is None or second is None:
        return None
    sign = 1 if root is ADD else -1
    terms = [*first, *((sign * s, index) for s, index in second)]
    numbers = [index for _, index in terms if build.value(index) is not None]
    return terms if len(numbers) == 1 else None


def _power(build: StableBuilder, root: Operation, args: tuple[int, ...]) -> int | None:
    """Correct a high power of 1 + x."""
    exponent = build.value(args[1])
    if exponent is not None and abs(exponent) < _LOW_POWER:
        return None
    increment = _increment(build, args[0])
    return None if increment is None else build.add(_POWER_OF_ONE_PLUS, increment, args[1])


# The rounding of 1 + x is amplified by the exponent; below this it costs less than a digit.
_LOW_POWER = 8
_BOTH = (ADD, SUB)
_SUMS = frozenset({ADD, SUB, NEG})
_CANDIDATES = frozenset({*_COMPLEMENTS, POW, INTEGER_POW})


def _rewrite(form: str, becomes: str, gain: str) -> Rewrite:
    return Rewrite(form, becomes, gain, _BOTH, _complement, frozenset({NUMBER}))


REWRITES = (
    _rewrite("exp(x) - 1", "expm1(x)", "x near 0"),
    Rewrite("(1 + x)**n", "(1 + x)**n, corrected for the rounding of 1 + x", "small x, large n", (POW, INTEGER_POW), _power),
    *(
        Rewrite(form, becomes, gain, (), _complement)
        for form, becomes, gain in (
            ("1 - cos(x)", "2*sin(x/2)**2", "x near 0"),
            ("1 + cos(x)", "2*cos(x/2)**2", "x near pi"),
            ("cosh(x) - 1", "2*sinh(x/2)**2", "x near 0"),
            ("1 - cos(x)**2", "sin(x)**2", "x near 0"),
            ("1 - sin(x)**2", "cos(x)**2", "x near pi/2"),
            ("cosh(x)**2 - 1", "sinh(x)**2", "x near 0"),
            ("1 - tanh(x)**2", "sech(x)**2", "large abs(x)"),
            ("1 - tanh(x)", "2*sigmoid(-2*x)", "large x"),
            ("1 - erf(x)", "erfc(x)", "large x"),
            ("1 + erf(x)", "erfc(-x)", "large -x"),
            ("1 - erfc(x)", "erf(x)", "x near 0"),
            ("1 - 1/(1 + exp(-x))", "sigmoid(-x)", "large x"),
            ("(1 + x)**n - 1", "expm1(n*log1p(x)) where that is small", "x near 0"),
        )
    ),
)  # fmt: skip
