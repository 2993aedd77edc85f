"""The torch side of a check: the compiled value, and reverse and forward mode through it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import sympy
import torch
from torch import Tensor

from ..compilation import compile
from ..forward_mode import is_refused_by_torch
from ..ops import Op
from ..program.expressions.traversal import postorder
from .measurement import Bench, Measurement
from .question import Question
from .result import PointResult
from .torch_jacobians import forward_jacobian, forward_over_reverse, reverse_jacobian

__all__ = ["compiled_value", "torch_rows"]

Batch = Callable[..., Tensor]
_NAMES = ("reverse", "forward")
_HIGHER_NAMES = ("reverse over reverse", "forward over reverse")
_SOUND = ("PASS", "ILL_CONDITIONED")
_LOST = "forward mode multiplied a tangent of zero by an infinite slope; reverse mode does not"


def compiled_value(question: Question, ops: Sequence[Op] = ()) -> Batch:
    """Compile the expressions to one function of shape ``(n, m)``.

    Examples
    --------
    >>> import sympy
    >>> from .question import question_of
    >>> x = sympy.Symbol("x")
    >>> compiled_value(question_of([x**2, 1 + x], x))(torch.tensor([2.0, 3.0]))
    tensor([[4., 3.],
            [9., 4.]])
    """
    compiled: Any = compile(question.functions, question.inputs, ops=ops)

    def value(*tensors: Tensor) -> Tensor:
        return _real(torch.stack(list(compiled(*tensors)), dim=-1))

    return value


def _real(values: Tensor) -> Tensor:
    """Return the real values of a formula with complex branches, nan where a value is not real."""
    if not values.is_complex():
        return values
    largest = math.sqrt(torch.finfo(values.dtype).eps) * values.detach().abs()
    return torch.where(values.detach().imag.abs() <= largest, values.real, math.nan)


def torch_rows(bench: Bench, value: Batch) -> tuple[list[PointResult], tuple[str, ...], tuple[str, ...]]:
    """Judge the value of a function and its derivatives by both modes of torch.

    Parameters
    ----------
    bench : Bench
    value : callable
        Maps tensors of shape ``(n,)`` to ``(n, m)``.

    Returns
    -------
    rows : list of PointResult
    witnesses : tuple of str
        Those that could run.
    notes : tuple of str
        Why one could not.
    """
    order = bench.question.order
    places = [bench.question.inputs.index(symbol) for symbol in bench.question.wrt]
    # Slopes by the other inputs are not asked for, and some have no formula, as by the order of besselj.
    others = [place for place in range(len(bench.question.inputs)) if place not in places]

    def reverse(*tensors: Tensor) -> Tensor:
        return reverse_jacobian(value, tensors, places, order, others)

    def forward(*tensors: Tensor) -> Tensor:
        if order == 1:
            return forward_jacobian(value, tensors, places)
        return forward_over_reverse(value, tensors, places, order)

    names = _NAMES if order == 1 else _HIGHER_NAMES
    # What leaves the range here is our own code, and says nothing about the formula.
    bench = Bench(bench.question, bench.facts, bench.dtype, bench.seed, is_drawn=True)
    rows = [
        *bench.judge_values(Measurement("value", value)),
        *bench.judge_derivatives(Measurement(names[0], reverse), trust_limit=True),
    ]
    try:
        by_forward = bench.judge_derivatives(Measurement(names[1], forward), trust_limit=True)
    except (NotImplementedError, RuntimeError) as error:
        if not is_refused_by_torch(error):
            raise
        rows = _without_large_constants(rows, bench)
        return rows, ("value", names[0]), (f"forward mode is not available: {str(error).splitlines()[0]}",)
    by_forward = _without_lost_products(by_forward, rows)
    return _without_large_constants([*rows, *by_forward], bench), ("value", *names), ()


def _without_large_constants(rows: list[PointResult], bench: Bench) -> list[PointResult]:
    """Leave open what has no number because a number in the formula is beyond the floating type."""
    nodes = (node for f in bench.question.functions for node in postorder(f))
    numbers = {node for node in nodes if isinstance(node, sympy.Rational | sympy.Float)}
    # Reverse mode is asked for up to 4 times the slope, see torch_jacobians.
    if not any(c.is_finite and 4 * abs(c) > bench.precision.largest for c in numbers):
        return rows
    note = f"a number of the formula is at the end of the range of {bench.precision.name} or beyond"
    return [
        replace(row, verdict="ILL_CONDITIONED", resolution=math.inf, note=note)
        if row.verdict == "FAIL" and not math.isfinite(row.measured)
        else row
        for row in rows
    ]


def _without_lost_products(forward: Sequence[PointResult], rows: Sequence[PointResult]) -> list[PointResult]:
    """Leave open what forward mode turned into nan where reverse mode does not fail.

    Forward mode has no way to skip the unused argument of a maximum, as reverse mode does: its tangent
    of zero meets the infinite slope of a root. The derivative is not wrong, forward mode has none.
    """
    right = {(row.index, row.component) for row in rows if row.witness != "value" and row.verdict in _SOUND}
    return [
        replace(row, verdict="UNDECIDED", gap=math.nan, resolution=math.inf, note=_LOST)
        if math.isnan(row.measured) and row.verdict == "FAIL" and (row.index, row.component) in right
        else row
        for row in forward
    ]
