"""The working precision of mpmath and python-flint, for one thread at a time.

Both keep it in one global object: without a lock, the precision that one thread sets is the one that
another one computes with, and a thread that restores it restores the wrong one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any

import mpmath

__all__ = ["PRECISION_LOCK", "working_bits"]

# A thread that holds it may take it again: exact values are computed of exact values.
PRECISION_LOCK = RLock()


@contextmanager
def working_bits(bits: int) -> Iterator[Any]:
    """Let mpmath work with ``bits`` bits, and no other thread with mpmath or python-flint meanwhile.

    Examples
    --------
    >>> with working_bits(200):
    ...     mpmath.mp.prec
    200
    """
    with PRECISION_LOCK, mpmath.workprec(bits):
        yield
