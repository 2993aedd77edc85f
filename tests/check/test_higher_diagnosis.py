"""Mistakes of second derivatives and of code that computes a function: what a report calls them."""

from __future__ import annotations

import pytest
import sympy
import torch

import sympy_torch_bridge as stb

x, y = sympy.symbols("x y", real=True)
F = sympy.exp(x * y) + x**3
HESSIAN = sympy.hessian(F, [x, y])


@pytest.mark.parametrize(
    ("expr", "claimed", "order", "words"),
    [
        (sympy.sin(x), sympy.cos(x), 2, "the first derivative in place of the second"),
        (x**5, 20 * x**3, 3, "the second derivative in place of the third"),
        (sympy.atan(x), sympy.atan(x).diff(x, 2), 1, "the second derivative in place of the first"),
        (sympy.log(x) * x, sympy.log(x) * x, 1, "the function itself in place of its derivative"),
        (sympy.sin(x), sympy.sin(x), 2, "a wrong sign"),
        (sympy.exp(2 * x), 2 * sympy.exp(2 * x), 2, "the inner derivative of 2*x left out"),
    ],
    ids=str,
)
def test_another_order(expr, claimed, order, words):
    report = stb.check_gradient(expr, claimed, x, order=order, domain={x: (0.5, 3)})
    assert report.verdict == "refuted"
    assert report.diagnosis == f"consistent with {words}"


@pytest.mark.parametrize("as_code", [False, True], ids=["formulas", "torch"])
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda h: sympy.diag(h[0, 0], h[1, 1]), "mixed derivatives left out: d2f/dx dy, d2f/dy dx"),
        (lambda h: sympy.Matrix([[h[0, 0], h[0, 1]], [0, h[1, 1]]]), "mixed derivatives left out: d2f/dy dx"),
        (lambda h: sympy.Matrix([[h[0, 0], 2 * h[0, 1]], [0, h[1, 1]]]), "its symmetric part is the Hessian"),
        (lambda h: sympy.Matrix([[h[0, 0] / 2, h[0, 1]], [0, h[1, 1] / 2]]), "that was not symmetrized"),
        (
            lambda h: sympy.Matrix([[h[0, 0], h[0, 1]], [h[0, 1] + x, h[1, 1]]]),
            "the claim is not symmetric: d2f/dy dx is right on the other side",
        ),
        (lambda h: h / 2, "a missing factor 2"),
    ],
    ids=["diagonal", "triangle", "doubled triangle", "not symmetrized", "one entry", "factor"],
)
def test_unsymmetric_hessians(change, words, as_code):
    claimed = change(HESSIAN)
    claim = stb.compile(claimed, [x, y]) if as_code else claimed
    report = stb.check_gradient(F, claim, [x, y], order=2)
    assert report.verdict == "refuted"
    assert words in report.diagnosis


class Product(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        return x * torch.sin(y)

    @staticmethod
    def backward(ctx, g):
        x, y = ctx.saved_tensors
        return g * torch.sin(y), g * x * torch.cos(y)


def of(name, forward=Product.forward, backward=Product.backward):
    return type(name, (Product,), {"forward": staticmethod(forward), "backward": staticmethod(backward)})


def scaled(ctx, x, y):
    return Product.forward(ctx, x, y) * (1 + 1e-9)


def other(ctx, x, y):
    return Product.forward(ctx, x, y) + 3


def kept(ctx, x, y):
    ctx.x, ctx.y = x.detach(), y.detach()
    return x * torch.sin(y)


def doubled(ctx, g):
    x, y = ctx.saved_tensors
    return 2 * g * torch.sin(y), g * x * torch.cos(y)


def from_kept(ctx, g):
    return g * torch.sin(ctx.y), g * ctx.x * torch.cos(ctx.y)


@pytest.mark.parametrize(
    ("claimed", "order", "words"),
    [
        (of("Forward", scaled), 1, "the forward pass is wrong: it does not compute the expression; its"),
        (of("Other", other), 1, "the forward pass computes another function than the expression; its"),
        (of("Both", scaled, doubled), 1, "extra factor 2 in df/dx; the forward pass is wrong"),
        (of("Backward", backward=doubled), 1, "consistent with an extra factor 2 in df/dx"),
        (of("Forward", scaled), 2, "the forward pass is wrong"),
        (of("Backward", backward=doubled), 2, "the first derivative is wrong already: consistent"),
        (of("Kept", kept, from_kept), 2, "the backward pass has no derivative of its own"),
        (
            of("Once", backward=torch.autograd.function.once_differentiable(Product.backward)),
            2,
            "the backward pass has no derivative of its own",
        ),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)  # fmt: skip
def test_forward_and_backward_are_told_apart(claimed, order, words):
    report = stb.check_gradient(x * sympy.sin(y), claimed, [x, y], order=order)
    assert report.verdict == "refuted"
    assert words in report.diagnosis


@pytest.mark.parametrize("claimed", [Product, of("Kept", kept, from_kept)])
def test_right_code_is_consistent(claimed):
    assert stb.check_gradient(x * sympy.sin(y), claimed, [x, y]).verdict == "consistent"


def test_double_backward_of_right_code():
    report = stb.check_gradient(x * sympy.sin(y), Product, [x, y], order=2)
    assert report.verdict == "consistent"
    assert {"f", "df/dx", "d2f/dx dy"} <= {row.component for row in report.points}
