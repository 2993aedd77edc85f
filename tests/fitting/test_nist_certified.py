"""Every printed digit of the NIST data sets follows from their data and our formulas, at 40 digits.

The sum of squares proves the observations and the formula, but hardly depends on the parameters: near the
minimum their last digits change it in the second order only. So the minimum is found anew, by Gauss-Newton
steps in mpmath, which share no code with torch; parameters, deviations and sums then have to round to what
is printed.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import mpmath
import pytest
import sympy
from nist import FORMULAS, read

# Their data are so exact that the rounding of the printed parameters shows in the sum at these.
ROUNDED = ("Lanczos1", "Lanczos2")


class Exact:
    """A fit in exact decimals."""

    def __init__(self, data):
        self.data, formula = data, FORMULAS[data.name]
        arguments = [*formula.predictors, *formula.parameters]
        slopes = [formula.law.diff(b) for b in formula.parameters]
        self.law = sympy.lambdify(arguments, [formula.law, *slopes], "mpmath", cse=True)
        response = sympy.lambdify([sympy.Symbol("y", real=True)], formula.response, "mpmath")
        rows = [[mpmath.mpf(entry) for entry in row] for row in data.rows]
        self.points = [row[1:] for row in rows]
        self.responses = [response(row[0]) for row in rows]
        self.given = [mpmath.mpf(value) for value in data.parameters.values()]

    def residuals(self, b):
        """Return the residuals, the rows of the Jacobian, and the sum of squares."""
        values = [self.law(*point, *b) for point in self.points]
        residuals = [y - value[0] for y, value in zip(self.responses, values, strict=True)]
        return residuals, [value[1:] for value in values], mpmath.fdot(residuals, residuals)

    def minimum(self):
        """Return the parameters of least squares, with their deviations and the sum."""
        b = self.given
        for _ in range(60):
            residuals, rows, total = self.residuals(b)
            columns = list(zip(*rows, strict=True))
            normal = mpmath.matrix([[mpmath.fdot(u, v) for v in columns] for u in columns])
            inverse = normal**-1
            step = inverse * mpmath.matrix([mpmath.fdot(column, residuals) for column in columns])
            b = [value + change for value, change in zip(b, step, strict=True)]
            if all(abs(change) < 1e-15 * abs(value) for value, change in zip(b, step, strict=True)):
                break
        variance = total / (len(self.responses) - len(b))
        return b, [mpmath.sqrt(variance * inverse[i, i]) for i in range(len(b))], total, mpmath.sqrt(variance)


def printed(number):
    """Write a number as the files do, such as 2.3894212918E+02."""
    text = mpmath.nstr(number, 11, min_fixed=1, max_fixed=0, strip_zeros=False)
    mantissa, _, exponent = text.partition("e")
    return f"{mantissa}E{int(exponent or 0):+03d}"


def differences(data):
    """Return the names of the printed numbers that do not follow from the observations."""
    b, deviations, total, deviation = Exact(data).minimum()
    pairs = {
        **{name: (b[i], value) for i, (name, value) in enumerate(data.parameters.items())},
        **{f"deviation {name}": (deviations[i], v) for i, (name, v) in enumerate(data.deviations.items())},
        "sum": (total, data.residual_sum),
        "deviation": (deviation, data.residual_deviation),
    }
    return [name for name, (found, given) in pairs.items() if printed(found) != given]


@pytest.fixture(autouse=True)
def digits():
    with mpmath.workdps(40):
        yield


@pytest.mark.parametrize("name", FORMULAS)
def test_every_printed_digit(name):
    data = read(name)
    assert len(data.rows) == data.n_observations
    assert len(data.parameters) == len(FORMULAS[name].parameters)
    assert differences(data) == []


@pytest.mark.parametrize("name", FORMULAS)
def test_sum_of_squares_at_the_certified_parameters(name):
    exact = Exact(read(name))
    total = printed(exact.residuals(exact.given)[2])
    assert (total == exact.data.residual_sum) is (name not in ROUNDED), total


def test_files_and_formulas_belong_together():
    folder = Path(__file__).parents[2] / "examples" / "nist"
    assert {file.stem for file in folder.glob("*.dat")} == set(FORMULAS)
    assert len(FORMULAS) == 27


@pytest.mark.parametrize("column", [0, 1])
def test_a_changed_observation_is_seen(column):
    data = read("Misra1a")
    first = list(data.rows[4])
    first[column] = first[column].replace("9", "8")
    changed = replace(data, rows=(*data.rows[:4], tuple(first), *data.rows[5:]))
    assert changed.rows != data.rows
    assert {"b1", "b2", "sum"} <= set(differences(changed))


def test_a_changed_last_digit_is_seen():
    data = read("Misra1a")
    parameters = {**data.parameters, "b2": "5.5015643180E-04"}
    deviations = {**data.deviations, "b1": "2.7070075242E+00"}
    assert differences(replace(data, parameters=parameters, deviations=deviations)) == ["b2", "deviation b1"]


def test_the_degrees_of_freedom_of_one_file_are_misprinted():
    """The certified deviation of Rat43 is that of 15 - 4 degrees of freedom; its file says 9."""
    printed_ones = {name: read(name).degrees_of_freedom for name in FORMULAS}
    wrong = [n for n, count in printed_ones.items() if count != len(read(n).rows) - len(read(n).parameters)]
    assert wrong == ["Rat43"]
    assert printed_ones["Rat43"] == 9
