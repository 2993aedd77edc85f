"""What each operation of a program gives to the cotangents of its arguments: one record an operation.

Arithmetic has records here, own kernels in :mod:`.kernel_partials`. The partial derivatives of functions of
the op table are SymPy's ``fdiff``, lowered and made stable like every formula. Where a function has none of
these, torch differentiates its kernel entry by entry (:mod:`.kernel_slope`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import torch

from ...ops import kernels, powers
from ..builder import ProgramBuilder
from ..node import Node
from ..operation import (
    ADD,
    AND,
    COMPARISON,
    DIV,
    EQ,
    GE,
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

__all__ = ["CONSTANT", "DETACH", "SLOPES", "Cotangents", "cotangents", "undifferentiable"]

# For each argument the node of its share of the cotangent; None where the operation has no slope.
Cotangents = tuple[int | None, ...]
Slope = Callable[[ProgramBuilder, tuple[int, ...], int, int], Cotangents]

_POWER = call(powers.power)
_LOG = call(torch.log)
_FLOOR = call(torch.floor)

# The number itself, to which no cotangent goes: what ``Tensor.detach`` is to autograd.
DETACH = Operation("torch.detach", torch.detach)
# Operations whose value does not change where it is differentiable.
CONSTANT: Final = (
    frozenset(map(call, (torch.floor, torch.ceil, torch.sgn, torch.isnan, torch.isinf, torch.isfinite)))
    | LOGICAL
    | {INPUT, NUMBER, DETACH, call(kernels.step)}
)


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


def _abs(build: ProgramBuilder, args: tuple[int, ...], value: int, seed: int) -> Cotangents:
    return (product(build, seed, build.add(call(torch.sgn), args[0])),)


def _where(build: ProgramBuilder, args: tuple[int, ...], value: int, seed: int) -> Cotangents:
    zero = build.number(0)
    return None, build.add(WHERE, args[0], seed, zero), build.add(WHERE, args[0], zero, seed)


def _integer_power(build: ProgramBuilder, args: tuple[int, ...], value: int, seed: int) -> Cotangents:
    base, exponent = args
    n = build.nodes[exponent].value
    assert isinstance(n, int)
    lowered = base if n == 2 else build.add(INTEGER_POW, base, build.number(n - 1))
    return product(build, seed, product(build, exponent, lowered)), None


def _power(build: ProgramBuilder, args: tuple[int, ...], value: int, seed: int) -> Cotangents:
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


def _variable_power(build: ProgramBuilder, args: tuple[int, ...], value: int, seed: int) -> Cotangents:
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
    # The floor of the rounded quotient may be one too large, as at 1/0.1.
    quotient_left = build.add(DIV, build.add(SUB, args[0], value), args[1])
    whole = build.add(_FLOOR, build.add(ADD, quotient_left, build.number(0.5)))
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
    INTEGER_POW: _integer_power,
    POW: _power,
    _POWER: _variable_power,
    call(torch.exp): _exp,
    call(torch.abs): _abs,
    call(torch.atan2): _arctangent,
    call(torch.remainder): _remainder,
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
