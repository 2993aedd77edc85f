"""The fit of the example finds the certified values of all NIST data sets, from both starting points."""

from __future__ import annotations

import io
import sys

import fit_with_covariance as example
import numpy as np
import pytest
from nist import FORMULAS, read, starting_points

import sympy_torch_bridge as stb

CASES = [(name, place) for name in FORMULAS for place in (0, 1)]
# The residuals are the rounding of the data to 14 digits; doubles resolve three of theirs.
ERRORS_RIGHT = {"Lanczos1": 2.5}


@pytest.mark.parametrize(("name", "place"), CASES, ids=[f"{name}-{place + 1}" for name, place in CASES])
def test_certified_values_are_found(name, place):
    data = read(name)
    found = example.fit(name, starting_points(name)[place])
    assert example.digits(found.values, data.parameters.values()) > 6
    assert example.digits(found.errors, data.deviations.values()) > ERRORS_RIGHT.get(name, 4)
    values = {key: value.item() for key, value in found.module.named_constants()}
    assert list(values.values()) == found.values.tolist()
    assert list(values) == list(data.parameters)


def test_covariance_of_a_straight_line():
    """The textbook formulas: s²/Sxx for the slope, s² (1/n + mean²/Sxx) for the offset."""
    x = np.array([1.0, 2.0, 4.0, 7.0])
    residuals = np.array([0.5, -0.5, -0.25, 0.25])
    spread = example.covariance(np.stack([np.ones(4), x], axis=1), residuals)
    variance, sxx = residuals @ residuals / 2, ((x - x.mean()) ** 2).sum()
    right = [[1 / 4 + x.mean() ** 2 / sxx, -x.mean() / sxx], [-x.mean() / sxx, 1 / sxx]]
    np.testing.assert_allclose(spread, variance * np.array(right), rtol=1e-13)


def test_covariance_keeps_the_digits_that_normal_equations_lose():
    data, formula = read("Bennett5"), FORMULAS["Bennett5"]
    points, response = example.measured("Bennett5")
    law = stb.compile(formula.law, [*formula.predictors, *formula.parameters])
    certified = [float(value) for value in data.parameters.values()]
    slopes = law.gradient(formula.parameters)(*points, *certified).numpy()
    residuals = (law(*points, *certified) - response).numpy()
    variance = residuals @ residuals / (len(residuals) - 3)
    spreads = example.covariance(slopes, residuals), np.linalg.inv(slopes.T @ slopes) * variance
    good, bad = (example.digits(np.sqrt(np.diag(s)), data.deviations.values()) for s in spreads)
    assert good > 9.5
    assert bad < 9


@pytest.mark.parametrize(
    ("found", "right"),
    [([1.0, 2.002], 3), ([1.0, 2.0], 99.0), ([1.0, float("nan")], float("-inf"))],
    ids=["close", "equal", "nan"],
)
def test_digits(found, right):
    assert example.digits(found, ["1.0", "2.0"]) == pytest.approx(right, abs=1e-9)


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("is_installed", [True, False], ids=["rich", "without rich"])
def test_progress_bar(monkeypatch, is_installed):
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    if is_installed:
        pytest.importorskip("rich")
    else:
        monkeypatch.setitem(sys.modules, "rich.console", None)
    assert list(example.followed([1, 2, 3])) == [1, 2, 3]
    assert ("fitting" in screen.getvalue()) is is_installed
