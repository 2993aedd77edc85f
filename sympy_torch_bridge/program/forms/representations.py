"""The functions in which SymPy's expansion of hypergeometric functions keeps track of branches."""

from __future__ import annotations

from typing import Any

from sympy.functions.special import hyper

from ..lowering import Form, FormFunction, Lowering, Scope

__all__ = ["FORMS"]


def _written_out(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    """Lower the elementary functions inside and outside the unit circle; they contain I."""
    value = expr.rewrite("nonrep")
    lowering.traits.extend(value)
    return (yield value, scope)


_CLASSES = tuple(value for name, value in vars(hyper).items() if name.startswith("HyperRep_"))

FORMS: dict[type[Any], FormFunction] = dict.fromkeys(_CLASSES, _written_out)
