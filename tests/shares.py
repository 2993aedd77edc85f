"""A share of the collections: one run takes a part of them, runs of all shares take them whole."""

from __future__ import annotations

import re
from zlib import crc32

__all__ = ["is_in_share"]


def is_in_share(name: str, share: str) -> bool:
    """Tell whether a test belongs to a share of all tests.

    Parameters
    ----------
    name : str
        Of the test; it alone decides, so that other tests that come and go change nothing.
    share : str
        ``"2/3"`` is the second of three shares.

    Raises
    ------
    ValueError
        The share is none.
    """
    found = re.fullmatch(r"([1-9]\d*)/([1-9]\d*)", share)
    if found is None or int(found[1]) > int(found[2]):
        raise ValueError(f'STB_SHARE={share} is no share: "2/3" is the second of three')
    return crc32(name.encode()) % int(found[2]) == int(found[1]) - 1
