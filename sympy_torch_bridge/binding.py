"""Binding: the arguments of a call become tensors of one floating dtype, in the order of the inputs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy
import torch
from sympy.logic.boolalg import BooleanAtom
from torch import Tensor

from .arrays import tensor_of
from .errors import (
    AmbiguousNameError,
    InputShapeError,
    InputTypeError,
    MissingInputError,
    UnexpectedInputError,
)
from .ops.local_parts import first_shared, is_replication_implicit, replicated
from .program import argument_names
from .program.expressions.sizes import expected_size, size_sources
from .program.expressions.variable import shape_of, variable_name

if TYPE_CHECKING:
    from torch.distributed.tensor import DTensor

__all__ = ["Binder", "Ordering", "result_type"]


class Ordering:
    """Puts the arguments of a call, by position or by symbol name, into the order of the inputs.

    A name that is no identifier, such as ``C.x``, may also be written as in the emitted source, ``C_x``.
    """

    def __init__(self, symbols: Sequence[Any]) -> None:
        self.names = tuple(variable_name(s) for s in symbols)
        self._identifiers = argument_names(symbols)
        self._symbols = tuple(symbols)

    def __call__(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> list[Any]:
        """Return one value per input, or raise an error that names what is missing or too much."""
        if not kwargs and len(args) == len(self.names):
            return list(args)
        if len(args) > len(self.names):
            extra = [f"argument {i + 1}" for i in range(len(self.names), len(args))]
            raise UnexpectedInputError(extra, self.names, why=f"{len(args)} given, {len(self.names)} taken")
        values = dict(enumerate(args))
        for name, value in kwargs.items():
            values[self._place(name, len(args))] = value
        missing = [name for place, name in enumerate(self.names) if place not in values]
        if missing:
            raise MissingInputError(missing, self.names)
        return [values[place] for place in range(len(self.names))]

    def _place(self, name: str, given: int) -> int:
        places = [place for place, known in enumerate(self.names) if known == name]
        if not places:  # C.x is called C_x, as in the source; it is no identifier
            places = [place for place, known in enumerate(self._identifiers) if known == name]
        if not places:
            raise UnexpectedInputError([name], self.names)
        if len(places) > 1:
            raise AmbiguousNameError(
                name, [f"{s} {_assumptions(s)}" for s in (self._symbols[p] for p in places)]
            )
        if places[0] < given:
            raise UnexpectedInputError([name], self.names, why="given by position and by name")
        return places[0]


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
        self._shapes = list(shapes) if shapes is not None else [shape_of(s) for s in symbols]
        places = {symbol: place for place, symbol in enumerate(symbols)}
        sources = size_sources(symbols)
        self._sources = {size: (places[source.array], source) for size, source in sources.items()}
        self._listed = [(places[size], size) for size in sources if size in places]

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
        self._check_shapes(tensors)
        if self._listed and not torch.compiler.is_compiling():
            self._check_listed_sizes(values, self._sizes(tensors))
        return tensors

    def _promoted(self, values: Sequence[Any]) -> list[Tensor]:
        tensors = [value for value in values if isinstance(value, Tensor)]
        if len(tensors) == len(values) and self._is_ready(tensors):
            return tensors
        # A user of NumPy knows of no default dtype of torch: there integers become doubles.
        is_torch = any(hasattr(value, "__dlpack__") and not isinstance(value, np.ndarray) for value in values)
        default = torch.get_default_dtype() if is_torch else torch.float64
        values = [_taken(name, value) for name, value in zip(self.names, values, strict=True)]
        tensors = [value for value in values if isinstance(value, Tensor)]
        for place in self._truth:
            _require_truth(self.names[place], values[place])
        dtype, device = self._working_dtype(values, default), tensors[0].device if tensors else None
        kinds = [self._own_dtype(i, value) or dtype for i, value in enumerate(values)]
        return [_converted(self.names[i], value, kinds[i], device) for i, value in enumerate(values)]

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
        if place in self._boolean and _is_truth(value):
            return torch.bool
        return torch.int64 if place in self._counters and _is_whole(value) else None

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

    def _check_shapes(self, tensors: Sequence[Tensor]) -> None:
        if torch.compiler.is_compiling():
            return  # the checks would tie the graph to one size; torch's own errors remain
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


def result_type(tensors: Sequence[Tensor]) -> torch.dtype:
    """Fold torch's promotion over tensors; a 0-d tensor does not widen a batch."""
    batch = [t for t in tensors if t.dim()] or list(tensors)
    return reduce(torch.promote_types, (t.dtype for t in batch))


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


def _is_truth(value: Any) -> bool:
    return isinstance(value, bool) or (isinstance(value, Tensor) and value.dtype is torch.bool)


def _require_truth(name: str, value: Any) -> None:
    if not _is_truth(value):
        raise InputTypeError(
            name,
            f"a tensor of {value.dtype}" if isinstance(value, Tensor) else f"a {type(value).__name__}",
            expected="a truth value: the formula uses it as a condition",
            hint=f"pass True, False or a boolean tensor such as {name} != 0",
        )


def _is_whole(value: Any) -> bool:
    if isinstance(value, Tensor):
        return not (value.is_floating_point() or value.is_complex() or value.dtype is torch.bool)
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63


def _converted(name: str, value: Any, dtype: torch.dtype, device: torch.device | None) -> Tensor:
    if isinstance(value, Tensor):
        return value.to(dtype)
    if isinstance(value, int | float | complex):
        return torch.tensor(value, dtype=dtype, device=device)
    raise InputTypeError(
        name,
        f"a {type(value).__name__}",
        expected="a tensor, an array or a Python number",
        hint="convert it first: torch.as_tensor(value)",
    )


def _taken(name: str, value: Any) -> Any:
    """Turn arrays into tensors, and the scalars of NumPy and the numbers of SymPy into Python numbers."""
    if isinstance(value, Tensor):
        return value
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, BooleanAtom):
        return bool(value)
    if isinstance(value, sympy.Number):
        return int(value) if value.is_Integer else float(value)
    if isinstance(value, int | float | complex):
        return value
    tensor = tensor_of(name, value)
    return value if tensor is None else tensor


def _assumptions(symbol: Any) -> str:
    given = {k: v for k, v in getattr(symbol, "_assumptions_orig", {}).items() if k != "commutative"}
    return "(" + (", ".join(f"{k}={v}" for k, v in given.items()) or "no assumptions") + ")"
