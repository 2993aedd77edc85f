"""For tests: a pytest plugin, strategies for hypothesis, and a gradcheck with this library's tolerance rule.

Nothing is loaded before it is used: pytest imports a part of this package in every project that has the
library installed.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import strategies
    from .gradcheck_error import GradcheckError, UnresolvedGradientWarning
    from .gradient_check import gradcheck
    from .second_gradient_check import gradgradcheck

__all__ = ["GradcheckError", "UnresolvedGradientWarning", "gradcheck", "gradgradcheck", "strategies"]

# Public name -> module that defines it; no module has the name of a function, which it would hide.
_LAZY = {
    "GradcheckError": ".gradcheck_error",
    "UnresolvedGradientWarning": ".gradcheck_error",
    "gradcheck": ".gradient_check",
    "gradgradcheck": ".second_gradient_check",
}
_MODULES = ("strategies",)


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f".{name}", __name__)
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_LAZY[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_LAZY, *_MODULES})
