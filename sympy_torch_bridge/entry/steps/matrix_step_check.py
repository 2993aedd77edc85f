"""Each step on matrices checked by itself: along a line of matrices, entry by entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sympy import Identity, MatrixExpr, MatrixSymbol, Symbol, Trace

from ...domain import Interval
from ...errors import BridgeError
from ...matrix.forward import differential
from ...matrix.scalars import SYMPY_FAILURES
from ...rules import Rule, cases
from ...rules.case import with_instance
from ...rules.shared_domain import part_of
from .matrix_steps import change_of
from .step import Step
from .step_check import StepCheck

__all__ = ["check_matrix_steps"]

_POINTS = 2
_LINE = Symbol("line", real=True)


def check_matrix_steps(rule: Rule, steps: Sequence[Step], *, seed: int = 0) -> list[StepCheck]:
    """Compare both sides of each step, derivatives as limits of difference quotients.

    A differential is checked as the derivative along a line: by ``s`` at ``X + s*dX``, for ``X`` and ``dX``
    drawn at random. What stands for differentials of parts is what the engine has for them, which the steps
    of those parts check.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sympy_torch_bridge.rules import BY_ID
    >>> from .matrix_steps import matrix_steps
    >>> rule = BY_ID["matrix.linear-form"]
    >>> *_, first, last = matrix_steps(rule)
    >>> [found.verdict for found in check_matrix_steps(rule, [first, replace(first, after=2 * first.after)])]
    ['consistent', 'refuted']
    """
    return [_checked(rule, step, seed) for step in steps]


def _checked(rule: Rule, step: Step, seed: int) -> StepCheck:
    case = cases(rule)[0]
    instance = rule.instances[0] if rule.instances else {}
    try:
        with _structured(case):
            report = _report(_as_rule(case, step, instance), seed)
    except (BridgeError, *SYMPY_FAILURES):
        return StepCheck("inconclusive")
    return StepCheck(report.verdict, sum(row.verdict == "PASS" for row in report.points))


def _structured(case: Rule) -> Any:
    from ...symbolic.assumptions import assumed

    return assumed(dict(case.structure), case.wrt)


def _as_rule(case: Rule, step: Step, instance: Any) -> Rule:
    """Return a rule that says what a step says."""
    if step.kind == "found":
        return replace(case, rhs=with_instance(step.after, instance))
    change = change_of(step.wrt)
    moved = {step.wrt: step.wrt + _LINE * change}
    sides = (step.before, _with_parts(step, change))
    lhs, rhs = (with_instance(side.xreplace(moved), instance) for side in sides)
    if getattr(lhs, "shape", (1, 1)) != (1, 1):
        # A sum of all entries with weights drawn at random tells every entry.
        weights = MatrixSymbol("weights", *lhs.shape)
        lhs, rhs = Trace(weights.T * lhs), Trace(weights.T * rhs)
    intervals = part_of({**case.intervals, _LINE: Interval(-1, 1)}, lhs, rhs, _LINE)
    return Rule("step.line", "step along a line", lhs, rhs, _LINE, intervals, layout="numerator")


def _with_parts(step: Step, change: Any) -> Any:
    """Put in the differentials of the parts, as the engine has them."""
    known: dict[Any, Any] = {}
    for symbol, part in step.inner:
        found = differential(part, step.wrt, change)
        if isinstance(symbol, MatrixSymbol) and not isinstance(found, MatrixExpr):
            # The differential of a matrix with one entry is that of a number.
            known[Trace(symbol)] = found
            found = found * Identity(1)
        known[symbol] = found
    return step.after.xreplace(known)


def _report(rule: Rule, seed: int) -> Any:
    from ...check.formula_check import check_formula
    from ...check.matrix_case import matrix_case
    from ...check.matrix_jacobian import check_matrix_jacobian, has_four_axes
    from ...check.options import Options

    options = Options(n_points=_POINTS, seed=seed, domain=rule.intervals)
    if has_four_axes(rule.lhs, rule.wrt, 1):
        stacked = rule.rhs if rule.layout == "numerator" else rule.rhs.T
        return check_matrix_jacobian(rule.lhs, stacked, rule.wrt, options, with_code=False)
    written = matrix_case(rule.lhs, rule.rhs, rule.wrt, rule.layout or "denominator")
    return check_formula(written.question, written.claim, options, layout=rule.layout)
