"""Code that takes matrices, as functions of their entries: how the claims in code are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import Tensor

from ..errors import InputShapeError
from .argument_order import argument_order, known_order
from .named_entries import entry_tensor
from .noise import is_measuring
from .question import Question
from .torch_claim import Batch
from .torch_functions import SCALAR_CODE, TransposedResult, stacked
from .written_out import WrittenOut

__all__ = ["MatrixForm", "ResultOfCode", "Shape"]

Shape = tuple[int, ...]


class ResultOfCode(Protocol):
    """What shapes the results of code may have."""

    @property
    def lengths(self) -> Shape:
        """The lengths that an axis of a result may have."""

    def read(self, tensor: Tensor, lead: Shape) -> tuple[Tensor, bool] | None:
        """Return a result upright, and whether it came in the other layout; None for another shape."""

    def misshapen(self, passed: list[tuple[str, Shape]], given: Shape, lead: Shape) -> InputShapeError:
        """Return the error about a result of another shape."""


@dataclass(frozen=True, slots=True)
class MatrixResult:
    """Results with two axes.

    Parameters
    ----------
    shape : tuple of int
        Rows and columns.
    what : str
        What the result is.
    """

    shape: Shape
    what: str

    @property
    def lengths(self) -> Shape:
        """The lengths that an axis of a result may have."""
        return self.shape

    def read(self, tensor: Tensor, lead: Shape) -> tuple[Tensor, bool] | None:
        """Return a result with the two axes of a matrix, and whether these were exchanged."""
        own = tuple(tensor.shape[len(lead) :])
        if own == self.shape:
            return tensor, False
        if own == self.shape[::-1]:
            return tensor.mT, True
        # One axis for a vector; torch's own Jacobians have an axis for each of both arguments.
        bare = tuple(size for size in self.shape if size != 1)
        is_spelt_out = len(own) != len(self.shape) and tuple(size for size in own if size != 1) == bare
        return (tensor.reshape(*lead, *self.shape), False) if is_spelt_out else None

    def misshapen(self, passed: list[tuple[str, Shape]], given: Shape, lead: Shape) -> InputShapeError:
        """Return the error about a result of another shape."""
        return InputShapeError(
            [*passed, ("result", given), ("expected", (*lead, *self.shape))],
            why="the claim returns a result of another shape",
            hint=f"{self.what}; code gets one matrix, not a batch of them, for each matrix symbol",
        )


@dataclass(frozen=True, slots=True)
class MatrixForm:
    """Code that takes one matrix for each matrix symbol.

    It is called for one point at a time: in a batch ``A / A.norm()`` is another function. Only code that
    refuses single matrices gets all points at once.

    Parameters
    ----------
    written : WrittenOut
        The expression in entries; its symbols are the arguments.
    question : Question
    is_flat : bool
        Whether a vector is passed with one axis rather than as a matrix of one column or row.
    derivative : ResultOfCode, optional
        How the derivative is read, where it has more than two axes.
    """

    written: WrittenOut
    question: Question
    is_flat: bool = False
    derivative: ResultOfCode | None = None

    def gradient(self, code: Any, signature: Any) -> Batch:
        """Return code for the derivative as a function of the entries, shape ``(n, m, k)``."""
        outputs, symbols = self.question.shape
        call = self._call(code, signature, self.derivative or self._in_two_axes())

        def gradient(*points: Tensor) -> Tensor:
            result, is_transposed = call(points)
            if is_transposed:
                raise TransposedResult(result.reshape(-1, outputs, symbols))
            return result.reshape(-1, outputs, symbols)

        return gradient

    def _in_two_axes(self) -> MatrixResult:
        outputs, symbols = self.question.shape
        wrt = self.written.wrt
        if self.question.order > 1 or (outputs > 1 and symbols > 1):
            rows = "the outputs" if self.question.order == 1 else f"the entries of {wrt}"
            shape, what = (outputs, symbols), f"rows over {rows}, columns over the entries of {wrt}"
        elif outputs > 1:
            shape, what = self.written.outputs.shape, "the shape of the expression"
        else:
            shape, what = self.written.variables.shape, f"the shape of {wrt}"
        return MatrixResult(shape, f"the derivative has {what}")

    def value(self, code: Any, signature: Any) -> Batch:
        """Return code for the function itself as one of the entries, shape ``(n, m)``."""
        result = MatrixResult(self.written.outputs.shape, "it is judged by its backward pass")
        call = self._call(code, signature, result)

        def value(*points: Tensor) -> Tensor:
            return call(points)[0].flatten(1)

        return value

    def _call(self, code: Any, signature: Any, result: ResultOfCode) -> _Call:
        arguments = self.written.arguments
        known = known_order(code, arguments)
        order = argument_order(signature or code, tuple(map(str, arguments))) if known is None else known
        chosen = [self.written.entries_of(arguments[i]) for i in order]
        shapes = [None if e is None else self._passed(e.shape) for e in chosen]
        entries = [
            [arguments[i]] if e is None else list(e.flat()) for i, e in zip(order, chosen, strict=True)
        ]
        names = [str(arguments[i]) for i in order]
        return _Call(code, names, self.question.inputs, entries, [s or () for s in shapes], result)

    def _passed(self, shape: Shape) -> Shape:
        return (max(shape),) if self.is_flat and 1 in shape else shape


@dataclass(frozen=True, slots=True)
class _Call:
    """Calls code with matrices put together from their entries.

    Parameters
    ----------
    code : callable
    names : sequence of str
        Of the arguments.
    inputs : sequence of Symbol
    entries : sequence of sequence of sympy.Expr
        What makes up each argument.
    passed : sequence of tuple of int
        The shape of each argument.
    result : ResultOfCode
        How the results are read.
    """

    code: Any
    names: Sequence[str]
    inputs: Sequence[Any]
    entries: Sequence[Sequence[Any]]
    passed: Sequence[Shape]
    result: ResultOfCode

    def __call__(self, points: Sequence[Tensor]) -> tuple[Tensor, bool]:
        """Return the results as they are read, and whether they came in the other layout."""
        given = dict(zip(self.inputs, points, strict=True))
        arguments = [
            torch.stack([entry_tensor(entry, given) for entry in entries], dim=-1).reshape(-1, *shape)
            for entries, shape in zip(self.entries, self.passed, strict=True)
        ]
        count = len(points[0])
        try:
            results = [self._at([a[i] for a in arguments]) for i in range(count)]
            return _joined(results)
        except SCALAR_CODE as error:
            return self._at_once(arguments, count, error)

    def _at(self, arguments: Sequence[Tensor]) -> tuple[Tensor, bool] | RuntimeError:
        """Return the result at a point; there may be none where rounding makes a matrix singular."""
        try:
            return self._shaped(self.code(*arguments), ())
        except torch.linalg.LinAlgError as error:  # type: ignore[attr-defined]
            if not is_measuring():
                raise
            failure: RuntimeError = error
            return failure

    def _at_once(self, arguments: Sequence[Tensor], count: int, error: Exception) -> tuple[Tensor, bool]:
        """Call with all points; if that fails as well, the failure of a single one is that to report."""
        sizes = {1, *self.result.lengths, *(size for shape in self.passed for size in shape)}
        padded = next(size for size in range(count, count + len(sizes) + 1) if size not in sizes)
        try:
            whole = self.code(
                *[torch.cat([a, a[-1:].expand(padded - count, *a.shape[1:])]) for a in arguments]
            )
            result, is_transposed = self._shaped(whole, (padded,))
        except SCALAR_CODE:
            raise error from None
        return result[:count], is_transposed

    def _shaped(self, result: Any, lead: Shape) -> tuple[Tensor, bool]:
        tensor = stacked(result)
        given = tuple(tensor.shape)
        found = self.result.read(tensor, lead) if given[: len(lead)] == lead else None
        if found is None:
            raise self.result.misshapen(list(zip(self.names, self.passed, strict=True)), given, lead)
        return found


def _joined(
    results: Sequence[tuple[Tensor, bool] | RuntimeError],
) -> tuple[Tensor, bool]:
    """Join the results at single points, nan where there is none, and tell whether one was turned around."""
    found = [result for result in results if isinstance(result, tuple)]
    errors = [result for result in results if isinstance(result, RuntimeError)]
    if not found:
        raise errors[0]
    without = torch.full_like(found[0][0], torch.nan)
    tensors = [result[0] if isinstance(result, tuple) else without for result in results]
    return torch.stack(tensors), any(is_transposed for _, is_transposed in found)
