"""Rules written on a line."""

from __future__ import annotations

from zlib import crc32

import pytest
import sympy

from sympy_torch_bridge import check_rule
from sympy_torch_bridge.errors import ExpressionSyntaxError, UnknownSymbolError
from sympy_torch_bridge.rules import RULES
from sympy_torch_bridge.sphinx_ext.statement import FORM, read_rule

x, y = sympy.symbols("x y", real=True)

SCALAR = [rule for rule in RULES if rule.kind == "function"]


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


def test_cases_are_written_with_if_and_else():
    rule = read("my.relu: d/dx (Max(0, x)) = 1 if x > 0 else 0 for x in (-2, 2)")
    assert rule.rhs == sympy.Piecewise((1, x > 0), (0, True))
    assert rule.conditions == "x in (-2, 2)"


@pytest.mark.parametrize("sign", ["d²/dx²", "d**2/dx**2", "d²/d x²"])
def test_higher_orders(sign):
    rule = read(f"{sign} x**3 = 6*x")
    assert (rule.order, rule.wrt, rule.rhs) == (2, x, 6 * x)
    assert read("∂⁴/∂x⁴ x**4*y = 24*y").order == 4


@pytest.mark.parametrize(
    "line", ["d²/dx x**2 = 2", "d/dx² x**2 = 2", "d²/dx³ x**2 = 2", "d⁵/dx⁵ x = 0", "d**2/dx x = 0"]
)
def test_orders_that_do_not_agree_are_refused(line):
    with pytest.raises(ExpressionSyntaxError, match="no derivative operator"):
        read(line)


def test_a_digit_of_a_name_is_no_order():
    assert read("d/dx2 x2**2 = 2*x2").wrt.name == "x2"


def test_second_derivatives_by_several_variables():
    rule = read("hess(x, y) x*y**2 = [[0, 2*y], [2*y, 2*x]]")
    assert (rule.order, rule.wrt) == (2, (x, y))
    assert rule.rhs == sympy.ImmutableMatrix([[0, 2 * y], [2 * y, 2 * x]])


def test_operators_on_fields():
    z = sympy.Symbol("z", real=True)
    rule = read("div(x, y) [x*y, y**2].T = 3*y")
    assert (rule.operator, rule.rhs) == ("divergence", 3 * y)
    assert rule.lhs == sympy.ImmutableMatrix([x * y, y**2])
    rule = read("curl(x, y, z) -y, x, 0 = 0, 0, 2 for z in (0, 1)")
    assert (rule.operator, rule.rhs, rule.wrt) == ("curl", sympy.ImmutableMatrix([0, 0, 2]), (x, y, z))
    assert read("laplacian(x, y) (x**2 + y**2) = 4").operator == "laplacian"
    rule = read("jac(x, y) [x*y, y, x].T = [[y, x], [0, 1], [1, 0]]")
    assert (rule.operator, rule.rhs.shape) == ("jacobian", (3, 2))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("hess(x, y) x*y = 0, 1", "1 formulas in a row for the 2 variables"),
        ("hess(x, y) x*y = [[0, 1]]", "1 rows where 2 are needed"),
        ("div(x, y) [x, y, x].T = 2", "3 formulas for the 2 variables"),
        ("div(x, y) [[x, y], [y, x]] = 2", "a list stands where a formula is expected"),
        ("curl(x, y) [x, y].T = [0, 0].T", "a curl is taken by three variables, not 2"),
        ("curl(x, y, z) [x, y, z].T = 0", "1 formulas for the 3 variables"),
        ("jac(x, y) [x, y, x].T = [[1, 0], [0, 1]]", "2 rows where 3 are needed"),
        ("jac(x, y) [x, y].T = [[1], [0]]", "1 formulas in a row for the 2 variables"),
        ("laplacian(x, y) [x, y].T = 0", "has no place|attribute"),
        ("grad(x, y) x*y = [[y], [x]]", "a list stands where a formula is expected"),
    ],
)
def test_sides_of_another_shape_are_refused(line, reason):
    with pytest.raises(ExpressionSyntaxError, match=reason):
        read(line)


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("d²/dx² (x**3 if x > 0 else x**2) = 6*x if x > 0 else 2", "consistent"),
        ("d²/dx² (x**3 if x > 0 else x**2) = 6*x if x < 0 else 2", "refuted"),
        ("hess(x, y) x*y**2 = [[0, 2*y], [2*y, 2*x]]", "consistent"),
        ("hess(x, y) x*y**2 = [[0, 2*y], [2*y, x]]", "refuted"),
        ("curl(x, y, z) -y, x, 0 = 0, 0, 2", "consistent"),
        ("curl(x, y, z) -y, x, 0 = 0, 0, -2", "refuted"),
        ("jac(x, y) x*y, y = [[y, x], [0, 1]]", "consistent"),
        ("jac(x, y) x*y, y = [[y, 0], [x, 1]]", "refuted"),
        ("laplacian(x, y) (x**2 + y**2) = 4", "consistent"),
        ("div(x, y) [x*y, y**2].T = 2*y", "refuted"),
    ],
)
def test_a_line_is_checked_as_what_it_says(line, verdict):
    assert check_rule(read(line), n_points=6).verdict == verdict


def test_a_variable_may_be_named_like_a_constant():
    assert read("d/dE E**2 = 2*E").wrt == sympy.Symbol("E", real=True)


def with_real_symbols(side):
    return side.xreplace({s: sympy.Symbol(s.name, real=True) for s in side.free_symbols})


def are_same_numbers(first, second):
    """Whether two sides agree at points of both signs, the same for symbols of one name."""
    pairs = [(first, second)]
    if isinstance(first, sympy.MatrixBase):
        assert first.shape == second.shape
        pairs = list(zip(first, second, strict=True))
    for sign in (1, -1):
        for a, b in pairs:
            at = {
                s: sign * sympy.Rational(crc32(s.name.encode()) % 97 + 11, 120)
                for s in a.free_symbols | b.free_symbols
            }
            a_value, b_value = a.subs(at).evalf(20), b.subs(at).evalf(20)
            if not abs(a_value - b_value) < 1e-15 * (1 + abs(b_value)):
                return False
    return True


@pytest.mark.slow
def test_every_printed_rule_on_numbers_can_be_pasted_and_is_the_same_rule():
    assert len(SCALAR) > 500
    by_numbers = []
    for rule in SCALAR:
        pasted = read(rule.statement_text)
        assert (pasted.order, pasted.operator) == (rule.order, rule.operator)
        named = lambda wrt: [s.name for s in (wrt if isinstance(wrt, tuple) else (wrt,))]  # noqa: E731
        assert (named(pasted.wrt), isinstance(pasted.wrt, tuple)) == (
            named(rule.wrt),
            isinstance(rule.wrt, tuple),
        )
        assert pasted.is_partial == rule.is_partial or isinstance(rule.wrt, tuple)
        for given, original in ((pasted.lhs, rule.lhs), (pasted.rhs, sympy.sympify(rule.rhs))):
            if given != with_real_symbols(original):
                assert are_same_numbers(given, with_real_symbols(original)), rule.id
                by_numbers.append(rule.id)
    # The parser multiplies a number into a sum, as SymPy does, and real symbols simplify some roots.
    assert len(set(by_numbers)) < 40, by_numbers


def test_the_comparison_of_pasted_rules_notices_other_ones():
    assert not are_same_numbers(
        sympy.Piecewise((x, x > 0), (0, True)), sympy.Piecewise((x, x > 0), (1, True))
    )
    assert not are_same_numbers(sympy.Matrix([x, y]), sympy.Matrix([y, x]))


@pytest.mark.parametrize(("kind", "accepted"), [("operator", 0), ("matrix", 7)])
def test_a_printed_rule_on_functions_or_matrices_is_refused(kind, accepted):
    """Unknown functions and matrices have no line on a page; some rules on matrices also speak of numbers."""
    rules = [rule for rule in RULES if rule.kind == kind]
    assert len(rules) > 100
    read_as_numbers = []
    for rule in rules:
        try:
            pasted = read(rule.statement_text)
        except ExpressionSyntaxError:
            continue
        # The page says that its letters are numbers.
        assert pasted.conditions.partition(", where")[0].endswith(" real")
        assert pasted.kind == "function"
        read_as_numbers.append(rule.id)
    assert len(read_as_numbers) == accepted


@pytest.mark.parametrize(
    ("line", "reason", "position"),
    [
        ("sin(x) = cos(x)", "no derivative operator", 0),
        ("my.rule: sin(x) = cos(x)", "no derivative operator", 9),
        ("My.Rule: d/dx x = 1", "'My.Rule' is no id: an id is two or more lower-case words", 0),
        ("rule: d/dx x = 1", "'rule' is no id", 0),
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


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("grad() x*y = y", "a variable is missing"),
        ("grad(x, ) x*y = y, x", "a variable is missing"),
        ("grad(x, x) x = 1, 1", "the variable x stands twice"),
        ("grad(x + y, x) x*y = y, x", "'x . y' is no variable"),
        ("d/dx x**2 = 2*x for x in (0, 1), x in (2, 3)", "a second interval for x"),
    ],
    ids=["none", "trailing", "twice", "formula", "interval"],
)
def test_what_is_taken_by_is_a_list_of_different_variables(line, reason):
    with pytest.raises(ExpressionSyntaxError, match=reason):
        read(line)


@pytest.mark.parametrize(
    ("line", "conditions"),
    [
        ("d/dx log(x) = 1/x", "x real, where the left side has a derivative"),
        ("d/dx Abs(x) = sign(x)", "x real, where the left side has a derivative"),
        ("d/dx 1/x = -1/x**2", "x real, where the left side has a derivative"),
        ("grad(x, y) x*sqrt(y) = sqrt(y), x/(2*sqrt(y))", "x, y real, where the left side has a derivative"),
        ("d/dx x**3*sin(x) = 3*x**2*sin(x) + x**3*cos(x)", "x real"),
        ("d/dx 1/(1 + exp(-x)) = exp(-x)/(1 + exp(-x))**2", "x real"),
        ("d/dx log(x) = 1/x for x in (0, oo)", "x in (0, oo)"),
    ],
    ids=["log", "kink", "pole", "gradient", "smooth", "logistic", "stated"],
)
def test_no_more_is_said_to_hold_than_was_checked(line, conditions):
    assert read(line).conditions == conditions
