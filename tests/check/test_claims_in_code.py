"""Autograd functions, modules and compiled functions as people write them, as claims."""

from __future__ import annotations

import pytest
import sympy
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge import InputShapeError, InputTypeError

x, y = sympy.symbols("x y", real=True)
F = x * sympy.sin(y)


class Product(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        return x * torch.sin(y)

    @staticmethod
    def backward(ctx, g):
        x, y = ctx.saved_tensors
        return g * torch.sin(y), g * x * torch.cos(y)


class SetUp(torch.autograd.Function):
    @staticmethod
    def forward(x, y):
        return x * torch.sin(y)

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    backward = Product.backward


class WithNumber(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, y, times=1):
        ctx.save_for_backward(x, y)
        ctx.times = times
        return times * x * torch.sin(y)

    @staticmethod
    def backward(ctx, g):
        x, y = ctx.saved_tensors
        return ctx.times * g * torch.sin(y), ctx.times * g * x * torch.cos(y), None


class OnDemand(Product):
    @staticmethod
    def backward(ctx, g):
        x, y = ctx.saved_tensors
        by_x = g * torch.sin(y) if ctx.needs_input_grad[0] else None
        by_y = g * x * torch.cos(y) if ctx.needs_input_grad[1] else None
        return by_x, by_y


class OfVector(torch.autograd.Function):
    @staticmethod
    def forward(ctx, p):
        ctx.save_for_backward(p)
        return p[..., 0] * torch.sin(p[..., 1])

    @staticmethod
    def backward(ctx, g):
        (p,) = ctx.saved_tensors
        return g[..., None] * torch.stack([torch.sin(p[..., 1]), p[..., 0] * torch.cos(p[..., 1])], -1)


class Pair(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        return x * torch.sin(y), x * x

    @staticmethod
    def backward(ctx, g, h):
        x, y = ctx.saved_tensors
        return g * torch.sin(y) + 2 * x * h, g * x * torch.cos(y)


class CrossedPair(Pair):
    @staticmethod
    def backward(ctx, g, h):
        x, y = ctx.saved_tensors
        return h * torch.sin(y) + 2 * x * g, h * x * torch.cos(y)


class Wrapped(torch.nn.Module):
    def __init__(self, function, *more):
        super().__init__()
        self.function, self.more = function, more

    def forward(self, x, y):
        return self.function.apply(x, y, *self.more)


RIGHT = {
    "function": Product,
    "apply": Product.apply,
    "setup_context": SetUp,
    "number left out": WithNumber,
    "number given": Wrapped(WithNumber, 1),
    "on demand": OnDemand,
    "vector": OfVector,
    "module": Wrapped(Product),
    "compiled": stb.compile(F),
    "compiled in another order": stb.compile(F, [y, x]),
    "compiled module": stb.SymPyModule(F),
    "module in another order": stb.SymPyModule(F, [y, x]),
    "gradient of a vector": lambda p: (torch.sin(p[..., 1]), p[..., 0] * torch.cos(p[..., 1])),
    "torch.func": torch.func.grad(lambda x, y: x * torch.sin(y), argnums=(0, 1)),
    "vmap": torch.vmap(torch.func.grad(lambda x, y: x * torch.sin(y), argnums=(0, 1))),
}  # fmt: skip


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
@pytest.mark.parametrize("form", RIGHT)
def test_right_code(form, dtype):
    report = stb.check_gradient(F, RIGHT[form], [x, y], dtype=dtype)
    assert report.verdict == "consistent", report


@pytest.mark.parametrize(
    "form", ["function", "setup_context", "on demand", "vector", "compiled", "compiled module"]
)
def test_double_backward_of_right_code(form):
    assert stb.check_gradient(F, RIGHT[form], [x, y], order=2).verdict == "consistent"


def test_a_vector_is_in_the_order_of_wrt():
    backwards = lambda p: torch.stack([p[..., 1] * torch.cos(p[..., 0]), torch.sin(p[..., 0])], -1)  # noqa: E731
    assert stb.check_gradient(F, backwards, [y, x]).verdict == "consistent"
    assert stb.check_gradient(F, backwards, [x, y]).verdict == "refuted"


def test_several_outputs():
    assert stb.check_gradient([F, x**2], Pair, [x, y]).verdict == "consistent"
    assert stb.check_gradient([F, x**2], CrossedPair, [x, y]).verdict == "refuted"
    assert stb.check_gradient([F, x**2], Pair, [x, y], order=2).verdict == "consistent"


@pytest.mark.parametrize("form", ["number given", "compiled", "compiled module"])
def test_code_of_another_function(form):
    other = F * (1 + x)
    wrong = {"number given": Wrapped(WithNumber, 2), "compiled": stb.compile(other)}
    claimed = wrong.get(form, stb.SymPyModule(other))
    try:
        assert stb.check_gradient(F, claimed, [x, y]).verdict == "refuted"
    except InputShapeError as error:  # taken for a gradient, which has one more axis
        assert "judged by its backward pass" in str(error)


def test_an_instance_of_an_autograd_function_is_refused():
    with pytest.warns(DeprecationWarning), pytest.raises(InputTypeError, match="Function subclass"):
        stb.check_gradient(F, Product(), [x, y])


def test_a_value_in_place_of_the_gradient():
    with pytest.raises(InputShapeError, match="judged by its backward pass"):
        stb.check_gradient(F, lambda x, y: x * torch.sin(y), [x, y])
    report = stb.check_gradient(sympy.atan(x), lambda x: torch.atan(x), x)
    assert report.diagnosis == "consistent with the function itself in place of its derivative"


@pytest.mark.parametrize(("expr", "verdict"), [(x + y, "consistent"), (x**2, "refuted")], ids=str)
def test_a_compiled_constant_takes_no_input(expr, verdict):
    assert stb.check_gradient(expr, stb.compile(sympy.Integer(1)), x).verdict == verdict
