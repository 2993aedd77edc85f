"""Differences of two values of one function: squares, roots, logarithms, exponentials, x - sin(x)."""

from __future__ import annotations

import torch

from ...ops import stable_kernels
from ..operation import ADD, INTEGER_POW, SQRT, SUB, Operation, call
from .rewrite import Rewrite, StableBuilder

__all__ = ["REWRITES"]

_EXP, _LOG, _LOG1P = call(torch.exp), call(torch.log), call(torch.log1p)
_SIN, _SINH = call(torch.sin), call(torch.sinh)
_HYPOT = call(stable_kernels.hypot)
_DIFFERENCE_OF_SQUARES = call(stable_kernels.difference_of_squares)
_SQRT_DIFFERENCE = call(stable_kernels.sqrt_difference)
_LOG_DIFFERENCE = call(stable_kernels.log_difference)
_EXP_DIFFERENCE = call(stable_kernels.exp_difference)
_X_MINUS_SIN = call(stable_kernels.x_minus_sin)

Terms = list[tuple[int, int]]

# Functions whose difference of two values has a form of its own.
_SINE = 3
_KINDS = {_EXP: 1, _LOG: 2, _LOG1P: 2, _SIN: _SINE}


def _squares(build: StableBuilder, root: Operation, args: tuple[int, ...]) -> int | None:
    """Factor ``a**2 - b**2``; two squares of literals, or a literal without an exact root, stay."""
    if all(build.operation(build.core(arg)) is not INTEGER_POW for arg in args):
        return None
    roots = [build.square_root_of(arg, exact=True) for arg in args]
    if roots[0] is None or roots[1] is None or roots[0] == roots[1]:
        return None
    return build.add(_DIFFERENCE_OF_SQUARES, roots[0], roots[1])


def _signed(build: StableBuilder, root: Operation, args: tuple[int, ...]) -> list[tuple[float, int]]:
    """Return the factors and cores of the two terms."""
    first, second = (build.factored(arg) for arg in args)
    return [first, (second[0] if root is ADD else -second[0], second[1])]


def _opposite(build: StableBuilder, root: Operation, args: tuple[int, ...]) -> tuple[float, int, int] | None:
    """Return c, f, g for the difference ``c*f - c*g``, c positive."""
    (a, first), (b, second) = _signed(build, root, args)
    if a != -b or a == 0:
        return None
    return (a, first, second) if a > 0 else (b, second, first)


def _pair(build: StableBuilder, root: Operation, args: tuple[int, ...]) -> int | None:
    """Rewrite ``c*f - c*g`` for two values of exp, log or sqrt, and for x and sin(x)."""
    cores = [build.core(arg) for arg in args]
    kinds = [_KINDS.get(build.operation(core), 0) for core in cores]
    if kinds[0] != kinds[1] or not kinds[0]:
        sines = [core for core, kind in zip(cores, kinds, strict=True) if kind == _SINE]
        if not any(build.args(sine)[0] in cores for sine in sines):
            return None
    opposite = _opposite(build, root, args)
    if opposite is None:
        return None
    factor, first, second = opposite
    operations = build.operation(first), build.operation(second)
    if operations == (_EXP, _EXP):
        return _exponentials(build, factor, build.args(first)[0], build.args(second)[0])
    if operations[0] in (_LOG, _LOG1P) and operations[1] in (_LOG, _LOG1P):
        return _logarithms(build, factor, first, second)
    if operations[1] is _SIN and build.args(second)[0] == first:
        return build.scaled(factor, build.add(_X_MINUS_SIN, first))
    if operations[0] is _SIN and build.args(first)[0] == second:
        return build.scaled(-factor, build.add(_X_MINUS_SIN, second))
    return None


def _exponentials(build: StableBuilder, factor: float, a: int, b: int) -> int:
    if build.negated(b) == a or build.negated(a) == b:
        return build.scaled(2 * factor, build.add(_SINH, a))
    difference = _difference(build, build.terms(a), build.terms(b), a, b)
    return build.scaled(factor, build.add(_EXP_DIFFERENCE, a, b, difference))


def _difference(build: StableBuilder, first: Terms | None, second: Terms | None, a: int, b: int) -> int:
    """Subtract term by term where that cancels something, else the two nodes."""
    shorter = None if first is None or second is None else build.difference(first, second)
    return build.add(SUB, a, b) if shorter is None else shorter


def _logarithms(build: StableBuilder, factor: float, first: int, second: int) -> int:
    terms, values = [], []
    for index in (first, second):
        (argument,) = build.args(index)
        if build.operation(index) is _LOG1P:
            values.append(build.add(ADD, argument, build.number(1)))
            inner = build.terms(argument)
            terms.append(None if inner is None else [*inner, (1, build.number(1))])
        else:
            values.append(argument)
            terms.append(build.terms(argument))
    difference = _difference(build, terms[0], terms[1], *values)
    return build.scaled(factor, build.add(_LOG_DIFFERENCE, first, second, values[1], difference))


def _roots(build: StableBuilder, root: Operation, args: tuple[int, ...]) -> int | None:
    """Rewrite ``sqrt(a) - t`` where ``t`` is a root, or a term of ``a`` is the square of ``t``."""
    if not any(_is_root(build, build.core(arg)) for arg in args):
        return None
    (a, first), (b, second) = _signed(build, root, args)
    if abs(a) == abs(b) and a == -b and _is_root(build, first) and _is_root(build, second):
        sign, larger, smaller = (1, first, second) if a > 0 else (-1, second, first)
        difference = _difference(
            build, _radicand(build, larger), _radicand(build, smaller), *_insides(build, larger, smaller)
        )
        return build.scaled(sign * abs(a), build.add(_SQRT_DIFFERENCE, larger, smaller, difference))
    for (scale, radical), (other, term) in (((a, first), (b, second)), ((b, second), (a, first))):
        if _is_root(build, radical) and abs(scale) == 1:
            subtracted = build.scaled(-scale * other, term)
            beyond = _beyond_square(build, radical, subtracted)
            if beyond is not None:
                return build.scaled(scale, build.add(_SQRT_DIFFERENCE, radical, subtracted, beyond))
    return None


def _is_root(build: StableBuilder, index: int) -> bool:
    return build.operation(index) in (SQRT, _HYPOT)


def _insides(build: StableBuilder, *indices: int) -> list[int]:
    return [
        build.args(i)[0] if build.operation(i) is SQRT else build.sum_of(_radicand(build, i) or [])
        for i in indices
    ]


def _radicand(build: StableBuilder, index: int) -> Terms | None:
    """List the terms under a root."""
    args = build.args(index)
    if build.operation(index) is SQRT:
        inside = args[0]
        if build.operation(inside) is _DIFFERENCE_OF_SQUARES:
            a, b = build.args(inside)
            return [(1, _squared(build, a)), (-1, _squared(build, b))]
        return build.terms(inside)
    return [(1, _squared(build, arg)) for arg in args]


def _squared(build: StableBuilder, index: int) -> int:
    value = build.value(index)
    return build.add(INTEGER_POW, index, build.number(2)) if value is None else build.number(value * value)


def _beyond_square(build: StableBuilder, radical: int, subtracted: int) -> int | None:
    """Return ``a - t**2`` where the square cancels a term of ``a``."""
    radicand = _radicand(build, radical)
    if radicand is None:
        return None
    factor, core = build.factored(subtracted)
    value = build.value(core)
    if value is not None:
        square = build.number((factor * value) ** 2)
    elif abs(factor) == 1:
        square = _squared(build, core)
    else:
        square = build.add(INTEGER_POW, core, build.number(2))
        square = build.scaled(factor * factor, square)
    return build.difference(radicand, [(1, square)])


_BOTH = (ADD, SUB)

REWRITES = (
    Rewrite(
        "x**2 - y**2",
        "(x - y)*(x + y) where x and y are close",
        "x near y or -y",
        (SUB,),
        _squares,
        frozenset({INTEGER_POW}),
    ),
    Rewrite(
        "sqrt(x + 1) - sqrt(x)",
        "1/(sqrt(x + 1) + sqrt(x))",
        "close arguments",
        _BOTH,
        _roots,
        frozenset({SQRT, _HYPOT}),
    ),
    Rewrite("sqrt(1 + x) - 1", "x/(sqrt(1 + x) + 1)", "x near 0", (), _roots),
    Rewrite("sqrt(b**2 - c) - b", "-c/(sqrt(b**2 - c) + b)", "small c, b > 0", (), _roots),
    Rewrite("log(x + 1) - log(x)", "log1p(1/x)", "close arguments", _BOTH, _pair, frozenset(_KINDS)),
    Rewrite("exp(x + y) - exp(x)", "exp(x)*expm1(y)", "close arguments", (), _pair),
    Rewrite("exp(x) - exp(-x)", "2*sinh(x)", "x near 0", (), _pair),
    Rewrite("x - sin(x)", "its Taylor series below 1", "x near 0", (), _pair),
)
