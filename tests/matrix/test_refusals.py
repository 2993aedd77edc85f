"""What the engine has no rule for raises with its name and place; nothing counts silently as constant."""

from __future__ import annotations

import pytest
import sympy as sp
import torch
from sympy import Function, MatrixSymbol, Product, Sum, Symbol, Trace, exp, log, sin

import sympy_torch_bridge as stb
from sympy_torch_bridge import InputTypeError, MatrixDerivativeError
from sympy_torch_bridge.matrix import differential, entry, gradient, sweep

A = MatrixSymbol("A", 3, 3)
X = MatrixSymbol("X", 3, 3)
D = MatrixSymbol("D", 3, 3)
x = MatrixSymbol("x", 3, 1)
t = Symbol("t")
k, n = sp.symbols("k n", integer=True, positive=True)

UNKNOWN = {
    "symbolic-power": (Trace(A * X**t), "MatPow", ("Trace", "MatMul", "MatPow")),
    "stepped-slice": (Trace(X[0:3:2, 0:3:2]), "MatrixSlice", ("Trace", "MatrixSlice")),
    "undefined-function": (Function("f")(Trace(X)), "f", ("f",)),
    "function-of-a-matrix": (sin(X), "sin", ("sin",)),
    "derivative": (sp.Derivative(Function("f")(Trace(X)), t), "Derivative", ("Derivative",)),
    "varying-bound": (Sum(k * Trace(X), (k, 0, X[0, 0])), "Sum", ("Sum",)),
    "product-over-an-index": (Product(X[k, 0], (k, 0, 2)), "Product", ("Product",)),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_an_unknown_node_is_named_with_its_place(name):
    f, node, path = UNKNOWN[name]
    with pytest.raises(
        MatrixDerivativeError, match=f"cannot differentiate '{node}' with respect to X"
    ) as caught:
        gradient(f, X)
    assert caught.value.node == node
    assert caught.value.path == path
    assert caught.value.wrt == "X"


@pytest.mark.parametrize("name", UNKNOWN)
def test_an_unknown_node_without_the_variable_is_a_constant(name):
    f, *_ = UNKNOWN[name]
    Z = MatrixSymbol("Z", 3, 3)
    assert gradient(Trace(Z) * (f if f.is_commutative else 1), Z) != sp.ZeroMatrix(3, 3)


def test_forward_mode_refuses_too():
    with pytest.raises(MatrixDerivativeError, match="found at: Trace > MatMul > MatPow"):
        differential(UNKNOWN["symbolic-power"][0], X, D)


def test_the_reason_is_given():
    with pytest.raises(MatrixDerivativeError, match=r"why: the exponent t is not known to be an integer"):
        gradient(Trace(A * X**t), X)
    with pytest.raises(MatrixDerivativeError, match=r"why: a bound depends on the variable"):
        gradient(UNKNOWN["varying-bound"][0], X)
    with pytest.raises(MatrixDerivativeError, match=r"why: a function of a whole matrix .*applyfunc"):
        gradient(sin(X), X)


@pytest.mark.parametrize("f", [X, X * x, exp(X), [Trace(X)], 3.5])
def test_only_a_scalar_has_a_gradient(f):
    with pytest.raises(InputTypeError, match="expected a scalar expression or a 1x1 matrix") as caught:
        gradient(f, X)
    assert caught.value.name == "f"


@pytest.mark.parametrize("wrt", [X.T, X * A, t**2])
def test_only_a_symbol_can_be_the_variable(wrt):
    with pytest.raises(InputTypeError, match="put a new symbol in place") as caught:
        gradient(Trace(X), wrt)
    assert caught.value.name == "wrt"


@pytest.mark.parametrize(("wrt", "change"), [(X, x), (X, 1), (t, D)])
def test_the_change_has_the_shape_of_the_variable(wrt, change):
    with pytest.raises(InputTypeError, match="expected a") as caught:
        differential(t * X, wrt, change)
    assert caught.value.name == "change"


m = Symbol("m", integer=True, positive=True)
W = MatrixSymbol("W", n, 3)


@pytest.mark.parametrize(
    ("f", "shape"),
    [
        (sp.Determinant(W), r"of shape \(n, 3\)"),
        (Trace(W), r"of shape \(n, 3\)"),
        (Trace(sp.MatMul(W, W, evaluate=False)), r"product of \(n, 3\) and \(n, 3\)"),
    ],
    ids=["determinant", "trace", "product"],
)
def test_shapes_that_sympy_does_not_look_at_are_refused(f, shape):
    with pytest.raises(InputTypeError, match=shape):
        gradient(f, W)


def test_sizes_may_be_written_differently():
    F = MatrixSymbol("F", 2 * (n + 1), 2 * n + 2)
    assert str(gradient(Trace(F), F)) == "I"


@pytest.mark.parametrize("part", [sp.re, lambda u: u + sp.im(u)], ids=["re", "im"])
def test_parts_of_real_numbers_are_differentiated(part):
    assert str(gradient(part(x[0, 0]) ** 2, x)) == "Matrix([[2*x[0, 0]], [0], [0]])"


def test_parts_of_complex_numbers_are_differentiated():
    result = gradient(sp.im(sp.I * x[0, 0] ** 2 + sp.exp(sp.I * x[1, 0])), x)
    assert str(result) == "Matrix([[2*x[0, 0]], [cos(x[1, 0])], [0]])"


def test_the_argument_of_a_real_number_is_a_step():
    f = stb.compile(gradient((x[0, 0] + sp.arg(x[0, 0])) ** 2, x), [x])
    for value, expected in ((2.0, 4.0), (-2.0, 2 * (-2 + torch.pi))):
        at = torch.tensor([[value], [1.0], [1.0]], dtype=torch.float64)
        assert f(at).flatten().tolist() == pytest.approx([expected, 0, 0])


class _Mixture(sp.Function):
    """A function whose derivative SymPy only writes down."""

    nargs = 1

    def fdiff(self, argindex=1):
        return sp.Derivative(self, self.args[0])


def test_nothing_is_returned_unevaluated():
    with pytest.raises(MatrixDerivativeError, match="cannot differentiate '_Mixture'"):
        gradient(_Mixture(Trace(X)), X)


def test_where_sympy_stumbles_the_result_stands_unevaluated():
    # SymPy asks whether tanh(log(det M)) is infinite and adds the matrix in it to a number.
    inner = sp.tanh(log(sp.Determinant(A.applyfunc(sp.tanh) + 6 * sp.Identity(3))))
    outer = log(sp.Determinant((sp.Matrix([[inner]]) * x.T * x).applyfunc(sp.tanh) + 6 * sp.Identity(1)))
    with pytest.raises(TypeError, match="Mix of Matrix and Scalar"):
        assert (1 - sp.tanh(inner) ** 2).is_infinite
    values = torch.eye(3, dtype=torch.float64), torch.tensor([[0.1], [0.2], [0.3]], dtype=torch.float64)

    def direct(matrix, at):
        u = torch.linalg.det(torch.tanh(matrix) + 6 * torch.eye(3)).log().tanh()
        return ((u * (at * at).sum()).tanh() + 6).log()

    result = stb.compile(gradient(outer, x), [A, x])(*values)
    torch.testing.assert_close(result, torch.func.grad(direct, argnums=1)(*values))


def test_an_error_of_sympys_own_is_named(monkeypatch):
    def stumble(*_, **__):
        raise AttributeError("'Trace' object has no attribute 'name'")

    monkeypatch.setattr(sweep, "scaled", stumble)
    with pytest.raises(MatrixDerivativeError, match="why: SymPy raised AttributeError here") as caught:
        gradient(exp(Trace(X)), X)
    assert caught.value.node == "exp"


def test_an_error_of_sympys_own_on_entry_is_named(monkeypatch):
    def stumble(*_, **__):
        raise TypeError("Mix of Matrix and Scalar symbols")

    monkeypatch.setattr(entry, "_other", stumble)
    with pytest.raises(MatrixDerivativeError, match="SymPy raised TypeError here") as caught:
        gradient(exp(Trace(X)) + 1, X)
    assert caught.value.path[-1] == "exp"
