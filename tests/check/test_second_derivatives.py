"""Claims and consistency of second and higher derivatives."""

from __future__ import annotations

import mpmath
import pytest
import sympy
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge import InputShapeError, Op, OptionError, UnknownSymbolError, check_gradient, symbolic

x, y = sympy.symbols("x y", real=True)
F = sympy.exp(x * y) + x**3
XX, XY, YY = F.diff(x, 2), F.diff(x, y), F.diff(y, 2)
HESSIAN = [[XX, XY], [XY, YY]]
VECTOR = [x**2 * sympy.sin(y), x + y**3, x * y]


def hessian(x, y):
    e = torch.exp(x * y)
    mixed = (1 + x * y) * e
    return torch.stack([torch.stack([y * y * e + 6 * x, mixed], -1), torch.stack([mixed, x * x * e], -1)], -2)


FORMS = {
    "lists": HESSIAN,
    "tuples": tuple(map(tuple, HESSIAN)),
    "matrix": sympy.Matrix(HESSIAN),
    "immutable": sympy.ImmutableMatrix(HESSIAN),
    "hessian": sympy.hessian(F, [x, y]),
    "array": sympy.Array(HESSIAN),
    "second order array": sympy.derive_by_array(sympy.derive_by_array(F, [x, y]), [x, y]),
    "pairs": {(x, x): XX, (x, y): XY, (y, y): YY},
    "pairs the other way": {(x, x): XX, (y, x): XY, (y, y): YY},
    "all pairs": {(x, x): XX, (x, y): XY, (y, x): XY, (y, y): YY},
    "orders": {(x, 2): XX, (x, y): XY, (y, 2): YY},
    "nested": {x: {x: XX, y: XY}, y: {x: XY, y: YY}},
    "callable": hessian,
    "nested tensors": lambda x, y: [
        [hessian(x, y)[..., i, j] for j in range(2)] for i in range(2)
    ],
    "compiled": stb.compile(F).hessian(),
    "module": stb.SymPyModule(F),
    "compiled function": None,
}  # fmt: skip
del FORMS["compiled function"]


@pytest.mark.parametrize("form", FORMS)
def test_forms_of_a_hessian(form):
    report = stb.check_gradient(F, FORMS[form], [x, y], order=2)
    assert report.verdict == "consistent", report
    # Double backward is judged beside the first backward pass, in rows of their own.
    names = {row.component for row in report.points if row.component not in ("f", "df/dx", "df/dy")}
    assert names == {"d2f/dx**2", "d2f/dx dy", "d2f/dy dx", "d2f/dy**2"}


@pytest.mark.parametrize("size", [1e-3, 1e-9, 1e-12])
@pytest.mark.parametrize("entry", [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_a_wrong_entry_is_refuted(entry, size):
    wrong = sympy.Matrix(HESSIAN)
    wrong[entry] *= 1 + sympy.Rational(size)
    report = stb.check_gradient(F, wrong, [x, y], order=2)
    assert report.verdict == "refuted"
    label = {(0, 0): "d2f/dx**2", (0, 1): "d2f/dx dy", (1, 0): "d2f/dy dx", (1, 1): "d2f/dy**2"}[entry]
    assert {row.component for row in report.failures} == {label}


@pytest.mark.parametrize("form", ["callable", "module"])
def test_a_wrong_torch_hessian_is_refuted(form):
    class Wrong(torch.nn.Module):
        def forward(self, x, y):
            return torch.exp(x * y) + x**3 * (1 + 1e-9)

    claimed = Wrong() if form == "module" else lambda x, y: hessian(x, y) * (1 + 1e-9)
    assert stb.check_gradient(F, claimed, [x, y], order=2).verdict == "refuted"


@pytest.mark.parametrize(
    ("expr", "claimed", "order"),
    [
        (sympy.sin(x), -sympy.sin(x), 2),
        (sympy.sin(x), [[-sympy.sin(x)]], 2),
        (sympy.sin(x), {x: -sympy.sin(x)}, 2),
        (sympy.sin(x), {(x, 2): -sympy.sin(x)}, 2),
        (sympy.sin(x), lambda x: -torch.sin(x), 2),
        (sympy.sin(x), lambda x: -torch.sin(x)[..., None, None], 2),
        (sympy.sin(x), -sympy.cos(x), 3),
        (sympy.sin(x), sympy.sin(x), 4),
        (x**2, 2, 2),
        (x**2, lambda x: 2.0, 2),
        (x, 0, 2),
        ([sympy.sin(x), x**3], [-sympy.sin(x), 6 * x], 2),
        ([sympy.sin(x), x**3], sympy.Matrix([-sympy.sin(x), 6 * x]), 2),
        ([sympy.sin(x), x**3], lambda x: torch.stack([-torch.sin(x), 6 * x], -1), 2),
        ([sympy.sin(x)], [-sympy.sin(x)], 2),
        ([sympy.sin(x), x**3], {(x, x): [-sympy.sin(x), 6 * x]}, 2),
    ],
    # A function's text holds its address, which differs between the workers of a run.
    ids=lambda value: "code" if callable(value) and not isinstance(value, sympy.Basic) else str(value),
)
def test_one_symbol(expr, claimed, order):
    assert stb.check_gradient(expr, claimed, x, order=order).verdict == "consistent"


@pytest.mark.parametrize("order", [2, 3, 4])
def test_a_wrong_order_is_refuted(order):
    f = sympy.exp(x / 2)
    for other in {1, 2, 3, 4} - {order}:
        assert stb.check_gradient(f, f.diff(x, other), order=order).verdict == "refuted"


def test_third_derivatives_by_two_symbols():
    claimed = sympy.derive_by_array(sympy.derive_by_array(sympy.derive_by_array(F, [x, y]), [x, y]), [x, y])
    report = stb.check_gradient(F, claimed, [x, y], order=3)
    assert report.verdict == "consistent"
    assert "d3f/dx**2 dy" in {row.component for row in report.points}
    entries = {(x, x, x): F.diff(x, 3), (x, x, y): XX.diff(y), (x, y, y): YY.diff(x), (y, y, y): YY.diff(y)}
    assert stb.check_gradient(F, entries, order=3).verdict == "consistent"
    entries[x, x, y] *= 2
    report = stb.check_gradient(F, entries, order=3)
    assert {row.component for row in report.failures} == {"d3f/dx**2 dy", "d3f/dx dy dx", "d3f/dy dx**2"}


def test_lists_of_functions():
    hessians = [sympy.hessian(f, [x, y]) for f in VECTOR]
    assert stb.check_gradient(VECTOR, hessians, [x, y], order=2).verdict == "consistent"
    hessians[1] = hessians[1] * 2
    report = stb.check_gradient(VECTOR, hessians, [x, y], order=2)
    assert {row.component for row in report.failures} == {"d2f[1]/dy**2"}


def test_outputs_last_is_another_layout():
    rows = [[[f.diff(a, b) for f in VECTOR] for b in (x, y)] for a in (x, y)]
    report = stb.check_gradient(VECTOR, rows, [x, y], order=2)
    assert report.verdict == "refuted"
    assert "transposed" in report.diagnosis
    assert not report.failures

    def outputs_last(x, y):
        o = torch.zeros_like(x)
        one = torch.ones_like(x)
        mixed = [2 * x * torch.cos(y), o, one]
        return [[[2 * torch.sin(y), o, o], mixed], [mixed, [-(x**2) * torch.sin(y), 6 * y, o]]]

    report = stb.check_gradient(VECTOR, outputs_last, [x, y], order=2)
    assert report.verdict == "refuted"
    assert "transposed" in report.diagnosis


@pytest.mark.parametrize(
    ("claimed", "message"),
    [
        ([XX, XY], "one axis over x, y each time"),
        ([[XX, XY]], "one axis over x, y each time"),
        ([[XX, XY], [XY]], "different lengths"),
        ({(x, x): XX, (y, y): YY}, r"no entry for \(x, y\)"),
        ({x: XX, y: YY}, r"the key \(x\) has 1 symbols for a derivative of order 2"),
        ({(x, x): XX, (x, sympy.Symbol("z")): XY, (y, y): YY}, "'z' is not among the symbols of wrt"),
        (lambda x, y: torch.stack([x, y], -1), "judged by double backward"),
        (lambda x, y: x, "judged by double backward"),
    ],
    ids=[
        "gradient",
        "row",
        "ragged",
        "incomplete",
        "first order",
        "unknown",
        "torch gradient",
        "torch value",
    ],
)
def test_other_shapes_are_refused(claimed, message):
    with pytest.raises(InputShapeError, match=message):
        stb.check_gradient(F, claimed, [x, y], order=2)


@pytest.mark.parametrize("count", [0, -1])
def test_a_key_counts_differentiations_from_one(count):
    assert check_gradient(x**3, {(x, 2): 6 * x}, order=2)
    with pytest.raises(OptionError, match=r"a number counts differentiations"):
        check_gradient(x**3, {(x, count): 6 * x}, order=2)


def test_symbols_of_other_assumptions_are_refused():
    with pytest.raises(UnknownSymbolError, match="with other assumptions"):
        stb.check_gradient(F, {(sympy.Symbol("x"), x): XX, (x, y): XY, (y, y): YY}, [x, y], order=2)


@pytest.mark.parametrize("order", [0, 5, -1, True, 1.5, "2", None])
def test_other_orders_are_refused(order):
    for check in (stb.check_consistency, lambda f, **options: stb.check_gradient(f, f, **options)):
        with pytest.raises(OptionError, match="order"):
            check(F, order=order)


@pytest.mark.parametrize(
    "expr",
    [
        F,
        sympy.sin(x) / x,
        sympy.log(1 + x**2) * y,
        x**y,
        VECTOR,
        sympy.Piecewise((x**3, x > 0), (x**4, True)),
        sympy.Abs(x) ** 3 + x * y,
        sympy.zeta(x),
        sympy.sqrt(x**2 + y**2),
        sympy.atan2(y, x),
        3 * x,
    ],
    ids=str,
)
def test_consistency_of_second_derivatives(expr):
    report = stb.check_consistency(expr, order=2)
    assert report.verdict == "consistent", report
    assert report.witnesses[-3:] == ("value", "reverse over reverse", "forward over reverse")


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_floating_types(dtype):
    assert stb.check_consistency(F, order=2, dtype=dtype).verdict == "consistent"
    assert stb.check_gradient(F, hessian, order=2, dtype=dtype).verdict == "consistent"
    wrong = lambda x, y: hessian(x, y) * (1 + 1e-3)  # noqa: E731
    assert stb.check_gradient(F, wrong, order=2, dtype=dtype).verdict == "refuted"


def test_the_limit_judges_alone_where_sympy_has_no_formula():
    report = stb.check_consistency(sympy.zeta(x), order=2)
    assert "symbolic" not in report.witnesses
    assert any("the limit of quotients judges alone" in note for note in report.notes)


def test_a_faulty_second_derivative_of_sympy_is_caught_by_second_differences(monkeypatch):
    right = symbolic.derivative
    slip = 1 + sympy.Rational(1, 10**12)

    def faulty(expr, *wrt):
        result = right(expr, *wrt)
        return result * slip if result.has(sympy.cos) else result

    monkeypatch.setattr(symbolic, "derivative", faulty)
    report = stb.check_consistency(sympy.sin(x) * x, order=2)
    assert report.verdict == "refuted"
    assert {row.witness for row in report.failures} == {"symbolic"}


def test_a_faulty_second_derivative_of_an_op_is_caught():
    class Sine(torch.autograd.Function):
        """Right to first order: the factor that its backward applies is not differentiated."""

        @staticmethod
        def forward(ctx, a):
            ctx.save_for_backward(a)
            return torch.sin(a)

        @staticmethod
        def backward(ctx, g):
            (a,) = ctx.saved_tensors
            return g * torch.cos(a.detach())

    faulty = Op(head=sympy.sin, lower=Sine.apply, reference=mpmath.sin, ball="sin")
    assert "reverse" not in {
        row.witness for row in stb.check_consistency(sympy.sin(x), ops=[faulty]).failures
    }
    report = stb.check_consistency(sympy.sin(x), ops=[faulty], order=2)
    assert report.verdict == "refuted"
    assert "reverse over reverse" in {row.witness for row in report.failures}


def test_points_without_a_second_derivative():
    at_zero = [{x: 0.0}]
    for expr, slopes in ((x * sympy.Abs(x), (-2.0, 2.0)), (sympy.Abs(x), (None, None))):
        report = stb.check_consistency(expr, order=2, points=at_zero)
        assert report.verdict == "inconclusive"
        (row,) = [row for row in report.points if row.witness == "reverse over reverse"]
        assert (row.verdict, row.left, row.right) == ("KINK", *slopes)
    report = stb.check_consistency(sympy.Abs(x) ** 3, order=2, points=[{x: 0.0}, {x: 1.0}])
    assert report.verdict == "consistent"
    assert "KINK" not in report.counts


def test_the_report_names_the_order():
    report = stb.check_consistency(F, order=2)
    assert str(report).startswith("CONSISTENT: second derivative of")
    assert report.to_dict()["order"] == 2
    one_line = str(stb.check_gradient(x**2 * y, [[2 * y, 2 * x], [2 * x, 0]], [x, y], order=2))
    assert one_line.startswith("CONSISTENT: Hessian in (x, y) of x**2*y = [[2*y, 2*x], [2*x, 0]]\n")
    in_words = str(stb.check_gradient(F, HESSIAN, [x, y], order=2))
    assert in_words.startswith("CONSISTENT: the claimed second derivative by x, y\n")
    with pytest.raises(AssertionError, match=r"d2f/dy\*\*2"):
        stb.assert_gradient(F, 2 * sympy.Matrix(HESSIAN), [x, y], order=2)
    stb.assert_consistent(F, order=2)
