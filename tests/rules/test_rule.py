from __future__ import annotations

import json
import pickle

import pytest
from sympy import (
    Derivative,
    Function,
    ImmutableMatrix,
    Lambda,
    Limit,
    MatrixSymbol,
    Symbol,
    cos,
    hadamard_product,
    sin,
    symbols,
)

from sympy_torch_bridge.domain import POSITIVE, REAL, Interval
from sympy_torch_bridge.errors import OptionError
from sympy_torch_bridge.rules import BY_ID, RULES, Rule, cases
from sympy_torch_bridge.rules.statement import latex_of, text_of

x, y = symbols("x y", real=True)
F = Function("f")
SINE = Rule("test.sine", "sine", sin(x), cos(x), x)


@pytest.mark.parametrize(
    "bad", ["sine", "test.Sine", "test.", ".sine", "test sine.x", "test..sine", "1.sine", ""]
)
def test_an_id_is_dotted_lower_case_words(bad: str) -> None:
    with pytest.raises(OptionError, match="dotted lower-case words") as caught:
        Rule(bad, "sine", sin(x), cos(x), x)
    assert caught.value.value == bad


def test_a_rule_on_matrices_must_state_its_layout() -> None:
    a, v = MatrixSymbol("A", 2, 3), MatrixSymbol("v", 3, 1)
    with pytest.raises(OptionError, match="states its layout"):
        Rule("test.linear", "linear", a * v, a.T, v)


def test_an_unknown_layout_is_refused() -> None:
    with pytest.raises(OptionError, match="'numerator', 'denominator'"):
        Rule("test.sine", "sine", sin(x), cos(x), x, layout="mixed")  # type: ignore[arg-type]


@pytest.mark.parametrize("domain", [POSITIVE, {x: POSITIVE}, ((x, POSITIVE),), [(x, POSITIVE)]])
def test_a_domain_may_be_given_in_each_form(domain: object) -> None:
    rule = Rule("test.sine", "sine", y * sin(x), y * cos(x), x, domain)  # type: ignore[arg-type]
    assert rule.domain == ((x, POSITIVE),)
    assert rule.intervals == {x: POSITIVE, y: REAL}


def test_symbols_of_one_name_are_told_apart() -> None:
    other = Symbol("x", positive=True)
    rule = Rule("test.two", "two", other * sin(x), other * cos(x), x, {other: POSITIVE})
    assert rule.intervals[other] == POSITIVE
    assert rule.intervals[x] == REAL


def test_kinds() -> None:
    kinds = {
        id_: BY_ID[id_].kind
        for id_ in ("derivative.sin", "rule.product", "rule.chain.gradient", "matrix.linear")
    }
    assert list(kinds.values()) == ["function", "operator", "operator", "matrix"]
    assert BY_ID["gradient.norm"].kind == "function"


@pytest.mark.parametrize(
    ("id_", "text", "latex"),
    [
        ("derivative.log", "d/dx log(x) = 1/x", r"\frac{d}{d x} \ln{\left(x \right)} = \frac{1}{x}"),
        ("derivative.power", "d/dx (x**n) = n*x**(n - 1)", r"\frac{d}{d x} \left[x^{n}\right] = n x^{n - 1}"),
        (
            "rule.quotient",
            "d/dx (f(x)/g(x)) = (g(x)*f'(x) - f(x)*g'(x))/g(x)**2",
            r"\frac{d}{d x} \left[\frac{f{\left(x \right)}}{g{\left(x \right)}}\right] = "
            r"\frac{g{\left(x \right)} f^{\prime}{\left(x \right)}"
            r" - f{\left(x \right)} g^{\prime}{\left(x \right)}}"
            r"{\left[g{\left(x \right)}\right]^{2}}",
        ),
        (
            "rule.chain",
            "d/dx f(g(x)) = g'(x)*f'(g(x))",
            r"\frac{d}{d x} f{\left(g{\left(x \right)} \right)} = "
            r"g^{\prime}{\left(x \right)} f^{\prime}{\left(g{\left(x \right)} \right)}",
        ),
        (
            "rule.chain.total",
            "d/dt y(u1(t), u2(t)) = u1'(t)*\u2202y/\u2202u1 + u2'(t)*\u2202y/\u2202u2",
            r"\frac{d}{d t} y{\left(u_{1}{\left(t \right)},u_{2}{\left(t \right)} \right)} = "
            r"u_{1}^{\prime}{\left(t \right)} \frac{\partial y}{\partial u_{1}} + "
            r"u_{2}^{\prime}{\left(t \right)} \frac{\partial y}{\partial u_{2}}",
        ),
        (
            "definition.derivative",
            "d/dx f(x) = lim[h -> 0] (f(h + x) - f(x))/h",
            r"\frac{d}{d x} f{\left(x \right)} = "
            r"\lim_{h \to 0}\left(\frac{f{\left(h + x \right)} - f{\left(x \right)}}{h}\right)",
        ),
        (
            "definition.gradient",
            "grad(x1, x2, x3) f(x1, x2, x3) = [\u2202f/\u2202x1, \u2202f/\u2202x2, \u2202f/\u2202x3].T",
            r"\nabla_{(x_{1}, x_{2}, x_{3})} f{\left(x_{1},x_{2},x_{3} \right)} = \left[\begin{matrix}"
            r"\frac{\partial f}{\partial x_{1}}\\\frac{\partial f}{\partial x_{2}}\\"
            r"\frac{\partial f}{\partial x_{3}}"
            r"\end{matrix}\right]",
        ),
        (
            "matrix.quadratic-form",
            "\u2202/\u2202x (x.T*A*x) = (A + A.T)*x",
            r"\frac{\partial}{\partial \mathbf{x}} \left[\mathbf{x}^{T} \mathbf{A} \mathbf{x}\right] = "
            r"\left(\mathbf{A} + \mathbf{A}^{T}\right) \mathbf{x}",
        ),
    ],
)
def test_statements_read_as_in_a_textbook(id_: str, text: str, latex: str) -> None:
    assert BY_ID[id_].statement_text == text
    assert BY_ID[id_].statement_latex == latex


def test_higher_derivatives_of_unknown_functions_have_primes() -> None:
    second = Rule("test.second", "second", F(x), F(x).diff(x, 2), x, order=2)
    assert second.statement_text == "d\u00b2/dx\u00b2 f(x) = f''(x)"
    assert second.statement_latex.startswith(r"\frac{d^{2}}{d x^{2}} f")
    assert r"f^{\prime\prime}" in second.statement_latex
    assert second.to_dict()["order"] == 2
    mixed = Rule("test.mixed", "mixed", F(x, y), F(x, y).diff(x, x, y), x, order=2)
    assert mixed.statement_text == "\u2202\u00b2/\u2202x\u00b2 f(x, y) = \u2202\u00b3f/\u2202x\u00b2\u2202y"
    assert r"\frac{\partial^{3} f}{\partial x^{2} \partial y}" in mixed.statement_latex


def test_a_matrix_of_second_derivatives() -> None:
    rule = Rule(
        "test.hessian", "hessian", x * y**2, ImmutableMatrix([[0, 2 * y], [2 * y, 2 * x]]), (x, y), order=2
    )
    assert rule.statement_text == "hess(x, y) (x*y**2) = [[0, 2*y], [2*y, 2*x]]"
    assert rule.statement_latex.startswith(r"\nabla^{2}_{(x, y)}")


@pytest.mark.parametrize(("wrt", "order"), [(x, 0), (x, 5), ((x, y), 3)])
def test_an_order_that_is_not_checked_is_refused(wrt: object, order: int) -> None:
    with pytest.raises(OptionError, match="1 or 2 by several variables"):
        Rule("test.order", "order", x * y, x, wrt, order=order)


def test_fields_are_written_without_their_arguments() -> None:
    rule = BY_ID["field.divergence.scaled-gradient"]
    assert rule.statement_text.startswith(
        "div(x, y, z) [f*\u2202g/\u2202x, f*\u2202g/\u2202y, f*\u2202g/\u2202z].T = "
    )
    assert rule.statement_latex.startswith(r"\operatorname{div}_{(x, y, z)} \left[\begin{matrix}f \frac")
    assert rule.to_dict()["operator"] == "divergence"
    assert "(\u2202f/\u2202x)**2" in BY_ID["field.laplacian.square"].statement_text


@pytest.mark.parametrize(("operator", "wrt"), [("flux", (x, y)), ("divergence", x)])
def test_an_operator_acts_in_coordinates(operator: str, wrt: object) -> None:
    with pytest.raises(OptionError, match="has a tuple of coordinates"):
        Rule("test.field", "field", x * y, y, wrt, operator=operator)  # type: ignore[arg-type]


def test_what_is_given_is_a_condition() -> None:
    rule = Rule("test.given", "given", F(x), 1 / F(x), x, given=F(x) ** 2 - 2 * x, assumptions="f(x) != 0")
    assert rule.conditions == "f(x)**2 - 2*x = 0; f(x) != 0"


def test_derivatives_that_have_no_short_name_are_printed_as_sympy_does() -> None:
    scaled = Rule("test.scaled", "scaled", F(2 * x), F(2 * x).diff(x, 2), x)
    assert "f''(2*x)" in scaled.statement_text
    apart = Rule("test.apart", "apart", F(x), Derivative(F(2 * x), x), x)
    assert apart.statement_text == "d/dx f(x) = Derivative(f(2*x), x)"


def _is_one_plain_line(text: str) -> bool:
    classes = {"Derivative", "Subs", "Limit", "Matrix", "\n"}
    return bool(text) and classes.isdisjoint({*text.replace("(", " ").split(), *text})


def test_text_is_one_line_without_class_names() -> None:
    assert not _is_one_plain_line("Subs(f, x, 0)")
    assert [rule.id for rule in RULES if not _is_one_plain_line(rule.statement_text)] == []
    assert [rule.id for rule in RULES if not _is_one_plain_line(rule.conditions)] == []


def test_conditions_come_from_words_or_else_from_the_intervals() -> None:
    assert BY_ID["derivative.abs"].conditions == "x != 0"
    assert BY_ID["derivative.asin"].conditions == "x in (-1, 1)"
    assert BY_ID["derivative.constant"].conditions == "C, x real"
    assert BY_ID["matrix.linear"].conditions == "real entries"


def test_shapes_are_taken_from_the_matrices() -> None:
    assert BY_ID["matrix.linear"].shapes_text == "A: m x n, x: n x 1, derivative: n x m"
    assert BY_ID["matrix.linear.numerator"].shapes_text == "A: m x n, x: n x 1, derivative: m x n"
    assert BY_ID["derivative.sin"].shapes_text == ""


@pytest.mark.slow
def test_records_go_through_json_and_hash() -> None:
    records = json.loads(json.dumps([rule.to_dict() for rule in RULES]))
    assert [record["id"] for record in records] == [rule.id for rule in RULES]
    assert [record["statement"] for record in records] == [rule.statement_text for rule in RULES]
    assert len({hash(rule) for rule in RULES}) > len(RULES) * 0.99


def test_a_record_of_plain_functions_can_be_pickled() -> None:
    assert pickle.loads(pickle.dumps(BY_ID["derivative.tanh"])) == BY_ID["derivative.tanh"]


def test_a_rule_without_instances_is_its_own_case() -> None:
    assert cases(SINE) == (SINE,)


def test_cases_replace_functions_symbols_and_sizes() -> None:
    product = cases(BY_ID["rule.product"])[0]
    assert product.title == "product rule (f = sin(t), g = exp(t))"
    power = cases(BY_ID["derivative.integer-power"])[1]
    assert str(power) == "derivative.integer-power.case-2: d/dx (x**3) = 3*x**2"
    linear = cases(BY_ID["matrix.linear"])[0]
    assert linear.shapes_text == "A: 3 x 2, x: 2 x 1, derivative: 2 x 3"
    assert linear.wrt.shape == (2, 1)


def test_a_case_keeps_domain_and_evaluates_limits() -> None:
    case = cases(BY_ID["definition.derivative"])[0]
    assert case.rhs == 6 * case.wrt - 4
    assert not case.rhs.has(Limit)
    narrow = cases(BY_ID["rule.exponential-of-function"])[0]
    assert narrow.intervals == {narrow.wrt: Interval(-4, 4)}


def test_a_gradient_has_a_tuple_of_variables() -> None:
    rule = Rule("test.gradient", "gradient", x * y, ImmutableMatrix([y, x]), (x, y))
    assert rule.statement_text == "grad(x, y) (x*y) = [y, x].T"
    assert rule.to_dict()["wrt"] == ["x", "y"]


def test_an_unknown_structure_is_refused() -> None:
    a, v = MatrixSymbol("A", 3, 3), MatrixSymbol("v", 3, 1)
    with pytest.raises(OptionError, match="'symmetric'"):
        Rule("test.form", "form", v.T * a * v, 2 * a * v, v, layout="denominator", structure=((a, "round"),))  # type: ignore[arg-type]


def test_structure_is_a_condition_and_follows_the_sizes() -> None:
    rule = BY_ID["matrix.least-squares.weighted"]
    assert rule.conditions == "W symmetric"
    ((symbol, name),) = cases(rule)[0].structure
    assert (symbol, name) == (MatrixSymbol("W", 3, 3), "symmetric")


@pytest.mark.parametrize(
    ("id_", "text", "latex"),
    [
        (
            "matrix.norm.unit-vector",
            "\u2202/\u2202x ((x - a)/||x - a||) = -(x - a)*(x.T - a.T)/||x - a||**3 + I/||x - a||",
            r"\frac{\mathbf{x} - \mathbf{a}}{\left\lVert \mathbf{x} - \mathbf{a} \right\rVert}\right] = "
            r"- \frac{\left(\mathbf{x} - \mathbf{a}\right) \left(\mathbf{x}^{T} - \mathbf{a}^{T}\right)}"
            r"{\left\lVert \mathbf{x} - \mathbf{a} \right\rVert^{3}} "
            r"+ \frac{\mathbf{I}}{\left\lVert \mathbf{x} - \mathbf{a} \right\rVert}",
        ),
        (
            "matrix.squared-frobenius",
            "\u2202/\u2202X ||X||**2 = 2*X",
            r"\left\lVert \mathbf{X} \right\rVert_{\mathrm{F}}^{2} = 2 \mathbf{X}",
        ),
        ("matrix.trace.squared", "\u2202/\u2202X (Trace(X)**2) = 2*Trace(X)*I", r"= 2 \operatorname{tr}"),
        (
            "matrix.mean-squared-error",
            "\u2202/\u2202x (||A*x - b||**2/m) = 2*A.T*(A*x - b)/m",
            r"= \frac{2 \mathbf{A}^{T} \left(\mathbf{A} \mathbf{x} - \mathbf{b}\right)}{m}",
        ),
        (
            "matrix.softmax-cross-entropy",
            "\u2202/\u2202o (log(Trace(ones.T*exp.(o))) - Trace(y.T*o)) = exp.(o)/Trace(ones.T*exp.(o)) - y",
            r"= \frac{\exp_{\circ}\left(\mathbf{o}\right)}{\operatorname{tr}\left(\mathbf{1}^{T} ",
        ),
        ("matrix.stacked.square", "\u2202/\u2202X (X**2) = I\u2297X + X.T\u2297I", r"\otimes"),
        ("matrix.structured.diagonal.trace", "\u2202/\u2202Z Trace(A*(I\u2218Z)) = A\u2218I", r"\circ"),
        (
            "matrix.hidden-layer.inner",
            "\u2202/\u2202W (||V*tanh.(W*b) - y||**2/2)"
            " = ((V.T*(V*tanh.(W*b) - y))\u2218[t -> 1 - tanh(t)**2].(W*b))*b.T",
            "",
        ),
        (
            "matrix.determinant.inverse",
            "\u2202/\u2202X Determinant(X**(-1)) = -X.T**(-1)/Determinant(X)",
            r"= - \frac{\mathbf{X}^{-T}}{\det\left(\mathbf{X}\right)}",
        ),
    ],
    ids=lambda value: value if value.startswith("matrix.") else "",
)
def test_matrix_statements_read_as_in_a_textbook(id_: str, text: str, latex: str) -> None:
    assert BY_ID[id_].statement_text == text
    assert latex in BY_ID[id_].statement_latex


def test_an_instance_of_several_arguments() -> None:
    g = Function("g")
    rule = Rule("test.two", "two", g(x, y), g(x, y).diff(x), x, instances=({g: Lambda((x, y), x * y)},))
    (case,) = cases(rule)
    assert (case.lhs, case.rhs) == (x * y, y)


def test_products_of_entries_keep_their_brackets_behind_a_sign_and_a_factor() -> None:
    # SymPy writes - X o Y + Z, and (2*t)*X.
    X, Y, Z = (MatrixSymbol(name, 3, 3) for name in "XYZ")
    t = Symbol("t")
    product = hadamard_product(X, Y)
    assert text_of(Z - product) == "Z - (X∘Y)"
    assert latex_of(Z - product) == r"\mathbf{Z} - \left(\mathbf{X} \circ \mathbf{Y}\right)"
    assert latex_of(-product) == r"- \left(\mathbf{X} \circ \mathbf{Y}\right)"
    assert text_of(2 * t * product * Z) == "2*t*(X∘Y)*Z"
    assert latex_of(2 * t * product * Z) == r"2 t \left(\mathbf{X} \circ \mathbf{Y}\right) \mathbf{Z}"
    assert text_of(2 * t * X - Y) == "2*t*X - Y"
