"""Records as a pandas DataFrame, for which pandas has to be installed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..errors import MissingDependencyError

if TYPE_CHECKING:
    import pandas

__all__ = ["to_frame"]


def to_frame(records: Iterable[Any], *, needed_for: str, **options: Any) -> pandas.DataFrame:
    """Return records as a table with one row each.

    Parameters
    ----------
    records : iterable of mapping or sequence
    needed_for : str
        The call that the message names where pandas is missing.
    **options
        Of :class:`pandas.DataFrame`.

    Raises
    ------
    MissingDependencyError
        pandas is not installed.
    """
    try:
        import pandas
    except ImportError:
        raise MissingDependencyError("pandas", needed_for=needed_for, extra="pandas") from None
    return pandas.DataFrame(list(records), **options)
