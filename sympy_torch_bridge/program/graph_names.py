"""Names of objects, for the functions whose result a tracer takes as given.

As an argument of such a function the tracer takes constants alone: before torch 2.12 no other object.
"""

from __future__ import annotations

from itertools import count
from typing import Any, Final
from weakref import WeakValueDictionary

__all__ = ["name_of", "named"]

_NAMED: Final[WeakValueDictionary[str, Any]] = WeakValueDictionary()
_serial = count()


def name_of(item: Any) -> str:
    """Return a new name of an object, by which it is found as long as it lives.

    A text: a number that differs from call to call would become a size that varies.
    """
    name = str(next(_serial))
    _NAMED[name] = item
    return name


def named(name: str) -> Any:
    """Return the object of a name.

    Examples
    --------
    >>> class Item:
    ...     pass
    >>> item = Item()
    >>> named(name_of(item)) is item
    True
    """
    return _NAMED[name]
