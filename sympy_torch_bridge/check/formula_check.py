"""The check of a claim in formulas, from the points to the report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from torch import Tensor

from .case import Case
from .claim import SymbolicClaim
from .claim_conditions import facts_at_conditions
from .diagnosis import Diagnosis, diagnose, short_difference
from .exact_side import exact_side
from .formula_judge import FormulaJudge
from .limit_gap import limit_gap
from .measurement import Bench
from .options import Options
from .question import Question
from .report import Report
from .summary import report_of, witnesses_of
from .torch_witnesses import torch_rows
from .work import JUDGING, NAMING, NAMING_ENDED, work

__all__ = ["check_formula"]


def check_formula(
    question: Question,
    claim: SymbolicClaim,
    options: Options,
    *,
    value: Callable[..., Tensor] | None = None,
    layout: str | None = None,
    name: Callable[[Case], Diagnosis] = diagnose,
) -> Report:
    """Judge a claim in formulas, and torch's derivatives beside it if asked for.

    Parameters
    ----------
    question : Question
    claim : SymbolicClaim
    options : Options
    value : callable, optional
        The expressions in torch, shape ``(n, m)``: adds torch's modes as witnesses.
    layout : str, optional
        What the report says about the layout of the claim.
    name : callable
        Names the mistake of a refuted claim.
    """
    reference, facts = exact_side(question, options)
    n_sample = len(facts)
    facts = [*facts, *facts_at_conditions(claim, reference, facts, options)]
    judge = FormulaJudge(claim, reference, options.op_table)
    bench = Bench(question, facts, options.dtype, options.seed)
    with work(JUDGING, len(facts)):
        rows = judge.rows(bench)
    named, difference = Diagnosis(), None
    notes: list[str] = []
    if claim.is_transposed or any(row.verdict == "FAIL" for row in rows):
        # A mistake that the sample shows is named by the sample: the further points are where it is odd.
        own = [row for row in rows if row.index < n_sample]
        if len(facts) > n_sample and any(row.verdict == "FAIL" for row in own):
            sample = Bench(question, facts[:n_sample], options.dtype, options.seed)
            case = Case(question, reference, sample, own, options, judge.rows, claim.is_transposed)
        else:
            case = Case(question, reference, bench, rows, options, judge.rows, claim.is_transposed)
        with work(NAMING, options.n_points) as budget:
            named = name(case)
        notes += [NAMING_ENDED] if budget.is_spent else []
        difference = short_difference(claim, reference, rows)
    witnesses = witnesses_of(reference)
    if value is not None and bench.facts:
        more, torch_witnesses, torch_notes = torch_rows(bench, value)
        rows, witnesses, notes = [*rows, *more], (*witnesses, *torch_witnesses), [*notes, *torch_notes]
    report = report_of(
        question,
        reference,
        options,
        rows,
        witnesses=witnesses,
        notes=notes,
        claim=claim.text,
        diagnosis=named,
        difference=difference,
        is_refuted=claim.is_transposed,
        layout=layout,
    )
    return replace(report, limit_gap=limit_gap(facts))
