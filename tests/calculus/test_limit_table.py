"""Limit tables: numbers, verdicts, forms, errors."""

from __future__ import annotations

import dataclasses
import json
import math
import re
import sys
from fractions import Fraction

import mpmath
import pytest
import sympy
import torch

from sympy_torch_bridge import LimitTable, compile, limit_table, parse_expression
from sympy_torch_bridge.calculus.limit_value import as_number, simplest_rational
from sympy_torch_bridge.errors import (
    DomainError,
    InputTypeError,
    MissingDependencyError,
    MissingInputError,
    OptionError,
    UnknownSymbolError,
)
from sympy_torch_bridge.exact import Enclosure

x, y = sympy.symbols("x y")
LESSON = 3 * x**2 - 4 * x


def filled(expr, value=0):
    """Fill in the value at 0, which the expression leaves open."""
    return sympy.Piecewise((expr, sympy.Ne(x, 0)), (value, True))


def test_lines_of_the_lesson():
    assert limit_table(LESSON, x, at=1).to_text("lines") == "\n".join(
        [
            "h=0.10000, numerical limit=2.30000",
            "h=0.01000, numerical limit=2.03000",
            "h=0.00100, numerical limit=2.00300",
            "h=0.00010, numerical limit=2.00030",
            "h=0.00001, numerical limit=2.00003",
        ]
    )


def test_lines_of_the_collection(corpus):
    case = corpus("d2l_limit_table")
    table = limit_table(LESSON, x, at=case["at"])
    assert table.to_text("lines").splitlines() == case["en"]["lines"]
    assert table.limit == case["limit"]


def test_lines_stay_true_where_five_decimals_do_not_hold_the_step():
    table = limit_table(x**2, x, at=1, h=[0.123456789, 1e-7, 2e-20])
    assert table.to_text("lines").splitlines() == [
        "h=0.123456789, numerical limit=2.123456789",
        "h=0.0000001, numerical limit=2.0000001",
        "h=2e-20, numerical limit=0.0",
    ]
    small = limit_table(x * sympy.Rational(1, 10**9), x, at=0, h=0.5)
    assert small.to_text("lines") == "h=0.50000, numerical limit=1.00000e-09"


def test_rows_of_the_sine():
    table = limit_table(sympy.sin(x), x, at=1)
    slope = math.cos(1)
    assert [row.h for row in table.rows] == [0.1, 0.01, 0.001, 0.0001, 1e-5]
    for row in table.rows:
        h = row.h
        assert row.forward == pytest.approx(slope - h / 2 * math.sin(1), abs=h**2)
        assert row.backward == pytest.approx(slope + h / 2 * math.sin(1), abs=h**2)
        assert row.truncation == pytest.approx(-(h**2) / 6 * slope, rel=h**2)
        assert row.error == pytest.approx(row.truncation + row.round_off, rel=1e-9)
        assert abs(row.round_off) < 1e-15 / h
        assert row.observed_order == pytest.approx(2, abs=1e-3)
    assert abs(table.rows[2].richardson - slope) < 1e-12


def test_forward_quotient_is_bitwise_the_textbook_formula():
    table = limit_table(LESSON, x, at=1)

    def f(value):
        return 3 * value**2 - 4 * value

    assert [row.forward for row in table.rows] == [
        (f(1 + h) - f(1)) / h for h in (0.1, 0.01, 1e-3, 1e-4, 1e-5)
    ]


def test_exact_order_holds_where_float64_has_none_left():
    (row,) = limit_table(sympy.sin(x), x, at=1, h=1e-13).rows
    assert row.observed_order == pytest.approx(2, abs=1e-6)
    assert abs(row.truncation) < 1e-26
    assert abs(row.round_off) > 1e-5


def test_best_steps_of_the_sine():
    forward, central = limit_table(sympy.sin(x), x, at=1).best
    assert (forward.kind, central.kind) == ("forward", "central")
    assert 1e-9 < forward.h < 1e-7
    assert forward.error < 1e-8
    assert 1e-6 < central.h < 1e-4
    assert central.error < 1e-11
    assert 1e-9 < forward.round_off_from < 1e-7
    assert 1e-6 < central.round_off_from < 1e-4


@pytest.mark.parametrize(
    ("expr", "order", "text"),
    [
        (LESSON, 1, "central is exact for quadratics"),
        (x**3, 2, "central is exact for cubics"),
        (x**4, 3, "central is exact for polynomials of degree 4"),
        (sympy.cos(x) * 0 + 7, 1, "central is exact for quadratics"),
    ],
    ids=str,
)
def test_exactness_of_the_central_quotient(expr, order, text):
    table = limit_table(expr, x, at=1, order=order)
    assert text in table.exactness
    assert {row.truncation for row in table.rows} == {0.0}
    assert {row.observed_order for row in table.rows} == {None}
    assert " exact" in str(table)
    assert table.best[1].round_off_from is None


def test_exactness_of_another_kind_is_not_called_quadratic():
    assert "its truncation vanishes" in limit_table(sympy.cos(x), x, at=0).exactness
    assert limit_table(x**3, x, at=1).exactness == ""


@pytest.mark.parametrize(
    ("expr", "at", "order", "expected"),
    [
        (LESSON, 1, 1, 2),
        (1 / x, 3, 1, -sympy.Rational(1, 9)),
        (x**3, sympy.Rational(1, 3), 1, sympy.Rational(1, 3)),
        (sympy.exp(x), 0, 3, 1),
        (sympy.sin(x), 0, 5, 1),
        (x**6, 1, 6, 720),
        (sympy.cos(x), sympy.pi / 2, 1, -1),
        (x * sympy.Abs(x), 0, 1, 0),
        (filled(x**2 * sympy.sin(1 / x)), 0, 1, 0),
        (sympy.Abs(sympy.Symbol("p", positive=True) - 1), 3, 1, 1),
        (sympy.tanh(2**150 * x), 0, 1, 2**150),
        (sympy.Integer(5), 1, 1, 0),
        (sympy.Float("1e-40") * x, 1, 1, sympy.Float("1e-40")),
    ],
    ids=str,
)
def test_rational_limits_are_recognised(expr, at, order, expected):
    variable = next(iter(expr.free_symbols), x)
    table = limit_table(expr, variable, at=at, order=order)
    assert table.verdict == "differentiable"
    assert abs(table.limit - expected) <= 1e-30 * abs(expected)
    assert table.uncertainty <= 1e-30


def test_zero_keeps_its_bound():
    slow = limit_table(sympy.Abs(x) ** sympy.Rational(11, 10), x, at=0)
    assert (slow.verdict, slow.limit) == ("differentiable", 0)
    assert 0 < slow.uncertainty < 1e-6
    assert limit_table(sympy.cos(x), x, at=0).uncertainty < 1e-60


def test_irrational_limit_has_many_digits():
    table = limit_table(sympy.exp(x) * sympy.sin(x), x, at=1)
    expected = (sympy.E * (sympy.sin(1) + sympy.cos(1))).n(60)
    assert not table.limit.is_Rational
    assert abs(table.limit - expected) <= table.uncertainty
    assert table.uncertainty < 1e-38


def test_float_is_taken_as_its_binary_value():
    exact = limit_table(x**2, x, at=0.1).limit
    assert exact == 2 * sympy.Rational(*(0.1).as_integer_ratio())
    assert limit_table(x**2, x, at=sympy.Rational(1, 10)).limit == sympy.Rational(1, 5)


@pytest.mark.parametrize(
    ("expr", "at", "verdict", "left", "right", "text"),
    [
        (sympy.Abs(x), 0, "kink", -1, 1, "the limit of the central quotient is no derivative here"),
        (sympy.Max(x, 0), 0, "kink", 0, 1, "still tends to 1/2"),
        (x**2 + sympy.Rational(1, 10**30) * sympy.Abs(x), 0, "kink", None, None, "kink"),
        (
            sympy.sqrt(sympy.Abs(x)),
            0,
            "vertical tangent",
            -math.inf,
            math.inf,
            "infinite (vertical tangent, a cusp)",
        ),
        (
            sympy.sign(x) * sympy.sqrt(sympy.Abs(x)),
            0,
            "vertical tangent",
            math.inf,
            math.inf,
            "(vertical tangent):",
        ),
        (filled(x * sympy.log(sympy.Abs(x))), 0, "vertical tangent", -math.inf, -math.inf, "infinite"),
        (sympy.sqrt(sympy.Max(x, 0)), 0, "vertical tangent", 0, math.inf, "a one-sided limit is infinite"),
        (sympy.Heaviside(x), 0, "jump", math.inf, math.inf, "not continuous"),
        (sympy.floor(x), 1, "jump", math.inf, 0, "not continuous"),
        (sympy.sqrt(x), 0, "one-sided", None, math.inf, "outside the domain on the left"),
        (x ** sympy.Rational(3, 2), 0, "one-sided", None, 0, "one-sided derivative only, from the right: 0"),
        (sympy.asin(x), 1, "one-sided", math.inf, None, "outside the domain on the right"),
        (filled(x * sympy.sin(1 / x)), 0, "oscillating", None, None, "the limits do not exist"),
        (filled(sympy.sin(1 / x)), 0, "oscillating", None, None, "oscillates"),
        (filled(x / sympy.log(sympy.Abs(x))), 0, "undecided", None, None, "do not settle"),
    ],
    ids=str,
)
def test_verdicts_of_expressions(expr, at, verdict, left, right, text):
    table = limit_table(expr, x, at=at)
    assert table.verdict == verdict
    assert table.limit is None
    assert table.derivative is None
    assert table.best == ()
    assert text in table.conclusion
    assert table.conclusion in str(table)
    for side, expected in ((table.one_sided.left, left), (table.one_sided.right, right)):
        assert expected is None or side.value == expected


def test_second_order_needs_the_first():
    table = limit_table(sympy.Abs(x), x, at=0, order=2)
    assert table.verdict == "kink"
    assert [side.value for side in (table.one_sided.left, table.one_sided.right)] == [-1, 1]
    bent = limit_table(x * sympy.Abs(x), x, at=0, order=2)
    assert bent.verdict == "kink"
    assert "not differentiable 2 times" in bent.conclusion
    assert bent.one_sided.right.value == 2


def test_partial_derivatives():
    expr = x**2 * y
    assert limit_table(expr, x, at=1, subs={y: 2}).limit == 4
    assert limit_table(expr, y, at={x: 3, y: 2}).limit == 9
    assert limit_table(expr, y, at=2, subs={x: 3}).limit == 9
    assert limit_table(compile(expr, [y, x]), x, at=(2, 3)).limit == 12


def test_directional_derivative_uses_the_direction_as_given():
    table = limit_table(x**2 * y, at={x: 1, y: 2}, direction={x: 1, y: -1})
    assert table.limit == 3
    assert limit_table(x**2 * y, at={x: 1, y: 2}, direction={x: 2, y: -2}).limit == 6
    assert "along (1, -1)" in str(table)
    assert "direction (1, -1) used as given; per unit of length, divide by 1.41421" in str(table)
    assert "of length 1" in str(limit_table(x**2 * y, at={x: 1, y: 2}, direction={y: 1}))


def test_directional_derivative_at_the_tip_of_a_cone():
    table = limit_table(sympy.sqrt(x**2 + y**2), at={x: 0, y: 0}, direction={x: 3, y: 4})
    assert table.verdict == "kink"
    assert [side.value for side in (table.one_sided.left, table.one_sided.right)] == [-5, 5]


def test_compiled_function_is_used_for_the_float_columns():
    table = limit_table(compile(LESSON), x, at=1)
    assert table.reference == "high precision"
    assert table.limit == 2


def test_supplied_torch_functions_are_judged_numerically():
    u = sympy.Function("u")
    table = limit_table(compile(2 * u(x), functions={"u": torch.tanh}), x, at=0)
    assert table.reference == "autograd"
    assert table.limit == pytest.approx(2, abs=1e-9)


@pytest.mark.parametrize(
    ("fn", "at", "verdict", "left", "right"),
    [
        (torch.sin, 1.0, "differentiable", math.cos(1), math.cos(1)),
        (torch.sin, 1e8, "differentiable", math.cos(1e8), math.cos(1e8)),
        (torch.sin, 1e-8, "differentiable", 1, 1),
        (lambda t: 1e-200 * torch.sin(t), 1.0, "differentiable", 1e-200 * math.cos(1), 1e-200 * math.cos(1)),
        (lambda t: torch.tanh(1e4 * t), 0.0, "differentiable", 1e4, 1e4),
        (lambda t: t**2, 0.0, "differentiable", 0, 0),
        (torch.cos, 0.0, "differentiable", 0, 0),
        (lambda t: torch.tensor(5.0), 2.0, "differentiable", 0, 0),
        (torch.round, 0.3, "differentiable", 0, 0),
        (torch.relu, -0.05, "differentiable", 0, 0),
        (torch.relu, 0.0, "kink", 0, 1),
        (torch.nn.functional.hardswish, 3.0, "kink", 1.5, 1),
        (lambda t: t.abs().sqrt(), 0.0, "vertical tangent", -math.inf, math.inf),
        (lambda t: torch.xlogy(t, t.abs()), 0.0, "vertical tangent", -math.inf, -math.inf),
        (torch.floor, 1.0, "jump", math.inf, 0),
        (torch.sqrt, 0.0, "one-sided", None, math.inf),
        (
            lambda t: torch.where(t == 0, 0, t * torch.sin(1 / torch.where(t == 0, 1, t))),
            0.0,
            "oscillating",
            None,
            None,
        ),
        (lambda t: t.abs() ** 1.1, 0.0, "undecided", None, None),
    ],
)
def test_verdicts_of_torch_callables(fn, at, verdict, left, right):
    table = limit_table(fn, at=at)
    assert table.verdict == verdict
    assert table.conclusion.startswith("numerically, ")
    for side, expected in ((table.one_sided.left, left), (table.one_sided.right, right)):
        assert expected is None or side.value == pytest.approx(expected, rel=1e-4, abs=1e-9)
    if verdict == "differentiable":
        assert table.limit == pytest.approx(left, rel=1e-5, abs=1e-9)
        assert abs(table.limit - left) <= 10 * table.uncertainty + 1e-12 * abs(left)


def test_float32_inside_a_callable_is_noticed():
    table = limit_table(lambda t: torch.sin(t.float()).double(), at=1.0)
    assert table.verdict == "differentiable"
    assert table.limit == pytest.approx(math.cos(1), abs=1e-3)
    assert table.uncertainty > 1e-6


def test_callable_is_compared_with_autograd():
    table = limit_table(torch.sin, at=1.0)
    assert table.reference == "autograd"
    assert table.derivative == math.cos(1)
    assert table.rows[0].error == table.rows[0].central - math.cos(1)
    assert table.rows[0].truncation is None
    assert "truncation" not in str(table)
    assert limit_table(torch.sin, at=1.0, order=2).derivative == pytest.approx(-math.sin(1))


def test_wrong_autograd_is_reported():
    class Wrong(torch.autograd.Function):
        @staticmethod
        def forward(ctx, value):
            return value**2

        @staticmethod
        def backward(ctx, gradient):
            return gradient

    table = limit_table(Wrong.apply, at=3.0)
    assert table.limit == pytest.approx(6)
    assert any("autograd disagrees with the quotients: 1 against 6" in remark for remark in table.remarks)


def test_missing_autograd_is_reported():
    table = limit_table(torch.special.bessel_j0, at=1.0)
    assert table.reference == "quotients"
    assert table.limit == pytest.approx(-0.44005058574493355, abs=1e-9)
    assert any(remark.startswith("autograd has no gradient") for remark in table.remarks)


def test_callable_of_two_inputs():
    def f(a, b):
        return a * b**2

    assert limit_table(f, at=(3.0, 2.0)).limit == pytest.approx(4)
    assert limit_table(f, 1, at=(3.0, 2.0)).limit == pytest.approx(12)
    assert limit_table(f, at=(3.0, 2.0), direction=(1, 1)).limit == pytest.approx(16)


# --- errors


@pytest.mark.parametrize(
    ("expr", "at"), [(sympy.log(x), -1), (1 / x, 0), (sympy.sqrt(x), -1), (sympy.sin(x) / x, 0)]
)
def test_point_outside_the_domain(expr, at):
    with pytest.raises(DomainError, match=rf"at x = {at}\."):
        limit_table(expr, x, at=at)


def test_callable_outside_its_domain():
    with pytest.raises(DomainError):
        limit_table(torch.log, at=-1.0)


def test_isolated_point_of_the_domain():
    with pytest.raises(DomainError, match="at the point alone"):
        limit_table(sympy.sqrt(-(x**2)), x, at=0)


def test_unknown_symbols():
    with pytest.raises(UnknownSymbolError, match="known symbols: x, y"):
        limit_table(x * y, sympy.Symbol("z"), at=1)
    with pytest.raises(UnknownSymbolError, match="another symbol of that name"):
        limit_table(x**2, sympy.Symbol("x", positive=True), at=1)
    with pytest.raises(UnknownSymbolError, match="z"):
        limit_table(x * y, at={x: 1, y: 1}, direction={sympy.Symbol("z"): 1})


def test_missing_values():
    with pytest.raises(MissingInputError, match=r"subs=\{y: \.\.\.\}") as caught:
        limit_table(x * y, x, at=1)
    assert caught.value.missing == ("y",)
    with pytest.raises(MissingInputError, match="name the point"):
        limit_table(x**2, x)
    namesake = sympy.Symbol("y", real=True)
    with pytest.raises(MissingInputError, match="another symbol of that name"):
        limit_table(x * y, x, at=1, subs={namesake: 2})


@pytest.mark.parametrize("h", [0, -0.1, math.inf, math.nan, [0.1, 0], [], "0.1"], ids=str)
def test_steps_must_be_positive(h):
    with pytest.raises(OptionError, match=r"^h="):
        limit_table(x**2, x, at=1, h=h)


@pytest.mark.parametrize(
    "arguments",
    [
        {"f": x * y, "at": 1},
        {"f": x * y, "x": x, "at": {x: 1, y: 1}, "direction": {x: 1}},
        {"f": x * y, "at": {x: 1, y: 1}, "direction": {x: 0}},
        {"f": x * y, "at": 1, "direction": {x: 1}},
        {"f": x * y, "x": x, "at": 1, "subs": {x: 2, y: 1}},
        {"f": x * y, "x": x, "at": (1, 2, 3)},
        {"f": x**2, "x": x, "at": sympy.oo},
        {"f": x**2, "x": x, "at": 1, "order": 0},
        {"f": torch.sin, "at": 1.0, "subs": {x: 1}},
        {"f": torch.sin, "at": 1.0, "x": 1},
        {"f": torch.sin, "at": (1.0,), "direction": (1, 2)},
        {"f": torch.sin, "at": math.nan},
    ],
    ids=lambda options: re.sub(" at 0x[0-9a-f]+", "", str(options)),
)
def test_unusable_options(arguments):
    with pytest.raises(OptionError):
        limit_table(**arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        {"f": "x**2", "x": x, "at": 1},
        {"f": sympy.Matrix([x]), "x": x, "at": 1},
        {"f": x > 1, "x": x, "at": 1},
        {"f": x**2, "x": "x", "at": 1},
        {"f": x**2, "x": x, "at": {"x": 1}},
        {"f": x**2, "x": x, "at": sympy.I},
        {"f": x**2, "x": x, "at": y},
    ],
    ids=lambda options: re.sub(" at 0x[0-9a-f]+", "", str(options)),
)
def test_unusable_types(arguments):
    with pytest.raises(InputTypeError):
        limit_table(**arguments)


# --- forms


@pytest.fixture(scope="module")
def table():
    return limit_table(LESSON, x, at=1)


def test_table_is_immutable(table):
    assert isinstance(table, LimitTable)
    with pytest.raises(dataclasses.FrozenInstanceError):
        table.limit = 3
    with pytest.raises(dataclasses.FrozenInstanceError):
        table.rows[0].h = 3


def test_text(table):
    text = str(table)
    assert text == table.to_text() == table.to_text("table")
    assert text.splitlines()[0] == "Difference quotients of 3*x**2 - 4*x at x = 1"
    assert "limit: 2" in text.splitlines()
    assert "verdict: differentiable: both one-sided limits are 2" in text
    assert repr(table) == "LimitTable(3*x**2 - 4*x at x = 1: differentiable, limit=2, 5 rows)"
    with pytest.raises(OptionError, match="accepted: 'table', 'lines'"):
        table.to_text("row")


def test_other_markup(table):
    assert "| 0.1" in table.to_markdown().replace("$", "")
    assert table.to_html() == table._repr_html_()
    assert '<th scope="col"' in table.to_html()
    assert "<script" not in table.to_html()
    assert table.to_latex() == table._repr_latex_()
    assert r"\begin{tabular}" in table.to_latex()
    assert table.to_rst().startswith(".. list-table::")
    assert table._repr_markdown_() == table.to_markdown()
    assert table.to_table().columns[1].name == "forward"


@pytest.mark.parametrize("expr", [LESSON, sympy.sqrt(x - 1), sympy.Abs(x - 1)], ids=str)
def test_json_has_no_nan(expr):
    found = limit_table(expr, x, at=1)
    data = json.loads(found.to_json())
    assert data == found.to_dict()
    assert len(data["rows"]) == 5
    assert data["verdict"] == found.verdict


def test_data_of_limits(table):
    assert table.to_dict()["limit"] == {"value": 2.0, "exact": "2"}
    sides = limit_table(sympy.sqrt(x), x, at=0).to_dict()["one_sided"]
    assert sides["left"] == {"kind": "outside", "value": None, "exact": None}
    assert sides["right"] == {"kind": "infinite", "value": "oo", "exact": None}


def test_frame(table):
    pytest.importorskip("pandas")
    frame = table.to_frame()
    assert list(frame.columns)[:3] == ["h", "forward", "backward"]
    assert frame["forward"].tolist() == [row.forward for row in table.rows]
    assert set(frame.dtypes.astype(str)) == {"float64"}


def test_frame_without_pandas(table, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingDependencyError, match=r"sympy-torch-bridge\[pandas\]") as caught:
        table.to_frame()
    assert caught.value.extra == "pandas"


# --- recognising rationals


def test_rational_needs_spare_precision():
    third = mpmath.mpf(1) / 3
    assert simplest_rational(Enclosure(third, mpmath.mpf(2) ** -54, 53, "ball")) == Fraction(1, 3)
    assert simplest_rational(Enclosure(third, mpmath.mpf(2) ** -30, 53, "ball")) is None
    assert simplest_rational(Enclosure(-third, mpmath.mpf(2) ** -54, 53, "ball")) == Fraction(-1, 3)
    assert simplest_rational(Enclosure(mpmath.mpf("nan"), mpmath.inf, 53, "ball")) is None
    assert as_number(Enclosure(mpmath.mpf(0), mpmath.mpf(2) ** -200, 53, "ball")) == 0


def test_deep_expression():
    expr = x
    for _ in range(1500):
        expr = sympy.Add(1, sympy.Mul(-1, expr, evaluate=False), evaluate=False)
    table = limit_table(expr, x, at=1, h=0.5)
    assert table.verdict == "differentiable"
    assert limit_table(expr, x, at=sympy.sqrt(2), h=0.5).limit == 1
    assert "distinct nodes" in table.function


@pytest.mark.parametrize("name", ["d2l_scalar", "activations"])
def test_limits_of_the_collections(corpus, name):
    seen = 0
    for case in corpus(name):
        expr = parse_expression(case["expr"])
        first = case["points"][0]
        wrt = case.get("wrt", case["vars"][0])
        claimed = first["gradient"][wrt] if "gradient" in first else first["derivative"]
        if case.get("order", 1) != 1 or not expr.free_symbols:
            continue
        point = {sympy.Symbol(key): value for key, value in first["point"].items()}
        if sympy.Symbol(wrt) not in expr.free_symbols:
            continue
        found = limit_table(expr, sympy.Symbol(wrt), at=point, h=0.1)
        assert found.verdict == "differentiable", case["id"]
        assert abs(found.limit - sympy.Float(claimed, 25)) <= 1e-18 * abs(found.limit) + 1e-20, case["id"]
        seen += 1
    assert seen >= 10
