"""The recipes of the how-to page: each against an answer that is known by other means."""

from __future__ import annotations

import re
from pathlib import Path

import fit_with_torch
import numpy as np
import pytest
from fit_with_covariance import covariance, digits
from nist import measured, read, starting_points

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "fit-a-formula.md"
CERTIFIED = read("Rat42").parameters.values()
ERRORS = read("Rat42").deviations.values()


@pytest.fixture(scope="module")
def page():
    """Return the names that the page defines, after all of its code has run."""
    names = {"__name__": "page"}
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), names)
    return names


def parameters(module):
    """Return the trained values; floating units in the formula are constants of the module as well."""
    return np.array([value.item() for name, value in module.named_constants() if name.startswith("b")])


def test_the_page_has_the_data_of_the_file(page):
    (days,), yields = measured("Rat42")
    assert page["days"].tolist() == days.tolist()
    assert page["yields"].tolist() == yields.tolist()
    assert list(page["start"].values()) == list(starting_points("Rat42")[0].values())


def test_the_page_says_what_is_certified():
    stated = re.findall(r"`b\d = (\S+) ± (\S+)`", PAGE.read_text(encoding="utf-8"))
    pairs = zip(CERTIFIED, ERRORS, strict=True)
    assert [(float(b), float(error)) for b, error in stated] == [(float(b), float(e)) for b, e in pairs]


@pytest.mark.parametrize("name", ["module", "adam"])
def test_a_positive_module_finds_the_certified_values(page, name):
    units = 1 if name == "module" else list(page["start"].values())
    assert digits(parameters(page[name]) * units, CERTIFIED) > 6


def test_scaled_parameters_are_multiples_of_the_first(page):
    found = parameters(page["in_units"]) * list(page["start"].values())
    assert digits(found, CERTIFIED) > 6


def test_errors_under_constraints_are_those_of_the_parameters(page):
    spread = covariance(page["jacobian"].numpy(), page["residuals"].numpy())
    assert digits(np.sqrt(np.diag(spread)), ERRORS) > 6
    assert digits(np.sqrt(np.diag(page["spread"])), ERRORS) > 6
    free = [parameter.item() for parameter in page["module"].parameters()]
    assert digits(free, CERTIFIED) < 2  # the optimizer moves other numbers


def test_bounds_come_from_the_assumptions(page):
    assert page["lower"] == [0, 0, 0]
    assert digits(page["bounded"].x, CERTIFIED) > 4
    assert not page["bounded"].active_mask.any()


def test_weighted_residuals_are_orthogonal_to_the_weighted_slopes(page):
    """The condition of a minimum, which the fit without weights does not meet."""
    weights = 1 / page["sigma"].numpy()

    def gradient(b):
        residuals = (page["law"](page["days"], *b) - page["yields"]).numpy() * weights
        slopes = page["slopes"](page["days"], *b).numpy() * weights[:, None]
        return slopes.T @ residuals / np.linalg.norm(slopes, axis=0) / np.linalg.norm(residuals)

    assert np.abs(gradient(page["weighted"].x)).max() < 1e-5
    assert np.abs(gradient(page["found"].x)).max() > 0.02


def test_lbfgs_from_both_starting_points():
    for start in starting_points("Thurber"):
        values, errors, _ = fit_with_torch.fit("Thurber", start, fit_with_torch.by_lbfgs)
        assert digits(values, read("Thurber").parameters.values()) > 6
        assert digits(errors, read("Thurber").deviations.values()) > 4


def test_without_the_scaling_lbfgs_gets_nowhere():
    start = starting_points("Misra1a")[0]
    optimize = fit_with_torch.by_lbfgs
    scaled, _, _ = fit_with_torch.fit("Misra1a", start, optimize)
    plain, _, _ = fit_with_torch.fit("Misra1a", start, optimize, is_scaled=False)
    assert digits(scaled, read("Misra1a").parameters.values()) > 6
    assert digits(plain, read("Misra1a").parameters.values()) < 1
