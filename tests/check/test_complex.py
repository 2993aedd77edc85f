"""Checks with complex inputs: right derivatives hold, wrong ones are refuted and named."""

from __future__ import annotations

import math

import pytest
import sympy
import torch

from sympy_torch_bridge import Interval, assert_consistent, assert_gradient, check_consistency, check_gradient
from sympy_torch_bridge.check import known
from sympy_torch_bridge.check.complex_inputs import sample as complex_sample
from sympy_torch_bridge.check.report import Report
from sympy_torch_bridge.errors import InputTypeError, NotDifferentiableError, OptionError

z, w = sympy.symbols("z w")
x = sympy.Symbol("x", real=True)
C = torch.complex128

HOLOMORPHIC = (
    z**3 - 2 * z, 1 / z, z ** sympy.Rational(1, 3), sympy.exp(-(z**2)), sympy.log(1 + z**2), sympy.sqrt(z**2),
    sympy.sin(z) * sympy.cosh(z), sympy.tan(z), sympy.tanh(z), sympy.atan(z), sympy.asin(z), sympy.acosh(z),
    z**z, sympy.gamma(z), sympy.exp(sympy.I * z) / (z - sympy.I), 0.1 * z**3, sympy.besselj(0, z),
    (sympy.exp(z) - 1) / z, sympy.Abs(z) ** 2 / sympy.conjugate(z),
)  # fmt: skip
REAL_VALUED = (
    sympy.Abs(z) ** 2, sympy.Abs(z), sympy.re(z), sympy.im(z**2), sympy.arg(z), z * sympy.conjugate(z),
    sympy.re(sympy.exp(z) * sympy.conjugate(z)), sympy.log(sympy.Abs(z)), sympy.Abs(sympy.sin(z)),
    sympy.Abs(z - 1) * x,
)  # fmt: skip


@pytest.mark.parametrize("expr", HOLOMORPHIC, ids=str)
def test_holomorphic_functions_are_consistent(expr):
    report = check_consistency(expr, z, dtype=C, n_points=12)
    assert report.verdict == "consistent", f"\n{report}"
    assert set(report.witnesses) >= {"symbolic", "limit", "value", "reverse", "forward"}
    assert "df/dz: the complex derivative" in str(report.notes)


@pytest.mark.parametrize("expr", HOLOMORPHIC, ids=str)
def test_symbolic_claims_of_derivatives(expr):
    claim = 1 if expr.has(sympy.Abs) else sympy.expand(sympy.diff(expr, z))
    assert_gradient(expr, claim, z, dtype=C, n_points=12)
    # A constant that is written with 15 digits is not known to 25.
    small = sympy.Rational(1, 10 ** (12 if expr.has(sympy.Float) else 25))
    for wrong in (-claim, claim * (1 + small)):
        assert check_gradient(expr, wrong, z, dtype=C, n_points=12).verdict == "refuted"


@pytest.mark.parametrize("expr", REAL_VALUED, ids=str)
def test_gradients_of_real_functions_are_consistent(expr):
    report = check_consistency(expr, z, dtype=C, n_points=12)
    assert report.verdict == "consistent", f"\n{report}"
    assert "df/dz: the gradient df/da + I*df/db" in str(report.notes)


def test_symbolic_gradient_is_that_of_torch():
    point = torch.tensor([1 + 2j, -0.5 + 0.25j], dtype=C, requires_grad=True)
    (point.abs() ** 2 + point.real).sum().backward()
    f, gradient = sympy.Abs(z) ** 2 + sympy.re(z), 2 * z + 1
    assert [complex(gradient.subs(z, complex(place))) for place in point.detach()] == point.grad.tolist()
    assert_gradient(f, gradient, z, dtype=C)
    assert_gradient(f, lambda z: 2 * z + 1, z, dtype=C)


@pytest.mark.parametrize(
    ("expr", "claim", "words"),
    [
        (sympy.sin(z), lambda z: torch.cos(z).conj(), "the conjugate of the derivative (torch's gradient"),
        (sympy.exp(z) * z, sympy.conjugate(sympy.exp(z) * (z + 1)), "the conjugate of the derivative"),
        (z**3, -3 * z**2, "a wrong sign"),
        (z**3, 3 * sympy.I * z**2, "a factor I too much"),
        (z**3, z**2, "a missing factor 3"),
        (sympy.exp(z), sympy.re(sympy.exp(z)), "a missing imaginary part"),
        (sympy.Abs(z) ** 2, z, "the Wirtinger derivative df/d conj(z), half of the gradient"),
        (sympy.Abs(z) ** 2, sympy.conjugate(z), "the Wirtinger derivative df/dz, half of the conjugate"),
        (sympy.Abs(z) ** 2, lambda z: 2 * z.conj(), "the conjugate of the gradient: 2*df/dz"),
        (sympy.Abs(z) ** 2 * x, [2 * z * x, sympy.Abs(z) ** 2 + 1], None),
    ],
)
def test_mistakes_are_refuted_and_named(expr, claim, words):
    wrt = [z, x] if expr.has(x) else z
    report = check_gradient(expr, claim, wrt, dtype=C)
    assert report.verdict == "refuted"
    if words is None:
        assert {row.component for row in report.failures} == {"df/dx"}
        assert report.diagnosis is None
    else:
        assert report.diagnosis.startswith(f"consistent with {words}")


def test_two_variables_and_a_real_one():
    f = [w * sympy.exp(x * z), z / w]
    claim = [[x * w * sympy.exp(x * z), sympy.exp(x * z), z * w * sympy.exp(x * z)], [1 / w, -z / w**2, 0]]
    assert_gradient(f, claim, [z, w, x], dtype=C)
    claim[0][2] = sympy.re(claim[0][2])
    report = check_gradient(f, claim, [z, w, x], dtype=C)
    assert {row.component for row in report.failures} == {"df[0]/dx"}


def test_real_symbols_stay_real():
    seen = []

    def claim(x, z):
        seen.append((x.dtype, z.dtype))
        return torch.exp(1j * x) * 1j * z

    assert_gradient(sympy.exp(sympy.I * x) * z, claim, x, dtype=C)
    assert set(seen) == {(torch.float64, C)}
    report = check_gradient(sympy.exp(sympy.I * x) * z, claim, x, dtype=torch.complex64)
    assert (report.verdict, report.dtype) == ("consistent", "complex64")
    assert seen[-1] == (torch.float32, torch.complex64)


@pytest.mark.parametrize("dtype", [C, torch.complex64])
@pytest.mark.parametrize("size", [1e-30, 1.0, 1e30])
def test_verdict_does_not_hang_on_the_scale(size, dtype):
    f = sympy.Float(size) * sympy.sin(z)
    assert check_gradient(f, lambda z: size * torch.cos(z), z, dtype=dtype).verdict == "consistent"
    error = 1e-9 if dtype is C else 1e-4
    wrong = check_gradient(f, lambda z: size * (1 + error * 1j) * torch.cos(z), z, dtype=dtype)
    assert wrong.verdict == "refuted"


def test_cancellation_is_no_mistake():
    f = (1 - sympy.cos(z)) / z**2
    claim = lambda z: torch.sin(z) / z**2 - 2 * (1 - torch.cos(z)) / z**3  # noqa: E731
    points = [{z: 1e-4 * (1 + 1j)}, {z: 1e-5j}, {z: 1e-3 - 1e-3j}]
    report = check_gradient(f, claim, z, points=points, dtype=C)
    assert report.verdict == "inconclusive"
    assert report.counts == {"ILL_CONDITIONED": 3}


class Square(torch.autograd.Function):
    """The square with torch's convention in its backward pass."""

    @staticmethod
    def forward(ctx, z):
        ctx.save_for_backward(z)
        return z * z

    @staticmethod
    def backward(ctx, g):
        (z,) = ctx.saved_tensors
        return g * 2 * z.conj()


class SquareWithoutConjugate(Square):
    """The commonest mistake in a complex backward pass."""

    @staticmethod
    def backward(ctx, g):
        (z,) = ctx.saved_tensors
        return g * 2 * z


def test_backward_passes_follow_the_convention_of_torch():
    assert check_gradient(z**2, Square, z, dtype=C).verdict == "consistent"
    report = check_gradient(z**2, SquareWithoutConjugate, z, dtype=C)
    assert report.verdict == "refuted"
    assert report.diagnosis is not None and "conjugate" in report.diagnosis


def test_module_is_judged_by_its_backward_pass():
    class Norm(torch.nn.Module):
        def forward(self, z):
            return (z * z.conj()).real

    report = check_gradient(sympy.Abs(z) ** 2, Norm(), z, dtype=C)
    assert report.verdict == "consistent"
    assert "backward" in report.witnesses


def test_transposed_jacobian():
    f = [z * w, z + w, z - w]
    rows = sympy.Matrix([[w, z], [1, 1], [1, -1]])
    assert check_gradient(f, rows, [z, w], dtype=C).verdict == "consistent"
    report = check_gradient(f, rows.T, [z, w], dtype=C)
    assert (report.verdict, report.diagnosis) == ("refuted", "consistent with a transposed Jacobian")


def test_neither_holomorphic_nor_real():
    with pytest.raises(NotDifferentiableError) as caught:
        check_gradient(sympy.conjugate(z) * z**2, z**2, z, dtype=C)
    assert "not holomorphic in z" in str(caught.value)
    a, b = sympy.symbols("a b", real=True)
    split = (sympy.conjugate(z) * z**2).subs(z, a + sympy.I * b)  # what the message says to do
    assert_consistent([sympy.re(split), sympy.im(split)], [a, b])


@pytest.mark.parametrize("side", [0.0, -0.0])
def test_branch_cut_is_a_point_without_a_derivative(side):
    points = [{z: complex(-1, side)}, {z: -1 + 0.5j}, {z: -1 - 0.5j}]
    for expr in (sympy.log(z), sympy.sqrt(z), sympy.arg(z)):
        report = check_consistency(expr, z, points=points, dtype=C)
        assert report.verdict == "consistent", f"\n{report}"
        assert {row.verdict for row in report.points if row.index == 0} == {"KINK"}
        assert {row.verdict for row in report.points if row.index > 0} == {"PASS"}
    assert check_gradient(sympy.log(z), 5 * z, z, points=points[:1], dtype=C).verdict == "inconclusive"


def test_pole_is_outside():
    report = check_gradient(1 / z, -1 / z**2, points=[{z: 0}, {z: 1j}], dtype=C)
    assert [row.verdict for row in report.points] == ["OUTSIDE_DOMAIN", "PASS"]


def test_sample_has_points_on_both_sides_of_the_cut_and_on_the_axes():
    report = check_gradient(sympy.log(z), 1 / z, dtype=C)
    places = [dict(row.point)["z"] for row in report.points]
    beside = [place for place in places if abs(place.imag) < 0.05 * -place.real]
    assert {math.copysign(1, place.imag) for place in beside} == {1, -1}
    assert sum(place.imag == 0 < place.real for place in places) == 2
    assert sum(place.real == 0 != place.imag for place in places) == 2
    # Right above the negative axis alone: found because of these points.
    wrong = sympy.Piecewise((1 / z, sympy.im(z) > sympy.re(z) / 20), (-1 / z, True))
    assert check_gradient(sympy.log(z), wrong, dtype=C).verdict == "refuted"


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize(
    "where", [sympy.Abs(z) > 50, sympy.Abs(z) > 300, sympy.Abs(z) < 1e-3], ids=["large", "larger", "small"]
)
def test_mistakes_far_out_and_close_to_zero_are_found(where, seed, monkeypatch):
    claimed = sympy.Piecewise((6 * z**2, where), (3 * z**2, True))
    assert check_gradient(z**3, claimed, z, seed=seed, dtype=C).verdict == "refuted"
    monkeypatch.setattr(complex_sample, "_magnitudes", lambda *args: iter(()))
    known.forget()
    assert check_gradient(z**3, claimed, z, seed=seed, dtype=C).verdict == "consistent"


@pytest.mark.parametrize(
    ("domain", "holds"),
    [
        (Interval(0.0, 1.0), lambda place: 0 <= place.real <= 1 and place.imag == 0),
        ((-1.0, 2.0), lambda place: -1 <= place.real <= 2 and place.imag == 0),
        ((-1 - 1j, 2 + 0.5j), lambda place: -1 <= place.real <= 2 and -1 <= place.imag <= 0.5),
        ((-1j, 2j), lambda place: place.real == 0 and -1 <= place.imag <= 2),
    ],
    ids=["interval", "segment", "rectangle", "imaginary axis"],
)
def test_domain_is_a_rectangle_or_a_piece_of_an_axis(domain, holds):
    report = check_gradient(sympy.exp(z), sympy.exp(z), domain={z: domain}, dtype=C)
    assert (report.verdict, len(report.points)) == ("consistent", 24)
    assert all(holds(dict(row.point)["z"]) for row in report.points)


@pytest.mark.parametrize(
    ("domain", "words"),
    [
        ((1 + 1j, 0j), "lower left corner, upper right corner"),
        ((1j, 1), "lower left corner"),
        ((complex("nan"), 1), "lower left corner"),
        ((1 + 1j, 1 + 1j), "a single number is given as points="),
    ],
    ids=["exchanged", "crossed", "nan", "single"],
)
def test_corners_in_another_order(domain, words):
    with pytest.raises(OptionError, match="domain of z=") as caught:
        check_gradient(sympy.exp(z), sympy.exp(z), domain={z: domain}, dtype=C)
    assert words in str(caught.value)


@pytest.mark.parametrize("domain", ["01", {0, 1}, sympy.FiniteSet(0, 1), sympy.Complexes], ids=str)
def test_what_is_no_region_is_named_by_its_symbol(domain):
    with pytest.raises(InputTypeError, match="'domain of z' is"):
        check_gradient(sympy.exp(z), sympy.exp(z), domain={z: domain}, dtype=C)


@pytest.mark.parametrize(
    "value",
    [1 + sympy.sqrt(2) * sympy.I, torch.tensor(1 + 2j), sympy.sqrt(2), 3],
    ids=["surd", "tensor", "root", "int"],
)
def test_coordinates_of_every_kind(value):
    report = check_gradient(z**2, 2 * z, points=[{z: value}], dtype=C)
    assert report.verdict == "consistent"
    assert dict(report.points[0].point)["z"] == complex(value)


def test_domain_of_a_wrong_form():
    with pytest.raises(InputTypeError, match="two corners of a rectangle"):
        check_gradient(sympy.exp(z), sympy.exp(z), domain={z: (1, 2, 3)}, dtype=C)


@pytest.mark.parametrize("value", [1 + 2j, 1 + 2 * sympy.I])
def test_complex_point_of_a_real_check_names_the_dtype(value):
    with pytest.raises(InputTypeError, match=r"dtype=torch\.complex128"):
        check_gradient(z**2, 2 * z, points=[{z: value}])
    report = check_gradient(z**2, 2 * z, points=[{z: value}], dtype=C)
    assert dict(report.points[0].point) == {"z": 1 + 2j}
    with pytest.raises(InputTypeError, match="x is assumed real"):
        check_gradient(x**2, 2 * x, points=[{x: value}], dtype=C)


def test_imaginary_symbols_are_refused():
    y = sympy.Symbol("y", imaginary=True)
    with pytest.raises(InputTypeError, match=r"write I\*t with a real symbol t"):
        check_consistency(y**2, dtype=C)


def test_kernels_of_real_arguments_get_them():
    assert check_consistency(sympy.Max(x, 0) * sympy.erf(x) * z, dtype=C).verdict == "consistent"


def test_report_writes_and_reads_complex_numbers():
    report = check_gradient(z**2, 3 * z, points=[{z: 1 + 2j}], dtype=C)
    assert "claimed    3 + 6i" in str(report)
    assert "exact      2 + 4i" in str(report)
    assert Report.from_json(report.to_json()) == report
    assert "1 + 2i" in report.to_markdown() and "1 + 2i" in report.to_html()


def test_equal_seeds_give_equal_reports():
    reports = [check_gradient(sympy.exp(z), sympy.exp(z), seed=seed, dtype=C) for seed in (3, 3, 4)]
    assert reports[0] == reports[1] != reports[2]
