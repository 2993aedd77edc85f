"""Torch code that returns a gradient, each with a bug."""

from __future__ import annotations

import sympy
import torch
from check.people.claim import Claim, both, region
from torch import Tensor
from torch.nn import functional

__all__ = ["CLAIMS"]

x, y, z = sympy.symbols("x y z", real=True)
a, b, p, q = sympy.symbols("a b p q", positive=True)
w = sympy.Symbol("w")
exp, log, sqrt, sin, cos = sympy.exp, sympy.log, sympy.sqrt, sympy.sin, sympy.cos

INNER = {"inner-derivative", "factor"}
SIGN = {"sign", "constant-factor"}
HALF = {"factor-2", "constant-factor", "factor", "wrong-constant"}
MISSING = {"dropped-term", "held-constant"}
TOTAL = exp(x) + exp(y) + exp(z)
SOFTMAX = [exp(x) / TOTAL, exp(y) / TOTAL, exp(z) / TOTAL]
CENTRE = (x + y + z) / 3
SPREAD = ((x - CENTRE) ** 2 + (y - CENTRE) ** 2 + (z - CENTRE) ** 2) / 3
three = {x: (-2, 2), y: (-2, 2), z: (-2, 2)}
two = {x: (-2, 2), y: (-2, 2)}


def wrong_axis(first: Tensor, second: Tensor, third: Tensor) -> Tensor:
    """Softmax over the batch."""
    probability = torch.softmax(torch.stack([first, second, third], -1), 0)
    return torch.stack([probability[..., 0] - 1, probability[..., 1], probability[..., 2]], -1)


def batch_mean(t: Tensor) -> Tensor:
    """Gradient of a loss averaged over the batch."""
    return 2 * t * torch.exp(t**2) / t.numel()


def softmax_rows(first: Tensor, second: Tensor, third: Tensor) -> Tensor:
    """diag(s) without the outer product."""
    return torch.diag_embed(torch.softmax(torch.stack([first, second, third], -1), -1))


def softmax_sign(first: Tensor, second: Tensor, third: Tensor) -> Tensor:
    """diag(s) plus the outer product."""
    s = torch.softmax(torch.stack([first, second, third], -1), -1)
    return torch.diag_embed(s) + s[..., :, None] * s[..., None, :]


def in_place(t: Tensor) -> Tensor:
    """exp_ overwrites the input."""
    t = t.clone()
    grown = t.exp_()
    return grown + t * grown


def in_place_root(t: Tensor) -> Tensor:
    """The derivative of t*sqrt(t) after t was replaced by its root."""
    root = t.clone().sqrt_()
    t = root
    return root + t / (2 * root)


def central(t: Tensor) -> Tensor:
    """A central difference divided by the step, not by twice the step."""
    step = 1e-5
    return (torch.sin(3 * (t + step)) - torch.sin(3 * (t - step))) / step


def pi_by_hand(t: Tensor) -> Tensor:
    return 3.14 * torch.cos(3.14 * t)


def old_pi(t: Tensor) -> Tensor:
    return 3.14159 * torch.cos(torch.pi * t)


def integer_power(t: Tensor) -> Tensor:
    """1 // 2 is 0."""
    return 3 * (1 + 3 * t) ** -(1 // 2) / 2


def precedence(t: Tensor) -> Tensor:
    """-1 / 2 * t where -1 / (2 * t) was meant."""
    return -1 / 2 * t


def negative_square(t: Tensor) -> Tensor:
    """-t**2 read as (-t)**2."""
    return -2 * t * torch.exp((-t) ** 2)


def upper_triangle(first: Tensor, second: Tensor) -> Tensor:
    """A Hessian whose lower part was never filled."""
    out = torch.zeros(*first.shape, 2, 2, dtype=first.dtype)
    out[..., 0, 0] = 6 * first * second**2
    out[..., 0, 1] = 6 * first**2 * second
    out[..., 1, 1] = 2 * first**3
    return out


def columns(first: Tensor, second: Tensor) -> Tensor:
    """Gradients stacked as columns."""
    one = torch.stack([second * torch.exp(first), torch.exp(first)], -1)
    other = torch.stack([2 * first, torch.cos(second)], -1)
    return torch.stack([one, other], -1)


def reversed_arguments(first: Tensor, second: Tensor) -> Tensor:
    """b is taken for a."""
    second, first = first, second
    return torch.stack([1 / second, -first / second**2], -1)


def overwritten(first: Tensor, second: Tensor) -> Tensor:
    """The first variable is updated before the second gradient is computed."""
    out = torch.empty(*first.shape, 2, dtype=first.dtype)
    out[..., 0] = 2 * first * second
    out[..., 1] = first
    return out


def unbiased(first: Tensor, second: Tensor, third: Tensor) -> Tensor:
    """torch.var's n - 1 in place of n."""
    stacked = torch.stack([first, second, third], -1)
    return stacked - stacked.mean(-1, keepdim=True)


def standard_deviation(first: Tensor, second: Tensor, third: Tensor) -> Tensor:
    """(x - mean) / std without 1/n."""
    stacked = torch.stack([first, second, third], -1)
    return (stacked - stacked.mean(-1, keepdim=True)) / stacked.std(-1, keepdim=True, unbiased=False)


def epsilon(t: Tensor) -> Tensor:
    return 1 / (t + 1e-3)


def clipped(t: Tensor) -> Tensor:
    return torch.exp(t).clamp(max=2.0)


def threshold(t: Tensor) -> Tensor:
    """Softplus treated as linear far too early."""
    return torch.where(t > 1.5, torch.ones_like(t), torch.sigmoid(t))


def absolute(t: Tensor) -> Tensor:
    """Slope of |t|**3 with the sign lost."""
    return 3 * t**2


def sign_forgotten(first: Tensor, second: Tensor) -> Tensor:
    return torch.stack([torch.ones_like(first), -torch.ones_like(first)], -1)


def equal_is_zero(first: Tensor, second: Tensor) -> Tensor:
    """Guard against a division that is not there."""
    slope = torch.cos(first - second)
    slope = torch.where(first == second, torch.zeros_like(slope), slope)
    return torch.stack([slope, -slope], -1)


def tie_to_both(first: Tensor, second: Tensor) -> Tensor:
    """Derivative of the logarithm of a sum, doubled at a tie."""
    s = torch.sigmoid(first - second) * torch.where(first == second, 2.0, 1.0)
    return torch.stack([s, 1 - torch.sigmoid(first - second)], -1)


def loop(t: Tensor) -> Tensor:
    """Sum of k t**(k-1) that stops one term early."""
    return sum(k * t ** (k - 1) for k in range(1, 4))


def smooth_l1(t: Tensor) -> Tensor:
    """beta = 1 where beta = 1/2 was asked for."""
    return torch.where(t.abs() < 1, t, t.sign())


def log_softmax_first(first: Tensor, second: Tensor, third: Tensor) -> Tensor:
    """Softmax of the negative scores."""
    s = torch.softmax(-torch.stack([first, second, third], -1), -1)
    return torch.stack([1 - s[..., 0], -s[..., 1], -s[..., 2]], -1)


def complex_conjugate(t: Tensor) -> Tensor:
    return (1j * torch.exp(1j * t)).conj()


def complex_real(t: Tensor) -> Tensor:
    return torch.cosh(t).real.to(t.dtype)


CUBIC = sympy.Rational(2, 3) * x**3 - sympy.Rational(5, 2) * x**2 + 3 * x
CLAIMS = (
    Claim("code4.axis", log(TOTAL) - x, [x, y, z], wrong_axis, {"batch"}, why="softmax over the batch", domain=three),
    Claim("code4.batch-mean", exp(x**2), x, batch_mean, {"mean", "batch", "constant-factor"}, why="loss averaged over the batch", domain={x: (-1.5, 1.5)}),
    Claim("code4.softmax", SOFTMAX, [x, y, z], softmax_rows, MISSING | {"factor"}, why="outer product forgotten", domain=three),
    Claim("code4.softmax-sign", SOFTMAX, [x, y, z], softmax_sign, SIGN | {"flipped-term", "factor"} | {"quotient-rule + sign"}, why="sign of the outer product", domain=three),
    Claim("code4.in-place", x * exp(x), x, in_place, {"argument", "factor", "wrong-function"}, why="input overwritten", domain={x: (-1.5, 1.5)}),
    Claim("code4.in-place-root", p * sqrt(p), p, in_place_root, {"offset", "argument", "dropped-term", "held-constant"}, why="input overwritten"),
    Claim("code4.central-difference", sin(3 * x), x, central, {"factor-2", "constant-factor"}, why="step in place of twice the step"),
    Claim("code4.pi", sin(sympy.pi * x), x, pi_by_hand, {"wrong-constant", "argument"}, why="3.14", domain={x: (-1, 1)}),
    Claim("code4.digits", sin(sympy.pi * x), x, old_pi, {"constant-factor", "wrong-constant", "factor"}, why="six digits of pi", domain={x: (-1, 1)}),
    Claim("code4.integer-division", sqrt(1 + 3 * x), x, integer_power, {"exponent", "factor", "held-constant"}, why="integer division", domain={x: (0, 3)}),
    Claim("code4.precedence", -log(p) / 2, p, precedence, {"exponent", "factor", "wrong-function"}, why="parentheses"),
    Claim("code4.minus-square", exp(-(x**2)), x, negative_square, {"argument", "sign", "wrong-constant", "exponent"} | {"wrong-function"}, why="sign inside of the square", domain={x: (-1.5, 1.5)}),
    Claim("code4.upper", x**3 * y**2, [x, y], upper_triangle, {"dropped-term", "held-constant", "factor", "constant-factor"}, why="lower triangle not filled", order=2, domain=two),
    Claim("code4.columns", [y * exp(x), x**2 + sin(y)], [x, y], columns, {"transposed"}, why="stacked along the last axis", domain=two),
    Claim("code4.arguments", p / q, [p, q], reversed_arguments, {"argument", "wrong-function"}, why="arguments in the other order"),
    Claim("code4.exponent-lost", x**2 * y, [x, y], overwritten, {"exponent", "factor"}, why="square lost", domain=two),
    Claim("code4.unbiased", SPREAD, [x, y, z], unbiased, {"mean", "constant-factor", "factor", "wrong-constant"}, why="n - 1 for n", domain=three),
    Claim("code4.deviation", sqrt(SPREAD), [x, y, z], standard_deviation, {"mean", "constant-factor", "factor"}, why="1/n", domain=three),
    Claim("code4.epsilon", log(p), p, epsilon, {"wrong-constant", "offset", "argument", "dropped-term"}, why="epsilon in the denominator"),
    Claim("code4.clip", exp(x), x, clipped, region("held-constant", "dropped-term", "offset", "wrong-function"), why="gradient clipped", domain={x: (-2, 2)}),
    Claim("code4.threshold", log(1 + exp(x)), x, threshold, region("held-constant", "dropped-term", "offset", "wrong-function", "factor"), why="linear too early", domain={x: (-3, 3)}),
    Claim("code4.absolute", sympy.Abs(x) ** 3, x, absolute, region("sign", "factor", "constant-factor", "inner-derivative", "wrong-function"), why="sign forgotten", domain={x: (-2, 2)}),
    Claim("code4.distance", sympy.Abs(x - y), [x, y], sign_forgotten, region("sign", "factor", "constant-factor", "inner-derivative", "wrong-function"), why="sign forgotten", domain=two),
    Claim("code4.diagonal", sin(x - y), [x, y], equal_is_zero, {"diagonal"}, why="guard at equal arguments", domain=two),
    Claim("code4.tie", log(exp(x) + exp(y)), [x, y], tie_to_both, {"diagonal"} | both({"diagonal"}, HALF), why="doubled at a tie", domain=two),
    Claim("code4.loop", x + x**2 + x**3 + x**4, x, loop, MISSING, why="range one too short", domain={x: (-2, 2)}),
    Claim("code4.coefficients", CUBIC, x, lambda t: 2 * t**2 / 3 - 5 * t / 2 + 3, {"factor", "constant-factor", "wrong-constant"} | both(HALF, {"constant-factor", "wrong-constant"}), why="exponents lowered, not multiplied", domain={x: (-2, 2)}),
    Claim("code4.smooth", sympy.Piecewise((x**2, sympy.Abs(x) < sympy.Rational(1, 2)), (sympy.Abs(x) - sympy.Rational(1, 4), True)), x, smooth_l1, region("factor-2", "wrong-constant", "wrong-function", "constant-factor", "factor"), why="another beta", domain={x: (-2, 2)}),
    Claim("code4.negative-scores", x - log(TOTAL), [x, y, z], log_softmax_first, {"argument", "sign", "inner-derivative"}, why="softmax of the negative", domain=three),
    Claim("code4.hypot", sqrt(a**2 + b**2), [a, b], lambda first, second: torch.stack([first, second], -1) / torch.hypot(first, second)[..., None] ** 2, {"exponent", "factor"}, why="square of the length"),
    Claim("code4.atan2", sympy.atan2(y, x), [x, y], lambda first, second: torch.stack([first, -second], -1) / (first**2 + second**2)[..., None], {"swapped-partials", "argument"} | both({"swapped-partials"}, SIGN), why="order of the arguments", domain={x: (0.3, 2), y: (0.3, 2)}),
    Claim("code4.gelu", x * (1 + sympy.erf(x / sqrt(2))) / 2, x, lambda t: torch.special.ndtr(t) + t * torch.exp(-(t**2) / 2), {"constant-factor", "factor"}, why="density not normalized", domain={x: (-3, 3)}),
    Claim("code4.mish", x * sympy.tanh(log(1 + exp(x))), x, lambda t: torch.tanh(functional.softplus(t)) + t * (1 - torch.tanh(functional.softplus(t)) ** 2), INNER, why="slope of the softplus", domain={x: (-3, 3)}),
    Claim("code4.normalized", x / (1 + sympy.Abs(x)), x, lambda t: 1 / (1 + t.abs()), {"exponent", "factor", "held-constant", "dropped-term", "quotient-rule", "product-rule"}, why="square forgotten", domain={x: (-2, 2)}),
    Claim("code4.complex-conjugate", exp(sympy.I * w), w, complex_conjugate, {"conjugate"}, why="gradient of .backward()", dtype=torch.complex128),
    Claim("code4.complex-real", sympy.sinh(w), w, complex_real, {"complex-part"}, why="imaginary part discarded", dtype=torch.complex128),
)  # fmt: skip
