"""Binding: the arguments of a call become tensors of one floating dtype, in the order of the inputs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from ..errors import InputTypeError
from ..ops.local_parts import first_shared, is_replication_implicit, replicated
from ..program.expressions.variable import shape_of
from .conversion import converted, is_truth, is_whole, require_truth, result_type, taken
from .ordering import Ordering
from .settled import settlement
from .shape_check import ShapeCheck

if TYPE_CHECKING:
    from torch.distributed.tensor import DTensor

__all__ = ["Binder"]


class Binder:
    """Turns call arguments into the tensors of a program.

    Parameters
    ----------
    symbols : sequence of Symbol or MatrixSymbol
        The inputs in order.
    integral : bool
        Whether integer tensors may stay integers, computed in 64 bits.
    complex : bool
        Whether the program computes in complex arithmetic.
    boolean : collection of int
        Positions of the inputs that may be truth values and stay so.
    real_only : bool
        Whether the program has no value for complex numbers.
    truth : collection of int
        Positions of the inputs that have to be truth values.
    shapes : sequence of tuples
        The shape of each input that is an array, with None for a size that is not known; () for scalars.
    counters : collection of int
        Positions of the inputs that index an array; whole numbers stay so, exact in every dtype.

    Attributes
    ----------
    names : tuple of str
        The inputs by name.
    ordered : Ordering
    is_settled : callable
        Whether positional arguments are the tensors that binding would return: told quickly, and not for
        every such call. Not to be asked while a graph is traced, which it would tie to one size.
    """

    def __init__(
        self,
        symbols: Sequence[Any],
        *,
        integral: bool,
        complex: bool,
        boolean: Collection[int] = (),
        real_only: bool = False,
        truth: Collection[int] = (),
        shapes: Sequence[tuple[Any, ...]] | None = None,
        counters: Collection[int] = (),
    ) -> None:
        self.ordered = Ordering(symbols)
        self.names = self.ordered.names
        self._integral = integral
        self._complex = complex
        self._truth = frozenset(truth)
        self._boolean = self._truth | frozenset(boolean)
        self._real_only = real_only
        self._counters = frozenset(counters)
        shapes = list(shapes) if shapes is not None else [shape_of(s) for s in symbols]
        self._check_shapes = ShapeCheck(symbols, self.names, shapes)
        converts = complex or self._truth or any(shapes)
        self.is_settled = settlement(0 if converts else len(self.names))

    def __call__(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> list[Tensor]:
        """Return one tensor per input; see the class for the rules."""
        values = self.ordered(args, kwargs)
        tensors = self._promoted(values)
        shared = first_shared(tensors)
        if shared is not None and not torch.compiler.is_compiling():
            tensors = self._beside(shared, tensors)
        if self._real_only and any(tensor.is_complex() for tensor in tensors):
            raise InputTypeError(
                ", ".join(self.names),
                "a complex tensor",
                expected="real numbers: the formula holds a function or relation of real arguments",
                hint="compile(expr, complex=True) gives it the real numbers among them, and nan for others",
            )
        self._check_shapes(values, tensors)
        return tensors

    def _promoted(self, values: Sequence[Any]) -> list[Tensor]:
        tensors = [value for value in values if isinstance(value, Tensor)]
        if len(tensors) == len(values) and self._is_ready(tensors):
            return tensors
        # A user of NumPy knows of no default dtype of torch: there integers become doubles.
        is_torch = any(hasattr(value, "__dlpack__") and not isinstance(value, np.ndarray) for value in values)
        default = torch.get_default_dtype() if is_torch else torch.float64
        values = [taken(name, value) for name, value in zip(self.names, values, strict=True)]
        tensors = [value for value in values if isinstance(value, Tensor)]
        for place in self._truth:
            require_truth(self.names[place], values[place])
        dtype, device = self._working_dtype(values, default), tensors[0].device if tensors else None
        kinds = [self._own_dtype(i, value) or dtype for i, value in enumerate(values)]
        return [converted(self.names[i], value, kinds[i], device) for i, value in enumerate(values)]

    def _beside(self, shared: DTensor, tensors: Sequence[Tensor]) -> list[Tensor]:
        """Share plain numbers beside a tensor of several processes, so that their gradient is whole."""
        if is_replication_implicit():
            return list(tensors)
        for name, tensor in zip(self.names, tensors, strict=True):
            if tensor.dim() and first_shared([tensor]) is None:
                raise InputTypeError(
                    name,
                    "a plain tensor beside one that several processes share (DTensor)",
                    expected="all of them shared, or numbers",
                    hint="torch.distributed.tensor.distribute_tensor(tensor, mesh, placements) shares it: "
                    "[Shard(0)] for a batch, [Replicate()] for what each process needs whole",
                )
        return [replicated(tensor, shared) for tensor in tensors]

    def _own_dtype(self, place: int, value: Any) -> torch.dtype | None:
        """Return the dtype of a truth value or of an index, None of a number."""
        if place in self._boolean and is_truth(value):
            return torch.bool
        return torch.int64 if place in self._counters and is_whole(value) else None

    def _is_ready(self, tensors: Sequence[Tensor]) -> bool:
        """Whether nothing needs conversion, the case of nearly every call."""
        if not tensors:
            return True
        if self._truth:
            return False
        dtype = tensors[0].dtype
        settled = dtype.is_complex or (dtype.is_floating_point and not self._complex)
        return settled and all(tensor.dtype is dtype for tensor in tensors)

    def _working_dtype(self, values: Sequence[Any], default: torch.dtype) -> torch.dtype:
        """Return the one dtype of the computation: that of the floating tensors, by torch's promotion."""
        inexact = [v for v in values if isinstance(v, Tensor) and (v.is_floating_point() or v.is_complex())]
        values = [v for i, v in enumerate(values) if self._own_dtype(i, v) is None] or values
        tensors = [v for v in values if isinstance(v, Tensor)]
        numbers = [v for v in values if not isinstance(v, Tensor)]
        if inexact:
            dtype = result_type(inexact)
        elif self._integral and tensors and all(isinstance(v, int) and abs(v) < 2**63 for v in numbers):
            return torch.int64
        else:
            # Integers promote as torch promotes them; Python numbers alone are doubles.
            dtype = default if tensors else torch.float64
        if self._complex or any(isinstance(v, complex) for v in numbers):
            dtype = torch.promote_types(dtype, torch.complex32)  # dtype.to_complex() is not traced
        return dtype
