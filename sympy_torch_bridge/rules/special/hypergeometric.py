"""Hypergeometric functions, zeta functions and polylogarithms."""

from __future__ import annotations

from sympy import appellf1, hyper, lerchphi, log, polylog, symbols, zeta

from ...domain import OPEN_UNIT, POSITIVE, Interval
from .._rule import Rule
from .record import a, b, special, x, y

__all__ = ["RULES"]

_c, _s, _z = symbols("c s z", real=True)
_NEAR = Interval(-4, 4)
_SIZES = {a: Interval(0.5, 3), b: Interval(0.5, 3), _c: Interval(1, 4)}
_SMALL = Interval(-0.7, 0.7)
_NO_POLE = "not 0, -1, -2, ..."

_HYPERGEOMETRIC = (
    special(
        "hyper-0f1", "confluent hypergeometric limit function", hyper((), (b,), x),
        hyper((), (b + 1,), x) / b,
        {**_SIZES, x: _NEAR}, assumptions=f"b {_NO_POLE}", source="DLMF 16.3.1",
    ),
    special(
        "hyper-1f1", "confluent hypergeometric function", hyper((a,), (b,), x),
        a * hyper((a + 1,), (b + 1,), x) / b, {**_SIZES, x: _NEAR}, assumptions=f"b {_NO_POLE}",
        source="DLMF 16.3.1",
    ),
    special(
        "hyper-2f1", "Gauss's hypergeometric function", hyper((a, b), (_c,), x),
        a * b * hyper((a + 1, b + 1), (_c + 1,), x) / _c, {**_SIZES, x: _SMALL},
        assumptions=f"x < 1, c {_NO_POLE}", source="DLMF 16.3.1",
    ),
    special(
        "appell-f1.x", "Appell's function of two variables", appellf1(a, b, 1, _c, x, y),
        a * b * appellf1(a + 1, b + 1, 1, _c + 1, x, y) / _c,
        {**_SIZES, x: Interval(-0.4, 0.4), y: Interval(-0.4, 0.4)},
        assumptions=f"|x| < 1, |y| < 1, c {_NO_POLE}",
    ),
)  # fmt: skip

_ABOVE_ONE = Interval(1.25, 6)
_LERCH = lerchphi(_z, _s, a)
_LERCH_DOMAIN = {_z: Interval(0.1, 0.8), _s: Interval(0.5, 4), a: Interval(0.5, 4)}
_ZETA = (
    special(
        "hurwitz-zeta.a", "Hurwitz's zeta function, by the shift", zeta(_s, a), -_s * zeta(_s + 1, a),
        {_s: _ABOVE_ONE, a: POSITIVE}, a, assumptions="a > 0, s > 1", source="Fungrim 83065e",
    ),
    special(
        "polylog.x", "polylogarithm", polylog(_s, x), polylog(_s - 1, x) / x,
        {_s: Interval(-1, 4), x: OPEN_UNIT}, assumptions="x < 1, x != 0",
    ),
    special("dilogarithm", "dilogarithm", polylog(2, x), -log(1 - x) / x, OPEN_UNIT,
            assumptions="x < 1, x != 0"),
    special("trilogarithm", "trilogarithm", polylog(3, x), polylog(2, x) / x, OPEN_UNIT,
            assumptions="x < 1, x != 0"),
    special(
        "lerch.z", "Lerch's transcendent, by its argument", _LERCH,
        (lerchphi(_z, _s - 1, a) - a * _LERCH) / _z, _LERCH_DOMAIN, _z, assumptions="0 < z < 1, a > 0",
    ),
    special(
        "lerch.a", "Lerch's transcendent, by the shift", _LERCH, -_s * lerchphi(_z, _s + 1, a),
        _LERCH_DOMAIN, a,
        assumptions="0 < z < 1, a > 0",
    ),
)  # fmt: skip

RULES: tuple[Rule, ...] = (*_HYPERGEOMETRIC, *_ZETA)
