"""The native interpreter: one small C file that evaluates any schedule, built once per machine."""

from __future__ import annotations

from .encoding import encoded
from .library import NativeLibrary, native_library
from .native_worker import NativeWorker

__all__ = ["NativeLibrary", "NativeWorker", "encoded", "native_library"]
