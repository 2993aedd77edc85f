"""What the value of an inner integral switches at: where its jumps enter or leave its range, or meet.

The integral over s of a condition such as ``s < t*x`` is a continuous function of t, with a kink where the
place ``t*x`` passes a bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from typing import Any

import sympy

from ..expressions.free_symbols import free_symbols

__all__ = ["SMOOTH", "Argument", "lifted"]

SMOOTH = 1_000_000
# An expression; its order; whether its zeros are the only places that matter; whether it is real.
Argument = tuple[Any, int, bool, bool]


def lifted(
    integral: Any,
    variable: Any,
    arguments: Callable[[Any, Any], Iterable[Argument]],
    switches: Callable[[Any, Any], Iterable[Any]],
) -> Iterator[Argument]:
    """Yield the arguments, in another variable, that the value of an integral switches at.

    Parameters
    ----------
    integral : Integral
    variable : Symbol
        Not the variable of the integral.
    arguments, switches : callable
        Those of an integrand by its variable.
    """
    integrand, *limits = integral.args
    inner = integral.func(integrand, *limits[:-1]) if limits[:-1] else integrand
    bound, *bounds = limits[-1]
    for end in bounds:
        yield from arguments(end, variable)
    # Outside a symbol of the same name may be another one.
    own = sympy.Dummy(bound.name, real=True)
    inner = inner.xreplace({bound: own})
    yield from (found for found in arguments(inner, variable) if own not in free_symbols(found[0]))
    known = []
    for switch in switches(inner, own):
        if switch.order >= SMOOTH:
            continue
        if switch.zeros is None:
            yield switch.argument, switch.order, False, switch.is_real
            continue
        known.append(switch)
        for end in bounds:
            if not end.is_infinite:
                yield switch.argument.subs(own, end), switch.order + 1, True, switch.is_real
        if switch.zeros.measure is not None:
            yield switch.zeros.measure, switch.order + 1, True, switch.is_real
            if switch.order == 0:
                # Two jumps appear at once, as far apart as a root: its slope is too steep to be integrated
                # unless its argument is known more exactly than as a difference.
                yield switch.zeros.measure, 0, False, switch.is_real
    for first, second in combinations(known, 2):
        for one in first.places:
            yield from (
                (one - other, first.order + second.order + 1, True, first.is_real and second.is_real)
                for other in second.places
            )
