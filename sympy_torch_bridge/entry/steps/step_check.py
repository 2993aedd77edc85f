"""Each step of a derivation checked by itself, at the points of the check of its rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import mpmath
from sympy import Add, Derivative, MatrixBase

from ...errors import BridgeError
from ...matrix.scalars import SYMPY_FAILURES
from ...rules import Rule, cases
from ...rules.case import with_instance
from .step import Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...check.reference import Reference
    from ...exact import Enclosure, ExactFunction

__all__ = ["StepCheck", "check_steps"]

_POINTS = 4
_CASES = 3


@dataclass(frozen=True, slots=True)
class StepCheck:
    """What was found out about one step.

    Parameters
    ----------
    verdict : {"consistent", "refuted", "inconclusive"}
        A step that says what an operator means holds by itself.
    points : int
        At how many points it holds.
    """

    verdict: Literal["consistent", "refuted", "inconclusive"]
    points: int = 0


def check_steps(rule: Rule, steps: Sequence[Step], *, n_points: int = 24, seed: int = 0) -> list[StepCheck]:
    """Compare both sides of each step in high precision, derivatives as limits of difference quotients.

    Nothing of what SymPy differentiates is taken on trust: the derivative of the left side of a step comes
    from the values of that side.

    Parameters
    ----------
    rule : Rule
    steps : sequence of Step
        On numbers, not on matrices.
    n_points, seed : int
        As in the check of the rule, whose points are used.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sympy_torch_bridge.rules import BY_ID
    >>> from .rule_steps import rule_steps
    >>> rule = BY_ID["derivative.gaussian"]
    >>> first, *rest = rule_steps(rule)
    >>> [found.verdict for found in check_steps(rule, [first, replace(first, after=2 * first.after)])]
    ['consistent', 'refuted']
    """
    slopes = {Derivative(s.before, s.wrt): s.after for s in reversed(steps) if s.kind == "slope"}
    tallies = [[0, 0] for _ in steps]
    for case, instance in _concrete(rule):
        for reference, point in _points_of(case, n_points, seed):
            for tally, step in zip(tallies, steps, strict=True):
                for verdict in _judged(step, slopes, instance, reference, point):
                    tally[0] += verdict == "PASS"
                    tally[1] += verdict == "FAIL"
    return [_verdict(step, *tally) for step, tally in zip(steps, tallies, strict=True)]


def _verdict(step: Step, passed: int, failed: int) -> StepCheck:
    if failed:
        return StepCheck("refuted", passed)
    return StepCheck("consistent" if passed or step.kind == "meaning" else "inconclusive", passed)


def _concrete(rule: Rule) -> Iterator[tuple[Rule, Mapping[Any, Any]]]:
    instances = rule.instances or ({},)
    yield from zip(cases(rule)[:_CASES], instances[:_CASES], strict=True)


def _points_of(case: Rule, n_points: int, seed: int) -> list[tuple[Reference, Any]]:
    from ...check.claim import symbols_of_claim
    from ...check.exact_side import exact_side
    from ...check.options import Options
    from ...check.question import question_of

    lhs = list(case.lhs) if isinstance(case.lhs, MatrixBase) else case.lhs
    others = symbols_of_claim(case.rhs)
    try:
        question = question_of(lhs, case.wrt, others, case.order)
        options = Options(n_points=n_points, seed=seed, domain=case.intervals)
        reference, facts = exact_side(question, options)
    except (BridgeError, *SYMPY_FAILURES):
        return []
    # At a kink the two sides of a step may follow different conventions.
    smooth = [here for here in facts if all(fact.kind == "smooth" for fact in here.derivatives.values())]
    return [(reference, here.point) for here in smooth[:_POINTS]]


def _judged(
    step: Step, slopes: Mapping[Any, Any], instance: Mapping[Any, Any], reference: Reference, point: Any
) -> Iterator[str]:
    if step.kind == "meaning":
        return
    before, after = (_numbers(side, slopes, instance) for side in (step.before, step.after))
    if len(before) != len(after):
        yield "FAIL"
        return
    wrt = step.wrt if step.wrt is None else with_instance(step.wrt, instance)
    for left, right in zip(before, after, strict=True):
        try:
            yield from _compared(left, right, wrt if step.kind == "slope" else None, reference, point)
        except (BridgeError, *SYMPY_FAILURES):
            continue


def _numbers(side: Any, slopes: Mapping[Any, Any], instance: Mapping[Any, Any]) -> list[Any]:
    done = with_instance(side, instance).doit()
    if done.has(Derivative):
        # What SymPy does not differentiate, as floor, a later step does.
        done = with_instance(side.xreplace(slopes).xreplace(slopes), instance).doit()
    return list(done) if isinstance(done, MatrixBase) else [done]


def _compared(left: Any, right: Any, wrt: Any, reference: Reference, point: Any) -> Iterable[str]:
    from ...check.judge import judge_enclosure

    values = reference.function([left])
    (value,) = values(point)
    if not value.is_finite:
        return []
    exact = value if wrt is None else _limit(left, values, point, wrt)
    if not exact.is_finite:
        return []
    (claimed,) = reference.function([right])(point)
    if wrt is None:
        # What cancels is as exact as the terms are.
        scale = max(abs(float(term)) for term in reference.function(Add.make_args(left))(point))
    else:
        scale = abs(float(value)) / (abs(float(point[wrt])) or 1.0)
    return [judge_enclosure(claimed, exact, None, 0.0, scale).verdict]


def _limit(expr: Any, values: ExactFunction, point: Any, wrt: Any) -> Enclosure:
    """Return the limit of difference quotients, not finite at a kink or a jump."""
    from ...check.roughness import is_rough
    from ...exact import central_slope, classify
    from ...ops import BY_HEAD

    if not is_rough(expr, BY_HEAD):
        return central_slope(values, point, wrt)
    seen = classify(values, point, wrt)
    return seen.central if seen.kind == "smooth" else replace(seen.central, radius=mpmath.inf)
