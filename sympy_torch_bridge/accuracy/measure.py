"""The measurement behind ``f.check_accuracy()``: torch's numbers beside exact ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import mpmath
import sympy
import torch
from sympy.logic.boolalg import Boolean
from torch import Tensor

from ..errors import InputTypeError, OptionError
from ..expression_record import abbreviated
from ..ops import BY_HEAD, index_by_head
from ..recording_mode import recording
from ..tolerance import Precision, precision_of
from .exact_side import Exact, exact_side
from .outputs import labels_of, scalars
from .points import Point, drawn_points, given_points
from .report import AccuracyReport
from .row import AccuracyRow, measured_row

if TYPE_CHECKING:
    from ..compiled_function import CompiledFunction

__all__ = ["check_accuracy"]


def check_accuracy(
    function: CompiledFunction,
    points: Any = None,
    *,
    n_points: int = 24,
    seed: int = 0,
    domain: Mapping[Any, Any] | None = None,
    dtype: torch.dtype = torch.float64,
) -> AccuracyReport:
    """Compare values and gradients with exact numbers; see :meth:`CompiledFunction.check_accuracy`."""
    for name, value, least in (("n_points", n_points, 1), ("seed", seed, 0)):
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise OptionError(name, value, accepted=[f"an integer of at least {least}"])
    given = None if points is None else given_points(points, function.inputs, dtype)
    is_complex = any(isinstance(value, complex) for point in given or () for value in point.values())
    bench = _Bench(function, precision_of(dtype), is_complex=is_complex or function.options["complex"])
    chosen = given or drawn_points(function.inputs, domain, n_points, seed, dtype, bench.accepts)
    with recording():
        rows = tuple(bench.rows(chosen, dtype)) if chosen else ()
    return AccuracyReport(
        subject=abbreviated(function.expr),
        inputs=bench.labels,
        dtype=bench.precision.name,
        rows=rows,
        seed=seed,
        notes=() if chosen else ("no point was found at which all values are real",),
    )


@dataclass(frozen=True, slots=True)
class _Output:
    """One scalar of the result with its exact side."""

    label: str
    expr: Any
    exact: Exact

    @property
    def is_truth(self) -> bool:
        return isinstance(self.expr, Boolean)


class _Bench:
    """A compiled function, the exact side of each of its outputs, and the precision of the type."""

    def __init__(self, function: CompiledFunction, precision: Precision, *, is_complex: bool) -> None:
        for symbol in function.inputs:
            if not isinstance(symbol, sympy.Symbol):
                raise InputTypeError(
                    str(symbol), "a matrix", expected="scalar inputs",
                    hint="write the matrix with a symbol for each entry: sympy.Matrix(n, m, symbols)",
                )  # fmt: skip
        ops = {**BY_HEAD, **index_by_head(function.options["ops"])}
        self.function = function
        self.precision = precision
        self.inputs = function.inputs
        self.labels = labels_of(function.inputs)
        self.outputs = [
            _Output(label, expr, exact_side(expr, function.inputs, ops, is_complex=is_complex))
            for label, expr, _ in scalars(function.expr)
        ]

    def accepts(self, point: Point) -> bool:
        """Tell whether every value exists and fits the type."""
        values = [output.exact.value(point)[0] for output in self.outputs]
        return all(
            value is not None and (not value or self.precision.tiny <= abs(value) <= self.precision.largest)
            for value in values
        )

    def rows(self, points: Sequence[Point], dtype: torch.dtype) -> Iterator[AccuracyRow]:
        """Yield one row for each number at each point."""
        tensors = [_column([point[symbol] for point in points], dtype) for symbol in self.inputs]
        tensors = [t.requires_grad_() for t in tensors]
        found = self.function(*tensors)
        values = [value for _, _, value in scalars(self.function.expr, found)]
        for output, value in zip(self.outputs, values, strict=True):
            yield from self._value_rows(points, output, value.detach().tolist())
            if not (output.is_truth or value.is_complex() or any(t.is_complex() for t in tensors)):
                yield from self._slope_rows(points, output, value, tensors)

    def _value_rows(
        self, points: Sequence[Point], output: _Output, computed: Sequence[Any]
    ) -> Iterator[AccuracyRow]:
        for index, point in enumerate(points):
            exact, why = output.exact.value(point)
            condition = self._condition(output, point, exact, None)
            yield self._row(index, point, output.label, computed[index], exact, condition, output, why)

    def _slope_rows(
        self, points: Sequence[Point], output: _Output, value: Tensor, tensors: Sequence[Tensor]
    ) -> Iterator[AccuracyRow]:
        for place, slopes in enumerate(_gradients(value, tensors)):
            symbol = self.inputs[place]
            if symbol.is_integer:
                continue
            label = f"d{output.label}/d{self.labels[place]}"
            for index, point in enumerate(points):
                exact, why = output.exact.slope(point, symbol)
                condition = self._condition(output, point, exact, symbol)
                computed = float("nan") if slopes is None else slopes[index]
                why = why or ("torch has no gradient" if slopes is None else "")
                yield self._row(index, point, label, computed, exact, condition, output, why)

    def _row(
        self, index: int, point: Point, label: str, computed: Any, exact: Any, condition: float,
        output: _Output, why: str,
    ) -> AccuracyRow:  # fmt: skip
        named = tuple(zip(self.labels, (point[symbol] for symbol in self.inputs), strict=True))
        number = float(computed) if isinstance(computed, bool) else computed
        return measured_row(
            index, named, label, number, exact, condition, self.precision, output.exact.method, why
        )

    def _condition(self, output: _Output, point: Point, exact: Any, wrt: Any) -> float:
        """Sum the relative changes of the exact number when each input moves by one rounding unit."""
        if exact is None:
            return float("nan")
        if not exact:
            return float("inf") if any(point.values()) else 0.0
        total = mpmath.mpf(0)
        for symbol in self.inputs:
            if not symbol.is_integer and point[symbol]:
                total += self._change(output, point, exact, wrt, symbol)
        return float(total)

    def _change(self, output: _Output, point: Point, exact: Any, wrt: Any, symbol: Any) -> Any:
        for side in (1, -1):
            moved = {**point, symbol: _moved(point[symbol], side * self.precision.eps)}
            at = output.exact.value(moved) if wrt is None else output.exact.slope(moved, wrt)
            if at[0] is not None:
                return abs(at[0] - exact) / abs(exact) / self.precision.eps
        return mpmath.inf


def _moved(value: Any, share: float) -> Any:
    return value * (1 + share) if isinstance(value, complex) else Fraction(value) * (1 + Fraction(share))


def _column(values: Sequence[Any], dtype: torch.dtype) -> Tensor:
    is_complex = any(isinstance(value, complex) for value in values)
    return torch.tensor(values, dtype=dtype.to_complex() if is_complex else dtype)


def _gradients(value: Tensor, tensors: Sequence[Tensor]) -> list[list[float] | None]:
    """Differentiate the sum over the points: each value depends on its own point alone."""
    if not value.requires_grad:
        return [None] * len(tensors)
    found = torch.autograd.grad(
        value.sum(), tensors, retain_graph=True, allow_unused=True, materialize_grads=True
    )
    return [gradient.tolist() for gradient in found]
