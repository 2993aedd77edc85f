"""The partial derivatives of own kernels: one record a kernel, of operations that keep digits as it does.

A kernel of several branches is differentiated as the function that it is, instead of branch by branch. What
a record uses has a record too, or a formula, so that the derivatives of any order are of this kind. A kernel
of arguments that depend on each other, such as a difference beside its terms, can have no record: which of
them a slope goes to is the choice of the branch that is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import torch

from ...ops import stable_kernels as kernels
from ...ops.weighted_exponentials import log_quotient_weighted_exp, log_weighted_exp
from ..builder import ProgramBuilder
from ..operation import DIV, SQRT, Operation, call
from .arithmetic import product, quotient
from .term import Term, applied

__all__ = ["KERNEL_PARTIALS", "Partials", "shares", "times_slope"]

# From the value and the arguments to the derivative by each of these.
Partials = Callable[..., tuple[Term, ...]]

_abs, _cos, _exp, _log, _sin, _tan = map(
    applied, (torch.abs, torch.cos, torch.exp, torch.log, torch.sin, torch.tan)
)
_bose, _sigmoid, _tanh = map(applied, (kernels.bose, kernels.sigmoid, kernels.tanh))
_bose_slope, _sigmoid_slope, _tanh_slope = map(
    applied, (kernels.bose_slope, kernels.sigmoid_slope, kernels.tanh_slope)
)


def _sqrt(x: Term) -> Term:
    return Term(x.build, x.build.add(SQRT, x.node))


def _one(x: Term) -> Term:
    return Term(x.build, x.build.number(1))


KERNEL_PARTIALS: Final[Mapping[Operation, Partials]] = {
    call(kernel): partials
    for kernel, partials in (
        (kernels.acos1m, lambda y, x: (1 / _sqrt(x) / _sqrt(2 - x),)),
        (kernels.bose, lambda y, x: (_bose_slope(x),)),
        (kernels.bose_slope, lambda y, x: (-y * (2 * _bose(x) + 1),)),
        (kernels.difference_of_squares, lambda y, a, b: (2 * a, -2 * b)),
        (kernels.exp_power, lambda y, exponent, base: (y * _log(base), y * exponent / base)),
        (kernels.expm1, lambda y, x: (_exp(x),)),
        # At the origin, which has no slope, it is 0, and so are the higher ones.
        (
            kernels.hypot,
            lambda y, *values: tuple((value / y.one_where_zero()).zero_where_zero(y) for value in values),
        ),
        (kernels.log1mexp, lambda y, x: (-_bose(-x),)),
        (kernels.log_cos, lambda y, x: (-_tan(x),)),
        (kernels.log_cosh, lambda y, x: (_tanh(x),)),
        (kernels.log_even_power, lambda y, base, exponent: (exponent / base, _log(_abs(base)))),
        (kernels.log_expm1, lambda y, x: (_bose(x) + 1,)),
        (kernels.log_product, lambda y, *factors: tuple(1 / factor for factor in factors)),
        (kernels.log_quotient, lambda y, a, b: (1 / a, -1 / b)),
        (log_quotient_weighted_exp, lambda y, below, weight, _: (-1 / below, 1 / weight, _one(y))),
        (log_weighted_exp, lambda y, weight, _: (1 / weight, _one(y))),
        (kernels.log_sin, lambda y, x: (_cos(x) / _sin(x),)),
        (kernels.log_sinh, lambda y, x: (1 / _tanh(x),)),
        (kernels.sech_squared, lambda y, x: (-2 * y * _tanh(x),)),
        (kernels.sigmoid, lambda y, x: (_sigmoid_slope(x),)),
        (kernels.sigmoid_slope, lambda y, x: (-y * _tanh(0.5 * x),)),
        (kernels.softplus, lambda y, x: (_sigmoid(x),)),
        (kernels.tanh, lambda y, x: (_tanh_slope(x),)),
        (kernels.tanh_slope, lambda y, x: (-2 * y * _tanh(x),)),
        (kernels.x_minus_sin, lambda y, x: (2 * _sin(0.5 * x) * _sin(0.5 * x),)),
    )
}


def shares(
    build: ProgramBuilder, partials: Partials, args: tuple[int, ...], value: int, seed: int
) -> tuple[int | None, ...]:
    """Return for each argument of a kernel its share of a cotangent; None for a literal."""
    found = partials(Term(build, value), *(Term(build, argument) for argument in args))
    return tuple(
        None if build.is_number(argument) else times_slope(build, seed, partial.node)
        for argument, partial in zip(args, found, strict=True)
    )


def times_slope(build: ProgramBuilder, seed: int, partial: int) -> int:
    """Return the product with a slope; with a reciprocal, which may be out of range, it is one quotient."""
    node = build.nodes[partial]
    if node.operation is DIV and build.is_number(node.args[0]):
        return quotient(build, product(build, node.args[0], seed), node.args[1])
    return product(build, seed, partial)
