"""Convolutions and averages over windows, written as the sums they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import sympy

from ..entries import Entries, elementwise, filled
from ..reading import Call, reads

_ZERO = sympy.Integer(0)


def _places(
    output: Sequence[int],
    kernel: Sequence[int],
    size: Sequence[int],
    stride: Any,
    padding: Any,
    dilation: Any,
) -> Iterator[tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]]:
    """Yield the place in the output, in the kernel and in the input of each product."""
    for out in np.ndindex(*output):
        for tap in np.ndindex(*kernel):
            place = tuple(
                o * _at(stride, k) - _at(padding, k) + t * _at(dilation, k)
                for k, (o, t) in enumerate(zip(out, tap, strict=True))
            )
            if all(0 <= p < s for p, s in zip(place, size, strict=True)):
                yield out, tap, place


def _at(values: Sequence[int], axis: int) -> int:
    return values[axis] if len(values) > 1 else values[0]


def _products(
    output: Sequence[int],
    given: Sequence[int],
    weight: Sequence[int],
    stride: Any,
    padding: Any,
    dilation: Any,
    groups: int,
) -> Iterator[tuple[Any, Any, Any]]:
    """Yield the place in the output, in the input and in the weight of each product."""
    channels_in, channels_out = weight[1], weight[0] // groups
    spatial = list(_places(output[2:], weight[2:], given[2:], stride, padding, dilation))
    for sample, target in np.ndindex(given[0], weight[0]):
        group = target // channels_out
        for channel in range(channels_in):
            for out, tap, place in spatial:
                yield (
                    (sample, target, *out),
                    (sample, group * channels_in + channel, *place),
                    (target, channel, *tap),
                )


@reads("convolution")
def _convolution(
    call: Call, given: Entries, weight: Entries, bias: Any, stride: Any, padding: Any, dilation: Any,
    transposed: bool, output_padding: Any, groups: int,
) -> Entries:  # fmt: skip
    result = filled(tuple(call.results[0].shape), _ZERO)
    # A transposed convolution is the gradient of one: input and output change places.
    big, small = (result, given) if transposed else (given, result)
    for out, place, tap in _products(small.shape, big.shape, weight.shape, stride, padding, dilation, groups):
        if transposed:
            result[place] = result[place] + given[out] * weight[tap]
        else:
            result[out] = result[out] + given[place] * weight[tap]
    return result if bias is None else result + bias.reshape(-1, *[1] * (given.ndim - 2))


@reads("convolution_backward")
def _convolution_backward(
    call: Call, cotangent: Entries, given: Entries, weight: Entries, bias_sizes: Any, stride: Any,
    padding: Any, dilation: Any, transposed: bool, output_padding: Any, groups: int, output_mask: Any,
) -> tuple[Any, ...]:  # fmt: skip
    by_input, by_weight = filled(given.shape, _ZERO), filled(weight.shape, _ZERO)
    big, small = (cotangent, given) if transposed else (given, cotangent)
    for out, place, tap in _products(small.shape, big.shape, weight.shape, stride, padding, dilation, groups):
        up, here = (place, out) if transposed else (out, place)
        by_input[here] = by_input[here] + cotangent[up] * weight[tap]
        by_weight[tap] = by_weight[tap] + cotangent[up] * given[here]
    axes = (0, *range(2, cotangent.ndim))
    return by_input, by_weight, cotangent.sum(axis=axes)


def _windows(
    call: Call, given: Sequence[int], output: Sequence[int], kernel: Any, stride: Any, padding: Any
) -> Any:
    rank = 3 if "pool3d" in call.operation else 2
    kernel = [_at(kernel, k) for k in range(rank)]
    return kernel, _places(output[-rank:], kernel, given[-rank:], stride or kernel, padding, [1])


def _checked(call: Call, padding: Any, ceil_mode: bool) -> None:
    if any(padding) or ceil_mode:
        call.refuse(
            "windows that reach beyond the tensor have no reading", "pad with torch.nn.functional.pad"
        )


@reads("avg_pool2d", "avg_pool3d")
def _average(
    call: Call, given: Entries, kernel: Any, stride: Any = (), padding: Any = (0,), ceil_mode: bool = False,
    count_include_pad: bool = True, divisor: Any = None,
) -> Entries:  # fmt: skip
    _checked(call, padding, ceil_mode)
    result = filled(tuple(call.results[0].shape), _ZERO)
    sizes, places = _windows(call, given.shape, result.shape, kernel, stride, padding)
    for out, _, place in places:
        result[(..., *out)] = result[(..., *out)] + given[(..., *place)]
    return elementwise(lambda s: s / (divisor or int(np.prod(sizes))), result)


@reads("avg_pool2d_backward", "avg_pool3d_backward")
def _average_backward(
    call: Call, cotangent: Entries, given: Entries, kernel: Any, stride: Any, padding: Any, ceil_mode: bool,
    count_include_pad: bool, divisor: Any,
) -> Entries:  # fmt: skip
    _checked(call, padding, ceil_mode)
    result = filled(given.shape, _ZERO)
    sizes, places = _windows(call, given.shape, cotangent.shape, kernel, stride, padding)
    for out, _, place in places:
        result[(..., *place)] = result[(..., *place)] + cotangent[(..., *out)]
    return elementwise(lambda s: s / (divisor or int(np.prod(sizes))), result)
