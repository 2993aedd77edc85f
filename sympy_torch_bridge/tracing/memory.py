"""Memory that tensors of the trace share: views, and what is written into them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .code_line import is_inside
from .contents import fitted
from .entries import Entries, Factors
from .hints import COUNTING, OUTSIDE
from .reading import refuse
from .traced_tensor import TracedTensor, View

__all__ = ["tie", "write", "write_out"]


def tie(view: TracedTensor, source: TracedTensor, entries_from: Callable[[Entries], Entries]) -> None:
    """Note that torch has a view here: where the entries are a copy, neither may be written to."""
    view.has_views = source.has_views = True
    view.family = source.family
    view.family.append(View(view, source, entries_from))
    if isinstance(view.content, np.ndarray) and not isinstance(source.content, Factors):
        _lock_copies(view, source)


def _lock_copies(view: TracedTensor, source: TracedTensor) -> None:
    if view.content.size and not np.shares_memory(view.content, source.entries):
        view.content.flags.writeable = source.entries.flags.writeable = False


def write_out(tensor: TracedTensor) -> None:
    """Turn a matrix that is read as a whole into entries, and its views into views of them."""
    root = tensor.family[0].source if tensor.family else tensor
    if isinstance(root.content, np.ndarray | Factors):
        return
    root.content = root.entries.copy()
    for view in root.family:
        # A reading may be a copy; the tensors that are one memory in torch are none here then.
        view.tensor.content = view.entries_from(view.source.content)
        _lock_copies(view.tensor, view.source)


def write(func: Any, target: TracedTensor, source: Any) -> None:
    """Write entries into the memory of a tensor, which its views share."""
    if not isinstance(source, TracedTensor) or target.shape != source.shape:
        refuse(str(func), "it changes the shape of a tensor, or more than one tensor")
    if isinstance(target.content, Factors) or isinstance(source.content, Factors):
        refuse(str(func), "it changes the factors of a matrix", "work on a copy: tensor.clone()")
    if not isinstance(target.content, np.ndarray) and not target.has_views:
        is_whole = not isinstance(source.content, np.ndarray)
        # Entries are copied: the source may go on to change.
        target.content = source.content if is_whole else fitted(source.entries, target.dtype).copy()
        return
    entries = fitted(source.entries, target.dtype)
    write_out(target)
    if not target.content.flags.writeable:
        refuse(
            str(func),
            "it changes a tensor from outside the function, or one whose views cannot be followed",
            COUNTING if is_inside("torch.nn.modules.batchnorm") else OUTSIDE,
        )
    target.content[...] = entries
