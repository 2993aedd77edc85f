"""Records of Legendre's elliptic integrals, complete and incomplete, in the parameter m = k**2."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import sympy
import torch
from torch import Tensor

from ..domain import POSITIVE, Interval
from . import carlson
from ._op import Op

__all__ = ["OPS", "CarlsonRD", "elliptic_e", "elliptic_f", "elliptic_k", "elliptic_pi"]


def _widened(*arguments: Tensor) -> tuple[Tensor, ...]:
    """Broadcast; half precision is computed in single precision."""
    aligned = torch.broadcast_tensors(*arguments)
    return tuple(a.float() if a.dtype in (torch.bfloat16, torch.float16) else a for a in aligned)


def _complement(m: Tensor) -> Tensor:
    """Return 1 - m; beyond the branch point its root has a positive imaginary part, as in mpmath."""
    rest = 1 - m
    return torch.complex(rest.real, rest.imag + 0.0) if rest.is_complex() else rest


def elliptic_k(m: Tensor) -> Tensor:
    """Complete integral of the first kind."""
    (wide,) = _widened(m)
    return _complete_f(wide).to(m.dtype)


def _complete_f(m: Tensor) -> Tensor:
    value = carlson.rf(torch.zeros_like(m), _complement(m), torch.ones_like(m))
    return value if m.is_complex() else torch.where(m == -math.inf, 0.0, value)


def _complete_e(m: Tensor) -> Tensor:
    """Write E as a sum of positive terms, DLMF 19.25.1."""
    zero, one, rest = torch.zeros_like(m), torch.ones_like(m), _complement(m)
    value = rest * (carlson.rd(zero, rest, one) + carlson.rd(zero, one, rest)) / 3
    value = torch.where(m == 1, 1.0, value)
    return value if m.is_complex() else torch.where(m == -math.inf, math.inf, value)


def _complete_pi(n: Tensor, m: Tensor) -> Tensor:
    return _third_kind(n, torch.ones_like(m), torch.zeros_like(m), m)


def _third_kind(n: Tensor, sine: Tensor, cosine: Tensor, m: Tensor) -> Tensor:
    """Integrate over an angle in the right half plane.

    For large negative n the terms of DLMF 19.25.14 cancel. There the symmetry of RJ in its last argument,
    DLMF 19.21.12, puts m/n in the place of n.
    """
    square, one, rest = sine * sine, torch.ones_like(m), _complement(m * sine * sine)
    is_large = (n < -1) & (4 * m > n)
    divisor = torch.where(is_large, n, -1)
    quotient = torch.where(is_large, m, 0) / divisor
    characteristic = torch.where(is_large, quotient, n)
    third = characteristic * sine * square * carlson.rj(cosine, rest, one, 1 - characteristic * square) / 3
    scale = torch.sqrt(1 - divisor) * torch.sqrt(1 - quotient)
    angle = torch.atan2(scale * sine, cosine * torch.sqrt(torch.where(is_large, rest, 1)))
    first = carlson.rf(cosine, rest, one)
    value = torch.where(is_large, angle / scale - third, sine * first + third)
    return torch.where(first == math.inf, sine * first, value)


def _reduced(phi: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return the number of half turns, and sine and cosine of the angle that remains."""
    turns = torch.round((phi.real if phi.is_complex() else phi) / math.pi).detach()
    sign = 1 - 2 * torch.remainder(turns, 2)
    return turns, sign * torch.sin(phi), sign * torch.cos(phi)


def _with_turns(part: Tensor, turns: Tensor, complete: Tensor) -> Tensor:
    """Add the complete integrals of the turns; where there is none it may be undefined."""
    return part + torch.where(turns == 0, 0.0, 2 * turns * complete)


def elliptic_f(phi: Tensor, m: Tensor) -> Tensor:
    """Incomplete integral of the first kind."""
    angle, wide = _widened(phi, m)
    turns, sine, cosine = _reduced(angle)
    part = sine * carlson.rf(cosine, _complement(wide * sine * sine), torch.ones_like(wide))
    return _with_turns(part, turns, _complete_f(_where_turned(turns, wide))).to(m.dtype)


def _where_turned(turns: Tensor, m: Tensor) -> Tensor:
    """Give the complete integral a harmless parameter where it is not used."""
    return torch.where(turns == 0, 0.0, m)


def elliptic_e(*arguments: Tensor) -> Tensor:
    """Integral of the second kind, complete for one argument."""
    dtype = arguments[-1].dtype
    if len(arguments) == 1:
        return _complete_e(*_widened(*arguments)).to(dtype)
    phi, m = _widened(*arguments)
    turns, sine, cosine = _reduced(phi)
    square, one = sine * sine, torch.ones_like(m)
    rest = _complement(m * square)
    part = sine * (carlson.rf(cosine, rest, one) - m * square * carlson.rd(cosine, rest, one) / 3)
    return _with_turns(part, turns, _complete_e(_where_turned(turns, m))).to(dtype)


def elliptic_pi(*arguments: Tensor) -> Tensor:
    """Integral of the third kind, complete for two arguments: the characteristic comes first."""
    dtype = arguments[-1].dtype
    if len(arguments) == 2:
        return _complete_pi(*_widened(*arguments)).to(dtype)
    n, phi, m = _widened(*arguments)
    turns, sine, cosine = _reduced(phi)
    part = _third_kind(n, sine, cosine, m)
    complete = _complete_pi(_where_turned(turns, n), _where_turned(turns, m))
    return _with_turns(part, turns, complete).to(dtype)


class CarlsonRD(sympy.Function):
    """Carlson's integral RD(r**2, y, z): the derivative of an elliptic integral by its parameter."""

    nargs = 3


def _slope_by_parameter(*arguments: Any) -> Any:
    """Differentiate E by m without SymPy's division by m, and without cancellation near m = 1."""
    complete = -CarlsonRD(0, 1 - arguments[-1], 1) / 6
    if len(arguments) == 1:
        (m,) = arguments
        return complete if m.is_real else (sympy.elliptic_e(m) - sympy.elliptic_k(m)) / (2 * m)
    phi, m = arguments
    if not phi.is_real:
        return (sympy.elliptic_e(phi, m) - sympy.elliptic_f(phi, m)) / (2 * m)
    turns, sine = sympy.floor(phi / sympy.pi + sympy.S.Half), sympy.sin(phi)
    side = sympy.sign(sympy.cos(phi))
    part = -side * sine**3 * CarlsonRD(side * sympy.cos(phi), 1 - m * sine**2, 1) / 6
    return part + sympy.Piecewise((0, sympy.Eq(turns, 0)), (2 * turns * complete, True))


def _slope_by_angle(*arguments: Any) -> Any:
    """Return SymPy's derivative by the first of two arguments; a single one is the parameter."""
    if len(arguments) == 1:
        return _slope_by_parameter(*arguments)
    phi, m = arguments
    return sympy.sqrt(1 - m * sympy.sin(phi) ** 2)


def _carlson_reference(root: Any, y: Any, z: Any) -> Any:
    return mpmath.elliprd(root * root, y, z)


_BELOW_ONE = Interval(-8.0, 1.0, upper_open=True)
_NOTES = "duplication theorem in torch, exact derivatives of every order; real for m and n below 1"

OPS = (
    Op(head=sympy.elliptic_k, lower=elliptic_k, reference=mpmath.ellipk, domain=(_BELOW_ONE,), complex=True, removable=True,
       samples=((0.0,), (1 - 2.0**-10,), (-1e6,)), ulp=8, notes=_NOTES),
    Op(head=sympy.elliptic_f, lower=elliptic_f, reference=mpmath.ellipf, complex=True, removable=True,
       domain=(Interval(-8.0, 8.0), _BELOW_ONE), samples=((1.0, 0.0), (0.5, 2.0), (1e-3, 0.5)), ulp=8,
       notes=_NOTES),
    Op(head=sympy.elliptic_e, lower=elliptic_e, reference=mpmath.ellipe, domain=(_BELOW_ONE,), complex=True,
       grad="symbolic", partials=(_slope_by_angle, _slope_by_parameter),
       samples=((0.0,), (1 - 2.0**-10,), (-1e6,)), ulp=8, notes=_NOTES),
    Op(head=sympy.elliptic_pi, lower=elliptic_pi, reference=mpmath.ellippi, domain=(_BELOW_ONE, _BELOW_ONE), removable=True,
       samples=((0.0, 0.5), (0.5, 0.0), (-2.0, -3.0)), ulp=32, notes=_NOTES),
    Op(head=CarlsonRD, lower=carlson.rd, reference=_carlson_reference, domain=(POSITIVE, POSITIVE, POSITIVE),
       samples=((1.0, 1.0, 1.0), (2.0, 1e-3, 1e3)), ulp=16, notes="the derivative of elliptic_e by m"),
)  # fmt: skip
