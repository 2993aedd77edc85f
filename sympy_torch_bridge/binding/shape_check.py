"""The shapes of a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from ..errors import InputShapeError
from ..program.expressions.sizes import expected_size, size_sources

__all__ = ["ShapeCheck"]


class ShapeCheck:
    """Compares the shapes of a call with those that the inputs have, and with each other.

    Parameters
    ----------
    symbols : sequence of Symbol or MatrixSymbol
        The inputs in order.
    names : sequence of str
        What they are called in messages.
    shapes : sequence of tuples
        The shape of each input that is an array, with None for a size that is not known; () for scalars.
    """

    def __init__(
        self, symbols: Sequence[Any], names: Sequence[str], shapes: Sequence[tuple[Any, ...]]
    ) -> None:
        self.names, self._shapes = tuple(names), tuple(shapes)
        places = {symbol: place for place, symbol in enumerate(symbols)}
        sources = size_sources(symbols)
        self._sources = {size: (places[source.array], source) for size, source in sources.items()}
        self._listed = [(places[size], size) for size in sources if size in places]

    def __call__(self, values: Sequence[Any], tensors: Sequence[Tensor]) -> None:
        """Raise an error where a shape does not fit; ``values`` are the tensors as they were given."""
        if torch.compiler.is_compiling():
            return  # the checks would tie the graph to one size; torch's own errors remain
        self._check_shapes(tensors)
        if self._listed:
            self._check_listed_sizes(values, self._sizes(tensors))

    def _check_shapes(self, tensors: Sequence[Tensor]) -> None:
        shapes: list[torch.Size] = []
        sizes = self._sizes(tensors)
        for name, tensor, expected in zip(self.names, tensors, self._shapes, strict=True):
            shapes.append(_batch_shape(name, tensor, expected, sizes) if expected else tensor.shape)
        batch = [shape for shape in shapes if shape]  # a number fits every shape
        if any(shape != batch[0] for shape in batch):
            try:
                torch.broadcast_shapes(*shapes)
            except RuntimeError:
                listing = [(name, tuple(t.shape)) for name, t in zip(self.names, tensors, strict=True)]
                raise InputShapeError(
                    listing,
                    why="they do not broadcast together",
                    hint="aligned from the last axis, sizes must be equal or 1",
                ) from None

    def _sizes(self, tensors: Sequence[Tensor]) -> dict[Any, int]:
        """Read the sizes that the shape of one array tells, where it has the axes of one."""
        sizes: dict[Any, int] = {}
        for symbol, (place, source) in self._sources.items():
            tensor = tensors[place]
            if tensor.dim() < len(self._shapes[place]):
                continue  # the check of the shapes names the array
            size = source.solved(tensor.shape[source.axis])
            if size is None:
                raise _misfit(self.names[place], tensor, self._shapes[place], sizes)
            sizes[symbol] = size
        return sizes

    def _check_listed_sizes(self, values: Sequence[Any], sizes: Mapping[Any, int]) -> None:
        """Compare a size that is an input too, and given as a number, with the shapes."""
        for place, symbol in self._listed:
            if isinstance(values[place], int) and values[place] != sizes.get(symbol, values[place]):
                raise InputShapeError(
                    [(self.names[place], ())],
                    why=f"'{symbol}' is {values[place]}, but the shapes have {symbol} = {sizes[symbol]}",
                    hint=f"leave {symbol} out of inputs=: its value is read from the shapes",
                )


def _batch_shape(name: str, tensor: Tensor, expected: Sequence[Any], sizes: dict[Any, int]) -> torch.Size:
    """Check an array against its declared shape; a symbolic size must be the same in every input."""
    rank = len(expected)
    fits = tensor.dim() >= rank and all(
        _fits(want, have, sizes)
        for want, have in zip(expected, tensor.shape[tensor.dim() - rank :], strict=True)
    )
    if not fits:
        raise _misfit(name, tensor, expected, sizes)
    return tensor.shape[: tensor.dim() - rank]


def _misfit(name: str, tensor: Tensor, expected: Sequence[Any], sizes: Mapping[Any, int]) -> InputShapeError:
    trailing = ", ".join("any size" if size is None else str(size) for size in expected)
    declared = f"({trailing},)" if len(expected) == 1 else f"({trailing})"
    kind = "a matrix" if len(expected) == 2 else "an array"
    if all(size is None for size in expected):
        why = f"'{name}' has {len(expected)} {'index' if len(expected) == 1 else 'indices'} in the formula"
    else:
        why = f"'{name}' is {kind} of shape {declared}{_known_sizes(sizes)}"
    hint = f"pass a tensor of shape (..., {trailing}); leading axes are the batch"
    return InputShapeError([(name, tuple(tensor.shape))], why=why, hint=hint)


def _fits(want: Any, have: int, sizes: dict[Any, int]) -> bool:
    """Compare with a size that is known, or learn one that is not."""
    if want is None:
        return True
    known = expected_size(want, sizes)
    return sizes.setdefault(want, have) == have if known is None else known == have


def _known_sizes(sizes: Mapping[Any, int]) -> str:
    return f" with {', '.join(f'{symbol} = {size}' for symbol, size in sizes.items())}" if sizes else ""
