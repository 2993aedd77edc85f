"""The derivative of a rule on matrices as the engine finds it, in the layout of the rule."""

from __future__ import annotations

from typing import Any

from sympy import MatrixExpr

from ...errors import BridgeError
from ...rules import Rule

__all__ = ["engine_derivative"]


def engine_derivative(rule: Rule) -> Any:
    """Return what the matrix engine finds; None where it has no rule, or another shape.

    Examples
    --------
    >>> from sympy_torch_bridge.rules import BY_ID
    >>> engine_derivative(BY_ID["matrix.linear"])
    A.T
    """
    from ... import symbolic

    try:
        found = symbolic.derivative(rule.lhs, rule.wrt)
    except BridgeError:
        return None
    if rule.layout == "denominator" and _is_jacobian(rule, found):
        found = found.T
    same = getattr(found, "shape", ()) == getattr(rule.rhs, "shape", ())
    return found if same else None


def _is_jacobian(rule: Rule, found: Any) -> bool:
    """Tell whether a derivative is a Jacobian, which the engine gives in numerator layout."""
    outputs = getattr(rule.lhs, "shape", (1, 1))
    return isinstance(found, MatrixExpr) and tuple(outputs) != (1, 1)
