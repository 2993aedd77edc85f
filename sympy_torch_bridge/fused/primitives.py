"""The operations that blocks are computed from: one record each, with all that the backend knows of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch

from ..ops import kernels, powers
from ..program.differentiation import DETACH
from ..program.operation import (
    ADD,
    AND,
    DIV,
    EQ,
    GE,
    GT,
    INTEGER_POW,
    LE,
    LT,
    MUL,
    NE,
    NEG,
    NOT,
    OR,
    POW,
    RSQRT,
    SQRT,
    SUB,
    WHERE,
    XOR,
    Operation,
    call,
)

__all__ = ["MULTIPLY_ADD", "MULTIPLY_SUBTRACT", "PRIMITIVES", "SUBTRACT_PRODUCT", "Primitive"]


@dataclass(frozen=True, slots=True)
class Primitive:
    """An operation on numbers of one type.

    Parameters
    ----------
    operation : Operation
    c : str
        What the native interpreter computes of ``a``, ``b``, ``c``, ``d``, as C; a truth value is 1 or 0.
        Functions of the C library are written ``FN(sin)``. Empty for what it does not have.
    into : callable or None
        The function of torch that computes it into ``out=``. None: the result is copied.
    spelled : tuple of callable
        The functions by which kernels call it.
    method : str
        The operator by which they do, as in ``__add__``.
    alike : tuple of Operation
        Other operations that are computed in the same way.
    array : numpy.ufunc or None
        The function of NumPy that gives the same numbers, bit for bit.
    saved : float
        Nanoseconds a point that the interpreter saves where the code is torch's that it compiles, for double
        precision, by benchmarks/speed/graph_functions.py; 0 for less than a half,
        and for functions that it does not measure.
    """

    operation: Operation
    c: str
    into: Callable[..., Any] | None = None
    spelled: tuple[Callable[..., Any], ...] = ()
    method: str = ""
    alike: tuple[Operation, ...] = ()
    array: np.ufunc | None = None
    saved: float = 0.0

    @property
    def arity(self) -> int:
        """The number of operands in C."""
        return len(set(re.findall(r"\b[abcd]\b", self.c)))


MULTIPLY_ADD: Final = Operation("multiply_add", lambda a, b, c: a * b + c)
MULTIPLY_SUBTRACT: Final = Operation("multiply_subtract", lambda a, b, c: a * b - c)
SUBTRACT_PRODUCT: Final = Operation("subtract_product", lambda a, b, c: c - a * b)


def _named(
    function: Callable[..., Any],
    c: str,
    *alike: Operation,
    array: np.ufunc | None = None,
    saved: float = 0.0,
) -> Primitive:
    """Return the record of a function of torch that takes ``out=``."""
    return Primitive(call(function), c, function, (function,), alike=alike, array=array, saved=saved)


def _test(function: Callable[..., Any], c: str, array: np.ufunc) -> Primitive:
    """Return the record of a function of torch that has no ``out=``."""
    return Primitive(call(function), c, None, (function,), array=array)


PRIMITIVES: Final = (
    # Numbers of kernels are real.
    Primitive(DETACH, "a", alike=(call(torch.real), call(torch.conj))),
    Primitive(call(kernels.imag), "a == a ? 0 : 0"),
    _named(torch.angle, "a < 0 ? 3.14159265358979323846 : a == a ? 0 : a"),
    Primitive(NEG, "-a", torch.neg, (torch.neg,), "neg", array=np.negative),
    _named(torch.abs, "FN(fabs)(a)", array=np.absolute),
    Primitive(SQRT, "FN(sqrt)(a)", torch.sqrt, (torch.sqrt,), alike=(call(torch.sqrt),), array=np.sqrt),
    Primitive(RSQRT, "1 / FN(sqrt)(a)", torch.rsqrt, (torch.rsqrt,), alike=(call(torch.rsqrt),)),
    Primitive(call(kernels.step), "a > 0 ? 1 : a < 0 ? -1 : a == a ? 0 : a"),
    Primitive(call(torch.sgn), "a > 0 ? 1 : a < 0 ? -1 : 0", torch.sgn, (torch.sgn, torch.sign)),
    _named(torch.floor, "FN(floor)(a)", array=np.floor),
    _named(torch.ceil, "FN(ceil)(a)", array=np.ceil),
    _named(torch.trunc, "FN(trunc)(a)", array=np.trunc),
    _test(torch.isnan, "a != a", np.isnan),
    _test(torch.isinf, "FN(fabs)(a) == INFINITY", np.isinf),
    _test(torch.isfinite, "FN(fabs)(a) < INFINITY", np.isfinite),
    _named(torch.exp, "FN(exp)(a)", saved=1.0),
    _named(torch.exp2, "FN(exp2)(a)"),
    _named(torch.expm1, "FN(expm1)(a)"),
    _named(torch.log, "FN(log)(a)", saved=2.0),
    _named(torch.log2, "FN(log2)(a)"),
    _named(torch.log10, "FN(log10)(a)"),
    # The vector variant rounds denormal numbers to 0.
    _named(torch.log1p, "FN(fabs)(a) < SMALL ? a : FN(log1p)(a)", saved=2.5),
    _named(torch.sin, "FN(sin)(a)", saved=1.5),
    _named(torch.cos, "FN(cos)(a)", saved=1.5),
    _named(torch.tan, "FN(tan)(a)", saved=2.0),
    _named(torch.asin, "FN(asin)(a)", saved=1.0),
    _named(torch.acos, "FN(acos)(a)", saved=1.5),
    _named(torch.atan, "FN(atan)(a)", saved=3.0),
    _named(torch.sinh, "FN(sinh)(a)", saved=3.0),
    _named(torch.cosh, "FN(cosh)(a)", saved=3.0),
    _named(torch.tanh, "FN(tanh)(a)", saved=3.0),
    _named(torch.asinh, "FN(asinh)(a)", saved=5.0),
    _named(torch.acosh, "FN(acosh)(a)", saved=6.0),
    _named(torch.atanh, "FN(atanh)(a)", saved=-2.0),
    _named(torch.erf, "FN(erf)(a)", saved=8.0),
    _named(torch.erfc, "FN(erfc)(a)", saved=14.0),
    _named(torch.erfinv, ""),
    _named(torch.special.erfcx, ""),
    _named(torch.special.log_ndtr, ""),
    Primitive(ADD, "a + b", torch.add, method="add", array=np.add),
    Primitive(SUB, "a - b", torch.sub, method="sub", array=np.subtract),
    Primitive(MUL, "a * b", torch.mul, method="mul", array=np.multiply),
    Primitive(DIV, "a / b", torch.div, method="truediv", array=np.divide),
    Primitive(POW, "FN(pow)(a, b)", torch.pow, alike=(INTEGER_POW,), saved=6.0),
    Primitive(call(powers.power), "FN(pow)(a, b)", saved=6.0),
    _named(torch.atan2, "FN(atan2)(a, b)", saved=5.0),
    _named(torch.hypot, "FN(hypot)(a, b)"),
    _named(torch.remainder, "FN(remainder_of)(a, b)"),
    Primitive(call(kernels.rem), "FN(fmod)(a, b)", torch.fmod),
    _named(torch.maximum, "a != a ? a : b != b ? b : a > b ? a : b", call(kernels.maximum)),
    _named(torch.minimum, "a != a ? a : b != b ? b : a < b ? a : b", call(kernels.minimum)),
    Primitive(EQ, "a == b", torch.eq, method="eq", array=np.equal),
    Primitive(NE, "a != b", torch.ne, method="ne", array=np.not_equal),
    Primitive(LT, "a < b", torch.lt, method="lt", array=np.less),
    Primitive(LE, "a <= b", torch.le, method="le", array=np.less_equal),
    Primitive(GT, "a > b", torch.gt, method="gt", array=np.greater),
    Primitive(GE, "a >= b", torch.ge, method="ge", array=np.greater_equal),
    Primitive(NOT, "a == 0", torch.logical_not, (torch.logical_not,), "invert", array=np.logical_not),
    Primitive(AND, "a != 0 && b != 0", torch.logical_and, (torch.logical_and,), "and", array=np.logical_and),
    Primitive(OR, "a != 0 || b != 0", torch.logical_or, (torch.logical_or,), "or", array=np.logical_or),
    Primitive(
        XOR, "(a != 0) != (b != 0)", torch.logical_xor, (torch.logical_xor,), "xor", array=np.logical_xor
    ),
    Primitive(WHERE, "a != 0 ? b : c", torch.where, (torch.where,)),
    Primitive(MULTIPLY_ADD, "a * b + c"),
    Primitive(MULTIPLY_SUBTRACT, "a * b - c"),
    Primitive(SUBTRACT_PRODUCT, "c - a * b"),
)  # fmt: skip
