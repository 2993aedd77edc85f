"""A diagnosis does nothing with hundreds of proposals that it need not do."""

from __future__ import annotations

import pytest
import sympy
from sympy import cos, exp, log, sin

from sympy_torch_bridge.check import check_gradient
from sympy_torch_bridge.check.diagnosis.candidates import Candidates
from sympy_torch_bridge.check.diagnosis.kinds.wrong_constant import wrong_constants
from sympy_torch_bridge.check.diagnosis.subject import Subject
from sympy_torch_bridge.check.diagnosis.values import Values, values_of
from sympy_torch_bridge.check.diagnosis.words import Words
from sympy_torch_bridge.check.explicit import explicit
from sympy_torch_bridge.symbolic import derivative

x, y = sympy.symbols("x y", positive=True)
EXPR = x**3 * sin(x * y) / (1 + exp(-x))


@pytest.fixture
def read(monkeypatch):
    """Collect the words that are printed."""
    texts = []
    original = Words.__str__

    def noted(words):
        texts.append(original(words))
        return texts[-1]

    monkeypatch.setattr(Words, "__str__", noted)
    return texts


@pytest.fixture
def evaluated(monkeypatch):
    """Collect how many formulas are evaluated at how many points."""
    sizes = []
    original = Values._column

    def noted(values, point):
        sizes.append(values._count)
        return original(values, point)

    monkeypatch.setattr(Values, "_column", noted)
    return sizes


def test_only_the_words_of_accounts_that_fit_are_printed(read):
    report = check_gradient(EXPR, EXPR.diff(x).subs(exp(-x), 2 * exp(-x)) + cos(x), x)
    assert report.verdict == "refuted"
    assert report.diagnosis is None
    assert read == []
    assert check_gradient(sin(3 * x), cos(3 * x), x).diagnosis
    assert 1 <= len(read) < 10


def test_a_named_mistake_costs_one_evaluation_of_the_whole_table(evaluated):
    claim = x**3 * cos(x * y) / (1 + exp(-x)) + (EXPR.diff(x) - x**3 * y * cos(x * y) / (1 + exp(-x)))
    report = check_gradient(EXPR, claim, x)
    assert report.diagnosis == "consistent with the inner derivative of x*y left out"
    assert sum(size > 100 for size in evaluated) == 1


def test_points_are_evaluated_once():
    values = Values([x**2, log(x)], [x], None)
    values.at([{x: 2.0}, {x: 3.0}])
    values._function = None
    assert values.at([{x: 3.0}, {x: 2.0}])[0].tolist() == [9.0, 4.0]


def test_a_derivative_is_made_once():
    subject = Subject(EXPR, EXPR.diff(x), x, (x, y))
    assert subject.slope(sin(x * y)) is subject.slope(sin(x * y))


def test_formulas_without_a_value_are_unknown_wherever_they_stand():
    shared = sin(x) + 1
    undefined = sympy.Mul(shared, sympy.zoo, evaluate=False)
    table = values_of([shared, undefined, shared * undefined, shared**2], [x], [{x: 0.5}], None)
    known = [bool(row == row) for row in table[:, 0]]
    assert known == [True, False, False, True]


def test_candidates_of_a_kind_keep_the_other_kinds_of_their_formula():
    subject = Subject(x * exp(x), (x * exp(x)).diff(x), x, (x,))
    candidates = Candidates.of(subject, None)
    (found,) = [c for c, f in zip(candidates.found, candidates.formulas, strict=True) if f == x * exp(x)]
    assert found.kind == "held-constant"
    assert "dropped-term" in found.mistake.other_kinds


def test_products_of_an_inverse_with_itself_are_left_as_they_are():
    a, b, c, d = sympy.symbols("a b c d")
    X = sympy.MatrixSymbol("X", 2, 2)
    entries = {X: sympy.Matrix([[a, b], [c, d]])}
    determinant = a * d - b * c
    for power in (X.I * X.I, sympy.MatPow(X, -2), sympy.MatMul(X.I, X.I, evaluate=False)):
        product = explicit(power, entries)
        assert product[0, 0] == d**2 / determinant**2 + b * c / determinant**2
    cubed = explicit(X**3, entries)
    assert (cubed - entries[X] ** 3).applyfunc(sympy.expand) == sympy.zeros(2, 2)


def test_numbers_read_wrongly_take_one_differentiation(monkeypatch):
    made = []
    original = Subject.slope
    monkeypatch.setattr(Subject, "slope", lambda subject, expr: made.append(expr) or original(subject, expr))
    expr = 3 * x**5 + sin(2 * x) / 7 + 4
    subject = Subject(expr, expr.diff(x), x, (x,))
    found = {str(p.text): p.formula for p in wrong_constants(subject) if "read" in str(p.text)}
    assert len(made) == 1
    assert found["4 read in place of the number 3 in 3*x**5"] == expr.diff(x) - 15 * x**4 + 20 * x**4
    assert found["6 read in place of the number 5 in x**5"] == expr.diff(x) - 15 * x**4 + 18 * x**5
    assert len({text.split(" in place ")[1] for text in found}) >= 5


@pytest.mark.parametrize(
    "expr",
    [
        exp(sin(x * y) ** 2) * log(1 + x**2) / (x + y),
        sympy.Piecewise((x**2 * y, x > y), (sin(x), True)),
        sympy.Max(x, y) ** 2 * sympy.besselj(2, x),
        sympy.Integral(exp(-x * y), (y, 0, x)) + x**2,
    ],
    ids=["functions", "branches", "maximum", "integral"],
)
def test_weights_of_places_are_the_derivatives_by_them(expr):
    stand_in = sympy.Dummy("u", real=True)
    places = Subject(expr, derivative(expr, x), x, (x, y)).places
    assert len(places) >= 2
    at = {x: 0.7, y: 0.4}
    for place in places[:-1]:
        expected = derivative(expr.xreplace({place.node: stand_in}), stand_in).xreplace(
            {stand_in: place.node}
        )
        assert abs(sympy.N((place.weight - expected).subs(at))) < 1e-12
