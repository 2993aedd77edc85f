"""Logarithms: of 1 + u, of sums of exponentials, of products, powers, roots and single functions."""

from __future__ import annotations

import math

import torch

from ...ops import exponential_sums, stable_kernels, weighted_exponentials
from ..operation import ADD, DIV, INTEGER_POW, MUL, NEG, POW, RSQRT, SQRT, SUB, Operation, call
from .exponentials import exponential_terms, flat, weighted_exponential
from .rewrite import Rewrite, StableBuilder
from .roots import squares_of

__all__ = ["REWRITES"]

_LOG, _LOG1P, _EXP, _EXPM1 = (call(f) for f in (torch.log, torch.log1p, torch.exp, stable_kernels.expm1))
_ASINH, _ATANH, _ERFC = call(torch.asinh), call(torch.atanh), call(torch.erfc)
_SOFTPLUS, _SIGMOID = call(stable_kernels.softplus), call(stable_kernels.sigmoid)
_LOG1MEXP, _HYPOT = call(stable_kernels.log1mexp), call(stable_kernels.hypot)
_LOG_POWER, _LOG_PRODUCT = call(stable_kernels.log_power), call(stable_kernels.log_product)
_LOG_EVEN_POWER = call(stable_kernels.log_even_power)
_LOG_QUOTIENT, _LOG_SUM_SQUARES = call(stable_kernels.log_quotient), call(stable_kernels.log_sum_squares)
_SQRT_DIFFERENCE = call(stable_kernels.sqrt_difference)
_LOG_WEIGHTED_EXP = call(weighted_exponentials.log_weighted_exp)
_LOG_QUOTIENT_WEIGHTED_EXP = call(weighted_exponentials.log_quotient_weighted_exp)
_LOG_HALF_ERFC = call(stable_kernels.log_half_erfc)
_POWER_OF_ONE_PLUS = call(stable_kernels.power_of_one_plus)

# Functions of one argument whose logarithm has a kernel.
_OF_FUNCTION = {
    _EXP: call(stable_kernels.log_exp),
    _EXPM1: call(stable_kernels.log_expm1),
    call(torch.cos): call(stable_kernels.log_cos),
    call(torch.sin): call(stable_kernels.log_sin),
    call(torch.cosh): call(stable_kernels.log_cosh),
    call(torch.sinh): call(stable_kernels.log_sinh),
    _ERFC: call(stable_kernels.log_erfc),
}
# Those that leave the range of numbers long before their logarithms do.
_FAR_OUT = (_EXPM1, call(torch.cosh), call(torch.sinh), _ERFC)


def _of_function(build: StableBuilder, root: Operation, args: tuple[int, ...]) -> int | None:
    operation, inner = build.operation(args[0]), build.args(args[0])
    if operation in _OF_FUNCTION:
        return build.add(_OF_FUNCTION[operation], *inner)
    if operation is NEG and build.operation(inner[0]) is _EXPM1:
        return build.add(_LOG1MEXP, *build.args(inner[0]))
    if operation is _SIGMOID:
        return build.add(NEG, build.add(_SOFTPLUS, build.negated(inner[0])))
    if operation is MUL and build.value(inner[0]) == 0.5 and build.operation(inner[1]) is _ERFC:
        return build.add(_LOG_HALF_ERFC, *build.args(inner[1]))
    return _of_multiple(build, operation, inner)


def _of_multiple(build: StableBuilder, operation: Operation, inner: tuple[int, ...]) -> int | None:
    """Split the logarithm of a function times, or over, a positive number."""
    if operation not in (MUL, DIV):
        return None
    number, function = (
        (build.value(inner[0]), inner[1]) if operation is MUL else (build.value(inner[1]), inner[0])
    )
    if number is None or isinstance(number, complex) or not 0 < number < math.inf:
        return None
    if build.operation(function) not in _FAR_OUT:
        return None
    both = build.make(_LOG, function), build.number(math.log(number))
    return build.add(ADD if operation is MUL else SUB, *both)


def _of_sum(build: StableBuilder, root: Operation, args: tuple[int, ...]) -> int | None:
    """Rewrite the logarithm of a sum: of exponentials, of squares, of 1 and something."""
    argument = args[0]
    pairs = exponential_terms(build, argument)
    if pairs is not None:
        return _of_exponentials(build, pairs)
    if (asinh := _asinh(build, argument)) is not None:
        return asinh
    if (rest := _beside_one(build, argument)) is not None:
        return build.make(_LOG1P, rest)
    squares = squares_of(build, argument) if build.operation(argument) is ADD else None
    return None if squares is None else build.add(_LOG_SUM_SQUARES, *squares)


def _of_exponentials(build: StableBuilder, pairs: list[tuple[int | None, int]]) -> int:
    zero = build.number(0)
    constant = next((pair for pair in pairs if pair == (None, zero)), None)
    if constant is not None:
        pairs = [pair for pair in pairs if pair is not constant]
        if len(pairs) == 1 and (short := _of_one_plus(build, *pairs[0])) is not None:
            return short
    weighted, arguments = flat(build, pairs)
    kinds = (
        (exponential_sums.log_sum_exp, exponential_sums.log_weighted_sum_exp)
        if constant is None
        else (exponential_sums.log1p_sum_exp, exponential_sums.log1p_weighted_sum_exp)
    )
    return build.add(call(kinds[weighted]), *arguments)


def _of_one_plus(build: StableBuilder, weight: int | None, exponent: int) -> int | None:
    """Return log(1 + w*exp(a)) for the weights 1 and -1."""
    if weight is None:
        return build.add(_SOFTPLUS, exponent)
    return build.add(_LOG1MEXP, exponent) if build.value(weight) == -1 else None


def _of_one_plus_exp(build: StableBuilder, root: Operation, args: tuple[int, ...]) -> int | None:
    """Rewrite log1p(exp(u)) and log1p(-exp(u))."""
    negative = build.operation(args[0]) is NEG
    core = build.args(args[0])[0] if negative else args[0]
    if build.operation(core) is not _EXP:
        return None
    return build.add(_LOG1MEXP if negative else _SOFTPLUS, *build.args(core))


def _beside_one(build: StableBuilder, index: int) -> int | None:
    """Return u for 1 + u."""
    operation, args = build.operation(index), build.args(index)
    if operation is ADD and build.value(args[1]) == 1:
        return args[0]
    if operation is ADD and build.value(args[0]) == 1:
        return args[1]
    if operation is SUB and build.value(args[0]) == 1:
        return build.negated(args[1])
    return None


def _asinh(build: StableBuilder, index: int) -> int | None:
    one = build.number(1)
    if build.operation(index) is _SQRT_DIFFERENCE:
        root, opposite, _ = build.args(index)
        is_asinh = build.operation(root) is _HYPOT and set(build.args(root)) == {build.negated(opposite), one}
        return build.add(_ASINH, build.negated(opposite)) if is_asinh else None
    if build.operation(index) is not ADD:
        return None
    for x, root in (build.args(index), build.args(index)[::-1]):
        if build.operation(root) is _HYPOT and set(build.args(root)) == {x, one}:
            return build.add(_ASINH, x)
    return None


def _of_product(build: StableBuilder, root: Operation, args: tuple[int, ...]) -> int | None:
    """Rewrite the logarithm of a root, a power, a quotient or a product."""
    operation, inner = build.operation(args[0]), build.args(args[0])
    if operation in (SQRT, RSQRT):
        return build.scaled(0.5 if operation is SQRT else -0.5, build.make(_LOG, inner[0]))
    if operation is _HYPOT:
        return build.scaled(0.5, build.add(_LOG_SUM_SQUARES, *inner))
    if operation in (INTEGER_POW, POW) and build.value(inner[0]) is None:
        exponent = build.value(inner[1])
        is_even = exponent is not None and exponent % 2 == 0
        return build.add(_LOG_EVEN_POWER if is_even else _LOG_POWER, *inner)
    if operation is _POWER_OF_ONE_PLUS:
        return build.add(_LOG_POWER, build.add(ADD, inner[0], build.number(1)), inner[1])
    if (scaled := _of_weighted_exponential(build, args[0])) is not None:
        return scaled
    if operation is DIV:
        return _of_quotient(build, *inner)
    if operation is not MUL or build.value(inner[0]) is not None:
        return None
    return build.add(_LOG_PRODUCT, *build.factors(args[0]))


def _of_weighted_exponential(build: StableBuilder, index: int) -> int | None:
    """Rewrite the logarithm of one exponential times, or over, something."""
    operation, inner = build.operation(index), build.args(index)
    is_divided = operation is DIV and build.value(inner[1]) is None
    split = weighted_exponential(build, inner[0] if is_divided or operation is NEG else index)
    if split is None:
        return None
    weight, exponent = split
    if is_divided:
        weight = build.number(1) if weight is None else weight
        return build.add(_LOG_QUOTIENT_WEIGHTED_EXP, inner[1], weight, exponent)
    if weight is None:
        return None
    weight = build.negated(weight) if operation is NEG else weight
    return build.add(_LOG_WEIGHTED_EXP, weight, exponent)


def _of_quotient(build: StableBuilder, above: int, below: int) -> int | None:
    if build.value(above) == 1:
        return build.negated(build.make(_LOG, below))
    if build.value(above) is not None or build.value(below) is not None:
        return None
    increment, decrement = _beside_one(build, above), _beside_one(build, below)
    if increment is not None and decrement is not None and build.negated(increment) == decrement:
        return build.scaled(2, build.add(_ATANH, increment))
    return build.add(_LOG_QUOTIENT, above, below)


REWRITES = (
    Rewrite("log(exp(x))", "x on the reals", "large abs(x)", (_LOG,), _of_function),
    Rewrite("log(1 + x)", "log1p(x)", "x near 0", (_LOG,), _of_sum),
    Rewrite("log(sqrt(x))", "log(x)/2", "x near 1", (_LOG,), _of_product),
    Rewrite("log(1 + exp(x))", "softplus(x)", "large abs(x)", (_LOG1P,), _of_one_plus_exp),
    Rewrite("log(1 - exp(x))", "log(-expm1(x)) near 0, log1p(-exp(x)) far out", "x near 0, large -x", (), _of_function),
    Rewrite("log(exp(x) - 1)", "x + log1p(-exp(-x)) for large x", "large x", (), _of_function),
    Rewrite("log(exp(x) + exp(y) + exp(z))", "the largest exponential divided out", "large exponents", (), _of_sum),
    Rewrite("log(x*exp(y) + 2*exp(z))", "the largest term divided out", "large exponents", (), _of_sum),
    Rewrite("log(1 + exp(x) + exp(y))", "log1p, the largest exponential divided out", "large abs(x)", (), _of_sum),
    Rewrite("log(1/(1 + exp(-x)))", "-softplus(-x)", "large abs(x)", (), _of_function),
    Rewrite("log(cosh(x))", "log1p(2*sinh(x/2)**2) near 0, by exp(-2*abs(x)) far out", "x near 0, large x", (), _of_function),
    Rewrite("log(2*cosh(x))", "log(cosh(x)) + log(2)", "large x", (), _of_function),
    Rewrite("log(sinh(x))", "by exp(-2*x) for large x", "large x", (), _of_function),
    Rewrite("log(cos(x))", "log1p(-2*sin(x/2)**2) near 0", "x near 0", (), _of_function),
    Rewrite("log(sin(x))", "log1p(-cos(x)**2)/2 near pi/2", "x near pi/2", (), _of_function),
    Rewrite("log(erfc(x))", "by erfcx(x) for x > 0.5", "large x, x near 0", (), _of_function),
    Rewrite("log(erfc(x)/2)", "the same with log1p for x < 0", "large abs(x)", (), _of_function),
    Rewrite("log(x**2 + y**2)", "the largest value divided out", "squares out of range", (), _of_sum),
    Rewrite("log(x + sqrt(1 + x**2))", "asinh(x)", "x near 0, x < 0", (), _of_sum),
    Rewrite("log((1 + x)/(1 - x))", "2*atanh(x)", "x near 0", (), _of_product),
    Rewrite("log(x**2)", "2*log(abs(x)) on the reals", "x near 1, squares out of range", (), _of_product),
    Rewrite("log(x**y)", "y*log(x) for x > 0", "x near 1, powers out of range", (), _of_product),
    Rewrite("log(x*y)", "log(abs(x)) + log(abs(y)) where the product is out of range", "products out of range", (), _of_product),
    Rewrite("log(x/y)", "log1p((x - y)/y) for x > y, -log1p((y - x)/x) for x < y", "x near y, quotients out of range", (), _of_product),
    Rewrite("log(x*exp(y))", "y + log(x) where the product is out of range", "large y", (), _of_product),
    Rewrite("log(3*exp(x))", "x + log(3) where the product is out of range", "large x", (), _of_product),
    Rewrite("log(exp(x)/y)", "x - log(y) where the quotient is out of range", "large x", (), _of_product),
    Rewrite("log(1/(1 + x))", "-log1p(x)", "x near 0", (), _of_product),
)  # fmt: skip
