"""Tests generated from the op table: one record added there is tested here without a new line."""

from __future__ import annotations

import inspect
import math
from collections.abc import Iterator
from functools import cache, partial
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
import torch

from sympy_torch_bridge import Op, compile, derivative
from sympy_torch_bridge.ops import BY_HEAD, OPS, index_by_head
from sympy_torch_bridge.program.record_facts import arity_of

# Kernels that are slow by their records say so; what is tested here is that they are right.
pytestmark = pytest.mark.filterwarnings("ignore::sympy_torch_bridge.errors.PerformanceWarning")

EPS = 2.0**-52
by_op = pytest.mark.parametrize("op", OPS, ids=lambda op: op.name)
smooth_ops = pytest.mark.parametrize("op", [op for op in OPS if op.smooth], ids=lambda op: op.name)
complex_ops = pytest.mark.parametrize(
    "op", [op for op in OPS if op.complex and op.smooth and op.name not in {"re", "im", "conjugate"}],
    ids=lambda op: op.name,
)  # fmt: skip


def points(op: Op, n: int | None = None) -> np.ndarray[Any, Any]:
    """Draw arguments from the domain of the record and add its samples; shape (arity, points)."""
    # The derivatives by each of many arguments cost the more references, and mpmath's the more time.
    few = arity_of(op) > 2 or op.is_slow(arity_of(op))
    n = n or (4 if few else 12)
    rng = np.random.default_rng(0)
    drawn = np.array([op.argument_domain(i).sample(rng, n) for i in range(arity_of(op))])
    drawn[list(op.integer)] = np.rint(drawn[list(op.integer)])
    fixed = np.array(op.samples).T.reshape(arity_of(op), -1)
    return np.concatenate([drawn, fixed], axis=1)


def expression(op: Op) -> tuple[Any, list[sympy.Symbol]]:
    symbols = list(sympy.symbols(f"a:{arity_of(op)}", real=not op.complex))
    return sympy.Basic.__new__(op.head, *symbols), symbols


@cache
def compiled(op: Op) -> Any:
    expr, symbols = expression(op)
    return compile(expr, symbols)


def differentiable_arguments(op: Op) -> list[int]:
    return [i for i in range(arity_of(op)) if i not in op.integer]


def reference(op: Op, at: Any, order: int = 0, wrt: int = 0) -> Any:
    """Evaluate the mpmath reference, or its numerical derivative, at the exact doubles with 40 digits."""
    return _reference(op, tuple(float(v) for v in at), order, wrt)


@cache
def _reference(op: Op, at: tuple[float, ...], order: int, wrt: int) -> Any:
    assert op.reference is not None
    with mpmath.workdps(40):
        exact = [mpmath.mpf(v) for v in at]
        if not order:
            return rounded(op, op.reference(*exact))
        slope = mpmath.diff(
            lambda v: op.reference(*exact[:wrt], v, *exact[wrt + 1 :]), exact[wrt], order, h="1e-12"
        )
        return rounded(op, slope if op.complex_valued else mpmath.re(slope))


def rounded(op: Op, value: Any) -> Any:
    return complex(value) if op.complex_valued else float(value)


def value_dtype(op: Op, dtype: torch.dtype) -> torch.dtype:
    return torch.promote_types(dtype, torch.complex32) if op.complex_valued else dtype


def tensors(columns: Any, dtype: torch.dtype = torch.float64) -> list[torch.Tensor]:
    return [torch.tensor(column, dtype=dtype) for column in columns]


@by_op
def test_value_agrees_with_mpmath(op: Op) -> None:
    at = points(op)
    got = compiled(op)(*tensors(at))
    for column, value in zip(at.T, got, strict=True):
        exact = reference(op, column)
        assert value.item() == exact or abs(value.item() - exact) <= op.ulp * EPS * abs(exact), (
            column,
            value,
            exact,
        )


def slopes_by_each(op: Op, inputs: list[torch.Tensor], mode: str) -> Iterator[tuple[int, torch.Tensor]]:
    """Differentiate by each argument: in one backward pass, or in a forward pass for each."""
    f = compiled(op)
    if mode == "reverse":
        gradient = f.value_and_grad(*inputs)[1]
    for wrt in differentiable_arguments(op):
        if mode == "reverse":
            yield wrt, gradient[wrt]
        else:
            alone = partial(with_argument, f, inputs, wrt)
            yield wrt, torch.func.jvp(alone, (inputs[wrt],), (torch.ones_like(inputs[wrt]),))[1]


def with_argument(f: Any, inputs: list[torch.Tensor], wrt: int, x: torch.Tensor) -> Any:
    return f(*inputs[:wrt], x, *inputs[wrt + 1 :])


@smooth_ops
@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_gradient_agrees_with_mpmath(op: Op, mode: str) -> None:
    at = points(op)
    for wrt, slopes in slopes_by_each(op, tensors(at), mode):
        for column, slope in zip(at.T, slopes, strict=True):
            exact = reference(op, column, order=1, wrt=wrt)
            if mode == "reverse":
                exact = exact.real  # what is summed and differentiated is the real part
            # A kernel may lose the digits of a derivative that is small against 1, as 1 - tanh(x)**2 does.
            assert abs(slope.item() - exact) <= 16 * op.ulp * EPS * max(abs(exact), 1), (column, slope, exact)


@smooth_ops
def test_second_derivative_agrees_with_mpmath(op: Op) -> None:
    f, at = compiled(op), tensors(points(op))
    wrt = differentiable_arguments(op)[-1]

    def first(x: torch.Tensor) -> torch.Tensor:
        return f.value_and_grad(*at[:wrt], x, *at[wrt + 1 :])[1][wrt].sum()

    second = torch.func.grad(first)(at[wrt])
    for column, value in zip(points(op).T, second, strict=True):
        exact = reference(op, column, order=2, wrt=wrt).real
        assert abs(value.item() - exact) <= 1024 * op.ulp * EPS * max(abs(exact), 1), (column, value, exact)


@by_op
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
def test_dtype_is_kept(op: Op, dtype: torch.dtype) -> None:
    inputs = [t.to(dtype) for t in tensors(points(op))]
    got = compiled(op)(*inputs)
    assert got.dtype is value_dtype(op, dtype)
    exact = torch.tensor(
        [reference(op, column) for column in zip(*(t.tolist() for t in inputs), strict=True)],
        dtype=value_dtype(op, torch.float64),
    )
    eps = torch.finfo(dtype).eps
    # Kernels composed of several operations round several times; near a pole the rounding of
    # an intermediate is amplified, so only points of moderate slope are compared.
    moderate = exact.abs() <= 8
    close = (got.to(exact.dtype) - exact).abs() <= 16 * eps * exact.abs().clamp(min=0.25)
    assert (close | ~moderate).all(), (inputs, got, exact)


@complex_ops
def test_complex_value_agrees_with_mpmath(op: Op) -> None:
    assert op.reference is not None
    at = [complex(0.3, 0.4), complex(-0.6, 0.2), complex(0.5, -1.5), complex(1.5, 0.75)]
    got = compiled(op)(*[torch.tensor(at, dtype=torch.complex128)] * arity_of(op))
    assert got.dtype is torch.complex128
    for z, value in zip(at, got.tolist(), strict=True):
        exact = complex(op.reference(*[mpmath.mpc(z)] * arity_of(op)))
        assert abs(value - exact) <= max(32, op.ulp) * EPS * abs(exact), (z, value, exact)


@by_op
def test_vmap_agrees_with_the_batch(op: Op) -> None:
    f, inputs = compiled(op), tensors(points(op))
    assert torch.equal(torch.func.vmap(f)(*inputs), f(*inputs))


@by_op
def test_constant_argument_gives_the_batch_shape(op: Op) -> None:
    column = points(op)[:, 0]
    numbers = [
        sympy.Integer(int(v)) if i in op.integer else sympy.Float(float(v), 17) for i, v in enumerate(column)
    ]
    expr = op.head(*numbers)
    got = compile(expr, [sympy.Symbol("t")])(torch.zeros(3, 2, dtype=torch.float64))
    assert got.shape == (3, 2)
    # SymPy writes some constants with I, such as real harmonics of negative order.
    assert got.dtype is value_dtype(op, torch.float64) or sympy.sympify(expr).has(sympy.I)
    assert abs(got[0, 0].item() - reference(op, column)) <= op.ulp / 2 * EPS * abs(reference(op, column))


@by_op
def test_nan_in_gives_nan_out(op: Op) -> None:
    inputs = [torch.full((2,), math.nan, dtype=torch.float64)] * arity_of(op)
    got = compiled(op)(*inputs)
    # The imaginary part of a real tensor is 0 by its dtype, whatever the entries are.
    assert (got == 0).all() if op.name == "im" else got.isnan().all()


def leaves_the_real_line(op: Op, x: float) -> bool:
    assert op.reference is not None
    try:
        return isinstance(op.reference(mpmath.mpf(x)), mpmath.mpc)
    except ValueError:  # mpmath's erfinv is defined on the real interval alone
        return True


@by_op
def test_outside_the_real_domain_is_nan(op: Op) -> None:
    """Where mpmath leaves the real line, torch must say nan rather than a real number."""
    if arity_of(op) > 1 or op.head in (sympy.Heaviside, sympy.DiracDelta):
        return
    for x in (-3.7, -1.5, -0.3, 0.3, 1.5, 3.7):
        got = compiled(op)(torch.tensor(x, dtype=torch.float64)).item()
        assert math.isnan(got) == leaves_the_real_line(op, x), (x, got)


@by_op
def test_table_is_closed_under_differentiation(op: Op) -> None:
    expr, symbols = expression(op)
    for position in differentiable_arguments(op):
        compile(derivative(expr, symbols[position]), symbols)


@by_op
def test_gradient_is_connected(op: Op) -> None:
    inputs = [t.requires_grad_() for t in tensors(points(op))]
    assert compiled(op)(*inputs).requires_grad


@by_op
def test_record_is_complete(op: Op) -> None:
    assert op.reference is not None
    assert op.smooth == (not op.kink)
    assert inspect.isclass(op.head)


@pytest.mark.parametrize("op", [op for op in OPS if op.ball], ids=lambda op: op.name)
def test_ball_method_exists(op: Op) -> None:
    flint = pytest.importorskip("flint")
    assert hasattr(flint.arb, op.ball)


def test_two_records_for_one_function_are_refused() -> None:
    with pytest.raises(ValueError, match="two records for sin"):
        index_by_head([BY_HEAD[sympy.sin], BY_HEAD[sympy.sin]])


def test_a_wrong_kernel_would_be_noticed() -> None:
    """The generated value test bites: the same comparison fails for a kernel that is off by 1e-13."""
    wrong = Op(head=sympy.sin, lower=lambda x: torch.sin(x) * (1 + 1e-13), reference=mpmath.sin)
    x = sympy.Symbol("x")
    got = compile(sympy.sin(x), ops=[wrong])(torch.tensor(0.7, dtype=torch.float64)).item()
    exact = float(mpmath.sin(mpmath.mpf(0.7)))
    assert abs(got - exact) > 16 * EPS * abs(exact)
