"""Running code of other people: what it raises becomes an error that says where."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch

from ..errors import BridgeError, ClaimError
from .torch_functions import TransposedResult

__all__ = ["place_of", "running"]

_NOT_THEIRS = (str(Path(__file__).parents[1]), str(Path(torch.__file__).parent))


@contextmanager
def running(claim: str, part: str) -> Iterator[None]:
    """Raise a :class:`ClaimError` for every exception of a claim, but for our own.

    Parameters
    ----------
    claim : str
        Its name.
    part : str
        What of it runs: ``"backward pass"``, ``"forward pass"``, ``"code"``.

    Examples
    --------
    >>> try:
    ...     with running("Cube", "backward pass"):
    ...         {}["missing"]
    ... except ClaimError as error:
    ...     print(error.claim, error.part, repr(error.__cause__))
    Cube backward pass KeyError('missing')
    """
    try:
        yield
    except (BridgeError, TransposedResult):
        raise
    except Exception as error:
        raise ClaimError(claim, part, error, place=place_of(error)) from error


def place_of(error: Exception) -> str:
    """Return the innermost line that is neither torch's nor ours."""
    frames = traceback.extract_tb(error.__traceback__)
    theirs = [frame for frame in frames if not frame.filename.startswith(_NOT_THEIRS)]
    return f"{theirs[-1].filename}, line {theirs[-1].lineno}, in {theirs[-1].name}" if theirs else ""
