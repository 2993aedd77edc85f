"""The options of gradcheck, one by one, beside those of torch: what each of them accepts and refuses."""

from __future__ import annotations

import inspect
import itertools

import pytest
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.errors import InputTypeError, OptionError
from sympy_torch_bridge.testing import GradcheckError, gradcheck, gradgradcheck

F64 = torch.float64


def leaf(*numbers, dtype=F64):
    return torch.tensor(numbers, dtype=dtype, requires_grad=True)


class Function(torch.autograd.Function):
    """The sine with a gradient and a tangent of its own."""

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
        return t * torch.cos(*ctx.saved_tensors)


def variant(**members):
    return type("Variant", (Function,), {name: staticmethod(member) for name, member in members.items()})


def both(function, inputs, **options):
    """Return what torch's gradcheck says, and ours."""
    theirs = torch.autograd.gradcheck(function, inputs, raise_exception=False, **options)
    return theirs, gradcheck(function, inputs, raise_exception=False, **options)


@pytest.mark.parametrize("pair", ["gradcheck", "gradgradcheck"])
def test_every_option_of_torch_is_known(pair):
    theirs = inspect.signature(getattr(torch.autograd, pair)).parameters
    ours = inspect.signature(getattr(stb.testing, pair)).parameters
    passed_on = inspect.signature(gradcheck).parameters if "options" in ours else {}
    assert set(theirs) <= {*ours, *passed_on}
    by_position = inspect.Parameter.POSITIONAL_OR_KEYWORD
    assert [p for p in theirs if theirs[p].kind is by_position] == [
        p for p in ours if ours[p].kind is by_position
    ]
    for name in set(theirs) & set(ours) - {"eps", "atol", "rtol", "masked"}:  # measured here, or refused
        assert ours[name].default == theirs[name].default, name


def test_raise_exception():
    wrong = variant(backward=lambda ctx, g: 2 * g * torch.cos(*ctx.saved_tensors)).apply
    assert both(wrong, leaf(0.5)) == (False, False)
    for check in (torch.autograd.gradcheck, gradcheck):
        with pytest.raises(GradcheckError.__mro__[2]):
            check(wrong, leaf(0.5))


def test_atol_and_rtol_only_widen():
    slip = variant(backward=lambda ctx, g: (1 + 1e-7) * g * torch.cos(*ctx.saved_tensors)).apply
    assert not gradcheck(slip, leaf(0.5), raise_exception=False)
    assert gradcheck(slip, leaf(0.5), rtol=1e-6)
    assert gradcheck(slip, leaf(0.5), atol=1e-6)
    assert not gradcheck(slip, leaf(0.5), rtol=1e-9, atol=1e-9, raise_exception=False)
    assert torch.autograd.gradcheck(slip, leaf(0.5))  # its defaults do not see it


def test_nondet_tol():
    state = itertools.count()

    def backward(ctx, g):
        return g * torch.cos(*ctx.saved_tensors) * (1 + 1e-14 * next(state))

    with pytest.raises(GradcheckError, match="not reentrant"):
        gradcheck(variant(backward=backward).apply, leaf(0.5))
    assert gradcheck(variant(backward=backward).apply, leaf(0.5), nondet_tol=1e-11, rtol=1e-11)


def test_check_undefined_grad():
    class Two(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.set_materialize_grads(False)
            return x.clone(), 2 * x

        @staticmethod
        def backward(ctx, first, second):
            if first is None and second is None:
                raise TypeError("nothing to pull back")
            return (0 if first is None else first) + (0 if second is None else 2 * second)

    with pytest.raises(GradcheckError, match="undefined"):
        gradcheck(Two.apply, leaf(0.5))
    assert gradcheck(Two.apply, leaf(0.5), check_undefined_grad=False)


def test_check_grad_dtypes():
    narrow = leaf(0.5, dtype=torch.float32)
    assert gradcheck(lambda x: torch.sin(x.double()), narrow, check_grad_dtypes=True)
    options = {"check_forward_ad": True, "check_backward_ad": False, "check_grad_dtypes": True}
    wide = variant(jvp=lambda ctx, t: (t * torch.cos(*ctx.saved_tensors)).to(torch.complex128)).apply
    with pytest.raises((GradcheckError, RuntimeError)):
        gradcheck(wide, leaf(0.5), **options)
    assert gradcheck(variant().apply, leaf(0.5), **options)


def none_written(ctx, g):
    raise NotImplementedError("none was written")


def test_forward_mode_alone_needs_no_backward():
    options = {"check_forward_ad": True, "check_backward_ad": False}
    function = variant(backward=none_written).apply
    assert torch.autograd.gradcheck(function, leaf(0.5, 2.0), **options)
    assert gradcheck(function, leaf(0.5, 2.0), rtol=1e-6, **options)
    wrong = variant(backward=none_written, jvp=lambda ctx, t: 2 * t * torch.cos(*ctx.saved_tensors)).apply
    assert both(wrong, leaf(0.5, 2.0), **options) == (False, False)
    with pytest.raises(NotImplementedError, match="none was written"):
        gradcheck(function, leaf(0.5), check_undefined_grad=False)


def test_forward_mode_is_judged_where_asked_for():
    wrong = variant(jvp=lambda ctx, t: -t * torch.cos(*ctx.saved_tensors)).apply
    assert both(wrong, leaf(0.5)) == (True, True)
    assert both(wrong, leaf(0.5), check_forward_ad=True) == (False, False)


def test_batched_gradients():
    options = {"check_forward_ad": True, "check_batched_forward_grad": True}
    assert both(torch.sin, leaf(0.5, 2.0), check_batched_grad=True) == (True, True)
    assert both(torch.sin, leaf(0.5, 2.0), **options) == (True, True)
    with pytest.raises(OptionError, match="check_forward_ad=True"):
        gradcheck(torch.sin, leaf(0.5), check_batched_forward_grad=True)


def test_batched_forward_mode_with_other_numbers():
    def jvp(ctx, t):
        factor = 2 if torch._C._functorch.is_batchedtensor(t) else 1
        return factor * t * torch.cos(*ctx.saved_tensors)

    function = variant(jvp=jvp).apply
    assert gradcheck(function, leaf(0.5), check_forward_ad=True)
    with pytest.raises(GradcheckError, match="vmap"):
        gradcheck(function, leaf(0.5), check_forward_ad=True, check_batched_forward_grad=True)


@pytest.mark.parametrize("option", ["fast_mode", "masked"])
def test_what_is_refused_has_a_reason(option):
    with pytest.raises(OptionError, match=option) as caught:
        gradcheck(torch.sin, leaf(0.5), **{option: True})
    assert len(str(caught.value).splitlines()) > 1


@pytest.mark.parametrize("eps", [1e-6, 1e-3, None])
def test_eps_is_accepted(eps):
    assert gradcheck(torch.sin, leaf(0.5), eps=eps)


def test_several_outputs_and_plain_arguments():
    def function(x, power, y, label, matrix):
        assert label == "label"
        return x**power * y, (matrix @ y).sum(), torch.arange(3)

    inputs = (leaf(0.5, 2.0), 3, leaf(1.5, -0.5), "label", torch.eye(2, dtype=F64))
    assert both(function, inputs) == (True, True)


def test_outputs_that_are_not_differentiable_are_left_out():
    class Sized(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            size = x.abs()
            ctx.mark_non_differentiable(size)
            return torch.sin(x), size

        @staticmethod
        def backward(ctx, g, _):
            return g * torch.cos(*ctx.saved_tensors)

    assert both(Sized.apply, leaf(0.5, 2.0)) == (True, True)
    assert both(lambda x: (torch.sin(x), x.detach() ** 2), leaf(0.5)) == (True, True)
    assert both(lambda x: x.detach() ** 2, leaf(0.5)) == (False, False)  # nothing else comes out


def test_complex_inputs_and_outputs():
    z = leaf(0.5 + 1j, -2.0 + 0.25j, dtype=torch.complex128)
    assert both(lambda z: z**2 * z.conj(), z, check_forward_ad=True) == (True, True)
    assert both(lambda z: (z.abs() ** 2, torch.exp(z)), z) == (True, True)
    assert both(lambda z: z.real * z.imag, z) == (True, True)
    unconjugated = variant(backward=lambda ctx, g: g * torch.cos(*ctx.saved_tensors)).apply
    assert both(unconjugated, z) == (False, False)


def test_sparse_tensors_are_refused():
    dense = torch.eye(2, dtype=F64)
    with pytest.raises(InputTypeError, match="to_sparse"):
        gradcheck(lambda s: s.to_dense(), dense.to_sparse().requires_grad_())
    with pytest.raises(InputTypeError, match="to_dense"):
        gradcheck(lambda d: d.to_sparse(), dense.clone().requires_grad_())


def test_in_place_functions():
    x = leaf(0.5, -2.0)
    before = x.detach().clone()
    assert both(lambda x: x.clone().mul_(3).sin_(), x) == (True, True)
    for check in (torch.autograd.gradcheck, gradcheck):
        with pytest.raises(RuntimeError, match="in-place"):
            check(lambda x: x.mul_(3), x)
    assert torch.equal(x.detach(), before)


def test_second_derivatives_by_both_modes():
    x = leaf(0.5, 2.0)
    for options in ({}, {"check_fwd_over_rev": True}, {"gen_non_contig_grad_outputs": True}):
        assert gradgradcheck(lambda x: torch.sin(x) * x, x, **options)
        assert torch.autograd.gradgradcheck(lambda x: torch.sin(x) * x, x, **options)
    by_forward = {"check_fwd_over_rev": True, "check_rev_over_rev": False, "check_undefined_grad": False}
    assert gradgradcheck(torch.sin, x, **by_forward)

    # Right to first order: what backward applies has no derivative.
    detached = variant(backward=lambda ctx, g: g * torch.cos(ctx.saved_tensors[0].detach())).apply
    assert gradcheck(detached, x)
    assert not gradgradcheck(detached, x, raise_exception=False)
    assert not torch.autograd.gradgradcheck(detached, x, raise_exception=False)
