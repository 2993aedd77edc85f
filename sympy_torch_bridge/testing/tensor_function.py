"""A function of tensors as a function of real numbers: every entry a coordinate, complex ones two."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.autograd import forward_ad

from ..check.noise import RoundingNoise
from ..errors import InputTypeError
from ..forward_mode import FORWARD_MODE_LOCK
from ..tolerance import Precision, precision_of
from .arguments import as_tuple, callable_given, inputs_given

__all__ = ["RAISED_BY_CODE", "TensorFunction"]

_RUNS = 8
# Complex operations are not shaken one by one: they count with so many units of their largest number.
_COMPLEX_UNITS = 32
# Both signs, powers of two: dividing by them is exact, and a backward that ignores its argument is found.
_SEEDS = (1.0, -2.0, 0.5, -0.25, 4.0)
RAISED_BY_CODE = (RuntimeError, ValueError, TypeError, IndexError, ArithmeticError)


class TensorFunction:
    """A function with the tensors it is checked at.

    Parameters
    ----------
    func : callable
    inputs : Tensor or tuple
        Tensors and anything else; those that require a gradient are varied.

    Raises
    ------
    ValueError
        No input requires a gradient.
    InputTypeError
        An input or output is sparse, an input hides tensors that require a gradient, or nothing that comes
        out can be differentiated.
    """

    def __init__(self, func: Callable[..., Any], inputs: Any) -> None:
        self.func = callable_given(func)
        self.inputs = inputs = tuple(map(_with_graph, inputs_given(inputs)))
        self.places = [i for i, value in enumerate(inputs) if _varies(value)]
        if not self.places:
            raise ValueError(
                "gradcheck expects at least one floating or complex input tensor with requires_grad=True"
            )
        for place in self.places:
            if inputs[place].layout is not torch.strided:
                raise InputTypeError(
                    f"inputs[{place}]",
                    f"a tensor of layout {inputs[place].layout}",
                    expected="a strided tensor",
                    hint="check lambda dense: func(dense.to_sparse()) at a dense tensor",
                )
        # With a graph, as torch runs it: code that writes into its inputs is refused, not obeyed.
        with torch.enable_grad():
            found = _differentiable(as_tuple(func(*self.inputs)))
        chosen = [place for place, output in enumerate(found) if output.requires_grad]
        # Outputs beside others that were detached or marked as not differentiable are none to be checked.
        self._chosen = chosen or list(range(len(found)))
        self.outputs = [found[place].detach() for place in self._chosen]
        tensors = [*(inputs[place] for place in self.places), *self.outputs]
        self.is_complex = any(tensor.is_complex() for tensor in tensors)
        self.dtype = min((_real_type(t) for t in tensors), key=lambda dtype: -torch.finfo(dtype).eps)
        self.precision: Precision = precision_of(self.dtype)
        with torch.no_grad():
            self.coordinates = _flat([inputs[place] for place in self.places]).double()

    def __call__(self, coordinates: Tensor) -> Tensor:
        """Return all outputs as one real vector."""
        found = _differentiable(as_tuple(self.func(*self.tensors(coordinates))))
        return _flat([found[place] for place in self._chosen])

    def tensors(self, coordinates: Tensor) -> list[Any]:
        """Return the inputs with other numbers in the varied ones."""
        given = list(self.inputs)
        start = 0
        for place in self.places:
            like = given[place]
            size = like.numel() * (2 if like.is_complex() else 1)
            part = coordinates[start : start + size].to(device=like.device, dtype=_real_type(like))
            start += size
            if like.is_complex():
                given[place] = torch.view_as_complex(part.reshape(*like.shape, 2))
            else:
                given[place] = part.reshape(like.shape)
        return given

    def value(self, coordinates: Tensor) -> Tensor:
        """Return the outputs in double precision, nan where the function refuses the inputs."""
        try:
            with torch.no_grad():
                return self(coordinates.clone()).double()  # code that writes into its inputs writes here
        except RAISED_BY_CODE:
            return torch.full((self.size,), math.nan, dtype=torch.float64)

    @property
    def size(self) -> int:
        """The number of real outputs."""
        return sum(output.numel() * (2 if output.is_complex() else 1) for output in self.outputs)

    def reverse(self) -> Tensor:
        """Return the Jacobian by reverse mode, one backward pass for each output."""
        leaf = self.coordinates.clone().requires_grad_()
        with torch.enable_grad():
            outputs = self(leaf)
        if not outputs.requires_grad:
            return torch.zeros(self.size, len(leaf), dtype=torch.float64)
        rows = []
        for place, output in enumerate(outputs.unbind()):
            seed = torch.full_like(output, _SEEDS[place % len(_SEEDS)])
            (row,) = torch.autograd.grad(
                output, leaf, seed, retain_graph=True, allow_unused=True, materialize_grads=True
            )
            rows.append(row.double() / seed.double())
        return torch.stack(rows) if rows else torch.zeros(0, len(leaf), dtype=torch.float64)

    def forward(self) -> Tensor:
        """Return the Jacobian by forward mode, one pass for each coordinate."""
        columns = []
        for place in range(len(self.coordinates)):
            tangent = torch.zeros_like(self.coordinates)
            tangent[place] = _SEEDS[place % len(_SEEDS)]
            with FORWARD_MODE_LOCK, forward_ad.dual_level():
                moved = forward_ad.unpack_dual(self(forward_ad.make_dual(self.coordinates, tangent))).tangent
            column = torch.zeros(self.size) if moved is None else moved
            columns.append(column.detach().double() / tangent[place])
        return torch.stack(columns, dim=-1)

    def noise(self, compute: Callable[[], Tensor]) -> Tensor:
        """Return the largest change under other rounding errors, nan if the code cannot be run so."""
        plain = compute().detach().double()
        largest = torch.zeros_like(plain)
        for seed in range(_RUNS):
            try:
                with RoundingNoise(seed):
                    moved = compute().detach().double()
            except RAISED_BY_CODE:
                return torch.full_like(plain, math.nan)
            largest = torch.maximum(largest, torch.nan_to_num((moved - plain).abs(), nan=math.inf))
        if self.is_complex and plain.numel():
            units = _COMPLEX_UNITS * self.precision.eps
            largest = largest.clamp(min=units * float(plain.abs().nan_to_num(0.0).max()))
        return torch.where(plain.isnan(), 0.0, largest)

    def input_label(self, coordinate: int) -> str:
        """Name a coordinate: ``in0[1, 2]``, with ``.imag`` for the imaginary part."""
        return _label("in", [self.inputs[place] for place in self.places], coordinate, self.places)

    def output_label(self, number: int) -> str:
        """Name an output: ``out0[1, 2]``."""
        return _label("out", self.outputs, number, range(len(self.outputs)))


def _with_graph(value: Any) -> Any:
    """Return a tensor of inference mode as one that a graph can be built on, everything else as it is."""
    if not isinstance(value, torch.Tensor) or not value.is_inference():
        return value
    return value.clone().requires_grad_(value.requires_grad)


def _varies(value: Any) -> bool:
    is_tensor = isinstance(value, Tensor) and value.requires_grad
    return is_tensor and (value.is_floating_point() or value.is_complex())


def _differentiable(outputs: Sequence[Any]) -> list[Tensor]:
    found = [o for o in outputs if isinstance(o, Tensor) and (o.is_floating_point() or o.is_complex())]
    for output in found:
        if output.layout is not torch.strided:
            raise InputTypeError(
                "an output",
                f"a tensor of layout {output.layout}",
                expected="a strided tensor",
                hint="check lambda *inputs: func(*inputs).to_dense()",
            )
    if not found:
        raise InputTypeError(
            "the result of the function",
            "without a floating tensor",
            expected="a tensor or a tuple of tensors",
        )
    return found


def _real_type(tensor: Tensor) -> torch.dtype:
    return tensor.dtype.to_real() if tensor.is_complex() else tensor.dtype


def _flat(tensors: Sequence[Tensor]) -> Tensor:
    parts = [(torch.view_as_real(t.resolve_conj()) if t.is_complex() else t).reshape(-1) for t in tensors]
    return torch.cat([part.cpu() for part in parts])


def _label(prefix: str, tensors: Sequence[Tensor], number: int, names: Sequence[int]) -> str:
    for name, tensor in zip(names, tensors, strict=True):
        size = tensor.numel() * (2 if tensor.is_complex() else 1)
        if number < size:
            entry, part = divmod(number, 2) if tensor.is_complex() else (number, 0)
            place = ", ".join(str(int(i)) for i in torch.unravel_index(torch.tensor(entry), tensor.shape))
            suffix = (".real", ".imag")[part] if tensor.is_complex() else ""
            return f"{prefix}{name}{f'[{place}]' if place else ''}{suffix}"
        number -= size
    raise IndexError(number)
