"""What a torch callable returns: how many numbers for each point, and whether it takes points in batches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, SupportsFloat

import sympy
import torch
from numpy import ndarray
from torch import Tensor

from ..errors import InputShapeError, InputTypeError
from .box import box_of
from .options import Options
from .points import given_points
from .real_values import with_numbers

__all__ = ["form_of"]

_RAISED_BY_CODE = (RuntimeError, ValueError, TypeError, IndexError, ArithmeticError)
# Places to see what a function returns; a prime, so that no axis is mistaken for the batch.
_PROBES = (0.61, 0.37, 0.83, 0.55, 0.29, 0.71, 0.47)
_SAME = 1e-4


def form_of(call: Callable[..., Any], names: Sequence[str], options: Options) -> tuple[int, bool, bool]:
    """Return the number of outputs, whether they form a row, and whether points go in one by one.

    Parameters
    ----------
    call : callable
    names : sequence of str
    options : Options

    Raises
    ------
    InputShapeError
        Neither a batch nor a point gives one number, or one row of numbers, a point.
    InputTypeError
        The function takes another floating type.

    Examples
    --------
    >>> form_of(lambda x, y: (x * y, x + y), ["x", "y"], Options())
    (2, True, False)
    >>> form_of(lambda x: x.sum(), ["x"], Options())
    (1, False, True)
    """
    batch = _probes(names, options)
    # Plain Python may raise at some of the points: one that works is enough.
    singles = (_attempt(call, [tensor[i] for tensor in batch]) for i in range(len(batch[0])))
    first = next(singles)
    one = first
    while isinstance(one, Exception) and (following := next(singles, None)) is not None:
        one = following
    many = _attempt(call, batch)
    if isinstance(one, Exception) and isinstance(many, Exception):
        _refuse_dtype(many, options)
        raise many
    count = len(batch[0])
    if not isinstance(many, Exception):
        found = _batch_form(many, count)
        if found is not None and (isinstance(one, Exception) or _is_pointwise(call, batch, many, found)):
            return (*found, False)
    if isinstance(one, Exception):
        raise _not_pointwise(names, many)
    parts = one if isinstance(one, list | tuple) else None
    shape = () if parts is not None else tuple(torch.as_tensor(one).shape)
    if parts is None and len(shape) > 1:
        raise _not_pointwise(names, one)
    return (len(parts), True, True) if parts is not None else (shape[0] if shape else 1, bool(shape), True)


def _probes(names: Sequence[str], options: Options) -> list[Tensor]:
    symbols = [sympy.Symbol(name) for name in names]
    if options.points is not None:
        points = given_points(options.points, symbols, options.dtype)
        picked = [points[i % len(points)] for i in range(len(_PROBES))]
        return [torch.tensor([p[s] for p in picked], dtype=options.dtype) for s in symbols]
    box = box_of(options.domain, symbols)
    columns = []
    for place, symbol in enumerate(symbols):
        low, high = box.window(symbol, 1.0) if options.domain else (0.0, 1.0)
        shares = [_PROBES[(i + 2 * place) % len(_PROBES)] for i in range(len(_PROBES))]
        columns.append(torch.tensor([low + (high - low) * share for share in shares], dtype=options.dtype))
    return columns


def _attempt(call: Callable[..., Any], tensors: Sequence[Tensor]) -> Any:
    try:
        with torch.no_grad():
            result = call(*tensors)
    except _RAISED_BY_CODE as error:
        return error
    for part in result if isinstance(result, list | tuple) else [result]:
        if isinstance(part, Tensor):
            with_numbers(part, "the result of the function")
        elif not isinstance(part, SupportsFloat | list | ndarray):
            raise InputTypeError(
                "the result of the function",
                "None" if part is None else f"a {type(part).__name__}",
                expected="a tensor, or a list of one tensor for each output",
                hint="is a return missing?" if part is None else "",
            )
    return result


def _refuse_dtype(error: Exception, options: Options) -> None:
    if "dtype" not in str(error) and "type" not in str(error):
        return
    other = torch.float32 if options.dtype == torch.float64 else torch.float64
    raise InputTypeError(
        "the inputs of the function",
        f"{options.dtype}, which it refuses: {str(error).splitlines()[0]}",
        expected="the type of its parameters",
        hint=f"check it in its own type with dtype={other}, or convert it first: module.to({options.dtype})",
    ) from error


def _batch_form(result: Any, count: int) -> tuple[int, bool] | None:
    """Read how many outputs a result for a batch has; None if it is none."""
    if isinstance(result, list | tuple):
        parts = [torch.as_tensor(part) for part in result]
        fits = bool(parts) and all(tuple(part.shape) in ((count,), ()) for part in parts)
        return (len(parts), True) if fits else None
    if isinstance(result, ndarray):
        result = torch.as_tensor(result)
    if not isinstance(result, Tensor):
        return (1, False) if isinstance(result, int | float) else None
    if tuple(result.shape) in ((count,), ()):
        return 1, False
    if result.dim() == 2 and result.shape[0] == count:
        return int(result.shape[1]), True
    return None


def _is_pointwise(
    call: Callable[..., Any], batch: Sequence[Tensor], result: Any, form: tuple[int, bool]
) -> bool:
    """Tell whether the values of a part of a batch are that part of the values."""
    part = _attempt(call, [tensor[:3] for tensor in batch])
    if isinstance(part, Exception) or _batch_form(part, 3) != form:
        return False
    whole = torch.cat([torch.as_tensor(r).double().expand(len(batch[0])) for r in _columns(result)])
    some = torch.cat([torch.as_tensor(r).double().expand(3) for r in _columns(part)])
    rows = whole.reshape(form[0], -1)[:, :3].reshape(-1)
    return bool(torch.allclose(rows, some, rtol=_SAME, atol=0.0, equal_nan=True))


def _columns(result: Any) -> Sequence[Any]:
    if isinstance(result, list | tuple):
        return result
    if isinstance(result, ndarray):
        result = torch.as_tensor(result)
    is_row = isinstance(result, Tensor) and result.dim() == 2
    return result.unbind(-1) if is_row else [result]


def _not_pointwise(names: Sequence[str], result: Any) -> InputShapeError:
    shape = tuple(result.shape) if isinstance(result, Tensor) else ()
    return InputShapeError(
        [(name, ()) for name in names] + [("result", shape)],
        why="the function does not map one number for each input to one number, or one row of numbers",
        hint="for inputs that are tensors use sympy_torch_bridge.testing.gradcheck(function, inputs), or "
        "write the entries as inputs: lambda x, y: function(torch.stack([x, y], dim=-1))",
    )
