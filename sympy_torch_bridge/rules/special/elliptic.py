"""Elliptic integrals of the three kinds, by amplitude, characteristic and parameter m = k**2."""

from __future__ import annotations

from sympy import cos, elliptic_e, elliptic_f, elliptic_k, elliptic_pi, sin, sqrt, symbols

from ...domain import OPEN_UNIT, Interval
from .._rule import Rule
from .record import special

__all__ = ["RULES"]

_phi, _m, _n = symbols("phi m n", real=True)
_AMPLITUDE = Interval(0.1, 1.5)
_BOTH = {_phi: _AMPLITUDE, _m: OPEN_UNIT}
_BELOW_M = "0 < m < 1, |phi| < pi/2"
# m stays above n, so that the differences in denominators keep their sign.
_CHARACTERISTIC = {_n: Interval(0.1, 0.4), _m: Interval(0.5, 0.9)}
_ALL = {**_CHARACTERISTIC, _phi: _AMPLITUDE}

_K, _E = elliptic_k(_m), elliptic_e(_m)
_F, _SECOND = elliptic_f(_phi, _m), elliptic_e(_phi, _m)
_ROOT = sqrt(1 - _m * sin(_phi) ** 2)
_COMPLETE_PI, _PI = elliptic_pi(_n, _m), elliptic_pi(_n, _phi, _m)

_COMPLETE = (
    special(
        "elliptic-k", "complete elliptic integral of the first kind", _K,
        (_E - (1 - _m) * _K) / (2 * _m * (1 - _m)), OPEN_UNIT, _m, assumptions="m < 1, m != 0",
    ),
    special(
        "elliptic-e", "complete elliptic integral of the second kind", _E, (_E - _K) / (2 * _m), OPEN_UNIT,
        _m,
        assumptions="m < 1, m != 0",
    ),
    special(
        "elliptic-pi.n", "complete elliptic integral of the third kind, by the characteristic", _COMPLETE_PI,
        (_E + (_m - _n) * _K / _n + (_n**2 - _m) * _COMPLETE_PI / _n) / (2 * (_m - _n) * (_n - 1)),
        _CHARACTERISTIC, _n, assumptions="m < 1, n < 1, n != 0, n != m",
    ),
    special(
        "elliptic-pi.m", "complete elliptic integral of the third kind, by the parameter", _COMPLETE_PI,
        (_E / (_m - 1) + _COMPLETE_PI) / (2 * (_n - _m)), _CHARACTERISTIC, _m,
        assumptions="m < 1, n < 1, n != m",
    ),
)  # fmt: skip

_INCOMPLETE = (
    special("elliptic-f.phi", "elliptic integral of the first kind, by the amplitude", _F, 1 / _ROOT, _BOTH,
            _phi,
            assumptions=_BELOW_M),
    special(
        "elliptic-f.m", "elliptic integral of the first kind, by the parameter", _F,
        _SECOND / (2 * _m * (1 - _m)) - _F / (2 * _m) - sin(2 * _phi) / (4 * (1 - _m) * _ROOT), _BOTH, _m,
        assumptions=_BELOW_M,
    ),
    special("elliptic-e.phi", "elliptic integral of the second kind, by the amplitude", _SECOND, _ROOT, _BOTH,
            _phi, assumptions=_BELOW_M),
    special(
        "elliptic-e.m", "elliptic integral of the second kind, by the parameter", _SECOND,
        (_SECOND - _F) / (2 * _m), _BOTH, _m, assumptions=_BELOW_M,
    ),
    special(
        "elliptic-pi.phi", "elliptic integral of the third kind, by the amplitude", _PI,
        1 / ((1 - _n * sin(_phi) ** 2) * _ROOT), _ALL, _phi, assumptions="0 < n < 1, 0 < m < 1, |phi| < pi/2",
    ),
    special(
        "elliptic-pi.incomplete.m", "elliptic integral of the third kind, by the parameter", _PI,
        (_SECOND / (_m - 1) + _PI - _m * sin(_phi) * cos(_phi) / ((_m - 1) * _ROOT)) / (2 * (_n - _m)),
        _ALL, _m, assumptions="0 < n < m < 1, |phi| < pi/2",
    ),
    special(
        "elliptic-pi.incomplete.n", "elliptic integral of the third kind, by the characteristic", _PI,
        (_SECOND + (_m - _n) * _F / _n + (_n**2 - _m) * _PI / _n
         - _n * _ROOT * sin(_phi) * cos(_phi) / (1 - _n * sin(_phi) ** 2)) / (2 * (_m - _n) * (_n - 1)),
        _ALL, _n, assumptions="0 < n < m < 1, |phi| < pi/2",
    ),
)  # fmt: skip

RULES: tuple[Rule, ...] = (*_COMPLETE, *_INCOMPLETE)
