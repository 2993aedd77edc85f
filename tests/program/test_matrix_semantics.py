"""What matrix expressions mean on a batch: the traps, solves, sizes, entries, singular matrices, refusals."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
import sympy
import torch
from matrix_expressions import CASES, INPUTS, A, B, N, R, m, n, name, sample, u, v, x, y
from sympy import (
    Adjoint,
    Determinant,
    Function,
    I,
    Identity,
    ImmutableMatrix,
    Lambda,
    MatAdd,
    MatMul,
    Matrix,
    MatrixSymbol,
    Piecewise,
    Rational,
    Trace,
    Transpose,
    exp,
    log,
    sin,
    sqrt,
    symbols,
)
from sympy.matrices.expressions import factorizations
from sympy.matrices.expressions.determinant import Permanent
from sympy.matrices.expressions.fourier import DFT, IDFT
from sympy.matrices.expressions.sets import MatrixSet
from sympy.matrices.expressions.special import GenericIdentity, GenericZeroMatrix
from torch import Tensor

import sympy_torch_bridge as stb
from sympy_torch_bridge.program.forms.matrix_refusals import REASONS
from sympy_torch_bridge.program.traits import free_symbols
from sympy_torch_bridge.symbolic.argument import is_scalar

F64 = torch.float64
i, j = symbols("i j", integer=True)
T = symbols("t")


def draw(*shape: int, seed: int = 1, dtype: torch.dtype = F64) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)


class TestTraps:
    """Finite numbers that other translators return, and that are wrong."""

    def test_a_product_is_no_elementwise_product(self) -> None:
        a, b = draw(3, 3), draw(3, 3, seed=2)
        assert torch.equal(stb.compile(A * B, [A, B])(a, b), a @ b)
        assert torch.equal(stb.compile(MatMul(A, B, evaluate=False), [A, B])(a, b), a @ b)

    @pytest.mark.parametrize("expr", [A.I, A**-1, sympy.Pow(A, -1, evaluate=False)], ids=str)
    def test_an_inverse_is_no_reciprocal(self, expr: Any) -> None:
        a = draw(2, 3, 3)
        assert torch.allclose(stb.compile(expr)(a) @ a, torch.eye(3, dtype=F64), atol=1e-12)

    def test_the_batch_axis_is_no_matrix_axis(self) -> None:
        a = draw(3, 3, 3)  # as many matrices as rows
        assert torch.equal(stb.compile(A[0, 1])(a), a[:, 0, 1])
        assert torch.equal(stb.compile(A[0, :])(a), a[:, :1, :])
        assert torch.equal(stb.compile(Trace(A))(a), torch.stack([t.trace() for t in a]))
        assert torch.equal(stb.compile(A.T)(a), a.transpose(1, 2))
        assert torch.equal(stb.compile(sympy.DiagMatrix(v))(a[..., :1])[1], torch.diag(a[1, :, 0]))

    def test_a_batch_of_scalars_multiplies_matrices_not_columns(self) -> None:
        a, factor = draw(3, 3, 3), torch.tensor([1.0, 2.0, 3.0], dtype=F64)
        want = torch.stack([k * t for k, t in zip(factor, a, strict=True)])
        assert torch.equal(stb.compile(x * A, [x, A])(factor, a), want)
        assert torch.equal(stb.compile(x * A, [x, A])(factor, a[0]).shape and want[:1], want[:1])
        assert stb.compile(x * A, [x, A])(factor, a[0]).shape == (3, 3, 3)
        assert torch.allclose(stb.compile(A / x, [x, A])(factor, a), want / factor[:, None, None] ** 2)

    def test_a_right_side_without_a_batch_is_no_batch_of_vectors(self) -> None:
        """torch.linalg.solve takes a right side of shape (3, 3) for one vector for each of three matrices."""
        a, b = draw(3, 3, 3) + 3 * torch.eye(3, dtype=F64), draw(3, 3, seed=2)
        got = stb.compile(A.I * B, [A, B])(a, b)
        assert torch.allclose(a @ got, b.expand(3, 3, 3), atol=1e-12)
        got = stb.compile(B * A.I, [A, B])(a, b)
        assert torch.allclose(got @ a, b.expand(3, 3, 3), atol=1e-12)

    def test_a_function_of_a_matrix_is_not_applied_to_entries(self) -> None:
        a = draw(2, 3, 3)
        assert torch.allclose(stb.compile(exp(A))(a), torch.matrix_exp(a))
        for expr in (
            sin(A),
            sin(A * B),
            sqrt(A),
            A ** Rational(1, 3),
            A**x,
            sympy.Abs(A),
        ):
            with pytest.raises(stb.UnsupportedFunctionError, match=r"applyfunc|HadamardPower"):
                stb.compile(expr)

    def test_equations_between_matrices_are_one_truth_value(self) -> None:
        a = draw(3, 3, 3)
        b = a.clone()
        b[1, 2, 0] += 1
        assert stb.compile(sympy.Eq(A, B), [A, B])(a, b).tolist() == [True, False, True]
        assert stb.compile(sympy.Ne(A, B), [A, B])(a, b).tolist() == [False, True, False]

    def test_noncommuting_scalars_keep_their_order(self) -> None:
        a, b = draw(2, 3, 3), draw(2, 3, 3, seed=2)
        got = stb.compile(x * exp(A) * exp(B), [A, B, x])(a, b, 2.0)
        assert torch.allclose(got, 2 * torch.matrix_exp(a) @ torch.matrix_exp(b))


SOLVED = [
    A.I * v, A.I * B, u.T * A.I, u.T * A.I * v, A.I * B.I * v, A * B.I * v, A * B.I, A**-2 * v, A.I.T * v,
    B * A.I * B, x * A.I * v / 3, (A + B).I * v, Trace(A.I * B), Transpose(A.I) * v, R * A.I,
    u.T * A.I * B.I * v, A.I * B * A.I * v, Adjoint(A.I) * v,
]  # fmt: skip


@pytest.mark.parametrize("expr", SOLVED, ids=name)
def test_an_inverse_beside_a_factor_is_a_solve(expr: Any) -> None:
    source = stb.compile(expr).source
    assert "quotient(" in source
    assert "inverse(" not in source
    assert "inv" not in source.replace("inverse", "")


class TestFunctionsOfSingleEntries:
    def test_a_matrix_of_one_entry_is_a_scalar_argument(self) -> None:
        a, b = draw(2, 3, 1), draw(2, 3, 1, seed=2)
        product = (a * b).sum((-2, -1))
        for function, torch_function in ((sin, torch.sin), (exp, torch.exp), (sympy.cosh, torch.cosh)):
            got = stb.compile(function(u.T * v), [u, v])(a, b)
            assert torch.allclose(got, torch_function(product))
        assert stb.compile(u.T * v, [u, v])(a, b).shape == (2, 1, 1)
        assert torch.allclose(stb.compile(sqrt(v.T * v))(a)[:, 0, 0], a.norm(dim=(-2, -1)))

    def test_exponential_of_an_explicit_matrix(self) -> None:
        matrix = ImmutableMatrix([[x, 1], [2, y]])
        got = stb.compile(exp(matrix, evaluate=False), [x, y])(torch.tensor([1.0, 2.0]), 3.0)
        assert torch.allclose(got[0], torch.matrix_exp(torch.tensor([[1.0, 1.0], [2.0, 3.0]])))


class TestSizes:
    def test_sizes_are_numbers_of_the_expression(self) -> None:
        a = draw(5, 4, 4)
        assert torch.allclose(stb.compile(Trace(N) / n)(a), a.diagonal(dim1=1, dim2=2).mean(-1))
        assert stb.compile(n, [N])(a).tolist() == [4] * 5
        assert stb.compile(sqrt(n) * x, [x, N])(torch.ones(5, dtype=F64), a).tolist() == [2] * 5
        assert stb.compile(Identity(n + 1), [N])(a).shape == (5, 5, 5)

    def test_compound_sizes_are_solved_for(self) -> None:
        wide = MatrixSymbol("W", 2 * n, n + 1)
        f = stb.compile(Trace(wide * wide.T) / n)
        assert f.inputs == (wide,)
        assert f(torch.ones(4, 3)).item() == 6
        with pytest.raises(stb.InputShapeError, match=r"'W' is a matrix of shape \(2\*n, n \+ 1\)"):
            f(torch.ones(3, 3))
        with pytest.raises(stb.InputShapeError, match=r"with n = 2"):
            f(torch.ones(4, 4))

    def test_a_listed_size_must_be_that_of_the_matrices(self) -> None:
        f = stb.compile(Trace(N) / n, [N, n])
        assert f(torch.ones(2, 2), 2).item() == 1
        with pytest.raises(stb.InputShapeError, match="'n' is 3, but the shapes have n = 2"):
            f(torch.ones(2, 2), 3)

    def test_an_unknown_size_is_refused_with_a_way_out(self) -> None:
        with pytest.raises(stb.UnsupportedFunctionError, match=r"inputs=\[MatrixSymbol\('A', n, n\), ...\]"):
            stb.compile(Identity(n))
        assert stb.compile(Identity(n), inputs=[MatrixSymbol("A", n, n)])(torch.ones(2, 2)).tolist() == [
            [1, 0],
            [0, 1],
        ]
        with pytest.raises(stb.UnsupportedFunctionError, match="substitute a number"):
            stb.compile(Identity(2**n), [N])

    def test_wrong_shapes_are_named(self) -> None:
        with pytest.raises(stb.InputShapeError, match=r"'A' is a matrix of shape \(3, 3\)"):
            stb.compile(A)(torch.ones(3))
        with pytest.raises(stb.InputShapeError, match=r"'v' is a matrix of shape \(3, 1\)"):
            stb.compile(A * v, [A, v])(torch.ones(4, 3, 3), torch.ones(4, 3))
        with pytest.raises(stb.InputShapeError, match="do not broadcast"):
            stb.compile(A * B, [A, B])(torch.ones(4, 3, 3), torch.ones(2, 3, 3))
        with pytest.raises(stb.InputShapeError, match=r"slice \[5:7, 0:1\]"):
            stb.compile(N[5:7, 0:1])(torch.ones(3, 3))


class TestEntries:
    def test_positions_may_be_inputs(self) -> None:
        a = draw(2, 3, 3)
        rows, columns = torch.tensor([0, 2]), torch.tensor([1, -1])
        f = stb.compile(A[i, j], [A, i, j])
        assert torch.equal(f(a, rows, columns), torch.stack([a[0, 0, 1], a[1, 2, 2]]))
        assert torch.equal(f(a[0], rows[:, None], torch.arange(3)), a[0][rows])
        assert torch.equal(torch.func.vmap(f)(a, rows, columns), f(a, rows, columns))
        assert torch.equal(stb.compile(A[i, 0] + A[i + 1, 1], [A, i])(a, 1), a[:, 1, 0] + a[:, 2, 1])

    def test_gradient_goes_to_the_entry(self) -> None:
        a = draw(2, 3, 3).requires_grad_()
        stb.compile(A[i, j] ** 2, [A, i, j])(a, torch.tensor([0, 2]), 1).sum().backward()
        want = torch.zeros_like(a)
        want[0, 0, 1], want[1, 2, 1] = 2 * a[0, 0, 1].detach(), 2 * a[1, 2, 1].detach()
        assert a.grad is not None
        assert torch.equal(a.grad, want.detach())

    def test_positions_that_do_not_exist_give_nan(self) -> None:
        places = torch.tensor([0.0, 2.0, 3.0, -3.0, -4.0, 0.5, float("nan")], dtype=F64)
        got = stb.compile(A[i, 0], [A, i])(torch.ones(3, 3, dtype=F64), places)
        assert got.isnan().tolist() == [False, False, True, False, True, True, True]

    def test_a_position_that_half_precision_cannot_tell_apart(self) -> None:
        row = MatrixSymbol("r", 1, 600)
        numbers = torch.arange(600.0)[None].to(torch.bfloat16)
        f = stb.compile(row[0, i], [row, i])
        assert f(numbers, torch.tensor(255)).item() == 255
        assert f(numbers, torch.tensor(259)).item() == numbers[0, 259].item()  # whole numbers stay exact
        assert f(numbers, torch.tensor(259.0, dtype=torch.bfloat16)).isnan().item()

    def test_entries_from_the_end(self) -> None:
        a = draw(2, 3, 3)
        assert torch.equal(stb.compile(A[-1, 0])(a), a[:, 2, 0])


class TestSingularMatrices:
    @pytest.mark.parametrize("size", [2, 3, 4, 5, 6])
    @pytest.mark.parametrize("lacking", [0, 1, 2, 4])
    def test_the_gradient_of_a_determinant_is_the_matrix_of_cofactors(self, size: int, lacking: int) -> None:
        rank = max(size - lacking, 0)
        a = draw(size, rank) @ draw(rank, size, seed=2)
        symbol = MatrixSymbol("A", size, size)
        f = stb.compile(Determinant(symbol))
        want = minors(a)
        scale = max(1.0, float(a.abs().max())) ** size
        for got in (
            torch.autograd.functional.jacobian(f, a),
            torch.func.grad(f)(a),
            torch.func.jacfwd(f)(a),
            f.gradient(symbol)(a),
        ):
            assert (got - want).abs().max() <= 1e-10 * scale
        slope = torch.func.jvp(torch.func.grad(f), (a,), (torch.eye(size, dtype=F64),))[1]
        step = 1e-5 * torch.eye(size, dtype=F64)
        difference = (minors(a + step) - minors(a - step)) / 2e-5
        assert (slope - difference).abs().max() <= 1e-7 * scale

    @pytest.mark.parametrize("size", [3, 6])
    def test_equal_singular_values_have_a_hessian(self, size: int) -> None:
        f = stb.compile(Determinant(MatrixSymbol("A", size, size)))
        hessian = torch.func.hessian(f)(torch.eye(size, dtype=F64))
        assert hessian[0, 0, 1, 1].item() == pytest.approx(1)
        assert hessian[0, 1, 1, 0].item() == pytest.approx(-1)

    def test_badly_scaled_determinants(self) -> None:
        scales = torch.tensor([1e20, 1, 1, 1, 1], dtype=F64)
        gradient = torch.func.grad(stb.compile(Determinant(MatrixSymbol("A", 5, 5))))(torch.diag(scales))
        assert torch.allclose(gradient.diagonal(), 1e20 / scales)

    def test_a_singular_matrix_spoils_no_other_of_the_batch(self) -> None:
        a = torch.stack([torch.eye(3), torch.zeros(3, 3), 2 * torch.eye(3)]).requires_grad_()
        for expr in (A.I, A.I * B, B * A.I):
            got = stb.compile(expr, [A, B])(a, torch.eye(3))
            assert got.isnan().flatten(1).any(1).tolist() == [False, True, False]
            (gradient,) = torch.autograd.grad(got.sum(), a)
            assert gradient.isnan().flatten(1).any(1).tolist() == [False, True, False]

    def test_logarithm_of_a_determinant(self) -> None:
        f = stb.compile(log(Determinant(A)))
        huge = torch.diag(torch.tensor([1e200, 1e200, 1e-100], dtype=F64))
        values, gradients = f.value_and_grad(
            torch.stack([huge, -torch.eye(3, dtype=F64), torch.zeros(3, 3, dtype=F64)])
        )
        assert values[0].item() == pytest.approx(300 * torch.log(torch.tensor(10.0, dtype=F64)).item())
        assert torch.allclose(gradients[0][0], huge.inverse())
        assert values[1].isnan().item()
        assert values[2].item() == -torch.inf
        complex_value = stb.compile(log(Determinant(A)), complex=True)(-torch.eye(3))
        assert complex_value.item() == pytest.approx(torch.pi * 1j)

    def test_norms_at_zero_have_the_gradient_zero(self) -> None:
        for expr in (sqrt(Trace(A.T * A)), sqrt(Trace(A * A.T))):
            value, (gradient,) = stb.compile(expr).value_and_grad(torch.zeros(2, 3, 3))
            assert (value.tolist(), gradient.abs().sum().item()) == ([0, 0], 0)
        _, (gradient,) = stb.compile(sqrt(v.T * v)).value_and_grad(torch.zeros(3, 1))
        assert gradient.tolist() == [[0], [0], [0]]

    def test_the_branch_that_is_not_taken_cannot_spoil_a_gradient(self) -> None:
        matrix = ImmutableMatrix([[x, 1], [1, x]])
        f = stb.compile(Piecewise((Trace(sympy.Inverse(matrix)), x > 1), (x, True)))
        value, (gradient,) = f.value_and_grad(torch.tensor([1.0, 2.0, -1.0], dtype=F64))
        assert torch.allclose(value, torch.tensor([1, 4 / 3, -1], dtype=F64))
        assert torch.allclose(gradient, torch.tensor([1, -10 / 9, 1], dtype=F64))


def minors(a: Tensor) -> Tensor:
    """Return the signed minors one by one."""
    size = len(a)
    keep = [[k for k in range(size) if k != skipped] for skipped in range(size)]
    return torch.stack(
        [
            torch.stack([(-1) ** (r + c) * torch.linalg.det(a[keep[r]][:, keep[c]]) for c in range(size)])
            for r in range(size)
        ]
    )


class TestComplex:
    EXPRESSIONS = (
        Adjoint(A) * B, Determinant(A), A.I * B, Trace(Adjoint(A) * A), log(Determinant(A)), exp(A),
        ImmutableMatrix([[1, I, 0], [x, 2, 0], [0, 0, I * x]]) * A, sqrt(Trace(A.T * A)), Permanent(A),
        A + I * B, u.T * A.I * v, A.applyfunc(sin), sympy.KroneckerProduct(A, B), A.conjugate(),
        sympy.re(A), sympy.im(A) * B,
    )  # fmt: skip

    @pytest.mark.parametrize("expr", EXPRESSIONS, ids=name)
    def test_gradients_of_complex_matrices(self, expr: Any) -> None:
        f = stb.compile(expr)
        points = [p + 1j * torch.rand_like(p) for p in sample(symbols=f.inputs)]
        points = [p.requires_grad_() for p in points]
        assert f(*points).is_complex()
        assert torch.autograd.gradcheck(f, points, fast_mode=True)

    def test_fourier_matrices(self) -> None:
        a = draw(2, 3, 3)
        assert torch.allclose(stb.compile(DFT(3) * IDFT(3) * A)(a).real, a)
        want = torch.fft.fft(a.to(torch.complex128), dim=-2, norm="ortho")
        assert torch.allclose(stb.compile(DFT(3) * A)(a), want)

    def test_factors_multiply_to_the_matrix(self) -> None:
        a = draw(2, 3, 3)
        f = factorizations
        positive = A * A.T + Identity(3)
        assert torch.allclose(
            stb.compile(f.LofCholesky(positive) * f.UofCholesky(positive) - positive)(a), 0 * a
        )
        assert torch.allclose(stb.compile(f.QofQR(A) * f.RofQR(A) - A)(a), 0 * a, atol=1e-12)
        assert (stb.compile(f.RofQR(A))(a).diagonal(dim1=1, dim2=2) > 0).all()


SCALARS = [case for case in CASES if not hasattr(case, "shape") and is_scalar(case)]
CHOICES = [case for case in CASES if not hasattr(case, "shape") and not is_scalar(case)]


class TestCalculus:
    @pytest.mark.parametrize("expr", SCALARS, ids=name)
    def test_exact_gradients_are_those_of_autograd(self, expr: Any) -> None:
        f = stb.compile(expr, INPUTS)
        points = sample(2)
        _, gradients = f.value_and_grad(*points)
        for symbol in set(free_symbols(expr)) & set(INPUTS):
            try:
                got = (f.gradient if isinstance(symbol, MatrixSymbol) else f.derivative)(symbol)(*points)
            except (stb.MatrixDerivativeError, stb.UnsupportedFunctionError):
                continue
            assert torch.allclose(got, gradients[INPUTS.index(symbol)], rtol=1e-9, atol=1e-10)

    @pytest.mark.parametrize(
        ("node", "value"),
        [
            (sympy.Derivative(Trace(A * B), A), B.T),
            (sympy.Derivative(A * v, v), A.T),  # the layout of SymPy
            (sympy.Derivative(x**2 * A, x, x), 2 * A),
            (sympy.Derivative(log(Determinant(A)), A), A.T.I),
            (sympy.Derivative(x * Trace(A), x), Trace(A)),
            (sympy.Derivative(u.T * A * v, v), A.T * u),
        ],
        ids=str,
    )
    def test_derivative_nodes(self, node: Any, value: Any) -> None:
        points = sample(2)
        assert torch.allclose(stb.compile(node, INPUTS)(*points), stb.compile(value, INPUTS)(*points))

    @pytest.mark.parametrize("expr", CHOICES, ids=name)
    def test_a_choice_of_matrices_has_no_gradient(self, expr: Any) -> None:
        with pytest.raises(stb.InputTypeError, match="one scalar expression"):
            stb.compile(expr).gradient(A)

    def test_a_derivative_with_four_axes_is_refused(self) -> None:
        with pytest.raises(stb.UnsupportedFunctionError, match="four axes"):
            stb.compile(sympy.Derivative(A * B, A))


class TestElementwise:
    def test_functions_of_the_user(self) -> None:
        a, b = draw(4, 3, 3), torch.arange(4.0, dtype=F64)
        g = Function("g")
        assert torch.equal(stb.compile(A.applyfunc(g), functions={"g": torch.sin})(a), a.sin())
        f = stb.compile(A.applyfunc(Lambda(T, g(T, y))), [A, y], functions={"g": lambda p, q: p * q})
        assert torch.equal(f(a, b), a * b[:, None, None])

    def test_scalars_beside_entries_belong_to_the_batch(self) -> None:
        a, b = draw(3, 3, 3), torch.arange(3.0, dtype=F64)
        f = stb.compile(A.applyfunc(Lambda(T, sympy.Max(T, y) + sympy.atan2(T, y + 1))), [A, y])
        lifted = b[:, None, None]
        assert torch.allclose(f(a, b), torch.maximum(a, lifted) + torch.atan2(a, lifted + 1))

    def test_branches_by_entry(self) -> None:
        a = draw(2, 3, 3).requires_grad_()
        f = stb.compile(A.applyfunc(Lambda(T, Piecewise((sqrt(T), T > 0), (Determinant(A) * 0 + T, True)))))
        value = f(a)
        assert torch.allclose(value, torch.where(a > 0, a.clamp(min=0).sqrt(), a))
        assert torch.autograd.grad(value.sum(), a)[0].isfinite().all()


class TestRefusals:
    INSTANCES = (
        GenericIdentity(), GenericZeroMatrix(), MatrixSet(3, 3, sympy.S.Reals), *factorizations.lu(A),
        *factorizations.eig(A), *factorizations.svd(A),
    )  # fmt: skip

    def test_every_refusal_is_tried(self) -> None:
        assert {type(expr) for expr in self.INSTANCES} == set(REASONS)

    @pytest.mark.parametrize("expr", INSTANCES, ids=lambda e: type(e).__name__)
    def test_reason_and_way_out(self, expr: Any) -> None:
        with pytest.raises(stb.UnsupportedFunctionError) as caught:
            stb.compile([Trace(A), expr])
        assert caught.value.function == type(expr).__name__
        assert caught.value.hint == REASONS[type(expr)]

    def test_a_callable_of_the_user_replaces_a_refusal(self) -> None:
        lower, _ = factorizations.lu(A)
        f = stb.compile(lower * v, functions={"LofLU": lambda a: torch.linalg.lu(a, pivot=True)[1]})
        assert f(*sample(2, symbols=f.inputs)).shape == (2, 3, 1)

    def test_generic_units_disappear(self) -> None:
        a = draw(2, 3, 3)
        assert torch.equal(stb.compile(MatMul(A, GenericIdentity()))(a), a)
        assert torch.equal(stb.compile(MatAdd(A, GenericZeroMatrix()))(a), a)

    @pytest.mark.parametrize("expr", [A[::2, :], N[::2, :]], ids=str)
    def test_a_slice_that_sympy_counts_otherwise(self, expr: Any) -> None:
        with pytest.raises(stb.UnsupportedFunctionError, match="the step does not divide"):
            stb.compile(expr)

    def test_a_permanent_of_many_rows(self) -> None:
        with pytest.raises(stb.InputShapeError, match="up to 16 rows"):
            stb.compile(Permanent(N))(torch.ones(17, 17))

    @pytest.mark.parametrize("container", [Matrix(1, 1, [exp(A)]), sympy.Array([exp(A), x])], ids=str)
    def test_a_matrix_among_scalar_entries(self, container: Any) -> None:
        with pytest.raises(stb.UnsupportedFunctionError, match="an entry is a matrix"):
            stb.compile(container)


def test_deep_expressions() -> None:
    scalar: Any = Trace(A)
    for _ in range(5000):
        scalar = sin(scalar, evaluate=False)
        assert scalar.is_commutative  # SymPy asks every factor, by recursion unless it has the answer
    a = 0.1 * torch.eye(3, dtype=F64)
    f = stb.compile(MatMul(scalar, A, evaluate=False))
    assert f(a).shape == (3, 3)


def test_integers_stay_exact() -> None:
    big = torch.full((2, 2), 2**60 + 1)
    square = MatrixSymbol("S", 2, 2)
    assert stb.compile(square + square.T)(big).tolist() == [[2**61 + 2] * 2] * 2
    assert stb.compile(Trace(square))(big).item() == 2**61 + 2
    assert (
        stb.compile(Determinant(square))(torch.eye(2, dtype=torch.int64)).dtype is torch.get_default_dtype()
    )


def test_kernels_say_what_they_do() -> None:
    from sympy_torch_bridge.ops import matrix_entries, matrix_kernels, matrix_solving, matrix_structure

    for module in (matrix_entries, matrix_kernels, matrix_solving, matrix_structure):
        for exported in module.__all__:
            assert inspect.getdoc(getattr(module, exported)), exported


def test_sizes_of_other_matrices_bound_a_slice() -> None:
    other = MatrixSymbol("W", m, 1)
    got = stb.compile(N[:m, :], [N, other])(draw(4, 3, 3), torch.ones(2, 1, dtype=F64))
    assert got.shape == (4, 2, 3)
