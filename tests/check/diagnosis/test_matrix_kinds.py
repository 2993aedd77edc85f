"""Mistakes in matrix calculus are named in the form that people write, by rules used wrongly, and cheaply."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from sympy import Determinant, HadamardProduct, Identity, MatrixSymbol, Trace, log, tanh

from sympy_torch_bridge.check import check_gradient
from sympy_torch_bridge.check.diagnosis.kinds.matrix_forms import forms_of
from sympy_torch_bridge.check.diagnosis.matrix_numbers import MatrixNumbers
from sympy_torch_bridge.check.diagnosis.values import Values
from sympy_torch_bridge.check.diagnosis.words import Words
from sympy_torch_bridge.check.explicit import explicit

A, B, C, W, X = (MatrixSymbol(name, 3, 3) for name in "ABCWX")
b, s, x = (MatrixSymbol(name, 3, 1) for name in "bsx")
c = sympy.Symbol("c")
ON_DIAGONAL = HadamardProduct(Identity(3), X.I)

NAMED = {
    "factor-of-a-determinant": (
        "the factor Determinant(A) left out of Determinant(A)*Determinant(X)*X.T**(-1)",
        (Determinant(A * X), Determinant(X) * X.T.I, X),
    ),
    "power-of-a-determinant": (
        "one factor Determinant(X) left out of 2*Determinant(X)**2*Determinant(A)*X.T**(-1)",
        (Determinant(X.T * A * X), 2 * Determinant(A) * Determinant(X) * X.T.I, X),
    ),
    "inner-product": (
        "the inner derivative of A*X left out",
        (Determinant(A * X), Determinant(A * X) * (A * X).T.I, X),
    ),
    "inner-inverse": ("the inner derivative of X**(-1) left out", (Trace(A * X.I), A.T, X)),
    "outer-product": (
        "b*s.T in place of s*b.T in -X.T**(-1)*s*b.T*X.T**(-1)",
        (s.T * X.I * b, -X.I.T * b * s.T * X.I.T, X),
    ),
    "order-with-a-sum": (
        "the factors of 2*A.T*(A*X - B) in the order (A*X - B)*A.T",
        (Trace((A * X - B).T * (A * X - B)), 2 * (A * X - B) * A.T, X),
    ),
    "transposes-of-one-matrix": (
        "the transposes of X left out of -X.T**(-1)*s*b.T*X.T**(-1)",
        (s.T * X.I * b, -X.I * s * b.T * X.I, X),
    ),
    "exchanged-matrices": (
        "A and B in each other's place in B*X*A + B.T*X*A.T",
        (Trace(X * A * X.T * B), A * X * B + A.T * X * B.T, X),
    ),
    "exponent": ("the exponent of X.T**3 too large by 1", (Trace(X**4), 4 * X.T**4, X)),
    "exponent-of-an-inverse": ("the exponent of X.T**(-2) too large by 1", (Trace(X.I), -X.T.I, X)),
    "mean-in-one-term": (
        "1/3 left out in the term (2/3)*A.T*(A*x - b)",
        (Trace((A * x - b).T * (A * x - b)) / 3 + c * Trace(x.T * x), 2 * A.T * (A * x - b) + 2 * c * x, x),
    ),
    "elementwise": (
        "the matrix product A*X in place of the elementwise one HadamardProduct(A, X)",
        (Trace(HadamardProduct(X, X) * A.T), 2 * A * X, X),
    ),
    "nothing": (
        "0 in place of the derivative, as of a constant",
        (sympy.exp(Trace(X)), sympy.ZeroMatrix(3, 3), X),
    ),
    "symmetric-by-twice": (
        "X taken for symmetric: twice the transposed derivative, its diagonal once",
        (log(Determinant(X)), 2 * X.I - ON_DIAGONAL, X),
    ),
    "symmetric-by-sum": (
        "X taken for symmetric: the sum of the derivative and its transpose, its diagonal once",
        (log(Determinant(X)), X.I + X.I.T - ON_DIAGONAL, X),
    ),
    "place-inside-a-sum": (
        "W.T in place of W in W*x",
        ((B * x + b).T * C * (W * x + s), B.T * C * (W.T * x + s) + W.T * C.T * (B * x + b), x),
    ),
    "product-written-out": (
        "X.T in place of X in B*X",
        (Trace(X.T * B * X), B * X.T + B.T * X, X),
    ),
    "power-written-out": (
        "X in place of X.T in X.T*X.T*A.T",
        (Trace(A * X**3), X * X.T * A.T + X.T * A.T * X.T + A.T * X.T * X.T, X),
    ),
}


@pytest.mark.parametrize(("text", "claim"), NAMED.values(), ids=NAMED)
def test_named(text, claim):
    assert check_gradient(*claim).diagnosis == f"consistent with {text}"


def test_symmetric_parameters_are_not_transposed_in_words():
    with sympy.assuming(sympy.Q.symmetric(W)):
        report = check_gradient((x - A * s).T * W * (x - A * s), 2 * W * (x - A.T * s), x)
        assert report.diagnosis == "consistent with A.T in place of A in -A*s"
        report = check_gradient(x.T * W * x + b.T * x, W * x + b, x)
        assert report.diagnosis == "consistent with a factor 2 missing in the term 2*W*x"


def test_what_fits_no_formula_has_no_name():
    assert check_gradient(Trace(A * X * X.T), A * X + 3 * A.T * B, X).diagnosis is None


@pytest.mark.parametrize(
    "formula",
    [
        A * X.I * B.T - 2 * X,
        (A + X) ** 3 * b,
        Determinant(A * X) * Trace(A) ** 2 * sympy.exp(-Trace(X)) * A.T,
        HadamardProduct(A, X) + sympy.HadamardPower(A, 2),
        b.applyfunc(tanh) * s.T,
        c * Identity(3) + A / (1 + c**2),
    ],
    ids=str,
)
def test_numbers_are_those_of_the_entries(formula):
    rng = np.random.default_rng(0)
    values = {m: rng.uniform(0.5, 1.5, (2, *map(int, m.shape))) for m in (A, B, X, b, s)}
    values[c] = rng.uniform(0.5, 1.5, 2)
    found = MatrixNumbers(values).of(formula)
    for point in range(2):
        at = {m: sympy.ImmutableDenseMatrix(v[point].tolist()) for m, v in values.items() if m is not c}
        exact = explicit(formula, at).xreplace({c: sympy.Float(values[c][point])})
        assert np.allclose(found[point], np.array(exact.tolist(), dtype=float), rtol=1e-9)


def test_numbers_of_a_singular_inverse_and_of_unknown_nodes():
    numbers = MatrixNumbers({A: np.zeros((1, 3, 3))})
    assert np.isnan(numbers.of(A.I)).all()
    assert numbers.of(sympy.MatPow(A, c)) is None
    assert numbers.of(sympy.Function("f")(Trace(A)) * A) is None


def test_forms():
    assert forms_of(A * X) == (A * X,)
    assert forms_of((A + A.T) * X)[1] == A * X + A.T * X
    assert forms_of((A * X - B) ** 2 * (A + B + C + W + X) ** 3)[1:] == ()  # more terms than anybody writes
    inverse = (A + X.T * C * X).I
    symmetric = forms_of(B * inverse + B * inverse.T, [A, C])
    assert symmetric == (2 * B * inverse,)


def test_few_formulas_are_evaluated_exactly_and_printed(monkeypatch):
    counts, printed = [], []
    original, text = Values.__init__, Words.__str__

    def counted(self, formulas, *rest):
        counts.append(len(formulas))
        original(self, formulas, *rest)

    def noted(self):
        printed.append(text(self))
        return printed[-1]

    monkeypatch.setattr(Values, "__init__", counted)
    monkeypatch.setattr(Words, "__str__", noted)
    right = C * X * X.T * C * X * B * B.T + C.T * X * B * B.T * X.T * C.T * X + C * X * B * B.T * X.T * C * X
    expr, last = Trace(B.T * X.T * C * X * X.T * C * X * B), C.T * X * X.T * C.T * X * B * B
    report = check_gradient(expr, right + last, X)
    assert report.diagnosis == "consistent with B in place of B.T in C.T*X*X.T*C.T*X*B*B.T"
    assert counts == [9, 9]  # one formula, here and at fresh points
    assert len(printed) == 1
