"""Every error the library raises: one class per reaction a caller can have.

Each message states what failed, where, why and what to do; the facts are attributes, so
that no caller has to parse text. Nothing of the package is imported here.
"""

from __future__ import annotations

from .base import BridgeError
from .base import nearest_names as nearest_names
from .claims import CheckFailedError, ClaimError
from .derivatives import DomainError, LostGradientError, NotDifferentiableError
from .inputs import (
    AmbiguousNameError,
    InputShapeError,
    InputTypeError,
    MissingInputError,
    UnexpectedInputError,
    UnknownSymbolError,
)
from .notices import NonFiniteWarning, PerformanceWarning, SmoothnessWarning
from .options import MissingDependencyError, OptionError
from .state import CheckpointError, ConstraintError, MissingFunctionError
from .syntax import ExpressionSyntaxError
from .translation import LostFunctionError, MatrixDerivativeError, TraceError, UnsupportedFunctionError

__all__ = [
    "AmbiguousNameError",
    "BridgeError",
    "CheckFailedError",
    "CheckpointError",
    "ClaimError",
    "ConstraintError",
    "DomainError",
    "ExpressionSyntaxError",
    "InputShapeError",
    "InputTypeError",
    "LostFunctionError",
    "LostGradientError",
    "MatrixDerivativeError",
    "MissingDependencyError",
    "MissingFunctionError",
    "MissingInputError",
    "NonFiniteWarning",
    "NotDifferentiableError",
    "OptionError",
    "PerformanceWarning",
    "SmoothnessWarning",
    "TraceError",
    "UnexpectedInputError",
    "UnknownSymbolError",
    "UnsupportedFunctionError",
]

# A traceback, a pickle and the reference name each class where users import it from.
for _name in __all__:
    globals()[_name].__module__ = __name__
