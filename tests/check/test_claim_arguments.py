"""Arguments of a claim that are no inputs, and exceptions in its code."""

from __future__ import annotations

import re
import textwrap

import pytest
import sympy
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.errors import BridgeError, ClaimError, InputTypeError

x = sympy.Symbol("x", real=True)


class Power(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, n):
        ctx.save_for_backward(x)
        ctx.n = n
        return x**n

    @staticmethod
    def backward(ctx, g):
        (a,) = ctx.saved_tensors
        return g * ctx.n * a ** (ctx.n - 1), None


class Cube(Power):
    @staticmethod
    def forward(ctx, x, n=3, *, strict=True):
        return Power.forward(ctx, x, n)


def test_default_arguments_are_left_alone():
    assert stb.check_gradient(x**3, Cube, x).verdict == "consistent"
    slope = lambda x, n=3, *, strict=True: n * x ** (n - 1)  # noqa: E731
    assert stb.check_gradient(x**3, slope, x).verdict == "consistent"


def test_a_required_argument_gets_its_value_as_the_error_shows():
    with pytest.raises(InputTypeError, match="takes a tensor for each of x") as caught:
        stb.check_gradient(x**3, Power, x)
    shown = str(caught.value).partition("class Claim")
    code = textwrap.dedent("      class Claim" + shown[2]).replace("n = ...", "n = 3")
    names = {"torch": torch, "Power": Power}
    exec(code, names)  # the hint is code that runs
    report = stb.check_gradient(x**3, names["Claim"](), x)
    assert report.verdict == "consistent"
    assert report.witnesses[0] == "backward"
    assert stb.check_gradient(x**4, names["Claim"](), x).verdict == "refuted"


def test_a_required_argument_of_a_callable():
    with pytest.raises(InputTypeError, match=re.escape("give n a value: lambda x: f(x, ...)")):
        stb.check_gradient(x**3, lambda x, n: n * x ** (n - 1), x)


def failing(where):
    class Failing(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            if where == "forward":
                raise KeyError("alpha")
            return x**3

        @staticmethod
        def backward(ctx, g):
            raise KeyError("alpha")

    return Failing


@pytest.mark.parametrize("where", ["forward", "backward"])
def test_exceptions_of_an_autograd_function(where):
    with pytest.raises(ClaimError) as caught:
        stb.check_gradient(x**3, failing(where), x)
    error = caught.value
    assert isinstance(error, BridgeError)
    assert isinstance(error, RuntimeError)
    assert (error.claim, error.part) == ("Failing", f"{where} pass")
    assert str(error).startswith(f"the {where} pass of the claim 'Failing' raised KeyError: 'alpha'")
    assert re.search(rf"test_claim_arguments\.py, line \d+, in {where}", error.place)
    assert repr(error.__cause__) == "KeyError('alpha')"


@pytest.mark.parametrize("dtype", [torch.float64, torch.complex128])
def test_exceptions_of_a_callable(dtype):
    def slope(x):
        raise ZeroDivisionError("by hand")

    with pytest.raises(ClaimError, match=r"the code of the claim 'slope' raised ZeroDivisionError: by hand"):
        stb.check_gradient(x**3, slope, x, dtype=dtype)
    with pytest.raises(ClaimError, match="missing 1 required keyword-only argument: 'n'") as caught:
        stb.check_gradient(x**3, lambda x, *, n: n * x**2, x)
    assert "an argument that is no input" in str(caught.value)


def test_exceptions_of_a_module():
    class Broken(torch.nn.Module):
        def forward(self, x):
            raise OSError("no file")

    with pytest.raises(ClaimError, match="raised OSError: no file"):
        stb.check_gradient(x**3, Broken(), x)


def test_an_exception_at_some_batches_only_is_no_mistake():
    """Code for single points is called point by point."""
    assert stb.check_gradient(x**2, lambda x: 2 * x if float(x) > 0 else x + x, x).verdict == "consistent"
