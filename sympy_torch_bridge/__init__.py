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
    CheckpointError,
    ConstraintError,
    DomainError,
    ExpressionSyntaxError,
    InputShapeError,
    InputTypeError,
    LostFunctionError,
    LostGradientError,
    MatrixDerivativeError,
    MissingDependencyError,
    MissingFunctionError,
    MissingInputError,
    NonFiniteWarning,
    NotDifferentiableError,
    OptionError,
    PerformanceWarning,
    SmoothnessWarning,
    TraceError,
    UnexpectedInputError,
    UnknownSymbolError,
    UnsupportedFunctionError,
)

if TYPE_CHECKING:
    from . import ops, rules, testing
    from .accuracy import AccuracyReport
    from .calculus.limit_table import LimitTable, limit_table
    from .calculus.notation import derivative_notations, partial_notations
    from .calculus.quotient import difference_quotient
    from .check import (
        Report,
        assert_consistent,
        assert_gradient,
        check_consistency,
        check_gradient,
        check_rule,
    )
    from .compilation import compile, lambdify
    from .compiled_function import CompiledFunction
    from .domain import Interval
    from .explanation import explain
    from .matrix import (
        CommutationMatrix,
        DiagonalMeans,
        DiagonalSums,
        Eigenvalue,
        Eigenvector,
        MatrixCosine,
        MatrixExponential,
        MatrixSine,
        ShiftedPseudoinverse,
        ToeplitzMatrix,
        Vec,
    )
    from .module import SymPyModule
    from .onnx_constants import onnx_translations
    from .ops import Op
    from .parse import parse_expression
    from .plot import plot_error, plot_secants, plot_tangent
    from .printer import Printer, namespace
    from .program.gradients.network import Network
    from .residuals import residual
    from .rules import Rule, RuleTable
    from .symbolic import (
        derivative,
        differential,
        gradient,
        hessian,
        hessian_vector_product,
        jacobian,
        wirtinger,
    )
    from .tracing import from_torch

# Public name -> module that defines it. No module of the package has the name of a public function
# at this level: importing it would hide the function.
_LAZY = {
    "AccuracyReport": ".accuracy",
    "CommutationMatrix": ".matrix",
    "CompiledFunction": ".compiled_function",
    "DiagonalMeans": ".matrix",
    "DiagonalSums": ".matrix",
    "Eigenvalue": ".matrix",
    "Eigenvector": ".matrix",
    "Interval": ".domain",
    "LimitTable": ".calculus.limit_table",
    "MatrixCosine": ".matrix",
    "MatrixExponential": ".matrix",
    "MatrixSine": ".matrix",
    "Network": ".program.gradients.network",
    "Op": ".ops",
    "Printer": ".printer",
    "Report": ".check",
    "Rule": ".rules",
    "RuleTable": ".rules",
    "ShiftedPseudoinverse": ".matrix",
    "SymPyModule": ".module",
    "ToeplitzMatrix": ".matrix",
    "Vec": ".matrix",
    "assert_consistent": ".check",
    "assert_gradient": ".check",
    "check_consistency": ".check",
    "check_gradient": ".check",
    "check_rule": ".check",
    "compile": ".compilation",
    "derivative": ".symbolic",
    "derivative_notations": ".calculus.notation",
    "differential": ".symbolic",
    "difference_quotient": ".calculus.quotient",
    "explain": ".explanation",
    "from_torch": ".tracing",
    "gradient": ".symbolic",
    "hessian": ".symbolic",
    "hessian_vector_product": ".symbolic",
    "jacobian": ".symbolic",
    "lambdify": ".compilation",
    "limit_table": ".calculus.limit_table",
    "namespace": ".printer",
    "onnx_translations": ".onnx_constants",
    "parse_expression": ".parse",
    "partial_notations": ".calculus.notation",
    "plot_error": ".plot",
    "plot_secants": ".plot",
    "plot_tangent": ".plot",
    "residual": ".residuals",
    "wirtinger": ".symbolic",
}
_MODULES = ("check", "ops", "plot", "render", "rules", "symbolic", "testing")

__all__ = [
    "AccuracyReport",
    "AmbiguousNameError",
    "BridgeError",
    "CheckpointError",
    "CommutationMatrix",
    "CompiledFunction",
    "ConstraintError",
    "DiagonalMeans",
    "DiagonalSums",
    "DomainError",
    "Eigenvalue",
    "Eigenvector",
    "ExpressionSyntaxError",
    "InputShapeError",
    "InputTypeError",
    "Interval",
    "LimitTable",
    "LostFunctionError",
    "LostGradientError",
    "MatrixCosine",
    "MatrixDerivativeError",
    "MatrixExponential",
    "MatrixSine",
    "MissingDependencyError",
    "MissingFunctionError",
    "MissingInputError",
    "Network",
    "NonFiniteWarning",
    "NotDifferentiableError",
    "Op",
    "OptionError",
    "PerformanceWarning",
    "Printer",
    "Report",
    "Rule",
    "RuleTable",
    "ShiftedPseudoinverse",
    "SmoothnessWarning",
    "SymPyModule",
    "ToeplitzMatrix",
    "TraceError",
    "UnexpectedInputError",
    "UnknownSymbolError",
    "UnsupportedFunctionError",
    "Vec",
    "__version__",
    "assert_consistent",
    "assert_gradient",
    "check_consistency",
    "check_gradient",
    "check_rule",
    "compile",
    "derivative",
    "derivative_notations",
    "difference_quotient",
    "differential",
    "explain",
    "from_torch",
    "gradient",
    "hessian",
    "hessian_vector_product",
    "jacobian",
    "lambdify",
    "limit_table",
    "namespace",
    "onnx_translations",
    "ops",
    "parse_expression",
    "partial_notations",
    "plot_error",
    "plot_secants",
    "plot_tangent",
    "residual",
    "rules",
    "testing",
    "wirtinger",
]


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
