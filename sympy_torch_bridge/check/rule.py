"""Checks of rules: a formula of the catalog is judged like a claim, on every instance it has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import product
from typing import Any

import sympy
import torch

from ..errors import InputTypeError
from ..ops import Op, ops_of
from ..rules import Rule, cases, coordinates
from ..rules.branches import regions
from ..symbolic.assumptions import assumed
from .claim import symbolic_claim, symbols_of_claim
from .combine import combined
from .complex_inputs import refuse_complex
from .field_case import check_field_case
from .formula_check import check_formula
from .higher_claim import higher_claim
from .matrix_case import matrix_case
from .matrix_check import MATRIX_POINTS, matrix_diagnosis
from .matrix_jacobian import check_matrix_jacobian, has_four_axes
from .options import Options
from .question import question_of
from .report import Report
from .torch_witnesses import compiled_value
from .unknown_slopes import with_named_slopes
from .without_entries import check_without_entries, has_no_entries

__all__ = ["check_rule"]

_PROOF_OPERATIONS = 500


@torch.inference_mode(False)
def check_rule(
    rule: Rule,
    *,
    n_points: int = 24,
    seed: int = 0,
    dtype: torch.dtype = torch.float64,
    ops: Iterable[Op] = (),
) -> Report:
    """Check one rule of the catalog, or one of your own.

    The right side is judged as a claim about the derivative of the left side; the compiled left side and
    torch's derivatives of it are judged beside it. A rule with unknown functions is proved by SymPy for
    all of them, and checked on its instances; a rule on matrices is checked entry by entry. Points are drawn
    from every branch of the condition that the rule states, so ``|x| > 1`` is tried for both signs of x.

    Parameters
    ----------
    rule : Rule
    n_points, seed, dtype, ops
        As in :func:`check_consistency`, for each instance, the branches of which share the points;
        matrices are checked at 6 points at most.

    Returns
    -------
    Report
        Of all instances together.

    Raises
    ------
    InputShapeError
        The right side of a matrix rule has neither the shape of its layout nor the transpose.
    OptionError, UnsupportedFunctionError

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sympy_torch_bridge.rules import BY_ID
    >>> rule = BY_ID["derivative.tanh"]
    >>> check_rule(rule).verdict, check_rule(replace(rule, rhs=-rule.rhs)).diagnosis
    ('consistent', 'consistent with a wrong sign')
    """
    if not isinstance(rule, Rule):
        raise InputTypeError(
            "rule", f"a {type(rule).__name__}", expected="a Rule", hint="rules.BY_ID[id] finds one by its id"
        )
    options = Options(n_points=n_points, seed=seed, dtype=dtype, ops=ops_of(ops))
    refuse_complex(options, "rules are checked")
    reports = [report for case in cases(rule) for report in _on_branches(case, options, rule.kind)]
    unproved = rule.kind == "operator" and not rule.rhs.has(sympy.Limit) and not _is_proved(rule)
    note = "SymPy does not prove the rule for unknown functions" if unproved else ""
    return combined(
        reports,
        title=rule.id,
        subject=str(rule.lhs),
        claim=str(rule.rhs),
        open_question=note,
        layout=rule.layout,
    )


def _on_branches(case: Rule, options: Options, kind: str) -> list[Report]:
    """Share the points among the branches of the condition."""
    branches = regions(case, of_instance=kind == "operator")
    shared = replace(options, n_points=-(-options.n_points // len(branches)), relations=case.relations)
    return [_check_case(case, replace(shared, domain=region)) for region in branches]


def _check_case(case: Rule, options: Options) -> Report:
    if case.kind == "matrix":
        with assumed(dict(case.structure), case.wrt):
            return _check_matrix_case(case, options)
    if case.operator != "derivative":
        return check_field_case(case, options)
    rhs = case.rhs.doit() if isinstance(case.rhs, sympy.MatrixExpr) else case.rhs
    question = question_of(case.lhs, case.wrt, symbols_of_claim(rhs), case.order)
    claim = (symbolic_claim if case.order == 1 else higher_claim)(rhs, question)
    return check_formula(question, claim, options, value=compiled_value(question, options.ops))


def _check_matrix_case(case: Rule, options: Options) -> Report:
    few = replace(options, n_points=min(options.n_points, MATRIX_POINTS))
    is_stacked = has_four_axes(case.lhs, case.wrt, 1)
    if has_no_entries(case.lhs, case.rhs):
        layout = case.layout or "denominator"
        return check_without_entries(case.lhs, case.rhs, case.wrt, few, layout=layout, is_stacked=is_stacked)
    if is_stacked:
        stacked = case.rhs if case.layout == "numerator" else case.rhs.T
        return check_matrix_jacobian(case.lhs, stacked, case.wrt, few, with_code=True)
    written = matrix_case(case.lhs, case.rhs, case.wrt, case.layout or "denominator")
    return check_formula(
        written.question,
        written.claim,
        few,
        value=written.value(options.ops),
        layout=case.layout,
        name=matrix_diagnosis(case.lhs, case.wrt),
    )


def _is_proved(rule: Rule) -> bool:
    """Tell whether SymPy shows both sides equal while the functions are unknown."""
    rhs = rule.rhs.doit()
    claimed = list(rhs) if isinstance(rhs, sympy.MatrixBase) else [rhs]
    exact = _derivatives(rule)
    return len(claimed) == len(exact) and all(
        _vanishes(_as_given((entry - claim).doit(), rule))
        for entry, claim in zip(exact, claimed, strict=True)
    )


def _derivatives(rule: Rule) -> list[Any]:
    """Return what SymPy has for the entries of the right side."""
    if rule.operator != "derivative":
        found = getattr(coordinates, rule.operator)(rule.lhs, rule.wrt)
        return list(found) if isinstance(found, sympy.MatrixBase) else [found]
    if not isinstance(rule.wrt, tuple):
        return [rule.lhs.diff(rule.wrt, rule.order)]
    return [rule.lhs.diff(*path) for path in product(rule.wrt, repeat=rule.order)]


def _as_given(difference: Any, rule: Rule) -> Any:
    """Eliminate the derivatives of the left side by those of what is 0, the highest first."""
    if rule.given is None:
        return difference
    for order in range(rule.order, 0, -1):
        unknown = rule.lhs.diff(rule.wrt, order)
        relation = sympy.expand(rule.given.diff(rule.wrt, order).doit())
        rest = sympy.expand(relation - relation.coeff(unknown) * unknown)
        difference = difference.subs(unknown, -rest / relation.coeff(unknown))
    return difference


def _vanishes(difference: Any) -> bool:
    short = sympy.expand(difference)
    if short == 0 or sympy.expand(with_named_slopes(short)) == 0:
        return True
    return bool(sympy.count_ops(short) <= _PROOF_OPERATIONS and sympy.simplify(short) == 0)
