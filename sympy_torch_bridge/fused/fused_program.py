"""A program that evaluates in blocks on the CPU, by kernels on a GPU, and knows its own derivatives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from math import inf
from warnings import warn

import torch
from torch import Tensor

from ..errors import PerformanceWarning
from ..program import Layout, Program, collection_paused, emit, load
from ..program.differentiation import pullback, pushforward, with_gradient
from .at_once import in_a_row, run_at_once
from .autograd_function import recorded
from .blocks import Plan, run_in_blocks
from .constants import gathered
from .cuda import KernelSequence, reason_against_source
from .expansion import differentiable, expanded, of_primitives
from .factoring import factored
from .folding import folded
from .inputs import laid_out, uniform_inputs
from .plans import Plans
from .support import common_shape, is_recorded, is_transformed, reason_against_tensors

__all__ = ["FusedProgram"]


class FusedProgram:
    """A program of numbers: evaluated in blocks or by kernels, differentiated as one, in any mode and order.

    Called on tensors of one dtype it returns a tuple, for each output a tensor of the broadcast shape.

    Parameters
    ----------
    program : Program
        Against which there is no reason.
    dtype : torch.dtype
        Of all numbers.
    most_on_gpu : float
        The most operations for which kernels of a GPU are made; that of its derivatives too.
    """

    def __init__(self, program: Program, dtype: torch.dtype, most_on_gpu: float = inf) -> None:
        self.dtype, self._most_on_gpu = dtype, most_on_gpu
        with collection_paused():
            self.program = differentiable(program, dtype)
        self._pullbacks: dict[tuple[tuple[int, ...], tuple[int, ...] | None], FusedProgram] = {}
        self._pushforwards: dict[tuple[int, ...], FusedProgram] = {}
        self._kernels: dict[torch.device, KernelSequence | None] = {}

    @cached_property
    def simplified(self) -> Program:
        """The program that is evaluated."""
        with collection_paused():
            return folded(factored(gathered(of_primitives(self.program, self.dtype))))

    def pullback(self, seeded: tuple[int, ...], wanted: tuple[int, ...] | None = None) -> FusedProgram:
        """Return the gradients by all or some inputs, from the inputs and the cotangents of some outputs."""
        key = seeded, wanted
        if key not in self._pullbacks:
            with collection_paused():
                self._pullbacks[key] = self._derived(pullback(self.program, seeded, wanted))
        return self._pullbacks[key]

    def pushforward(self, moving: tuple[int, ...]) -> FusedProgram:
        """Return the tangents of the outputs, from the inputs and the tangents of some of them."""
        if moving not in self._pushforwards:
            with collection_paused():
                self._pushforwards[moving] = self._derived(pushforward(self.program, moving))
        return self._pushforwards[moving]

    @cached_property
    def with_gradient(self) -> FusedProgram:
        """The outputs, and after them the gradients of their sum."""
        with collection_paused():
            return self._derived(with_gradient(self.program))

    def _derived(self, program: Program) -> FusedProgram:
        return FusedProgram(program, self.dtype, self._most_on_gpu)

    @cached_property
    def operation_count(self) -> int:
        """The number of operations as written, without those that joining saves."""
        with collection_paused():
            return expanded(self.program, self.dtype).operation_count

    def has_at_least(self, count: int) -> bool:
        """Tell whether there are so many operations: mostly it is seen before kernels are written out."""
        return self._count_before >= count or self.operation_count >= count

    @cached_property
    def _count_before(self) -> int:
        return self.program.operation_count

    @cached_property
    def output_count(self) -> int:
        """The number of outputs."""
        return len(self.program.outputs())

    def evaluate(self, inputs: Sequence[Tensor], *, sums: Sequence[bool] | None = None) -> list[Tensor]:
        """Evaluate without a record for autograd.

        Parameters
        ----------
        inputs : sequence of Tensor
            Tensors of one floating dtype against which there is no reason, whose shapes broadcast.
        sums : sequence of bool, optional
            For each output whether its sum over all points is wanted.

        Returns
        -------
        list of Tensor
            Of the broadcast shape, 0-dimensional for a sum.
        """
        shape = common_shape(inputs)
        is_sum = [False] * self.output_count if sums is None else list(sums)
        if not inputs[0].is_cpu:
            return self._on_device(inputs, shape, is_sum)
        uniform = uniform_inputs(inputs)
        plan = self._plans.for_points(uniform, shape.numel())
        # Tangents, which forward mode carries elsewhere, are left behind on the long way.
        row = None if is_transformed() else in_a_row(inputs, shape, uniform)
        found = None if row is None else run_at_once(plan, row, shape, is_sum)
        if found is not None:
            return found
        with torch.no_grad():
            flat = [laid_out(x, shape, k in uniform) for k, x in enumerate(inputs)]
            return run_in_blocks(plan, flat, shape, is_sum)

    def _on_device(self, inputs: Sequence[Tensor], shape: torch.Size, sums: Sequence[bool]) -> list[Tensor]:
        """Evaluate by kernels, or plainly where there is none yet and none can be made."""
        kernels, uniform = self._kernels_for(inputs[0].device), uniform_inputs(inputs)
        with torch.no_grad():
            if kernels is None:
                found = [value.expand(shape).clone() for value in self.plain(*inputs)]
            else:
                # Tangents, which forward mode carries elsewhere, are left behind on the long way.
                flat = None if is_transformed() else in_a_row(inputs, shape, uniform)
                found = kernels(
                    flat or [laid_out(x, shape, k in uniform) for k, x in enumerate(inputs)], shape
                )
            return [value.sum() if is_sum else value for value, is_sum in zip(found, sums, strict=True)]

    def _kernels_for(self, device: torch.device) -> KernelSequence | None:
        """Return the kernels for a device, made at the first call; a captured graph cannot load any."""
        if device not in self._kernels:
            if torch.cuda.is_current_stream_capturing():
                return None
            try:
                self._kernels[device] = KernelSequence(self.simplified, self.dtype, device)
            except RuntimeError as error:  # of the compiler, the driver, or the memory of the device
                self._kernels[device] = None
                text = f"operations run one by one, because no kernel can be made: {error}"
                warn(PerformanceWarning(text), stacklevel=2)
        return self._kernels[device]

    def reason_against(self, inputs: Sequence[Tensor]) -> str:
        """Return why a call is evaluated plainly, "" where it is not."""
        found = reason_against_tensors(inputs)
        return found if found or inputs[0].is_cpu else self.reason_against_kernel

    @cached_property
    def reason_against_kernel(self) -> str:
        """Why the program cannot be evaluated by kernels of a GPU, "" where it can."""
        if self.operation_count > self._most_on_gpu:
            return (
                f"kernels of {self.operation_count} operations take seconds to make, "
                'and are made by backend="fused"'
            )
        return reason_against_source(self.simplified)

    @cached_property
    def _plans(self) -> Plans:
        return Plans(self.simplified, self.dtype)

    def plan(self, inputs: Sequence[Tensor]) -> Plan:
        """Return the thorough plan for inputs like these."""
        return self._plans.thorough(uniform_inputs(inputs))

    @cached_property
    def plain(self) -> Callable[..., tuple[Tensor, ...]]:
        """The emitted source, for tensors that are no plain numbers in memory, such as traced ones."""
        return _emitted(self.program)

    @cached_property
    def of_values(self) -> Callable[..., tuple[Tensor, ...]]:
        """The emitted source of what is evaluated: for tensors that nothing differentiates further."""
        return _emitted(self.simplified)

    def __call__(self, *inputs: Tensor) -> tuple[Tensor, ...]:
        """Evaluate with a record for autograd, forward mode and the transforms of ``torch.func``."""
        if self.reason_against(inputs):
            return tuple(self.plain(*inputs))
        return self.computed(inputs)

    def with_sums(self, inputs: Sequence[Tensor], sums: Sequence[bool] | None) -> Sequence[Tensor]:
        """Evaluate as a call does; where nothing is recorded, outputs whose sums are wanted may be summed."""
        if self.reason_against(inputs) or is_recorded(inputs):
            return self(*inputs)
        return self.evaluate(inputs, sums=sums)

    def computed(self, inputs: Sequence[Tensor]) -> tuple[Tensor, ...]:
        """Evaluate on tensors against which there is no reason."""
        if not is_recorded(inputs):
            return tuple(self.evaluate(inputs))
        return recorded(self, *inputs)


def _emitted(program: Program) -> Callable[..., tuple[Tensor, ...]]:
    layout = Layout("tuple", tuple(Layout("node", node=node) for node in program.outputs()))
    flat = replace(program, layout=layout)
    return load(emit(flat, [f"x{k}" for k in range(len(flat.inputs))]), flat)
