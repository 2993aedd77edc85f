"""Results as a reader sees them; each form is also right numerically (test_gradient, test_jacobian)."""

from __future__ import annotations

import pytest
import sympy as sp
from sympy import (
    Determinant,
    HadamardProduct,
    Identity,
    KroneckerProduct,
    MatrixSymbol,
    OneMatrix,
    Symbol,
    Trace,
    exp,
    log,
    sin,
    sqrt,
    symbols,
)

from sympy_torch_bridge.matrix import differential, gradient, jacobian

n, m = symbols("n m", integer=True, positive=True)
k = Symbol("k", integer=True)


def family(rows, columns):
    """Return A (rows x columns), square S and X, x and a (columns), b (rows)."""
    return (
        MatrixSymbol("A", rows, columns),
        MatrixSymbol("S", columns, columns),
        MatrixSymbol("X", columns, columns),
        MatrixSymbol("x", columns, 1),
        MatrixSymbol("a", columns, 1),
        MatrixSymbol("b", rows, 1),
    )


@pytest.mark.parametrize("shape", [(4, 3), (n, m)], ids=["concrete", "symbolic"])
def test_printed_forms(shape):
    A, S, X, x, a, b = family(*shape)
    forms = [
        (gradient(x.T * S * x, x), "(S + S.T)*x"),
        (gradient(x.T * x, x), "2*x"),
        (gradient(Trace(X * X.T), X), "2*X"),
        (gradient(a.T * X * x, X), "a*x.T"),
        (gradient(log(Determinant(X)), X), "X.T**(-1)"),
        (gradient(log(Determinant(A.T * A)), A), "2*A*(A.T*A)**(-1)"),
        (gradient(Determinant(X), X), "Determinant(X)*X.T**(-1)"),
        (gradient((A * x - b).T * (A * x - b), x), "2*A.T*(A*x - b)"),
        (gradient((A * x - b).T * (A * x - b) + 3 * x.T * x, x), "6*x + 2*A.T*(A*x - b)"),
        (gradient(sqrt(Trace(x.T * x)), x), "1/sqrt(Trace(x.T*x))*x"),
        (gradient(Trace(X**4), X), "4*X.T**3"),
        (gradient(Trace(X**k), X), "k*X.T**(k - 1)"),
        (gradient(Trace(X.I * S), X), "-X.T**(-1)*S.T*X.T**(-1)"),
        (gradient(Trace(KroneckerProduct(X, X)), X), "(2*Trace(X))*I"),
        (gradient(exp(Trace(X)), X), "exp(Trace(X))*I"),
        (gradient(Trace(X.T * X) + Trace(S.T * S), X), "2*X"),
        (gradient(sin(Trace(a.T * x)), x), "cos(Trace(a.T*x))*a"),
        (gradient(Trace(X * S) - Trace(S * X), X), "0"),
        (jacobian(A * x, x), "A"),
        (jacobian(x.T * A.T, x), "A"),
        (jacobian(gradient(x.T * S * x, x), x), "S + S.T"),
    ]
    assert [str(form) for form, _ in forms] == [text for _, text in forms]
    assert str(jacobian(A * x, x, layout="denominator")) == "A.T"
    assert str(jacobian(x.T * A.T, x, layout="denominator")) == "A.T"


def test_an_entry_of_a_product_with_symbolic_dimensions_leaks_no_index():
    """SymPy expands the entry to a Sum by itself; the bound index must not escape into the result."""
    _, S, _, x, a, _ = family(m, n)
    assert str(gradient((x.T * S * x)[0, 0], x)) == "(S + S.T)*x"
    assert str(gradient((x.T * x)[0, 0], x)) == "2*x"
    assert str(gradient(sin((a.T * x)[0, 0]), x)) == "cos(Trace(a.T*x))*a"
    assert (
        str(gradient(sqrt((x.T * S * S * x)[0, 0]), x)) == "(1/(2*sqrt(Trace(x.T*S**2*x))))*(S**2 + S.T**2)*x"
    )


def test_a_trace_through_a_place_of_dimension_one_is_a_product_of_scalars():
    _, S, _, x, a, _ = family(m, n)
    assert str(gradient(Trace(x * x.T * S * a * a.T), x)) == "Trace(a.T*x)*S*a + Trace(x.T*S*a)*a"


def test_printed_differentials():
    _, S, X, *_ = family(4, 3)
    dX = MatrixSymbol("dX", 3, 3)
    assert str(differential(X.I, X, dX)) == "-X**(-1)*dX*X**(-1)"
    assert str(differential(X * S * X, X, dX)) == "X*S*dX + dX*S*X"
    assert str(differential(Trace(X.T * X), X, dX)) == "2*Trace(X.T*dX)"
    assert str(differential(Determinant(X), X, dX)) == "Determinant(X)*Trace(X**(-1)*dX)"
    assert str(differential(HadamardProduct(X, X), X, dX)) == "2*(HadamardProduct(X, dX))"
    assert str(differential(KroneckerProduct(X, S), X, dX)) == "KroneckerProduct(dX, S)"


def test_a_result_equals_what_one_writes_by_hand():
    A, S, X, x, *_ = family(4, 3)
    assert gradient(x.T * x, x) == 2 * x
    assert gradient(x.T * S * x, x) == (S + S.T) * x
    assert gradient(log(Determinant(X)), X) == X.I.T
    assert gradient(Trace(X), X) == Identity(3)
    assert jacobian(A * x, x) == A


def test_equal_applied_functions_are_collected():
    """SymPy gives each applyfunc a bound variable of its own and then takes the results for different."""
    x = MatrixSymbol("x", 3, 1)
    assert x.applyfunc(exp) != x.applyfunc(exp)
    total = Trace(OneMatrix(1, 3) * x.applyfunc(exp)) + Trace(OneMatrix(1, 3) * x.applyfunc(exp))
    assert str(gradient(total, x)) == "2*Lambda(_d, exp(_d)).(x)"


def test_blocks_on_the_diagonal_are_taken_apart():
    n = sp.Symbol("n", integer=True, positive=True)
    X, S, zero = MatrixSymbol("X", n, n), MatrixSymbol("S", n, n), sp.ZeroMatrix(n, n)
    for matrix in (sp.BlockDiagMatrix(X, S), sp.BlockMatrix([[X, zero], [zero, S]])):
        assert str(gradient(sp.log(sp.Determinant(matrix)), X)) == "X.T**(-1)"
        assert str(gradient(sp.Trace(matrix.I * matrix.I), X)) == "-2*X.T**(-3)"
    other = sp.BlockMatrix([[X, S], [zero, X]])
    assert "Matrix" in str(gradient(sp.log(sp.Determinant(other)), X))


def test_coefficients_are_cancelled():
    n, t = sp.symbols("n t", positive=True)
    x, y = MatrixSymbol("x", 3, 1), MatrixSymbol("y", 3, 1)
    distance = sp.Trace((x - y).T * (x - y))
    student = (n + t) / 2 * sp.log(1 + distance / t)
    assert str(gradient(sp.log(1 + distance), x)) == "(2/(Trace((x - y).T*(x - y)) + 1))*(x - y)"
    assert str(gradient(student, x)) == "((n + t)/(t + Trace((x - y).T*(x - y))))*(x - y)"
