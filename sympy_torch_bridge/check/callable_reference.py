"""What the derivative of a black box is: the limit of its quotients; beside it, torch's own derivative."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ..domain import Interval
from ..errors import BridgeError, ClaimError
from ..tolerance import FLOAT64, Precision
from .box import Box
from .callable_question import BlackBox
from .noise import deviation
from .origin import leaves_torch
from .real_values import real_values
from .sample import Point
from .slopes import Slope, slopes
from .torch_jacobians import forward_jacobian, reverse_jacobian
from .torch_refusal import RefusalError, is_refusal, only_refusals

__all__ = ["CallableReference", "Mode", "noise_of"]

Batch = Callable[..., Tensor]
_COARSE = "the function computes in {} alone, and so do its quotients: module.double() is checked more finely"
# Code may refuse the double precision that we try it in, in any way it likes.
_REFUSES_DOUBLE = (RuntimeError, ValueError, TypeError, IndexError, AssertionError, AttributeError)
# What code may raise where numbers that were rounded otherwise leave its domain.
_OUT_OF_DOMAIN = (BridgeError, RuntimeError, ValueError, ArithmeticError, IndexError)


@dataclass(frozen=True, slots=True)
class Mode:
    """A derivative by one mode of autograd at all points.

    Parameters
    ----------
    witness : {"reverse", "forward"}
    jacobian : Tensor, shape (n, m, k)
    noise : Tensor, shape (n, m, k)
        Measured; infinite where it could not be.
    """

    witness: str
    jacobian: Tensor
    noise: Tensor


@dataclass(frozen=True, slots=True)
class _Sharp:
    """Where the quotients are taken: points, values, noise, and the rounding unit."""

    tensors: list[Tensor]
    values: Tensor
    noise: Tensor
    eps: float


@dataclass(slots=True)
class CallableReference:
    """Slopes of a black box at points and torch's own derivatives of it.

    Parameters
    ----------
    box : BlackBox
    points : sequence of Point
    region : Box or None
        The domain the user gave: no step leaves it.
    precision : Precision
    """

    box: BlackBox
    points: Sequence[Point]
    region: Box | None
    precision: Precision
    tensors: list[Tensor] = field(init=False)
    values: Tensor = field(init=False)
    value_noise: Tensor = field(init=False)
    slopes: list[list[list[Slope]]] = field(init=False)
    modes: list[Mode] = field(init=False)
    notes: list[str] = field(init=False, default_factory=list)
    _sharp: _Sharp = field(init=False)

    def __post_init__(self) -> None:
        box = self.box
        self.tensors = [
            torch.tensor([point[symbol] for point in self.points], dtype=box.options.dtype)
            for symbol in box.question.inputs
        ]
        with torch.no_grad():
            self.values = real_values(box.value(*self.tensors))
        self.value_noise = noise_of(box.value, self.tensors, box.options.seed)
        self._sharp = self._in_double()
        self.slopes = [self._along(place) for place in box.places]
        reverse = self._mode("reverse")
        forward = self._mode("forward", reverse)
        self.modes = [mode for mode in (reverse, forward) if mode is not None]

    @property
    def is_native(self) -> bool:
        """Whether every derivative that the function is made of is torch's own."""
        leaves = [tensor.clone().requires_grad_() for tensor in self.tensors]
        try:
            with warnings.catch_warnings(), only_refusals(self.box.text, "forward pass"):
                warnings.filterwarnings("ignore", message="Converting a tensor with requires_grad")
                output = self.box.value(*leaves)
        except RefusalError:
            return False
        return output.grad_fn is not None and not _has_custom_backward(output.grad_fn)

    def slope(self, index: int, output: int, place: int) -> Slope:
        """Return what the quotients of one output by one input say at one point."""
        return self.slopes[place][index][output]

    def scale(self, output: int, place: int) -> float:
        """Return the largest size of a derivative over the points; if it vanishes, that of f/x."""
        found = [row[output] for row in self.slopes[place] if row[output].kind == "slope"]
        largest = max((abs(slope.value) for slope in found if abs(slope.value) > slope.bound), default=0.0)
        if largest:
            return largest
        size = float(self.values[:, output].abs().nan_to_num(0.0, 0.0, 0.0).max())
        return size / (float(self.tensors[self.box.places[place]].abs().max()) or 1.0)

    def _in_double(self) -> _Sharp:
        """Return the function in double precision if it computes the same there, else as it is."""
        value, plain = self.box.value, _Sharp(self.tensors, self.values, self.value_noise, self.precision.eps)
        if self.precision is FLOAT64:
            return plain
        self.notes.append(_COARSE.format(self.precision.name))
        tensors = [tensor.double() for tensor in self.tensors]
        try:
            with torch.no_grad():
                found = value(*tensors)
        except _REFUSES_DOUBLE:
            return plain
        same = torch.allclose(
            found.double(), self.values, rtol=self.precision.ill_conditioned, atol=0.0, equal_nan=True
        )
        if found.dtype != torch.float64 or not same:
            return plain
        self.notes.pop()
        return _Sharp(
            tensors, real_values(found), noise_of(value, tensors, self.box.options.seed), FLOAT64.eps
        )

    def _along(self, place: int) -> list[list[Slope]]:
        """Return the slopes along one input, in double precision where the function has it."""
        sharp = self._sharp
        interval = None if self.region is None else self.region.intervals[self.box.question.inputs[place]]

        def values(coordinates: Any) -> Any:
            n, k = coordinates.shape
            moved = torch.from_numpy(np.ascontiguousarray(coordinates)).reshape(-1).to(sharp.tensors[0].dtype)
            is_inside = _inside(interval, moved)
            others = [tensor.repeat_interleave(k) for tensor in sharp.tensors]
            others[place] = torch.where(is_inside, moved, others[place])
            with torch.no_grad():
                found = real_values(self.box.value(*others)).clone()  # it may be one number, expanded
            found[~is_inside] = math.nan
            return found.reshape(n, k, -1).numpy()

        return slopes(
            values,
            sharp.tensors[place].double().numpy(),
            sharp.values.numpy(),
            sharp.noise.numpy(),
            eps=sharp.eps,
            rounded=lambda places: torch.from_numpy(places).to(sharp.tensors[0].dtype).double().numpy(),
        )

    def _mode(self, witness: str, reverse: Mode | None = None) -> Mode | None:
        value, places, seed = self.box.value, self.box.places, self.box.options.seed
        by = reverse_jacobian if witness == "reverse" else forward_jacobian

        def jacobian(*tensors: Tensor) -> Tensor:
            return by(value, tensors, places)

        try:
            # Code that reads numbers out of tensors is warned of lost gradients; the rows will show them.
            with warnings.catch_warnings(), only_refusals(self.box.text, f"code in {witness} mode"):
                warnings.filterwarnings("ignore", message="Converting a tensor with requires_grad")
                found = real_values(jacobian(*self.tensors))
        except RefusalError as refusal:
            error = refusal.__cause__
            first = str(error).splitlines()[0] if str(error) else type(error).__name__
            self.notes.append(f"{witness} mode is not available: {first}")
            return None
        if witness == "reverse":
            return Mode(witness, found, noise_of(jacobian, self.tensors, seed))
        # Dual numbers in a dispatch mode end the process in torch 2.13: reverse mode's noise serves both.
        return Mode(witness, found, reverse.noise if reverse else torch.full_like(found, math.nan))


def noise_of(compute: Batch, tensors: Sequence[Tensor], seed: int) -> Tensor:
    """Return the rounding noise of code, nan where part of it runs outside torch and cannot be measured."""
    plain = real_values(compute(*tensors))
    try:
        if leaves_torch(compute, tensors):
            return torch.full_like(plain, math.nan)
        return deviation(compute, tensors, seed=seed)
    except Exception as error:
        cause = error.__cause__ if isinstance(error, ClaimError) else error
        if isinstance(cause, Exception) and (isinstance(cause, _OUT_OF_DOMAIN) or is_refusal(cause)):
            return torch.full_like(plain, math.nan)
        raise


def _inside(interval: Interval | None, places: Tensor) -> Tensor:
    if interval is None:
        return torch.ones_like(places, dtype=torch.bool)
    above = places > interval.lower if interval.lower_open else places >= interval.lower
    below = places < interval.upper if interval.upper_open else places <= interval.upper
    return above & below


def _has_custom_backward(node: Any) -> bool:
    """Tell whether a graph holds the backward pass of somebody's autograd.Function."""
    seen: set[Any] = set()
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if current is None or current in seen:
            continue
        if isinstance(current, torch.autograd.function.BackwardCFunction):
            return True
        seen.add(current)
        waiting += [following for following, _ in current.next_functions]
    return False
