"""Code that takes matrices, as functions of their entries: how the claims in code are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from ..errors import InputShapeError
from .argument_order import argument_order, known_order
from .named_entries import plain_entry
from .question import Question
from .torch_claim import Batch
from .torch_functions import SCALAR_CODE, TransposedResult, stacked
from .written_out import WrittenOut

__all__ = ["MatrixForm"]

Shape = tuple[int, ...]


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
    """

    written: WrittenOut
    question: Question
    is_flat: bool = False

    def gradient(self, code: Any, signature: Any) -> Batch:
        """Return code for the derivative as a function of the entries, shape ``(n, m, k)``."""
        outputs, symbols = self.question.shape
        wrt = self.written.wrt
        if self.question.order > 1 or (outputs > 1 and symbols > 1):
            rows = "the outputs" if self.question.order == 1 else f"the entries of {wrt}"
            shape, what = (outputs, symbols), f"rows over {rows}, columns over the entries of {wrt}"
        elif outputs > 1:
            shape, what = self.written.outputs.shape, "the shape of the expression"
        else:
            shape, what = self.written.variables.shape, f"the shape of {wrt}"
        call = self._call(code, signature, shape, f"the derivative has {what}")

        def gradient(*points: Tensor) -> Tensor:
            result, is_transposed = call(points)
            if is_transposed:
                raise TransposedResult(result.mT.reshape(-1, outputs, symbols))
            return result.reshape(-1, outputs, symbols)

        return gradient

    def value(self, code: Any, signature: Any) -> Batch:
        """Return code for the function itself as one of the entries, shape ``(n, m)``."""
        call = self._call(code, signature, self.written.outputs.shape, "it is judged by its backward pass")

        def value(*points: Tensor) -> Tensor:
            result, is_transposed = call(points)
            return (result.mT if is_transposed else result).flatten(1)

        return value

    def _call(self, code: Any, signature: Any, shape: Shape, what: str) -> _Call:
        arguments = self.written.arguments
        known = known_order(code, arguments)
        order = argument_order(signature or code, tuple(map(str, arguments))) if known is None else known
        places = {symbol: place for place, symbol in enumerate(self.question.inputs)}
        chosen = [self.written.entries_of(arguments[i]) for i in order]
        shapes = [None if e is None else self._passed(e.shape) for e in chosen]
        inputs = []
        for i, entries in zip(order, chosen, strict=True):
            plain = [(arguments[i], False)] if entries is None else map(plain_entry, entries.flat())
            inputs.append([(places[symbol], is_conjugate) for symbol, is_conjugate in plain])
        names = [str(arguments[i]) for i in order]
        return _Call(code, names, inputs, [s or () for s in shapes], shape, what)

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
    places : sequence of sequence of (int, bool)
        Which inputs make up each argument, and whether by their conjugates.
    passed : sequence of tuple of int
        The shape of each argument.
    shape : tuple of int
        Rows and columns of the result.
    what : str
        What the result is.
    """

    code: Any
    names: Sequence[str]
    places: Sequence[Sequence[tuple[int, bool]]]
    passed: Sequence[Shape]
    shape: Shape
    what: str

    def __call__(self, points: Sequence[Tensor]) -> tuple[Tensor, bool]:
        """Return the results as given, ``(n, rows, columns)``, and whether they are in the other layout."""
        arguments = [
            torch.stack(
                [points[place].conj() if is_conjugate else points[place] for place, is_conjugate in places],
                dim=-1,
            ).reshape(-1, *shape)
            for places, shape in zip(self.places, self.passed, strict=True)
        ]
        count = len(points[0])
        try:
            results = [self._shaped(self.code(*[a[i] for a in arguments]), ()) for i in range(count)]
            turned = [is_transposed for _, is_transposed in results]
            return torch.stack([result for result, _ in results]), all(turned)
        except SCALAR_CODE as error:
            return self._at_once(arguments, count, error)

    def _at_once(self, arguments: Sequence[Tensor], count: int, error: Exception) -> tuple[Tensor, bool]:
        """Call with all points; if that fails as well, the failure of a single one is that to report."""
        sizes = {1, *self.shape, *(size for shape in self.passed for size in shape)}
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
        """Return a result with the two axes of a matrix, and whether these are exchanged."""
        tensor = stacked(result)
        given = tuple(tensor.shape)
        bare = tuple(size for size in self.shape if size != 1)
        if given == (*lead, *self.shape):
            return tensor, False
        if given == (*lead, *self.shape[::-1]):
            return tensor, True
        own = given[len(lead) :]
        # One axis for a vector; torch's own Jacobians have an axis for each of both arguments.
        is_spelt_out = len(own) != len(self.shape) and tuple(size for size in own if size != 1) == bare
        if given[: len(lead)] == lead and is_spelt_out:
            return tensor.reshape(*lead, *self.shape), False
        passed = zip(self.names, self.passed, strict=True)
        raise InputShapeError(
            [*passed, ("result", given), ("expected", (*lead, *self.shape))],
            why="the claim returns a result of another shape",
            hint=f"{self.what}; code gets one matrix, not a batch of them, for each matrix symbol",
        )
