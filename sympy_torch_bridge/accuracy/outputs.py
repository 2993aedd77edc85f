"""The scalars inside the result of a compiled function, with names for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import sympy

from ..errors import InputTypeError

__all__ = ["labels_of", "scalars"]


def scalars(expr: Any, value: Any = None, label: str = "f") -> Iterator[tuple[str, Any, Any]]:
    """Yield label, expression and value of every scalar in a container; a value is optional.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> [(label, part) for label, part, _ in scalars({"a": x, "b": [sympy.sin(x)]})]
    [("f['a']", x), ("f['b'][0]", sin(x))]
    """
    if isinstance(expr, dict):
        for key, part in expr.items():
            yield from scalars(part, None if value is None else value[key], f"{label}[{key!r}]")
    elif isinstance(expr, list | tuple | sympy.Tuple):
        for place, part in enumerate(expr):
            yield from scalars(part, None if value is None else value[place], f"{label}[{place}]")
    elif isinstance(expr, sympy.MatrixBase | sympy.NDimArray):
        for index in product(*(range(int(n)) for n in expr.shape)):
            entry = None if value is None else value[(..., *index)]
            yield f"{label}[{', '.join(map(str, index))}]", expr[index], entry
    elif isinstance(expr, sympy.MatrixExpr):
        raise InputTypeError(
            label,
            f"a {type(expr).__name__}",
            expected="scalars, or matrices with explicit entries",
            hint="compile(expr.as_explicit()) has the same values",
        )
    else:
        yield label, expr, value


def labels_of(symbols: Sequence[Any]) -> tuple[str, ...]:
    """Return names that tell the inputs apart even where two have one name.

    Examples
    --------
    >>> labels_of([sympy.Symbol("x"), sympy.Symbol("x", positive=True)])
    ('x', 'x#2')
    """
    names = [str(symbol) for symbol in symbols]
    counts = [names[: place + 1].count(name) for place, name in enumerate(names)]
    return tuple(name if count == 1 else f"{name}#{count}" for name, count in zip(names, counts, strict=True))
