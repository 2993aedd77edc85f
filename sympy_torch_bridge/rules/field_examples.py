"""Fields that everybody meets: position, rotation, potentials, waves, and changes of coordinates."""

from __future__ import annotations

from typing import Any

from sympy import ImmutableMatrix, Integer, cos, exp, log, sin, sqrt, symbols

from ..domain import Interval
from ._rule import Operator, Rule
from .shared_domain import part_of

__all__ = ["RULES"]

_X = _x, _y, _z = symbols("x y z", real=True)
_a, _b, _c = _WAVE = symbols("a b c", real=True)
_n = symbols("n", real=True)
_rho, _phi, _theta = symbols("rho phi theta", real=True)
_SQUARE = _x**2 + _y**2 + _z**2
_r = sqrt(_SQUARE)
_POSITION = ImmutableMatrix(_X)
_PHASE = _a * _x + _b * _y + _c * _z
_AWAY = "x, y, z not all 0"
_POWER = {_n: Interval(-3, 4), **dict.fromkeys(_X, Interval(0.5, 3))}
_AROUND = dict.fromkeys((*_X, *_WAVE), Interval(-3, 3))


def _example(
    name: str,
    title: str,
    operator: Operator,
    lhs: Any,
    rhs: Any,
    where: str = "",
    wrt: Any = _X,
    **facts: Any,
) -> Rule:
    tags = ("function", "field", operator)
    domain = part_of(facts.pop("domain", _AROUND), lhs, rhs, wrt)
    return Rule(f"field.{name}", title, lhs, rhs, wrt, domain, where, operator=operator,
                tags=tags, **facts)  # fmt: skip


RULES: tuple[Rule, ...] = (
    _example("position.divergence", "divergence of the position", "divergence", _POSITION, Integer(3)),
    _example("position.direction", "divergence of the direction from the origin", "divergence",
    _POSITION / _r, 2 / _r, _AWAY),
    _example("position.inverse-square", "divergence of the inverse square field", "divergence",
    _POSITION / _r**3, Integer(0),
             _AWAY),
    _example("position.curl", "curl of the position", "curl", _POSITION, ImmutableMatrix([0, 0, 0])),
    _example("rotation.curl", "curl of a rotation", "curl",
             ImmutableMatrix([_b * _z - _c * _y, _c * _x - _a * _z, _a * _y - _b * _x]),
             ImmutableMatrix([2 * _a, 2 * _b, 2 * _c])),
    _example("rotation.divergence", "divergence of a rotation", "divergence",
             ImmutableMatrix([_b * _z - _c * _y, _c * _x - _a * _z, _a * _y - _b * _x]), Integer(0)),
    _example("vortex.curl", "curl of a line vortex", "curl",
             ImmutableMatrix([-_y / (_x**2 + _y**2), _x / (_x**2 + _y**2), 0]), ImmutableMatrix([0, 0, 0]),
             "x, y not both 0"),
    _example("square.laplacian", "Laplacian of the squared distance", "laplacian", _SQUARE, Integer(6)),
    _example("distance.laplacian", "Laplacian of the distance", "laplacian", _r, 2 / _r, _AWAY),
    _example("potential.laplacian", "Laplacian of the potential of a point", "laplacian", 1 / _r, Integer(0),
    _AWAY),
    _example("potential-plane.laplacian", "Laplacian of the logarithm of the distance in the plane",
    "laplacian",
             log(_x**2 + _y**2) / 2, Integer(0), "x, y not both 0", (_x, _y)),
    _example("power.laplacian", "Laplacian of a power of the distance", "laplacian", _SQUARE ** (_n / 2),
             _n * (_n + 1) * _SQUARE ** (_n / 2 - 1), _AWAY, domain=_POWER),
    _example("gaussian.laplacian", "Laplacian of a Gaussian in space", "laplacian", exp(-_SQUARE / 2),
             (_SQUARE - 3) * exp(-_SQUARE / 2)),
    _example("wave.laplacian", "Laplacian of a plane wave", "laplacian", sin(_PHASE),
             -(_a**2 + _b**2 + _c**2) * sin(_PHASE)),
    _example("yukawa.laplacian", "Laplacian of a screened potential", "laplacian", exp(-_r) / _r,
    exp(-_r) / _r, _AWAY),
    _example("polar.jacobian", "Jacobian of polar coordinates", "jacobian",
             ImmutableMatrix([_rho * cos(_phi), _rho * sin(_phi)]),
             ImmutableMatrix([[cos(_phi), -_rho * sin(_phi)], [sin(_phi), _rho * cos(_phi)]]), "",
             (_rho, _phi)),
    _example("cylindrical.jacobian", "Jacobian of cylindrical coordinates", "jacobian",
             ImmutableMatrix([_rho * cos(_phi), _rho * sin(_phi), _z]),
             ImmutableMatrix([[cos(_phi), -_rho * sin(_phi), 0], [sin(_phi), _rho * cos(_phi), 0], [0, 0,
             1]]), "",
             (_rho, _phi, _z)),
    _example("spherical.jacobian", "Jacobian of spherical coordinates", "jacobian",
             ImmutableMatrix([_rho * sin(_theta) * cos(_phi), _rho * sin(_theta) * sin(_phi),
             _rho * cos(_theta)]),
             ImmutableMatrix([
                 [sin(_theta) * cos(_phi), _rho * cos(_theta) * cos(_phi), -_rho * sin(_theta) * sin(_phi)],
                 [sin(_theta) * sin(_phi), _rho * cos(_theta) * sin(_phi), _rho * sin(_theta) * cos(_phi)],
                 [cos(_theta), -_rho * sin(_theta), 0],
             ]), "", (_rho, _theta, _phi)),
)  # fmt: skip
