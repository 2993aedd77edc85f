"""Piecewise in every form: values, gradients that no untaken branch poisons, and the size of programs."""

from __future__ import annotations

import math
import random
import time
from typing import Any

import pytest
import sympy
import torch
from sympy import (
    And,
    Contains,
    Eq,
    Interval,
    Lambda,
    MatrixSymbol,
    Not,
    Or,
    Piecewise,
    Subs,
    Symbol,
    Union,
    cos,
    exp,
    log,
    nan,
    sin,
    sqrt,
)
from sympy.logic.boolalg import ITE

from sympy_torch_bridge import compile

x, y = sympy.symbols("x y", real=True)
t, z = sympy.symbols("t z", real=True)


def value_and_gradients(expr: Any, *points: list[float]) -> tuple[torch.Tensor, list[torch.Tensor]]:
    inputs = [torch.tensor(p, dtype=torch.float64, requires_grad=True) for p in points]
    value = compile(expr, [x, y][: len(points)])(*inputs)
    return value.detach(), list(torch.autograd.grad(value.nansum(), inputs))


CASES = {
    "two branches": (Piecewise((x**2, x > 0), (sin(x), True)), lambda t: t * t if t > 0 else math.sin(t)),
    "no default": (
        Piecewise((x**2, x > 1), (-x, x < -1)),
        lambda t: t * t if t > 1 else -t if t < -1 else math.nan,
    ),
    "and": (Piecewise((exp(x), And(x > -1, x < 1)), (0, True)), lambda t: math.exp(t) if -1 < t < 1 else 0.0),
    "or": (
        Piecewise((exp(x), Or(x < -1, x > 1)), (x, True)),
        lambda t: math.exp(t) if t < -1 or t > 1 else t,
    ),
    "not": (Piecewise((x, Not(And(x > -1, x < 1))), (3 * x, True)), lambda t: 3 * t if -1 < t < 1 else t),
    "if-then-else": (
        Piecewise((x, ITE(x > 0, x < 1, x < -1)), (x**3, True)),
        lambda t: t if (t < 1 if t > 0 else t < -1) else t**3,
    ),
    "contains": (
        Piecewise((x, Contains(x, Interval.Lopen(-1, 1))), (2 * x, True)),
        lambda t: t if -1 < t <= 1 else 2 * t,
    ),
    "union": (
        Piecewise((x, Contains(x, Union(Interval(-2, -1), Interval.open(0, 1)))), (5, True)),
        lambda t: t if -2 <= t <= -1 or 0 < t < 1 else 5.0,
    ),
    "equality": (Piecewise((7 * x, Eq(x, 1)), (x, True)), lambda t: 7 * t if t == 1 else t),
    "constants": (Piecewise((1, x > 0), (-1, x < 0), (0, True)), lambda t: math.copysign(1, t) if t else 0.0),
    "explicit nan": (Piecewise((x, x > 0), (nan, True)), lambda t: t if t > 0 else math.nan),
    "inside a function": (exp(Piecewise((x, x < 0), (-x, True))), lambda t: math.exp(-abs(t))),
}
POINTS = [-2.5, -1.0, -0.5, 0.25, 1.0, 1.5]


@pytest.mark.parametrize("name", CASES)
def test_value_and_slope(name: str) -> None:
    expr, function = CASES[name]
    value, (slope,) = value_and_gradients(expr, POINTS)
    for point, got, rate in zip(POINTS, value.tolist(), slope.tolist(), strict=True):
        exact = function(point)
        assert got == pytest.approx(exact, rel=1e-14, nan_ok=True), point
        h = 1e-6 if abs(point) != 1 else 0  # at the ends of the branches there is no derivative
        if h and not math.isnan(exact):
            assert rate == pytest.approx((function(point + h) - function(point - h)) / (2 * h), abs=1e-8)


TRAPS = {
    "removable": (Piecewise((sin(x) / x, x > 0), (1, True)), 0.0),
    "root": (Piecewise((sqrt(x), x > 0), (x, True)), 1.0),
    "logarithm": (Piecewise((log(x), x > 0), (x, True)), 1.0),
    "overflow": (Piecewise((exp(1000 - 2000 * x), x > 1), (x, True)), 1.0),
    "essential": (Piecewise((exp(-1 / x**2), x > 0), (x, True)), 1.0),
    "root of the condition": (Piecewise((2 * sqrt(x), sqrt(x) > 1), (x, True)), 1.0),
    "shared by two of three": (Piecewise((sqrt(x), x > 2), (2 * sqrt(x), x > 1), (x, True)), 1.0),
    "guarded in one, plain in another": (
        Piecewise((Piecewise((sqrt(x), x > 1), (x, True)), x < 3), (sqrt(x), True)),
        1.0,
    ),
    "beside itself": (
        Piecewise((sqrt(x), x > 1), (0, True)) + Piecewise((sqrt(x) ** 3, x > 2), (x, True)),
        1.0,
    ),
    "in a condition of another": (
        Piecewise((x, Piecewise((sqrt(x), x > 1), (0, True)) < 1), (sqrt(x) + 1, True)),
        1.0,
    ),
}


@pytest.mark.parametrize("name", TRAPS)
def test_branch_not_taken_poisons_no_gradient(name: str) -> None:
    expr, slope_at_zero = TRAPS[name]
    _, (slope,) = value_and_gradients(expr, [0.0])
    assert slope.item() == slope_at_zero


def test_missing_default_is_nan_with_gradient_zero_elsewhere() -> None:
    value, (slope,) = value_and_gradients(Piecewise((x**2, x > 0)), [-1.0, 2.0])
    assert value[0].isnan()
    assert (value[1], slope[1]) == (4, 4)


def thirty(offset: int) -> Any:
    return Piecewise(*((sqrt(x - k) + k, x < k + 1) for k in range(offset, offset + 29)), (log(x), True))


def test_thirty_branches() -> None:
    points = [k + 0.5 for k in range(31)]
    value, (slope,) = value_and_gradients(thirty(0), points)
    for point, got, rate in zip(points, value.tolist(), slope.tolist(), strict=True):
        k = int(point)
        assert got == pytest.approx(math.sqrt(0.5) + k if k < 29 else math.log(point), rel=1e-15)
        assert rate == pytest.approx(0.5 / math.sqrt(0.5) if k < 29 else 1 / point, rel=1e-15)


def nested(depth: int) -> Any:
    shared = log(x + y)
    for k in range(depth):
        shared = Piecewise((shared + sqrt(x + k), x > k), (shared * exp(-y), True))
    return shared


def test_program_grows_linearly_with_nested_sharing() -> None:
    """Every level uses the level below in both branches; branch by branch depth 40 had 10**12 paths."""
    sizes = [len(compile(nested(depth), [x, y]).program) for depth in (10, 20, 40)]
    assert sizes[2] - sizes[1] <= 2 * (sizes[1] - sizes[0]) + 4
    begin = time.perf_counter()
    f = compile(nested(300), [x, y])
    assert len(f.program) < 20 * 300
    assert time.perf_counter() - begin < 10


def test_nested_chain_of_many_levels() -> None:
    expr: Any = x
    for k in range(600):
        expr = Piecewise((x * k, x > k), (expr, True), evaluate=False)
    f = compile(expr, [x])
    t = torch.tensor([-1.0, 2.5, 500.5], dtype=torch.float64, requires_grad=True)
    value = f(t)
    assert value.tolist() == [-1.0, 2.5 * 2, 500.5 * 500]
    assert torch.autograd.grad(value.sum(), t)[0].tolist() == [1.0, 2.0, 500.0]


class Dual:
    """A number with its gradient by ``x`` and ``y``: the reference of the random formulas."""

    def __init__(self, value: float, slopes: tuple[float, float] = (0.0, 0.0)) -> None:
        self.value, self.slopes = value, slopes

    def through(self, value: float, slope: float) -> Dual:
        return Dual(value, (self.slopes[0] * slope, self.slopes[1] * slope))


def add(a: Dual, b: Dual) -> Dual:
    return Dual(a.value + b.value, (a.slopes[0] + b.slopes[0], a.slopes[1] + b.slopes[1]))


def root(a: Dual) -> Dual:
    if a.value <= 0:
        raise ZeroDivisionError
    return a.through(math.sqrt(a.value), 0.5 / math.sqrt(a.value))


def half(a: Dual) -> Dual:
    return a.through(-a.value / 2, -0.5)


# Each step as a formula and as a function of duals; roots of what is not positive have no value.
STEPS = (
    (lambda a, b: a + b, add),
    (
        lambda a, b: cos(a) - b / 2,
        lambda a, b: add(a.through(math.cos(a.value), -math.sin(a.value)), half(b)),
    ),
    (lambda a, b: sqrt(a) + b, lambda a, b: add(root(a), b)),
    (lambda a, b: sqrt(a - b), lambda a, b: root(add(a, b.through(-b.value, -1.0)))),
)


def random_formula(seed: int, steps: int = 14) -> tuple[Any, Any]:
    """Build a graph in which every step may use any earlier one, and the function that follows it."""
    rng = random.Random(seed)
    formulas: list[Any] = [x, y, x * y + 1]
    functions: list[Any] = [
        lambda p: Dual(p[0], (1.0, 0.0)),
        lambda p: Dual(p[1], (0.0, 1.0)),
        lambda p: Dual(p[0] * p[1] + 1, (p[1], p[0])),
    ]
    deciding = [0, 1, 2]  # SymPy rewrites a Piecewise inside a condition, which ends in huge formulas
    for _ in range(steps):
        i, j = (rng.randrange(len(formulas)) for _ in range(2))
        k = rng.choice(deciding)
        if rng.random() < 0.5:
            bound = rng.choice([-0.5, 0.25, 1.0])
            exhaustive = rng.random() < 0.8
            pairs = [
                (formulas[i], formulas[k] > bound),
                (formulas[j], True if exhaustive else formulas[k] < bound - 1),
            ]
            formulas.append(Piecewise(*pairs, evaluate=False))
            functions.append(branching(functions[i], functions[j], functions[k], bound, exhaustive))
        else:
            formula, function = rng.choice(STEPS)
            formulas.append(formula(formulas[i], formulas[j]))
            if not formulas[-1].has(Piecewise):
                deciding.append(len(formulas) - 1)
            functions.append(lambda p, f=function, a=functions[i], b=functions[j]: f(a(p), b(p)))
    return formulas[-1] + formulas[-2], lambda p: add(functions[-1](p), functions[-2](p))


def branching(a: Any, b: Any, c: Any, bound: float, exhaustive: bool) -> Any:
    def function(p: tuple[float, float]) -> Dual:
        decides = c(p).value
        if decides > bound:
            return a(p)
        if exhaustive or decides < bound - 1:
            return b(p)
        raise ZeroDivisionError

    return function


@pytest.mark.parametrize("seed", range(60))
def test_random_graphs_of_branches(seed: int) -> None:
    formula, function = random_formula(seed)
    grid = [(a, b) for a in (-1.5, 0.0, 0.75, 2.0) for b in (-1.0, 0.0, 0.5, 1.5)]
    inputs = [
        torch.tensor(column, dtype=torch.float64, requires_grad=True) for column in zip(*grid, strict=True)
    ]
    value = compile(formula, [x, y])(*inputs)
    slopes = torch.autograd.grad(value, inputs, torch.ones_like(value), materialize_grads=True)
    for place, point in enumerate(grid):
        try:
            exact = function(point)
        except ZeroDivisionError:  # the root of a number that is not positive, or no branch
            continue
        assert value[place].item() == pytest.approx(exact.value, rel=1e-12, abs=1e-12)
        assert [s[place].item() for s in slopes] == pytest.approx(exact.slopes, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("is_reversed", [False, True])
def test_outputs_that_need_a_branch_at_different_points(is_reversed: bool) -> None:
    inner = Piecewise((sqrt(x), x > 0), (x, True))
    outputs = [
        inner * 2,
        Piecewise((inner + sqrt(x - 3), x > 3), (-x, True)),
        Piecewise((5 * x, x > 3), (inner, True)),
    ]
    order = outputs[::-1] if is_reversed else outputs
    at = torch.tensor([-1.0, 0.0, 1.0, 4.0], dtype=torch.float64, requires_grad=True)
    values = compile(order, [x])(at)
    results = [(v.tolist(), torch.autograd.grad(v.sum(), at)[0].tolist()) for v in values]
    assert (results[::-1] if is_reversed else results) == [
        ([-2.0, 0.0, 2.0, 4.0], [2.0, 2.0, 1.0, 0.5]),
        ([1.0, -0.0, -1.0, 3.0], [-1.0, -1.0, -1.0, 0.75]),
        ([-1.0, 0.0, 1.0, 20.0], [1.0, 1.0, 0.5, 5.0]),
    ]


@pytest.mark.parametrize("seed", range(100, 120))
def test_random_graphs_as_outputs_of_one_function(seed: int) -> None:
    """The parts of a formula as outputs of their own give the numbers they give alone."""
    formula, _ = random_formula(seed)
    parts = [node for node in sympy.postorder_traversal(formula) if isinstance(node, Piecewise)][-6:]
    grid = torch.cartesian_prod(*[torch.tensor([-1.5, 0.0, 0.75, 2.0], dtype=torch.float64)] * 2).unbind(-1)
    together = compile([*parts, formula, *reversed(parts)], [x, y])
    for place, part in enumerate([*parts, formula, *reversed(parts)]):
        alone = compile(part, [x, y]).value_and_grad(*grid)
        inputs = [t.clone().requires_grad_() for t in grid]
        value = together(*inputs)[place]
        slopes = torch.autograd.grad(value, inputs, torch.ones_like(value), materialize_grads=True)
        for got, expected in zip((value.detach(), *slopes), (alone[0], *alone[1]), strict=True):
            assert torch.allclose(got, expected, rtol=1e-13, atol=1e-13, equal_nan=True)


def test_symbols_of_an_unused_name_do_not_matter() -> None:
    z = Symbol("z")
    f = compile(Piecewise((z, z > 0), (0, True)))
    assert f(torch.tensor([2.0, -2.0])).tolist() == [2.0, 0.0]


SUBSTITUTED = [
    Subs(Piecewise((y, y < 1), (t * sin(x), True)), t, sqrt(x)),
    Subs(Piecewise((y, x < 1), (t, True)), t, sqrt(x)),
    Subs(Piecewise((y, t < 1), (2 * y, True)), t, sqrt(x)),
    Subs(Piecewise((Subs(Piecewise((t * z, z < 2), (t, True)), z, log(x)), y < 1), (t, True)), t, sqrt(x)),
    Subs(Piecewise((1, And(t > 1, y < 0)), (2, True)), t, log(x)),
]


@pytest.mark.parametrize("expr", SUBSTITUTED, ids=str)
def test_a_substitution_means_what_is_substituted(expr: Any) -> None:
    """Neither a condition nor an untaken branch forgets that the point may have no value."""
    points = [torch.tensor(p, dtype=torch.float64) for p in ([-0.2, 0.5, 3.0, 0.5], [0.5, 0.5, 0.5, 2.0])]
    got, expected = (compile(e, [x, y]).value_and_grad(*points) for e in (expr, expr.doit()))
    torch.testing.assert_close(got, expected, equal_nan=True, rtol=1e-14, atol=0)


def test_entries_without_a_value_choose_no_branch() -> None:
    matrix = MatrixSymbol("A", 1, 3)
    f = compile(matrix.applyfunc(log).applyfunc(Lambda(t, Piecewise((1, t > 0), (2, True)))))
    got = f(torch.tensor([[-1.0, 0.5, 3.0]]))
    assert got[0, 0].isnan()
    assert got[0, 1:].tolist() == [2, 1]
