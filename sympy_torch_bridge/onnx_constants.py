"""ONNX models in double precision: constants keep their digits, which torch's exporter rounds to single."""

from __future__ import annotations

import functools
import inspect
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from .errors import MissingDependencyError

__all__ = ["onnx_translations"]

# Operators among whose arguments are numbers, with the name of onnxscript's translation.
_WITH_NUMBERS = {
    "scalar_tensor.default": "scalar_tensor", "full.default": "full", "full_like.default": "full_like",
    "new_full.default": "new_full", "clamp.default": "clamp", "clamp_min.default": "clamp_min",
    "clamp_max.default": "clamp_max", "pow.Scalar": "pow_scalar",
}  # fmt: skip
_BASES = {"log2.default": 2, "log10.default": 10}
Translation = Callable[..., Any]


def onnx_translations() -> dict[Any, Callable[..., Any]]:
    """Return the ``custom_translation_table`` by which ``torch.onnx.export`` keeps the digits of constants.

    The exporter writes the numbers in an operation in single precision, whatever its tensors are: of
    ``0.1*x`` in float64 eight digits are right. With this table the operations that formulas consist of
    have the numbers of their dtype; models in float32 stay as they are.

    Raises
    ------
    MissingDependencyError
        onnxscript is not installed.

    Examples
    --------
    >>> table = onnx_translations()
    >>> torch.ops.aten.log2.default in table
    True

    ``torch.onnx.export(module, (x,), custom_translation_table=table)`` takes it.
    """
    try:
        from onnxscript.function_libs.torch_lib.ops import core
    except ImportError as failure:
        raise MissingDependencyError("onnxscript", needed_for="an ONNX model", extra="onnx") from failure
    numbers = {
        _operator(name): _exact(getattr(core, f"aten_{own}").func) for name, own in _WITH_NUMBERS.items()
    }
    logarithms = {_operator(name): _logarithm(base) for name, base in _BASES.items()}
    return {**numbers, **logarithms}


def _operator(name: str) -> Any:
    packet, overload = name.split(".")
    return getattr(getattr(torch.ops.aten, packet), overload)


def _exact(translation: Translation) -> Translation:
    """Give a translation constants of double precision in the place of numbers, where its dtype is that."""
    from onnx import TensorProto

    signature = inspect.signature(translation)

    @functools.wraps(translation)  # the exporter reads the names and kinds of the arguments
    def translated(*args: Any, **options: Any) -> Any:
        given = signature.bind(*args, **options).arguments
        dtypes = [given.get("dtype", -1), *(getattr(value, "dtype", None) for value in given.values())]
        asked = dtypes[0] if dtypes[0] != -1 else next((d for d in dtypes[1:] if d is not None), None)
        if asked == TensorProto.DOUBLE:
            given = {name: _constant(v) if isinstance(v, float) else v for name, v in given.items()}
        return translation(**given)

    return translated


def _logarithm(base: int) -> Translation:
    """Return the translation of a logarithm, for which ONNX has no operator; in any floating dtype."""

    def translated(self: Any) -> Any:
        from onnxscript import opset18

        return opset18.Div(opset18.Log(self), opset18.CastLike(_constant(math.log(base)), self))

    return translated


def _constant(value: float) -> Any:
    from onnx.numpy_helper import from_array
    from onnxscript import opset18

    return opset18.Constant(value=from_array(np.array(value, dtype=np.float64)))
