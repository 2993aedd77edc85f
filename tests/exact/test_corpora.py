"""Published formulas: values and derivatives against references that SymPy's calculus did not compute."""

from __future__ import annotations

import mpmath
import pytest
import sympy
from sympy.parsing.sympy_parser import parse_expr

from sympy_torch_bridge.exact import ExactFunction, central_curvature, central_slope

TOLERANCE = 1e-14


def agrees(value, reference):
    with mpmath.workdps(40):
        expected = mpmath.mpf(reference)
        return abs(value.center - expected) <= TOLERANCE * abs(expected)


def read(case):
    symbols = {name: sympy.Symbol(name) for name in case["vars"]}
    return symbols, parse_expr(case["expr"], local_dict=symbols)


@pytest.mark.parametrize("method", ["auto", "mpmath"])
def test_calculus_chapter(corpus, method):
    checked = 0
    for case in corpus("d2l_scalar"):
        symbols, expr = read(case)
        wrt, order = symbols[case["wrt"]], case.get("order", 1)
        claim = parse_expr(case["claimed_derivative"], local_dict=symbols)
        function = ExactFunction([expr, expr.diff(wrt, order), claim], list(symbols.values()), method=method)
        for place in case["points"]:
            point = {symbols[name]: value for name, value in place["point"].items()}
            value, derivative, claimed = function(point)
            assert agrees(value, place["value"]), (case["id"], point)
            assert agrees(derivative, place["derivative"]), (case["id"], point)
            assert agrees(claimed, place["derivative"]), (case["id"], point)
            quotient = central_slope if order == 1 else central_curvature
            slope = quotient(function, point, wrt)
            with mpmath.workdps(40):
                exact = mpmath.mpf(place["derivative"])
                assert abs(slope.center - exact) <= TOLERANCE * abs(exact) + mpmath.mpf(10) ** -30, case["id"]
            checked += 1
    assert checked > 100


def test_physics_formulas(corpus):
    checked = 0
    for case in corpus("feynman"):
        symbols, expr = read(case)
        names = list(symbols)
        gradient = [expr.diff(symbols[name]) for name in names]
        function = ExactFunction([expr, *gradient], list(symbols.values()))
        for place in case["points"]:
            point = {symbols[name]: value for name, value in place["point"].items()}
            value, *partials = function(point)
            assert agrees(value, place["value"]), (case["id"], point)
            for name, partial in zip(names, partials, strict=True):
                assert agrees(partial, place["gradient"][name]), (case["id"], name, point)
                slope = central_slope(function, point, symbols[name])
                assert agrees(slope, place["gradient"][name]), (case["id"], name, point)
            checked += 1
    assert checked == 300


def test_wrong_claims_differ_from_the_derivative_at_some_point(corpus):
    """No wrong claim agrees everywhere: what the checker needs from these enclosures is there."""
    missed = []
    cases = [case for case in corpus("wrong_claims") if "wrt" in case and case.get("order", 1) == 1][:150]
    for case in cases:
        symbols, expr = read(case)
        claim = parse_expr(case["claimed_derivative"], local_dict=symbols)
        function = ExactFunction([expr.diff(symbols[case["wrt"]]), claim], list(symbols.values()))
        if not any(_refutes(function, symbols, place) for place in case["points"]):
            missed.append(case["id"])
    assert cases
    assert not missed


def _refutes(function, symbols, place):
    exact, claimed = function({symbols[name]: value for name, value in place["point"].items()})
    with mpmath.workprec(500):
        return abs(exact.center - claimed.center) > exact.radius + claimed.radius
