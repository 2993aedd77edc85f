"""A kernel is compiled and loaded once, called in the context of torch, and leaves the thread its own."""

from __future__ import annotations

from contextlib import nullcontext
from types import SimpleNamespace

import pytest
import torch

from sympy_torch_bridge.fused.cuda import kernel

DEVICE = torch.device("cuda", 0)
F64 = torch.float64
OF_TORCH, OF_ANOTHER_LIBRARY = 1, 2


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Give the place of a driver, which counts what it loads and knows the contexts of the thread."""
    contexts = [OF_ANOTHER_LIBRARY]
    loaded: list[bytes] = []

    def load(binary: bytes) -> tuple[int, str]:
        assert contexts[-1] == OF_TORCH
        loaded.append(binary)
        return 0, "module"

    def push(context: int) -> tuple[int]:
        contexts.append(context)
        return (0,)

    def launch(*given: object) -> tuple[int]:
        assert contexts[-1] == OF_TORCH
        return (found.status,)

    found = SimpleNamespace(
        contexts=contexts,
        loaded=loaded,
        status=0,
        cuDeviceGet=lambda index: (0, index),
        cuDevicePrimaryCtxRetain=lambda ordinal: (0, OF_TORCH),
        cuCtxGetCurrent=lambda: (0, contexts[-1]),
        cuCtxPushCurrent=push,
        cuCtxPopCurrent=lambda: (0, contexts.pop()),
        cuModuleLoadData=load,
        cuModuleGetFunction=lambda module, name: (0, name),
        cuLaunchKernel=launch,
    )
    kernel._loaded.cache_clear()
    monkeypatch.setattr(kernel, "_driver", lambda: found)
    monkeypatch.setattr(kernel, "binary_of", lambda source, capability: source.encode())
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda device: (9, 0))
    monkeypatch.setattr(torch.cuda, "device", lambda device: nullcontext())
    monkeypatch.setattr(torch.cuda, "current_stream", lambda device: SimpleNamespace(cuda_stream=0))
    monkeypatch.setattr(kernel.CudaKernel, "_check", lambda *given: None)
    return found


def test_one_source_is_loaded_once(driver: SimpleNamespace) -> None:
    for source in ("one", "another", "one"):
        kernel.CudaKernel(source, 1, 1, F64, DEVICE)
    assert driver.loaded == [b"one", b"another"]
    kernel.CudaKernel("one", 1, 1, F64, torch.device("cuda", 1))
    assert driver.loaded[2:] == [b"one"]


@pytest.mark.parametrize("status", [0, 700])
def test_the_context_of_the_thread_is_left_as_it_was(driver: SimpleNamespace, status: int) -> None:
    made = kernel.CudaKernel("one", 1, 1, F64, DEVICE)
    driver.status = status
    with pytest.raises(RuntimeError, match="700") if status else nullcontext():
        (found,) = made([torch.ones(3, dtype=F64)], torch.Size([3]))
        assert found.shape == (3,)
    assert driver.contexts == [OF_ANOTHER_LIBRARY]


def test_in_the_context_of_torch_none_is_set(
    driver: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = kernel.CudaKernel("one", 1, 1, F64, DEVICE)
    driver.contexts.append(OF_TORCH)
    monkeypatch.delattr(driver, "cuCtxPushCurrent")
    (found,) = made([torch.ones(3, dtype=F64)], torch.Size([3]))
    assert found.shape == (3,)
