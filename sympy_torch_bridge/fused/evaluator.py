"""The choice between the emitted source and the fused program, call by call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from math import inf
from typing import Any, Literal
from weakref import finalize

import torch
from torch import Tensor

from ..program import Layout, Program, emit, load
from ..program.gradients.jet import Jet
from ..program.graph_names import name_of, named
from .autograd_function import summed_to
from .crossover import fewest_points, is_faster_plain
from .explanation import Explanation
from .fused_program import FusedProgram
from .graph_choice import is_better_as_operator
from .operator import called, operator_text
from .support import (
    DTYPES,
    PLAIN_TYPES,
    common_shape,
    is_recorded,
    is_transformed,
    reason_against_program,
    reason_against_tensors,
)

__all__ = ["Evaluator"]

# The kernels of a GPU take a millisecond an operation at the first call: for more than four seconds of that
# they are made where they are asked for.
_MOST_ON_A_GPU = 4000


class Evaluator:
    """Evaluates a program by the backend that was asked for, or plainly where it does not apply.

    Parameters
    ----------
    program : Program
    plain : callable
        Evaluates the emitted source.
    backend : {"eager", "fused", "auto"}
        ``"auto"`` takes the fused program where there is enough to compute.
    """

    def __init__(
        self, program: Program, plain: Callable[..., Any], backend: Literal["eager", "fused", "auto"]
    ) -> None:
        self.program = program
        self.backend: Literal["eager", "fused", "auto"] = backend
        self._plain = plain
        self.reason = "" if backend == "eager" else reason_against_program(program)
        self._fused: dict[torch.dtype, FusedProgram] = {}
        self.sources: dict[tuple[torch.dtype, bool], int] = {}
        # The most points at which one operation after the other was chosen: for fewer it is again.
        self._small: dict[torch.dtype, int] = {}
        self._name = name_of(self)
        jets = [op.function for op in program.operations if isinstance(op.function, Jet)]
        self._has_networks = bool(jets) and backend != "eager"
        if self._has_networks:
            for jet in jets:
                jet.evaluate_by(self._of_activation)

    def fused(self, dtype: torch.dtype) -> FusedProgram:
        """Return the fused program for tensors of a type, made when it is first needed."""
        if dtype not in self._fused:
            most = _MOST_ON_A_GPU if self.backend == "auto" else inf
            self._fused[dtype] = FusedProgram(self.program, dtype, most)
        return self._fused[dtype]

    def _of_activation(self, program: Program) -> Evaluator:
        """Return what evaluates a part of a network."""
        names = [f"x{k}" for k in range(len(program.inputs))]
        return Evaluator(program, load(emit(program, names), program), self.backend)

    def _size_reason(self, fused: FusedProgram, tensors: Sequence[Tensor]) -> str:
        """Say why the size of a call is one that is not fused, "" where it is."""
        if not self._is_plain(fused, tensors):
            return ""
        count, points = fused.operation_count, common_shape(tensors).numel()
        return f"{_counted(count, 'operation')} at {_counted(points, 'point')}: faster one by one"

    def _reason(self, tensors: Sequence[Tensor]) -> str:
        """Return why a call cannot be fused."""
        if self.backend == "eager":
            return "plain torch operations were asked for"
        found = self.reason or reason_against_tensors(tensors)
        return found if found or tensors[0].is_cpu else self.fused(tensors[0].dtype).reason_against_kernel

    def _is_plain(self, fused: FusedProgram, tensors: Sequence[Tensor]) -> bool:
        """Tell whether a call has a size at which it is not fused, where that may be chosen."""
        if self.backend != "auto":
            return False
        return is_faster_plain(fused, common_shape(tensors).numel(), on_cpu=tensors[0].is_cpu)

    def _is_known_small(self, tensors: Sequence[Tensor]) -> bool:
        """Tell whether a call on a CPU has no more points than one that was evaluated plainly."""
        for tensor in tensors:
            # The sizes of traced tensors stay unknown.
            if type(tensor) not in PLAIN_TYPES or not tensor.is_cpu or tensor.is_nested:
                return False
        return common_shape(tensors).numel() <= self._small.get(tensors[0].dtype, -1)

    def __call__(self, *tensors: Tensor) -> Any:
        """Return the outputs as the emitted source returns them."""
        if torch.compiler.is_dynamo_compiling():
            if self._may_be_operator(tensors):
                text = _text(self._name, tensors[0].dtype, of_gradient=False, device=str(tensors[0].device))
                if text:
                    return arranged(self.program.layout, iter(called(text, *tensors)))
        elif self._small and self._is_known_small(tensors):
            return self._plain(*tensors)
        if self._reason(tensors):
            return self._plain(*tensors)
        fused = self.fused(tensors[0].dtype)
        if self._is_plain(fused, tensors):
            if tensors[0].is_cpu:
                points = max(common_shape(tensors).numel(), self._small.get(fused.dtype, 0))
                self._small[fused.dtype] = points
            return self._plain(*tensors)
        return arranged(self.program.layout, iter(fused.computed(tensors)))

    def value_and_grad(self, tensors: Sequence[Tensor]) -> tuple[Any, tuple[Tensor, ...]] | None:
        """Return the outputs and the gradients of their sum from one program, None where there is none."""
        if torch.compiler.is_compiling():
            return self._traced_gradient(tensors)
        if self._reason(tensors):
            return None
        joint = self.fused(tensors[0].dtype).with_gradient
        if not tensors[0].is_cpu and joint.reason_against_kernel:
            return None
        count = len(self.program.outputs())
        if is_recorded(tensors):
            results = joint(*tensors)
        elif self._is_plain(joint, tensors):
            results = distinct(joint.program, joint.plain(*tensors))
        else:
            size = common_shape(tensors).numel()
            # The gradient by one number for all points is a sum, made block by block.
            sums = [t.numel() == 1 and size > 1 for t in tensors]
            results = tuple(joint.evaluate(tensors, sums=[*[False] * count, *sums]))
        gradients = tuple(summed_to(g, t) for g, t in zip(results[count:], tensors, strict=True))
        return arranged(self.program.layout, iter(results[:count])), gradients

    def _traced_gradient(self, tensors: Sequence[Tensor]) -> tuple[Any, tuple[Tensor, ...]] | None:
        """Put the joint program into a graph, with nothing for autograd to differentiate."""
        if (
            self.backend == "eager"
            or self.reason
            or (torch.is_grad_enabled() and any(t.requires_grad for t in tensors))
        ):
            return None
        dtype = tensors[0].dtype
        if dtype not in DTYPES or any(t.dtype != dtype for t in tensors):
            return None
        is_graph = torch.compiler.is_dynamo_compiling() and self._may_be_operator(tensors)
        text = _text(self._name, dtype, of_gradient=True, device=str(tensors[0].device)) if is_graph else ""
        if text:
            results = called(text, *tensors)
        else:
            results = _SOURCES[_joint_source(self._name, dtype)](*tensors)
            results = tuple(result.clone() for result in results)  # none of them an input, or another one
        count = len(self.program.outputs())
        gradients = tuple(g.sum_to_size(t.shape) for g, t in zip(results[count:], tensors, strict=True))
        return arranged(self.program.layout, iter(results[:count])), gradients

    def _may_be_operator(self, tensors: Sequence[Tensor]) -> bool:
        """Tell whether a graph of torch.compile may hold one operator in place of many."""
        if self.backend == "eager" or self.reason:
            return False
        first = tensors[0]
        return first.dtype in DTYPES and all(
            t.dtype == first.dtype and t.device == first.device and t.device.type in ("cpu", "cuda")
            for t in tensors
        )

    def explain(self, tensors: Sequence[Tensor] | None) -> Explanation:
        """Say how a call with these tensors is evaluated, and why; None: one point of float64 on the CPU."""
        if tensors is None:
            is_plain = self.backend == "eager" or self.reason
            one = torch.zeros((), dtype=torch.float64, device="cpu")
            tensors = [] if is_plain else [one] * len(self.program.inputs)
        against = self._reason(tensors)
        if self._has_networks and against:
            against += "; each activation of its networks is a program of its own, with its derivatives"
        if against:
            return Explanation.of(self.program, self.backend, against, tensors)
        fused = self.fused(tensors[0].dtype)
        joint = fused.with_gradient
        against_gradient = self._size_reason(joint, tensors)
        if not against_gradient and not tensors[0].is_cpu:
            against_gradient = joint.reason_against_kernel
        reason = self._size_reason(fused, tensors)
        crossover = fewest_points(fused, on_cpu=tensors[0].is_cpu) if self.backend == "auto" else 1
        return Explanation.of(self.program, self.backend, reason, tensors, fused, against_gradient, crossover)


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


# Sources of value and gradient that graphs call, by number: a tracer takes no function as a constant.
_SOURCES: dict[int, Callable[..., tuple[Tensor, ...]]] = {}
_serial = count()


@torch.compiler.assume_constant_result  # type: ignore[untyped-decorator]
def _joint_source(name: str, dtype: torch.dtype) -> int:
    """Make the source of value and gradient; the tracer takes its number as given and looks not into this.

    What is differentiated further keeps the kernels: their derivatives stay in range where those of the forms
    that are evaluated do not.
    """
    evaluator: Evaluator = named(name)
    key = dtype, is_transformed() or torch.compiler.is_exporting()
    if key not in evaluator.sources:
        number = evaluator.sources[key] = next(_serial)
        joint = evaluator.fused(dtype).with_gradient
        _SOURCES[number] = joint.plain if key[1] else joint.of_values
        finalize(evaluator, _SOURCES.pop, number, None)
    return evaluator.sources[key]


@torch.compiler.assume_constant_result  # type: ignore[untyped-decorator]
def _text(name: str, dtype: torch.dtype, *, of_gradient: bool, device: str) -> str:
    """Return what names the program to the operator.

    "" where a compiler does it better, where other programs read what is exported, or where it has operations
    that are not primitive.
    """
    if torch.compiler.is_exporting():  # asked here: to what it traces, torch 2.11 always says yes
        return ""
    evaluator: Evaluator = named(name)
    fused = evaluator.fused(dtype)
    fused = fused.with_gradient if of_gradient else fused
    gpu = None if device == "cpu" else torch.device(device)
    return operator_text(fused) or "" if is_better_as_operator(fused, gpu) else ""


def distinct(program: Program, results: Sequence[Tensor]) -> tuple[Tensor, ...]:
    """Copy the results that are inputs, or other results, so that a change of one changes nothing else."""
    seen: set[int] = set(program.inputs)
    found = []
    for node, result in zip(program.outputs(), results, strict=True):
        is_shared = node in seen or 0 in result.stride()  # a number that is expanded is one in memory
        found.append(result.clone(memory_format=torch.contiguous_format) if is_shared else result)
        seen.add(node)
    return tuple(found)


def arranged(layout: Layout, values: Iterator[Tensor]) -> Any:
    """Arrange flat outputs as emitted source returns them: nested tuples, and arrays stacked.

    Examples
    --------
    >>> node = Layout("node", node=0)
    >>> arranged(Layout("stack", (node, node), shape=(2,)), iter([torch.zeros(3), torch.ones(3)])).shape
    torch.Size([3, 2])
    """
    if layout.kind == "node":
        return next(values)
    items = [arranged(item, values) for item in layout.items]
    if layout.kind != "stack":
        return tuple(items)
    stacked = torch.stack(items, dim=-1)
    return stacked.reshape(*stacked.shape[:-1], *layout.shape)
