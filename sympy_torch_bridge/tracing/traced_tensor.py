"""A tensor without values, whose entries are SymPy expressions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from .entries import Entries, explicit
from .hints import IN_TORCH
from .reading import refuse

__all__ = ["TracedTensor", "View"]


@dataclass(frozen=True)
class View:
    """A view, the tensor that it is one of, and how its entries follow from those."""

    tensor: TracedTensor
    source: TracedTensor
    entries_from: Callable[[Entries], Entries]


class TracedTensor(Tensor):
    """What the function sees while it is traced: shape and dtype as promised, entries as expressions.

    It has no storage, so that no value can leave the trace unseen, as one would through ``.numpy()``.

    Attributes
    ----------
    content : Entries, MatrixExpr or Factors
        An array of the tensor's shape, or one matrix expression for the whole, or the matrix of
        which torch keeps factors here.
    has_views : bool
        Whether another tensor of the trace is a view of it, or it of another.
    family : list of View
        The views of one memory, in the order in which they were made; all of them share the list.
    """

    content: Any
    has_views: bool
    family: list[View]
    _written_out: Entries | None

    @staticmethod
    def __new__(cls: type[TracedTensor], like: Tensor, content: Any) -> TracedTensor:
        """Make a tensor of the shape, strides and dtype of ``like``."""
        device = torch.device("cpu")
        made: TracedTensor = Tensor._make_wrapper_subclass(
            cls, like.shape, strides=like.stride(), dtype=like.dtype, device=device
        )
        made.content = content
        made.has_views = False
        made.family = []
        made._written_out = None
        return made

    __torch_function__ = torch._C._disabled_torch_function_impl  # type: ignore[assignment]

    @classmethod
    def __torch_dispatch__(  # type: ignore[override]
        cls,
        func: Any,
        types: Sequence[Any],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        """Refuse: inside the trace its mode sees every operation first."""
        return refuse(
            str(func),
            "a tensor of the trace is used outside it",
            "return what the function computes; do not keep it in another place",
        )

    @property
    def entries(self) -> Entries:
        """The expressions of all entries, those of a matrix expression written out."""
        if isinstance(self.content, np.ndarray):
            return self.content
        if self._written_out is None:
            self._written_out = explicit(self.content)
            self._written_out.flags.writeable = False
        return self._written_out

    @property
    def data(self) -> Tensor:
        """The tensor without its history; it shares the memory."""
        return self.detach()

    @data.setter
    def data(self, value: Tensor) -> None:
        refuse("Tensor.data", "it gives a tensor other memory", "write into it: tensor.copy_(other)")

    def numpy(self, *, force: bool = False) -> Any:
        """Refuse: there is no array of numbers."""
        return refuse("Tensor.numpy", "a traced tensor holds no values", IN_TORCH)

    def tolist(self) -> Any:
        """Refuse: there is no list of numbers."""
        return refuse("Tensor.tolist", "a traced tensor holds no values", IN_TORCH)

    def __repr__(self, *, tensor_contents: Any = None) -> str:  # type: ignore[override]
        return f"TracedTensor({self.content})"
