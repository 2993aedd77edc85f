"""The seal of a checkpoint: its format, and the checksum that shows a formula to be as it was written."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

__all__ = ["FORMAT", "checksum", "sealed", "unsealed"]

FORMAT = 3  # the first had no checksum, the second kept it in an entry of its own


def sealed(text: str, written: str) -> dict[str, Any]:
    """Return the entries of a checkpoint; the last line of the facts is the checksum of both."""
    return {"format": FORMAT, "text": text, "facts": f"{written}\n{checksum(text, written)}"}


def checksum(text: str, facts: str) -> str:
    """Return what shows that a formula is as it was written; who forges one can compute it, too."""
    return hashlib.sha256(f"{len(text)} {text}{facts}".encode(errors="surrogatepass")).hexdigest()


def unsealed(stored: Mapping[str, Any], version: int) -> tuple[str, str | None]:
    """Return the facts and their checksum, if this format has one."""
    if version == 1:
        return stored["facts"], None
    if version == 2:  # torch.distributed.checkpoint leaves out an entry that the module has no more
        return stored["facts"], stored.get("checksum")
    written, _, found = stored["facts"].rpartition("\n")
    return written, found
