"""What a traced function is compared with: the function itself, run on numbers."""

from __future__ import annotations

import itertools

import numpy as np
import sympy
import torch

import sympy_torch_bridge as stb

_NAMES = "abcdefgh"


def drawn(shape, seed, low, high):
    """Return distinct numbers, none of them at a kink of the usual functions."""
    generator = np.random.default_rng(seed)
    return generator.uniform(low, high, size=shape)


def symbols_of(shape, name):
    """Return nested lists of real symbols; for no axes one symbol."""
    array = np.empty(shape, object)
    for place in itertools.product(*map(range, shape)):
        array[place] = sympy.Symbol("_".join([name, *map(str, place)]), real=True)
    return array


def values_of(result, point):
    """Return the numbers that an expression, or a container of them, has at a point."""
    if isinstance(result, tuple | list):
        return [values_of(item, point) for item in result]
    entries = np.array(result.tolist() if hasattr(result, "tolist") else result, dtype=object)
    numbers = [_number(entry, point) for entry in entries.reshape(-1)]
    return np.array(numbers).reshape(entries.shape)


def _number(entry, point):
    value = sympy.sympify(entry).subs(point)
    if value in (sympy.true, sympy.false):
        return bool(value)
    value = complex(value.evalf(20))
    return value.real if value.imag == 0 else value


def compared(function, *shapes, low=0.1, high=0.9, seed=0, gap=1e-12, **options):
    """Trace a function, and compare the expression with the function at two points.

    A shape that is a tensor is passed as it is.
    """
    symbols = [s if isinstance(s, torch.Tensor) else symbols_of(s, _NAMES[k]) for k, s in enumerate(shapes)]
    given = [s if isinstance(s, torch.Tensor) else s.tolist() if s.ndim else s[()] for s in symbols]
    result = stb.from_torch(function, given, **options)
    for draw in (seed, seed + 1):
        point, tensors = {}, []
        for place, item in enumerate(symbols):
            if isinstance(item, torch.Tensor):
                tensors.append(item)
                continue
            numbers = drawn(item.shape, draw * 10 + place, low, high)
            point.update(zip(item.reshape(-1), map(float, numbers.reshape(-1)), strict=True))
            tensors.append(torch.tensor(numbers).requires_grad_())
        expected = function(*tensors)
        both = zip(*map(listed, (values_of(result, point), expected)), strict=True)
        for value, torch_value in both:
            reference = torch_value.detach().numpy() if isinstance(torch_value, torch.Tensor) else torch_value
            assert np.shape(value) == np.shape(reference)
            np.testing.assert_allclose(value, reference, rtol=gap, atol=gap)
    return result


def listed(value):
    return list(value) if isinstance(value, tuple | list) else [value]


def gradient_of(function, *weights):
    """Return the gradient of a weighted sum of what a function returns, by its first argument."""

    def gradient(*arguments):
        value = function(*arguments)
        weight = torch.arange(1, value.numel() + 1, dtype=torch.float64).reshape(value.shape)
        return torch.autograd.grad((value * weight).sum(), arguments[0])[0]

    return gradient
