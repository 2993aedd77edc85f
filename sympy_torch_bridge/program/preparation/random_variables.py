"""Probabilities, expectations and moments of sympy.stats: evaluated by SymPy before translation.

The parameters of a distribution are hidden inside its random symbol, so the inputs of a formula are
known only once no random symbol is left.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import stats
from sympy.stats.rv import RandomSymbol
from sympy.stats.symbolic_probability import (
    CentralMoment,
    Covariance,
    Expectation,
    Moment,
    Probability,
    Variance,
)

from ...errors import UnsupportedFunctionError
from ..closed_form import within
from ..expressions.traversal import children, postorder

__all__ = ["HEADS", "without_random_variables"]

# Integrals of densities take SymPy a while.
_SECONDS = 20.0
_EVALUATED: dict[type[Any], Callable[..., Any]] = {
    Probability: stats.P,
    Expectation: stats.E,
    Variance: stats.variance,
    Covariance: stats.covariance,
    Moment: stats.moment,
    CentralMoment: stats.cmoment,
}
HEADS = (RandomSymbol, *_EVALUATED)


def without_random_variables(expr: Any) -> Any:
    """Evaluate what SymPy can say about random variables.

    Raises
    ------
    UnsupportedFunctionError
        A random variable is left, which has no value.

    Examples
    --------
    >>> import sympy
    >>> s = sympy.Symbol("s", positive=True)
    >>> without_random_variables(s * Variance(stats.Normal("X", 0, s)))
    s**3
    """
    built: dict[int, Any] = {}
    for node in postorder(expr):
        parts = children(node)
        new = [built[id(part)] for part in parts]
        if type(node) in _EVALUATED:
            built[id(node)] = _value(node)
        elif isinstance(node, RandomSymbol):
            built[id(node)] = node
        else:
            is_same = all(a is b for a, b in zip(parts, new, strict=True))
            built[id(node)] = node if is_same else node.func(*new)
    result = built[id(expr)]
    left = next((node for node in postorder(result) if isinstance(node, RandomSymbol)), None)
    if left is not None:
        name = type(left).__name__
        hint = (
            f"{left} is a random variable and has no value; density({left})(x), cdf({left})(x) and "
            f"E({left}) are formulas of numbers"
        )
        raise UnsupportedFunctionError(name, [type(result).__name__, name], hint=hint)
    return result


def _value(node: Any) -> Any:
    value = within(_SECONDS, lambda: _EVALUATED[type(node)](*node.args))
    if value is None or any(isinstance(part, HEADS) for part in postorder(value)):
        name = type(node).__name__
        hint = f"SymPy finds no formula for {node}; write it as an Integral or Sum of density(X)(x)"
        raise UnsupportedFunctionError(name, [name], hint=hint)
    return value
