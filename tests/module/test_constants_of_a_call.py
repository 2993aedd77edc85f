"""The constants that a call uses are those that the module has at that moment, wherever torch keeps them."""

from __future__ import annotations

import pytest
import sympy
import torch
from torch import nn
from torch.func import functional_call, grad, vmap
from torch.nn.utils import parametrize, prune

import sympy_torch_bridge as stb

x, a, b = sympy.symbols("x a b")
at = torch.linspace(0.1, 1.0, 5, dtype=torch.float64)


def made(**options) -> stb.SymPyModule:
    return stb.SymPyModule(a * sympy.sin(x) + b, [x], parameters={a: 2.0, b: 0.5}, **options)


def expected(a: float = 2.0, b: float = 0.5) -> torch.Tensor:
    return a * torch.sin(at) + b


def test_as_registered() -> None:
    module = made()
    torch.testing.assert_close(module(at), expected())
    with torch.no_grad():
        module.a.fill_(3.0)
    module.b = nn.Parameter(torch.tensor(1.0, dtype=torch.float64))
    torch.testing.assert_close(module(at), expected(3.0, 1.0))


class Twice(nn.Module):
    def forward(self, value: torch.Tensor) -> torch.Tensor:
        return 2 * value


def test_a_parametrization_of_the_user() -> None:
    module = made()
    parametrize.register_parametrization(module, "a", Twice())
    torch.testing.assert_close(module(at), expected(4.0))


def test_pruned() -> None:
    module = made()
    prune.custom_from_mask(module, "a", torch.tensor(0.0, dtype=torch.float64))
    torch.testing.assert_close(module(at), expected(0.0))


def test_called_with_other_constants() -> None:
    module = made()
    others = {"a": torch.tensor(5.0, dtype=torch.float64), "b": torch.tensor(0.0, dtype=torch.float64)}
    torch.testing.assert_close(functional_call(module, others, (at,)), expected(5.0, 0.0))
    slopes = grad(lambda values: functional_call(module, values, (at,)).sum())(others)
    torch.testing.assert_close(slopes["a"], torch.sin(at).sum())
    many = {name: value + torch.zeros(3, dtype=torch.float64) for name, value in others.items()}
    batched = vmap(lambda values: functional_call(module, values, (at,)))(many)
    torch.testing.assert_close(batched, expected(5.0, 0.0).expand(3, 5))
    torch.testing.assert_close(module(at), expected())


def test_a_batch_of_a_constant_is_no_number() -> None:
    module = made()
    with pytest.raises(stb.InputShapeError):
        functional_call(module, {"a": torch.ones(3, dtype=torch.float64)}, (at,))


def test_another_type_and_another_device() -> None:
    module = made()
    assert module(at.float()).dtype is torch.float32
    assert module(at.to(torch.complex64)).dtype is torch.complex64
    assert made().float()(at).dtype is torch.float64
    with pytest.raises(stb.InputTypeError, match="a tensor on the device meta"):
        module(at.to("meta"))
    assert module.to("meta")(at.to("meta")).is_meta


@pytest.mark.filterwarnings("ignore:Complex modules are a new feature:UserWarning")
def test_complex_constants_are_told_exactly() -> None:
    a = sympy.Symbol("a")
    module = stb.SymPyModule(a * x + 0.5, [x], parameters={a: 2.0}).to(torch.complex128)
    assert module.sympy() == 2.0 * x + 0.5
    with torch.no_grad():
        module.get_parameter("a").copy_(torch.tensor(0.1 - 3j, dtype=torch.complex128))
    assert module.sympy().coeff(x) == sympy.Float(0.1) - sympy.Float(3.0) * sympy.I
    torch.testing.assert_close(stb.compile(module.sympy(), [x])(at + 0j), module(at + 0j))


def test_a_module_without_constants_takes_any_device() -> None:
    module = stb.SymPyModule(x * sympy.sin(x), [x])
    torch.testing.assert_close(module(at), at * torch.sin(at))
    assert module(at.to("meta")).is_meta


@pytest.mark.parametrize("arguments", [(), (at, at)], ids=len)
def test_too_few_and_too_many(arguments) -> None:
    with pytest.raises((stb.MissingInputError, stb.UnexpectedInputError)):
        made()(*arguments)
    with pytest.raises((stb.MissingInputError, stb.UnexpectedInputError)):
        made(packed=True)(*arguments)
