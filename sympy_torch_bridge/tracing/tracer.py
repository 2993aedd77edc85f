"""The mode under which a function runs while it is traced: it sees every operation of torch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import Any

import numpy as np
import sympy
import torch
from torch import Tensor
from torch._decomp import core_aten_decompositions, decomposition_table
from torch.utils._mode_utils import no_dispatch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map

from ..formula_calls import FORMULA_READERS
from . import readings  # noqa: F401  (fills the tables)
from .compiled_formulas import value_of_formula
from .constants import is_constant, tensor_of
from .contents import content_of, entries_of, evaluated, fitted
from .entries import Entries, Factors, array_of
from .hints import DENSE, HINTS, NO_READING, RANDOM, SWELL, VALUE
from .memory import tie, write, write_out
from .numerals import Numerals
from .reading import FACTOR_READINGS, MATRIX_READINGS, READINGS, Call, key_of, refuse
from .signature import aliased_by, functional_of, promised_by, takes_tensor_first, target_of
from .sizes import LARGEST, Sizes
from .traced_tensor import TracedTensor

__all__ = ["Tracer"]

# Questions about the layout of memory that forward mode asks.
_SAME_LAYOUT = ("aten.is_same_size", "aten._has_same_storage_numel")
_VALUES = ("aten._local_scalar_dense", "aten.item", "aten.is_nonzero", "aten.equal", "aten.allclose")


class Tracer(TorchDispatchMode):
    """Reads each operation as an expression; tensors from outside enter with their values.

    Parameters
    ----------
    numerals : Numerals
        How numbers are written.
    """

    # Compiled functions ask for it.
    reads_formulas = True
    # A control-flow operator arrives as well, to be refused by its name.
    supports_higher_order_operators = True

    def __init__(self, numerals: Numerals) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.numerals = numerals
        self._sizes = Sizes()
        self._captured: dict[int, tuple[Tensor, TracedTensor]] = {}
        self._decompositions = _decompositions()

    def __enter__(self) -> Tracer:
        FORMULA_READERS.append(value_of_formula)
        super().__enter__()  # type: ignore[no-untyped-call]
        return self

    def __exit__(self, *error: Any) -> None:
        FORMULA_READERS.pop()
        super().__exit__(*error)  # type: ignore[no-untyped-call]

    def __torch_dispatch__(
        self,
        func: Any,
        types: Sequence[Any],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        """Read one operation."""
        if not isinstance(func, torch._ops.OpOverload):
            refuse(str(func), "it takes functions as arguments", VALUE)
        key = key_of(func)
        if torch.Tag.nondeterministic_seeded in func.tags:
            refuse(str(func), "its values are random", RANDOM)
        if key in _SAME_LAYOUT:
            return args[0].shape == args[1].shape
        arguments = tuple(tree_map(self._entered, tuple(args)))
        if arguments and isinstance(arguments[0], int | float | complex) and takes_tensor_first(func):
            # torch hands a number over where it made a tensor of one itself.
            dtype = {float: torch.float64, complex: torch.complex128}.get(type(arguments[0]))
            arguments = self._entered(torch.tensor(arguments[0], dtype=dtype)), *arguments[1:]
        options = {name: tree_map(self._entered, value) for name, value in (kwargs or {}).items()}
        if key in _VALUES:
            return self._value(func, arguments)
        target = target_of(func, arguments, options)
        if target is None:
            return self._read(func, key, arguments, options)
        options.pop("out", None)
        if torch.Tag.inplace_view in func.tags:
            return self._reshape(func, key, arguments, options, target)
        write(func, target, self._read(func, key, arguments, options, target))
        return target

    def _entered(self, value: Any) -> Any:
        """Return a tensor of the trace for one from outside: its values are constants."""
        if not isinstance(value, Tensor) or isinstance(value, TracedTensor):
            return value
        known = self._captured.get(id(value))
        if known is None:
            if type(value) not in (Tensor, torch.nn.Parameter, torch.nn.Buffer) or value.is_meta:
                refuse(type(value).__name__, "the function uses a tensor whose values are not at hand")
            entries = self._numbers(value)
            # What the function would change outside itself is no part of an expression.
            entries.flags.writeable = False
            # The tensor is kept alive with its copy: Python gives the id of a dead one away again.
            known = self._captured[id(value)] = value, TracedTensor(value.detach(), entries)
        return known[1]

    def _numbers(self, value: Tensor) -> Entries:
        """Return the entries of a tensor that has values."""
        if value.layout is not torch.strided:
            refuse(str(value.layout), "the function uses a tensor that leaves entries out", DENSE)
        return self.numerals.entries(value)

    def _value(self, func: Any, arguments: tuple[Any, ...]) -> Any:
        """Return the value of a constant; that of anything else is not known while tracing."""
        tensors = [a for a in arguments if isinstance(a, TracedTensor)]
        if all(is_constant(t.content) for t in tensors):
            return func(*(tensor_of(t.entries, t.dtype) for t in tensors))
        return refuse(str(func), "the code asks for a value that depends on the inputs", VALUE)

    def _read(
        self,
        func: Any,
        key: str,
        arguments: tuple[Any, ...],
        options: dict[str, Any],
        target: TracedTensor | None = None,
    ) -> Any:
        """Read an operation by the table, by its decomposition, or as a constant."""
        if key in READINGS:
            promised = promised_by(func, arguments, options) if target is None else target
            return self._by_table(func, key, arguments, options, promised)
        tensors = [t for t in tree_leaves((arguments, options)) if isinstance(t, TracedTensor)]
        if tensors and target is None and key not in HINTS:
            with self:
                if func in self._decompositions:
                    return self._decompositions[func](*arguments, **options)
                result = func.decompose(*arguments, **options)
            if result is not NotImplemented:
                return result
        functional = functional_of(func) if target is not None else None
        if functional is not None:
            return self._read(functional, key, arguments, options)
        if all(is_constant(t.content) for t in tensors):
            return self._as_constant(func, arguments, options)
        return refuse(str(func), "no expression is known for it", HINTS.get(key, NO_READING))

    def _by_table(
        self, func: Any, key: str, arguments: tuple[Any, ...], options: dict[str, Any], promised: Any
    ) -> Any:
        results = tuple(promised) if isinstance(promised, list | tuple) else (promised,)
        tensors = {place: a for place, a in enumerate(arguments) if isinstance(a, TracedTensor)}
        contents = [a.content for a in tree_leaves(arguments) if isinstance(a, TracedTensor)]
        call = Call(str(func), self.numerals, results, tensors)
        values = NotImplemented

        def read_entries(*first: Any) -> Any:
            """Read the entries; those of the first argument may be given anew."""
            rest = arguments[len(first) :]
            return READINGS[key](call, *first, *tree_map(entries_of, rest), **tree_map(entries_of, options))

        if any(isinstance(c, Factors) for c in contents) and key not in FACTOR_READINGS:
            call.refuse("it takes apart the factors of a matrix")
        if key in MATRIX_READINGS and not all(isinstance(c, np.ndarray) for c in contents):
            values = MATRIX_READINGS[key](
                call, *tree_map(content_of, arguments), **tree_map(content_of, options)
            )
        if values is NotImplemented:
            values = read_entries()
        if values is None:
            return None
        aliased = aliased_by(func, arguments)
        if promised is None:
            promised = torch.empty(values.shape, dtype=next(iter(tensors.values())).dtype, device="meta")
        if not isinstance(values, list | tuple):
            made = self._wrapped(func, promised, values)
            if aliased is not None:
                tie(made, aliased, lambda entries: array_of(read_entries(entries)))
            return made
        parts = [self._wrapped(func, result, value) for result, value in zip(results, values, strict=True)]
        if aliased is not None:
            for place, part in enumerate(parts):
                tie(part, aliased, partial(_part, read_entries, place))
        return parts if isinstance(promised, list) else tuple(parts)

    def _wrapped(self, func: Any, promised: Any, value: Any) -> Any:
        """Make a tensor of the trace, if the value has the shape that torch states."""
        if not isinstance(promised, Tensor):
            return promised
        if isinstance(value, Factors):
            return TracedTensor(promised, value)
        is_whole = isinstance(value, sympy.MatrixBase | sympy.MatrixExpr)
        content = value if is_whole else fitted(array_of(value), promised.dtype)
        if tuple(content.shape) != tuple(promised.shape):
            refuse(
                str(func), f"it was read with shape {tuple(content.shape)}, torch has {tuple(promised.shape)}"
            )
        if not is_whole and self._sizes.of_entries(content) > LARGEST:
            refuse(str(func), f"the expression has more than {LARGEST} nodes when it is written out", SWELL)
        return TracedTensor(promised, content)

    def _reshape(
        self, func: Any, key: str, arguments: tuple[Any, ...], options: dict[str, Any], target: TracedTensor
    ) -> TracedTensor:
        """Give a tensor another shape, as ``squeeze_`` does."""
        if target.has_views:
            write_out(target)
        result = self._read(func, key, arguments, options)
        with no_dispatch():
            func(*arguments, **options)
        target.content = result.content
        return target

    def _as_constant(self, func: Any, arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
        """Let torch compute what does not depend on the inputs; its views may not be written to."""
        given, named = tree_map(evaluated, (arguments, options))
        aliased = aliased_by(func, arguments)

        def entered(value: Any) -> Any:
            if not isinstance(value, Tensor):
                return value
            made = TracedTensor(value, self._numbers(value))
            if aliased is not None:
                tie(made, aliased, lambda entries: made.content)
            return made

        return tree_map(entered, func(*given, **named))


def _part(read: Callable[[Entries], Any], place: int, entries: Entries) -> Entries:
    part: Entries = read(entries)[place]
    return part


@cache
def _decompositions() -> dict[Any, Any]:
    """Return how torch itself writes operations by others; the choice for exported programs comes first."""
    return {**decomposition_table, **core_aten_decompositions()}
