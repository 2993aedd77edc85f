"""What the way back is for: proofs, checks, formulas on paper, entries of a rule table."""

from __future__ import annotations

import sympy
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.tracing.sizes import Sizes

x, y = sympy.symbols("x y", real=True)


def focal(logit, target):
    """Return the focal loss with gamma 2."""
    p = torch.sigmoid(logit)
    hit = target * p + (1 - target) * (1 - p)
    return -((1 - hit) ** 2) * torch.log(hit)


class Focal(torch.autograd.Function):
    """The focal loss of a positive example with a backward of its own, which can be wrong."""

    sign = 1

    @staticmethod
    def forward(ctx, logit):
        ctx.save_for_backward(torch.sigmoid(logit))
        return focal(logit, 1)

    @staticmethod
    def backward(ctx, cotangent):
        (p,) = ctx.saved_tensors
        return cotangent * (1 - p) ** 2 * (2 * p * torch.log(p) - Focal.sign * (1 - p))


def backward_of(function):
    return lambda t: torch.autograd.grad(function(t), t)[0]


def test_a_hand_written_backward_is_proved():
    loss = stb.from_torch(lambda t: focal(t, 1), x)
    slope = stb.from_torch(backward_of(Focal.apply), x)
    assert sympy.simplify(sympy.diff(loss, x) - slope) == 0
    assert stb.check_gradient(loss, slope).verdict == "consistent"


def test_a_mistake_in_it_is_found(monkeypatch):
    monkeypatch.setattr(Focal, "sign", -1)
    loss = stb.from_torch(Focal, x)
    slope = stb.from_torch(backward_of(Focal.apply), x)
    assert sympy.simplify(sympy.diff(loss, x) - slope) != 0
    assert stb.check_gradient(loss, slope).verdict == "refuted"


def test_a_gradient_of_several_inputs_is_checked_as_it_comes():
    loss = stb.from_torch(lambda a, b: (a * b).exp() + a.sin(), [x, y])
    slopes = stb.from_torch(lambda a, b: torch.autograd.grad((a * b).exp() + a.sin(), (a, b)), [x, y])
    assert stb.check_gradient(loss, slopes).verdict == "consistent"
    assert stb.check_gradient(loss, (slopes[1], slopes[0])).verdict == "refuted"


def test_a_traced_loss_is_a_rule():
    loss = stb.from_torch(lambda t: focal(t, 1), x)
    slope = stb.from_torch(backward_of(Focal.apply), x)
    options = {"id": "derivative.focal", "title": "Focal loss", "wrt": x, "source": "arXiv:1708.02002"}
    rule = stb.Rule(lhs=loss, rhs=slope, **options)
    assert stb.check_rule(rule).verdict == "consistent"
    assert stb.check_rule(stb.Rule(lhs=loss, rhs=-slope, **options)).verdict == "refuted"


def test_it_is_shown_as_latex_and_compiled_again():
    loss = stb.from_torch(lambda t: focal(t, 0), x)
    assert (
        sympy.latex(loss)
        == r"- \frac{\log{\left(1 - \frac{1}{1 + e^{- x}} \right)}}{\left(1 + e^{- x}\right)^{2}}"
    )
    logits = torch.linspace(-3, 3, 7, dtype=torch.float64)
    torch.testing.assert_close(stb.compile(loss)(logits), focal(logits, 0))


def test_sizes_count_what_is_shared_again():
    sizes, deep = Sizes(), x
    for _ in range(40):
        deep = deep * (deep + 1)
    assert sizes.of(x * (x + 1)) == 5
    assert sizes.of(deep) > 2**40
