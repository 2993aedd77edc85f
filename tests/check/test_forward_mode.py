"""Forward mode in several threads, and what is said where torch has none."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sympy
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.check import torch_witnesses
from sympy_torch_bridge.check.complex_inputs import witnesses
from sympy_torch_bridge.forward_mode import FORWARD_MODE_LOCK, is_refused_by_torch

x, y = sympy.symbols("x y")
EXPRS = (sympy.sin(x) * y, sympy.exp(-(x**2)), x**3 * y**2, sympy.atan(x * y))


def reports(order):
    return [stb.check_consistency(expr, order=order, seed=3).to_json() for expr in EXPRS]


@pytest.mark.parametrize("order", [1, 2])
def test_threads_give_the_reports_of_one_thread(order):
    alone = reports(order)
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(reports, [order] * 8))
    assert all(found == alone for found in together)
    assert all("forward mode is not available" not in text for text in alone)


@pytest.mark.parametrize("dtype", [torch.float64, torch.complex128], ids=str)
def test_forward_mode_runs_with_the_lock_held(monkeypatch, dtype):
    seen = []
    jvp = torch.func.jvp

    def spy(*args, **kwargs):
        with ThreadPoolExecutor(1) as pool:
            seen.append(pool.submit(FORWARD_MODE_LOCK.acquire, False).result())
        return jvp(*args, **kwargs)

    monkeypatch.setattr(torch.func, "jvp", spy)
    stb.check_consistency(x**2, dtype=dtype)
    assert seen
    assert not any(seen)


@pytest.mark.parametrize(
    ("module", "name", "dtype"),
    [(torch_witnesses, "forward_jacobian", torch.float64), (witnesses, "complex_forward", torch.complex128)],
    ids=["real", "complex"],
)
def test_only_a_refusal_of_torch_leaves_forward_mode_out(monkeypatch, module, name, dtype):
    def raising(error):
        def forward(*args):
            raise error

        return forward

    refusal = NotImplementedError("Trying to use forward AD with igamma that does not support it")
    monkeypatch.setattr(module, name, raising(refusal))
    report = stb.check_consistency(x**2, dtype=dtype)
    assert "forward" not in report.witnesses
    assert any("forward mode is not available: Trying to use forward AD" in note for note in report.notes)
    monkeypatch.setattr(module, name, raising(RuntimeError("a defect of our own")))
    with pytest.raises(RuntimeError, match="a defect of our own"):
        stb.check_consistency(x**2, dtype=dtype)


class OldStyle(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return 2 * x

    @staticmethod
    def backward(ctx, grad):
        return 2 * grad


@pytest.mark.parametrize(
    "code",
    [
        OldStyle.apply,
        lambda x: torch.igamma(x, x),
        lambda x: torch.from_numpy(x.numpy() * 2),
        lambda x: torch.autograd.grad(x.requires_grad_().sum(), x)[0],
    ],
    ids=["function", "no formula", "numpy", "grad inside"],
)
def test_what_torch_itself_refuses_is_told(code):
    point = torch.tensor([1.0, 2.0])
    with pytest.raises((RuntimeError, NotImplementedError)) as raised:
        torch.func.jvp(code, (point,), (torch.ones(2),))
    assert is_refused_by_torch(raised.value)


@pytest.mark.parametrize(
    "text",
    [
        "Trying to access a forward AD level with an invalid index",
        "no level exists",
        "shape '[2]' is invalid",
    ],
)
def test_what_broke_is_no_refusal(text):
    assert not is_refused_by_torch(RuntimeError(text))
    assert not is_refused_by_torch(ValueError("is not implemented"))
