"""Claims of second and higher derivatives in formulas: nested lists, a Hessian matrix, or a dictionary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sympy

from ..errors import InputShapeError, OptionError
from .claim import SymbolicClaim, without_shape_of_outputs
from .question import Question
from .scalar import scalar
from .twins import refuse_twin

__all__ = ["higher_claim", "symbols_of_keys"]

_CONTAINERS = (list, tuple, sympy.Tuple, sympy.MatrixBase, sympy.NDimArray)


def higher_claim(claimed: Any, question: Question) -> SymbolicClaim:
    """Read a claim of a derivative of order two or more.

    Parameters
    ----------
    claimed : object
        Nested lists or an array with one axis for the outputs, if there is a list of them, and one axis
        over ``wrt`` for each differentiation; a Hessian as a matrix; a dictionary from pairs of symbols to
        expressions, or a nested one. Axes of length one may be left out.
    question : Question

    Raises
    ------
    InputShapeError
        The claim has not one entry for each derivative.
    UnknownSymbolError
        A dictionary has a key that reads like a symbol of ``wrt`` and is none.

    Examples
    --------
    >>> from .question import question_of
    >>> x, y = sympy.symbols("x y")
    >>> question = question_of(x**2 * y, [x, y], order=2)
    >>> higher_claim({(x, x): 2 * y, (x, y): 2 * x, (y, y): 0}, question).text
    '[[2*y, 2*x], [2*x, 0]]'
    """
    claimed = without_shape_of_outputs(claimed, question)
    nested = _from_mapping(claimed, question) if isinstance(claimed, Mapping) else _nested(claimed)
    shape, expected = _shape(nested, question), question.claim_shape
    is_transposed = question.is_vector and shape == (*expected[1:], expected[0]) != expected
    if not (is_transposed or leaves_out_ones(shape, expected)):
        raise _misshapen(shape, question, "it has not one entry for each derivative")
    formulas = [scalar(entry, "an entry of the claim") for entry in _flat(nested)]
    if is_transposed:  # outputs last: every so manyth entry belongs to one output
        outputs = expected[0]
        formulas = [formula for output in range(outputs) for formula in formulas[output::outputs]]
    return SymbolicClaim(dict(zip(question.components(), formulas, strict=True)), is_transposed)


def leaves_out_ones(shape: Sequence[int], full: Sequence[int]) -> bool:
    """Tell whether a shape is another one without some of its axes of length one.

    Examples
    --------
    >>> leaves_out_ones((3,), (3, 1, 1)), leaves_out_ones((2, 1), (1, 2))
    (True, False)
    """
    place = 0
    for size in full:
        if place < len(shape) and shape[place] == size:
            place += 1
        elif size != 1:
            return False
    return place == len(shape)


def symbols_of_keys(claimed: Mapping[Any, Any]) -> list[Any]:
    """Return the symbols that the keys of a claim name, in their order.

    Examples
    --------
    >>> x, y = sympy.symbols("x y")
    >>> symbols_of_keys({(x, x): 1, (x, y): 2}), symbols_of_keys({y: {y: 1}})
    ([x, y], [y])
    """
    found: dict[Any, None] = {}
    for key, entry in claimed.items():
        found.update(dict.fromkeys(_path(key)))
        if isinstance(entry, Mapping):
            found.update(dict.fromkeys(symbols_of_keys(entry)))
    return list(found)


def _path(key: Any) -> tuple[Any, ...]:
    """Return the symbols of a key: of ``x``, ``(x, y)``, or ``(x, 2)`` as in SymPy."""
    symbols: list[Any] = []
    for item in key if isinstance(key, tuple | sympy.Tuple) else (key,):
        if isinstance(item, int | sympy.Integer) and symbols:
            if item < 1:
                raise OptionError(
                    "the key of a claim", key, accepted=["(x, 2)"], hint="a number counts differentiations"
                )
            symbols += [symbols[-1]] * (int(item) - 1)
        else:
            symbols.append(item)
    return tuple(symbols)


def _entries(
    claimed: Mapping[Any, Any], before: tuple[Any, ...] = ()
) -> Iterator[tuple[tuple[Any, ...], Any]]:
    for key, entry in claimed.items():
        path = (*before, *_path(key))
        if isinstance(entry, Mapping):
            yield from _entries(entry, path)
        else:
            yield path, entry


def _from_mapping(claimed: Mapping[Any, Any], question: Question) -> Any:
    """Return a dictionary as nested lists; an entry stands for its mirror image unless that is given too."""
    given = dict(_entries(claimed))
    for path in given:
        for symbol in path:
            if symbol not in question.wrt:
                refuse_twin(symbol, question.wrt, "the claim")
                raise _misshapen((len(given),), question, f"'{symbol}' is not among the symbols of wrt")
        if len(path) != question.order and not (len(question.wrt) == 1 and len(path) == 1):
            names = ", ".join(map(str, path))
            why = f"the key ({names}) has {len(path)} symbols for a derivative of order {question.order}"
            raise _misshapen((len(given),), question, why)
    if len(question.wrt) == 1:
        return _nested(next(iter(given.values())))
    mirrored = {_sorted(path): entry for path, entry in given.items()}
    entries = []
    for component in list(question.components())[: len(question.wrt) ** question.order]:
        path = question.symbols(component)
        if _sorted(path) not in mirrored:
            names = ", ".join(map(str, path))
            raise _misshapen((len(given),), question, f"no entry for ({names})")
        entries.append(_nested(given.get(path, mirrored[_sorted(path)])))
    if not question.is_vector:
        return _folded(entries, question.claim_shape)
    count = len(question.functions)
    if any(not isinstance(entry, list) or len(entry) != count for entry in entries):
        raise _misshapen((len(entries),), question, "an entry has not one item per output")
    return [_folded([entry[i] for entry in entries], question.claim_shape[1:]) for i in range(count)]


def _sorted(path: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(sorted(path, key=sympy.default_sort_key))


def _folded(entries: list[Any], shape: tuple[int, ...]) -> Any:
    """Return a flat list as nested ones of a shape."""
    for size in shape[:0:-1]:
        entries = [entries[i : i + size] for i in range(0, len(entries), size)]
    return entries


def _nested(claimed: Any) -> Any:
    """Return any container as nested lists."""
    if isinstance(claimed, sympy.MatrixBase | sympy.NDimArray):
        return claimed.tolist()
    return [_nested(item) for item in claimed] if isinstance(claimed, _CONTAINERS) else claimed


def _shape(nested: Any, question: Question) -> tuple[int, ...]:
    if not isinstance(nested, list):
        return ()
    shapes = {_shape(item, question) for item in nested}
    if len(shapes) > 1:
        raise _misshapen((len(nested),), question, "its rows have different lengths")
    return (len(nested), *(shapes.pop() if shapes else ()))


def _flat(nested: Any) -> Iterator[Any]:
    if not isinstance(nested, list):
        yield nested
        return
    for item in nested:
        yield from _flat(item)


def _misshapen(shape: tuple[int, ...], question: Question, why: str) -> InputShapeError:
    names = ", ".join(map(str, question.wrt))
    axes = " and ".join(["over the outputs"] * question.is_vector + [f"over {names} each time"])
    hint = f"give nested lists, one axis {axes}"
    if question.order == 2:
        hint = f"{hint}; or a dictionary {{(x, y): second derivative}}"
    return InputShapeError(
        [("claimed", shape), ("expected", question.claim_shape)], why=f"the claim: {why}", hint=hint
    )
