"""Torch kernels for formulas that lose digits, or leave the range of numbers, when computed as written.

Each is the same real function as the formula in its docstring, nan outside its domain included, and
a composition of torch operations. Where the formula as written is accurate it is computed as
written, so that no argument becomes worse. A branch that is not taken sees a harmless argument, so
that its gradient cannot turn the other one into nan. Complex tensors get the formula as written.
"""

from __future__ import annotations

import torch
from torch import Tensor

from . import kernels

__all__ = [
    "acos1m",
    "bose",
    "compound",
    "difference_of_squares",
    "exp_difference",
    "exp_power",
    "expm1",
    "hypot",
    "log1mexp",
    "log_cos",
    "log_cosh",
    "log_difference",
    "log_erfc",
    "log_even_power",
    "log_exp",
    "log_expm1",
    "log_half_erfc",
    "log_power",
    "log_product",
    "log_quotient",
    "log_sin",
    "log_sinh",
    "log_sum_squares",
    "power_of_one_plus",
    "scaled_erfc",
    "sech_squared",
    "sigmoid",
    "softplus",
    "sqrt_difference",
    "sqrt_square",
    "tanh",
    "x_minus_sin",
]

_LOG2 = 0.6931471805599453
_SQRT_PI = 1.7724538509055159
# Below 1, ten terms of a series in x**2/((2k)(2k+1)) reach 1/21! = 2e-20 relative.
_SERIES_TERMS = 10
# From 10 on, the terms of the asymptotic series of erfc fall to 1e-17 before they grow.
_ERFC_TERMS = 16
_ERFC_FAR = 10.0


def _any_complex(*values: Tensor) -> bool:
    return any(value.is_complex() for value in values)


def _fold(x: Tensor) -> tuple[Tensor, Tensor]:
    """Return whether ``x < 0``, and ``-abs(x)`` with a gradient of -1 or 1 also at 0."""
    negative = x < 0
    return negative, torch.where(negative, x, -x)


def expm1(x: Tensor) -> Tensor:
    """Return exp(x) - 1; torch's ``expm1`` takes its gradient, exp(x), from a value that is -1 far out."""
    if _any_complex(x):
        return torch.expm1(x)
    near = x > -1
    return torch.where(near, torch.expm1(torch.where(near, x, 0)), torch.exp(torch.where(near, 0, x)) - 1)


def sech_squared(x: Tensor) -> Tensor:
    """Return 1 - tanh(x)**2, by decaying exponentials in the tails."""
    small = x.abs() < 1
    if _any_complex(x):
        return 1 - torch.tanh(x) ** 2
    inner = torch.tanh(torch.where(small, x, 0))
    _, t = _fold(torch.where(small, 1, x))
    decay = torch.exp(2 * t)
    return torch.where(small, 1 - inner * inner, 4 * decay / ((1 + decay) * (1 + decay)))


def sigmoid(x: Tensor) -> Tensor:
    """Return 1/(1 + exp(-x)); the exponential never overflows, the tail of the gradient keeps digits."""
    if _any_complex(x):
        return 1 / (1 + torch.exp(-x))
    negative, t = _fold(x)
    decay = torch.exp(t)
    return torch.where(negative, decay, 1) / (1 + decay)


def tanh(x: Tensor) -> Tensor:
    """Return tanh(x); its gradient keeps digits in the tails, where ``1 - tanh(x)**2`` has none."""
    if _any_complex(x):
        return torch.tanh(x)
    negative, t = _fold(x)
    quotient = -expm1(2 * t) / (1 + torch.exp(2 * t))
    return torch.where(negative, -quotient, quotient)


def softplus(x: Tensor) -> Tensor:
    """Return log(1 + exp(x))."""
    if _any_complex(x):
        return torch.log(1 + torch.exp(x))
    negative, t = _fold(x)
    return torch.where(negative, 0, x) + torch.log1p(torch.exp(t))


def log1mexp(x: Tensor) -> Tensor:
    """Return log(1 - exp(x)), real for x < 0."""
    if _any_complex(x):
        return torch.log(1 - torch.exp(x))
    near = x > -_LOG2
    # 0 - y, not -y: the difference at x = 0 is the positive zero that 1 - exp(0) is.
    close = torch.log(0 - torch.expm1(torch.where(near, x, -1)))
    return torch.where(near, close, torch.log1p(-torch.exp(torch.where(near, -1, x))))


def log_expm1(x: Tensor) -> Tensor:
    """Return log(exp(x) - 1), real for x > 0; large exponentials cancel against the logarithm."""
    if _any_complex(x):
        return torch.log(torch.exp(x) - 1)
    far = x > 10
    outer = torch.where(far, x, 10)
    return torch.where(
        far, outer + torch.log1p(-torch.exp(-outer)), torch.log(torch.expm1(torch.where(far, 1, x)))
    )


def bose(x: Tensor) -> Tensor:
    """Return 1/(exp(x) - 1); the exponential never overflows."""
    if _any_complex(x):
        return 1 / torch.expm1(x)
    negative, t = _fold(x)
    denominator = expm1(t)
    # At 0 the sign of the zero decides between the two infinities.
    return torch.where(negative, 1, torch.exp(t)) / torch.where(negative, denominator, 0 - denominator)


def log_exp(x: Tensor) -> Tensor:
    """Return log(exp(x)), the number itself where it is real."""
    return torch.log(torch.exp(x)) if _any_complex(x) else x


def exp_difference(a: Tensor, b: Tensor, difference: Tensor) -> Tensor:
    """Return exp(a) - exp(b) for ``difference = a - b``."""
    if _any_complex(a, b):
        return torch.exp(a) - torch.exp(b)
    near = torch.abs(difference) < 1
    factor = torch.expm1(torch.where(near, difference, 0))
    written = torch.exp(torch.where(near, 0, a)) - torch.exp(torch.where(near, 0, b))
    return torch.where(near, torch.exp(torch.where(near, b, 0)) * factor, written)


def exp_power(exponent: Tensor, base: Tensor) -> Tensor:
    """Return exp(exponent * log(base)): for positive bases the power, which rounds only once."""
    written = torch.exp(exponent * torch.log(base))
    if _any_complex(exponent, base):
        return written
    # The correction is 1 but for rounding, so that it needs no gradient.
    regular = (base > 0) & (written >= torch.finfo(base.dtype).tiny) & torch.isfinite(written)
    power = torch.pow(torch.where(regular, base, 1), exponent)
    return written * torch.where(regular, power / torch.where(regular, written, 1), 1).detach()


def sqrt_difference(root_a: Tensor, root_b: Tensor, difference: Tensor) -> Tensor:
    """Return sqrt(a) - sqrt(b) from both roots and ``difference = a - b``."""
    if _any_complex(root_a, root_b, difference):
        return root_a - root_b
    # A difference that has underflowed or overflowed on its way says nothing about the roots.
    size = torch.abs(difference)
    near = (root_a < 2 * root_b) & (root_b < 2 * root_a)
    near = near & (size >= torch.finfo(root_a.dtype).tiny) & (size < float("inf"))
    total = torch.where(near, root_a + root_b, 1)
    return torch.where(near, torch.where(near, difference, 1) / total, root_a - root_b)


def log_difference(log_a: Tensor, log_b: Tensor, b: Tensor, difference: Tensor) -> Tensor:
    """Return log(a) - log(b) from both logarithms, ``b`` and ``difference = a - b``."""
    if _any_complex(log_a, log_b, b):
        return log_a - log_b
    size = torch.abs(difference)
    near = (2 * size < b) & (size >= torch.finfo(b.dtype).tiny)
    quotient = torch.where(near, difference, 0) / torch.where(near, b, 1)
    return torch.where(near, torch.log1p(quotient), log_a - log_b)


def difference_of_squares(a: Tensor, b: Tensor) -> Tensor:
    """Return a**2 - b**2, factored only where the squares cancel: elsewhere the factors cost digits."""
    minus, plus = a - b, a + b
    if _any_complex(a, b) or not minus.is_floating_point():
        return minus * plus
    smaller, larger = torch.abs(minus), torch.abs(plus)
    near = (3 * smaller < larger) | (3 * larger < smaller)
    return torch.where(near, minus * plus, a * a - b * b)


def hypot(*values: Tensor) -> Tensor:
    """Return the square root of the sum of squares; the gradient at the origin is 0."""
    if _any_complex(*values):
        return torch.sqrt(_sum_squares(values))
    scale = _square_scale(values)
    total = _sum_squares([value / scale for value in values])
    zero = total == 0
    return torch.where(zero, 0, torch.sqrt(torch.where(zero, 1, total)) * scale)


def sqrt_square(x: Tensor) -> Tensor:
    """Return sqrt(x**2), the absolute value of a real number; the gradient at 0 is 0."""
    return torch.sqrt(x * x) if _any_complex(x) else torch.abs(x)


def log_sum_squares(*values: Tensor) -> Tensor:
    """Return log(a**2 + b**2 + ...)."""
    if _any_complex(*values):
        return torch.log(_sum_squares(values))
    scale = _square_scale(values)
    return torch.log(_sum_squares([value / scale for value in values])) + 2 * torch.log(scale)


def _sum_squares(values: tuple[Tensor, ...] | list[Tensor]) -> Tensor:
    total = values[0] * values[0]
    for value in values[1:]:
        total = total + value * value
    return total


def _square_scale(values: tuple[Tensor, ...]) -> Tensor:
    """Return 1 where all squares are in range, else the largest absolute value, without a gradient.

    A homogeneous function of the scaled values has the same derivatives whatever the scale.
    """
    largest = kernels.maximum(*(torch.abs(value) for value in values)).detach()
    limits = torch.finfo(largest.dtype)
    upper = (limits.max / (4 * len(values))) ** 0.5
    lower = (limits.tiny / limits.eps) ** 0.5
    beyond = ((largest > upper) & (largest <= limits.max)) | ((largest < lower) & (largest > 0))
    return torch.where(beyond, largest, 1)


def log_power(base: Tensor, exponent: Tensor) -> Tensor:
    """Return log(base**exponent), the product with log(base) for positive bases."""
    if _any_complex(base, exponent):
        return torch.log(torch.pow(base, exponent))
    positive = base > 0
    product = exponent * torch.log(torch.where(positive, base, 1))
    written = torch.log(torch.pow(torch.where(positive, 1, base), torch.where(positive, 1, exponent)))
    return torch.where(positive, product, written)


def log_even_power(base: Tensor, exponent: Tensor) -> Tensor:
    """Return log(base**exponent) for an even number."""
    if _any_complex(base):
        return torch.log(torch.pow(base, exponent))
    return exponent * torch.log(torch.abs(base))


def log_product(*factors: Tensor) -> Tensor:
    """Return log(a*b*...), as a sum of logarithms where the product is out of range."""
    product, negative = factors[0], factors[0] < 0 if not _any_complex(*factors) else None
    for factor in factors[1:]:
        product = product * factor
        negative = negative if negative is None else negative ^ (factor < 0)
    if negative is None:
        return torch.log(product)
    nonzero = torch.ones_like(negative)
    for factor in factors:
        nonzero = nonzero & (factor != 0)
    beyond = _is_beyond(torch.abs(product)) & nonzero & ~negative
    apart = torch.zeros_like(product)
    written = torch.ones_like(product)
    for factor in factors:
        apart = apart + torch.log(torch.abs(torch.where(beyond, factor, 1)))
        written = written * torch.where(beyond, 1, factor)
    return torch.where(beyond, apart, torch.log(written))


def log_quotient(a: Tensor, b: Tensor) -> Tensor:
    """Return log(a/b): from the difference near 1, from two logarithms where it is out of range."""
    if _any_complex(a, b):
        return torch.log(a / b)
    same = ((a > 0) & (b > 0)) | ((a < 0) & (b < 0))
    near = torch.abs(a - b) * 2 < torch.abs(b)
    beyond = _is_beyond(torch.abs(a / b)) & same
    special = near | beyond
    close = torch.log1p((torch.where(near, a, 1) - torch.where(near, b, 1)) / torch.where(near, b, 1))
    apart = torch.log(torch.abs(torch.where(beyond, a, 1))) - torch.log(torch.abs(torch.where(beyond, b, 1)))
    written = torch.log(torch.where(special, 1, a) / torch.where(special, 1, b))
    return torch.where(near, close, torch.where(beyond, apart, written))


def _is_beyond(size: Tensor) -> Tensor:
    """Tell where a product has left the range of normal numbers."""
    limits = torch.finfo(size.dtype)
    return (size < limits.tiny) | (size > limits.max)


def power_of_one_plus(x: Tensor, exponent: Tensor) -> Tensor:
    """Return (1 + x)**exponent, corrected for what the rounding of 1 + x cuts off."""
    total = 1 + x
    if _any_complex(x, exponent):
        return torch.pow(total, exponent)
    # The rounding error of the sum, exactly: a correction, not a function of x, so without a gradient.
    kept = total - x
    lost = ((1 - kept) + (x - (total - kept))).detach()
    lost = torch.where(torch.isfinite(lost) & (total > 0), lost, 0)
    power = torch.pow(total, exponent)
    regular = torch.isfinite(power) & (power != 0)  # what has left the range of numbers stays as it is
    factor = torch.exp(torch.where(regular, exponent, 0) * (lost / torch.where(total > 0, total, 1)))
    return torch.where(regular, torch.where(regular, power, 1) * factor, power)


def compound(x: Tensor, exponent: Tensor) -> Tensor:
    """Return (1 + x)**exponent - 1, by ``expm1`` where the result is small."""
    if _any_complex(x, exponent):
        return torch.pow(1 + x, exponent) - 1
    growth = exponent * torch.log1p(torch.where(x > -1, x, 0))
    near = (x > -1) & (torch.abs(growth) < 1)
    far = power_of_one_plus(torch.where(near, 0, x), torch.where(near, 1, exponent)) - 1
    inner = torch.where(near, exponent, 0) * torch.log1p(torch.where(near, x, 0))
    return torch.where(near, torch.expm1(inner), far)


def acos1m(x: Tensor) -> Tensor:
    """Return acos(1 - x), real for 0 <= x <= 2."""
    if _any_complex(x):
        return torch.acos(1 - x)
    near = x < 1
    root = torch.asin(torch.sqrt(torch.where(near, x, 1) / 2))
    return torch.where(near, 2 * root, torch.acos(1 - torch.where(near, 1, x)))


def x_minus_sin(x: Tensor) -> Tensor:
    """Return x - sin(x), by its series below 1."""
    if _any_complex(x):
        return x - torch.sin(x)
    small = torch.abs(x) < 1
    inner = torch.where(small, x, 0)
    square = inner * inner
    series = torch.ones_like(square)
    for k in range(_SERIES_TERMS, 1, -1):
        series = 1 - square * series / ((2 * k) * (2 * k + 1))
    return torch.where(small, inner * square * series / 6, x - torch.sin(x))


def log_cos(x: Tensor) -> Tensor:
    """Return log(cos(x)), from the sine of half the angle where the cosine is near 1."""
    if _any_complex(x):
        return torch.log(torch.cos(x))
    near = torch.cos(x) > 0.5
    half = torch.sin(torch.where(near, x, 0) / 2)
    return torch.where(near, torch.log1p(-2 * half * half), torch.log(torch.cos(torch.where(near, 0, x))))


def log_sin(x: Tensor) -> Tensor:
    """Return log(sin(x)), from the cosine where the sine is near 1."""
    if _any_complex(x):
        return torch.log(torch.sin(x))
    near = torch.sin(x) > 0.75
    other = torch.cos(torch.where(near, x, 1))
    return torch.where(near, torch.log1p(-other * other) / 2, torch.log(torch.sin(torch.where(near, 1, x))))


def log_cosh(x: Tensor) -> Tensor:
    """Return log(cosh(x))."""
    if _any_complex(x):
        return torch.log(torch.cosh(x))
    small = torch.abs(x) < 1
    half = torch.sinh(torch.where(small, x, 0) / 2)
    _, t = _fold(torch.where(small, 1, x))
    return torch.where(small, torch.log1p(2 * half * half), torch.log1p(torch.exp(2 * t)) - t - _LOG2)


def log_sinh(x: Tensor) -> Tensor:
    """Return log(sinh(x)), real for x > 0."""
    if _any_complex(x):
        return torch.log(torch.sinh(x))
    far = x > 1.5
    outer = torch.where(far, x, 2)
    return torch.where(
        far,
        outer + torch.log1p(-torch.exp(-2 * outer)) - _LOG2,
        torch.log(torch.sinh(torch.where(far, 1, x))),
    )


def scaled_erfc(x: Tensor) -> Tensor:
    """Return exp(x**2)*erfc(x); far out by its asymptotic series, whose gradient keeps its digits."""
    far = x > _ERFC_FAR
    outer = torch.where(far, x, _ERFC_FAR)
    inverse = 1 / outer
    ratio = inverse * inverse / 2
    series = torch.ones_like(ratio)
    for k in range(_ERFC_TERMS, 0, -1):
        series = 1 - (2 * k - 1) * ratio * series
    inner = torch.where(far, 0, x)
    # Torch has it in single and double precision.
    near = torch.special.erfcx(inner.float() if torch.finfo(x.dtype).bits == 16 else inner).to(x.dtype)
    return torch.where(far, series * inverse / _SQRT_PI, near)


def log_erfc(x: Tensor) -> Tensor:
    """Return log(erfc(x))."""
    far = x > 0.5
    outer = torch.where(far, x, 1)
    tail = torch.log(scaled_erfc(outer)) - outer * outer
    return torch.where(far, tail, torch.log1p(-torch.erf(torch.where(far, 0, x))))


def log_half_erfc(x: Tensor) -> Tensor:
    """Return log(erfc(x)/2), with ``x = -y/sqrt(2)`` the logarithm of the normal distribution function."""
    far = x > -0.5
    outer = torch.where(far, x, 1)
    tail = torch.log(scaled_erfc(outer) / 2) - outer * outer
    return torch.where(far, tail, torch.log1p(-torch.erfc(-torch.where(far, -1, x)) / 2))
