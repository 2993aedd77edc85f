"""gradcheck for people who come from torch: where torch's own raises a false alarm or misses a mistake."""

from __future__ import annotations

import warnings

import pytest
import torch
from torch.autograd.gradcheck import GradcheckError as TorchGradcheckError

import sympy_torch_bridge as stb
from sympy_torch_bridge.errors import InputTypeError, OptionError
from sympy_torch_bridge.testing import (
    GradcheckError,
    UnresolvedGradientWarning,
    gradcheck,
    gradgradcheck,
)


def leaf(*numbers, dtype=torch.float64):
    return torch.tensor(numbers, dtype=dtype, requires_grad=True)


def drawn(*shape, dtype=torch.float64, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(*shape, dtype=dtype, generator=generator).requires_grad_()


def scaled_backward(forward, backward):
    """Return a function with a backward of its own."""

    class Own(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return forward(x)

        @staticmethod
        def backward(ctx, grad):
            (x,) = ctx.saved_tensors
            return backward(x) * grad

    return Own.apply


COMPLEX = torch.complex128
RIGHT = {
    "matmul": (lambda a, b: a @ b, (drawn(3, 4), drawn(4, 2))),
    "inverse": (torch.linalg.inv, drawn(3, 3)),
    "softmax": (lambda x: torch.softmax(x, -1), drawn(2, 4)),
    "cholesky": (lambda a: torch.linalg.cholesky(a @ a.T + torch.eye(2, dtype=a.dtype)), drawn(2, 2)),
    "convolution": (torch.nn.functional.conv1d, (drawn(1, 2, 5), drawn(2, 2, 3))),
    "several outputs": (lambda x: (x.sin(), x.exp().sum(), torch.tensor(3)), drawn(3)),
    "other inputs pass": (lambda x, k, y: x * k + y, (drawn(3), 2, torch.ones(3, dtype=torch.float64))),
    "scalar": (torch.sin, torch.tensor(0.3, dtype=torch.float64, requires_grad=True)),
    "empty output": (lambda x: x[:0], drawn(3)),
    "complex modulus": (torch.abs, drawn(3, dtype=COMPLEX)),
    "complex product": (
        lambda z, w: z * w.conj(),
        (drawn(2, dtype=COMPLEX), drawn(2, dtype=COMPLEX, seed=1)),
    ),
    "fft": (torch.fft.fft, drawn(5)),
    "float32": (torch.sin, leaf(0.3, 2.0, dtype=torch.float32)),
}


@pytest.mark.parametrize("case", RIGHT)
def test_right_gradients(case):
    function, inputs = RIGHT[case]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnresolvedGradientWarning)
        assert gradcheck(function, inputs, check_grad_dtypes=True) is True


@pytest.mark.parametrize("case", ["matmul", "several outputs", "complex product", "fft"])
def test_forward_mode_and_vmap(case):
    function, inputs = RIGHT[case]
    assert gradcheck(function, inputs, check_forward_ad=True, check_batched_grad=True)
    assert gradcheck(function, inputs, check_forward_ad=True, check_backward_ad=False)


@pytest.mark.parametrize("case", ["matmul", "several outputs", "convolution", "complex product", "scalar"])
def test_second_derivatives(case):
    function, inputs = RIGHT[case]
    assert gradgradcheck(function, inputs)


FALSE_ALARMS = {
    "a small part of a large sum": (lambda x: 3e7 + torch.sin(x), leaf(0.3, 0.7, 1.1, 2.3)),
    "near the edge of the domain": (torch.log, leaf(1e-8, 1e-5)),
    "oscillating": (lambda x: torch.sin(1e6 * x), leaf(0.3, 1.1)),
    "steep": (lambda x: torch.tanh(1e7 * x), leaf(1e-8)),
}


def torchs_verdict(function, inputs):
    return torch.autograd.gradcheck(function, inputs, raise_exception=False)


@pytest.mark.parametrize("case", FALSE_ALARMS)
def test_where_torch_raises_a_false_alarm(case):
    function, inputs = FALSE_ALARMS[case]
    assert not torchs_verdict(function, inputs)
    assert gradcheck(function, inputs)


MISSED = {
    "factor 2 at a tiny gradient": (lambda x: 1 - torch.cos(x), lambda x: 2 * torch.sin(x), leaf(1e-6)),
    "sign at a tiny gradient": (lambda x: 1e-8 * torch.sin(x), lambda x: -1e-8 * torch.cos(x), leaf(0.5)),
    "a thousandth": (torch.sin, lambda x: torch.cos(x) * (1 + 9e-4), leaf(0.5)),
    "a millionth": (torch.exp, lambda x: torch.exp(x) * (1 + 1e-6), leaf(0.5, -2.0)),
    "a billionth": (torch.exp, lambda x: torch.exp(x) * (1 + 1e-9), leaf(0.5, -2.0)),
    "scaled up": (lambda x: 1e-30 * x**3, lambda x: 2e-30 * x**2, leaf(1.5)),
}


@pytest.mark.parametrize("case", MISSED)
def test_what_torch_misses(case):
    forward, backward, inputs = MISSED[case]
    wrong = scaled_backward(forward, backward)
    assert torchs_verdict(wrong, inputs)
    with pytest.raises(GradcheckError, match="reverse mode disagrees") as caught:
        gradcheck(wrong, inputs)
    assert isinstance(caught.value, TorchGradcheckError)
    assert caught.value.report.verdict == "refuted"
    assert all(row.verdict == "FAIL" for row in caught.value.report.points if row.exact)
    assert gradcheck(wrong, inputs, raise_exception=False) is False


def test_tolerances_only_widen():
    wrong = scaled_backward(torch.exp, lambda x: torch.exp(x) * (1 + 1e-6))
    assert gradcheck(wrong, leaf(0.5), rtol=1e-5)
    assert gradcheck(wrong, leaf(0.5), atol=1e-5)
    assert not gradcheck(wrong, leaf(0.5), rtol=1e-8, eps=1e-6, raise_exception=False)


def test_one_wrong_entry_is_named():
    def forward(x):
        return x.sin().reshape(2, 2)

    def backward(x):
        return x.cos() * torch.tensor([[1.0, 1.0], [1.0, 1.01]], dtype=x.dtype)

    wrong = scaled_backward(lambda x: x.sin(), backward)
    with pytest.raises(GradcheckError) as caught:
        gradcheck(wrong, (drawn(2, 2),))
    assert [row.component for row in caught.value.report.failures] == ["d out0[1, 1]/d in0[1, 1]"]


def test_a_backward_that_ignores_its_argument():
    class Ignores(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x.sin().sum() * 1.0, x.sum()

        @staticmethod
        def backward(ctx, grad, other):
            (x,) = ctx.saved_tensors
            return x.cos() + other

    assert not gradcheck(Ignores.apply, drawn(2), raise_exception=False, check_undefined_grad=False)


def test_complex_conventions():
    """The gradient of a function of conj(z) taken for that of z."""

    class Conjugate(torch.autograd.Function):
        @staticmethod
        def forward(ctx, z):
            return z.conj().resolve_conj()

        @staticmethod
        def backward(ctx, grad):
            return grad

    with pytest.raises(GradcheckError) as caught:
        gradcheck(Conjugate.apply, drawn(1, dtype=COMPLEX))
    assert caught.value.report.worst.component == "d out0[0].imag/d in0[0].imag"


def test_a_function_too_wild_for_any_step_is_not_refuted():
    """Steps below the last places of 3e11 do not exist; coarser ones average over many periods."""
    with pytest.warns(UnresolvedGradientWarning):
        assert gradcheck(torch.sin, leaf(3e11))


def test_kinks():
    assert torchs_verdict(torch.relu, leaf(0.0)) is False
    with pytest.warns(UnresolvedGradientWarning):
        assert gradcheck(torch.relu, leaf(0.0))
    outside = scaled_backward(torch.relu, lambda x: torch.full_like(x, 1.5))
    with pytest.raises(GradcheckError, match="outside the one-sided slopes"):
        gradcheck(outside, leaf(0.0))


def test_what_cannot_be_seen_is_warned_of():
    with pytest.warns(UnresolvedGradientWarning, match="0 of 1 entries checked"):
        assert gradcheck(lambda x: (1 + x) - 1 + 0 * torch.cos(x), leaf(1e-15) * 1e-30)


def test_undefined_gradients():
    class TwoOutputs(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.set_materialize_grads(False)
            return x.clone(), 2 * x

        @staticmethod
        def backward(ctx, first, second):
            return first + 2 * second

    with pytest.raises(GradcheckError, match="undefined"):
        gradcheck(TwoOutputs.apply, drawn(2))


def test_random_backward():
    noisy = scaled_backward(torch.sin, lambda x: torch.cos(x) * (1 + 1e-3 * torch.rand(())))
    with pytest.raises(GradcheckError, match="nondet_tol"):
        gradcheck(noisy, leaf(0.5))


def test_backward_without_vmap():
    assert gradcheck(_NumpyGradient.apply, leaf(0.5))
    with pytest.raises(GradcheckError, match="vmap"):
        gradcheck(_NumpyGradient.apply, leaf(0.5), check_batched_grad=True)


class _NumpyGradient(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.sin(x)

    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        return torch.from_numpy(grad.numpy() * torch.cos(x).numpy())


@pytest.mark.parametrize(
    "options",
    [
        {"fast_mode": True},
        {"masked": True},
        {"check_batched_forward_grad": True},
        {"check_backward_ad": False},
        {"atol": -1.0},
        {"rtol": float("nan")},
        {"eps": 0.0},
        {"check_backward_ad": False, "check_forward_ad": True, "check_batched_grad": True},
    ],
    ids=lambda options: next(iter(options)),
)
def test_unsupported_options_are_refused(options):
    with pytest.raises(OptionError):
        gradcheck(torch.sin, leaf(0.5), **options)


def test_inputs_that_cannot_be_checked():
    with pytest.raises(ValueError, match="requires_grad=True"):
        gradcheck(torch.sin, torch.ones(2))
    with pytest.raises(InputTypeError, match="strided"):
        gradcheck(torch.Tensor.to_dense, drawn(2, 2).detach().to_sparse().requires_grad_())
    with pytest.raises(InputTypeError, match="without a floating tensor"):
        gradcheck(lambda x: "text", drawn(2))


def test_lazy_names():
    assert stb.testing.gradcheck is gradcheck
    assert stb.testing.gradgradcheck is gradgradcheck
