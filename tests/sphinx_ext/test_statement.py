"""Rules written on a line."""

from __future__ import annotations

from zlib import crc32

import pytest
import sympy

from sympy_torch_bridge.errors import ExpressionSyntaxError, UnknownSymbolError
from sympy_torch_bridge.rules import RULES
from sympy_torch_bridge.sphinx_ext.statement import FORM, read_rule

x, y = sympy.symbols("x y", real=True)

# Rules that hold unknown functions, matrices, symbols with other assumptions or calls under another name.
SCALAR = [rule for rule in RULES if rule.kind == "function" and rule.id != "derivative.integer-power"]


def read(line):
    return read_rule(line, unnamed="page.line-1")


def test_a_line_has_both_sides_and_the_variable():
    rule = read("d/dx x**2*y = 2*x*y")
    assert (rule.lhs, rule.rhs, rule.wrt, rule.id, rule.title) == (x**2 * y, 2 * x * y, x, "page.line-1", "")


def test_a_line_may_have_an_id_and_a_domain():
    rule = read("physics.half-life: d/dt exp(-t) = -exp(-t) for t in (0, oo)")
    assert (rule.id, rule.title, rule.conditions) == ("physics.half-life", "half life", "t in (0, oo)")


def test_a_gradient_has_a_formula_for_each_variable():
    rule = read("grad(x, y) x*y = y, x for x in [0, 1], y in (-1, 1)")
    assert rule.wrt == (x, y)
    assert list(rule.rhs) == [y, x]
    assert rule.conditions == "x in [0, 1], y in (-1, 1)"


def test_a_relation_inside_a_formula_is_no_equals_sign():
    rule = read("d/dx Piecewise((x, x >= 0), (0, True)) = Piecewise((1, x >= 0), (0, True))")
    assert rule.rhs == sympy.Piecewise((1, x >= 0), (0, True))


def test_a_variable_may_be_named_like_a_constant():
    assert read("d/dE E**2 = 2*E").wrt == sympy.Symbol("E", real=True)


def is_for_reading_alone(rule):
    """Whether a line of a page cannot state the rule: it has cases, or an operator of fields."""
    has_other_operator = rule.operator != "derivative" or rule.order > 1
    unknown = (sympy.Piecewise, sympy.bernoulli, sympy.euler)
    return has_other_operator or sympy.Tuple(rule.lhs, rule.rhs).has(*unknown)


def numbers_of(rule):
    """Evaluate both sides of a rule at one point, the same for symbols of one name."""
    rhs = sympy.sympify(rule.rhs)
    sides = [rule.lhs, *(rhs if isinstance(rhs, sympy.Tuple | sympy.MatrixBase) else [rhs])]
    symbols = sympy.Tuple(*sides).free_symbols
    at = {symbol: sympy.Rational(crc32(str(symbol).encode()) % 97 + 11, 120) for symbol in symbols}
    return [side.subs(at).evalf(20) for side in sides]


def test_a_printed_rule_can_be_pasted():
    rules = [rule for rule in SCALAR if not is_for_reading_alone(rule)]
    assert len(rules) > 400
    for rule in rules:
        pasted = read(rule.statement_text)
        # The parser multiplies a number into a sum, as SymPy does: such a rule is told by its numbers.
        if pasted.statement_text != rule.statement_text:
            pairs = zip(numbers_of(pasted), numbers_of(rule), strict=True)
            assert all(abs(a - b) < 1e-15 * (1 + abs(b)) for a, b in pairs), rule.id


def test_a_printed_rule_that_cannot_be_pasted_is_refused():
    others = [rule for rule in SCALAR if is_for_reading_alone(rule)]
    assert len(others) > 20
    for rule in others:
        with pytest.raises(ExpressionSyntaxError):
            read(rule.statement_text)


@pytest.mark.parametrize(
    ("line", "reason", "position"),
    [
        ("sin(x) = cos(x)", "no derivative operator", 0),
        ("my.rule: sin(x) = cos(x)", "no derivative operator", 9),
        ("d/dx sin(x)", "0 equals signs", 5),
        ("d/dx x = 1 = 1", "2 equals signs", 5),
    ],
)
def test_another_form_is_refused_with_the_accepted_one(line, reason, position):
    with pytest.raises(ExpressionSyntaxError) as caught:
        read(line)
    assert reason in caught.value.reason
    assert caught.value.hint == FORM
    assert caught.value.position == position


def test_a_gradient_with_too_few_formulas_is_refused():
    with pytest.raises(ExpressionSyntaxError, match="1 formulas for the 2 variables"):
        read("grad(x, y) x*y = y")


def test_a_domain_of_another_variable_is_refused():
    with pytest.raises(UnknownSymbolError) as caught:
        read("d/dx sin(x) = cos(x) for z in (0, 1)")
    assert caught.value.symbol == "z"
