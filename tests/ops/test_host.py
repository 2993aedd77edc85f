"""Kernels outside torch: their shapes, dtypes, failures, and their place in compiled graphs."""

from __future__ import annotations

import math

import mpmath
import pytest
import scipy.special
import torch

from sympy_torch_bridge.ops.host import HostKernel, mpmath_kernel, scipy_kernel

J = scipy_kernel("jv", real=(0,))
ROOT = mpmath_kernel("test.sqrt", mpmath.sqrt)
GAMMA = mpmath_kernel("test.gamma", mpmath.gamma)


def test_arguments_broadcast() -> None:
    order, at = torch.tensor([[0.0], [1.0]], dtype=torch.float64), torch.tensor([0.5, 1.5, 2.5]).double()
    expected = scipy.special.jv(order.numpy(), at.numpy())
    assert torch.equal(J(order, at), torch.from_numpy(expected))


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16, torch.complex64], ids=str)
def test_the_dtype_of_the_arguments_is_kept(dtype: torch.dtype) -> None:
    got = J(torch.tensor(1, dtype=dtype), torch.tensor([0.5, 2.0], dtype=dtype))
    assert got.dtype is dtype
    assert got.shape == (2,)


def test_a_complex_argument_that_has_to_be_real_gives_nan() -> None:
    order = torch.tensor([1.0, 1.0 + 1e-3j], dtype=torch.complex128)
    got = J(order, torch.tensor(0.5, dtype=torch.complex128))
    assert got[0].real.item() == scipy.special.jv(1, 0.5)
    assert got[1].isnan()


def test_a_complex_value_of_real_arguments_is_nan() -> None:
    got = ROOT(torch.tensor([4.0, -4.0], dtype=torch.float64))
    assert got[0] == 2
    assert got[1].isnan()
    assert ROOT(torch.tensor(-4.0, dtype=torch.complex128)) == 2j


def test_a_pole_and_a_nan_are_nan() -> None:
    got = GAMMA(torch.tensor([-1.0, math.nan, 5.0], dtype=torch.float64))
    assert got.isnan().tolist() == [True, True, False]
    assert got[2] == 24


def test_empty_batches_and_scalars() -> None:
    assert GAMMA(torch.empty(0, 3)).shape == (0, 3)
    assert GAMMA(torch.tensor(4.0)).shape == ()


@pytest.mark.parametrize("axes", [(0, None), (None, 1), (1, 0)], ids=str)
def test_vmap_over_any_axis(axes: tuple[int | None, int | None]) -> None:
    first, second = torch.rand(3, 3, dtype=torch.float64), torch.rand(3, 3, dtype=torch.float64)
    got = torch.func.vmap(J, in_dims=axes)(first, second)
    one = [first if axes[0] is None else first.select(axes[0], i) for i in range(3)]
    two = [second if axes[1] is None else second.select(axes[1], i) for i in range(3)]
    assert torch.equal(got, torch.stack([J(a, b) for a, b in zip(one, two, strict=True)]))


def test_the_operator_passes_the_checks_of_torch() -> None:
    arguments = (J.name, [torch.tensor(1.0).double(), torch.tensor([0.5, 2.0]).double()])
    torch.library.opcheck(torch.ops.sympy_torch_bridge.host.default, arguments)


def test_a_name_is_given_once() -> None:
    with pytest.raises(ValueError, match=f"two kernels named {J.name}"):
        HostKernel(J.name, "scipy", scipy.special.jv)
