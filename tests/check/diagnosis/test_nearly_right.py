"""Claims wrong by a tiny share are not given the name of a slip that leads to the right derivative."""

from __future__ import annotations

import pytest
import sympy
import torch

import sympy_torch_bridge as stb

r, s, z = sympy.Symbol("r", real=True), sympy.Symbol("s", real=True), sympy.Symbol("z")
TINY = [sympy.Rational(1, 10**digits) for digits in (12, 18, 25)]


@pytest.mark.parametrize("share", TINY, ids=str)
@pytest.mark.parametrize(
    ("expr", "claim", "wrt", "options"),
    [
        pytest.param(sympy.sin(r), lambda e: (1 + e) * sympy.cos(r), r, {}, id="two slips that undo"),
        pytest.param(r * s + r**2 + s**2, lambda e: [[2 + e, 1], [1, 2]], [r, s], {"order": 2}, id="swapped"),
        pytest.param([r + s, r - s], lambda e: [[1 + e, 1], [1, -1]], [r, s], {}, id="transposed"),
        pytest.param(
            sympy.sin(z), lambda e: (1 + e) * sympy.cos(z), z, {"dtype": torch.complex128}, id="complex"
        ),
    ],
)
def test_a_nearly_right_claim_is_not_misnamed(expr, claim, wrt, options, share):
    report = stb.check_gradient(expr, claim(share), wrt, **options)
    assert report.verdict == "refuted"
    assert report.diagnosis is None


def test_numbers_beyond_doubles_are_no_evidence():
    huge = sympy.Integer(10) ** 400
    report = stb.check_gradient(huge * sympy.sin(r), huge * sympy.cos(r) * (1 + TINY[0]), r)
    assert report.verdict == "refuted"
    assert report.diagnosis is None


def test_a_region_in_which_doubles_see_no_error_has_no_slip():
    limit = sympy.Rational(1, 10**6)
    report = stb.check_gradient(sympy.sin(r), 1 - r**2 / 2, r, domain={r: (-limit, limit)})
    assert report.verdict == "refuted"
    assert "the derivative taken at" not in (report.diagnosis or "")
