"""Forward mode inside forward mode, and beside the other transforms, for stated derivatives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy
import torch
from torch.func import grad, hessian, jacfwd, jacrev, jvp, vmap

from sympy_torch_bridge import compile

x, y = sympy.symbols("x y")
AT = torch.tensor(0.3, dtype=torch.float64)
airy = compile(sympy.airyai(x))
SECOND = 0.3 * airy(AT).item()  # y'' = x y
THIRD = airy(AT).item() + 0.3 * compile(sympy.airyaiprime(x))(AT).item()


def slope(f: Callable[..., Any]) -> Callable[..., Any]:
    return lambda t: jvp(f, (t,), (torch.ones_like(t),))[1]


def over_batch(t: torch.Tensor) -> torch.Tensor:
    return vmap(airy)(t.repeat(3)).sum() / 3


@pytest.mark.parametrize(
    ("name", "derivative", "exact"),
    [
        ("jvp of jvp", slope(slope(airy)), SECOND),
        ("jacfwd of jacfwd", jacfwd(jacfwd(airy)), SECOND),
        ("jacrev of jacfwd", jacrev(jacfwd(airy)), SECOND),
        ("hessian", hessian(airy), SECOND),
        ("jvp of jvp of vmap", slope(slope(over_batch)), SECOND),
        ("three times forward", jacfwd(jacfwd(jacfwd(airy))), THIRD),
        ("twice forward over reverse", jacfwd(jacfwd(grad(airy))), THIRD),
        ("reverse between forward", jacfwd(grad(jacfwd(airy))), THIRD),
        ("reverse over twice forward", grad(jacfwd(jacfwd(airy))), THIRD),
    ],
)
def test_derivative_is_right(name: str, derivative: Callable[..., Any], exact: float) -> None:
    assert derivative(AT).item() == pytest.approx(exact, rel=1e-12), name


def test_vmap_of_nested_forward() -> None:
    got = vmap(slope(slope(airy)))(AT.repeat(3))
    assert got.tolist() == pytest.approx([SECOND] * 3, rel=1e-12)


def test_reverse_by_backward_over_nested_forward() -> None:
    t = AT.clone().requires_grad_()
    (got,) = torch.autograd.grad(slope(slope(airy))(t), t)
    assert got.item() == pytest.approx(THIRD, rel=1e-12)


def test_mixed_derivatives_of_two_arguments() -> None:
    f = compile(sympy.airyai(x * y), [x, y])
    at = torch.tensor(0.7, dtype=torch.float64), torch.tensor(-1.2, dtype=torch.float64)
    forward = jacfwd(jacfwd(f, argnums=(0, 1)), argnums=(0, 1))(*at)
    reverse = jacrev(jacrev(f, argnums=(0, 1)), argnums=(0, 1))(*at)
    for row, other in zip(forward, reverse, strict=True):
        for got, exact in zip(row, other, strict=True):
            assert got.item() == pytest.approx(exact.item(), rel=1e-12)


def test_only_one_argument_is_mapped() -> None:
    f = compile(sympy.besselj(y, x), [y, x])
    order, at = torch.tensor(1.5, dtype=torch.float64), torch.linspace(1, 2, 3, dtype=torch.float64)
    assert torch.equal(vmap(f, in_dims=(None, 0))(order, at), f(order, at))
    assert torch.equal(vmap(f, in_dims=(0, None))(order.repeat(2), at), f(order, at).expand(2, 3))
