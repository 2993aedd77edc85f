"""Where SymPy has no closed form for one entry of a derivative, the others are judged by theirs."""

from __future__ import annotations

import pytest
import sympy

import sympy_torch_bridge as stb

n, x = sympy.symbols("n x", positive=True)
EXPR = sympy.besselj(n, x)
BY_N, BY_X = EXPR.diff(n), EXPR.diff(x)
DOMAIN = {n: (1, 3), x: (1, 4)}


def test_only_the_entry_without_a_closed_form_rests_on_quotients():
    report = stb.check_gradient([EXPR, n * x], [[0, BY_X], [x, n]], [n, x], domain=DOMAIN, n_points=6)
    assert report.verdict == "refuted"
    assert {row.component for row in report.failures} == {"df[0]/dn"}
    (note,) = [note for note in report.notes if "cannot be evaluated exactly" in note]
    assert note.startswith("SymPy's df[0]/dn holds 'Derivative'")
    assert "symbolic" in report.witnesses
    # Quotients agree to 1e-15 only; a difference of formulas is decided much more closely.
    resolutions = {row.component: row.resolution for row in report.points}
    assert resolutions["df[0]/dx"] < 1e-25


@pytest.mark.parametrize("size", ["1e-20", "1e-28"])
def test_small_mistakes_in_the_other_entries_are_proved(size):
    wrong = BY_X * (1 + sympy.Rational(size))
    report = stb.check_gradient([EXPR, n * x], [[0, wrong], [x, n]], [n, x], domain=DOMAIN, n_points=4)
    assert "df[0]/dx" in {row.component for row in report.failures}


def test_a_whole_derivative_without_closed_form_is_judged_by_the_limit_alone():
    report = stb.check_gradient(EXPR, [0], [n], domain=DOMAIN, n_points=4)
    assert report.verdict == "refuted"
    assert "symbolic" not in report.witnesses
