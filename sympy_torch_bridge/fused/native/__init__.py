"""The native interpreter: one small C file that evaluates any schedule, built once per machine."""

from __future__ import annotations

from .chains import JOINTS
from .encoding import encoded
from .library import NativeLibrary, native_library
from .native_worker import NativeWorker

__all__ = ["JOINTS", "NativeLibrary", "NativeWorker", "encoded", "native_library"]
