"""Operations of torch that are formulas: what their kernels compute, step by step.

Such a kernel subtracts numbers that nearly agree, as ``1 + erf(x/sqrt(2))`` for negative ``x``, and its
result is as uncertain as these were. Its rounding is measured by going through the steps, each rounded
otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

__all__ = ["STEPS"]

_CUBIC = 0.044715


def _gelu(x: Tensor, *, approximate: str = "none") -> Tensor:
    return 0.5 * x * (1 + _odd_part(x, approximate))


def _gelu_backward(grad: Tensor, x: Tensor, *, approximate: str = "none") -> Tensor:
    half = 0.5 * (1 + _odd_part(x, approximate))
    if approximate == "none":
        return grad * (half + x * torch.exp(-0.5 * x * x) / math.sqrt(2 * math.pi))
    bent = 1 - _odd_part(x, approximate).square()
    return grad * (half + 0.5 * x * bent * math.sqrt(2 / math.pi) * (1 + 3 * _CUBIC * x * x))


def _odd_part(x: Tensor, approximate: str) -> Tensor:
    if approximate == "none":
        return torch.erf(x * math.sqrt(0.5))
    return torch.tanh(math.sqrt(2 / math.pi) * (x + _CUBIC * x * x * x))


def _silu_backward(grad: Tensor, x: Tensor) -> Tensor:
    share = torch.sigmoid(x)
    return grad * share * (1 + x * (1 - share))


def _mish_backward(grad: Tensor, x: Tensor) -> Tensor:
    bent = torch.tanh(torch.logaddexp(x, torch.zeros_like(x)))
    return grad * (bent + x * torch.sigmoid(x) * (1 - bent * bent))


def _sinc(x: Tensor) -> Tensor:
    angle = math.pi * x
    return torch.where(x == 0, torch.ones_like(x), torch.sin(angle) / angle)


def _logit(x: Tensor, eps: float | None = None) -> Tensor:
    share = x if eps is None else x.clamp(eps, 1 - eps)
    return torch.log(share / (1 - share))


def _logaddexp(a: Tensor, b: Tensor) -> Tensor:
    far = (a - b).abs()
    larger = torch.maximum(a, b)
    return torch.where(torch.isfinite(far), larger + torch.log1p(torch.exp(-far)), larger)


def _logsumexp(x: Tensor, dim: list[int], keepdim: bool = False) -> Tensor:
    largest = x.amax(dim, keepdim=True)
    largest = torch.where(torch.isfinite(largest), largest, torch.zeros_like(largest))
    total: Tensor = (x - largest).exp().sum(dim, keepdim=True).log() + largest
    return total if keepdim else total.squeeze(tuple(dim))


def _softmax(x: Tensor, dim: int, _: bool) -> Tensor:
    powers = (x - x.amax(dim, keepdim=True)).exp()
    return powers / powers.sum(dim, keepdim=True)


def _softmax_backward(grad: Tensor, result: Tensor, dim: int, _: torch.dtype) -> Tensor:
    weighted = grad * result
    return weighted - result * weighted.sum(dim, keepdim=True)


def _log_softmax(x: Tensor, dim: int, _: bool) -> Tensor:
    shifted = x - x.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()


def _log_softmax_backward(grad: Tensor, result: Tensor, dim: int, _: torch.dtype) -> Tensor:
    return grad - torch.exp(result) * grad.sum(dim, keepdim=True)


def _glu_backward(grad: Tensor, x: Tensor, dim: int) -> Tensor:
    value, gate = x.chunk(2, dim)
    share = torch.sigmoid(gate)
    return torch.cat([grad * share, grad * share * (1 - share) * value], dim)


def _cross(a: Tensor, b: Tensor, *, dim: int = -1) -> Tensor:
    return a.roll(-1, dim) * b.roll(-2, dim) - a.roll(-2, dim) * b.roll(-1, dim)


def _euclidean_distance(a: Tensor, b: Tensor) -> Tensor:
    squares = a.square().sum(-1, keepdim=True) + b.square().sum(-1).unsqueeze(-2)
    return (squares - 2 * (a @ b.mT)).clamp(min=0).sqrt()


def _var(
    x: Tensor, dim: Sequence[int] | None = None, *, correction: float | None = None, keepdim: bool = False
) -> Tensor:
    axes = tuple(range(x.dim())) if dim is None else tuple(dim)
    count = math.prod(x.shape[axis] for axis in axes)
    squares = (x - x.mean(axes, keepdim=True)).square()
    return squares.sum(axes, keepdim=keepdim) / max(count - (1 if correction is None else correction), 0)


def _std(*args: Any, **kwargs: Any) -> Tensor:
    return _var(*args, **kwargs).sqrt()


def _var_mean(x: Tensor, dim: list[int] | None = None, **options: Any) -> tuple[Tensor, Tensor]:
    return _var(x, dim, **options), torch.mean(x, dim, keepdim=options.get("keepdim", False))


def _layer_norm(
    x: Tensor, shape: Sequence[int], weight: Tensor | None, bias: Tensor | None, eps: float
) -> tuple[Tensor, Tensor, Tensor]:
    axes = tuple(range(-len(shape), 0))
    mean = x.mean(axes, keepdim=True)
    scale = ((x - mean).square().mean(axes, keepdim=True) + eps).rsqrt()
    scaled = (x - mean) * scale
    weighted = scaled if weight is None else scaled * weight
    return weighted if bias is None else weighted + bias, mean, scale


def _group_norm(
    x: Tensor,
    weight: Tensor | None,
    bias: Tensor | None,
    n: int,
    channels: int,
    _: int,
    groups: int,
    eps: float,
) -> tuple[Tensor, Tensor, Tensor]:
    scaled, mean, scale = _layer_norm(x.reshape(n, groups, -1), (0,), None, None, eps)
    along = (1, channels, *[1] * (x.dim() - 2))
    weighted = scaled.reshape(x.shape) if weight is None else scaled.reshape(x.shape) * weight.reshape(along)
    return (
        weighted if bias is None else weighted + bias.reshape(along),
        mean.reshape(n, groups),
        scale.reshape(n, groups),
    )


# By the operation and overload that a dispatch mode sees.
STEPS: dict[str, Callable[..., Any]] = {
    "aten.gelu.default": _gelu,
    "aten.gelu_backward.default": _gelu_backward,
    "aten.silu_backward.default": _silu_backward,
    "aten.mish_backward.default": _mish_backward,
    "aten.sinc.default": _sinc,
    "aten.logit.default": _logit,
    "aten.logaddexp.default": _logaddexp,
    "aten.logsumexp.default": _logsumexp,
    "aten._softmax.default": _softmax,
    "aten._softmax_backward_data.default": _softmax_backward,
    "aten._log_softmax.default": _log_softmax,
    "aten._log_softmax_backward_data.default": _log_softmax_backward,
    "aten.glu_backward.default": _glu_backward,
    "aten.linalg_cross.default": _cross,
    "aten._euclidean_dist.default": _euclidean_distance,
    "aten.native_layer_norm.default": _layer_norm,
    "aten.native_group_norm.default": _group_norm,
    "aten.var.correction": _var,
    "aten.var_mean.correction": _var_mean,
    "aten.std.correction": _std,
}
