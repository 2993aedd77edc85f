"""Arithmetic by NumPy in blocks: the numbers of torch bit for bit, no word of NumPy's, at every length."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.fused import blocks, places
from sympy_torch_bridge.fused.kernels import into_array
from sympy_torch_bridge.fused.native import NativeLibrary
from sympy_torch_bridge.fused.places import place_of
from sympy_torch_bridge.fused.primitives import PRIMITIVES
from sympy_torch_bridge.fused.schedule import Schedule
from sympy_torch_bridge.fused.wiring import Wiring
from sympy_torch_bridge.fused.worker import Worker
from sympy_torch_bridge.program.operation import ADD, AND, EQ, LOGICAL, call

F64, F32 = torch.float64, torch.float32
X, Y = sp.symbols("x y")
SPECIAL = (0.0, -0.0, 1.0, -1.5, 3.0, 1e300, -1e300, 5e-324, 1e-310, np.inf, -np.inf, np.nan, -np.nan)
RECORDS = [record for record in PRIMITIVES if record.array is not None]


@pytest.fixture(autouse=True)
def no_library(monkeypatch):
    monkeypatch.setattr(blocks, "native_library", lambda: NativeLibrary({}, "turned off"))


def bits(x):
    return x if x.dtype is torch.bool else x.view(torch.int64 if x.dtype is F64 else torch.int32)


@pytest.mark.parametrize("dtype", [F64, F32], ids=["float64", "float32"])
@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.operation.name)
def test_numbers_are_those_of_torch_bit_for_bit(record, dtype):
    """Signs of zeros and of nan too; lengths with and without a rest beside the vectors."""
    for count in (len(SPECIAL) ** record.arity, 3):
        grid = torch.cartesian_prod(*[torch.tensor(SPECIAL, dtype=dtype)] * record.arity)[:count]
        arguments = [column.contiguous() for column in grid.reshape(count, -1).unbind(-1)]
        if record.operation in LOGICAL:
            arguments = [a > 0 for a in arguments]
        expected = record.operation.function(*arguments)
        found = torch.empty_like(expected)
        with np.errstate(all="ignore"):
            record.array(*(a.numpy() for a in arguments), found.numpy())
        is_nan = torch.isnan(expected)
        assert torch.equal(is_nan, torch.isnan(found))
        # Of two nan the processor gives the one that a compiler puts first, which is no property of a number.
        assert torch.equal(bits(found)[~is_nan], bits(expected)[~is_nan])


def test_numbers_and_truth_values_together_are_left_to_torch():
    assert into_array(ADD, of_truths=False) is np.add
    assert into_array(EQ, of_truths=False) is np.equal
    assert into_array(AND, of_truths=True) is np.logical_and
    assert all(into_array(operation, of_truths=True) is None for operation in (ADD, EQ, call(torch.sin)))
    assert into_array(AND, of_truths=False) is None


def test_numpy_says_nothing():
    """Even where the user lets it raise: infinities and nan are results."""
    f = stb.compile(X / Y + sp.sqrt(X) - X * Y, backend="fused")
    x, y = (
        torch.tensor([1.0, 0.0, -1.0, 1e308], dtype=F64),
        torch.tensor([0.0, 0.0, np.inf, 1e308], dtype=F64),
    )
    with np.errstate(all="raise"):
        value, gradients = f.value_and_grad(x, y)
        with pytest.raises(FloatingPointError):  # what the user has set holds again
            np.divide(1.0, 0.0)
    expected = x / y + torch.sqrt(x) - x * y
    torch.testing.assert_close(value, expected, equal_nan=True)
    assert all(g.shape == x.shape for g in gradients)


@pytest.mark.parametrize("dtype", [F64, F32], ids=["float64", "float32"])
@pytest.mark.parametrize("size", [1, 7, 4096, 8193, 20_000, 32_771])
@pytest.mark.parametrize("threads", [1, 2])
def test_every_length(size, dtype, threads):
    f = stb.compile(sp.Piecewise((X * Y - sp.sin(X) / Y, X > Y), (X + 2 * Y, True)), backend="fused")
    x = torch.linspace(-3, 3, size, dtype=dtype)
    y = torch.linspace(1, 2, size, dtype=dtype)
    count = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        value, (by_x, _) = f.value_and_grad(x, y)
        _, (_, by_number) = f.value_and_grad(x, y[:1])
    finally:
        torch.set_num_threads(count)
    rtol = 1e-12 if dtype is F64 else 1e-5
    torch.testing.assert_close(
        value, torch.where(x > y, x * y - x.sin() / y, x + 2 * y), rtol=rtol, atol=rtol
    )
    torch.testing.assert_close(
        by_x, torch.where(x > y, y - x.cos() / y, torch.ones_like(x)), rtol=rtol, atol=rtol
    )
    where = torch.where(x > 1, x + x.sin(), 2.0)
    torch.testing.assert_close(by_number, where.sum().reshape(1), rtol=1e-4, atol=1e-4)


def test_parameters_and_inference_mode():
    f = stb.compile(X * Y + X, backend="fused")
    x = torch.nn.Parameter(torch.linspace(0, 1, 5, dtype=F64))
    y = torch.linspace(1, 2, 5, dtype=F64)
    (f(x, y).sum()).backward()
    torch.testing.assert_close(x.grad, y + 1)
    with torch.inference_mode():
        torch.testing.assert_close(f(x, y), x * y + x)


def test_registers_are_rows_and_shorter_for_a_shorter_block():
    like = torch.zeros(1, dtype=F32)
    schedule = Schedule((), (), (), (), (), registers=3, truths=2)
    worker = Worker(Wiring(schedule), {}, 21, like)
    numbers, truths = worker._registers
    assert numbers.shape == (3, 24)
    assert (numbers.dtype, truths.dtype) == (np.float32, np.bool_)
    rows = [place_of(places.REGISTER, number) for number in range(3)]
    assert not any(worker._arrays[place].ctypes.data % 32 for place in rows)
    for length in (21, 5, 21):
        worker.run([], [np.empty(length, np.float32)])
        assert [len(worker._arrays[place]) for place in rows] == [length] * 3
        assert all(np.shares_memory(worker._arrays[place], numbers) for place in rows)
