"""The real zeros of what an integrand switches at, where they have a formula."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy

from ..expressions.free_symbols import free_symbols

__all__ = ["NO_ZEROS", "Zeros", "zeros"]

# SymPy takes long to expand what has more operations, and its zeros would be as large.
_LARGEST = 60

_FIRST, _SECOND, _EXCESS = sympy.Dummy("first"), sympy.Dummy("second"), sympy.Dummy("excess")


@dataclass(frozen=True, slots=True)
class Zeros:
    """One zero, two about a middle, or none; and the argument written in the distances from them.

    Near a zero the argument itself is a difference of rounded numbers. As a multiple of a distance it keeps
    its digits, and a function that is singular there is known as near as numbers go.

    Parameters
    ----------
    middle : Expr or None
        The zero, or what lies between two; None if there is none.
    measure : Expr or None
        Of two zeros their distance from the middle, or its square. Both are the middle where it is negative.
    is_squared : bool
        Whether the measure is the square.
    form : Expr or None
        The argument; see `in_distances`.

    Examples
    --------
    >>> t, x, d, e, rest = sympy.symbols("t x d e rest")
    >>> found = zeros(2 * t**2 - x, t, is_real=True)
    >>> found.middle, found.measure, found.in_distances([d, e], rest)
    (0, x/2, 2*d*e + 2*rest)
    """

    middle: Any
    measure: Any
    is_squared: bool
    form: Any

    @property
    def count(self) -> int:
        """The number of places."""
        return 0 if self.middle is None else 1 if self.measure is None else 2

    @property
    def location(self) -> tuple[Any, Any, bool]:
        """What two arguments with the same zeros have in common."""
        return self.middle, self.measure, self.is_squared

    @property
    def places(self) -> tuple[Any, ...]:
        """The zeros as expressions."""
        if self.count < 2:
            return (self.middle,) * self.count
        distance = sympy.sqrt(self.measure) if self.is_squared else self.measure
        if not self.measure.is_number:
            distance = sympy.Piecewise((distance, self.measure > 0), (0, True))
        return self.middle - distance, self.middle + distance

    def beside(self, known: Any, variable: Any) -> Zeros:
        """Return the other one of two zeros, where one is known: the place and the form have no root then."""
        leading = self.form.xreplace({_FIRST: 1, _SECOND: 1, _EXCESS: 0})
        other = sympy.expand(2 * self.middle - known)
        return Zeros(other, None, False, leading * (variable - known) * _FIRST)

    def in_distances(self, distances: list[Any], excess: Any) -> Any:
        """Write the argument in ``variable - zero`` for each zero, and in what the measure lacks to 0."""
        return self.form.xreplace({_FIRST: distances[0], _SECOND: distances[-1], _EXCESS: excess})


NO_ZEROS = Zeros(None, None, False, None)


def zeros(argument: Any, variable: Any, *, is_real: bool) -> Zeros | None:
    """Return the real zeros by a variable, None where there is no formula for them.

    Parameters
    ----------
    argument : Expr
    variable : Symbol
    is_real : bool
        Whether the argument is real for all values that its symbols may have. A distance is solved for only
        then. Of others the places are the real parts of complex zeros.

    Examples
    --------
    >>> x, z = sympy.symbols("x z")
    >>> zeros(2 * z - x, z, is_real=False).places, zeros(sympy.exp(z) - x, z, is_real=True)
    ((x/2,), None)
    >>> zeros(z**2 - 4, z, is_real=True).places, zeros(z**2 + 4, z, is_real=True).places
    ((-2, 2), ())
    >>> zeros(abs(z - x) - 3, z, is_real=True).places
    (x - 3, x + 3)
    """
    if argument.is_polynomial(variable):
        coefficients = _coefficients(argument, variable)
        if coefficients is None:
            return None
        *higher, slope, rest = coefficients
        if not any(higher) and not slope.is_number:
            # Without a slope there is no place, and no form of the argument.
            place = sympy.Piecewise((-rest / slope, sympy.Ne(slope, 0)), (sympy.oo, True))
            return Zeros(place, None, False, None)
        if not any(higher):
            return Zeros(-rest / slope, None, False, slope * _FIRST)
        return _of_square(higher[0], slope, rest) if len(higher) == 1 else None
    return _of_size(argument, variable) if is_real else None


def _coefficients(argument: Any, variable: Any) -> list[Any] | None:
    """Return those of a line, or of a polynomial whose highest one is a number; None of all others."""
    if sympy.count_ops(argument) > _LARGEST:
        return None
    expanded = sympy.expand(argument)
    degree = sympy.degree(expanded, variable)
    found = [expanded.coeff(variable, power) for power in range(degree, -1, -1)]
    is_known = (
        degree > 0
        and (degree == 1 or found[0].is_number)
        and not any(variable in free_symbols(c) for c in found)
    )
    return found if is_known else None


def _of_square(leading: Any, slope: Any, rest: Any) -> Zeros | None:
    """Solve a*z**2 + b*z + c = 0. With decimals as fractions what cancels in b**2 - 4*a*c does so exactly."""
    leading, slope, rest = (sympy.nsimplify(c, rational=True) for c in (leading, slope, rest))
    middle = -slope / (2 * leading)
    measure = sympy.expand(middle**2 - rest / leading)
    return _around(middle, measure, True, leading * (_FIRST * _SECOND + _EXCESS))


def _of_size(argument: Any, variable: Any) -> Zeros | None:
    """Solve c*abs(m*z + n) + d = 0."""
    sizes = [size for size in argument.atoms(sympy.Abs) if variable in free_symbols(size)]
    if len(sizes) != 1:
        return None
    factor, inner = argument.coeff(sizes[0]), sizes[0].args[0]
    rest = argument - factor * sizes[0]
    if not factor.is_number or factor == 0 or variable in free_symbols(rest):
        return None
    kink = zeros(inner, variable, is_real=False) if inner.is_polynomial(variable) else None
    if kink is None or kink.count != 1 or kink.form is None:
        return None
    steepness = factor * abs(sympy.expand(inner).coeff(variable))
    # abs(z - m) - d is the larger one of z - (m + d) and (m - d) - z.
    larger = sympy.Max(_SECOND, -_FIRST)
    return _around(kink.middle, -rest / steepness, False, steepness * (larger + _EXCESS))


def _around(middle: Any, measure: Any, is_squared: bool, form: Any) -> Zeros | None:
    """Return the places beside one: none where the measure of their distance is a negative number."""
    if measure.is_number:
        if not measure.is_extended_real:
            return None
        if measure.is_negative:
            return NO_ZEROS
    return Zeros(middle, measure, is_squared, form)
