"""The accounts that the collection accepts agree with the numbers: ratio and difference to the slope."""

from __future__ import annotations

from dataclasses import replace

import mpmath
import pytest
import sympy
from check.people.collection import NAMEABLE, RIGHT, WRONG

pytestmark = pytest.mark.collection

PIECES = (sympy.Piecewise, sympy.Max, sympy.Min, sympy.Abs)


def is_one_formula(case):
    formulas = (case.expr, case.claim)
    return all(isinstance(formula, sympy.Expr | int) for formula in formulas) and isinstance(
        case.wrt, sympy.Symbol
    )


def is_smooth(case):
    return not any(sympy.sympify(formula).has(*PIECES) for formula in (case.expr, case.claim))


def coordinates(case, symbols, where):
    """Return one value for each symbol: that of the variable at ``where`` in its range, others fixed."""
    values = {}
    for index, symbol in enumerate(symbols):
        low, high = (case.domain or {}).get(symbol, (0.3, 2.2))
        share = where if symbol == case.wrt else 0.31 + 0.07 * index
        values[symbol] = mpmath.mpf(low) + (mpmath.mpf(high) - low) * mpmath.mpf(share)
    return values


def claimed_and_exact(case, places=(0.17, 0.41, 0.63, 0.88)):
    """Return both slopes at some points, the exact one by difference quotients of the expression."""
    symbols = sorted(sympy.sympify(case.expr).free_symbols | sympy.sympify(case.claim).free_symbols, key=str)
    function, claim = (sympy.lambdify(symbols, formula, "mpmath") for formula in (case.expr, case.claim))
    pairs = []
    with mpmath.workdps(40):
        for where in places:
            values = coordinates(case, symbols, where)
            slope = mpmath.diff(
                lambda at, fixed=values: function(*{**fixed, case.wrt: at}.values()),
                values[case.wrt],
                case.order,
            )
            pairs.append((mpmath.mpmathify(claim(*values.values())), slope))
    return pairs


def is_constant(numbers):
    return max(abs(number - numbers[0]) for number in numbers) <= 1e-9 * abs(numbers[0])


def are_apart(pairs):
    return [abs(claimed - exact) > 1e-9 * abs(exact) for claimed, exact in pairs]


ONE_FORMULA = [case for case in (*WRONG, *RIGHT) if is_one_formula(case)]
SMOOTH = [case for case in NAMEABLE if is_one_formula(case) and is_smooth(case)]
PARTIAL = [case for case in ONE_FORMULA if "region" in case.kinds and "diagonal" not in case.kinds]
EVERYWHERE = [case for case in ONE_FORMULA if "region" not in case.kinds]


def by_id(cases):
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.id)


@by_id(SMOOTH)
def test_proportion_and_offset(case):
    pairs = claimed_and_exact(case)
    ratios = [claimed / exact for claimed, exact in pairs]
    offsets = [claimed - exact for claimed, exact in pairs]
    assert ("constant-factor" in case.kinds) == is_constant(ratios)
    assert ("sign" in case.kinds) == (is_constant(ratios) and abs(ratios[0] + 1) < 1e-9)
    assert ("offset" in case.kinds) == is_constant(offsets)
    doubled = is_constant(ratios) and min(abs(ratios[0] - 2), abs(2 * ratios[0] - 1)) < 1e-9
    assert not doubled or "factor-2" in case.kinds


@by_id(EVERYWHERE)
def test_wrong_and_right(case):
    """Neither SymPy's derivatives nor the checker decide: quotients of the expression do."""
    apart = are_apart(claimed_and_exact(case))
    assert not any(apart) if case in RIGHT else any(apart)


@by_id(PARTIAL)
def test_wrong_in_a_part_only(case):
    case = replace(case, domain={case.wrt: (-2.2, 2.2), **(case.domain or {})})
    apart = are_apart(claimed_and_exact(case, [index / 41 + 0.01 for index in range(40)]))
    assert any(apart)
    assert not all(apart)
