"""Derivatives as limits of difference quotients in high precision: no derivative rule is involved.

The slopes here are the witness that judges the symbolic derivative.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import mpmath

from ..working_precision import working_bits
from .enclosure import Enclosure
from .expected import AGREED_BITS, Expected
from .function import ExactFunction
from .stencil import CENTRAL, CURVATURE, MIXED, Around, Kept, Stencil

__all__ = [
    "FINEST_STEP_BITS",
    "FINE_STEP_BITS",
    "STEP_BITS",
    "central_curvature",
    "central_slope",
    "extrapolated",
]

STEP_BITS = 60
FINE_STEP_BITS = 90
# Finer than all that doubles can write: sin(1e300*x) is smooth on its scale.
FINEST_STEP_BITS = 1100
_CENTRAL_STEPS = (STEP_BITS, 120, 240, FINEST_STEP_BITS)


def central_slope(
    fn: ExactFunction,
    point: Mapping[Any, Any],
    wrt: Any,
    *,
    output: int = 0,
    kept: Kept | None = None,
    expected: Expected | None = None,
) -> Enclosure:
    """Return the derivative as a central difference quotient with one Richardson step.

    The step is ``2**-60`` of the point's own scale, the values are enclosed to 500 bits and more. The
    radius adds to the proved error of the values four times the distance between the extrapolated and the
    plain quotient, far more than the truncation error of a function that is smooth on the scale of the
    step. Where the two do not agree to 60 bits, steps of ``2**-120``, ``2**-240`` and ``2**-1100`` follow.

    Parameters
    ----------
    fn : ExactFunction
    point : mapping of Symbol to number
    wrt : Symbol, or mapping of Symbol to component
        Variable or direction.
    output : int
        Which output of ``fn``.
    kept : dict, optional
        Empty at first: further quotients at the same point share the values in it.
    expected : Expected, optional
        The derivative as another route has it. A single quotient, with a step of ``2**-90``, is returned if
        it has 60 bits in common with this: then the step is small on the scale of the function. The radius
        adds four times the distance between the two.

    Returns
    -------
    Enclosure
        With ``method == "quotient"``; not finite where a value is not.

    Raises
    ------
    UnknownSymbolError
        ``wrt`` is not an input of ``fn``.

    Examples
    --------
    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> slope = central_slope(ExactFunction(sympy.exp(x), [x]), {x: 1}, x)
    >>> with mpmath.workdps(50):
    ...     bool(abs(slope.center - mpmath.e) < mpmath.mpf(10) ** -36)
    True
    """
    return extrapolated(Around(fn, point, (wrt,), output, kept), CENTRAL, expected)


def central_curvature(
    fn: ExactFunction, point: Mapping[Any, Any], wrt: Any, other: Any = None, *, output: int = 0
) -> Enclosure:
    """Return a second derivative, along ``wrt`` twice or along ``wrt`` and ``other``.

    Parameters and errors are those of :func:`central_slope`.

    Examples
    --------
    >>> import sympy
    >>> x, y = sympy.symbols("x y")
    >>> fn = ExactFunction(x**3 * y**2, [x, y])
    >>> float(central_curvature(fn, {x: 2, y: 3}, x)), float(central_curvature(fn, {x: 2, y: 3}, x, y))
    (108.0, 72.0)
    """
    if other is None or other == wrt:
        return extrapolated(Around(fn, point, (wrt,), output), CURVATURE)
    return extrapolated(Around(fn, point, (wrt, other), output), MIXED)


def extrapolated(around: Around, stencil: Stencil, expected: Expected | None = None) -> Enclosure:
    """Extrapolate a quotient with the first step that is small on the scale of the function.

    A single quotient does where it gives what is expected.
    """
    if expected is not None:
        single = expected.met_by(around.quotient(stencil, FINE_STEP_BITS))
        if single is not None:
            return single
    for step_bits in _CENTRAL_STEPS:
        slope = _richardson(around, stencil, step_bits)
        if slope.relative_bits >= AGREED_BITS or not slope.is_finite:
            break
    return slope


def _richardson(around: Around, stencil: Stencil, step_bits: int) -> Enclosure:
    """Remove the error of order ``h**2`` by a second quotient with half the step."""
    whole = around.quotient(stencil, step_bits)
    half = around.quotient(stencil, step_bits + 1)
    bits = max(whole.bits, half.bits)
    if whole.is_unknown or half.is_unknown:
        return Enclosure.unknown(bits)
    if not (whole.is_finite and half.is_finite):
        return Enclosure(mpmath.mp.nan, mpmath.mp.inf, bits, "quotient")
    with working_bits(2 * bits):
        center = (4 * half.center - whole.center) / 3
        radius = (4 * half.radius + whole.radius) / 3 + 4 * abs(center - half.center)
        return Enclosure(center, radius + mpmath.ldexp(abs(center), 4 - 2 * bits), bits, "quotient")
