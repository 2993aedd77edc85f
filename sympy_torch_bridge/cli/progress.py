"""A progress bar on a terminal; nothing anywhere else."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

__all__ = ["progress"]

Item = TypeVar("Item")


def progress(items: Iterable[Item], total: int, *, is_shown: bool = True) -> Iterator[Item]:
    """Yield the items, with a bar on standard error while that is a terminal.

    The bar is drawn by rich where it is installed (``pip install "sympy-torch-bridge[cli]"``), else a
    counter takes its place. There is none with ``NO_COLOR``, nor where ``is_shown`` is False.

    Examples
    --------
    >>> list(progress("ab", 2))
    ['a', 'b']
    """
    if not is_shown or os.environ.get("NO_COLOR") or not sys.stderr.isatty():
        yield from items
        return
    try:
        from rich.console import Console
        from rich.progress import track
    except ImportError:
        yield from _counted(items, total)
        return
    console = Console(stderr=True)
    yield from track(items, total=total, description="checking", console=console, transient=True)


def _counted(items: Iterable[Item], total: int) -> Iterator[Item]:
    for place, item in enumerate(items, start=1):
        print(f"\r{place}/{total}\r", end="", file=sys.stderr, flush=True)
        yield item
