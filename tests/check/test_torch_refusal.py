"""What torch refuses is noted in the report; what is wrong with the code is an error that says where."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.check.torch_refusal import is_refusal
from sympy_torch_bridge.errors import ClaimError


def written(backward):
    class Written(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return torch.sin(x)

    Written.backward = staticmethod(backward)
    return Written


def attribute(ctx, g):
    return g * torch.cos(ctx.saved_tensor[0])


def tensor_attribute(ctx, g):
    return g * ctx.saved_tensors[0].cosine()


def wrong_call(ctx, g):
    return g * torch.cos(*ctx.saved_tensors, 3, 4)


def wrong_type(ctx, g):
    return g * ("cos" + 1)


def name(ctx, g):
    return g * torch.cos(saved)  # noqa: F821


def missing_key(ctx, g):
    return g * {}["cos"]


def own_error(ctx, g):
    raise RuntimeError("not written yet")


def not_implemented(ctx, g):
    raise NotImplementedError("later")


def too_many(ctx, g):
    return g, g, g


def another_shape(ctx, g):
    return (g * torch.cos(*ctx.saved_tensors)).repeat(2)


@pytest.mark.parametrize(
    ("backward", "message"),
    [
        (attribute, "AttributeError: .*saved_tensor"),
        (tensor_attribute, "AttributeError: .*cosine"),
        (wrong_call, "TypeError: cos"),
        (wrong_type, "TypeError"),
        (name, "NameError: name 'saved'"),
        (missing_key, "KeyError: 'cos'"),
        (own_error, "RuntimeError: not written yet"),
        (not_implemented, "NotImplementedError: later"),
        (too_many, "RuntimeError: .*incorrect number of gradients"),
        (another_shape, "RuntimeError: .*invalid gradient"),
    ],
)
def test_errors_of_the_code_are_shown(backward, message):
    with pytest.raises(ClaimError, match=message) as caught:
        stb.check_consistency(written(backward))
    error = caught.value
    assert (error.claim, error.part, error.subject) == ("Written", "code in reverse mode", "function")
    assert "the function is called with one tensor of shape (n,) for each input" in str(error)
    if backward not in (too_many, another_shape):  # the engine says so, outside the code
        assert f"in {backward.__name__}" in error.place
        assert __file__ in error.place


def test_errors_where_an_input_requires_a_gradient():
    def code(x):
        return x.detach().no_such_thing if x.requires_grad else torch.sin(x)

    with pytest.raises(ClaimError, match=r"AttributeError: .*no_such_thing"):
        stb.check_consistency(code)


def test_errors_in_forward_mode_alone():
    class Written(torch.autograd.Function):
        @staticmethod
        def forward(x):
            return torch.sin(x)

        @staticmethod
        def setup_context(ctx, inputs, output):
            ctx.save_for_backward(*inputs)
            ctx.save_for_forward(*inputs)

        @staticmethod
        def backward(ctx, g):
            return g * torch.cos(*ctx.saved_tensors)

        @staticmethod
        def jvp(ctx, t):
            return t * torch.cos(ctx.saved_input)

    with pytest.raises(ClaimError, match=r"code in forward mode .* AttributeError"):
        stb.check_consistency(Written)


def test_what_torch_refuses_is_noted():
    def right(ctx, g):
        return g * torch.cos(*ctx.saved_tensors)

    once = written(torch.autograd.function.once_differentiable(right))
    for code, refused in (
        (lambda x: torch.from_numpy(np.sin(x.numpy())), "reverse"),  # numpy() of what requires a gradient
        (written(right), "forward"),  # no jvp, no setup_context
        (once, "forward"),
    ):
        report = stb.check_consistency(code)
        assert report.verdict != "refuted", report
        assert any(note.startswith(f"{refused} mode is not available") for note in report.notes), report.notes


def test_plain_python_has_no_gradient_but_no_error():
    report = stb.check_gradient(lambda x: math.sin(x), lambda x: torch.cos(x))
    assert report.verdict == "consistent", report


def test_a_raise_in_torch_is_torchs():
    class Plain(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.clone()

    x = torch.ones(2, requires_grad=True)
    with pytest.raises(NotImplementedError) as caught:
        Plain.apply(x).sum().backward()
    assert is_refusal(caught.value)
    with pytest.raises(RuntimeError) as caught:
        x.numpy()
    assert is_refusal(caught.value)
    with pytest.raises(RuntimeError) as caught:
        raise RuntimeError("Can't call numpy() on Tensor that requires grad")
    assert not is_refusal(caught.value)
