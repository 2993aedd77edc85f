"""The plans of a program: a quick one for its first points, a thorough one when there are enough of them."""

from __future__ import annotations

import torch

from ..program import Program, collection_paused
from .blocks import Plan

__all__ = ["Plans"]

# Of so many nodes a thorough plan takes a few milliseconds, and every program gets one at once.
_FEW_NODES = 300
# A thorough plan costs about ten microseconds a node more than a quick one, and a point 0.1 nanoseconds less:
# so many points are evaluated first. A call by itself costs as much as some points.
_MANY_POINTS = 2**15
_POINTS_OF_A_CALL = 16


class Plans:
    """The plans of one program, by the positions of the inputs that are one number for all points.

    Parameters
    ----------
    program : Program
        What is evaluated.
    dtype : torch.dtype
        Of all numbers.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.program import lower
    >>> x = sympy.Symbol("x")
    >>> terms = [sympy.sin(x + k) * sympy.cos(x - k) for k in range(200)]
    >>> plans = Plans(lower(sympy.Add(*terms), [x])[0], torch.float64)
    >>> plans.for_points((), 100) is plans.thorough(()), plans.for_points((), 10**6) is plans.thorough(())
    (False, True)
    """

    def __init__(self, program: Program, dtype: torch.dtype) -> None:
        self._program, self._dtype = program, dtype
        self._thorough: dict[tuple[int, ...], Plan] = {}
        # Beside a quick plan, the points that it has been asked for.
        self._quick: dict[tuple[int, ...], tuple[Plan, int]] = {}

    def thorough(self, uniform: tuple[int, ...]) -> Plan:
        """Return the plan of few operations in the best order that is known."""
        plan = self._thorough.get(uniform)
        if plan is None:
            plan = self._thorough[uniform] = self._made(uniform, is_thorough=True)
            self._quick.pop(uniform, None)
        return plan

    def for_points(self, uniform: tuple[int, ...], points: int) -> Plan:
        """Return the plan for a call at so many points; each gives the same bits.

        What a formula is asked for once, at few points, is evaluated before a thorough plan was made.
        """
        plan = self._thorough.get(uniform)
        if plan is not None:
            return plan
        quick, before = self._quick.get(uniform, (None, 0))
        total = before + points + _POINTS_OF_A_CALL
        if total > _MANY_POINTS or len(self._program.nodes) <= _FEW_NODES:
            return self.thorough(uniform)
        if quick is None:
            quick = self._made(uniform, is_thorough=False)
        self._quick[uniform] = quick, total
        return quick

    def _made(self, uniform: tuple[int, ...], *, is_thorough: bool) -> Plan:
        with collection_paused():
            return Plan.of(self._program, frozenset(uniform), self._dtype, is_thorough=is_thorough)
