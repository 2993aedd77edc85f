"""All routes agree on sound definitions, and each broken route is caught."""

from __future__ import annotations

import mpmath
import pytest
import sympy
import torch

from sympy_torch_bridge import Op, UnsupportedFunctionError, symbolic
from sympy_torch_bridge.check import assert_consistent, check_consistency, torch_witnesses
from sympy_torch_bridge.ops import BY_HEAD

x, y = sympy.symbols("x y")
WITNESSES = ("symbolic", "limit", "value", "reverse", "forward")


@pytest.mark.parametrize(
    "expr",
    [
        sympy.sin(x) / x,
        x**y,
        sympy.log(1 + sympy.exp(x)),
        sympy.sqrt(1 - x**2),
        sympy.Abs(x) * y,
        sympy.Max(x, y, 0) ** 2,
        sympy.Piecewise((x**2, x > 1), (sympy.exp(x - 1), True)),
        sympy.tanh(x) * sympy.erf(y),
        sympy.sign(x) * x**2,
        sympy.cosh(x) ** 2 - sympy.sinh(x) ** 2,
        [x * y, sympy.sin(x + y), x**3],
        0.1 * x**3 + 0.7,
    ],
    ids=str,
)
def test_sound_definitions(expr):
    report = check_consistency(expr)
    assert report.verdict == "consistent", f"\n{report}"
    assert report.witnesses == WITNESSES
    assert report.method == "ball"


def test_gradients_that_torch_holds_without_storage():
    u, v = sympy.symbols("u v", real=True)
    assert check_consistency(sympy.tanh(sympy.tanh(u)) + sympy.sign(v)).verdict == "consistent"


def test_rounded_constants_in_tensors_refute_nothing():
    assert check_consistency(sympy.sin(sympy.Max(sympy.pi, y))).verdict != "refuted"


def test_inputs_that_stand_still_meet_no_infinite_slope():
    report = check_consistency(sympy.sqrt(sympy.Max(0, y)) * x, domain={y: (-2, -1)})
    assert report.verdict == "inconclusive"
    lost = {(row.witness, row.component) for row in report.points if row.verdict != "PASS"}
    assert lost == {("forward", "df/dy")}
    (note,) = {row.note for row in report.points if row.verdict != "PASS"}
    assert note.startswith("forward mode multiplied a tangent of zero by an infinite slope")


def test_complex_branches_are_judged_where_they_are_real():
    u = sympy.Symbol("u", real=True)
    branches = sympy.Piecewise((u, u > 0), (sympy.Integer(-3) ** sympy.Rational(1, 3), True))
    assert check_consistency(branches, domain={u: (1, 2)}).verdict == "consistent"
    report = check_consistency(branches, domain={u: (-2, -1)})
    assert report.verdict == "inconclusive"
    assert not report.failures


def test_forward_mode_is_judged_by_its_own_noise():
    u, v = sympy.symbols("u v", real=True)
    report = check_consistency(
        sympy.Max(v**2, u / v), points=[{u: 1.7707330808593973, v: -0.1035149615526536}]
    )
    assert report.verdict == "consistent", f"\n{report}"


def test_infinity_that_only_rounding_leads_to_refutes_nothing():
    expr = sympy.acos(sympy.Min(1, sympy.Max(-1, sympy.erf(x))))
    report = check_consistency(expr, points=[{x: v} for v in (0.1, 0.5, 1.0, -5.95)])
    assert not report.failures
    lost = [
        row for row in report.points if row.verdict == "ILL_CONDITIONED" and "rounded otherwise" in row.note
    ]
    assert {row.index for row in lost} == {3}


def test_a_number_taken_for_zero_refutes_nothing_within_its_radius():
    u = sympy.Symbol("u", real=True)
    # 1e-218 next to 1: below the precision that a zero is looked for with
    expr = sympy.log(1 + sympy.exp(-(u**2)))
    report = check_consistency(expr, points=[{u: v} for v in (1.0, 2.0, 3.0, 22.4)])
    assert not report.failures
    (value,) = [row for row in report.points if row.index == 3 and row.witness == "value"]
    assert value.verdict == "UNDECIDED"
    assert value.note == "the exact number is not known that closely"


def test_some_of_the_symbols():
    report = check_consistency(x * y**2, y)
    assert {row.component for row in report.points} == {"f", "df/dy"}


@pytest.mark.parametrize("factor", [1 + 1e-9, -1.0, 2.0])
def test_faulty_kernel_is_caught(factor):
    faulty = Op(head=sympy.sin, lower=lambda x: factor * torch.sin(x), reference=mpmath.sin, ball="sin")
    report = check_consistency(sympy.exp(x) * sympy.sin(x), ops=[faulty])
    assert report.verdict == "refuted"
    assert {row.witness for row in report.failures} == {"value", "reverse", "forward"}


class FaultyBackward(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.sin(x)

    @staticmethod
    def backward(ctx, grad):
        return grad * torch.cos(ctx.saved_tensors[0]) * (1 + 1e-8)


def test_faulty_backward_is_caught_although_the_value_is_right():
    faulty = Op(head=sympy.sin, lower=FaultyBackward.apply, reference=mpmath.sin, ball="sin")
    report = check_consistency(sympy.sin(x) + x, ops=[faulty])
    assert report.verdict == "refuted"
    assert {row.witness for row in report.failures} == {"reverse"}


def test_lost_gradient_is_caught():
    faulty = Op(head=sympy.sin, lower=lambda x: torch.sin(x.detach()), reference=mpmath.sin, ball="sin")
    report = check_consistency(sympy.sin(x), ops=[faulty])
    assert {row.witness for row in report.failures} == {"reverse", "forward"}


def test_faulty_symbolic_derivative_is_caught_by_the_limit(monkeypatch):
    right = symbolic.derivative
    monkeypatch.setattr(
        symbolic,
        "derivative",
        lambda expr, *wrt: right(expr, *wrt) * (1 + sympy.Rational(1, 10**12)),
    )
    report = check_consistency(sympy.sin(x) * x)
    assert report.verdict == "refuted"
    assert {row.witness for row in report.failures} == {"symbolic"}


def test_faulty_forward_mode_is_caught(monkeypatch):
    right = torch_witnesses.forward_jacobian
    monkeypatch.setattr(torch_witnesses, "forward_jacobian", lambda *args: right(*args) * (1 + 1e-10))
    report = check_consistency(sympy.sin(x) * x)
    assert {row.witness for row in report.failures} == {"forward"}


def test_missing_forward_mode_is_said(monkeypatch):
    def missing(*args):
        raise NotImplementedError("no forward formula")

    monkeypatch.setattr(torch_witnesses, "forward_jacobian", missing)
    report = check_consistency(sympy.sin(x))
    assert report.verdict == "consistent"
    assert "forward" not in report.witnesses
    assert report.notes == ("forward mode is not available: no forward formula",)


def test_cancellation_is_inconclusive():
    expr = (1 - sympy.cos(x)) / x**2
    report = check_consistency(expr, points=[{x: 1e-5 * k} for k in range(1, 9)])
    assert report.verdict == "inconclusive"
    assert not report
    assert "ILL_CONDITIONED" in {row.verdict for row in report.points}
    assert "FAIL" not in {row.verdict for row in report.points}


@pytest.mark.parametrize(
    "scale", [sympy.Rational(10) ** -30, sympy.Rational(10) ** 30], ids=["1e-30", "1e30"]
)
@pytest.mark.parametrize("expr", [sympy.sin(x) * y, sympy.exp(-(x**2)), x**5 - y])
def test_scale_changes_no_verdict(expr, scale):
    assert check_consistency(scale * expr).verdict == check_consistency(expr).verdict == "consistent"


def test_kinks_refute_nothing():
    report = check_consistency(sympy.Max(x, 0), points=[{x: v} for v in (-1.0, 0.0, 2.0)])
    assert report.verdict == "consistent"
    assert {row.witness for row in report.points if row.verdict == "KINK"} == {"reverse", "forward"}


def test_values_alone_are_no_check_of_derivatives():
    report = check_consistency(sympy.Abs(x), points=[{x: 0.0}])
    assert {row.verdict for row in report.points} == {"PASS", "KINK"}
    assert report.verdict == "inconclusive"


def test_points_beyond_the_type_are_told_apart():
    report = check_consistency(sympy.exp(x), points=[{x: v} for v in (-800.0, 1.0, 2.0, 800.0)])
    assert report.verdict == "consistent"
    verdicts = {row.index: row.verdict for row in report.points if row.witness == "value"}
    assert verdicts == {0: "ILL_CONDITIONED", 1: "PASS", 2: "PASS", 3: "OUTSIDE_DOMAIN"}


def test_seeds_give_equal_reports():
    expr = sympy.log(x) * sympy.sin(y) / (1 - sympy.cos(x))
    assert check_consistency(expr, seed=5).to_json() == check_consistency(expr, seed=5).to_json()
    assert check_consistency(expr, seed=5).to_json() != check_consistency(expr, seed=6).to_json()


def test_assert_consistent():
    assert_consistent(sympy.sin(x))
    with pytest.raises(AssertionError, match="INCONCLUSIVE: derivative of log"):
        assert_consistent(sympy.log(-(x**2) - 1))


def test_matrix_expressions():
    A, v = sympy.MatrixSymbol("A", 2, 2), sympy.MatrixSymbol("v", 2, 1)
    for expr in (v.T * A * v, A * v, sympy.Trace(A * A)):
        report = check_consistency(expr, v if expr.has(v) else A)
        assert report.verdict == "consistent", f"\n{report}"
        assert {"reverse", "forward", "limit"} <= set(report.witnesses)


@pytest.mark.parametrize(
    "head", [sympy.LambertW, sympy.dirichlet_eta, sympy.zeta, sympy.expint, sympy.stieltjes], ids=str
)
def test_references_take_the_arguments_that_may_be_left_out(head):
    """A reference that demands them has no value anywhere, which looks like a point outside the domain."""
    op = BY_HEAD[head]
    shortest = min(head.nargs)
    assert mpmath.isfinite(op.reference(*(mpmath.mpf(2) for _ in range(shortest))))


def test_the_lambert_function_of_one_argument_is_checked():
    positive = sympy.Symbol("x", positive=True)
    assert check_consistency(sympy.LambertW(positive), n_points=6).verdict == "consistent"


@pytest.mark.parametrize(
    "expr",
    [
        sympy.Sum(x**y / sympy.factorial(y), (y, 0, sympy.oo)),
        sympy.Integral(y * x, (y, 0, x)),
        sympy.Derivative(sympy.sin(x), x),
    ],
)
def test_what_is_no_closed_form_is_refused_with_a_hint_that_works(expr):
    with pytest.raises(UnsupportedFunctionError, match=r"pass expr\.doit\(\)"):
        check_consistency(expr, x, n_points=4)
    assert check_consistency(expr.doit(), x, n_points=4).verdict == "consistent"
