"""Which parts of an entry an author wants to see."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import OptionError
from ..render import PARTS

__all__ = ["chosen_parts"]


def chosen_parts(wanted: str | None, without: str | None, usual: Sequence[str]) -> tuple[str, ...]:
    """Return the parts that two options leave, in the order of an entry.

    Parameters
    ----------
    wanted, without : str or None
        Names separated by commas.
    usual : sequence of str
        What is taken where nothing is wanted.

    Raises
    ------
    OptionError
        A name is not that of a part.

    Examples
    --------
    >>> chosen_parts(None, "plot, code", PARTS)
    ('statement', 'facts', 'derivation', 'checks', 'limit', 'relations', 'references')
    >>> chosen_parts("facts, statement", None, PARTS)
    ('statement', 'facts')
    """
    kept = _words(wanted, "parts") if wanted is not None else set(usual)
    left_out = _words(without, "without") if without is not None else set()
    return tuple(name for name in PARTS if name in kept and name not in left_out)


def _words(text: str, option: str) -> set[str]:
    names = text.replace(",", " ").split()
    for name in names:
        if name not in PARTS:
            raise OptionError(option, name, accepted=PARTS)
    return set(names)
