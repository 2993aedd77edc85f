"""Calls that need no binding take a short way: which they are, and that nothing else does."""

from __future__ import annotations

import pytest
import sympy as sp
import torch
from torch import Tensor
from torch._subclasses.fake_tensor import FakeTensorMode

import sympy_torch_bridge as stb
from sympy_torch_bridge.binding.settled import are_settled
from sympy_torch_bridge.errors import InputShapeError, InputTypeError, MissingInputError, UnexpectedInputError

F64 = torch.float64
x, y = sp.symbols("x y")
b = torch.linspace(0.1, 1.0, 6, dtype=F64)


class Marked(Tensor):
    """A tensor of a class of its own."""


SETTLED = {
    "one": [b],
    "one shape": [b, b + 1],
    "numbers beside a batch": [torch.tensor(1.0, dtype=F64), b, torch.tensor(2.0, dtype=F64), b],
    "parameter": [torch.nn.Parameter(b), b],
    "half precision": [b.half()],
}
OTHERS = {
    "two types": [b, b.float()],
    "integers": [torch.arange(3)],
    "truth values": [b > 0],
    "complex": [b + 0j],
    "a number of Python": [b, 1.0],
    "an array": [b.numpy()],
    "a class of its own": [b, b.as_subclass(Marked)],
    "shapes that broadcast": [b.reshape(2, 3), b[:3]],
    "shapes that do not": [b, b[:5]],
    "a number first, shapes that do not": [b.sum(), b, b[:5]],
}


@pytest.mark.parametrize("values", SETTLED.values(), ids=SETTLED)
def test_settled(values):
    assert are_settled(values)


@pytest.mark.parametrize("values", OTHERS.values(), ids=OTHERS)
def test_not_settled(values):
    assert not are_settled(values)


@pytest.mark.parametrize("backend", ["eager", "auto", "fused"])
@pytest.mark.parametrize("formula", [x * sp.sin(y), (x, {"s": y + x}), sp.Matrix([x, y])], ids=str)
def test_the_short_way_gives_what_the_long_one_gives(formula, backend):
    f = stb.compile(formula, [x, y], backend=backend)
    for arguments in ((b, b + 1), (b, b.sum()), (b.sum(), b), (b[:0], b[:0])):
        torch.testing.assert_close(f(*arguments), f(x=arguments[0], y=arguments[1]), rtol=0, atol=0)
        short = f.value_and_grad(*arguments)
        torch.testing.assert_close(short, f.value_and_grad(arguments[0], y=arguments[1]), rtol=0, atol=0)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ((b,), MissingInputError),
        ((b, b, b), UnexpectedInputError),
        ((b, b[:5]), InputShapeError),
        ((b[:5], b), InputShapeError),
        ((b, "1"), InputTypeError),
        ((b, None), InputTypeError),
    ],
    ids=lambda case: case.__name__ if isinstance(case, type) else "",
)
@pytest.mark.parametrize("method", ["__call__", "value_and_grad"])
def test_mistakes_are_named_as_before(method, arguments, error):
    for backend in ("eager", "auto", "fused"):
        with pytest.raises(error):
            # The inputs meet in no operation, which alone would not notice.
            getattr(stb.compile((x, y), [x, y], backend=backend), method)(*arguments)


def test_a_condition_has_to_be_a_truth_value():
    p = sp.Symbol("p")
    f = stb.compile(sp.Piecewise((x, sp.And(p, x > 0)), (0, True)), [p, x])
    with pytest.raises(InputTypeError):
        f(b, b)


def test_a_formula_of_complex_numbers_takes_real_ones():
    f = stb.compile(sp.sqrt(x), complex=True)
    assert f(torch.tensor([-4.0], dtype=F64)).tolist() == [2j]


def test_an_array_keeps_its_shape_check():
    with pytest.raises(InputShapeError):
        stb.compile(sp.MatrixSymbol("A", 2, 2) * 2)(b)


def test_tensors_without_numbers():
    f = stb.compile(x * sp.sin(y), [x, y], backend="auto")
    assert f(b.to("meta"), b.to("meta")).device.type == "meta"
    with FakeTensorMode() as mode:
        fake = mode.from_tensor(b)
        assert f(fake, fake).shape == b.shape


def test_gradients_of_what_an_input_does_not_enter():
    value, (by_x, by_y) = stb.compile(x**2, [x, y]).value_and_grad(b, b)
    torch.testing.assert_close((value, by_x), (b**2, 2 * b), rtol=0, atol=1e-15)
    assert by_y.tolist() == [0.0] * 6
    assert not (by_x.requires_grad or by_y.requires_grad)


def test_the_gradient_may_be_changed():
    for formula in (x, 3 * x, x + 1):
        f = stb.compile(formula, [x])
        expected = f.value_and_grad(b)
        for backend in ("eager", "auto", "fused"):
            g = stb.compile(formula, [x], backend=backend)
            _, (slope,) = g.value_and_grad(b)
            slope.add_(1)
            torch.testing.assert_close(g.value_and_grad(b), expected, rtol=0, atol=0)


@pytest.mark.parametrize("size", [3, 5000], ids=["few", "many"])
def test_no_record_is_asked_for_and_none_is_left(size):
    points = torch.linspace(0.1, 1.0, size, dtype=F64)
    f = stb.compile(x * sp.sin(x), [x])
    with torch.no_grad():
        value, (slope,) = f.value_and_grad(points)
    assert not (value.requires_grad or slope.requires_grad)
    torch.testing.assert_close(slope, torch.sin(points) + points * torch.cos(points))
