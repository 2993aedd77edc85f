"""From torch back to SymPy: a function runs on tensors of expressions, and its operations are read.

``tracer`` is the mode under which it runs, ``traced_tensor`` what it runs on, ``readings`` the table of
what the operations mean.
"""

from __future__ import annotations

from .from_function import from_torch

__all__ = ["from_torch"]
