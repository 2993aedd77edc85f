"""Right partial derivatives in the places of others."""

from __future__ import annotations

import sympy

import sympy_torch_bridge as stb

x, y, z = sympy.symbols("x y z")


def test_numbered_symbols_in_the_order_people_count_them():
    numbered = sympy.symbols("x0:12")
    f = sum(sympy.sin((i + 1) * symbol) for i, symbol in enumerate(numbered))
    claim = [sympy.diff(f, symbol) for symbol in numbered]
    report = stb.check_gradient(f, claim)
    assert report.verdict == "refuted"
    assert report.diagnosis == (
        "consistent with the partial derivatives in the order x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, "
        "x11, where wrt is taken in the order x0, x1, x10, x11, x2, x3, x4, x5, x6, x7, x8, x9"
    )
    assert stb.check_gradient(f, claim, numbered)


def test_three_moved_in_a_circle():
    f = x**2 * sympy.sin(y) * sympy.exp(z)
    fx, fy, fz = (sympy.diff(f, symbol) for symbol in (x, y, z))
    report = stb.check_gradient(f, [fy, fz, fx])
    assert [mistake.kind for mistake in report.mistakes] == ["swapped-partials"]
    assert "in the order y, z, x" in report.diagnosis


def test_one_more_slip_is_no_other_order():
    f = x**2 * sympy.sin(y) * sympy.exp(z)
    fx, fy, fz = (sympy.diff(f, symbol) for symbol in (x, y, z))
    report = stb.check_gradient(f, [fy, 2 * fz, fx])
    assert "in the order" not in (report.diagnosis or "")


def test_symbols_exchanged_in_a_hessian():
    f = x**3 * y**2 + sympy.exp(2 * x)
    hessian = [[sympy.diff(f, one, two) for two in (y, x)] for one in (y, x)]
    report = stb.check_gradient(f, hessian, [x, y], order=2)
    assert report.diagnosis == "consistent with swapped partial derivatives by x and y"
