"""Second derivatives with complex inputs: where there are none, how torch gives them, what is refused."""

from __future__ import annotations

import pytest
import sympy
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge import NotDifferentiableError, check_consistency, check_gradient
from sympy_torch_bridge.check import known
from sympy_torch_bridge.check.complex_inputs.higher_facts import higher_fact, ways_of
from sympy_torch_bridge.check.complex_inputs.higher_reference import HigherComplexReference
from sympy_torch_bridge.check.complex_inputs.reference import ComplexReference
from sympy_torch_bridge.check.complex_inputs.torch_modes import complex_forward, complex_reverse
from sympy_torch_bridge.check.question import question_of
from sympy_torch_bridge.errors import ClaimError

z, w = sympy.symbols("z w")
t = sympy.Symbol("t", real=True)
a, b = sympy.symbols("a b", real=True)
C = torch.complex128


def verdicts(expr, claim, wrt, point):
    report = check_gradient(expr, claim, wrt, order=2, dtype=C, points=[point])
    return {row.component: row.verdict for row in report.points}


@pytest.mark.parametrize(
    ("expr", "place"),
    [
        (sympy.log(z), -1),
        (sympy.log(z), complex(-1, -0.0)),
        (sympy.sqrt(z), -2),
        ((z + 1) * sympy.log(z), -1),  # continuous at this point of the cut
        ((z + 1) ** 2 * sympy.log(z), -1),  # with a first derivative there
        (sympy.log(1 + z**2), 2j),
        (sympy.asin(z), -2),
        (sympy.sqrt(z**2), 1j),
        (z ** sympy.Rational(5, 2), 0),  # a branch point where the first derivative is 0
    ],
    ids=str,
)
def test_branch_cuts_are_no_smooth_points(expr, place):
    right = expr.diff(z, 2)
    points = [{z: place}, {z: place + 0.5 + 0.5j}, {z: place - 0.5 - 0.5j}]
    compiled = stb.compile(right, [z])
    for claim in (right, lambda z: compiled(z)):
        report = check_gradient(expr, claim, z, order=2, dtype=C, points=points)
        assert report.verdict == "consistent", f"\n{report}"
        assert [row.verdict for row in report.points] == ["KINK", "PASS", "PASS"]
    report = check_consistency(expr, z, order=2, dtype=C, points=points)
    assert report.verdict == "consistent", f"\n{report}"
    assert {row.verdict for row in report.points if row.index == 0} == {"KINK"}
    assert check_gradient(expr, 5 * z, z, order=2, dtype=C, points=points[:1]).verdict == "inconclusive"


def test_mixed_derivatives_across_a_cut():
    point = {z: -1, w: 1j}
    found = verdicts(sympy.log(z) + w**2, [[0, 0], [0, 0]], [z, w], point)
    # The jump cancels in mixed differences: that the first derivative has none there is known otherwise.
    assert found == {"d2f/dz**2": "KINK", "d2f/dz dw": "KINK", "d2f/dw dz": "KINK", "d2f/dw**2": "FAIL"}


def test_poles_are_outside():
    assert verdicts(1 / z, 2 / z**3, z, {z: 0}) == {"d2f/dz**2": "OUTSIDE_DOMAIN"}
    assert verdicts(sympy.gamma(z), z, z, {z: -1}) == {"d2f/dz**2": "OUTSIDE_DOMAIN"}
    assert verdicts(1 / z, 2 / z**3, z, {z: 1e-30j}) == {"d2f/dz**2": "PASS"}


def test_kinks_of_real_inputs():
    expr = z * t * sympy.Abs(t)  # its second derivative by t jumps
    claim = [[0, 2 * sympy.Abs(t)], [2 * sympy.Abs(t), 2 * z * sympy.sign(t)]]
    found = verdicts(expr, claim, [z, t], {z: 1 + 1j, t: 0})
    assert found == {"d2f/dz**2": "PASS", "d2f/dz dt": "PASS", "d2f/dt dz": "PASS", "d2f/dt**2": "KINK"}
    assert check_gradient(expr, claim, [z, t], order=2, dtype=C, n_points=12).verdict == "consistent"
    wrong = [[0, 2 * sympy.Abs(t)], [2 * sympy.Abs(t), 2 * z]]
    assert check_gradient(expr, wrong, [z, t], order=2, dtype=C, n_points=12).verdict == "refuted"


def test_gap_that_the_limit_fills_is_no_mistake():
    claim = sympy.Mul(z, -sympy.sin(z), sympy.Pow(z, -1, evaluate=False), evaluate=False)
    report = check_gradient(sympy.sin(z), claim, z, order=2, dtype=C, points=[{z: 0}, {z: 1j}])
    assert [row.verdict for row in report.points] == ["UNDECIDED", "PASS"]
    assert report.points[0].note == "the claim has a gap that its limit fills"
    report = check_gradient(sympy.sin(z), 1 / z, z, order=2, dtype=C, points=[{z: 0}])
    assert report.verdict == "refuted"


REFUSED = {
    "square": (sympy.Abs(z) ** 2, "real"),
    "real part": (sympy.re(z) ** 3, "real"),
    "conjugate": (sympy.conjugate(z), "complex"),  # all second differences of which are 0
    "harmonic": (sympy.conjugate(z) ** 3, "complex"),  # of which f_aa is -f_bb
    "mixed": (sympy.conjugate(z) * w, "complex"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_functions_that_are_not_holomorphic_are_refused(name):
    expr, values = REFUSED[name]
    wrt = sorted(expr.free_symbols, key=str)
    for ask in (
        lambda: check_gradient(expr, sympy.zeros(len(wrt)), wrt, order=2, dtype=C, n_points=4),
        lambda: check_gradient(expr, lambda *points: torch.zeros(2, 2), wrt, order=2, dtype=C, n_points=4),
        lambda: check_consistency(expr, wrt, order=2, dtype=C, n_points=4),
    ):
        with pytest.raises(NotDifferentiableError) as caught:
            ask()
        assert caught.value.expression == str(expr)
        assert f"its values are {values} and it is not holomorphic in z" in caught.value.why
        assert "no one number is the second derivative by z" in caught.value.why
        assert "z = " in caught.value.point


def test_hints_of_the_refusal_can_be_followed():
    f = sympy.Abs(z) ** 2
    with pytest.raises(NotDifferentiableError) as caught:
        check_gradient(f, 2, z, order=2, dtype=C)
    assert str(caught.value).endswith(
        "take z = a + I*b with real symbols a and b, and check the Hessian by [a, b]: "
        "check_gradient(f.subs(z, a + I*b), claimed, [a, b], order=2)"
    )
    claimed = [[2, 0], [0, 2]]
    assert check_gradient(f.subs(z, a + sympy.I * b), claimed, [a, b], order=2).verdict == "consistent"
    f = sympy.conjugate(z) ** 3
    with pytest.raises(NotDifferentiableError) as caught:
        check_consistency(f, order=2, dtype=C)
    assert str(caught.value).endswith(
        "check_gradient([re(g), im(g)], claimed, [a, b], order=2) with g = f.subs(z, a + I*b)"
    )
    g = f.subs(z, a + sympy.I * b)
    claimed = [[[6 * a, -6 * b], [-6 * b, -6 * a]], [[-6 * b, -6 * a], [-6 * a, 6 * b]]]
    assert check_gradient([sympy.re(g), sympy.im(g)], claimed, [a, b], order=2).verdict == "consistent"


def test_real_variables_of_such_functions():
    f = sympy.Abs(z) ** 2 * t**3 + sympy.re(sympy.exp(sympy.I * t * z))
    claim = 6 * t * sympy.Abs(z) ** 2 - sympy.re(z**2 * sympy.exp(sympy.I * t * z))
    assert check_gradient(f, claim, t, order=2, dtype=C, n_points=6).verdict == "consistent"
    assert check_gradient(f, sympy.conjugate(z) * claim, t, order=2, dtype=C, n_points=6).verdict == "refuted"
    assert check_consistency(f, t, order=2, dtype=C, n_points=6).verdict == "consistent"
    holomorphic = sympy.Abs(z) ** 2 / sympy.conjugate(z) * w**2  # z*w**2, written otherwise
    assert check_gradient(holomorphic, [[0, 2 * w], [2 * w, 2 * z]], [z, w], order=2, dtype=C, n_points=6)
    assert (
        check_gradient(
            holomorphic, [[0, 2 * w], [2 * w, 2 * w]], [z, w], order=2, dtype=C, n_points=6
        ).verdict
        == "refuted"
    )


def test_all_directions_are_looked_at():
    f = sympy.conjugate(z) ** 3
    reference = ComplexReference(question_of(f, z))
    place = reference.parts.split({z: 1 + 2j})
    along_real, mixed, along_imaginary = ways_of([z, z], reference.parts.pairs)

    def kind(*ways):
        fact = higher_fact(reference.value, place, ways, 0, None, 1.0, below="smooth", is_plain=False)
        return fact.kind

    assert kind(along_real, along_imaginary) == "smooth"  # it is harmonic: f_aa = -f_bb
    assert kind(along_real, mixed, along_imaginary) == "kink"


EXACT = {
    "exp": (lambda z, w, t: torch.exp(z * w) * t, sympy.exp(z * w) * t),
    "powers": (lambda z, w, t: z**3 * w.sin() + t**2 * 1j * z, z**3 * sympy.sin(w) + t**2 * sympy.I * z),
}


@pytest.mark.parametrize("mode", [complex_reverse, complex_forward])
@pytest.mark.parametrize("name", EXACT)
def test_both_modes_give_what_functorch_and_sympy_give(name, mode):
    code, expr = EXACT[name]
    wrt = (z, w, t)
    question = question_of(expr, wrt, order=2)
    places = torch.tensor([[0.3 + 0.2j, -1.1 + 0.7j, 2.0], [-0.4 - 1j, 0.6j, -0.5]], dtype=C)
    by_symbol = {z: places[:, 0], w: places[:, 1], t: places[:, 2].real}
    points = [by_symbol[symbol] for symbol in question.inputs]
    order = [question.inputs.index(symbol) for symbol in wrt]

    def value(*tensors):
        return code(*(tensors[place] for place in order)).unsqueeze(-1)

    conventions = dict.fromkeys(question.components(), "derivative")
    found = mode(value, points, question, conventions).reshape(2, 3, 3)
    exact = sympy.hessian(expr, wrt)
    for row in range(2):
        at = {symbol: complex(by_symbol[symbol][row]) for symbol in wrt}
        expected = torch.tensor(exact.subs(at).evalf().tolist(), dtype=C)
        torch.testing.assert_close(found[row], expected, rtol=1e-13, atol=1e-13)
    # Forward mode through itself along real directions needs no convention of conjugates.
    arguments = tuple(by_symbol[symbol] for symbol in wrt)
    tangents = [tuple(torch.ones_like(x) * (i == j) for j, x in enumerate(arguments)) for i in range(3)]
    for i in range(3):
        for j in range(3):
            slope = lambda *xs, i=i: torch.func.jvp(code, xs, tangents[i])[1]  # noqa: E731
            twice = torch.func.jvp(slope, arguments, tangents[j])[1]
            torch.testing.assert_close(found[:, i, j], twice, rtol=1e-13, atol=1e-13)


class Cube(torch.autograd.Function):
    """The third power, with a backward pass that can be differentiated."""

    @staticmethod
    def forward(ctx, z):
        ctx.save_for_backward(z)
        return z**3

    @staticmethod
    def backward(ctx, g):
        (z,) = ctx.saved_tensors
        return g * 3 * (z**2).conj()


class CubeWithoutConjugate(Cube):
    """Wrong in the first pass already."""

    @staticmethod
    def backward(ctx, g):
        (z,) = ctx.saved_tensors
        return g * 3 * z**2


class CubeDetached(Cube):
    """Right in the first pass, and without a second one."""

    @staticmethod
    def backward(ctx, g):
        (z,) = ctx.saved_tensors
        return g * 3 * (z.detach() ** 2).conj()


class CubeHalfDetached(Cube):
    """Right in the first pass; the second one sees one of two factors."""

    @staticmethod
    def backward(ctx, g):
        (z,) = ctx.saved_tensors
        return g * 3 * (z * z.detach()).conj()


class Square(torch.autograd.Function):
    """The square, its backward pass without the conjugate."""

    @staticmethod
    def forward(ctx, z):
        ctx.save_for_backward(z)
        return z**2

    @staticmethod
    def backward(ctx, g):
        (z,) = ctx.saved_tensors
        return g * 2 * z


class CubeBySquare(Cube):
    """Right in the first pass; the second one lacks a conjugate."""

    @staticmethod
    def backward(ctx, g):
        (z,) = ctx.saved_tensors
        return g * 3 * Square.apply(z).conj()


@pytest.mark.parametrize(
    "function", [Cube, Cube.apply, stb.SymPyModule(z**3)], ids=["class", "apply", "module"]
)
def test_double_backward_is_right(function):
    report = check_gradient(z**3, function, z, order=2, dtype=C, n_points=8)
    assert report.verdict == "consistent", f"\n{report}"
    assert {row.component for row in report.points} == {"f", "df/dz", "d2f/dz**2"}


@pytest.mark.parametrize(
    ("function", "wrong", "words"),
    [
        (
            CubeWithoutConjugate,
            {"df/dz", "d2f/dz**2"},
            "the first derivative is wrong already: consistent with the conj",
        ),
        (CubeDetached, {"d2f/dz**2"}, "the backward pass has no derivative of its own"),
        (CubeHalfDetached, {"d2f/dz**2"}, "consistent with a missing factor 2"),
        (CubeBySquare, {"d2f/dz**2"}, "consistent with the conjugate of the derivative"),
    ],
)
def test_double_backward_is_wrong(function, wrong, words):
    report = check_gradient(z**3, function, z, order=2, dtype=C, n_points=8)
    assert report.verdict == "refuted"
    assert {row.component for row in report.failures} == wrong
    assert report.diagnosis.startswith(words)


def test_an_exception_in_the_backward_pass_names_the_claim():
    class Broken(Cube):
        @staticmethod
        def backward(ctx, g):
            raise KeyError("weight")

    with pytest.raises(ClaimError) as caught:
        check_gradient(z**3, Broken, z, order=2, dtype=C, n_points=4)
    assert (caught.value.claim, caught.value.part) == ("Broken", "backward pass")


def test_samples_are_known_again(monkeypatch):
    established = []
    facts = HigherComplexReference.facts

    def counted(self, points):
        established.extend(points)
        return facts(self, points)

    monkeypatch.setattr(HigherComplexReference, "facts", counted)
    for claim in (6 * z, 6 * z + 1, lambda z: 6 * z):
        check_gradient(z**3, claim, z, order=2, dtype=C, n_points=5)
    assert len(established) == 5
    for place in (2 + 1j, 2 - 1j):
        check_gradient(z**3, 6 * z, z, order=2, dtype=C, points=[{z: place}])
    assert len(established) == 7
    known.forget()
    check_gradient(z**3, 6 * z, z, order=2, dtype=C, n_points=5)
    assert len(established) == 12
