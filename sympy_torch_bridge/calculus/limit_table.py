"""The limit table: difference quotients as ``h`` falls, what they tend to, and how well float64 shows it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from ..errors import DomainError, OptionError
from ..render import format_number
from .float_range import float_or_none, outside_text
from .limit_of_callable import table_of_callable
from .limit_of_expression import table_of_expression
from .limit_place import LimitPlace, limit_place
from .limit_result import LimitTable
from .quotient_stencil import stencil

__all__ = ["LimitTable", "limit_table"]

_DEFAULT_STEPS = tuple(10.0**-k for k in range(1, 6))


def limit_table(
    f: Any,
    x: Any = None,
    at: Any = None,
    *,
    h: float | Iterable[float] | None = None,
    subs: Mapping[Any, Any] | None = None,
    order: int = 1,
    direction: Any = None,
) -> LimitTable:
    """Tabulate the difference quotients of a function at a point for falling steps, with their limit.

    The limit of an expression comes from quotients of its values in high precision; no derivative rule is
    involved. The float64 columns show what a program sees: first the truncation error falls with ``h``,
    then round-off grows with ``1 / h``.

    Parameters
    ----------
    f : SymPy expression, CompiledFunction or torch callable
        A callable is pointwise: it maps tensors of shape ``(n,)`` to ``n`` values. It has no exact values,
        so its limits and its verdict are numerical.
    x : Symbol, optional
        The symbol that varies; needed if the expression has several. For a torch callable the index of the
        input, default 0.
    at : number, mapping of Symbol to number, or sequence of numbers
        The point. A float is its exact binary value, a SymPy number is exact. The other symbols take
        their values from ``at`` or ``subs``; a sequence follows the order of the inputs.
    h : float or sequence of float, optional
        Steps, positive; default 0.1, 0.01, 0.001, 0.0001, 0.00001.
    subs : mapping of Symbol to number, optional
        Values of the other symbols.
    order : int, 1 to 6
        Order of the derivative.
    direction : mapping of Symbol to number, or sequence of numbers, optional
        In place of ``x``: the derivative of ``f(at + t * direction)`` at ``t = 0``. The direction is used as
        given, not normalised.

    Returns
    -------
    LimitTable

    Raises
    ------
    DomainError
        The function has no finite real value at the point, or none on either side of it.
    UnknownSymbolError, MissingInputError
        A symbol does not occur in the expression, or one of its symbols has no value.
    OptionError
        A step is not positive and finite, or another option is not usable.

    Examples
    --------
    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> table = limit_table(3 * x**2 - 4 * x, x, at=1)
    >>> print(table.to_text("lines"))
    h=0.10000, numerical limit=2.30000
    h=0.01000, numerical limit=2.03000
    h=0.00100, numerical limit=2.00300
    h=0.00010, numerical limit=2.00030
    h=0.00001, numerical limit=2.00003
    >>> table.limit, table.verdict
    (2, 'differentiable')
    >>> limit_table(sympy.Abs(x), x, at=0)
    LimitTable(Abs(x) at x = 0: kink, 5 rows)
    """
    steps = _steps(h)
    stencil("central", order)
    place = limit_place(f, x, at, subs, direction)
    value = place.floats.values([0.0])[0]
    remarks = _direction_remark(place, order)
    exact = place.exact
    if exact is not None and not exact.at_point().is_finite:
        if place.is_pole:
            why = "the value there is infinite or undefined"
            raise DomainError(place.name, place.point, why=why)
        if math.isfinite(value):
            remarks.append("the exact value is not decided here: limits and verdict are numerical")
        exact = None
    if exact is None and not math.isfinite(value):
        why = f"the value there is {value} in float64, and no finite real number"
        raise DomainError(place.name, place.point, why=why)
    if exact is not None and not math.isfinite(value):
        remarks.append(_overflow_remark(exact.at_point().center, value))
    if exact is None:
        return table_of_callable(place, steps, order, remarks)
    return table_of_expression(place, exact, steps, order, remarks)


def _steps(h: Any) -> tuple[float, ...]:
    if h is None:
        return _DEFAULT_STEPS
    given = list(h) if isinstance(h, Iterable) else [h]
    steps = []
    for step in given:
        try:
            number = float(step)
        except (TypeError, ValueError):
            number = math.nan
        if not (number > 0 and math.isfinite(number)):
            raise OptionError(
                "h", step, accepted=["positive finite numbers"], hint="h falls towards 0, never to 0"
            )
        steps.append(number)
    if not steps:
        raise OptionError("h", h, accepted=["at least one positive number"])
    return tuple(steps)


def _overflow_remark(exact_value: Any, value: float) -> str:
    nothing = "quotients of float64 values do not exist, the limits are those of the exact values"
    if float_or_none(exact_value) is None:
        return f"the value at the point is {outside_text(exact_value)}: {nothing}"
    return f"float64 overflows on the way to the value at the point and gives {value}: {nothing}"


def _direction_remark(place: LimitPlace, order: int) -> list[str]:
    if not place.along:
        return []
    length = math.hypot(*place.floats.direction)
    if math.isclose(length, 1.0):
        return [f"direction {place.along}, of length 1"]
    unit = f"; per unit of length, divide by {format_number(length**order)}"
    return [f"direction {place.along} used as given{unit}"]
