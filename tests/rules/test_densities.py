"""The log densities of the catalog belong to laws: their masses are 1."""

import math
import re
from itertools import pairwise

import numpy as np
import pytest
import sympy
from scipy.integrate import quad

from sympy_torch_bridge.rules import RULES

# One rule a law, and only laws of one outcome. A uniform density has no outcome in it to integrate over.
LAWS = {
    rule.id.split(".")[1]: rule
    for rule in RULES
    if "score" in rule.tags and {s.name for s in rule.lhs.free_symbols} & {"x", "k"}
}
PARAMETERS = {"n": 7, "p": 0.375, "m": 1.25, "b": 1.25}
# Where the conditions of a rule say that the outcome lies, as a pattern, with ends and breaks to integrate.
SUPPORTS = {
    "kappa > 0": (-math.pi, PARAMETERS["m"], math.pi),
    "0 < x < 1": (0, 0.5, 1),
    "x > b": (PARAMETERS["b"], 5, math.inf),
    "x > 0": (0, 1, math.inf),
    "x, m real|x != m": (-math.inf, PARAMETERS["m"], math.inf),
}
# Masses fall by a factor of 0.625 at the least where there is no last one, which 200 times is below 1e-40.
OUTCOMES = {
    "k = 0 or 1": range(2),
    "k = 0, 1, ..., n": range(PARAMETERS["n"] + 1),
    "k = 0, 1, 2, ...": range(200),
    "k = 1, 2, 3, ...": range(1, 200),
}


def outcomes(rule):
    """Return the outcomes of a discrete law, None of a continuous one."""
    return next((found for words, found in OUTCOMES.items() if rule.assumptions.startswith(words)), None)


def mass(rule):
    """Return the mass at an outcome, or its density, with fixed parameters."""
    (outcome,) = (s for s in rule.lhs.free_symbols if s.name in ("x", "k"))
    parameters = {s: PARAMETERS.get(s.name, 1.5) for s in rule.lhs.free_symbols - {outcome}}
    log_mass = sympy.lambdify(outcome, rule.lhs.subs(parameters), "scipy")
    return lambda value: np.exp(log_mass(value))


@pytest.mark.parametrize("name", [name for name, rule in LAWS.items() if outcomes(rule) is None])
def test_integral(name):
    ends = next(found for words, found in SUPPORTS.items() if re.search(words, LAWS[name].assumptions))
    # Far out, densities that fall as exp(-exp(x)) overflow on the way to 0.
    with np.errstate(over="ignore"):
        parts = [quad(mass(LAWS[name]), *part, epsabs=1e-11, epsrel=1e-11) for part in pairwise(ends)]
    total, error = map(math.fsum, zip(*parts, strict=True))
    assert error < 1e-9
    assert abs(total - 1) < 1e-9


@pytest.mark.parametrize("name", [name for name, rule in LAWS.items() if outcomes(rule) is not None])
def test_sum(name):
    # A mass is a sum of some ten terms of up to 1e3.
    assert abs(math.fsum(map(mass(LAWS[name]), outcomes(LAWS[name]))) - 1) < 1e-11
