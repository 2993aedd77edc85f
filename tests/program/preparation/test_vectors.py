"""Vectors and dyadics: components in one basis, products, differential operators, coordinates as inputs."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
import torch
from sympy import sin, symbols
from sympy.physics.vector import ReferenceFrame
from sympy.physics.vector import dot as frame_dot
from sympy.vector import (
    CoordSys3D,
    Cross,
    Curl,
    Del,
    Divergence,
    Dot,
    Dyadic,
    Gradient,
    Laplacian,
    Vector,
    directional_derivative,
    gradient,
)
from torch_transforms import check_transforms

import sympy_torch_bridge as stb

F64 = torch.float64
C = CoordSys3D("C")
q, s = symbols("q s")
N = C.orient_new_axis("N", q, C.k)
v = C.x * C.i + C.y**2 * C.j
AT = {C.x: 1.5, C.y: 2.5, C.z: 3.5, q: 0.5, s: 2.0}

CASES: list[tuple[Any, Any]] = [
    (v, [C.x, C.y**2, 0]),
    (s * C.k, [0, 0, s]),
    (Cross(v, C.k), [C.y**2, -C.x, 0]),
    (Cross(C.k, v), [-(C.y**2), C.x, 0]),
    (s * Cross(v, C.i), [0, 0, -s * C.y**2]),
    (Gradient(C.x * C.y * s), [s * C.y, s * C.x, 0]),
    (2 * Gradient(Dot(v, v)), [4 * C.x, 8 * C.y**3, 0]),
    (Curl(C.x * C.y * C.k), [C.x, -C.y, 0]),
    (Del()(C.x * C.y), [C.y, C.x, 0]),
    (gradient(C.x**2), [2 * C.x, 0, 0]),
    (v.normalize(), [C.x / sympy.sqrt(C.x**2 + C.y**4), C.y**2 / sympy.sqrt(C.x**2 + C.y**4), 0]),
    (Vector.zero, [0, 0, 0]),
    (Dot(v, v), C.x**2 + C.y**4),
    (sin(Dot(v, C.j)) + s, sin(C.y**2) + s),
    (Dot(C.i, N.i), sympy.cos(q)),
    (Divergence(v), 1 + 2 * C.y),
    (Laplacian(C.x**3), 6 * C.x),
    (Del().dot(v), 1 + 2 * C.y),
    (directional_derivative(C.x**2, v), 2 * C.x**2),
    (v.magnitude(), sympy.sqrt(C.x**2 + C.y**4)),
    (C.i.outer(C.j) * s, [[0, s, 0], [0, 0, 0], [0, 0, 0]]),
    (v | C.k, [[0, 0, C.x], [0, 0, C.y**2], [0, 0, 0]]),
    (Dyadic.zero, [[0, 0, 0]] * 3),
]


@pytest.mark.parametrize(("expr", "expected"), CASES, ids=[str(expr) for expr, _ in CASES])
def test_components(expr: Any, expected: Any) -> None:
    f = stb.compile(expr)
    got = f(*(torch.full((2,), AT[symbol], dtype=F64) for symbol in f.inputs))
    want = [float(sympy.sympify(entry).subs(AT)) for entry in sympy.flatten([expected])]
    first = got[0] if f.inputs else got
    assert first.reshape(-1).tolist() == pytest.approx(want, rel=1e-14)
    assert got.shape[got.dim() - len(sympy.Array(expected).shape) :] == sympy.Array(expected).shape


def test_identities_of_unevaluated_operators() -> None:
    field = C.x * C.y * C.i + sin(C.z) * C.j + C.x**2 * C.k
    points = torch.rand(3, 5, dtype=F64)
    zero = stb.compile(Divergence(Curl(field)), [C.x, C.y, C.z])(*points)
    assert zero.abs().max() == 0
    left = stb.compile(Dot(field, Cross(v, C.k)), [C.x, C.y, C.z])(*points)
    right = stb.compile(Dot(Cross(field, v), C.k), [C.x, C.y, C.z])(*points)
    torch.testing.assert_close(left, right, rtol=1e-14, atol=1e-14)


def test_coordinates_are_inputs() -> None:
    f = stb.compile(C.x**2 * s)
    assert f.inputs == (C.x, s)
    assert f(3.0, 2.0).item() == f(C_x=3.0, s=2.0).item() == f(**{"C.x": 3.0, "s": 2.0}).item() == 18
    assert f.derivative(C.x)(3.0, 2.0).item() == 12
    assert f.hessian()(3.0, 2.0).tolist() == [[4, 6], [6, 0]]
    assert stb.compile(sympy.Abs(C.x)).derivative(C.x)(-3.0).item() == -1
    with pytest.raises(stb.UnexpectedInputError):
        f(C_y=1.0, s=2.0)


def test_names_that_are_no_identifiers_can_be_written_as_in_the_source() -> None:
    x, prime = sympy.Symbol("lambda"), sympy.Symbol("x'")
    f = stb.compile(x - prime)
    assert f(lambda_=3.0, x_=1.0).item() == 2


def test_transforms() -> None:
    f = stb.compile(s * v)
    check_transforms(f, *torch.rand(3, 4, dtype=F64))


def test_in_containers_and_derivatives() -> None:
    first, second = stb.compile([v, s], [C.x, C.y, s])(1.0, 2.0, 3.0)
    assert first.tolist() == [1, 4, 0]
    assert second.item() == 3
    assert stb.compile(v).derivative(C.y)(1.0, 2.0).tolist() == [0, 4, 0]


@pytest.mark.parametrize("expr", [N.i + C.j, C.i.outer(N.j)], ids=str)
def test_several_systems_are_refused(expr: Any) -> None:
    with pytest.raises(stb.UnsupportedFunctionError, match=r"C and N.*express\(v, C"):
        stb.compile(expr)


def test_the_hint_for_several_systems_works() -> None:
    at = stb.compile(sympy.vector.express(N.i + C.j, C, variables=True))(0.5)
    assert at.tolist() == pytest.approx([0.8775825618903728, 1 + 0.479425538604203, 0])


def test_reference_frames() -> None:
    R = ReferenceFrame("R")
    B = R.orientnew("B", "Axis", [q, R.z])
    u = s * R.x + R.y
    assert stb.compile(u)(torch.ones(2)).tolist() == [[1, 1, 0]] * 2
    assert stb.compile(frame_dot(u, u))(2.0).item() == 5
    with pytest.raises(stb.UnsupportedFunctionError, match=r"R and B.*express\(N\)"):
        stb.compile(u + B.x)
    with pytest.raises(stb.InputTypeError, match="to_matrix"):
        stb.compile(u | R.x)
