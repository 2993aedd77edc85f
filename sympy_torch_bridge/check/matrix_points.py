"""Points and domains that name whole matrices, as those of their entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sympy.matrices.expressions.matexpr import MatrixElement

from ..errors import InputShapeError, MissingInputError, OptionError
from .named_entries import plain_entry
from .options import Options
from .twins import refuse_twin

__all__ = ["in_entries"]

_HERMITIAN = "an entry below the diagonal of a Hermitian matrix is the conjugate of the one above it"


def in_entries(
    options: Options, entries: Mapping[Any, Any], structured: Mapping[Any, Any] | None = None
) -> Options:
    """Return options that speak of the entries of matrices: numbers of points, and bounds.

    Parameters
    ----------
    options : Options
        A point gives a matrix as rows, SymPy matrix, array or tensor, or single entries; a domain gives
        bounds of all entries, or of single ones.
    entries : mapping of MatrixSymbol to explicit Matrix of Symbols
    structured : mapping of MatrixSymbol to explicit Matrix, optional
        What the matrices are made of these entries; the numbers of a point have to be of that structure.

    Raises
    ------
    InputShapeError
        The numbers of a matrix have another shape.
    MissingInputError
        A point has no numbers for a matrix.
    UnknownSymbolError
        A key is a name, or a matrix symbol that only looks like one of the expression.
    OptionError
        A matrix that is assumed structured gets other numbers.

    Examples
    --------
    >>> import sympy
    >>> A = sympy.MatrixSymbol("A", 1, 2)
    >>> entries = {A: sympy.Matrix([sympy.symbols("a b")])}
    >>> options = in_entries(Options({A: (0, 1)}, [{A: [[3, 4]]}]), entries)
    >>> options.domain, options.points
    ({a: (0, 1), b: (0, 1)}, [{a: 3, b: 4}])
    """
    domain, points = options.domain, options.points
    if isinstance(domain, Mapping):
        domain = _bounds(domain, entries)
    if isinstance(points, list | tuple):
        points = [
            _point(point, f"points[{place}]", entries, structured or entries)
            if isinstance(point, Mapping)
            else point
            for place, point in enumerate(points)
        ]
    return replace(options, domain=domain, points=points)


def _bounds(domain: Mapping[Any, Any], entries: Mapping[Any, Any]) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for key, interval in domain.items():
        if key in entries:
            # Bounds of a single entry are the nearer ones, wherever they stand.
            symbols = [plain_entry(entry)[0] for entry in entries[key].flat()]
            found = {**{symbol: _side(symbol, interval) for symbol in symbols}, **found}
            continue
        refuse_twin(key, entries, "domain")
        symbol, is_conjugate = plain_entry(_entry(key, entries))
        if is_conjugate:
            above = key.parent[key.j, key.i]
            raise OptionError(f"domain of {key}", interval, accepted=[f"bounds of {above}"], hint=_HERMITIAN)
        found[symbol] = interval
    return found


def _point(
    point: Mapping[Any, Any], where: str, entries: Mapping[Any, Any], structured: Mapping[Any, Any]
) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for key, value in point.items():
        if key not in entries:
            refuse_twin(key, entries, where)
            symbol, is_conjugate = plain_entry(_entry(key, entries))
            found[symbol] = _conjugate(value) if is_conjugate else value
            continue
        numbers = _numbers(value, key, where)
        if structured[key] != entries[key]:
            _refuse_unstructured(
                value, numbers, f"the value of {key} in {where}", entries[key], structured[key]
            )
        for entry, number in zip(entries[key].flat(), numbers, strict=True):
            symbol, is_conjugate = plain_entry(entry)
            own = _conjugate(number) if is_conjugate else number
            if found.setdefault(symbol, own) != own:
                structure = "Hermitian" if any(plain_entry(e)[1] for e in entries[key]) else "symmetric"
                raise OptionError(
                    f"the value of {key} in {where}", value, accepted=[f"a {structure} matrix, as is assumed"]
                )
    for symbol, matrix in entries.items():
        if not any(plain_entry(entry)[0] in found for entry in matrix.flat()):
            rows = ", ".join(f"[{', '.join(['...'] * matrix.cols)}]" for _ in range(matrix.rows))
            hint = f"{where} has no numbers for it: a point is {{{symbol}: [{rows}]}}"
            raise MissingInputError([str(symbol)], [str(s) for s in entries], hint=hint)
    return found


def _refuse_unstructured(value: Any, numbers: list[Any], name: str, entries: Any, structured: Any) -> None:
    """Refuse numbers from which another matrix is made than they are."""
    given = dict(zip(entries.flat(), numbers, strict=True))
    made = [
        sum((given[symbol] * factor for symbol, factor in entry.as_coefficients_dict().items()), start=0)
        if entry
        else 0
        for entry in structured.flat()
    ]
    if any(one != other for one, other in zip(made, numbers, strict=True)):
        raise OptionError(name, value, accepted=["a matrix of the structure that is assumed of it"])


def _side(symbol: Any, interval: Any) -> Any:
    """Return the bounds of an entry: of real ones on a diagonal the real parts of the corners."""
    if (
        symbol.is_real
        and isinstance(interval, list | tuple)
        and any(isinstance(c, complex) for c in interval)
    ):
        return tuple(corner.real if isinstance(corner, complex) else corner for corner in interval)
    return interval


def _conjugate(number: Any) -> Any:
    """Return the conjugate of a number of any kind; what is none is refused where it is read."""
    return number.conjugate() if hasattr(number, "conjugate") else number


def _entry(key: Any, entries: Mapping[Any, Any]) -> Any:
    """Return the symbol of an entry such as ``A[0, 1]``, everything else as it is."""
    if not isinstance(key, MatrixElement) or key.parent not in entries:
        return key
    return entries[key.parent][key.i, key.j]


def _numbers(value: Any, symbol: Any, where: str) -> list[Any]:
    """Return the numbers of a matrix row by row; one axis will do for a vector."""
    rows = value.tolist() if hasattr(value, "tolist") else value
    shape = tuple(int(size) for size in symbol.shape)
    given = _shape(rows)
    if given == shape:
        return [number for row in rows for number in row]
    if 1 in shape and given == (max(shape),):
        return list(rows)
    raise InputShapeError(
        [(str(symbol), shape), ("given", given)], why=f"the numbers for {symbol} in {where}"
    )


def _shape(rows: Any) -> tuple[int, ...]:
    """Return the shape of nested lists, of as many axes as are even."""
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        return ()
    inner = {_shape(row) for row in rows}
    return (len(rows), *inner.pop()) if len(inner) == 1 else (len(rows),)
