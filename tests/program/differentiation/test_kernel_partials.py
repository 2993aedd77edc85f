"""The records of partial derivatives: exact to the last digits, in both modes and three orders."""

from __future__ import annotations

import itertools
import math

import mpmath
import pytest
import torch

from sympy_torch_bridge.fused.fused_program import FusedProgram
from sympy_torch_bridge.ops import stable_kernels as kernels
from sympy_torch_bridge.ops.weighted_exponentials import log_quotient_weighted_exp, log_weighted_exp
from sympy_torch_bridge.program import Layout
from sympy_torch_bridge.program.builder import ProgramBuilder
from sympy_torch_bridge.program.differentiation import KERNEL_PARTIALS
from sympy_torch_bridge.program.operation import INPUT, call

F64 = torch.float64
INF, NAN = float("inf"), float("nan")

SIGNED = (1e-9, 0.1, 0.7, 1.3, 3.0, 20.0, 300.0)
BOTH = (*SIGNED, *(-x for x in SIGNED))
PAIRS = tuple(itertools.product((1e-300, 0.4, 1.0, 1e250, -3.0), repeat=2))
SAME_SIGN = tuple(pair for pair in PAIRS if (pair[0] < 0) == (pair[1] < 0))


def _points(*numbers):
    return tuple((x,) for x in numbers)


# The function of mpmath, and where its derivatives are compared.
REFERENCES = {
    kernels.acos1m: (lambda x: mpmath.acos(1 - x), _points(1e-100, 1e-9, 0.3, 1.5, 1.999)),
    kernels.bose: (lambda x: 1 / mpmath.expm1(x), _points(*BOTH)),
    kernels.bose_slope: (lambda x: -1 / (4 * mpmath.sinh(x / 2) ** 2), _points(*BOTH)),
    kernels.difference_of_squares: (
        lambda a, b: a**2 - b**2, ((1.0, 3.0), (2.0, 2.0), (1e100, 1.0), (-3.0, 3.0), (0.0, 1e-200)),
    ),
    kernels.exp_power: (lambda e, b: b**e, ((0.3, 2.0), (-4.5, 0.1), (2.5, 1e-30), (200.0, 1.01))),
    kernels.expm1: (mpmath.expm1, _points(*BOTH)),
    kernels.hypot: (
        lambda *v: mpmath.sqrt(sum(x * x for x in v)),
        ((3.0, 4.0), (-1e100, 1e100), (1e-90, 2e-90), (1.0, 0.3), (1.0, -2.0, 3.0)),
    ),
    kernels.log1mexp: (lambda x: mpmath.log(-mpmath.expm1(x)), _points(*(-x for x in SIGNED))),
    kernels.log_cos: (lambda x: mpmath.log(mpmath.cos(x)), _points(1e-9, -0.4, 1.2, 1.57, 6.0)),
    kernels.log_cosh: (lambda x: mpmath.log(mpmath.cosh(x)), _points(*BOTH)),
    kernels.log_even_power: (
        lambda b, e: e * mpmath.log(abs(b)), ((3.0, 2.0), (-1e-200, 4.0), (1e200, -6.0)),
    ),
    kernels.log_expm1: (lambda x: mpmath.log(mpmath.expm1(x)), _points(*SIGNED)),
    kernels.log_product: (
        lambda *f: mpmath.log(mpmath.fprod(f)),
        (*SAME_SIGN[::3], (2.0, -3.0, -1e-300), (1e200, 1e200, 1e-300)),
    ),
    kernels.log_quotient: (lambda a, b: mpmath.log(a / b), SAME_SIGN),
    log_quotient_weighted_exp: (
        lambda b, w, a: mpmath.log(w * mpmath.exp(a) / b),
        ((2.0, 0.4, 3.0), (1e-300, 1e250, 900.0), (-3.0, -0.7, -800.0)),
    ),
    log_weighted_exp: (
        lambda w, a: mpmath.log(w * mpmath.exp(a)), ((0.4, 3.0), (1e250, 900.0), (1e-250, -800.0)),
    ),
    kernels.log_sin: (lambda x: mpmath.log(mpmath.sin(x)), _points(1e-9, 0.4, 1.57, 2.0, 3.14)),
    kernels.log_sinh: (lambda x: mpmath.log(mpmath.sinh(x)), _points(*SIGNED)),
    kernels.sech_squared: (lambda x: mpmath.sech(x) ** 2, _points(*BOTH)),
    kernels.sigmoid: (lambda x: 1 / (1 + mpmath.exp(-x)), _points(*BOTH)),
    kernels.sigmoid_slope: (lambda x: mpmath.sech(x / 2) ** 2 / 4, _points(*BOTH)),
    kernels.softplus: (lambda x: mpmath.log1p(mpmath.exp(x)), _points(*BOTH)),
    kernels.tanh: (mpmath.tanh, _points(*BOTH)),
    kernels.tanh_slope: (lambda x: mpmath.sech(x) ** 2, _points(*BOTH)),
    kernels.x_minus_sin: (lambda x: x - mpmath.sin(x), _points(1e-100, 1e-9, -0.3, 2.0, 40.0)),
}  # fmt: skip


def fused(kernel, arity, dtype=F64):
    build = ProgramBuilder()
    inputs = tuple(build.add(INPUT, value=k) for k in range(arity))
    return FusedProgram(build.build(inputs, Layout("node", node=build.add(call(kernel), *inputs))), dtype)


def test_each_record_has_a_reference():
    assert {call(kernel) for kernel in REFERENCES} == set(KERNEL_PARTIALS)


def exact(function, point, orders):
    sizes = [abs(x) for x in point if x]
    step = min(sizes) * mpmath.mpf(10) ** -40
    with mpmath.workdps(200 + int(math.log10(max(sizes)) - math.log10(min(sizes)))):
        return mpmath.diff(function, tuple(map(mpmath.mpf, point)), orders, h=step)


@pytest.mark.parametrize("kernel", REFERENCES, ids=lambda kernel: kernel.__name__)
def test_partials(kernel):
    function, points = REFERENCES[kernel]
    for arity in {len(point) for point in points}:
        here = [point for point in points if len(point) == arity]
        given = [torch.tensor(column, dtype=F64) for column in zip(*here, strict=True)]
        for order in (1, 2, 3):
            for places in itertools.combinations_with_replacement(range(arity), order):
                found = slope(fused(kernel, arity), places, given)
                orders = tuple(places.count(k) for k in range(arity))
                for k, point in enumerate(here):
                    check(found[k].item(), exact(function, point, orders), (point, orders))


def slope(program, places, given):
    """Return a derivative of any order: seeds of 1, in turns reverse and forward mode."""
    output = 0
    for turn, place in enumerate(places):
        if turn % 2:
            program = program.pushforward((place,))
        else:
            program, output = program.pullback((output,)), place
    return program.evaluate([*given, *[torch.ones_like(given[0])] * len(places)])[output]


def check(found, expected, where):
    if abs(expected) > 1.7e308:
        assert found == (INF if expected > 0 else -INF), where
    elif abs(expected) < 1e-300:
        assert abs(found) <= 1.1e-300, (where, found, expected)
    else:
        assert abs(found - expected) <= 2e-14 * abs(expected), (where, found, float(expected))


def special(kernel, *arguments):
    """Return the value and the partials at one point."""
    given = [torch.tensor(a, dtype=F64) for a in arguments]
    program = fused(kernel, len(given)).with_gradient
    return [found.item() for found in program.evaluate(given)]


@pytest.mark.parametrize(
    ("kernel", "arguments", "expected"),
    [
        # Equal numbers: the slopes of both sides, not 0 as of an absolute value.
        (kernels.log_quotient, (3.0, 3.0), (0.0, 1 / 3, -1 / 3)),
        (kernels.log_quotient, (-3.0, -3.0), (-0.0, -1 / 3, 1 / 3)),
        (kernels.log_quotient, (0.0, 2.0), (-INF, INF, -0.5)),
        (kernels.log_quotient, (-0.0, 2.0), (-INF, -INF, -0.5)),
        (kernels.log_quotient, (0.0, -2.0), (-INF, INF, 0.5)),
        (kernels.log_quotient, (2.0, 0.0), (INF, 0.5, -INF)),
        (kernels.log_quotient, (2.0, -0.0), (NAN, 0.5, INF)),
        # Autograd has nan for the slope by b, from 0 times the infinite quotient; the limit is -1/b.
        (kernels.log_quotient, (INF, 2.0), (INF, 0.0, -0.5)),
        (kernels.log_quotient, (2.0, INF), (-INF, 0.5, -0.0)),
        (kernels.log_quotient, (1e-300, 1e300), (math.log(1e-300) - math.log(1e300), 1e300, -1e-300)),
        # Outside of the domain the value is nan; the slopes are those of the formula, as autograd has them.
        (kernels.log_quotient, (-2.0, 4.0), (NAN, -0.5, -0.25)),
        (kernels.log_quotient, (NAN, 4.0), (NAN, NAN, -0.25)),
        (kernels.log_product, (0.0, 2.0), (-INF, INF, 0.5)),
        # Autograd has nan for the slope by b; it is 1/b at every a.
        (kernels.log_product, (INF, 2.0), (INF, 0.0, 0.5)),
        (kernels.log_product, (1e200, 1e200), (2 * math.log(1e200), 1e-200, 1e-200)),
        (kernels.hypot, (0.0, 0.0), (0.0, 0.0, 0.0)),
        (kernels.hypot, (0.0, 2.0), (2.0, 0.0, 1.0)),
        (kernels.softplus, (INF,), (INF, 1.0)),
        (kernels.softplus, (-INF,), (0.0, 0.0)),
        (kernels.sigmoid, (INF,), (1.0, 0.0)),
        (kernels.sigmoid, (-INF,), (0.0, 0.0)),
        (kernels.sigmoid, (0.0,), (0.5, 0.25)),
        (kernels.tanh, (INF,), (1.0, 0.0)),
        (kernels.tanh, (-0.0,), (-0.0, 1.0)),
        (kernels.expm1, (-INF,), (-1.0, 0.0)),
        (kernels.expm1, (INF,), (INF, INF)),
        (kernels.bose, (0.0,), (INF, -INF)),
        (kernels.bose, (-0.0,), (INF, -INF)),
        (kernels.bose, (INF,), (0.0, -0.0)),
        (kernels.bose, (-INF,), (-1.0, -0.0)),
        (kernels.log1mexp, (0.0,), (-INF, -INF)),
        (kernels.log1mexp, (-INF,), (-0.0, -0.0)),
        (kernels.log_expm1, (0.0,), (-INF, INF)),
        (kernels.log_expm1, (INF,), (INF, 1.0)),
        (kernels.log_cosh, (0.0,), (0.0, 0.0)),
        (kernels.log_cosh, (-INF,), (INF, -1.0)),
        (kernels.log_sinh, (0.0,), (-INF, INF)),
        (kernels.log_sinh, (INF,), (INF, 1.0)),
        (kernels.log_sin, (0.0,), (-INF, INF)),
        (kernels.sech_squared, (INF,), (0.0, -0.0)),
        (kernels.acos1m, (0.0,), (0.0, INF)),
        (kernels.x_minus_sin, (0.0,), (0.0, 0.0)),
        (kernels.log_even_power, (0.0, 2.0), (-INF, INF, -INF)),
    ],
    ids=lambda given: getattr(given, "__name__", str(given)),
)
def test_special_points(kernel, arguments, expected):
    for found, number in zip(special(kernel, *arguments), expected, strict=True):
        assert math.copysign(1, found) == math.copysign(1, number) or found != found
        same(found, number, (kernel.__name__, arguments))


@pytest.mark.parametrize("kernel", REFERENCES, ids=lambda kernel: kernel.__name__)
@pytest.mark.parametrize("argument", [0.0, -0.0, INF, -INF, NAN, -1.0, 7.0], ids=str)
def test_slopes_are_those_of_autograd(kernel, argument):
    """Where the value is a number and autograd has a slope."""
    for arity in {len(point) for point in REFERENCES[kernel][1]}:
        for place in range(arity):
            given = [torch.tensor(2.0, dtype=F64) for _ in range(arity)]
            given[place] = torch.tensor(argument, dtype=F64)
            leaves = [g.requires_grad_() for g in given]
            value = kernel(*leaves)
            slopes = torch.autograd.grad(value, leaves)
            found = special(kernel, *(g.item() for g in given))
            same(found[0], value.item(), kernel.__name__)
            for ours, theirs in zip(found[1:], slopes, strict=True):
                is_pole = math.isinf(ours) and theirs.isinf()  # of either sign at a zero, which has two sides
                if not (value.isnan() or theirs.isnan() or is_pole):
                    same(ours, theirs.item(), (kernel.__name__, given))


def same(found, expected, where):
    is_nan = math.isnan(found) and math.isnan(expected)
    assert is_nan or math.isclose(found, expected, rel_tol=1e-14, abs_tol=0), (where, found, expected)
