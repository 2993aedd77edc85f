"""Expansion: own kernels, which are compositions of torch operations, become those operations.

The kernel is called once on recording numbers instead of tensors. So the program holds nothing but
primitive operations, has exactly the derivatives that autograd would find, and no kernel is defined twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final

import torch

from ..ops import powers
from ..program import Layout, Program
from ..program.builder import ProgramBuilder
from ..program.differentiation import DETACH
from ..program.layout import relabelled
from ..program.node import Number
from ..program.operation import INPUT, INTEGER_POW, LOGICAL, NEG, NOT, POW, SQRT, Operation, call
from .primitives import PRIMITIVES

__all__ = ["expanded"]

# Operations with records of their own run faster whole.
_WHOLE: Final = frozenset(record.operation for record in PRIMITIVES)
_POWER = call(powers.power)


def expanded(program: Program, dtype: torch.dtype) -> Program:
    """Return an equal program in which own kernels are written out.

    Parameters
    ----------
    program : Program
    dtype : torch.dtype
        Kernels switch where numbers of this type end.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.program import emit, lower
    >>> program, _ = lower(sympy.frac(sympy.Symbol("x")))
    >>> print(emit(expanded(program, torch.float64), ["x"]).splitlines()[-1].strip())
    return x - torch.floor(x)
    """
    kernels = frozenset(filter(_is_own_kernel, program.operations))
    if not kernels:
        return program
    kinds = {(operation, len(args)) for operation, args, _, _ in program.nodes if operation in kernels}
    written = {kind: inner for kind in kinds if (inner := _recorded(*kind, dtype)) is not None}
    if not written:
        return program
    changing = {operation for operation, _ in written}
    first = next(index for index, node in enumerate(program.nodes) if node.operation in changing)
    build = ProgramBuilder()
    build.take(program, first)
    place = list(range(first))
    at = place.__getitem__
    for node in program.nodes[first:]:
        args = tuple(map(at, node.args))
        inner = written.get((node.operation, len(args))) if node.operation in changing else None
        place.append(build.again(node, args) if inner is None else _spliced(build, inner, args))
    return build.build(tuple(map(at, program.inputs)), relabelled(program.layout, place))


def _spliced(build: ProgramBuilder, inner: Program, args: tuple[int, ...]) -> int:
    place: list[int] = []
    at = place.__getitem__
    for operation, old, value, _ in inner.nodes:
        if operation is INPUT:
            assert isinstance(value, int)
            place.append(args[value])
        else:
            place.append(build.add(operation, *map(at, old), value=value))
    return place[inner.layout.node]


@cache
def _is_own_kernel(operation: Operation) -> bool:
    """Tell whether an operation calls a kernel of this library that is not computed whole."""
    module = getattr(operation.function, "__module__", None) or ""
    is_own = module.startswith("sympy_torch_bridge.ops") and not operation.infix
    return is_own and operation not in _WHOLE and not operation.supplied


@cache
def _recorded(operation: Operation, arity: int, dtype: torch.dtype) -> Program | None:
    """Return the program of a kernel; None for what is primitive, or cannot be recorded."""
    if not _is_own_kernel(operation):
        return None
    tape = _Tape(dtype)
    inputs = [tape.number(INPUT, value=position) for position in range(arity)]
    try:
        result = tape.taken(operation.function(*operation.leading, *inputs))
    except (NotImplementedError, TypeError, AttributeError):
        # A kernel that does more with a tensor than is recorded stays whole; torch differentiates it then.
        return None
    return tape.build.build(tuple(x.node for x in inputs), Layout("node", node=result))


class _Tape:
    """Records what a kernel does."""

    def __init__(self, dtype: torch.dtype) -> None:
        self.build = ProgramBuilder()
        self.dtype = dtype

    def number(self, operation: Operation, *args: int, value: Number | None = None) -> _Recorded:
        return _Recorded(self, self.build.add(operation, *args, value=value))

    def taken(self, value: Any) -> int:
        """Return the node of a recorded number or a literal."""
        if isinstance(value, _Recorded):
            return value.node
        if isinstance(value, bool | int | float):
            return self.build.number(value)
        raise NotImplementedError(type(value).__name__)

    def power(self, base: Any, exponent: Any) -> _Recorded:
        if isinstance(exponent, _Recorded):
            operation = _POWER if isinstance(base, _Recorded) else POW
        else:
            is_whole = isinstance(exponent, int) and exponent > 0
            operation = SQRT if exponent == 0.5 else INTEGER_POW if is_whole else POW
        args = [base] if operation is SQRT else [base, exponent]
        return self.number(operation, *map(self.taken, args))


class _Recorded:
    """A number of a kernel that is being recorded: stands where the kernel expects a tensor."""

    requires_grad = False

    def __init__(self, tape: _Tape, node: int) -> None:
        self.tape, self.node = tape, node

    @classmethod
    def __torch_function__(
        cls, function: Any, types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> _Recorded:
        if kwargs:
            raise NotImplementedError(f"{function} with keywords")
        tape = next(a.tape for a in args if isinstance(a, _Recorded))
        if function in (torch.ones_like, torch.zeros_like):
            return _Recorded(tape, tape.build.number(1.0 if function is torch.ones_like else 0.0))
        if function in (torch.pow, torch.float_power):
            return tape.power(*args)
        operation = _OF_TORCH.get(function)
        if operation is None:
            raise NotImplementedError(str(function))
        return tape.number(operation, *map(tape.taken, args))

    @property
    def dtype(self) -> torch.dtype:
        return self.tape.dtype

    def is_complex(self) -> bool:
        return False

    def is_floating_point(self) -> bool:
        return True

    def detach(self) -> _Recorded:
        return self.tape.number(DETACH, self.node)

    def to(self, dtype: torch.dtype) -> _Recorded:
        if dtype is not self.tape.dtype:
            raise NotImplementedError(f"conversion to {dtype}")
        return self

    def abs(self) -> _Recorded:
        return self.tape.number(call(torch.abs), self.node)

    def __neg__(self) -> _Recorded:
        return self.tape.number(NEG, self.node)

    def __invert__(self) -> _Recorded:
        return self.tape.number(NOT, self.node)

    def __pow__(self, exponent: Any) -> _Recorded:
        return self.tape.power(self, exponent)

    def __rpow__(self, base: Any) -> _Recorded:
        return self.tape.power(base, self)

    def __bool__(self) -> bool:
        raise NotImplementedError("a choice by the value of a number")

    __hash__ = None  # type: ignore[assignment]


def _binary(operation: Operation, *, is_reversed: bool = False) -> Callable[[_Recorded, Any], _Recorded]:
    def record(self: _Recorded, other: Any) -> _Recorded:
        args = (other, self) if is_reversed else (self, other)
        return self.tape.number(operation, *map(self.tape.taken, args))

    return record


for _record in PRIMITIVES:
    if _record.method and _record.arity > 1:
        setattr(_Recorded, f"__{_record.method}__", _binary(_record.operation))
        if not _record.operation.is_truth or _record.operation in LOGICAL:
            setattr(_Recorded, f"__r{_record.method}__", _binary(_record.operation, is_reversed=True))

# Of the many names of one function the one that programs use.
_OF_TORCH: Final = {function: record.operation for record in PRIMITIVES for function in record.spelled}
