"""Which tests a run takes: some cases of each test with many, or a share; runs of all shares are whole."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from zlib import crc32

__all__ = ["further_cases", "is_in_share"]

# A run that is to be quick takes so many cases of a test, or a tenth of them if those are more.
_LEAST = 3
_TENTH = 10


def further_cases(names: Iterable[str]) -> set[str]:
    """Return all cases of tests but the few of each test that every run takes.

    Parameters
    ----------
    names : iterable of str
        Of tests, ``"file.py::test[case]"``. Which cases of a test are the few is as if drawn by lot, but the
        names decide it: neighbours in a table are alike.
    """
    cases = defaultdict(list)
    for name in names:
        test, bracket, _ = name.partition("[")
        if bracket:
            cases[test].append(name)
    found: set[str] = set()
    for of_one in cases.values():
        drawn = sorted(of_one, key=lambda name: (crc32(name.encode()), name))
        found |= set(drawn[max(_LEAST, -(-len(drawn) // _TENTH)) :])
    return found


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
