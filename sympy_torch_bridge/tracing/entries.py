"""Arrays of SymPy expressions: the entries of a tensor."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Entries", "Factors", "array_of", "elementwise", "explicit", "filled", "reduced"]

# dtype object: every entry is a SymPy expression or truth value
Entries = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Factors:
    """In the place of the factors that torch keeps of a matrix: the matrix, as entries or as a whole."""

    matrix: Any


def array_of(value: Any) -> Entries:
    """Return ``value`` as an array of objects; a single expression becomes one without axes."""
    if isinstance(value, np.ndarray) and value.dtype == object:
        return value
    result = np.empty((), object)
    result[()] = value
    return result


def elementwise(function: Callable[..., Any], *arguments: Any) -> Entries:
    """Apply a function of expressions to each entry; the arguments are broadcast.

    Examples
    --------
    >>> import sympy
    >>> x, y = sympy.symbols("x y")
    >>> elementwise(lambda a, b: a + b, np.array([x, y], object), sympy.Integer(1))
    array([x + 1, y + 1], dtype=object)
    """
    arrays = [a if isinstance(a, np.ndarray) else array_of(a) for a in arguments]
    if any(a.size == 0 for a in arrays):
        return np.empty(np.broadcast_shapes(*(a.shape for a in arrays)), object)
    # What frompyfunc takes out of an array with a dtype of numbers is a number of Python.
    return array_of(np.frompyfunc(function, len(arrays), 1)(*arrays))


def filled(shape: Iterable[int], value: Any) -> Entries:
    """Return an array that holds one expression everywhere."""
    result = np.empty(tuple(shape), object)
    result[...] = value
    return result


def reduced(
    function: Callable[[list[Any]], Any], entries: Entries, dims: Any, *, keepdim: bool = False
) -> Entries:
    """Apply a function of a list of expressions along axes; no axis named means all of them."""
    rank = entries.ndim
    if rank == 0:
        return array_of(function([entries[()]]))
    named = [dims] if isinstance(dims, int) else list(dims) if dims is not None else []
    axes = sorted({d % rank for d in named}) or list(range(rank))
    kept = [axis for axis in range(rank) if axis not in axes]
    moved = entries.transpose(*kept, *axes)
    shape = moved.shape[: len(kept)]
    count = int(np.prod([entries.shape[a] for a in axes]))
    rows = moved.reshape(int(np.prod(shape)), count) if count else np.empty((int(np.prod(shape)), 0), object)
    result = np.empty(len(rows), object)
    for place, row in enumerate(rows):
        result[place] = function(list(row))
    full = [1 if axis in axes else size for axis, size in enumerate(entries.shape)]
    return result.reshape(full if keepdim else shape)


def explicit(matrix: Any) -> Entries:
    """Write out the entries of a matrix expression."""
    return np.array(matrix.as_explicit().tolist(), dtype=object).reshape(matrix.shape)
