"""Quotients and products of exponentials: the logistic function, softmax, tanh, Bose and Planck factors."""

from __future__ import annotations

import torch

from ...ops import exponential_sums, stable_kernels
from ..operation import ADD, DIV, INTEGER_POW, MUL, NEG, NUMBER, POW, SUB, Operation, call
from .rewrite import Rewrite, StableBuilder

__all__ = ["REWRITES", "exponential_terms", "weighted_exponential"]

_EXP, _EXPM1, _LOG = call(torch.exp), call(stable_kernels.expm1), call(torch.log)
_SINH, _ERFC = call(torch.sinh), call(torch.erfc)
_SIGMOID, _TANH = call(stable_kernels.sigmoid), call(stable_kernels.tanh)
_SECH_SQUARED = call(stable_kernels.sech_squared)
_BOSE, _SCALED_ERFC = call(stable_kernels.bose), call(stable_kernels.scaled_erfc)
_EXP_POWER = call(stable_kernels.exp_power)
_QUOTIENT = call(exponential_sums.quotient_sum_exp)
_WEIGHTED_QUOTIENT = call(exponential_sums.quotient_weighted_sum_exp)
# What a sum of exponentials can begin with: of most sums no term is looked at.
_FIRST = frozenset({ADD, SUB, NEG, MUL, DIV, NUMBER, _EXP})


def weighted_exponential(build: StableBuilder, index: int) -> tuple[int | None, int] | None:
    """Split a product into a weight (None for 1) and the exponent of its one exponential."""
    operation, args = build.operation(index), build.args(index)
    if operation is _EXP:
        return None, args[0]
    if operation is MUL:
        return _exponential_factor(build, build.factors(index))
    if operation is not DIV or (inner := weighted_exponential(build, args[0])) is None:
        return None
    weight, exponent = inner
    weight = build.number(1) if weight is None else weight
    above, below = build.value(weight), build.value(args[1])
    if above is None or not below:
        return build.add(DIV, weight, args[1]), exponent
    return build.number(above / below), exponent


def _exponential_factor(build: StableBuilder, factors: list[int]) -> tuple[int | None, int] | None:
    """Split the last exponential from the other factors."""
    places = [place for place, factor in enumerate(factors) if build.operation(factor) is _EXP]
    if not places:
        # A literal stands before the product of the others.
        literal = build.value(factors[0])
        if literal is None or len(factors) != 2 or (inner := weighted_exponential(build, factors[1])) is None:
            return None
        weight, exponent = inner
        return factors[0] if weight is None else build.scaled(literal, weight), exponent
    others = [factor for place, factor in enumerate(factors) if place != places[-1]]
    weight = others[0]
    for other in others[1:]:
        weight = build.add(MUL, weight, other)
    return weight, build.args(factors[places[-1]])[0]


def exponential_terms(build: StableBuilder, index: int) -> list[tuple[int | None, int]] | None:
    """Split a sum into weights and exponents; literals have the exponent 0, at least one term a real one."""
    operation, args, _, _ = build.nodes[index]
    if operation not in (ADD, SUB) or build.operation(args[0]) not in _FIRST:
        return None
    terms = build.terms(index)
    if terms is None:
        return None
    pairs: list[tuple[int | None, int]] = []
    count = 0
    for sign, term in terms:
        if (value := build.value(term)) is not None:
            weight: int | None = None if sign * value == 1 else build.number(sign * value)
            pairs.append((weight, build.number(0)))
            continue
        split = weighted_exponential(build, term)
        if split is None:
            return None
        count += 1
        weight, exponent = split
        if sign < 0:
            weight = build.number(-1) if weight is None else build.negated(weight)
        pairs.append((weight, exponent))
    return pairs if count else None


def flat(build: StableBuilder, pairs: list[tuple[int | None, int]]) -> tuple[bool, list[int]]:
    """Return whether there are weights, and the arguments of the kernel."""
    if all(weight is None for weight, _ in pairs):
        return False, [exponent for _, exponent in pairs]
    arguments = []
    for weight, exponent in pairs:
        arguments += [build.number(1) if weight is None else weight, exponent]
    return True, arguments


def _quotient(build: StableBuilder, root: Operation, args: tuple[int, ...]) -> int | None:
    above, below = args
    hyperbolic = _hyperbolic(build, above, below)
    if hyperbolic is not None:
        return hyperbolic
    is_power = build.operation(below) is INTEGER_POW
    base, count = (build.args(below)[0], build.value(build.args(below)[1])) if is_power else (below, 1)
    if isinstance(count, int) and (logistic := _logistic_power(build, above, base, count)) is not None:
        return logistic
    negative = build.operation(below) is NEG
    core = build.args(below)[0] if negative else below
    if build.operation(core) is _EXPM1:
        result = _times(build, above, build.add(_BOSE, build.args(core)[0]))
        return build.add(NEG, result) if negative else result
    pairs = exponential_terms(build, below)
    if pairs is None or not all(_is_positive(build, weight) for weight, _ in pairs):
        return None
    split = weighted_exponential(build, above)
    weight, exponent = split if split is not None else (above, build.number(0))
    weighted, arguments = flat(build, pairs)
    quotient = build.add(_WEIGHTED_QUOTIENT if weighted else _QUOTIENT, exponent, *arguments)
    return quotient if weight is None else _times(build, weight, quotient)


def _is_positive(build: StableBuilder, weight: int | None) -> bool:
    """Whether a weight keeps its term from cancelling others, as far as can be seen."""
    if weight is None:
        return True
    value = build.value(weight)
    return value is None and build.operation(weight) is not NEG if value is None else value > 0


def _times(build: StableBuilder, factor: int, index: int) -> int:
    value = build.value(factor)
    return build.add(MUL, factor, index) if value is None else build.scaled(value, index)


def _power(build: StableBuilder, root: Operation, args: tuple[int, ...]) -> int | None:
    """Rewrite a negative power of 1 + exp(u)."""
    exponent = build.value(args[1])
    if not isinstance(exponent, int) or exponent >= 0:
        return None
    return _logistic_power(build, build.number(1), args[0], -exponent)


def _logistic_power(build: StableBuilder, above: int, base: int, count: int) -> int | None:
    """Write ``w*exp(u)/(1 + exp(u))**k`` and ``w*(exp(u) - 1)/(1 + exp(u))**k`` by factors in range."""
    pairs = exponential_terms(build, base)
    if pairs is None or len(pairs) != 2 or any(weight is not None for weight, _ in pairs):
        return None
    others = [a for _, a in pairs if a != build.number(0)]
    if len(others) != 1:
        return None
    literal, core = build.factored(above)
    factors: list[int] = []
    rest: list[int] = []
    for factor in build.factors(core):
        inner = build.factored(factor)
        is_ours = build.operation(inner[1]) in (_EXP, _EXPM1) and build.args(inner[1]) == (others[0],)
        literal *= inner[0] if is_ours else 1
        (factors if is_ours else rest).append(inner[1] if is_ours else factor)
    powers = sum(build.operation(factor) is _EXP for factor in factors)
    if len(factors) > count or (powers < len(factors) and powers > 1):
        return None
    parts = [factor for factor in rest if build.value(factor) != 1]
    literal *= next((build.value(factor) for factor in rest if build.value(factor) not in (None, 1)), 1)
    parts = [factor for factor in parts if build.value(factor) is None]
    if count == 2 and powers == len(factors) == 1:
        literal *= 0.25
        parts.append(build.add(_SECH_SQUARED, build.scaled(0.5, others[0])))
    else:
        for factor in factors:
            is_power = build.operation(factor) is _EXP
            parts.append(
                build.add(_SIGMOID, others[0]) if is_power else build.add(_TANH, build.scaled(0.5, others[0]))
            )
        small = build.add(_SIGMOID, build.negated(others[0]))
        left = count - len(factors)
        if left:
            parts.append(small if left == 1 else build.add(INTEGER_POW, small, build.number(left)))
    result = parts[0]
    for part in parts[1:]:
        result = build.add(MUL, result, part)
    return build.scaled(literal, result)


def _hyperbolic(build: StableBuilder, above: int, below: int) -> int | None:
    """Write ``(exp(2*x) - 1)/(exp(2*x) + 1)`` and ``(exp(x) - exp(-x))/(exp(x) + exp(-x))`` as tanh(x)."""
    if build.operation(below) is not ADD:
        return None
    pairs = exponential_terms(build, below)
    if pairs is None or len(pairs) != 2 or any(weight is not None for weight, _ in pairs):
        return None
    exponents = [a for _, a in pairs]
    factor, core = build.factored(above)
    argument = build.args(core)[0] if build.args(core) else -1
    if build.operation(core) is _EXPM1 and {argument, build.number(0)} == set(exponents):
        return build.scaled(factor, build.add(_TANH, build.scaled(0.5, argument)))
    if build.operation(core) is _SINH and {argument, build.negated(argument)} == set(exponents):
        return build.scaled(factor / 2, build.add(_TANH, argument))
    return None


def _scaled_erfc(build: StableBuilder, root: Operation, args: tuple[int, ...]) -> int | None:
    for first, second in (args, args[::-1]):
        if build.operation(first) is not _EXP or build.operation(second) is not _ERFC:
            continue
        (exponent,), (argument,) = build.args(first), build.args(second)
        if exponent == build.add(INTEGER_POW, argument, build.number(2)):
            return build.add(_SCALED_ERFC, argument)
    return None


def _exp_power(build: StableBuilder, root: Operation, args: tuple[int, ...]) -> int | None:
    if build.operation(args[0]) is not MUL:
        return None
    factors = build.args(args[0])
    for exponent, other in (factors, factors[::-1]):
        if build.operation(other) is _LOG and build.value(exponent) is None:
            return build.add(_EXP_POWER, exponent, build.args(other)[0])
    return None


REWRITES = (
    Rewrite("1/(1 + exp(-x))", "sigmoid(x)", "large -x, tails of the gradient", (DIV,), _quotient),
    Rewrite("exp(x)/(1 + exp(x))", "sigmoid(x)", "large x", (), _quotient),
    Rewrite("exp(x)/(1 + exp(x))**2", "sech(x/2)**2/4", "large abs(x)", (), _quotient),
    Rewrite("(1 + exp(x))**(-3)", "sigmoid(-x)**3", "large x", (POW,), _power),
    Rewrite("exp(x)/(exp(x) + exp(y) + exp(z))", "the largest exponential divided out", "large exponents", (), _quotient),
    Rewrite("1/(exp(x) - 1)", "exp(-x)/(1 - exp(-x)) for x > 0", "large x", (), _quotient),
    Rewrite("(exp(x) - exp(-x))/(exp(x) + exp(-x))", "tanh(x)", "x near 0, large x", (), _quotient),
    Rewrite("(exp(2*x) - 1)/(exp(2*x) + 1)", "tanh(x)", "x near 0, large x", (), _quotient),
    Rewrite("exp(x**2)*erfc(x)", "erfcx(x)", "large x", (MUL,), _scaled_erfc, frozenset({_EXP})),
    Rewrite("exp(y*log(x))", "x**y for x > 0", "large exponents", (_EXP,), _exp_power),
)  # fmt: skip
