"""A kernel that torch cannot differentiate gets its gradients from SymPy, in every mode."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.special
import sympy
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.ops.host import HostKernel

x = sympy.Symbol("x")


def bessel(order: torch.Tensor, at: torch.Tensor) -> torch.Tensor:
    """SciPy's Bessel function, opaque to autograd."""
    return torch.from_numpy(scipy.special.jv(order.detach().numpy(), at.detach().numpy()))


BESSEL = stb.Op(head=sympy.besselj, lower=bessel, grad="symbolic")
AT = torch.linspace(0.5, 6, 7, dtype=torch.float64)
ORDER = 2


@pytest.fixture(scope="module")
def f() -> stb.CompiledFunction:
    return stb.compile(sympy.besselj(ORDER, x) ** 2, ops=[BESSEL])


def test_reverse_mode_and_double_backward(f: stb.CompiledFunction) -> None:
    value = scipy.special.jv(ORDER, AT.numpy())
    slope, curvature = (scipy.special.jvp(ORDER, AT.numpy(), n) for n in (1, 2))
    at = AT.clone().requires_grad_()
    (first,) = torch.autograd.grad(f(at).sum(), at, create_graph=True)
    (second,) = torch.autograd.grad(first.sum(), at)
    torch.testing.assert_close(first.detach(), torch.from_numpy(2 * value * slope), rtol=1e-13, atol=1e-15)
    expected = torch.from_numpy(2 * slope**2 + 2 * value * curvature)
    torch.testing.assert_close(second, expected, rtol=1e-12, atol=1e-14)


def test_forward_mode_and_gradcheck(f: stb.CompiledFunction) -> None:
    tangent = torch.func.jvp(f, (AT,), (torch.ones_like(AT),))[1]
    torch.testing.assert_close(tangent, f.value_and_grad(AT)[1][0], rtol=1e-14, atol=1e-15)
    assert torch.autograd.gradcheck(f, (AT.clone().requires_grad_(),), check_forward_ad=True)


def test_argument_without_a_derivative_is_refused() -> None:
    order = sympy.Symbol("order")
    f = stb.compile(sympy.besselj(order, x), [order, x], ops=[BESSEL])
    assert f(torch.tensor(1.0, dtype=torch.float64), AT).isfinite().all()
    with pytest.raises(stb.LostGradientError, match="SymPy has no derivative by this argument"):
        f.value_and_grad(torch.tensor(1.0, dtype=torch.float64), AT)


def test_without_the_mark_the_gradient_would_be_lost() -> None:
    plain = stb.compile(sympy.besselj(ORDER, x), ops=[stb.Op(head=sympy.besselj, lower=bessel)])
    assert not plain(AT.clone().requires_grad_()).requires_grad


def test_a_host_kernel_needs_no_mark() -> None:
    """Torch would give the zero tangent for a kernel outside it, without an error."""
    kernel = HostKernel("test.tanh", "scipy", np.tanh)
    f = stb.compile(sympy.tanh(x), ops=[stb.Op(head=sympy.tanh, lower=kernel)])
    slope = 1 - torch.tanh(AT) ** 2
    torch.testing.assert_close(f.value_and_grad(AT)[1][0], slope)
    torch.testing.assert_close(torch.func.jvp(f, (AT,), (torch.ones_like(AT),))[1], slope)
