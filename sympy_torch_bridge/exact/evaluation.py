"""Running a straight line in an arithmetic, at one point and at growing precision."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import mpmath

from .backend import Arithmetic, FunctionTable
from .cost import cost_of
from .effort import spend
from .enclosure import Enclosure
from .existence import has_no_value
from .number import binary_exponent
from .rational import RationalPoint
from .straight_line import Step, StraightLine

__all__ = ["Evaluation", "PreparedLine"]

# A value that is not found at this precision is not looked for any further ...
_UNDEFINED_BITS = 1024
# ... and one that may still be zero is taken for zero at this one; both grow with the extremes of the point.
_ZERO_BITS = 384
_LEAVES = frozenset({"number", "constant", "infinity", "undefined", "truth", "imaginary_unit"})


class PreparedLine:
    """A straight line with the functions of one arithmetic attached to its steps."""

    def __init__(self, line: StraightLine, arithmetic: Arithmetic, functions: FunctionTable) -> None:
        self.line = line
        self.arithmetic = arithmetic
        self.inputs: list[tuple[int, int]] = []
        self.steps: list[tuple[int, Callable[..., Any], tuple[int, ...]]] = []
        self._leaves: list[int] = []
        self._templates: dict[int, list[Any]] = {}
        self._ancestors: dict[int, list[int]] = {}
        sampled = self._attach(functions)
        self.methods = tuple("mpmath" if slot in sampled else arithmetic.name for slot in line.outputs)

    def _attach(self, functions: FunctionTable) -> set[int]:
        """Sort the steps into leaves, inputs and operations; return those that rest on mpmath."""
        sampled: set[int] = set()
        costs: list[tuple[Step, str]] = []
        for slot, step in enumerate(self.line.steps):
            if step.kind == "input":
                self.inputs.append((slot, step.data))
            elif step.kind in _LEAVES:
                self._leaves.append(slot)
            else:
                function, method = self.arithmetic.function(step, functions)
                self.steps.append((slot, function, step.args))
                costs.append((step, method))
                if method == "mpmath" or not sampled.isdisjoint(step.args):
                    sampled.add(slot)
        self.cost = cost_of(costs, self.arithmetic.name, is_complex=self.arithmetic.is_complex)
        return sampled

    def template(self, bits: int) -> list[Any]:
        """Return a fresh list of values with the constants filled in at the current precision."""
        known = self._templates.get(bits)
        if known is None:
            known = [None] * len(self.line.steps)
            for slot in self._leaves:
                known[slot] = self.arithmetic.leaf(self.line.steps[slot])
            self._templates[bits] = known
        return known.copy()

    def ancestors(self, slot: int) -> list[int]:
        """Return the steps that an output depends on, itself included."""
        known = self._ancestors.get(slot)
        if known is None:
            known = self._ancestors[slot] = self.line.ancestors(slot)
        return known


class Evaluation:
    """The values of a prepared line at one exact point.

    Parameters
    ----------
    prepared : PreparedLine
    point : sequence of Fraction or None
        One exact value for each input; None for nan and the infinities.
    """

    def __init__(self, prepared: PreparedLine, point: Sequence[Fraction | None]) -> None:
        self._prepared = prepared
        self._arithmetic = prepared.arithmetic
        self._point = point
        self._exact: RationalPoint | None = None

    @property
    def exponent(self) -> int:
        """The largest binary exponent, in absolute value, of the nonzero numbers of the point."""
        return max((abs(binary_exponent(value)) for value in self._point if value), default=0)

    def values(self, bits: int) -> list[Any]:
        """Return the value of every step at ``bits`` bits of working precision.

        Raises
        ------
        OutOfReach
            The budget in force does not hold for it, or a value would cost too much.
        """
        prepared, arithmetic = self._prepared, self._arithmetic
        spend(prepared.cost.units(bits))
        with arithmetic.precision(bits):
            values = prepared.template(bits)
            for slot, position in prepared.inputs:
                number = self._point[position]
                values[slot] = arithmetic.undefined if number is None else arithmetic.from_rational(number)
            for slot, function, args in prepared.steps:
                value = function(*[values[arg] for arg in args])
                values[slot] = self._decided(slot) if value is None else value
        return values

    def _decided(self, slot: int) -> Any:
        """Decide a step exactly, where it is a rational function of the point."""
        value = self._rational_point().value(slot)
        if isinstance(value, Fraction):
            return self._arithmetic.from_rational(value)
        if value is None and self._prepared.line.steps[slot].kind not in _CONDITIONS:
            return self._arithmetic.undefined
        return value

    def are_settled(self, values: Sequence[Any], bits: int, working: int) -> bool:
        """Tell whether every output is accurate to ``bits``, believed to be zero, or has no value."""
        return all(self._is_settled(slot, values, bits, working) for slot in self._prepared.line.outputs)

    def _is_settled(self, slot: int, values: Sequence[Any], bits: int, working: int) -> bool:
        arithmetic, value = self._arithmetic, values[slot]
        if isinstance(value, bool) or (value is not None and arithmetic.accuracy(value) >= bits):
            return True
        if value is None or not arithmetic.is_finite(value):
            return working >= max(_UNDEFINED_BITS, 512 + 4 * self.exponent)
        if working < max(_ZERO_BITS, 3 * bits) + 4 * self.exponent or not arithmetic.contains_zero(value):
            return False
        return bool(arithmetic.radius(value) <= mpmath.ldexp(self._scale(slot, values), -bits))

    def _scale(self, slot: int, values: Sequence[Any]) -> Any:
        """Return the largest intermediate value that an output depends on."""
        arithmetic = self._arithmetic
        numbers = [values[i] for i in self._prepared.ancestors(slot)]
        finite = [v for v in numbers if v is not None and not isinstance(v, bool) and arithmetic.is_finite(v)]
        return max(map(arithmetic.magnitude, finite))

    def stay_within(self, bits: int, lowest: float, highest: float) -> bool:
        """Tell whether the values of all operations that may not be zero lie between two magnitudes."""
        arithmetic, values = self._arithmetic, self.values(bits)
        for slot, _, _ in self._prepared.steps:
            value = values[slot]
            if value is None or isinstance(value, bool):
                continue
            if not arithmetic.is_finite(value) or arithmetic.magnitude(value) > highest:
                return False
            if arithmetic.magnitude(value) < lowest and not arithmetic.contains_zero(value):
                return False
        return True

    def enclosures(self, values: Sequence[Any], working: int) -> tuple[Enclosure, ...]:
        """Return the outputs as enclosures; a truth value is 1 or 0."""
        prepared = self._prepared
        return tuple(
            self._enclosure(slot, values, working, method)
            for slot, method in zip(prepared.line.outputs, prepared.methods, strict=True)
        )

    def _enclosure(self, slot: int, values: Sequence[Any], working: int, method: str) -> Enclosure:
        arithmetic, value = self._arithmetic, values[slot]
        if isinstance(value, bool):
            value = arithmetic.from_rational(Fraction(int(value)))
        elif value is None or not arithmetic.is_finite(value):
            if not self._has_no_value(slot, values, working):
                return Enclosure.undecided(working)
            value = arithmetic.undefined
        return arithmetic.enclosure(value, working, method)

    def _has_no_value(self, slot: int, values: Sequence[Any], working: int) -> bool:
        functions = {index: function for index, function, _ in self._prepared.steps}
        with self._arithmetic.precision(working):
            return has_no_value(
                self._prepared.line, slot, values, functions, self._arithmetic, self._rational_point()
            )

    def _rational_point(self) -> RationalPoint:
        if self._exact is None:
            self._exact = RationalPoint(self._prepared.line, self._point)
        return self._exact


_CONDITIONS = frozenset({"lt", "le", "eq", "ne", "and", "or", "not", "xor", "ite"})
