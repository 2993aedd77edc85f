"""Balls around elliptic integrals against mpmath, and where they have no real value."""

from __future__ import annotations

import mpmath
import pytest
import sympy

from sympy_torch_bridge.exact import ExactFunction

pytest.importorskip("flint")

A, B, C = sympy.symbols("a b c")
PHI_M = [(0.5, 2.0), (3.0, 0.5), (-5.0, -3.0), (0.7, 2.3), (8.0, 0.25), (1.2, 1.0), (0.0, 7.0), (-0.6, 3.0)]
CASES = [
    *((head(A, B), {A: phi, B: m}, of(phi, m)) for head, of in (
        (sympy.elliptic_f, mpmath.ellipf), (sympy.elliptic_e, mpmath.ellipe)
    ) for phi, m in PHI_M),
    *((sympy.elliptic_pi(A, B, C), {A: n, B: phi, C: m}, mpmath.ellippi(n, phi, m)) for n, phi, m in (
        (0.3, 0.5, 0.4), (3.0, 0.3, 0.4), (-2.0, 5.0, 0.4), (2.0, 0.4, 2.0), (0.5, 4.0, 0.2)
    )),
    *((sympy.elliptic_pi(A, B), {A: n, B: m}, mpmath.ellippi(n, m)) for n, m in ((0.3, 0.5), (-2.0, -4.0))),
    *((sympy.elliptic_k(A), {A: m}, mpmath.ellipk(m)) for m in (0.5, -3.0, 0.999)),
    *((sympy.elliptic_e(A), {A: m}, mpmath.ellipe(m)) for m in (0.5, -3.0, 1.0)),
]  # fmt: skip


@pytest.mark.parametrize(("expr", "point", "expected"), CASES)
def test_values_are_those_of_mpmath_and_proved(expr, point, expected):
    (value,) = ExactFunction(expr, list(point), method="ball")(point)
    assert value.method == "ball"
    assert abs(value.center - expected) <= 1e-14 * abs(expected)
    assert not point[next(iter(point))] or value.relative_bits >= 100 or value.center == 0


@pytest.mark.parametrize(
    ("expr", "point"),
    [
        (sympy.elliptic_f(A, B), {A: 0.5, B: 5.0}),  # 5*sin(0.5)**2 > 1
        (sympy.elliptic_f(A, B), {A: 3.0, B: 2.0}),
        (sympy.elliptic_f(A, B), {A: 2.0, B: 1.0}),
        (sympy.elliptic_e(A, B), {A: -1.2, B: 5.0}),
        (sympy.elliptic_pi(A, B, C), {A: 3.0, B: 1.2, C: 0.4}),
        (sympy.elliptic_pi(A, B), {A: 3.0, B: 0.5}),
        (sympy.elliptic_k(A), {A: 1.0}),
        (sympy.elliptic_e(A), {A: 1.5}),
    ],
)
def test_no_real_value(expr, point):
    (value,) = ExactFunction(expr, list(point), method="ball")(point)
    assert not value.is_finite


def test_beyond_the_quarter_with_parameter_one_the_second_kind_is_real():
    (value,) = ExactFunction(sympy.elliptic_e(A, 1), [A], method="ball")({A: 3.0})
    assert value.is_finite
    assert float(value) == pytest.approx(float(mpmath.ellipe(3.0, 1)), rel=1e-14)
