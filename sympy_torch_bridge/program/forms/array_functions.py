"""A function applied to every entry of an array."""

from __future__ import annotations

from typing import Any

from sympy.tensor.array.expressions import ArrayElementwiseApplyFunc

from ...ops import array_kernels
from ..lowering import Form, FormFunction, Lowering, Scope
from ..operation import parametrised

__all__ = ["FORMS"]


def _applied(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    build = lowering.builder
    function, array = expr.args
    argument = yield array, scope
    lowering.traits.extend(function)
    bound = dict.fromkeys(function.variables, argument)
    result = yield function.expr, lowering.keep(Scope(scope, bound=bound, entrywise=True))
    if build.rank(result):
        return result
    rank = build.rank(argument)
    return build.add(parametrised(array_kernels.spread, rank, rank=rank, integral=True), result, argument)


FORMS: dict[type[Any], FormFunction] = {ArrayElementwiseApplyFunc: _applied}
