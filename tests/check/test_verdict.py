"""One failure refutes; to be consistent, every witness has to see every component well."""

from __future__ import annotations

import pytest

from sympy_torch_bridge.check.result import PointResult
from sympy_torch_bridge.check.verdict import overall
from sympy_torch_bridge.tolerance import FLOAT64


def row(index, verdict="PASS", *, witness="claim", component="df/dx", resolution=1e-14):
    return PointResult(index, (("x", 1.0),), component, witness, 1.0, 1.0, 0.0, 1e-14, resolution, verdict)


def verdict(*rows):
    return overall(rows, FLOAT64)[0]


def test_one_failure_refutes():
    assert verdict(*(row(i) for i in range(23)), row(23, "FAIL")) == "refuted"


@pytest.mark.parametrize("poor", [row(0, resolution=1e-8), row(0, "ILL_CONDITIONED"), row(0, "UNDECIDED")])
def test_half_of_the_points_is_enough_and_less_is_not(poor):
    assert verdict(poor, row(1)) == "consistent"
    assert (
        verdict(poor, row(1, poor.verdict, resolution=poor.resolution), row(2, resolution=1e-8))
        == "inconclusive"
    )


def test_every_component_counts():
    poor = [row(i, "ILL_CONDITIONED", component="df/dy") for i in range(4)]
    answer, reason = overall([*(row(i) for i in range(4)), *poor], FLOAT64)
    assert answer == "inconclusive"
    assert reason == (
        "df/dy by claim was checked to 1e-09 or better at only 0 of 4 points; "
        "elsewhere rounding could hide a mistake"
    )


def test_every_witness_counts():
    poor = [row(i, "ILL_CONDITIONED", witness="forward") for i in range(4)]
    assert verdict(*(row(i, witness="reverse") for i in range(4)), *poor) == "inconclusive"


def test_a_component_without_derivative_is_not_checked():
    rows = [row(0), row(0, "KINK", component="df/dy")]
    assert overall(rows, FLOAT64) == ("inconclusive", "df/dy by claim could be judged at no point")


@pytest.mark.parametrize("nothing", ["KINK", "OUTSIDE_DOMAIN"])
def test_points_without_derivative_do_not_count(nothing):
    assert verdict(row(0), row(1, nothing), row(2, nothing)) == "consistent"
    assert verdict(row(0, nothing), row(1, nothing)) == "inconclusive"
    assert verdict(row(0, nothing), row(0, witness="value", component="f")) == "inconclusive"


def test_nan_is_no_good_resolution():
    assert verdict(row(0, resolution=float("nan"))) == "inconclusive"
