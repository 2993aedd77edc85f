"""The operations of a Program: what each computes and how it is written as Python source."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Final

import torch

from .. import ops
from ..ops import exponential_sums, kernels, matrix_signatures, stable_kernels, weighted_exponentials

__all__ = ["ATOM", "CALL", "KERNEL_MODULES", "Operation", "call", "matrix_constant", "parametrised"]

# The modules beside the op table, whose functions emitted source calls as ``module.function``.
KERNEL_MODULES: Final = frozenset(module.name for module in iter_modules(ops.__path__))

# Binding strength of Python's operators, weakest first; an operand that binds less is parenthesised.
COMPARISON: Final = 1
BITWISE: Final = 2
SUM: Final = 3
PRODUCT: Final = 4
UNARY: Final = 5
POWER: Final = 6
CALL: Final = 7
ATOM: Final = 8


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One kind of node; there is one object of each kind, compared by identity.

    Parameters
    ----------
    name : str
        Name in messages and in the source of a call, for example ``"torch.sin"``.
    function : callable
        What it computes, on tensors (infix operations: also on Python numbers).
    infix : str
        Operator text, empty for a call.
    strength : int
        Binding strength of the written form.
    integral : bool
        Whether integer arguments give an integer (or truth) value, computed in 64 bits.
    supplied : bool
        Whether the callable is the user's; the source then names it by a generated label.
    nameless : bool
        Whether no module has the callable, as the slope of a kernel: the source names it by a label too.
    takes_numbers : bool
        Whether literal arguments stay Python numbers (indices, matrix exponents).
    rank : int or None
        Number of trailing axes of the result that belong to one value: 0 for a scalar, 2 for a
        matrix. None: as many as the argument that has most.
    real_only : bool
        Whether a complex argument has no value.
    complex_valued : bool
        Whether the value is complex for real arguments.
    of_shapes : bool
        Whether the result depends on the shapes of the arguments alone.
    like : bool
        Whether the call also gets the inputs, which set the dtype and device of a new tensor.
    weights_from : int or None
        The first argument that is a weight, as every second one after it is; literals among them stay Python
        numbers.
    leading : tuple
        Literals written before the tensors in a call: shapes, axes, the equation of an einsum.
    """

    name: str
    function: Callable[..., Any]
    infix: str = ""
    strength: int = CALL
    integral: bool = False
    supplied: bool = False
    nameless: bool = False
    takes_numbers: bool = False
    rank: int | None = None
    real_only: bool = False
    complex_valued: bool = False
    of_shapes: bool = False
    like: bool = False
    weights_from: int | None = None
    leading: tuple[Any, ...] = ()

    @property
    def is_truth(self) -> bool:
        """Whether the result is a truth value."""
        return self.strength == COMPARISON or self in LOGICAL

    def __repr__(self) -> str:
        return self.name


def _leaf(name: str) -> Operation:
    def no_value(*_: object) -> Any:
        raise TypeError(f"'{name}' is a leaf of the program and computes nothing")

    return Operation(name, no_value, strength=ATOM, integral=True)


INPUT = _leaf("input")
NUMBER = _leaf("number")

ADD = Operation("add", operator.add, "+", SUM, integral=True)
SUB = Operation("sub", operator.sub, "-", SUM, integral=True)
MUL = Operation("mul", operator.mul, "*", PRODUCT, integral=True)
DIV = Operation("div", operator.truediv, "/", PRODUCT)
NEG = Operation("neg", operator.neg, "-", UNARY, integral=True)
POW = Operation("pow", operator.pow, "**", POWER)
INTEGER_POW = Operation("integer_pow", operator.pow, "**", POWER, integral=True)
MATMUL = Operation("matmul", operator.matmul, "@", PRODUCT, integral=True)
EQ = Operation("eq", operator.eq, "==", COMPARISON, integral=True)
NE = Operation("ne", operator.ne, "!=", COMPARISON, integral=True)
LT = Operation("lt", operator.lt, "<", COMPARISON, integral=True)
LE = Operation("le", operator.le, "<=", COMPARISON, integral=True)
GT = Operation("gt", operator.gt, ">", COMPARISON, integral=True)
GE = Operation("ge", operator.ge, ">=", COMPARISON, integral=True)
AND = Operation("torch.logical_and", torch.logical_and, integral=True)
OR = Operation("torch.logical_or", torch.logical_or, integral=True)
XOR = Operation("torch.logical_xor", torch.logical_xor, integral=True)
NOT = Operation("torch.logical_not", torch.logical_not, integral=True)
LOGICAL = frozenset({AND, OR, XOR, NOT})
WHERE = Operation("torch.where", torch.where, integral=True)
# Operations on entries: beside a matrix a scalar gets the axes of one.
ENTRYWISE = frozenset({ADD, SUB, MUL, DIV, POW, INTEGER_POW, EQ, NE, LT, LE, GT, GE, WHERE}) | LOGICAL
SQRT = Operation("torch.sqrt", torch.sqrt)
RSQRT = Operation("torch.rsqrt", torch.rsqrt)

# Torch functions that keep integers exact; every other function makes the inputs floating.
_INTEGRAL_FUNCTIONS = frozenset(
    {
        torch.abs,
        torch.floor,
        torch.ceil,
        torch.remainder,
        kernels.maximum,
        kernels.minimum,
        kernels.step,
        stable_kernels.difference_of_squares,
        torch.conj,
    }
    | matrix_signatures.INTEGRAL
)

_WEIGHTS_FROM: dict[Any, int] = {**exponential_sums.WEIGHTS_FROM, **weighted_exponentials.WEIGHTS_FROM}


@cache
def call(function: Callable[..., Any]) -> Operation:
    """Return the operation that calls a torch function or a kernel, always the same one."""
    return Operation(
        _qualified_name(function),
        function,
        integral=function in _INTEGRAL_FUNCTIONS,
        takes_numbers=function in matrix_signatures.TAKES_NUMBERS,
        rank=matrix_signatures.RANKS.get(function),
        of_shapes=function in matrix_signatures.OF_SHAPES,
        weights_from=_WEIGHTS_FROM.get(function),
    )


@cache
def parametrised(
    function: Callable[..., Any],
    *leading: Any,
    rank: int | None,
    integral: bool = False,
    of_shapes: bool = False,
) -> Operation:
    """Return the operation that calls a function with literals first, one object for equal literals."""
    return Operation(
        _qualified_name(function),
        function,
        leading=leading,
        rank=rank,
        integral=integral,
        of_shapes=of_shapes,
    )


@cache
def matrix_constant(function: Callable[..., Any], *, rank: int = 2) -> Operation:
    """Return the operation that builds a matrix of the dtype and device of the inputs."""
    name = f"matrix_constants.{function.__name__}"
    return Operation(name, function, integral=True, takes_numbers=True, rank=rank, like=True)


def _qualified_name(function: Callable[..., Any]) -> str:
    """Return the name under which emitted source reaches a function of torch or of the kernel modules."""
    name = getattr(function, "__name__", type(function).__name__)
    for prefix, namespace in _TORCH_NAMESPACES:
        short = name.removeprefix(prefix.removeprefix("torch.").replace(".", "_"))
        if getattr(namespace, short, None) is function:
            return f"{prefix}{short}"
    # A package beside the op table gives the names of all its modules.
    stem, _, _ = str(getattr(function, "__module__", None)).removeprefix(f"{ops.__name__}.").partition(".")
    if stem in KERNEL_MODULES and getattr(import_module(f"{ops.__name__}.{stem}"), name, None) is function:
        return f"{stem}.{name}"
    return str(name)


_TORCH_NAMESPACES = (
    ("torch.", torch),
    ("torch.special.", torch.special),
    ("torch.linalg.", torch.linalg),
)
