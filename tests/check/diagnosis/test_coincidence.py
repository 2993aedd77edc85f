"""Claims that hold no slip are not given the name of one."""

from __future__ import annotations

import pytest
import sympy

import sympy_torch_bridge as stb
from benchmarks.checker.coincidence import UNRELATED, named, wrong_claims

x, y = sympy.symbols("x y", positive=True)


@pytest.mark.parametrize("way", UNRELATED)
def test_what_holds_no_slip_is_not_named(way):
    reports = [named(wrong)[1] for wrong in wrong_claims([way], 12, seed=3)]
    assert all(report.verdict == "refuted" for report in reports)
    assert [report.diagnosis for report in reports if report.mistakes] == []


DOMAIN = {x: (0.3, 2.5), y: (0.4, 2.0)}


@pytest.mark.parametrize(
    ("expr", "claim"),
    [
        (sympy.erf(x * y), y),
        (x * sympy.tanh(x), x),
        (x**y, x**y * y**2),
        (y * sympy.log(x / y), 1 / (2 * x)),
    ],
    ids=str,
)
def test_a_short_formula_does_not_show_two_slips(expr, claim):
    domain = {symbol: bounds for symbol, bounds in DOMAIN.items() if expr.has(symbol)}
    report = stb.check_gradient(expr, claim, x, domain=domain)
    assert report.verdict == "refuted"
    assert len(report.mistakes) < 2, report.diagnosis


@pytest.mark.parametrize(
    "expr", [x**2 * y + sympy.sin(x * y), x**y, y * sympy.acosh(x + 1), y * sympy.log(x / y)], ids=str
)
def test_another_symbol_alone_does_not_show_what_was_left_out(expr):
    report = stb.check_gradient(expr, y, x, domain=DOMAIN)
    assert report.verdict == "refuted"
    assert report.mistakes == ()


def test_another_symbol_in_each_entry_does():
    expr = sympy.log(1 + x * y)
    (mistake,) = stb.check_gradient(expr, [y, x], [x, y], domain=DOMAIN).mistakes
    assert (mistake.kind, mistake.part) == ("factor", str(expr))


def test_two_slips_in_a_longer_formula_are_named():
    expr = x**2 * sympy.sin(3 * x) + sympy.log(x)
    claim = 2 * x * sympy.sin(3 * x) + x**2 * sympy.cos(3 * x) - 1 / x
    report = stb.check_gradient(expr, claim, x, domain={x: (0.3, 2.5)})
    assert {mistake.kind for mistake in report.mistakes} == {"inner-derivative", "flipped-term"}


def test_the_quotient_below_a_power_is_seen():
    claim = 2 * sympy.sin(x) / x * sympy.cos(x)
    report = stb.check_gradient((sympy.sin(x) / x) ** 2, claim, x, domain={x: (0.5, 6)})
    assert report.diagnosis == (
        "consistent with the derivatives of numerator and denominator divided in sin(x)/x"
    )


def test_a_function_that_its_inside_undoes_is_not_named():
    report = stb.check_gradient(sympy.log(sympy.exp(x) + sympy.exp(y)), x, x, domain=DOMAIN)
    assert report.verdict == "refuted"
    assert report.mistakes == ()
