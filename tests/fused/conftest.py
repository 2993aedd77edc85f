"""Each way to run blocks: torch operations, and the native interpreter where there is a compiler."""

from __future__ import annotations

import pytest

from sympy_torch_bridge.fused import blocks
from sympy_torch_bridge.fused.native import NativeLibrary, native_library


@pytest.fixture(params=["blocks", "native"])
def way(request, monkeypatch):
    if request.param == "native":
        if not native_library():
            pytest.skip(native_library().reason)
    else:
        monkeypatch.setattr(blocks, "native_library", lambda: NativeLibrary({}, "turned off"))
    return request.param
