"""Claims about matrix expressions whose matrices have complex entries."""

import functools

import pytest
import sympy
import torch
from sympy import Adjoint, Determinant, MatrixSymbol, Q, Trace

import sympy_torch_bridge
from sympy_torch_bridge import check_consistency, check_gradient
from sympy_torch_bridge.errors import (
    InputTypeError,
    MatrixDerivativeError,
    NotDifferentiableError,
    OptionError,
)

C = torch.complex128
_WIRTINGER = "the Wirtinger derivative df/dz"
A, B, X = (MatrixSymbol(name, 2, 2) for name in "ABX")
x, y = (MatrixSymbol(name, 2, 1) for name in "xy")


def _inner(left, right):
    return (Adjoint(left) * right)[0, 0]


HOLOMORPHIC = {
    "trace of a product": (Trace(A * X), A.T, lambda A, X: A.mT),
    "trace of a square": (Trace(X * X), 2 * X.T, lambda X: 2 * X.mT),
    "determinant": (Determinant(X), Determinant(X) * X.I.T, lambda X: X.det() * X.inverse().mT),
    "log-determinant": (sympy.log(Determinant(X)), X.I.T, lambda X: X.inverse().mT),
    "trace of an inverse": (
        Trace(A * X.I),
        -(X.I * A * X.I).T,
        lambda A, X: -(X.inverse() @ A @ X.inverse()).mT,
    ),
    "conjugated parameter": (Trace(Adjoint(A) * X), A.conjugate(), lambda A, X: A.conj()),
}
REAL = {
    "squared norm": (Trace(X * Adjoint(X)), 2 * X, lambda X: 2 * X),
    "least squares": (
        Trace((A * X - B) * Adjoint(A * X - B)),
        2 * Adjoint(A) * (A * X - B),
        lambda A, B, X: 2 * A.mH @ (A @ X - B),
    ),
    "modulus of a trace": (
        sympy.Abs(Trace(A * X)) ** 2,
        2 * Trace(A * X) * Adjoint(A),
        lambda A, X: 2 * (A @ X).trace() * A.mH,
    ),
    "real part": (sympy.re(Trace(A * X)), Adjoint(A), lambda A, X: A.mH),
}
SCALARS = HOLOMORPHIC | REAL


@pytest.mark.parametrize("name", SCALARS)
def test_right_claims_are_consistent(name):
    expr, formula, code = SCALARS[name]
    assert check_gradient(expr, formula, X, dtype=C).verdict == "consistent"
    assert check_gradient(expr, code, X, dtype=C).verdict == "consistent"
    assert check_gradient(expr, code, X, dtype=torch.complex64).verdict == "consistent"


@pytest.mark.parametrize("name", SCALARS)
@pytest.mark.parametrize("slip", [1e-3, 1e-6, 1e-9], ids="{:.0e}".format)
def test_small_mistakes_in_one_entry_are_refuted(name, slip):
    expr, formula, code = SCALARS[name]
    share = sympy.Rational(slip) * sympy.I
    wrong = sympy.HadamardProduct(formula, sympy.Matrix([[1, 1 + share], [1, 1]]))
    assert check_gradient(expr, wrong, X, dtype=C).verdict == "refuted"

    factor = torch.tensor([[1, 1 + slip * 1j], [1, 1]], dtype=C)

    @functools.wraps(code)
    def claim(*matrices):
        return code(*matrices) * factor

    assert check_gradient(expr, claim, X, dtype=C).verdict == "refuted"


@pytest.mark.parametrize(
    ("expr", "claim", "words"),
    [
        (Trace(A * X), A, "the transpose of the derivative"),
        (Trace(A * X), Adjoint(A), "the conjugate of the derivative (torch's gradient convention)"),
        (Trace(X * X), 2 * X.conjugate(), "the conjugate transpose of the derivative"),
        (Trace(X * X), X, "the transpose of the derivative, half of it"),
        (Trace(X * X), -2 * X, "the transpose of the derivative with a wrong sign"),
        (Trace(X * Adjoint(X)), 2 * X.T, "the transpose of the derivative"),
        (Trace(X * Adjoint(X)), X, "the Wirtinger derivative df/d conj(z), half of the gradient"),
        (
            Trace(X * Adjoint(X)),
            X.conjugate(),
            "the Wirtinger derivative df/dz, half of the conjugate of the gradient",
        ),
        (Trace(X * Adjoint(X)), -2 * X, "a wrong sign"),
    ],
    ids=str,
)
@pytest.mark.parametrize("dtype", [C, torch.complex64], ids=["complex128", "complex64"])
def test_misplaced_and_conjugated_derivatives_are_named(expr, claim, words, dtype):
    report = check_gradient(expr, claim, X, dtype=dtype)
    assert (report.verdict, report.diagnosis) == ("refuted", f"consistent with {words}")


def test_another_formula_gets_no_name():
    report = check_gradient(Trace(X * X), A * X, X, dtype=C)
    assert (report.verdict, report.diagnosis) == ("refuted", None)


def test_jacobian_of_a_vector_in_numerator_layout():
    assert check_gradient(A * x, A, x, dtype=C).verdict == "consistent"
    assert check_gradient(A * x, lambda A, x: A, x, dtype=C).verdict == "consistent"
    report = check_gradient(A * x, A.T, x, dtype=C)
    assert (report.verdict, report.diagnosis) == ("refuted", "consistent with the transpose of the Jacobian")
    assert report.layout == "numerator: rows over outputs"


class SquaredNorm(torch.autograd.Function):
    @staticmethod
    def forward(ctx, X):
        ctx.save_for_backward(X)
        return (X * X.conj()).real.sum()

    @staticmethod
    def backward(ctx, seed):
        (X,) = ctx.saved_tensors
        return seed * 2 * X


class HalvedNorm(SquaredNorm):
    @staticmethod
    def backward(ctx, seed):
        (X,) = ctx.saved_tensors
        return seed * X


def test_backward_passes_are_judged():
    norm = Trace(X * Adjoint(X))
    assert check_gradient(norm, SquaredNorm, X, dtype=C).verdict == "consistent"
    report = check_gradient(norm, HalvedNorm, X, dtype=C)
    assert report.verdict == "refuted" and "half of the gradient" in report.diagnosis


def test_hermitian_matrices_make_quadratic_forms_real():
    form = Adjoint(x) * A * x
    rayleigh = _inner(x, A * x) / _inner(x, x)
    with sympy.assuming(Q.hermitian(A)):
        assert check_gradient(form, 2 * A * x, x, dtype=C).verdict == "consistent"
        assert check_gradient(form, lambda A, x: 2 * A @ x, x, dtype=C).verdict == "consistent"
        assert check_gradient(form, lambda A, x: 2 * A.mT @ x, x, dtype=C).verdict == "refuted"
        claim = 2 * A * x / _inner(x, x) - 2 * _inner(x, A * x) / _inner(x, x) ** 2 * x
        assert check_gradient(rayleigh, claim, x, dtype=C).verdict == "consistent"
        assert check_consistency(form, x, dtype=C).verdict == "consistent"
        with pytest.raises(MatrixDerivativeError, match="assumed Hermitian, depend on each other"):
            check_gradient(form, A, A, dtype=C)


def test_a_hermitian_matrix_is_symmetric_for_real_inputs():
    with sympy.assuming(Q.hermitian(A)):
        assert check_gradient(x.T * A * x, 2 * A * x, x).verdict == "consistent"
    assert check_gradient(x.T * A * x, 2 * A * x, x).verdict == "refuted"


def test_neither_holomorphic_nor_real_says_what_to_assume():
    with pytest.raises(NotDifferentiableError, match=r"Q\.hermitian\(A\)"):
        check_gradient(Adjoint(x) * A * x, 2 * A * x, x, dtype=C)


def test_real_elements_stay_real():
    with sympy.assuming(Q.real_elements(X)):
        report = check_gradient(Trace(A * X), A.T, X, dtype=C)
        assert report.verdict == "consistent"
        numbers = [dict(row.point)["X[0,0]"] for row in report.points]
        assert all(isinstance(number, float) for number in numbers)
        with pytest.raises(InputTypeError, match="complex number"):
            check_gradient(
                Trace(A * X), A.T, X, dtype=C, points=[{A: [[1, 2], [3, 4]], X: [[1j, 2], [3, 4]]}]
            )


@pytest.mark.parametrize(
    "expr",
    [Trace(A * X * X), Trace(X * Adjoint(X)), sympy.log(Determinant(X)), X.I * x, sympy.re(Trace(A * X))],
    ids=str,
)
def test_all_routes_agree(expr):
    report = check_consistency(expr, X if not expr.is_Matrix else x, dtype=C)
    assert report.verdict == "consistent"
    assert {"value", "reverse", "forward"} <= set(report.witnesses)


def test_the_report_says_when_the_matrix_engine_has_no_derivative():
    kinked = Trace(X * Adjoint(X)) * sympy.Max(sympy.re(X[0, 0]), 0)
    report = check_consistency(kinked, X, dtype=C)
    assert report.verdict == "consistent"
    assert any("matrix engine" in note for note in report.notes)
    report = check_consistency(Trace(X * Adjoint(X)), X, dtype=C)
    assert report.claim == "2*X" and not any("matrix engine" in note for note in report.notes)


def test_points_and_domains_name_whole_matrices():
    numbers = [[1 + 1j, 2], [3j, 4]]
    report = check_gradient(Trace(X * Adjoint(X)), 2 * X, X, dtype=C, points=[{X: numbers}])
    assert report.verdict == "consistent" and dict(report.points[0].point)["X[1,0]"] == 3j
    report = check_gradient(Trace(X * Adjoint(X)), 2 * X, X, dtype=C, domain={X: (1 + 1j, 2 + 2j)})
    assert all(1 <= z.real <= 2 and 1 <= z.imag <= 2 for row in report.points for _, z in row.point)


def test_points_and_domains_of_hermitian_matrices():
    form = Adjoint(x) * A * x
    with sympy.assuming(Q.hermitian(A)):
        points = [{A: [[1, 2j], [-2j, 3]], x: [1, 1j]}]
        assert check_gradient(form, 2 * A * x, x, dtype=C, points=points).verdict == "consistent"
        with pytest.raises(OptionError, match="a Hermitian matrix, as is assumed"):
            check_gradient(form, 2 * A * x, x, dtype=C, points=[{A: [[1, 2j], [2j, 3]], x: [1, 1j]}])
        with pytest.raises(OptionError, match="conjugate of the one above it"):
            check_gradient(form, 2 * A * x, x, dtype=C, domain={A[1, 0]: (-1, 1)})
        report = check_gradient(form, 2 * A * x, x, dtype=C, domain={A: (1 + 2j, 3 + 4j)})
        for point in (dict(row.point) for row in report.points):
            assert 1 <= point["A[0,0]"] <= 3 and 2 <= point["A[0,1]"].imag <= 4


def test_hessians_by_a_complex_vector():
    form = x.T * A * x
    assert check_gradient(form, A + A.T, x, dtype=C, order=2).verdict == "consistent"
    assert check_gradient(form, lambda A, x: A + A.mT, x, dtype=C, order=2).verdict == "consistent"
    assert check_gradient(form, 2 * A, x, dtype=C, order=2).verdict == "refuted"
    assert check_gradient(form, lambda A, x: A + A.mH, x, dtype=C, order=2).verdict == "refuted"
    assert check_consistency(form, x, dtype=C, order=2).verdict == "consistent"
    with pytest.raises(NotDifferentiableError, match="not holomorphic"):
        check_gradient(Adjoint(x) * x, 2 * sympy.Identity(2), x, dtype=C, order=2)
    with pytest.raises(OptionError, match="with matrix symbols, order=2"):
        check_gradient(Trace(X * X), 2 * X, X, dtype=C, order=3)


JACOBIANS = {
    "product": (A * X * B, sympy.KroneckerProduct(B.T, A)),
    "inverse": (X.I, -sympy.KroneckerProduct(X.I.T, X.I)),
    "matrix times vector": (X * x, sympy.KroneckerProduct(x.T, sympy.Identity(2))),
}


@pytest.mark.parametrize("name", JACOBIANS)
def test_jacobians_by_complex_matrices(name):
    expr, claim = JACOBIANS[name]
    assert check_gradient(expr, claim, X, dtype=C).verdict == "consistent"
    assert check_consistency(expr, X, dtype=C).verdict == "consistent"
    report = check_gradient(expr, -claim, X, dtype=C)
    assert report.verdict == "refuted" and report.diagnosis.startswith("consistent with a wrong sign")
    report = check_gradient(expr, claim.conjugate(), X, dtype=C)
    assert report.verdict == "refuted" and "conjugate of the derivative" in report.diagnosis


def test_jacobians_in_code_and_hessians_by_a_complex_matrix():
    def squared(X):
        one = torch.eye(2, dtype=X.dtype)
        return torch.kron(one, X) + torch.kron(X.mT.contiguous(), one)

    assert check_gradient(X * X, squared, X, dtype=C).verdict == "consistent"
    report = check_gradient(X * X, lambda X: 2 * torch.kron(torch.eye(2, dtype=C), X), X, dtype=C)
    assert (report.verdict, report.diagnosis) == ("refuted", None)
    cubic = Trace(A * X * X)
    hessian = sympy_torch_bridge.hessian(cubic, X)
    assert check_gradient(cubic, hessian, X, dtype=C, order=2).verdict == "consistent"
    assert check_gradient(cubic, 2 * hessian, X, dtype=C, order=2).verdict == "refuted"


@pytest.mark.parametrize("factor", [1, 3])
def test_a_transposed_shape_is_not_all_that_may_be_wrong(factor):
    R, v = MatrixSymbol("R", 3, 2), MatrixSymbol("v", 2, 1)
    for claim in (factor * R.T, lambda R, v: factor * R.T):
        report = check_gradient(R * v, claim, v, dtype=C)
        assert report.verdict == "refuted"
        assert ("its entries are wrong as well" in report.diagnosis) == (factor == 3)
