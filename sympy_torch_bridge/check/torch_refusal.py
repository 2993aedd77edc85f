"""Telling what torch refuses, as code in one of its modes, from what is wrong with the code itself."""

from __future__ import annotations

import dis
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

import torch

from ..errors import BridgeError, ClaimError
from .running_claim import place_of

__all__ = ["RefusalError", "is_refusal", "only_refusals"]

_TORCH = str(Path(torch.__file__).parent)
# The engine says so of a backward pass that gives too few gradients, or gradients of another shape.
_OF_BACKWARD = ("returned an incorrect number of gradients", "returned an invalid gradient")
# A TypeError of the dispatcher, which has no frame of its own.
_NO_KERNEL = "no implementation found for"
_RAISES = frozenset(dis.opmap[name] for name in ("RAISE_VARARGS", "RERAISE") if name in dis.opmap)


def is_refusal(error: Exception) -> bool:
    """Tell whether an exception is torch's own: raised by its Python code, or by an operation of it.

    Compiled operations raise RuntimeError, and so may the user: a ``raise`` that stands in the user's
    code is told from a call by the instruction that was running.

    Examples
    --------
    >>> try:
    ...     torch.ones(2, requires_grad=True).numpy()
    ... except RuntimeError as error:
    ...     print(is_refusal(error))
    True
    >>> try:
    ...     torch.ones(2).no_such_name
    ... except AttributeError as error:
    ...     print(is_refusal(error))
    False
    """
    if error.__traceback__ is None:
        return False
    innermost = _innermost(error.__traceback__)
    is_torch = innermost.tb_frame.f_code.co_filename.startswith(_TORCH)
    if isinstance(error, RuntimeError) and not isinstance(error, RecursionError):
        is_about_backward = any(text in str(error) for text in _OF_BACKWARD)
        return (is_torch or not _is_raise(innermost)) and not is_about_backward
    # An attribute that torch's own tensors lack is asked for by the code, whoever looks it up.
    return (is_torch and not isinstance(error, AttributeError | NameError)) or _NO_KERNEL in str(error)


def _innermost(traceback: TracebackType) -> TracebackType:
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    return traceback


def _is_raise(traceback: TracebackType) -> bool:
    return traceback.tb_frame.f_code.co_code[traceback.tb_lasti] in _RAISES


class RefusalError(Exception):
    """Code cannot run in a mode of torch; the ``__cause__`` is what torch, or this library, said."""


@contextmanager
def only_refusals(function: str, part: str) -> Iterator[None]:
    """Turn what torch refuses into a :class:`RefusalError`, and anything else into an error that says where.

    Parameters
    ----------
    function : str
        Its name.
    part : str
        What of it runs.

    Raises
    ------
    ClaimError
        The code raised something that is not torch's.
    """
    try:
        yield
    except Exception as error:
        if isinstance(error, BridgeError) or is_refusal(error):
            raise RefusalError from error
        raise ClaimError(function, part, error, place=place_of(error), subject="function") from error
