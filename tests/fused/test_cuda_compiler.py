"""Where no kernel can be compiled the reason is given, and the call takes the plain way."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import torch

from sympy_torch_bridge.fused.cuda import reason_against_compiler
from sympy_torch_bridge.fused.cuda.compiler import binary_of, checked

DEVICE = torch.device("cuda", 0)


@pytest.fixture
def bindings(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """Give the place of a compiler: torch for CUDA, a device of architecture 9.0, functions to fill in."""
    reason_against_compiler.cache_clear()
    found = SimpleNamespace(nvrtcGetSupportedArchs=lambda: (0, [75, 80, 90]))
    monkeypatch.setattr(torch.version, "cuda", "13.0")
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda device: (9, 0))
    monkeypatch.setattr(importlib, "import_module", lambda name: found)
    yield found
    reason_against_compiler.cache_clear()


def test_a_compiler_that_knows_the_device_is_taken(bindings: SimpleNamespace) -> None:
    assert reason_against_compiler(DEVICE) == ""


def test_an_unknown_architecture_is_a_reason(bindings: SimpleNamespace) -> None:
    bindings.nvrtcGetSupportedArchs = lambda: (0, [75, 80])
    assert "sm_90" in reason_against_compiler(DEVICE)


def test_a_compiler_that_fails_is_a_reason(bindings: SimpleNamespace) -> None:
    bindings.nvrtcGetSupportedArchs = lambda: (7, None)
    assert "may bring it: CUDA: 7" in reason_against_compiler(DEVICE)


def test_a_missing_package_is_a_reason(bindings: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(f"No module named {name!r}")

    monkeypatch.setattr(importlib, "import_module", missing)
    assert "No module named 'cuda.bindings.driver'" in reason_against_compiler(DEVICE)


def test_a_torch_without_cuda_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    reason_against_compiler.cache_clear()
    monkeypatch.setattr(torch.version, "cuda", None)
    assert reason_against_compiler(DEVICE) == "no CUDA in torch"
    reason_against_compiler.cache_clear()


def test_what_the_compiler_says_is_in_the_error(bindings: SimpleNamespace) -> None:
    closed = []
    bindings.nvrtcCreateProgram = lambda *given: (0, "program")
    bindings.nvrtcCompileProgram = lambda program, count, options: (6,)
    bindings.nvrtcGetProgramLogSize = lambda program: (0, 9)
    bindings.nvrtcGetProgramLog = lambda program, log: (0,)
    bindings.nvrtcDestroyProgram = closed.append
    with pytest.raises(RuntimeError, match="6: "):
        binary_of("no source", (9, 0))
    assert closed == ["program"]


def test_a_status_that_is_no_success_is_an_error() -> None:
    assert checked((0, "value")) == "value"
    assert checked((0,)) is None
    with pytest.raises(RuntimeError, match="CUDA: 2"):
        checked((2, "value"))
