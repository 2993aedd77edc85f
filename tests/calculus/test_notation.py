from __future__ import annotations

import pytest
from sympy import Function, Symbol

from sympy_torch_bridge.calculus.notation import (
    Notation,
    derivative_notations,
    notation_latex,
    notation_table,
    notation_text,
    partial_notations,
)
from sympy_torch_bridge.errors import InputTypeError, OptionError
from sympy_torch_bridge.render import to_markdown, to_text


def test_the_seven_notations_of_a_derivative() -> None:
    assert (
        notation_text(derivative_notations()) == "f'(x) = y' = dy/dx = df/dx = d/dx f(x) = D f(x) = D_x f(x)"
    )
    assert notation_latex(derivative_notations()) == (
        r"f'(x) = y' = \frac{dy}{dx} = \frac{df}{dx} = \frac{d}{dx} f(x) = D f(x) = D_{x} f(x)"
    )


def test_the_six_notations_of_a_partial_derivative() -> None:
    assert notation_text(partial_notations()) == (
        "\u2202y/\u2202x_i = \u2202f/\u2202x_i = f_{x_i} = f_i = D_i f = D_{x_i} f"
    )
    assert notation_latex(partial_notations()) == (
        r"\frac{\partial y}{\partial x_{i}} = \frac{\partial f}{\partial x_{i}} = "
        r"f_{x_{i}} = f_{i} = D_{i} f = D_{x_{i}} f"
    )


@pytest.mark.parametrize(
    ("order", "text", "latex"),
    [
        (2, "f''(x) = y''", "f''(x) = y''"),
        (3, "f'''(x) = y'''", "f'''(x) = y'''"),
        (4, "f^(4)(x) = y^(4)", "f^{(4)}(x) = y^{(4)}"),
        (12, "f^(12)(x) = y^(12)", "f^{(12)}(x) = y^{(12)}"),
    ],
)
def test_primes_give_way_to_a_number(order: int, text: str, latex: str) -> None:
    first = derivative_notations(order=order)[:2]
    assert (notation_text(first), notation_latex(first)) == (text, latex)


def test_higher_orders_of_the_other_notations() -> None:
    assert notation_text(derivative_notations(order=2)[2:]) == (
        "d^2y/dx^2 = d^2f/dx^2 = d^2/dx^2 f(x) = D^2 f(x) = D_x^2 f(x)"
    )
    assert notation_latex(derivative_notations(order=2)[2:5]) == (
        r"\frac{d^{2}y}{dx^{2}} = \frac{d^{2}f}{dx^{2}} = \frac{d^{2}}{dx^{2}} f(x)"
    )
    assert notation_latex(partial_notations(order=2)) == (
        r"\frac{\partial^{2}y}{\partial x_{i}^{2}} = \frac{\partial^{2}f}{\partial x_{i}^{2}} = "
        r"f_{x_{i} x_{i}} = f_{ii} = D_{i}^{2} f = D_{x_{i}}^{2} f"
    )


def test_greek_names_and_subscripts_are_set_as_such() -> None:
    latex = notation_latex(derivative_notations("phi", "alpha_1", "theta"))
    assert latex.startswith(
        r"\phi'(\alpha_{1}) = \theta' = \frac{d\theta}{d\alpha_{1}} = \frac{d\phi}{d\alpha_{1}}"
    )
    assert partial_notations("f", "x12")[0].latex == r"\frac{\partial y}{\partial x_{12}}"


def test_a_function_with_a_long_name_is_upright() -> None:
    assert derivative_notations("loss")[0].latex == r"\operatorname{loss}'(x)"


def test_symbols_and_functions_stand_for_their_names() -> None:
    f, x, y = Function("f"), Symbol("x", positive=True), Symbol("y")
    assert derivative_notations(f, x, y) == derivative_notations()
    assert derivative_notations(f(x), x, y) == derivative_notations()


def test_the_index_is_the_subscript_or_what_is_given() -> None:
    assert notation_text(partial_notations("f", "x2")[2:]) == "f_{x2} = f_2 = D_2 f = D_{x2} f"
    assert notation_text(partial_notations("f", "t", index=3)[2:]) == "f_t = f_3 = D_3 f = D_t f"
    assert notation_text(partial_notations("f", "t")[2:]) == "f_t = D_t f"
    assert len(partial_notations("f", "velocity")) == 4


def test_digits_of_repeated_indices_stay_apart() -> None:
    assert partial_notations("f", "x12", order=2)[3] == Notation("subscript", "f_{12,12}", "f_{12,12}")


def test_a_function_with_a_subscript_takes_a_second_one() -> None:
    assert partial_notations("f_1", "t")[2] == Notation("subscript", "(f_1)_t", "{f_{1}}_{t}")


def test_equal_notations_are_listed_once() -> None:
    assert notation_text(partial_notations("u", "t", "u")) == "\u2202u/\u2202t = u_t = D_t u"


@pytest.mark.parametrize("order", [0, -1, 1.0, True, "2"])
def test_an_order_is_a_positive_integer(order: object) -> None:
    with pytest.raises(OptionError, match="a positive integer") as caught:
        derivative_notations(order=order)  # type: ignore[arg-type]
    assert caught.value.value is order


@pytest.mark.parametrize("name", [3, None, "", "  ", 2.5])
def test_a_name_is_text_or_a_symbol(name: object) -> None:
    with pytest.raises(InputTypeError, match="a Symbol or a function"):
        partial_notations("f", name)


def test_text_is_a_name_and_never_an_expression() -> None:
    assert derivative_notations("f", "__import__('os')")[2].text == "dy/d__import__('os')"


def test_the_table_names_whose_notation_it_is() -> None:
    table = notation_table(derivative_notations(), "Notations")
    assert [line.split() for line in to_text(table).splitlines()[:4]] == [
        ["Notations"],
        ["notation", "after"],
        ["---------", "--------"],
        ["f'(x)", "Lagrange"],
    ]
    assert r"| $\frac{dy}{dx}$ | Leibniz |" in to_markdown(table)
    assert [row[1].text for row in table.rows] == ["Lagrange"] * 2 + ["Leibniz"] * 3 + ["Euler"] * 2
    assert str(derivative_notations()[0]) == "f'(x)"
