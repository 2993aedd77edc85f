"""The strategies: formulas are defined where they say, failures shrink, and claims are as they say."""

from __future__ import annotations

import math
import subprocess
import sys

import pytest
import sympy
import torch
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

import sympy_torch_bridge as stb
from sympy_torch_bridge.errors import InputTypeError, OptionError, UnknownSymbolError
from sympy_torch_bridge.testing.strategies import claims, expressions, points

x, y = sympy.symbols("x y")
p = sympy.Symbol("p", positive=True)
m = sympy.Symbol("m", negative=True)
n = sympy.Symbol("n", integer=True)
STEEP = (sympy.exp, sympy.cosh, sympy.sinh)
NARROW = (
    sympy.asin,
    sympy.acosh,
    sympy.atanh,
    sympy.gamma,
    sympy.loggamma,
    sympy.tan,
    sympy.erfinv,
    sympy.acoth,
)


def is_finite_real(expr, point):
    value = complex(expr.evalf(30, subs={s: sympy.Rational(v) for s, v in point.items()}))
    return value.imag == 0 and math.isfinite(value.real)


@pytest.mark.parametrize(
    ("domain", "options"),
    [
        ("real", {}),
        ("real", {"kinks": True}),
        ("positive", {"functions": [sympy.log, sympy.sqrt, sympy.cbrt]}),
        ({x: (0.5, 2), y: stb.Interval(-1, 1)}, {"functions": NARROW}),
        ("real", {"functions": NARROW, "depth": 2}),
        ("real", {"functions": [*STEEP, sympy.erf], "depth": 5}),
        ("real", {"functions": [lambda u: u / (1 + u**2)], "constants": [2, sympy.pi]}),
    ],
    ids=["default", "kinks", "positive", "narrow-in-intervals", "narrow", "deep", "own"],
)
def test_expressions_are_real_and_finite_in_their_domain(domain, options):
    @settings(max_examples=40)
    @given(expressions([x, y], domain=domain, **options), points([x, y], domain))
    def check(expr, point):
        assert expr.free_symbols and expr.free_symbols <= {x, y}
        assert is_finite_real(expr, point), (expr, point)

    check()


def test_a_positive_variable_may_stand_alone_in_a_logarithm():
    def is_bare_logarithm(expr):
        return expr == sympy.log(p)

    assert find(expressions(p, [sympy.log]), is_bare_logarithm) == sympy.log(p)
    assert find(expressions(x, [sympy.log], domain="positive"), lambda e: e == sympy.log(x))
    tree = find(expressions(x, [sympy.log]), lambda e: e.has(sympy.log))
    assert tree.atoms(sympy.log) == {sympy.log(x**2 + 1)}


@pytest.mark.parametrize(
    ("wanted", "shortest"),
    [
        (lambda e: True, x),
        (lambda e: e.has(sympy.sin), sympy.sin(x)),
        (lambda e: e.has(sympy.exp) and e.has(y), sympy.exp(y)),
        (lambda e: e.count_ops() >= 1, 2 * x),
    ],
    ids=["any", "function", "function-of-y", "operation"],
)
def test_failures_shrink_to_short_formulas(wanted, shortest):
    found = find(expressions([x, y]), wanted, settings=settings(max_examples=2000, database=None))
    assert found.count_ops() <= shortest.count_ops()
    assert len(str(found)) <= len(str(shortest)) + 3


def test_a_failure_shows_formulas_as_they_are_written():
    @settings(max_examples=50, database=None, phases=(Phase.generate,))
    @given(expr=expressions(x, [sympy.sin]))
    def fails(expr):
        assert not expr.has(sympy.sin)

    with pytest.raises(AssertionError) as caught:
        fails()
    (note,) = [line.strip() for line in caught.value.__notes__[0].splitlines() if "expr=" in line]
    assert sympy.sympify(note.removeprefix("expr=").rstrip(",")).has(sympy.sin)


def test_depth_bounds_the_nesting():
    def nesting(expr):
        return 0 if not expr.args else 1 + max(map(nesting, expr.args))

    @settings(max_examples=60)
    @given(expressions(x, [sympy.sin], depth=1))
    def check(expr):
        assert nesting(expr) <= 4  # one operation; 1/(1 + x**2) keeps its own argument positive

    check()
    deep = find(expressions(x, [sympy.sin], depth=4), lambda e: nesting(e) >= 4)
    assert nesting(deep) >= 4


@given(points([x, p], {x: stb.Interval(0, 1, lower_open=True, upper_open=True)}))
@settings(max_examples=50)
def test_points_keep_inside_open_ends(point):
    assert 0 < point[x] < 1
    assert point[p] > 0
    assert point[x] * 64 == int(point[x] * 64)


@given(points(x, {x: (1e-6, 2e-6)}))
@settings(max_examples=20)
def test_points_of_a_narrow_interval(point):
    assert 1e-6 <= point[x] <= 2e-6


@given(claims([x, y], correct=True, depth=2), st.integers(0, 99))
@settings(max_examples=25, phases=(Phase.generate,))
def test_right_claims_are_never_refuted(claim, seed):
    report = stb.check_gradient(*claim, n_points=6, seed=seed)
    assert report.verdict != "refuted", f"{claim}\n{report}"


@given(claims([x, y], correct=False, depth=2, kinks=True), st.integers(0, 99))
@settings(max_examples=25, phases=(Phase.generate,))
def test_wrong_claims_are_refuted(claim, seed):
    report = stb.check_gradient(*claim, n_points=6, seed=seed)
    assert report.verdict == "refuted", f"{claim}\n{report}"


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: expressions("x"), InputTypeError, "'variables' is 'x'; expected a Symbol"),
        (lambda: expressions([x, x + 1]), InputTypeError, r"'variables' is x \+ 1; expected a Symbol"),
        (lambda: expressions([]), OptionError, "accepted: 'at least one Symbol'"),
        (lambda: expressions(x, depth=0), OptionError, "depth=0 is not accepted"),
        (
            lambda: expressions(x, ["sin"]),
            InputTypeError,
            r"'functions' is \['sin'\]; expected SymPy functions",
        ),
        (lambda: expressions(x, domain="reals"), OptionError, "domain='reals' is not accepted"),
        (lambda: expressions(x, domain={y: (0, 1)}), UnknownSymbolError, "unknown symbol 'y' in domain"),
        (lambda: expressions(x, domain={x: (1, 0)}), OptionError, r"domain of x=\(1, 0\) is not accepted"),
        (lambda: points(x, {x: "01"}), InputTypeError, "'domain of x' is '01'"),
        (lambda: points(x, {x: {0, 1}}), InputTypeError, "'domain of x' is"),
        (lambda: points(x, {x: sympy.FiniteSet(0, 1)}), InputTypeError, "single numbers are given as points"),
        (lambda: points(x, {x: (0, 10**400)}), OptionError, "oo stands for no end"),
        (lambda: points(p, {p: (-2, -1)}), OptionError, "the assumptions of p allow nothing else"),
        (lambda: points(m, "positive"), OptionError, "the assumptions of m allow nothing else"),
        (lambda: expressions(m, domain="positive"), OptionError, "the assumptions of m allow nothing else"),
        (lambda: points(n, {n: (0.25, 0.75)}), OptionError, "an interval with a whole number"),
        (lambda: points(sympy.Symbol("t", imaginary=True)), InputTypeError, "with a real symbol t"),
        (lambda: expressions(x, sympy.sin), InputTypeError, "'functions' is sin; expected a list"),
        (lambda: expressions(x, [torch.sin]), InputTypeError, "gets an expression and returns one"),
        (lambda: expressions(x, [math.sin]), InputTypeError, "gets an expression and returns one"),
        (lambda: expressions(x, [y]), InputTypeError, r"'functions' is \[y\]"),
        (lambda: expressions(x, constants=3), InputTypeError, "'constants' is 3; expected numbers in a list"),
        (lambda: expressions(x, constants=[float("nan")]), OptionError, "finite real numbers"),
        (lambda: expressions(x, constants=[1, sympy.oo]), OptionError, "finite real numbers"),
        (lambda: expressions(x, constants=[sympy.I]), OptionError, "finite real numbers"),
        (lambda: expressions(x, constants=[]), OptionError, "numbers, at least one"),
        (lambda: expressions(x, constants=[x]), OptionError, "numbers, at least one"),
    ],
)
def test_wrong_arguments_teach(call, error, words):
    with pytest.raises(error, match=words):
        call()


@pytest.mark.slow
def test_without_hypothesis_the_message_says_how_to_install_it():
    code = (
        "import sys; sys.modules['hypothesis'] = None\n"
        "import sympy_torch_bridge as stb\n"
        "try:\n    stb.testing.strategies\n"
        "except stb.MissingDependencyError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert 'pip install "sympy-torch-bridge[test]"' in done.stdout


def test_text_among_constants_is_refused_and_not_evaluated():
    x, text = sympy.Symbol("x"), "__import__('os').getcwd()"
    for constants in ([1, text], st.just(text)):
        with pytest.raises(OptionError, match="constants"):
            find(expressions([x], constants=constants), lambda expr: x not in expr.free_symbols)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 1j], ids=str)
def test_constants_of_a_strategy_are_judged_when_drawn(number):
    with pytest.raises(OptionError, match="allow_nan=False, allow_infinity=False"):
        find(expressions([x], constants=st.just(number)), lambda expr: x not in expr.free_symbols)


@given(points([n, x], {n: (-2.5, 40.25)}))
@settings(max_examples=30)
def test_integers_get_whole_numbers(point):
    assert point[n] == int(point[n])
    assert -2 <= point[n] <= 40
    assert stb.check_gradient(n * x, n, x, points=[point])


def test_assumptions_narrow_a_domain():
    def is_beyond(point):
        return not 0 < point[p] <= 1

    with pytest.raises(NoSuchExample):
        find(points(p, {p: (-2, 1)}), is_beyond, settings=settings(max_examples=300, database=None))


def test_intervals_of_sympy_are_understood():
    assert find(points(x, {x: sympy.Interval.open(0, 1)}), lambda point: True) == {x: 1 / 64}


def test_variables_of_a_set_have_an_order():
    assert list(find(points({y, x}), lambda point: True)) == [x, y]
