"""Slips with Bessel functions are named in the form that people differentiate them in."""

from __future__ import annotations

import pytest
import sympy
from sympy import besseli, besselj, besselk

import sympy_torch_bridge as stb

x = sympy.Symbol("x", positive=True)


@pytest.mark.parametrize(
    ("expr", "claim", "diagnosis"),
    [
        (besselj(1, x), besselj(0, x), "consistent with the term -besselj(1, x)/x left out"),
        (besselj(1, x), besselj(0, x) + besselj(1, x) / x, "a wrong sign of the term -besselj(1, x)/x"),
        (besseli(1, x), besseli(0, x) + besseli(1, x) / x, "a wrong sign of the term -besseli(1, x)/x"),
        (besselk(1, x), -besselk(0, x) + besselk(1, x) / x, "a wrong sign of the term -besselk(1, x)/x"),
    ],
)
def test_a_slip_in_the_recurrence_is_named_by_it(expr, claim, diagnosis):
    report = stb.check_gradient(expr, claim, x, domain={x: (0.5, 4)})
    assert report.verdict == "refuted"
    assert diagnosis in report.diagnosis
