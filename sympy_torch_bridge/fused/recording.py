"""Recordings: what a kernel does, found by calling it on numbers that write down each operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final

import torch

from ..ops import powers, stable_kernels
from ..program import Layout, Program
from ..program.builder import ProgramBuilder
from ..program.differentiation import DETACH
from ..program.node import Number
from ..program.operation import INPUT, INTEGER_POW, LOGICAL, NEG, NOT, POW, SQRT, Operation, call
from .primitives import PRIMITIVES

__all__ = ["may_be_recorded", "recording"]

# Operations with records of their own run faster whole.
_WHOLE: Final = frozenset(record.operation for record in PRIMITIVES)
_POWER = call(powers.power)
# What computes a kernel that is not differentiated any more, where less will do.
_VALUES: Final[Mapping[Operation, Callable[..., Any]]] = {
    call(kernel): function
    for kernel, function in (
        (stable_kernels.expm1, torch.expm1),
        (stable_kernels.log_quotient, stable_kernels.log_quotient_of_values),
        (stable_kernels.tanh, torch.tanh),
    )
}


def may_be_recorded(operation: Operation) -> bool:
    """Tell whether an operation is an own kernel that is not primitive."""
    module = getattr(operation.function, "__module__", None) or ""
    is_own = module.startswith("sympy_torch_bridge.ops") and not operation.infix
    return is_own and operation not in _WHOLE and not operation.supplied


@cache
def recording(operation: Operation, numbers: tuple[Number | None, ...], dtype: torch.dtype) -> Program | None:
    """Return the program of a kernel that is called on recording numbers; None where there is none.

    What is primitive has none, nor has what cannot be recorded. Arguments that are ``numbers``, weights, are
    given as such: the kernel looks at them.
    """
    if not may_be_recorded(operation):
        return None
    tape = _Tape(dtype)
    given = [
        tape.number(INPUT, value=position) if number is None else number
        for position, number in enumerate(numbers)
    ]
    try:
        function = _VALUES.get(operation, operation.function)
        result = tape.taken(function(*operation.leading, *given))
    except (NotImplementedError, TypeError, AttributeError):
        # A kernel that does more with a tensor than is recorded stays whole; torch differentiates it then.
        return None
    inputs = tuple(x.node for x in given if isinstance(x, _Recorded))
    return tape.build.build(inputs, Layout("node", node=result))


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
        if function is torch.real:
            (already_real,) = args
            assert isinstance(already_real, _Recorded)
            return already_real
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

    # Numbers that are equal are told by a node, not at once: as keys they would be confused.
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
