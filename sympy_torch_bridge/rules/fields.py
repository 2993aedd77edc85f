"""Identities of fields in cartesian coordinates: gradient, divergence, curl, Laplacian, Jacobian, Hessian."""

from __future__ import annotations

from typing import Any

from sympy import (
    Derivative,
    Function,
    ImmutableMatrix,
    Lambda,
    Subs,
    cos,
    exp,
    sin,
    symbols,
    tanh,
)

from ..domain import Interval
from ._rule import Instance, Rule
from .coordinates import cross, curl, divergence, dot, gradient, hessian, jacobian, laplacian
from .shared_domain import part_of

__all__ = ["RULES"]

_X = _x, _y, _z = symbols("x y z", real=True)
_a, _b, _t, _u = symbols("a b t u", real=True)
_SPACE_NAMES = ("F1", "F2", "F3", "G1", "G2", "G3")
_COMPONENTS = tuple(Function(name) for name in _SPACE_NAMES)
_F, _G, _H = Function("f"), Function("g"), Function("h")
_f, _g = _F(*_X), _G(*_X)
_V = ImmutableMatrix([part(*_X) for part in _COMPONENTS[:3]])
_W = ImmutableMatrix([part(*_X) for part in _COMPONENTS[3:]])
_DF, _DG = gradient(_f, _X), gradient(_g, _X)
_NEAR = {v: Interval(-2, 2) for v in (*_X, _a, _b)}

_SCALARS = (_x * _y + sin(_z), exp(-(_x**2) / 4) * _z + _y**2, cos(_x - _y) + _x * _z**2)
_OTHERS = (2 + sin(_y) * _z, 3 + _x * _y * _z / 8, 2 + cos(_x + _z))
_FIELDS = (
    (_x * _y, _y * _z**2, sin(_x) * _z),
    (cos(_y), _x**2 - _z, _x * _y * _z),
    (_z * exp(_x / 4), _x + _y * _z, _y**2 - _x * _z),
)


def _choices(*parts: tuple[Any, ...]) -> tuple[Instance, ...]:
    """Return three instances; every part names a function and gives its three choices."""
    return tuple({function: Lambda(_X, chosen[number]) for function, chosen in parts} for number in range(3))


_ONE, _TWO = _choices((_F, _SCALARS)), _choices((_F, _SCALARS), (_G, _OTHERS))
_FIRST = tuple((_COMPONENTS[i], tuple(field[i] for field in _FIELDS)) for i in range(3))
_SECOND = tuple((_COMPONENTS[i + 3], tuple(_FIELDS[(k + 1) % 3][i] for k in range(3))) for i in range(3))
_VECTOR, _VECTORS = _choices(*_FIRST), _choices(*_FIRST, *_SECOND)
_SCALED = _choices((_F, _SCALARS), *_FIRST)
_OUTER: tuple[Instance, ...] = tuple(
    {_H: Lambda(_t, outer), **inner}
    for outer, inner in zip((sin(_t), tanh(_t), exp(-(_t**2) / 4)), _ONE, strict=True)
)


def _outer(order: int) -> Any:
    return Subs(Derivative(_H(_u), (_u, order)), _u, _f)


def _field(name: str, title: str, operator: Any, lhs: Any, rhs: Any, instances: Any, **facts: Any) -> Rule:
    where = facts.pop("assumptions", "differentiable as often as stated")
    tags = ("operator", "field", "gradient" if operator == "derivative" else operator)
    wrt = facts.pop("wrt", _X)
    domain = part_of(_NEAR, lhs, rhs, wrt, instances=instances)
    return Rule(f"field.{name}", title, lhs, rhs, wrt, domain, where, operator=operator,
    tags=tags,
                instances=instances, **facts)  # fmt: skip


def _column(entries: Any) -> ImmutableMatrix:
    return ImmutableMatrix(list(entries))


_GRADIENTS = (
    _field("gradient.linearity", "gradient of a linear combination", "derivative", _a * _f + _b * _g,
    _a * _DF + _b * _DG, _TWO),
    _field("gradient.product", "gradient of a product", "derivative", _f * _g, _f * _DG + _g * _DF, _TWO),
    _field("gradient.quotient", "gradient of a quotient", "derivative", _f / _g,
    (_g * _DF - _f * _DG) / _g**2, _TWO,
           assumptions="g not 0"),
    _field("gradient.chain", "gradient of a function of a field", "derivative", _H(_f), _outer(1) * _DF,
    _OUTER),
    _field("gradient.dot", "gradient of a scalar product", "derivative", dot(_V, _W),
           _column(jacobian(_V, _X).T * _W + jacobian(_W, _X).T * _V), _VECTORS),
    _field("gradient.square", "gradient of half the square of a vector field", "derivative", dot(_V, _V) / 2,
           _column(jacobian(_V, _X).T * _V), _VECTOR),
)  # fmt: skip

_DIVERGENCES = (
    _field("divergence.linearity", "divergence of a linear combination", "divergence", _a * _V + _b * _W,
           _a * divergence(_V, _X) + _b * divergence(_W, _X), _VECTORS),
    _field("divergence.scaled", "divergence of a field times a scalar", "divergence", _f * _V,
           _f * divergence(_V, _X) + dot(_DF, _V), _SCALED),
    _field("divergence.cross", "divergence of a vector product", "divergence", cross(_V, _W),
           dot(_W, curl(_V, _X)) - dot(_V, curl(_W, _X)), _VECTORS),
    _field("divergence.curl", "divergence of a curl", "divergence", curl(_V, _X), 0 * _a, _VECTOR),
    _field("divergence.gradient", "divergence of a gradient", "divergence", _DF, laplacian(_f, _X), _ONE),
    _field("divergence.scaled-gradient", "divergence of a gradient times a scalar", "divergence", _f * _DG,
           _f * laplacian(_g, _X) + dot(_DF, _DG), _TWO),
    _field("divergence.green", "divergence behind Green's second identity", "divergence", _f * _DG - _g * _DF,
           _f * laplacian(_g, _X) - _g * laplacian(_f, _X), _TWO),
)  # fmt: skip

_CURLS = (
    _field("curl.linearity", "curl of a linear combination", "curl", _a * _V + _b * _W,
           _a * curl(_V, _X) + _b * curl(_W, _X), _VECTORS),
    _field("curl.scaled", "curl of a field times a scalar", "curl", _f * _V,
           _f * curl(_V, _X) + cross(_DF, _V), _SCALED),
    _field("curl.gradient", "curl of a gradient", "curl", _DF, ImmutableMatrix([0, 0, 0]), _ONE),
    _field("curl.scaled-gradient", "curl of a gradient times a scalar", "curl", _f * _DG, cross(_DF, _DG),
    _TWO),
    _field("curl.curl", "curl of a curl", "curl", curl(_V, _X),
           gradient(divergence(_V, _X), _X).doit() - _column(laplacian(part, _X) for part in _V), _VECTOR),
    _field("curl.cross", "curl of a vector product", "curl", cross(_V, _W),
           _V * divergence(_W, _X) - _W * divergence(_V, _X) + jacobian(_V, _X) * _W - jacobian(_W, _X) * _V,
           _VECTORS),
)  # fmt: skip

_LAPLACIANS = (
    _field("laplacian.linearity", "Laplacian of a linear combination", "laplacian", _a * _f + _b * _g,
           _a * laplacian(_f, _X) + _b * laplacian(_g, _X), _TWO),
    _field("laplacian.product", "Laplacian of a product", "laplacian", _f * _g,
           _f * laplacian(_g, _X) + 2 * dot(_DF, _DG) + _g * laplacian(_f, _X), _TWO),
    _field("laplacian.square", "Laplacian of a square", "laplacian", _f**2, 2 * _f * laplacian(_f,
    _X) + 2 * dot(_DF, _DF),
           _ONE),
    _field("laplacian.chain", "Laplacian of a function of a field", "laplacian", _H(_f),
           _outer(2) * dot(_DF, _DF) + _outer(1) * laplacian(_f, _X), _OUTER),
    _field("laplacian.reciprocal", "Laplacian of a reciprocal", "laplacian", 1 / _g,
           2 * dot(_DG, _DG) / _g**3 - laplacian(_g, _X) / _g**2, _choices((_G, _OTHERS)),
           assumptions="g not 0"),
)  # fmt: skip

_PAIR = Function("P1"), Function("P2")
_INNER = (Function("u")(_x, _y), Function("v")(_x, _y))
_SLOTS = symbols("u v", real=True)
_COMPOSED: tuple[Instance, ...] = tuple(
    {
        _PAIR[0]: Lambda(_SLOTS, first),
        _PAIR[1]: Lambda(_SLOTS, second),
        Function("u"): Lambda((_x, _y), inner),
        Function("v"): Lambda((_x, _y), other),
    }
    for first, second, inner, other in (
        (_SLOTS[0] * _SLOTS[1], sin(_SLOTS[0]), _x * _y, _x - _y**2),
        (_SLOTS[0] ** 2 - _SLOTS[1], tanh(_SLOTS[1]), cos(_x) + _y, _x * _y),
        (_SLOTS[0] * cos(_SLOTS[1]), _SLOTS[0] * sin(_SLOTS[1]), 2 + sin(_x), _x + 2 * _y),
    )
)


def _outer_jacobian(at: tuple[Any, Any]) -> ImmutableMatrix:
    rows = [[Subs(Derivative(part(*_SLOTS), slot), _SLOTS, at) for slot in _SLOTS] for part in _PAIR]
    return ImmutableMatrix(rows)


_JACOBIANS = (
    _field("jacobian.linearity", "Jacobian of a linear combination", "jacobian", _a * _V + _b * _W,
           _a * jacobian(_V, _X) + _b * jacobian(_W, _X), _VECTORS),
    _field("jacobian.scaled", "Jacobian of a field times a scalar", "jacobian", _f * _V,
           _f * jacobian(_V, _X) + _V * _DF.T, _SCALED),
    _field("jacobian.chain", "Jacobian of a composition", "jacobian",
    ImmutableMatrix([p(*_INNER) for p in _PAIR]),
           _outer_jacobian(_INNER) * jacobian(_INNER, _X[:2]), _COMPOSED, wrt=_X[:2],
           assumptions="P1, P2, u and v differentiable"),
    _field("jacobian.gradient", "Jacobian of a gradient", "jacobian", _DF, hessian(_f, _X), _ONE),
)  # fmt: skip

_HESSIANS = (
    _field("hessian.product", "Hessian of a product", "derivative", _f * _g,
           _f * hessian(_g, _X) + _DF * _DG.T + _DG * _DF.T + _g * hessian(_f, _X), _TWO, order=2),
    _field("hessian.chain", "Hessian of a function of a field", "derivative", _H(_f),
           _outer(2) * _DF * _DF.T + _outer(1) * hessian(_f, _X), _OUTER, order=2),
    _field("hessian.linearity", "Hessian of a linear combination", "derivative", _a * _f + _b * _g,
           _a * hessian(_f, _X) + _b * hessian(_g, _X), _TWO, order=2),
)  # fmt: skip

RULES: tuple[Rule, ...] = (*_GRADIENTS, *_DIVERGENCES, *_CURLS, *_LAPLACIANS, *_JACOBIANS, *_HESSIANS)
