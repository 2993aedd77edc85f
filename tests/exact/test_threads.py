"""Exact values are the same whatever other threads compute meanwhile."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import mpmath
import pytest
import sympy

import sympy_torch_bridge as stb
from sympy_torch_bridge.check.known import forget
from sympy_torch_bridge.exact import ExactFunction, classify

x = sympy.Symbol("x", real=True)
THREADS = 8
# Cancellation asks for more bits than the start: 128 to 1024, other ones in each thread.
FORMULAS = [
    (1 - sympy.cos(x)) / x**2,
    (sympy.exp(x) - 1 - x - x**2 / 2) / x**3,
    (sympy.sin(x) - x) / x**3,
    sympy.log(1 + x) - sympy.log(1 + 2 * x),
]
POINTS = [10.0**-k for k in range(1, 24, 2)]


@pytest.fixture(autouse=True)
def frequent_switches():
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def values_of(formula, method):
    function = ExactFunction(formula, [x], method=method)
    return [(v.center, v.radius, v.bits) for point in POINTS for v in function({x: point})]


def slopes_of(formula, method):
    function = ExactFunction(sympy.Abs(formula), [x], method=method)
    return [classify(function, {x: point}, x).central.center for point in POINTS[:5]]


@pytest.mark.parametrize("compute", [values_of, slopes_of])
@pytest.mark.parametrize("method", ["auto", "mpmath"])
def test_threads_get_the_numbers_of_a_single_one(method, compute):
    precision = mpmath.mp.prec
    serial = [compute(formula, method) for formula in FORMULAS]
    jobs = FORMULAS * 4
    with ThreadPoolExecutor(THREADS) as pool:
        together = list(pool.map(lambda formula: compute(formula, method), jobs))
    assert together == serial * 4
    assert mpmath.mp.prec == precision


def test_checks_in_threads_equal_serial_ones():
    def checked(formula):
        claims = [sympy.diff(formula, x), sympy.diff(formula, x) * (1 + sympy.Rational(1, 10**12))]
        return [
            stb.check_gradient(formula, claim, x, seed=seed).to_json() for claim in claims for seed in (0,)
        ]

    serial = [checked(formula) for formula in FORMULAS]
    forget()
    with ThreadPoolExecutor(THREADS) as pool:
        together = list(pool.map(checked, FORMULAS))
    assert together == serial


@pytest.mark.parametrize("bits", [30, 200, 1000])
def test_reports_do_not_depend_on_the_precision_around_a_check(bits):
    """Another thread that computes meanwhile is such a precision."""

    def report(formula):
        forget()
        return stb.check_gradient(formula, sympy.diff(formula, x), x).to_json()

    expected = [report(formula) for formula in FORMULAS]
    with mpmath.workprec(bits):
        assert [report(formula) for formula in FORMULAS] == expected
