"""Reductions, shapes, indices, choices and arithmetic, and their gradients, compared with torch."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional
from traced_values import compared, gradient_of

T = torch.tensor
INDEX = T([[0, 2], [1, 1]])


def zeros(*shape):
    return torch.zeros(*shape, dtype=torch.float64)


REDUCTIONS = {
    "sum": (lambda a: a.sum(0), (2, 3)),
    "sum-kept": (lambda a: a.sum((0, 1), keepdim=True), (2, 3)),
    "prod": (lambda a: a.prod(), (3,)),
    "prod-axis": (lambda a: a.prod(1), (2, 3)),
    "mean": (lambda a: a.mean(-1), (2, 3)),
    "var": (lambda a: a.var(), (4,)),
    "var-biased": (lambda a: a.var(0, unbiased=False), (4, 2)),
    "var-correction": (lambda a: a.var(0, correction=2), (4,)),
    "std": (lambda a: a.std(1, keepdim=True), (2, 3)),
    "var-mean": (lambda a: torch.stack(torch.var_mean(a)), (4,)),
    "logsumexp": (lambda a: a.logsumexp(1), (2, 3)),
    "amax": (lambda a: a.amax(1), (2, 3)),
    "amin": (lambda a: a.amin(), (2, 3)),
    "max": (lambda a: a.max(), (3,)),
    "max-axis": (lambda a: a.max(1).values, (2, 3)),
    "min-axis": (lambda a: a.min(1)[0], (2, 3)),
    "argmax": (lambda a: a.gather(0, a.argmax(0, keepdim=True)), (3,)),
    "cumsum": (lambda a: a.cumsum(1), (2, 3)),
    "cumprod": (lambda a: a.cumprod(0), (2,)),
    "logcumsumexp": (lambda a: a.logcumsumexp(0), (3,)),
    "norm": (lambda a: a.norm(), (2, 3)),
    "norm-1": (lambda a: a.norm(1, dim=1), (2, 3)),
    "norm-3": (lambda a: torch.linalg.vector_norm(a, 3), (3,)),
    "norm-inf": (lambda a: torch.linalg.vector_norm(a, float("inf")), (3,)),
}
SHAPES = {
    "view": (lambda a: a.view(3, 2).t().reshape(-1) * torch.arange(6), (2, 3)),
    "cat": (lambda a, b: torch.cat([a, b, a], 1), (2, 3), (2, 1)),
    "stack": (lambda a, b: torch.stack([a, b], -1), (3,), (3,)),
    "chunk": (lambda a: a.chunk(2, 1)[1] * a.split(1, 1)[0], (2, 4)),
    "unbind": (lambda a: a.unbind(1)[2], (2, 3)),
    "slice": (lambda a: a[1:, ::2] + a[0, 0], (3, 3)),
    "ellipsis": (lambda a: a[..., -1], (2, 3)),
    "new-axis": (lambda a: a[:, None] * a[None], (3,)),
    "flip": (lambda a: a.flip(0, 1), (2, 3)),
    "roll": (lambda a: a.roll(1, 0), (3,)),
    "repeat": (lambda a: a.repeat(2, 2), (2, 2)),
    "repeat-interleave": (lambda a: a.repeat_interleave(2), (3,)),
    "triangles": (lambda a: a.tril(-1) + a.triu(1), (3, 3)),
    "diag": (lambda a: torch.diag(a), (3,)),
    "diagonal": (lambda a: torch.diag(a), (3, 3)),
    "diag-embed": (lambda a: torch.diag_embed(a, 1), (2,)),
    "pad": (lambda a: functional.pad(a, (1, -1, 0, 2), value=7.0), (2, 3)),
    "pad-reflect": (lambda a: functional.pad(a[None], (1, 1), mode="reflect")[0], (2, 3)),
    "unfold": (lambda a: a.unfold(0, 2, 1), (4,)),
    "movedim": (lambda a: torch.movedim(a, 0, 2), (2, 3, 2)),
    "expand": (lambda a: a.expand(3, 2).clone(), (1, 2)),
    "squeeze-in-place": (lambda a: a.clone().squeeze_(0), (1, 2)),
}
INDICES = {
    "index": (lambda a: a[INDEX], (3, 2)),
    "index-pairs": (lambda a: a[T([0, 1]), T([1, 1])], (3, 2)),
    "index-mask": (lambda a: a[T([True, False, True])], (3,)),
    "index-select": (lambda a: a.index_select(1, T([1, 0])), (2, 3)),
    "gather": (lambda a: a.gather(1, INDEX), (2, 3)),
    "scatter": (lambda a: zeros(2, 3).scatter(1, INDEX, a), (2, 2)),
    "scatter-add": (lambda a: zeros(2, 3).scatter_add(1, INDEX, a), (2, 2)),
    "index-add": (lambda a: zeros(3).index_add(0, T([0, 0, 2]), a), (3,)),
    "embedding": (lambda a: functional.embedding(INDEX, a), (3, 2)),
    "take": (lambda a: torch.take(a, T([0, 5])), (2, 3)),
    "one-hot": (lambda a: (functional.one_hot(T([0, 2]), 3) * a).sum(), (2, 3)),
    "where": (lambda a, b: torch.where(a > b, a * 2, b), (3,), (3,)),
    "masked-fill": (lambda a: a.masked_fill(a > 0.5, 0.0), (4,)),
    "mask": (lambda a: a * (a > 0.5) * ~(a > 0.8), (4,)),
    "clamp": (lambda a: a.clamp(0.3, 0.6), (4,)),
    "clamp-by-tensors": (lambda a, b: a.clamp(min=b).clamp(T([0.1, 0.2, 0.3]), b + 0.1), (3,), (3,)),
    "extrema": (lambda a, b: torch.maximum(a, b) - 2 * torch.minimum(a, b), (3,), (3,)),
}
ARITHMETIC = {
    "lerp": (lambda a, b: torch.lerp(a, b, 0.3), (3,), (3,)),
    "addcmul": (lambda a, b: torch.addcmul(a, a, b, value=2.0), (3,), (3,)),
    "addcdiv": (lambda a, b: torch.addcdiv(a, a, b, value=2.0), (3,), (3,)),
    "power": (torch.pow, (3,), (3,)),
    "powers": (lambda a: 2**a + a**0.5 + a**3 + a**-1 + 3 - a, (3,)),
    "remainder": (lambda a, b: torch.remainder(a * 5, b), (3,), (3,)),
    "fmod": (lambda a, b: torch.fmod(-a * 5, b), (3,), (3,)),
    "rounding": (lambda a: (a * 5).floor() * a + (a * 5).ceil() + (-a * 5).trunc() + (-a * 5).frac(), (3,)),
    "negated-memory": (lambda a: a * T([1 + 2j, 3j]).conj().imag, (2,)),
    "to-integer": (lambda a: (a * -5).to(torch.int64) * a, (3,)),
    "roots": (lambda a: a.sqrt() + a.rsqrt() + a.log1p() + a.expm1() + a.exp2() + a.log2() + a.log10(), (3,)),
    "xlogy": (torch.xlogy, (3,), (3,)),
    "logit": (lambda a: torch.logit(a, eps=0.3), (4,)),
    "special": (lambda a: torch.lgamma(a) + torch.erfinv(a) + torch.special.erfcx(a) + torch.sinc(a), (3,)),
    "normal": (lambda a: torch.special.ndtr(a) + torch.special.log_ndtr(a) + torch.special.ndtri(a), (3,)),
    "bessel": (lambda a: torch.special.i0(a) + torch.special.i1e(a), (2,)),
}
PRODUCTS = {
    "mm": (lambda a, b: a @ b, (2, 3), (3, 2)),
    "mv": (lambda a, b: a @ b, (2, 3), (3,)),
    "vm": (lambda a, b: a @ b, (3,), (3, 2)),
    "dot": (lambda a, b: a @ b, (3,), (3,)),
    "bmm": (lambda a, b: a @ b, (2, 2, 2), (2, 2, 2)),
    "baddbmm": (lambda a, b: torch.baddbmm(a, a, b, beta=0.5, alpha=2), (2, 2, 2), (2, 2, 2)),
    "einsum": (lambda a, b: torch.einsum("ij,jk->ki", a, b), (2, 3), (3, 2)),
    "outer": (torch.outer, (2,), (3,)),
    "linear": (functional.linear, (2, 3), (2, 3), (2,)),
    "bilinear": (functional.bilinear, (1, 2), (1, 2), (2, 2, 2)),
    "cross": (lambda a, b: torch.linalg.cross(a, b), (3,), (3,)),
    "kron": (torch.kron, (2, 2), (2, 2)),
    "det": (torch.det, (3, 3)),
    "det-columns": (lambda a: torch.det(a.T), (2, 2)),
    "inverse": (torch.linalg.inv, (2, 2)),
    "logdet": (lambda a: torch.logdet(a @ a.T), (2, 2)),
    "slogdet": (lambda a: torch.linalg.slogdet(a)[1], (2, 2)),
    "solve": (torch.linalg.solve, (2, 2), (2,)),
    "solve-columns": (lambda a, b: torch.linalg.solve(a.T, b), (2, 2), (2, 1)),
    "triangular": (lambda a, b: torch.linalg.solve_triangular(a, b, upper=False), (2, 2), (2, 1)),
    "cholesky": (lambda a: torch.linalg.cholesky(a @ a.T), (2, 2)),
    "matrix-power": (lambda a: torch.linalg.matrix_power(a, 3), (2, 2)),
    "attention": (functional.scaled_dot_product_attention, (1, 2, 2), (1, 2, 2), (1, 2, 2)),
}
WINDOWS = {
    "conv1d": (lambda a, b: functional.conv1d(a, b, padding=1), (1, 1, 4), (2, 1, 3)),
    "conv1d-strided": (
        lambda a, b: functional.conv1d(a, b, stride=2, dilation=2, groups=2),
        (1, 2, 5),
        (2, 1, 2),
    ),
    "conv1d-bias": (functional.conv1d, (1, 1, 3), (1, 1, 2), (1,)),
    "conv1d-transposed": (lambda a, b: functional.conv_transpose1d(a, b, stride=2), (1, 2, 2), (2, 1, 2)),
    "conv2d": (functional.conv2d, (1, 1, 3, 3), (1, 1, 2, 2)),
    "avg-pool": (lambda a: functional.avg_pool1d(a, 2), (1, 1, 4)),
    "avg-pool-2d": (lambda a: functional.avg_pool2d(a, 2, stride=1), (1, 2, 3)),
    "max-pool": (lambda a: functional.max_pool1d(a, 2), (1, 1, 4)),
    "batch-norm": (lambda a: functional.batch_norm(a, None, None, training=True), (3, 2)),
    "group-norm": (lambda a: functional.group_norm(a, 2), (2, 4)),
    "interpolate": (lambda a: functional.interpolate(a, scale_factor=2, mode="nearest"), (1, 1, 2)),
    "pixel-shuffle": (lambda a: functional.pixel_shuffle(a, 2), (1, 4, 1, 1)),
}
CASES = {**REDUCTIONS, **SHAPES, **INDICES, **ARITHMETIC, **PRODUCTS, **WINDOWS}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_value(case):
    function, *shapes = case
    compared(function, *shapes, gap=1e-11)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_gradient(case):
    function, *shapes = case
    compared(gradient_of(function), *shapes, gap=1e-9)


@pytest.mark.parametrize(
    "name", ["conv1d-strided", "conv1d-transposed", "conv2d", "linear", "solve", "baddbmm"]
)
def test_gradient_by_the_second_argument(name):
    function, first, second = CASES[name][:3]
    compared(gradient_of(lambda b, a: function(a, b)), second, first, gap=1e-9)


def test_a_wrong_reading_would_be_seen(monkeypatch):
    from sympy_torch_bridge.tracing.reading import READINGS

    monkeypatch.setitem(READINGS, "aten.lerp", lambda call, a, b, w: a + b)
    with pytest.raises(AssertionError):
        compared(lambda a, b: torch.lerp(a, b, 0.3), (3,), (3,))
