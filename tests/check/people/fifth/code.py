"""Torch functions that return a gradient, each with a bug."""

from __future__ import annotations

import math

import sympy
import torch
from check.people.claim import Claim, both, region
from check.people.fifth.kinds import (
    COPIED,
    HALF,
    INNER,
    INNER_NUMBER,
    MEAN,
    MISSING,
    NUMBER,
    POWER,
    QUOTIENT_HELD,
    SIGN,
)
from torch import Tensor
from torch.nn import functional

__all__ = ["CLAIMS", "OPEN"]

x, y, z, a, b = sympy.symbols("x y z a b", real=True)
p, q, s = sympy.symbols("p q s", positive=True)
exp, log, sqrt, sin, cos = sympy.exp, sympy.log, sympy.sqrt, sympy.sin, sympy.cos
TOTAL = exp(x) + exp(y) + exp(z)
LENGTH = sqrt(x**2 + y**2 + z**2)
CENTRE = (x + y + z) / 3
three = {x: (-2, 2), y: (-2, 2), z: (-2, 2)}
two = {x: (-2, 2), y: (-2, 2)}
FORM = [[2.0, 1.0, 0.0], [3.0, 4.0, -1.0], [0.5, 2.0, 1.0]]
MIXED = [2 * x + y, 3 * x + 4 * y - z, x / 2 + 2 * y + z]


def packed(*inputs: Tensor) -> Tensor:
    return torch.stack(inputs, -1)


def all_elements(*inputs: Tensor) -> Tensor:
    """The norm of the whole batch for the norm of a row."""
    return packed(*inputs) / packed(*inputs).norm()


def batch_centre(*inputs: Tensor) -> Tensor:
    """mean() without an axis."""
    stacked = packed(*inputs)
    return 2 * (stacked - stacked.mean()) / 3


def without_projection(*inputs: Tensor) -> Tensor:
    """Jacobian of a normalized vector with the length taken for a constant."""
    stacked = packed(*inputs)
    eye = torch.eye(3, dtype=stacked.dtype).expand(*stacked.shape, 3)
    return eye / stacked.norm(dim=-1)[..., None, None]


def projection_plus(*inputs: Tensor) -> Tensor:
    """The projection added for subtracted."""
    stacked = packed(*inputs)
    length = stacked.norm(dim=-1)[..., None, None]
    eye = torch.eye(3, dtype=stacked.dtype)
    return eye / length + stacked[..., :, None] * stacked[..., None, :] / length**3


def neighbours(*inputs: Tensor) -> Tensor:
    """Only the right neighbour of each."""
    stacked = packed(*inputs)
    return 2 * (stacked - stacked.roll(-1, -1))


def rolled_wrongly(*inputs: Tensor) -> Tensor:
    """The same neighbour twice."""
    stacked = packed(*inputs)
    return 4 * stacked - 2 * stacked.roll(-1, -1) - 2 * stacked.roll(-1, -1)


def cumulated(*inputs: Tensor) -> Tensor:
    """Sums from the front where the sums from the back are needed."""
    return packed(*inputs).cumsum(-1).cumsum(-1) * 2


def einsum_transposed(*inputs: Tensor) -> Tensor:
    """F.T F u written as F F u."""
    form = torch.tensor(FORM, dtype=inputs[0].dtype)
    residual = torch.einsum("ij,...j->...i", form, packed(*inputs))
    return 2 * torch.einsum("ij,...j->...i", form, residual)


def einsum_form(*inputs: Tensor) -> Tensor:
    """(F + F.T) u with F alone."""
    form = torch.tensor(FORM, dtype=inputs[0].dtype)
    return 2 * torch.einsum("ij,...j->...i", form, packed(*inputs))


def linear_jacobian(*inputs: Tensor) -> Tensor:
    """weight.T returned."""
    return torch.tensor(FORM, dtype=inputs[0].dtype).T.expand(*inputs[0].shape, 3, 3)


def log_probability(*inputs: Tensor) -> Tensor:
    """log_softmax for softmax."""
    one_hot = torch.tensor([1.0, 0.0, 0.0], dtype=inputs[0].dtype)
    return torch.log_softmax(packed(*inputs), -1) - one_hot


def next_class(*inputs: Tensor) -> Tensor:
    """Labels counted from one."""
    one_hot = torch.tensor([0.0, 1.0, 0.0], dtype=inputs[0].dtype)
    return torch.softmax(packed(*inputs), -1) - one_hot


def softmax_without_label(*inputs: Tensor) -> Tensor:
    return torch.softmax(packed(*inputs), -1)


def smoothed_label(*inputs: Tensor) -> Tensor:
    """Labels smoothed by 0.1, unlike the loss."""
    label = torch.tensor([0.9, 0.05, 0.05], dtype=inputs[0].dtype)
    return torch.softmax(packed(*inputs), -1) - label


def short_literal(t: Tensor) -> Tensor:
    """0.1 rounded to 32 bits."""
    rate = torch.tensor(0.1)
    return -rate * torch.exp(-0.1 * t)


def truncated_constant(t: Tensor) -> Tensor:
    """Stefan's density with four digits."""
    return 0.3989 * torch.exp(-(t**2) / 2)


def off_by_one(t: Tensor) -> Tensor:
    """arange(4) where arange(1, 5) is meant."""
    powers = torch.arange(4, dtype=t.dtype)
    return (powers * t[..., None] ** powers).sum(-1)


def reversed_coefficients(t: Tensor) -> Tensor:
    """Highest power first, read as lowest first."""
    coefficients = torch.tensor([3.0, 4.0, 15.0], dtype=t.dtype)
    return (coefficients.flip(0) * t[..., None] ** torch.arange(3, dtype=t.dtype)).sum(-1)


def complex_step(t: Tensor) -> Tensor:
    """The real part of a complex step."""
    return torch.sin(t + 1e-20j).real


def one_sided(t: Tensor) -> Tensor:
    """Backward difference with the sign of the forward one."""
    return (torch.exp(-t) - torch.exp(-(t + 1e-7))) / 1e-7


def second_derivative(t: Tensor) -> Tensor:
    return -2 * t / (1 + t**2) ** 2


def value_itself(t: Tensor) -> Tensor:
    return torch.log(1 + t**2)


def degrees(t: Tensor) -> Tensor:
    return torch.cos(torch.deg2rad(t))


def degrees_twice(t: Tensor) -> Tensor:
    return math.pi / 180 * torch.cos(torch.deg2rad(torch.deg2rad(t)))


def decimal_logarithm(t: Tensor) -> Tensor:
    return torch.log10(t) + 1


def binary(t: Tensor) -> Tensor:
    return 1 / t


def power_of_two(t: Tensor) -> Tensor:
    return t * 2 ** (t - 1)


def branches(t: Tensor) -> Tensor:
    """Arguments of where exchanged."""
    return torch.where(t > 0, torch.exp(t), torch.ones_like(t))


def saturated(t: Tensor) -> Tensor:
    """hardtanh's slope outside as well."""
    return torch.ones_like(t)


def clamped_probability(t: Tensor) -> Tensor:
    return 1 / t.clamp(min=0.2)


def positive_only(t: Tensor) -> Tensor:
    """relu of the slope."""
    return torch.relu(2 * t * torch.cos(t**2))


def gaussian_gradient(t: Tensor, mean: Tensor) -> Tensor:
    """One expression for both."""
    slope = -(t - mean) * torch.exp(-((t - mean) ** 2) / 2)
    return packed(slope, slope)


def positions(first: Tensor, second: Tensor) -> Tensor:
    """The outputs fill the wrong slots."""
    out = torch.empty(*first.shape, 2, 2, dtype=first.dtype)
    out[..., 0, 0], out[..., 0, 1] = second, first
    out[..., 1, 0], out[..., 1, 1] = torch.exp(second), first * torch.exp(second)
    return out.transpose(-1, -2)


def hessian_of_sum(first: Tensor, second: Tensor) -> Tensor:
    """Mixed derivatives left at zero."""
    out = torch.zeros(*first.shape, 2, 2, dtype=first.dtype)
    out[..., 0, 0] = second**2 * torch.exp(first * second)
    out[..., 1, 1] = first**2 * torch.exp(first * second)
    return out


def hessian_mixed(first: Tensor, second: Tensor) -> Tensor:
    """The mixed derivative without its second term."""
    grown = torch.exp(first * second)
    mixed = first * second * grown
    rows = [torch.stack([second**2 * grown, mixed], -1), torch.stack([mixed, first**2 * grown], -1)]
    return torch.stack(rows, -2)


def detached_length(*inputs: Tensor) -> Tensor:
    """Autograd through a detached length."""
    leaves = [t.detach().requires_grad_() for t in inputs]
    with torch.enable_grad():
        stacked = packed(*leaves)
        value = stacked[..., 0] / stacked.norm(dim=-1).detach()
        grads = torch.autograd.grad(value.sum(), leaves, allow_unused=True)
    return packed(*[torch.zeros_like(t) if g is None else g for t, g in zip(leaves, grads, strict=True)])


def mean_of_batch(first: Tensor, second: Tensor) -> Tensor:
    """The loss averaged by a reduction, differentiated by autograd."""
    leaves = [t.detach().requires_grad_() for t in (first, second)]
    with torch.enable_grad():
        loss = functional.smooth_l1_loss(leaves[0], leaves[1])
        return packed(*torch.autograd.grad(loss, leaves))


def softplus_threshold(t: Tensor) -> Tensor:
    """threshold of softplus set to 1."""
    leaf = t.detach().requires_grad_()
    with torch.enable_grad():
        return torch.autograd.grad(functional.softplus(leaf, threshold=1).sum(), leaf)[0]


def gelu_by_tanh(t: Tensor) -> Tensor:
    leaf = t.detach().requires_grad_()
    with torch.enable_grad():
        return torch.autograd.grad(functional.gelu(leaf, approximate="tanh").sum(), leaf)[0]


POLYNOMIAL = x + 2 * x**2 + 5 * x**3
SERIES = x + x**2 + x**3 + x**4
RESIDUAL = sum(row**2 for row in MIXED)
QUADRATIC = x * MIXED[0] + y * MIXED[1] + z * MIXED[2]
RING = (x - y) ** 2 + (y - z) ** 2 + (z - x) ** 2
PREFIX = x**2 + (x + y) ** 2 + (x + y + z) ** 2
SMOOTH = sympy.Piecewise(
    ((x - y) ** 2 / 2, sympy.Abs(x - y) < 1), (sympy.Abs(x - y) - sympy.Rational(1, 2), True)
)

CLAIMS = (
    Claim("code5.all-elements", LENGTH, [x, y, z], all_elements, {"batch"}, why="norm of the batch", domain=three),
    Claim("code5.batch-centre", ((x - CENTRE) ** 2 + (y - CENTRE) ** 2 + (z - CENTRE) ** 2) / 3, [x, y, z], batch_centre, {"batch"}, why="mean of the batch", domain=three),
    Claim("code5.projection", [x / LENGTH, y / LENGTH, z / LENGTH], [x, y, z], without_projection, QUOTIENT_HELD, why="length held", domain=three),
    Claim("code5.projection-sign", [x / LENGTH, y / LENGTH, z / LENGTH], [x, y, z], projection_plus, {"flipped-term"} | both({"quotient-rule"}, SIGN), why="sign of the projection", domain=three),
    Claim("code5.neighbours", RING, [x, y, z], neighbours, MISSING, why="left neighbour forgotten", domain=three),
    Claim("code5.rolled", RING, [x, y, z], rolled_wrongly, COPIED | {"factor", "wrong-constant"}, why="same neighbour twice", domain=three),
    Claim("code5.prefix", PREFIX, [x, y, z], cumulated, COPIED | {"swapped-partials", "factor", "transposed"}, why="sums from the front", domain=three),
    Claim("code5.normal-equations", RESIDUAL, [x, y, z], einsum_transposed, {"transposed", "argument", "wrong-function", "factor", "wrong-constant"}, why="F for F.T", domain=three),
    Claim("code5.quadratic", QUADRATIC, [x, y, z], einsum_form, {"unsymmetrized", "wrong-constant", "factor"}, why="symmetric part forgotten", domain=three),
    Claim("code5.linear", MIXED, [x, y, z], linear_jacobian, {"transposed"}, why="weight transposed", domain=three),
    Claim("code5.log-probability", log(TOTAL) - x, [x, y, z], log_probability, {"wrong-function", "factor", "inner-derivative"}, why="logarithm of the probability", domain=three),
    Claim("code5.next-class", log(TOTAL) - x, [x, y, z], next_class, {"argument", "swapped-partials", "offset", "dropped-term", "held-constant", "wrong-constant"} | both({"offset"}, {"offset"}), why="labels from one", domain=three),
    Claim("code5.no-label", log(TOTAL) - x, [x, y, z], softmax_without_label, MISSING | {"offset"}, why="label forgotten", domain=three),
    Claim("code5.smoothed", log(TOTAL) - x, [x, y, z], smoothed_label, {"offset", "wrong-constant"}, why="smoothed label", domain=three),
    Claim("code5.four-digits", (1 + sympy.erf(x / sqrt(2))) / 2, x, truncated_constant, {"constant-factor", "wrong-constant"}, why="four digits", domain={x: (-3, 3)}),
    Claim("code5.off-by-one", SERIES, x, off_by_one, {"exponent", "factor", "dropped-term", "wrong-function"}, why="range one too low", domain={x: (-2, 2)}),
    Claim("code5.coefficients", POLYNOMIAL, x, reversed_coefficients, {"wrong-constant", "factor", "constant-factor"}, why="coefficients of another polynomial", domain={x: (-2, 2)}),
    Claim("code5.complex-step", sin(x), x, complex_step, {"other-order", "wrong-function"}, why="real part for the imaginary one"),
    Claim("code5.one-sided", exp(-x), x, one_sided, SIGN, why="order of the difference", domain={x: (-2, 2)}),
    Claim("code5.second", sympy.atan(x), x, second_derivative, {"other-order"}, why="differentiated twice", domain={x: (-3, 3)}),
    Claim("code5.value", log(1 + x**2), x, value_itself, {"other-order", "wrong-function"}, why="value for the slope", domain={x: (-3, 3)}),
    Claim("code5.degrees", sin(sympy.pi * x / 180), x, degrees, INNER_NUMBER, why="pi/180", domain={x: (-90, 90)}),
    Claim("code5.degrees-twice", sin(sympy.pi * x / 180), x, degrees_twice, {"argument", "wrong-constant", "wrong-function"}, why="converted twice", domain={x: (-90, 90)}),
    Claim("code5.logarithm", p * log(p), p, decimal_logarithm, {"wrong-constant", "factor", "constant-factor", "argument", "wrong-function"}, why="decimal logarithm"),
    Claim("code5.binary", log(p) / log(2), p, binary, NUMBER, why="base of the logarithm"),
    Claim("code5.power-of-two", 2**x, x, power_of_two, {"power-rule"}, why="power rule by the exponent", domain={x: (0.2, 3)}),
    Claim("code5.branches", sympy.Piecewise((x, x > 0), (exp(x) - 1, True)), x, branches, {"exchanged-branches"}, why="branches exchanged", domain={x: (-2, 2)}),
    Claim("code5.saturated", sympy.Max(-1, sympy.Min(1, x)), x, saturated, region("wrong-function", "offset", "held-constant", "factor", "exchanged-branches"), why="saturation forgotten", domain={x: (-3, 3)}),
    Claim("code5.clamped", log(p), p, clamped_probability, region("held-constant", "offset", "wrong-function", "wrong-constant", "argument"), why="clamped", domain={p: (0.02, 1)}),
    Claim("code5.positive", sin(x**2), x, positive_only, region("held-constant", "dropped-term", "wrong-function", "factor"), why="negative slopes cut", domain={x: (-2, 2)}),
    Claim("code5.mean", exp(-((x - a) ** 2) / 2), [x, a], gaussian_gradient, SIGN | {"inner-derivative"}, why="sign of the mean's slope", domain={x: (-2, 2), a: (-2, 2)}),
    Claim("code5.slots", [x * y, x * exp(y)], [x, y], positions, {"transposed"}, why="transposed", domain=two),
    Claim("code5.hessian-zero", exp(x * y), [x, y], hessian_of_sum, MISSING, why="mixed derivatives forgotten", order=2, domain={x: (-1, 1), y: (-1, 1)}),
    Claim("code5.hessian-mixed", exp(x * y), [x, y], hessian_mixed, MISSING | {"product-rule"}, why="one term of the mixed derivative", order=2, domain={x: (-1, 1), y: (-1, 1)}),
    Claim("code5.detached", x / LENGTH, [x, y, z], detached_length, QUOTIENT_HELD, why="length detached", domain=three),
    Claim("code5.batch-mean", SMOOTH, [x, y], mean_of_batch, {"batch", "mean", "constant-factor"}, why="loss averaged over the batch", domain=two),
    Claim("code5.threshold", log(1 + exp(x)), x, softplus_threshold, region("held-constant", "dropped-term", "offset", "wrong-function", "factor"), why="linear too early", domain={x: (-3, 3)}),
    Claim("code5.gelu", x * (1 + sympy.erf(x / sqrt(2))) / 2, x, gelu_by_tanh, {"wrong-function"}, why="tanh formula", domain={x: (-3, 3)}),
    Claim("code5.reduced-mass", p * q / (p + q), [p, q], lambda first, second: packed(second**2, first**2) / (first + second)[..., None], POWER | {"quotient-rule"}, why="denominator not squared"),
    Claim("code5.softmax-temperature", 1 / (1 + exp(-x / s)), x, lambda scale, t: torch.sigmoid(t / scale) * torch.sigmoid(-t / scale), INNER, why="temperature", domain={x: (-2, 2), s: (0.5, 2)}),
    Claim("code5.exchanged-symbols", p / (1 + q**2), p, lambda first, second: 1 / (1 + first**2), COPIED, why="arguments in the other order"),
    Claim("code5.variance-floor", 1 / sqrt(x**2 + y**2), [x, y], lambda first, second: -packed(first, second) / (first**2 + second**2)[..., None], POWER, why="exponent 1 for 3/2", domain={x: (0.3, 2), y: (0.3, 2)}),
    Claim("code5.binomial-mean", (x**2 + y**2 + z**2) / 3, [x, y, z], lambda *inputs: 2 * packed(*inputs) / 2, MEAN | HALF, why="divided by n - 1", domain=three),
    Claim("code5.two", exp(-s * x) * cos(x), x, lambda scale, t: torch.exp(-scale * t) * (torch.sin(t) - torch.cos(t)), both({"flipped-term"} | SIGN, INNER), why="minus of the cosine and inner rate", domain={x: (-1, 1)}),
)  # fmt: skip

# 32 bits somewhere in the code: its digits do not decide.
OPEN = (
    Claim("code5.short-literal", exp(-x / 10), x, short_literal, why="constant of 32 bits"),
)  # fmt: skip
