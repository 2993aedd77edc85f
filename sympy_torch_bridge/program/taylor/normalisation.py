"""Layer and instance norm by means, for torch's own are wrong from the third derivative on; batch norm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch.nn import functional

from .expansion import Expansion, NoTaylorRule, rule

__all__ = ["instance_norm", "layer_norm", "native_layer_norm"]

_NARROW = (torch.float16, torch.bfloat16)
Mean = Callable[[Any], Any]


def layer_norm(
    z: Any,
    normalized_shape: Sequence[int],
    weight: Any = None,
    bias: Any = None,
    eps: float = 1e-5,
    cudnn_enable: bool = True,
) -> Any:
    """Compute ``torch.nn.functional.layer_norm`` by operations whose derivatives of every order are right.

    The derivative of ``native_layer_norm_backward`` that torch has is itself not differentiable:
    beyond the second order it returns wrong numbers.

    Examples
    --------
    >>> z = torch.tensor([[1.0, 2.0, 4.0]])
    >>> torch.allclose(layer_norm(z, (3,)), functional.layer_norm(z, (3,)))
    True
    """
    return native_layer_norm(z, normalized_shape, weight, bias, eps)[0]


def native_layer_norm(
    z: Any, normalized_shape: Sequence[int], weight: Any, bias: Any, eps: float
) -> tuple[Any, Any, Any]:
    """Compute ``torch.native_layer_norm``: the result, the mean and the reciprocal deviation."""
    axes = tuple(range(-len(normalized_shape), 0))
    if tuple(z.shape[axes[0] :]) != tuple(normalized_shape):
        functional.layer_norm(_value(z), normalized_shape)  # torch's own error
    normed, mean, factor = _normed(z, axes, eps)
    if weight is not None:
        normed = normed * weight
    if bias is not None:
        normed = normed + bias
    return normed, mean, factor


def instance_norm(z: Any, weight: Any = None, bias: Any = None, eps: float = 1e-5) -> Any:
    """Compute ``torch.nn.functional.instance_norm`` with the statistics of each instance.

    Examples
    --------
    >>> z = torch.tensor([[[1.0, 2.0, 4.0]]])
    >>> torch.allclose(instance_norm(z), functional.instance_norm(z))
    True
    """
    normed = _normed(z, tuple(range(2, z.dim())), eps)[0]
    shape = (-1, *(1,) * (z.dim() - 2))
    if weight is not None:
        normed = normed * weight.reshape(shape)
    if bias is not None:
        normed = normed + bias.reshape(shape)
    return normed


def _normed(z: Any, axes: tuple[int, ...], eps: float) -> tuple[Any, Any, Any]:
    dtype = z.dtype
    if dtype in _NARROW:  # as torch does
        z = z.to(torch.float32)
    mean = _mean(z, axes)
    centred = z - mean
    factor = torch.rsqrt(_mean(centred * centred, axes) + eps)
    normed = centred * factor
    return (normed.to(dtype) if dtype in _NARROW else normed), mean, factor


def _mean(z: Any, axes: tuple[int, ...]) -> Any:
    if isinstance(z, Expansion):
        return z.mapped(lambda part: part.mean(axes, keepdim=True))
    return z.mean(axes, keepdim=True)


def _value(z: Any) -> Any:
    return z.value if isinstance(z, Expansion) else z


@rule(functional.layer_norm, torch.layer_norm)
def _layer_norm(z: Any, *args: Any, **options: Any) -> Any:
    if not isinstance(z, Expansion):
        raise NoTaylorRule(functional.layer_norm)
    return layer_norm(z, *args, **options)


@rule(functional.batch_norm)
def _batch_norm(
    z: Any,
    mean: Any,
    var: Any,
    weight: Any = None,
    bias: Any = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Any:
    """In evaluation the statistics are numbers: the layer is a factor and a shift for each channel."""
    if not isinstance(z, Expansion) or training or mean is None or var is None or z.dtype in _NARROW:
        raise NoTaylorRule(functional.batch_norm)
    if z.dim() < 2 or z.shape[1:2] != mean.shape:
        functional.batch_norm(z.value, mean, var, weight, bias)  # torch's own error
        raise NoTaylorRule(functional.batch_norm)
    shape = (-1, *(1,) * (z.dim() - 2))
    factor = torch.rsqrt(var + eps)
    normed = (z - mean.reshape(shape)) * (factor if weight is None else factor * weight).reshape(shape)
    return normed if bias is None else normed + bias.reshape(shape)
