"""Garbage collection during translation: it would search millions of live objects and free none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["collection_paused"]

# From so many new objects on a search through them is felt: below, the collector does as always. To ask for
# what is frozen costs as much as there is of it, and is worth it for so many only.
_MANY = 50_000


@contextmanager
def collection_paused() -> Iterator[None]:
    """Switch the cyclic collector off, and on again if it was on; reference counting goes on.

    What a large translation has made is kept by its result. It counts as old at once, so that the first
    collection afterwards does not search all of it.

    Examples
    --------
    >>> with collection_paused():
    ...     gc.isenabled()
    False
    """
    was_enabled, before = gc.isenabled(), gc.get_count()[0]
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            # What the user has frozen would come back: then nothing is moved.
            if gc.get_count()[0] - before > _MANY and not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()
