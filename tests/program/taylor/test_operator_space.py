"""Which sums of derivatives are carried along: the dimension by hand, and the rules against SymPy."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
import sympy

from sympy_torch_bridge.program.taylor import Plan
from sympy_torch_bridge.program.taylor.operator_space import Combination, basis_of

x, y, t, s = sympy.symbols("x y t s")
LAPLACIAN = ((1, (2, 0, 0)), (1, (0, 2, 0)))
HEAT = ((1, (0, 0, 1)), (-0.01, (2, 0, 0)), (-0.01, (0, 2, 0)))
BIHARMONIC = ((1, (4, 0, 0)), (2, (2, 2, 0)), (1, (0, 4, 0)))
SLOPE = ((1, (1, 0, 0)), (1, (0, 1, 0)))
TIME = ((1, (0, 0, 1)),)

# What is wanted, and how many parts of each degree of the leading term are carried along.
SPACES: dict[str, tuple[list[Combination], dict[int, int]]] = {
    "value": ([((1, (0, 0, 0)),)], {0: 1}),
    "slope": ([SLOPE], {0: 1, 1: 1}),
    "slopes": ([SLOPE, ((1, (1, 0, 0)),)], {0: 1, 1: 2}),
    "Laplacian": ([LAPLACIAN], {0: 1, 1: 2, 2: 1}),
    "Laplacian and a term of it": ([LAPLACIAN, ((1, (2, 0, 0)),)], {0: 1, 1: 2, 2: 2}),
    "multiple": (
        [LAPLACIAN, tuple((3 * factor, orders) for factor, orders in LAPLACIAN)],
        {0: 1, 1: 2, 2: 1},
    ),
    "heat": ([HEAT], {0: 1, 1: 2, 2: 1}),
    "heat and slope": ([HEAT, SLOPE], {0: 1, 1: 2, 2: 1}),
    "heat and time": ([HEAT, TIME], {0: 1, 1: 3, 2: 1}),
    # Of fourth order, the slopes of the Laplacian, three of second order, two slopes, the value.
    "biharmonic": ([BIHARMONIC], {0: 1, 1: 2, 2: 3, 3: 2, 4: 1}),
    "biharmonic in time": ([(*BIHARMONIC, (1, (0, 0, 1)))], {0: 1, 1: 2, 2: 3, 3: 2, 4: 1}),
    "a square": ([((1, (2, 0, 0)), (2, (1, 1, 0)), (1, (0, 2, 0)))], {0: 1, 1: 1, 2: 1}),
    "mixed": ([((1, (2, 1, 0)),)], {0: 1, 1: 2, 2: 2, 3: 1}),
}
by_space = pytest.mark.parametrize(("wanted", "degrees"), SPACES.values(), ids=SPACES)


@by_space
def test_dimensions(wanted: list[Combination], degrees: dict[int, int]) -> None:
    assert Counter(map(sum, basis_of(wanted)[0])) == degrees


@by_space
def test_wanted_sums_are_put_together_from_the_basis(
    wanted: list[Combination], degrees: dict[int, int]
) -> None:
    basis, weights = basis_of(wanted)
    for terms in wanted:
        total: Counter[Any] = Counter()
        for key, weight in weights[terms].items():
            total.update({orders: weight * factor for orders, factor in basis[key].items()})
        assert {o: float(c) for o, c in total.items() if c} == {o: pytest.approx(c) for c, o in terms}


def applied(terms: Any, expr: Any) -> Any:
    """Apply a sum of derivatives to an expression."""
    total = sympy.Integer(0)
    for factor, orders in terms:
        derived = expr
        for variable, order in zip((x, y, t), orders, strict=True):
            derived = derived.diff(variable, order) if order else derived
        total += sympy.nsimplify(factor) * derived
    return total


INNER = x**3 * y**2 + x * y**4 * t + 2 * x - t * x**2 + y


@by_space
def test_the_rules_are_sympys(wanted: list[Combination], degrees: dict[int, int]) -> None:
    plan, (basis, _) = Plan(wanted), basis_of(wanted)
    inner = {key: applied([(c, o) for o, c in sum_.items()], INNER) for key, sum_ in basis.items()}
    other = {key: applied([(c, o) for o, c in sum_.items()], x * y + t**2 * x) for key, sum_ in basis.items()}
    for key, sum_ in basis.items():
        terms = [(c, o) for o, c in sum_.items()]
        if any(key):
            chain = sum(
                sympy.nsimplify(count)
                * sympy.Mul(*(inner[part] for part in parts))
                * sympy.diff(s**5, s, len(parts)).subs(s, INNER)
                for count, parts in plan.chains[key]
            )
            at = {x: 2, y: sympy.Rational(1, 3), t: -3}
            assert chain.subs(at) == applied(terms, INNER**5).subs(at)
        product = sum(
            sympy.nsimplify(c) * inner[left] * other[right] for c, left, right in plan.products[key]
        )
        assert sympy.expand(product - applied(terms, INNER * (x * y + t**2 * x))) == 0


def test_sums_that_would_cancel_are_not_put_together() -> None:
    """Of two sums with a common term, one minus the other plus the other loses what the term is larger by."""
    wanted = [((1, (2, 0, 0)), (1, (0, 2, 0))), ((1, (2, 0, 0)), (1, (0, 0, 2)))]
    basis, weights = basis_of(wanted)
    assert all(len(sum_) == 1 for sum_ in basis.values())
    assert [len(weights[terms]) for terms in wanted] == [2, 2]
    slightly = [((1, (2, 0, 0)), (1, (0, 2, 0))), ((1, (2, 0, 0)), (1, (0, 2, 0)), (1e-9, (0, 0, 2)))]
    assert len(basis_of(slightly)[0]) < len(basis_of(wanted)[0])


def test_rounded_factors_are_no_new_direction_lost() -> None:
    """Factors are taken as the exact numbers they are: 0.1 + 0.2 is not 0.3."""
    wanted = [((0.3, (1, 0, 0)), (1, (0, 1, 0))), ((0.1 + 0.2, (1, 0, 0)), (1, (0, 1, 0)))]
    assert len(basis_of(wanted)[0]) == 3
