"""SymPy and PyTorch from one definition: exact derivatives, limit tables, gradients, and their proof.

``import sympy_torch_bridge as stb`` loads neither torch nor SymPy; a name does when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ._version import __version__
from .errors import (
    AmbiguousNameError,
    BridgeError,
    DomainError,
    ExpressionSyntaxError,
    InputShapeError,
    InputTypeError,
    MatrixDerivativeError,
    MissingDependencyError,
    MissingInputError,
    NotDifferentiableError,
    OptionError,
    UnexpectedInputError,
    UnknownSymbolError,
    UnsupportedFunctionError,
)

if TYPE_CHECKING:
    from .compilation import compile, lambdify
    from .compiled_function import CompiledFunction
    from .domain import Interval
    from .ops import Op

# Public name -> module that defines it; a name equal to its module's own name means the module.
_LAZY = {
    "CompiledFunction": ".compiled_function",
    "Interval": ".domain",
    "Op": ".ops",
    "compile": ".compilation",
    "lambdify": ".compilation",
    "ops": ".ops",
}

__all__ = [
    "AmbiguousNameError",
    "BridgeError",
    "CompiledFunction",
    "DomainError",
    "ExpressionSyntaxError",
    "InputShapeError",
    "InputTypeError",
    "Interval",
    "MatrixDerivativeError",
    "MissingDependencyError",
    "MissingInputError",
    "NotDifferentiableError",
    "Op",
    "OptionError",
    "UnexpectedInputError",
    "UnknownSymbolError",
    "UnsupportedFunctionError",
    "__version__",
    "compile",
    "lambdify",
]


def __getattr__(name: str) -> Any:
    module = _LAZY.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    loaded = import_module(module, __name__)
    value = loaded if module == f".{name}" and not hasattr(loaded, name) else getattr(loaded, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_LAZY})
