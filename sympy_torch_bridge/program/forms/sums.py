"""Sum and Product over ranges of integers, given by numbers or by expressions."""

from __future__ import annotations

from typing import Any

import sympy

from ...errors import UnsupportedFunctionError
from ...matrix.contraction import contracted
from ...matrix.matrix_sum import MatrixSum
from ..body import lowered_body
from ..closed_form import can_lower, closed_form
from ..expressions.traversal import postorder
from ..lowering import Form, FormFunction, Lowering, Scope
from ..sums.array_reduction import is_step, over_array
from ..sums.series import InfiniteSum
from ..sums.summation import RangeProduct, RangeSum, TracedReduction

__all__ = ["FORMS"]

# Known ranges up to this length are written out along an axis of the tensors.
_WRITTEN_OUT = 1024


def _reduction(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    if isinstance(expr, sympy.Sum):
        traces = contracted(expr.args[0], expr.args[1:])  # x.T*A*x is not added up entry by entry
        if traces is not None:
            lowering.traits.extend(traces)
            return (yield traces, scope)
    term, (index, lower, upper) = _outermost(expr)
    if any(bound.has(sympy.oo, -sympy.oo) for bound in (lower, upper)):
        return (yield from _infinite(lowering, expr, scope))
    body = yield from lowered_body(lowering, term, [index], scope, arrays=True)
    # The bounds of a range of entries are counted exactly, as indices are.
    around = lowering.index_scope(scope) if any(body.ranks) else scope
    low = yield lower, around
    high = yield upper, around
    is_product = isinstance(expr, sympy.Product)
    count = _known_count(lower, upper)
    function: Any
    steps = is_step(lower) and is_step(upper)
    if any(body.ranks):
        function = over_array(lowering, expr, body)
    elif count is not None or has_supplied(lowering, term):
        function = TracedReduction(body.function, is_product=is_product, has_step_bounds=steps, count=count)
    else:
        kind = RangeProduct if is_product else RangeSum
        function = kind(type(expr).__name__, body.function, has_step_bounds=steps)
    return body.called(lowering, type(expr).__name__, function, low, high)


def _outermost(expr: Any) -> tuple[Any, tuple[Any, Any, Any]]:
    """Split off the last limit, which is the outermost; the others stay with the term."""
    term, *limits = expr.args
    if any(len(limit) != 3 for limit in limits):
        name = type(expr).__name__
        hint = f"give both bounds of the index: {name}(term, (index, lower, upper))"
        raise UnsupportedFunctionError(name, [name], hint=hint)
    inner = expr.func(term, *limits[:-1]) if limits[:-1] else term
    return inner, tuple(limits[-1])


def _known_count(lower: Any, upper: Any) -> int | None:
    """Return the number of terms of a moderate range of numbers."""
    gap = upper - lower
    is_known = lower.is_Rational and gap.is_Integer and -1 <= gap < _WRITTEN_OUT
    return int(gap) + 1 if is_known else None


def has_supplied(lowering: Lowering, expr: Any) -> bool:
    """Whether the expression calls a function of the user's, which may have parameters of its own."""
    return any(lowering.vocabulary.is_supplied(type(node)) for node in postorder(expr))


def _infinite(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    """Take SymPy's closed form; without one, a series is summed by its terms, a product refused."""
    if expr not in lowering.numeric and not has_supplied(lowering, expr):
        lowering.numeric.add(expr)
        closed = closed_form(expr)
        if closed is not None and can_lower(lowering, closed):
            lowering.traits.extend(closed)
            return (yield closed, scope)
    term, (index, lower, upper) = _outermost(expr)
    if isinstance(expr, sympy.Product) or has_supplied(lowering, expr):
        name = type(expr).__name__
        hint = "no closed form was found; give finite bounds, far enough for the digits you need"
        raise UnsupportedFunctionError(name, [name], hint=hint)
    if lower is -sympy.oo:
        parts = _from_minus_infinity(expr.func, term, index, upper)
        lowering.traits.extend(parts)
        return (yield parts, scope)
    if upper is not sympy.oo:
        raise UnsupportedFunctionError("Sum", ["Sum"], hint="write the infinite bound as oo or -oo alone")
    low = yield lower, scope
    body = yield from lowered_body(lowering, term, [index], scope)
    series = InfiniteSum(body.function, has_step_bound=is_step(lower))
    return body.called(lowering, "Sum", series, low)


def _from_minus_infinity(head: Any, term: Any, index: Any, upper: Any) -> Any:
    """Count downwards; a series in both directions is two series."""
    mirrored = term.xreplace({index: -index})
    if upper is sympy.oo:
        return head(term, (index, 0, sympy.oo)) + head(mirrored, (index, 1, sympy.oo))
    return head(mirrored, (index, -upper, sympy.oo))


def _matrix_sum(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    """Sum matrices; the bounds are counted exactly, as those of sums over entries."""
    index, lower, upper = expr.limits
    body = yield from lowered_body(lowering, expr.term, [index], scope, arrays=True)
    around = lowering.index_scope(scope)
    low = yield lower, around
    high = yield upper, around
    return body.called(lowering, type(expr).__name__, over_array(lowering, expr, body), low, high)


FORMS: dict[type[Any], FormFunction] = {
    sympy.Sum: _reduction,
    sympy.Product: _reduction,
    MatrixSum: _matrix_sum,
}
