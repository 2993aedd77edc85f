"""compile and CompiledFunction: batches, containers, names, functions of the user."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
import torch
from sympy import (
    Abs,
    Array,
    Dummy,
    Function,
    I,
    Integer,
    Matrix,
    MatrixSymbol,
    Max,
    Piecewise,
    Rational,
    Symbol,
    pi,
    sin,
    symbols,
)

import sympy_torch_bridge as stb

x, y, z = symbols("x y z")

F64 = torch.float64

BATCH = torch.linspace(-2, 2, 5, dtype=F64)


class TestBatch:
    def test_inputs_broadcast(self) -> None:
        assert stb.compile(x + y)(torch.ones(3, 1), torch.ones(4)).shape == (3, 4)

    @pytest.mark.parametrize("expr", [Integer(3), pi, Rational(1, 3), sympy.true, y], ids=str)
    def test_result_has_the_batch_shape_of_all_inputs(self, expr: Any) -> None:
        assert stb.compile(expr, [x, y])(torch.ones(3, 1), torch.ones(4)).shape == (3, 4)

    def test_constant_branches_have_the_batch_shape_and_dtype(self) -> None:
        got = stb.compile(Piecewise((1, x > 0), (Rational(1, 3), True)))(BATCH)
        assert got.dtype is F64
        assert got.tolist() == [1 / 3, 1 / 3, 1 / 3, 1, 1]

    def test_piecewise_without_default_is_nan(self) -> None:
        assert stb.compile(Piecewise((x, x > 0)))(BATCH).isnan().tolist() == [True] * 3 + [False] * 2

    def test_constant_has_gradient_zero(self) -> None:
        at = BATCH.clone().requires_grad_()
        stb.compile(Integer(3), [x])(at).sum().backward()
        assert at.grad is not None
        assert at.grad.tolist() == [0] * 5

    def test_no_inputs(self) -> None:
        got = stb.compile(pi)()
        assert got.item() == 3.141592653589793


class TestContainers:
    def test_structure_is_kept(self) -> None:
        got = stb.compile({"a": [x, (y, 1)], "b": x > y})(torch.ones(2), 0.0)
        assert list(got) == ["a", "b"]
        assert isinstance(got["a"], list)
        assert isinstance(got["a"][1], tuple)
        assert got["a"][1][1].tolist() == [1, 1]
        assert got["b"].dtype is torch.bool

    def test_matrix_keeps_the_gradient(self) -> None:
        at = torch.ones(4, dtype=F64, requires_grad=True)
        got = stb.compile(Matrix([[x, 1], [2, x**2]]))(at)
        assert got.shape == (4, 2, 2)
        got.sum().backward()
        assert at.grad is not None
        assert at.grad.tolist() == [3.0] * 4

    def test_array(self) -> None:
        assert stb.compile(Array([[[x, 1]]]))(BATCH).shape == (5, 1, 1, 2)

    def test_empty_list(self) -> None:
        assert stb.compile([], [x])(BATCH) == []

    def test_matrix_expression_on_a_batch(self) -> None:
        a, v = MatrixSymbol("A", 2, 3), MatrixSymbol("v", 3, 1)
        left, right = torch.randn(5, 2, 3, dtype=F64), torch.randn(5, 3, 1, dtype=F64)
        f = stb.compile(2 * a * v, [a, v])
        assert torch.allclose(f(left, right), 2 * left @ right, rtol=1e-15)
        with pytest.raises(stb.InputShapeError, match=r"'A' is a matrix of shape \(2, 3\)"):
            f(right, right)

    def test_a_symbolic_size_is_one_size(self) -> None:
        n = sympy.Symbol("n", integer=True, positive=True)
        a, b = MatrixSymbol("A", n, n), MatrixSymbol("B", n, n)
        assert stb.compile(a + b, [a, b])(torch.ones(2, 2), torch.ones(2, 2)).tolist() == [[2, 2], [2, 2]]
        with pytest.raises(stb.InputShapeError, match=r"\(n, n\) with n = 2"):
            stb.compile(a + b, [a, b])(torch.ones(2, 2), torch.ones(1, 1))

    def test_named_tuple(self) -> None:
        from typing import NamedTuple

        class Pair(NamedTuple):
            first: Any
            second: Any

        got = stb.compile(Pair(x, x**2))(3.0)
        assert (got.first.item(), got.second.item()) == (3, 9)


class TestNames:
    def test_two_symbols_of_one_name(self) -> None:
        a, b = Symbol("x"), Symbol("x", positive=True)
        f = stb.compile(a - b, [a, b])
        assert f(3.0, 1.0).item() == 2
        with pytest.raises(stb.AmbiguousNameError) as caught:
            f(x=1.0)
        assert caught.value.name == "x"
        assert "positive=True" in str(caught.value)

    def test_dummies_of_one_name(self) -> None:
        a, b = Dummy("d"), Dummy("d")
        assert stb.compile(a / b, [a, b])(6.0, 3.0).item() == 2

    @pytest.mark.parametrize(
        "name", ["lambda", "x'", "α", "a b", "torch", "sin", "v0", "f", "None", "x; y", "call_f_0", "self"]
    )
    def test_any_name_works(self, name: str) -> None:
        symbol = Symbol(name)
        assert stb.compile(symbol**2 + sin(symbol) * 0)(3.0).item() == 9

    def test_names_of_builtins_and_labels(self) -> None:
        assert stb.compile(Symbol("complex") * 2 * I)(1.0).item() == 2j
        u = Function("u")
        assert stb.compile(u(Symbol("call_u_0")), functions={"u": torch.cos})(0.0).item() == 1
        assert stb.compile(Symbol("self") + 1)(self=1.0).item() == 2

    def test_default_order_is_sympys(self) -> None:
        assert stb.compile(z * y * x).inputs == (x, y, z)


class TestFunctions:
    def test_undefined_function_by_name_and_class(self) -> None:
        u = Function("u")
        for key in ("u", u):
            f = stb.compile(u(x, y) + 1, functions={key: lambda a, b: a * b})
            assert f(2.0, 3.0).item() == 7

    def test_two_functions_of_one_name(self) -> None:
        plain, real = Function("f"), Function("f", real=True)
        f = stb.compile([plain(x), real(x)], functions={plain: torch.sin, real: torch.cos})
        assert [value.item() for value in f(0.0)] == [0, 1]

    @pytest.mark.parametrize("name", ["(print('run') or torch.sin)", "torch.sin", "f)(x"])
    def test_a_function_name_is_never_code(self, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        function = Function(name)
        f = stb.compile(function(x), functions={function: torch.cos})
        assert f(0.0).item() == 1
        assert capsys.readouterr().out == ""
        assert name not in f.source

    def test_override_of_a_known_function(self) -> None:
        assert stb.compile(sin(x), functions={sympy.sin: torch.cos})(0.0).item() == 1
        assert stb.compile(sin(x))(0.0).item() == 0

    def test_override_applies_to_constant_arguments(self) -> None:
        """A constant argument must not be folded with SymPy's function when the caller has replaced it."""
        expr = x * sin(2) + sin(2)
        assert stb.compile(expr, functions={sympy.sin: lambda t: t * 10})(1.0).item() == 40
        op = stb.Op(head=sympy.sin, lower=lambda t: t * 10)
        assert stb.compile(expr, ops=[op])(1.0).item() == 40

    def test_added_op(self) -> None:
        op = stb.Op(head=sympy.besselj, lower=lambda order, at: order + at)
        assert stb.compile(sympy.besselj(1, x), ops=[op])(2.0).item() == 3

    @pytest.mark.parametrize(
        ("node", "value"),
        [
            (sympy.Derivative(x**3, x), 12),
            (sympy.Derivative(x**3, (x, 2)), 12),
            (sympy.Derivative(Abs(x), x), 1),
            (Abs(x).diff(x), 1),
            (sympy.Derivative(sympy.floor(x) * x, x), 2),
            (sympy.Subs(sympy.Derivative(y**2, y), y, x), 4),
        ],
        ids=str,
    )
    def test_derivative_node_of_a_known_function(self, node: Any, value: float) -> None:
        assert stb.compile(node, [x])(2.0).item() == value

    def test_derivative_node_of_an_undefined_function(self) -> None:
        with pytest.raises(stb.UnsupportedFunctionError, match="is an undefined function"):
            stb.compile(sympy.Derivative(Function("u")(x), x))


def test_the_symbols_of_a_set_stand_in_sympys_order() -> None:
    symbols = sympy.symbols("p:8")
    expr = sum(number * symbol for number, symbol in enumerate(symbols, 1))
    at = torch.arange(8.0).square().unbind()
    for function in (
        stb.compile(expr, expr.free_symbols),
        stb.lambdify(expr.free_symbols, expr),
        stb.SymPyModule(expr, frozenset(symbols)),
    ):
        assert function(*at).item() == stb.compile(expr, symbols)(*at).item()
    assert stb.compile(expr, symbols).gradient(set(symbols))(*at).tolist() == list(range(1, 9))


def test_lambdify_takes_the_arguments_of_sympys() -> None:
    assert stb.lambdify(x, sin(x), "torch")(0.0).item() == 0
    assert stb.lambdify(x, sin(x), modules=["torch"], cse=True)(0.0).item() == 0
    assert stb.lambdify(x, Function("u")(x), [{"u": torch.cos}, "torch"])(0.0).item() == 1
    with pytest.raises(stb.OptionError, match="modules='numpy'"):
        stb.lambdify(x, x, "numpy")


def test_lambdify_takes_the_other_options_of_sympys() -> None:
    f = stb.lambdify([x], x**2, "torch", None, True, dummify=True, cse=True, docstring_limit=10)
    assert f(torch.tensor(3.0)).item() == 9
    with pytest.raises(stb.OptionError, match="runs printed code"):
        stb.lambdify([x], x, printer=stb.Printer)


class TestArgumentsOfLambdifyThatAreNoSymbols:
    t = sympy.Symbol("t")
    q = Function("q")(t)
    w, A = sympy.IndexedBase("w"), sympy.MatrixSymbol("A", 2, 2)
    TWO, THREE = torch.tensor(2.0), torch.tensor(3.0)

    def test_functions_and_their_derivatives(self) -> None:
        speed = self.q.diff(self.t)
        f = stb.lambdify([self.q, speed, self.t], {"energy": speed**2 / 2 - self.q, "list": [self.t, speed]})
        found = f(self.TWO, self.THREE, torch.tensor(5.0))
        assert (found["energy"].item(), [v.item() for v in found["list"]]) == (2.5, [5, 3])
        assert stb.lambdify([[self.q, speed]], self.q - speed)([self.TWO, self.THREE]).item() == -1
        _, (by_place, by_speed) = stb.lambdify([self.q, speed], Matrix([speed * self.q])).value_and_grad(
            self.TWO, self.THREE
        )
        assert (by_place.item(), by_speed.item()) == (3, 2)

    def test_entries(self) -> None:
        assert stb.lambdify([self.w[1], self.w[0]], self.w[1] - self.w[0])(self.TWO, self.THREE).item() == -1
        entries = [self.A[1, 0], self.A[0, 0]]
        assert stb.lambdify(entries, entries[0] - entries[1])(self.TWO, self.THREE).item() == -1

    @pytest.mark.parametrize("form", [q.diff(t), q.diff(t, 2) + q, sympy.Integral(q, (t, 0, 1))], ids=str)
    def test_what_varies_them_is_refused(self, form: Any) -> None:
        """A number in the place of the function would make such a derivative 0."""
        with pytest.raises(stb.InputTypeError, match="varies what it depends on"):
            stb.lambdify([self.q], form)

    def test_a_derivative_by_something_else_stays(self) -> None:
        f = stb.lambdify([self.q, x], sympy.Derivative(x**2 * self.q, x))
        assert f(self.TWO, self.THREE).item() == 12


def test_lambdify_is_a_drop_in() -> None:
    f = stb.lambdify((x, y), [x + y, Max(x, 0)])
    total, positive = f(torch.tensor(-1.0), torch.tensor(2.0))
    assert (total.item(), positive.item()) == (1, 0)
    assert stb.lambdify(x, x**2)(torch.tensor(3.0)).item() == 9
    assert stb.lambdify([x, [y, z]], x + y * z)(1.0, [2.0, 3.0]).item() == 7
