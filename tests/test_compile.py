"""compile and CompiledFunction: shapes, dtypes, containers, names, gradients at traps, transforms."""

from __future__ import annotations

import copy
import io
import pickle
from typing import Any

import pytest
import sympy
import torch
from sympy import (
    Abs,
    And,
    Array,
    Dummy,
    Function,
    I,
    Integer,
    Matrix,
    MatrixSymbol,
    Max,
    Ne,
    Not,
    Piecewise,
    Rational,
    Symbol,
    exp,
    log,
    pi,
    sin,
    sqrt,
    symbols,
)

import sympy_torch_bridge as stb

x, y, z = symbols("x y z")
F64 = torch.float64
BATCH = torch.linspace(-2, 2, 5, dtype=F64)


def gradient(expr: Any, at: list[float]) -> list[float]:
    return stb.compile(expr, [x]).value_and_grad(torch.tensor(at, dtype=F64))[1][0].tolist()


class Wobble(sympy.Function):
    """A function of the user's that the table cannot know."""


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


class TestNumbers:
    @pytest.mark.parametrize(
        "dtype", [torch.bfloat16, torch.float16, torch.float32, F64, torch.complex128], ids=str
    )
    def test_dtype_is_kept(self, dtype: torch.dtype) -> None:
        at = torch.tensor([0.5, 1.5], dtype=dtype)
        assert stb.compile(sqrt(2) * x + exp(x) / 3 + pi)(at).dtype is dtype

    def test_constants_are_exact_in_double(self) -> None:
        got = stb.compile(sqrt(2) * x)(torch.tensor(1.0, dtype=F64)).item()
        assert got == 2**0.5

    @pytest.mark.parametrize("value", [2**70, 10**400, -(10**30)], ids=["2**70", "10**400", "-10**30"])
    def test_huge_integers(self, value: int) -> None:
        got = stb.compile(Integer(value) * x)(torch.tensor([1.0], dtype=F64)).item()
        assert got == (float("inf") if value > 1e308 else float(value))

    def test_python_numbers_are_doubles(self) -> None:
        got = stb.compile(x / 3)(1.0)
        assert got.dtype is F64
        assert got.item() == 1 / 3

    def test_python_number_takes_the_dtype_of_the_tensors(self) -> None:
        assert stb.compile(x * y)(torch.ones(2), 2.5).dtype is torch.float32

    def test_mixed_precision_computes_in_the_wider_one(self) -> None:
        """A float32 input beside a float64 one must not round the constant that multiplies it."""
        got = stb.compile(sqrt(2) * x + 0 * y, [x, y])(torch.ones(1), torch.ones(1, dtype=F64))
        assert got.item() == 2**0.5

    def test_integers_stay_exact_where_possible(self) -> None:
        big = torch.tensor([2**60 + 1])
        assert stb.compile(x**2 * 0 + x + 1, [x])(big).tolist() == [2**60 + 2]

    def test_small_integers_are_computed_in_64_bits(self) -> None:
        assert stb.compile(x + 300)(torch.tensor([1], dtype=torch.int8)).tolist() == [301]
        assert stb.compile(x - 5)(torch.tensor([1], dtype=torch.uint8)).tolist() == [-4]

    def test_integers_that_leave_64_bits_are_floats(self) -> None:
        assert stb.compile(x**30)(torch.tensor([10])).item() == pytest.approx(1e30, rel=1e-6)
        assert stb.compile(x * 2**62)(torch.tensor([4])).item() == pytest.approx(2.0**64)
        assert stb.compile(x + 1)(10**30).item() == 1e30

    def test_truth_values_as_conditions_and_as_numbers(self) -> None:
        b = Symbol("b")
        chosen = torch.tensor([True, False])
        assert stb.compile(Piecewise((Rational(5, 2), b), (Rational(3, 2), True)))(chosen).tolist() == [
            2.5,
            1.5,
        ]
        assert stb.compile(Integer(7), [b])(chosen).tolist() == [7, 7]
        assert stb.compile(x + y)(chosen, chosen).tolist() == [2, 0]
        assert stb.compile(And(x, y))(chosen, ~chosen).tolist() == [False, False]
        assert stb.compile(b)(chosen).dtype is torch.bool

    def test_no_coefficient_overflows_half_precision(self) -> None:
        at = torch.tensor(16.0, dtype=torch.float16)
        assert stb.compile(Rational(7000, 7001) * x)(at).item() == pytest.approx(16, rel=1e-3)
        assert stb.compile(x / 3 - Rational(70000, 70001) * y)(at, at).item() == pytest.approx(
            -10.67, rel=1e-2
        )
        assert stb.compile(Rational(3, 7) * x)(1e308).item() == pytest.approx(1e308 * (3 / 7))

    def test_numbers_of_numpy_and_sympy_are_numbers(self) -> None:
        import numpy as np

        assert (
            stb.compile(x / 4)(np.float32(2.0)).item() == stb.compile(x / 4)(sympy.Integer(2)).item() == 0.5
        )

    def test_integers_promote_where_needed(self) -> None:
        got = stb.compile(1 / x)(torch.tensor([1, 2, 4]))
        assert got.tolist() == [1, 0.5, 0.25]
        assert got.dtype is torch.get_default_dtype()

    def test_integer_beside_a_double_is_a_double(self) -> None:
        got = stb.compile(sin(x) * y)(torch.tensor([1]), torch.tensor([1.0], dtype=F64)).item()
        assert got == torch.sin(torch.tensor(1.0, dtype=F64)).item()

    def test_a_formula_with_the_imaginary_unit_is_computed_in_the_complex_plane(self) -> None:
        at = torch.tensor([-4.0, 4.0], dtype=F64)
        assert stb.compile(sqrt(x) + I)(at).tolist() == [3j, 2 + 1j]
        assert stb.compile(sympy.re(exp(I * x)))(at).dtype is F64
        (slope,) = stb.compile(sympy.re(exp(I * x))).value_and_grad(at)[1]
        torch.testing.assert_close(slope, -torch.sin(at), rtol=1e-15, atol=1e-15)
        u = Function("u")
        assert stb.compile(I * u(x), functions={"u": torch.floor})(1.5).item() == 1j

    def test_imaginary_unit_gives_complex(self) -> None:
        assert stb.compile(x + I)(torch.ones(1, dtype=F64)).dtype is torch.complex128

    def test_outside_the_real_domain_is_nan_by_default(self) -> None:
        assert stb.compile(sqrt(x))(torch.tensor(-1.0)).isnan()

    @pytest.mark.parametrize(
        "expr",
        [
            sqrt(-x), log(1 - x), log(x), 1 / sqrt(-x), (-x) ** Rational(1, 3), sympy.asin(x), sympy.acos(x),
            sympy.atanh(x), sympy.acoth(x), sympy.asec(x), sympy.acsc(x), sympy.asech(x), sympy.acosh(x),
            sympy.asinh(I * x), sympy.atan(I * x), sympy.acot(I * x), sympy.acsch(I * x), sympy.exp(I * x),
        ],
        ids=str,
    )  # fmt: skip
    def test_complex_option_has_sympys_values_on_the_cuts(self, expr: Any) -> None:
        f = stb.compile(expr, complex=True)
        for at in (-3.0, -0.5, 0.5, 3.0):
            exact = complex(sympy.N(expr.subs(x, Rational(at)), 20))
            assert abs(complex(f(at).item()) - exact) <= 1e-14 * abs(exact), (at, f(at), exact)

    def test_complex_option_with_conditions_and_real_functions(self) -> None:
        f = stb.compile(Piecewise((sqrt(-x), x > 0), (Max(x, -2), True)), complex=True)
        assert f(torch.tensor([4.0, -3.0, -1.0], dtype=F64)).tolist() == [2j, -2, -1]
        assert stb.compile(Max(x, 1), complex=True)(1 + 2j).isnan()

    def test_complex_inputs_keep_their_imaginary_part(self) -> None:
        assert stb.compile(x**2, complex=True)(1 + 2j).item() == -3 + 4j
        assert stb.compile(x**2, complex=True)(torch.tensor([1 + 2j])).tolist() == [-3 + 4j]

    @pytest.mark.parametrize(
        "expr", [sympy.asin(2) * x, x * (-2) ** Rational(1, 3), x + sympy.acosh(Rational(1, 3))]
    )
    def test_a_complex_constant_is_nan_in_a_real_formula(self, expr: Any) -> None:
        got = stb.compile(expr)(torch.ones(1, dtype=torch.bfloat16))
        assert got.dtype is torch.bfloat16
        assert got.isnan().all()
        assert stb.compile(expr, complex=True)(1.0).isfinite()

    def test_gradient_of_a_complex_constant_is_zero(self) -> None:
        value, grads = stb.compile(I, [x]).value_and_grad(torch.ones(2, dtype=F64))
        assert value.tolist() == [1j, 1j]
        assert grads[0].tolist() == [0, 0]  # type: ignore[union-attr]

    def test_complex_option_passes_through_complex_values(self) -> None:
        positive = Symbol("p", real=True)
        f = stb.compile(Abs(sqrt(positive)), complex=True)
        got = f(torch.tensor([-4.0], dtype=F64))
        assert got.dtype is F64
        assert got.item() == pytest.approx(2, abs=1e-15)


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


class TestTraps:
    """Right value and right gradient where lambdify gives nan."""

    def test_removable_singularity(self) -> None:
        assert gradient(Piecewise((sin(x) / x, Ne(x, 0)), (1, True)), [0.0]) == [0.0]

    def test_guarded_root(self) -> None:
        assert gradient(Piecewise((sqrt(x), x > 0), (0, True)), [-1.0, 0.0, 4.0]) == [0.0, 0.0, 0.25]

    def test_guarded_logarithm(self) -> None:
        assert gradient(Piecewise((log(x), x > 0), (x, True)), [-1.0, 0.0, 2.0]) == [1.0, 1.0, 0.5]

    def test_guarded_overflow(self) -> None:
        assert gradient(Piecewise((exp(x), x < 10), (x, True)), [1000.0]) == [1.0]

    def test_guarded_power(self) -> None:
        assert gradient(Piecewise((x ** Rational(1, 3), x > 0), (0, True)), [0.0, -1.0]) == [0.0, 0.0]

    def test_essential_singularity(self) -> None:
        assert gradient(Piecewise((exp(-1 / x**2), Ne(x, 0)), (0, True)), [0.0]) == [0.0]

    def test_nested_guards(self) -> None:
        inner = Piecewise((sqrt(x), x > 1), (1 / x, True))
        assert gradient(Piecewise((inner, x > 0), (2 * x, True)), [0.0, 0.5, 4.0]) == [2.0, -4.0, 0.25]

    def test_second_derivative_is_not_poisoned(self) -> None:
        f = stb.compile(Piecewise((sqrt(x), x > 0), (x**2, True)))
        at = torch.tensor([-1.0, 0.0, 4.0], dtype=F64)
        for outer, inner in [(torch.func.jacrev, torch.func.jacrev), (torch.func.jacfwd, torch.func.jacrev)]:
            assert torch.func.vmap(outer(inner(f)))(at).tolist() == [2.0, 2.0, -0.03125]

    def test_sinc(self) -> None:
        f = stb.compile(sympy.sinc(x))
        hessian = torch.func.vmap(torch.func.hessian(f))(torch.tensor([0.0], dtype=F64))
        assert hessian.item() == pytest.approx(-1 / 3, rel=1e-15)

    def test_thirty_branches(self) -> None:
        staircase = Piecewise(*[(k * sqrt(x - k), x < k + 1) for k in range(30)], (0, True))
        at = torch.tensor([k + 0.25 for k in range(30)], dtype=F64)
        got = stb.compile(staircase).value_and_grad(at)
        assert got[0].tolist() == [k * 0.5 for k in range(30)]
        assert got[1][0].tolist() == [float(k) for k in range(30)]


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


class TestTransforms:
    expr = Piecewise((sin(x) * exp(-(y**2)), x > 0), (sqrt(x**2 + 1) * y, True)) + Max(x, y) / 3

    def tensors(self) -> tuple[torch.Tensor, torch.Tensor]:
        generator = torch.Generator().manual_seed(0)
        return tuple(torch.randn(6, dtype=F64, generator=generator) for _ in range(2))  # type: ignore[return-value]

    def test_vmap_jacrev_jacfwd_hessian(self) -> None:
        f, (a, b) = stb.compile(self.expr), self.tensors()
        assert torch.equal(torch.func.vmap(f)(a, b), f(a, b))
        rows = torch.func.vmap(torch.func.jacrev(f, argnums=(0, 1)))(a, b)
        columns = torch.func.vmap(torch.func.jacfwd(f, argnums=(0, 1)))(a, b)
        torch.testing.assert_close(rows, columns, rtol=1e-15, atol=1e-15)
        symbolic = f.hessian()(a, b)
        numeric = torch.func.vmap(torch.func.hessian(f, argnums=(0, 1)))(a, b)
        flat = torch.stack([torch.stack(row, -1) for row in numeric], -2)
        torch.testing.assert_close(symbolic, flat, rtol=1e-13, atol=1e-14)

    def test_gradcheck_and_gradgradcheck(self) -> None:
        f, tensors = stb.compile(self.expr), tuple(t.requires_grad_() for t in self.tensors())
        assert torch.autograd.gradcheck(f, tensors, check_forward_ad=True)
        assert torch.autograd.gradgradcheck(f, tensors)

    def test_value_and_grad_under_vmap_and_double_backward(self) -> None:
        f, (a, b) = stb.compile(self.expr), self.tensors()
        mapped = torch.func.vmap(f.value_and_grad)(a, b)
        direct = f.value_and_grad(a, b)
        torch.testing.assert_close(mapped, direct, rtol=0, atol=0)
        a.requires_grad_()
        (slope, _) = f.value_and_grad(a, b)[1]
        assert slope is not None
        slope.sum().backward()
        assert a.grad is not None
        torch.testing.assert_close(a.grad, f.derivative((x, 2))(a.detach(), b), rtol=1e-13, atol=1e-14)

    def test_torch_compile_fullgraph(self) -> None:
        f, (a, b) = stb.compile(self.expr), self.tensors()
        fast = torch.compile(f, fullgraph=True, backend="aot_eager")
        torch.testing.assert_close(fast(a, b), f(a, b), rtol=1e-15, atol=0)

    def test_export(self) -> None:
        class Wrapped(torch.nn.Module):
            def __init__(self, f: Any) -> None:
                super().__init__()
                self.f = f

            def forward(self, a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
                return self.f(a, b)  # type: ignore[no-any-return]

        f, (a, b) = stb.compile(self.expr), self.tensors()
        exported = torch.export.export(Wrapped(f), (a, b))
        torch.testing.assert_close(exported.module()(a, b), f(a, b), rtol=0, atol=0)

    def test_export_with_a_dynamic_batch(self) -> None:
        module = stb.SymPyModule(2.5 * sin(x))
        batch = torch.export.Dim("batch")
        shapes = {"args": ({0: batch},)}
        exported = torch.export.export(module, (torch.ones(4),), dynamic_shapes=shapes)
        assert exported.module()(torch.ones(7)).shape == (7,)

    def test_one_graph_for_all_batch_sizes(self) -> None:
        torch._dynamo.reset()
        counter = torch._dynamo.testing.CompileCounter()
        fast = torch.compile(stb.compile(sin(x) * y), backend=counter, dynamic=True)
        for n in (3, 4, 7, 16):
            fast(torch.ones(n), torch.ones(n))
        assert counter.frame_count == 1

    def test_pickle_save_and_deepcopy(self) -> None:
        f, (a, b) = stb.compile(self.expr), self.tensors()
        buffer = io.BytesIO()
        torch.save(f, buffer)
        buffer.seek(0)
        for again in (
            pickle.loads(pickle.dumps(f)),
            copy.deepcopy(f),
            torch.load(buffer, weights_only=False),
        ):
            assert again.expr == f.expr
            assert again.inputs == f.inputs
            assert torch.equal(again(a, b), f(a, b))

    def test_other_device(self) -> None:
        assert (
            stb.compile(self.expr)(torch.ones(3, device="meta"), torch.ones(3, device="meta")).device.type
            == "meta"
        )


class TestValueAndGrad:
    def test_integer_inputs_have_no_gradient(self) -> None:
        value, grads = (
            stb.compile(x**y)(2.0, 3),
            stb.compile(x**y).value_and_grad(torch.tensor([2.0]), torch.tensor(3)),
        )
        assert value.item() == 8
        assert grads[1][0].tolist() == [12]  # type: ignore[union-attr]
        assert grads[1][1] is None

    def test_unused_input_has_gradient_zero(self) -> None:
        grads = stb.compile(x**2, [x, y]).value_and_grad(BATCH, BATCH)[1]
        assert grads[1].tolist() == [0] * 5  # type: ignore[union-attr]

    def test_container(self) -> None:
        value, grads = stb.compile([x**2, {"c": 3 * x}, x > 0]).value_and_grad(BATCH)
        assert len(value) == 3
        assert grads[0].tolist() == (2 * BATCH + 3).tolist()  # type: ignore[union-attr]


class TestDerivatives:
    f = stb.compile(x**2 * y)

    def test_derivative(self) -> None:
        assert self.f.derivative(x)(3.0, 2.0).item() == 12
        assert self.f.derivative((x, 2))(3.0, 2.0).item() == 4
        assert self.f.derivative(x, y)(3.0, 2.0).item() == 6
        with pytest.raises(stb.OptionError, match="name one"):
            self.f.derivative()

    def test_a_symbol_that_is_no_input_is_refused(self) -> None:
        with pytest.raises(stb.UnknownSymbolError):
            self.f.derivative(Symbol("x", real=True))
        with pytest.raises(stb.UnknownSymbolError):
            self.f.derivative((z, 2))

    def test_gradient_jacobian_hessian(self) -> None:
        at = (torch.tensor([3.0, 1.0], dtype=F64), torch.tensor(2.0, dtype=F64))
        assert self.f.gradient()(*at).tolist() == [[12, 9], [4, 1]]
        assert self.f.gradient([y])(*at).tolist() == [[9], [1]]
        assert stb.compile([x * y, x]).jacobian()(*at).shape == (2, 2, 2)
        assert self.f.hessian()(*at).tolist() == [[[4, 6], [6, 0]], [[4, 2], [2, 0]]]


class TestSize:
    def test_five_thousand_levels(self) -> None:
        expr: Any = x
        for _ in range(2500):
            expr = sin(sympy.Add(expr, Rational(1, 10), evaluate=False), evaluate=False)
        f = stb.compile(expr, [x])
        value, (grad,) = f.value_and_grad(torch.tensor(0.5, dtype=F64))
        assert value.isfinite()
        assert grad is not None
        assert grad.isfinite()
        assert pickle.loads(pickle.dumps(f))(0.5) == value
        assert "distinct nodes" in repr(f)

    def test_sixty_thousand_operations(self) -> None:
        terms = [
            sympy.Mul(
                Integer(k), sin(sympy.Mul(x, Integer(k), evaluate=False), evaluate=False), evaluate=False
            )
            for k in range(2, 20002)
        ]
        f = stb.compile(sympy.Add(*terms, evaluate=False), [x])
        assert f.program.operation_count > 59_000
        at = torch.tensor(0.3, dtype=F64)
        k = torch.arange(2, 20002, dtype=F64)
        assert f(at).item() == pytest.approx((k * torch.sin(k * at)).sum().item(), abs=1e-5)

    def test_deep_and_shared_expressions_in_complex_mode(self) -> None:
        deep: Any = x
        shared: Any = x
        for _ in range(2000):
            deep = sin(deep, evaluate=False)
        for _ in range(60):
            shared = sympy.Add(shared, sin(shared, evaluate=False), evaluate=False)
        assert stb.compile(deep, [x], complex=True)(0.0).item() == 0
        assert stb.compile(shared, [x], complex=True)(0.0).item() == 0


class TestErrors:
    """What, where, why, what to do; the facts as attributes."""

    def test_unsupported_function(self) -> None:
        with pytest.raises(stb.UnsupportedFunctionError) as caught:
            stb.compile(1 + sympy.cos(Wobble(0, x)))
        assert caught.value.function == "Wobble"
        assert caught.value.path == ("Add", "cos", "Wobble")
        assert str(caught.value) == (
            "cannot lower 'Wobble' to torch: it has no entry in the op table.\n"
            "  found at: Add > cos > Wobble\n"
            "  what to do: compile(expr, ops=[Op(head=Wobble, lower=torch_callable)]) supplies it"
        )

    def test_the_hint_works(self) -> None:
        op = stb.Op(head=Wobble, lower=lambda order, at: torch.exp(-at))
        assert (
            stb.compile(1 + sympy.cos(Wobble(0, x)), ops=[op])(0.0).item()
            == 1 + torch.tensor(1.0, dtype=F64).cos().item()
        )

    def test_undefined_function(self) -> None:
        with pytest.raises(
            stb.UnsupportedFunctionError, match=r"compile.expr, functions=.'u': torch_callable.. binds it"
        ):
            stb.compile(Function("u")(x))

    def test_similar_name(self) -> None:
        class sinh2(sympy.Function):  # noqa: N801
            pass

        with pytest.raises(stb.UnsupportedFunctionError, match="similar names with an entry: sinh"):
            stb.compile(sinh2(x))

    def test_symbol_that_is_not_an_input(self) -> None:
        with pytest.raises(stb.UnknownSymbolError) as caught:
            stb.compile(x + y, [x])
        assert caught.value.symbol == "y"
        assert "add it to inputs=" in str(caught.value)

    def test_missing_input(self) -> None:
        with pytest.raises(stb.MissingInputError) as caught:
            stb.compile(x + y)(1.0)
        assert caught.value.missing == ("y",)
        assert str(caught.value) == (
            "missing input: y.\n"
            "  the function takes, in this order: x, y\n"
            "  call it as f(x, y) or f(x=..., y=...)"
        )

    def test_misspelt_keyword(self) -> None:
        with pytest.raises(stb.UnexpectedInputError, match="did you mean 'alpha'"):
            stb.compile(Symbol("alpha") + 1)(alhpa=1.0)

    def test_too_many_and_repeated(self) -> None:
        with pytest.raises(stb.UnexpectedInputError, match="2 given, 1 taken"):
            stb.compile(x)(1.0, 2.0)
        with pytest.raises(stb.UnexpectedInputError, match="by position and by name"):
            stb.compile(x)(1.0, x=2.0)

    def test_shapes_that_do_not_broadcast(self) -> None:
        with pytest.raises(stb.InputShapeError) as caught:
            stb.compile(x + y)(torch.ones(5), torch.ones(3))
        assert caught.value.shapes == (("x", (5,)), ("y", (3,)))
        assert "shapes: x (5,), y (3,)" in str(caught.value)

    def test_wrong_type(self) -> None:
        with pytest.raises(stb.InputTypeError, match=r"torch\.as_tensor"):
            stb.compile(x)("1.0")

    def test_text_is_not_an_expression(self) -> None:
        with pytest.raises(stb.InputTypeError, match="text is never evaluated"):
            stb.compile("x + 1")

    def test_backend(self) -> None:
        with pytest.raises(stb.OptionError, match="accepted: 'auto', 'eager'"):
            stb.compile(x, backend="fast")

    @pytest.mark.parametrize("inputs", [[x, x], [x + 1], ["x"]], ids=str)
    def test_inputs_are_distinct_symbols(self, inputs: list[Any]) -> None:
        with pytest.raises(stb.InputTypeError):
            stb.compile(x, inputs)

    def test_errors_are_builtin_errors_too(self) -> None:
        assert issubclass(stb.UnsupportedFunctionError, NotImplementedError)
        assert issubclass(stb.MissingInputError, TypeError)
        assert issubclass(stb.InputShapeError, ValueError)


def test_logic() -> None:
    f = stb.compile(And(x > 0, Not(x > 1)))
    assert f(torch.tensor([-1.0, 0.5, 2.0])).tolist() == [False, True, False]


def test_lambdify_takes_the_arguments_of_sympys() -> None:
    assert stb.lambdify(x, sin(x), "torch")(0.0).item() == 0
    assert stb.lambdify(x, sin(x), modules=["torch"], cse=True)(0.0).item() == 0
    assert stb.lambdify(x, Function("u")(x), [{"u": torch.cos}, "torch"])(0.0).item() == 1
    with pytest.raises(stb.OptionError, match="modules='numpy'"):
        stb.lambdify(x, x, "numpy")


def test_gradients_of_matrix_inputs() -> None:
    a = MatrixSymbol("A", 2, 2)
    f = stb.compile(sympy.Trace(a * a.T) * x)
    batch = torch.randn(3, 2, 2, dtype=F64)
    assert torch.equal(f.gradient(a)(A=batch, x=3.0), 6 * batch)
    by_scalar, by_matrix = f.gradient()(A=batch, x=3.0)
    assert (by_matrix.shape, by_scalar.shape) == ((3, 2, 2), (3,))
    with pytest.raises(stb.InputTypeError, match=r"f\.gradient\(A\) has the shape of A"):
        f.hessian()


def test_lambdify_is_a_drop_in() -> None:
    f = stb.lambdify((x, y), [x + y, Max(x, 0)])
    total, positive = f(torch.tensor(-1.0), torch.tensor(2.0))
    assert (total.item(), positive.item()) == (1, 0)
    assert stb.lambdify(x, x**2)(torch.tensor(3.0)).item() == 9
    assert stb.lambdify([x, [y, z]], x + y * z)(1.0, [2.0, 3.0]).item() == 7
