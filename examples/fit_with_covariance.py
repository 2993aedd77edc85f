"""Fit formulas to the NIST reference data with SciPy and the exact Jacobian, and find the standard errors.

The values found are set beside the certified ones, from both of the starting points of each data set.
Give names of data sets to fit others, or ``all``.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import torch
from nist import FORMULAS, measured, read, starting_points
from scipy.linalg import solve_triangular
from scipy.optimize import least_squares

import sympy_torch_bridge as stb

SHOWN = ("Misra1a", "Chwirut2", "Nelson", "Hahn1", "MGH09", "Thurber", "Eckerle4", "Rat43")


@dataclass(frozen=True)
class Fit:
    """What was found."""

    module: stb.SymPyModule
    values: np.ndarray
    covariance: np.ndarray
    residual_sum: float
    n_evaluations: int

    @property
    def errors(self) -> np.ndarray:
        """The standard errors of the parameters."""
        return np.sqrt(np.diag(self.covariance))


def covariance(jacobian: np.ndarray, residuals: np.ndarray) -> np.ndarray:
    """Return s² (JᵀJ)⁻¹ through J = QR: in JᵀJ rounding counts with the square of the condition number."""
    n_observations, n_parameters = jacobian.shape
    triangle = np.linalg.qr(jacobian, mode="r")
    inverse = solve_triangular(triangle, np.eye(n_parameters))
    return inverse @ inverse.T * (residuals @ residuals) / (n_observations - n_parameters)


def fit(name: str, start: dict) -> Fit:
    """Minimise the sum of squares from a starting point {symbol: value}."""
    formula = FORMULAS[name]
    points, response = measured(name)
    module = stb.SymPyModule(formula.law, formula.predictors, parameters=start, constraints="none")
    law = module.function  # of the predictors and the parameters
    slopes = law.gradient(formula.parameters)  # exact, one column for each parameter

    with np.errstate(over="ignore"):  # a step on trial may overflow, and is taken back then
        found = least_squares(
            lambda b: (law(*points, *b) - response).numpy(),
            list(start.values()),
            jac=lambda b: slopes(*points, *b).numpy(),
            x_scale="jac",  # the parameters differ by many powers of ten
            xtol=1e-15, ftol=1e-15, gtol=1e-15,
            max_nfev=3000,
        )  # fmt: skip
    with torch.no_grad():
        for parameter, value in zip(module.parameters(), found.x, strict=True):
            parameter.fill_(value)
    spread = covariance(found.jac, found.fun)
    return Fit(module, found.x, spread, float(found.fun @ found.fun), found.nfev)


def digits(found: Iterable[float], certified: Iterable[str]) -> float:
    """Return how many digits of all numbers are right: -log10 of the largest relative error."""
    right = np.array([float(value) for value in certified])
    error = np.max(np.abs(np.array(found) - right) / np.abs(right))  # nan if one of them is
    return 99.0 if error == 0 else -math.log10(error) if math.isfinite(error) else -math.inf


def show(name: str, found: Fit) -> None:
    """Print the certified values under the found ones."""
    data = read(name)
    print(f"{name}: {found.module.sympy().n(5)}")
    print(f"  {'':<4}{'value':>18}{'certified':>18}{'standard error':>18}{'certified':>18}")
    rows = zip(data.parameters.items(), data.deviations.values(), found.values, found.errors, strict=True)
    for (b, certified), deviation, value, error in rows:
        print(f"  {b:<4}{value:18.10E}{certified:>18}{error:18.10E}{deviation:>18}")
    print(f"  sum of squares {found.residual_sum:.10E}, certified {data.residual_sum}")


def main(names: list[str]) -> None:
    cases = [(name, place) for name in names for place in (0, 1)]
    results = {case: fit(case[0], starting_points(case[0])[case[1]]) for case in followed(cases)}
    for name in names:
        show(name, results[name, 1])
    print("correct digits       values  errors  evaluations")
    for (name, place), found in results.items():
        data = read(name)
        right = digits(found.values, data.parameters.values())
        right_errors = digits(found.errors, data.deviations.values())
        print(f"{name:<9} start {place + 1}    {right:7.1f} {right_errors:7.1f}  {found.n_evaluations:11}")
        assert right > 6
        # The residuals of Lanczos1 are the rounding of its data to 14 digits: doubles resolve three digits.
        assert right_errors > (2.5 if name == "Lanczos1" else 4)


def followed(cases: list) -> Iterable:
    """Show a progress bar where rich is installed and someone watches."""
    if not sys.stderr.isatty():
        return cases
    try:
        from rich.console import Console
        from rich.progress import track
    except ImportError:
        return cases
    return track(cases, "fitting", console=Console(stderr=True))


if __name__ == "__main__":
    given = [name for name in sys.argv[1:] if name in FORMULAS]
    main(list(FORMULAS) if "all" in sys.argv else given or list(SHOWN))
