"""What each operation of a program gives to the cotangents of its arguments: one record an operation.

Arithmetic has records here, own kernels in :mod:`.kernel_partials`. The partial derivatives of functions of
the op table are SymPy's ``fdiff``, lowered and made stable like every formula. Where a function has none of
these, torch differentiates its kernel entry by entry (:mod:`.kernel_slope`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final

import torch

from ...ops import kernels, powers
from ..builder import ProgramBuilder
from ..node import Node
from ..operation import (
    ADD,
    COMPARISON,
    DIV,
    EQ,
    GT,
    INPUT,
    INTEGER_POW,
    LOGICAL,
    LT,
    MUL,
    NEG,
    NUMBER,
    POW,
    RSQRT,
    SQRT,
    SUB,
    WHERE,
    Operation,
    call,
)
from .arithmetic import negated, product, quotient
from .formula_slope import formula_slopes
from .kernel_partials import KERNEL_PARTIALS, shares, times_slope
from .kernel_slope import kernel_slope
from .power_slopes import Cotangents, integer_power, power, variable_power

__all__ = ["CONSTANT", "DETACH", "SLOPES", "Cotangents", "cotangents", "undifferentiable"]

Slope = Callable[[ProgramBuilder, tuple[int, ...], int, int], Cotangents]

_POWER = call(powers.power)
_FLOOR = call(torch.floor)
_LOG_OF_TEN: Final = math.log(10)

# The number itself, to which no cotangent goes: what ``Tensor.detach`` is to autograd.
DETACH = Operation("torch.detach", torch.detach)
# Operations whose value does not change where it is differentiable; numbers are real.
_STEPS: Final = (
    torch.floor, torch.ceil, torch.trunc, torch.sgn, kernels.step, torch.isnan, torch.isinf, torch.isfinite,
    torch.angle, kernels.imag,
)  # fmt: skip
CONSTANT: Final = frozenset(map(call, _STEPS)) | LOGICAL | {INPUT, NUMBER, DETACH}


def _add(build: ProgramBuilder, args: tuple[int, ...], value: int, seed: int) -> Cotangents:
    return seed, seed


def _sub(build: ProgramBuilder, args: tuple[int, ...], value: int, seed: int) -> Cotangents:
    return seed, negated(build, seed)


def _mul(build: ProgramBuilder, args: tuple[int, ...], value: int, seed: int) -> Cotangents:
    left, right = args
    return product(build, seed, right), product(build, seed, left)


def _div(build: ProgramBuilder, args: tuple[int, ...], value: int, seed: int) -> Cotangents:
    by_numerator = quotient(build, seed, args[1])
    return by_numerator, negated(build, product(build, by_numerator, value))


def _neg(build: ProgramBuilder, args: tuple[int, ...], value: int, seed: int) -> Cotangents:
    return (negated(build, seed),)


def _sqrt(build: ProgramBuilder, args: tuple[int, ...], value: int, seed: int) -> Cotangents:
    return (quotient(build, product(build, build.number(0.5), seed), value),)


def _rsqrt(build: ProgramBuilder, args: tuple[int, ...], value: int, seed: int) -> Cotangents:
    cube = product(build, value, product(build, value, value))
    return (product(build, seed, product(build, build.number(-0.5), cube)),)


def _exp(build: ProgramBuilder, args: tuple[int, ...], value: int, seed: int) -> Cotangents:
    return (product(build, seed, value),)


def _same(build: ProgramBuilder, args: tuple[int, ...], value: int, seed: int) -> Cotangents:
    return (seed,)


def _log10(build: ProgramBuilder, args: tuple[int, ...], value: int, seed: int) -> Cotangents:
    return (quotient(build, seed, product(build, build.number(_LOG_OF_TEN), args[0])),)


def _abs(build: ProgramBuilder, args: tuple[int, ...], value: int, seed: int) -> Cotangents:
    return (product(build, seed, build.add(call(torch.sgn), args[0])),)


def _where(build: ProgramBuilder, args: tuple[int, ...], value: int, seed: int) -> Cotangents:
    zero = build.number(0)
    return None, build.add(WHERE, args[0], seed, zero), build.add(WHERE, args[0], zero, seed)


def _extremum(worse: Operation) -> Slope:
    """Differentiate the larger or smaller of two numbers, which share the slope where they are equal.

    Beside a nan both have the slope 1, as torch has it.
    """

    def slope(build: ProgramBuilder, args: tuple[int, ...], value: int, seed: int) -> Cotangents:
        left, right = args
        half = product(build, build.number(0.5), seed)
        zero = build.number(0)
        is_tie = build.add(EQ, left, right)
        sides = (build.add(worse, left, right), build.add(worse, right, left))
        shared = build.add(WHERE, is_tie, half, seed)
        return tuple(build.add(WHERE, is_left_out, zero, shared) for is_left_out in sides)

    return slope


def _remainder(build: ProgramBuilder, args: tuple[int, ...], value: int, seed: int) -> Cotangents:
    # How often the divisor was taken; the quotient of the arguments, which is rounded, may lead to another
    # whole number, as at 1/0.1.
    quotient_left = build.add(DIV, build.add(SUB, args[0], value), args[1])
    below = build.add(_FLOOR, quotient_left)
    # What is added is less than 1, so that even quotients without a place for halves stay.
    rest = build.add(ADD, build.add(SUB, quotient_left, below), build.number(0.5))
    whole = build.add(ADD, below, build.add(_FLOOR, rest))
    return seed, negated(build, product(build, seed, whole))


def _arctangent(build: ProgramBuilder, args: tuple[int, ...], value: int, seed: int) -> Cotangents:
    """Differentiate the angle of a point; at the origin, which has none, the slopes are 0."""
    y, x = args
    zero = build.number(0)
    square = build.add(ADD, build.add(MUL, x, x), build.add(MUL, y, y))
    inverse = build.add(DIV, build.number(1), square)
    scale = product(build, seed, build.add(WHERE, build.add(EQ, square, zero), zero, inverse))
    return product(build, scale, x), negated(build, product(build, scale, y))


SLOPES: Final[Mapping[Operation, Slope]] = {
    ADD: _add,
    SUB: _sub,
    MUL: _mul,
    DIV: _div,
    NEG: _neg,
    SQRT: _sqrt,
    call(torch.sqrt): _sqrt,
    RSQRT: _rsqrt,
    WHERE: _where,
    INTEGER_POW: integer_power,
    POW: power,
    _POWER: variable_power,
    call(torch.real): _same,
    call(torch.conj): _same,
    call(torch.exp): _exp,
    call(torch.log10): _log10,
    call(torch.abs): _abs,
    call(torch.atan2): _arctangent,
    call(torch.remainder): _remainder,
    call(kernels.rem): _remainder,
    call(torch.maximum): _extremum(LT),
    call(torch.minimum): _extremum(GT),
}

# With more than two arguments torch differentiates the kernel.
_OF_TWO: Final[Mapping[Operation, Slope]] = {
    call(kernels.maximum): _extremum(LT),
    call(kernels.minimum): _extremum(GT),
}


def cotangents(build: ProgramBuilder, node: Node, args: tuple[int, ...], value: int, seed: int) -> Cotangents:
    """Return for each argument of a node its share of the cotangent ``seed``.

    Parameters
    ----------
    build : ProgramBuilder
        Receives the new nodes.
    node : Node
        The operation, with arguments of the program that is differentiated.
    args, value : int
        Its arguments and its value in ``build``.
    seed : int
        The cotangent of the value.
    """
    operation = node.operation
    slope = SLOPES.get(operation) or (_OF_TWO.get(operation) if len(args) == len("ab") else None)
    if slope is not None:
        return slope(build, args, value, seed)
    if operation in CONSTANT or operation.strength == COMPARISON:
        return (None,) * len(args)
    partials = KERNEL_PARTIALS.get(operation)
    if partials is not None:
        return shares(build, partials, args, value, seed)
    formulas = formula_slopes(operation, len(args))
    return tuple(
        None
        if build.is_number(argument)
        else times_slope(
            build,
            seed,
            build.add(kernel_slope(operation, place), *args)
            if formula is None
            else formula.spliced(build, args),
        )
        for place, (argument, formula) in enumerate(zip(args, formulas, strict=True))
    )


def undifferentiable(node: Node) -> bool:
    """Tell whether a node is none of a number for each point, so that no record here applies."""
    operation = node.operation
    if operation in (INPUT, NUMBER):
        return bool(node.shape)
    return bool(
        operation.supplied
        or operation.takes_numbers
        or operation.rank
        or operation.of_shapes
        or operation.complex_valued
        or operation.like
        or (operation.leading and operation not in SLOPES)
    )
