"""Each way to run blocks: calls one by one, or written as functions, and the native interpreter."""

from __future__ import annotations

import pytest

from sympy_torch_bridge.fused import blocks, wiring
from sympy_torch_bridge.fused.native import NativeLibrary, native_library


@pytest.fixture(params=["blocks", "written blocks", "native"])
def way(request, monkeypatch):
    if request.param == "native":
        if not native_library():
            pytest.skip(native_library().reason)
    else:
        monkeypatch.setattr(blocks, "native_library", lambda: NativeLibrary({}, "turned off"))
        if request.param == "written blocks":
            monkeypatch.setattr(wiring, "_MANY_BLOCKS", 0)
    return request.param.removeprefix("written ")
