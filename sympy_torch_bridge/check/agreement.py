"""Every route to the derivatives of a question side by side, without any claim."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from torch import Tensor

from .known import reference_of
from .measurement import Bench
from .options import Options, facts_of_sample
from .question import Question
from .report import Report
from .result import PointResult
from .summary import report_of, witnesses_of
from .torch_witnesses import torch_rows

__all__ = ["judge_routes"]


def judge_routes(
    question: Question,
    options: Options,
    value: Callable[..., Tensor],
    *,
    layout: str | None = None,
    notes: Sequence[str] = (),
) -> Report:
    """Compare SymPy's derivatives, the limits of quotients, and torch's modes.

    Parameters
    ----------
    question : Question
    options : Options
    value : callable
        The expressions in torch, shape ``(n, m)``.
    layout : str, optional
        What the report says about the layout.
    notes : sequence of str
        More to be said.

    Examples
    --------
    >>> import sympy
    >>> from .question import question_of
    >>> from .torch_witnesses import compiled_value
    >>> question = question_of(sympy.exp(sympy.Symbol("x")), None)
    >>> judge_routes(question, Options(), compiled_value(question)).verdict
    'consistent'
    """
    reference = reference_of(question, options)
    facts = facts_of_sample(question, reference, options)
    if not facts:
        witnesses = witnesses_of(reference, None)
        return report_of(question, reference, options, [], witnesses=witnesses, layout=layout)
    bench = Bench(question, facts, options.dtype, options.seed)
    rows, torch_witnesses, torch_notes = torch_rows(bench, value)
    return report_of(
        question,
        reference,
        options,
        [*_symbolic_rows(bench), *rows],
        witnesses=(*witnesses_of(reference, None), *torch_witnesses),
        notes=[*notes, *torch_notes],
        layout=layout,
    )


def _symbolic_rows(bench: Bench) -> list[PointResult]:
    """Return SymPy's derivative judged by the limit, wherever both exist."""
    rows = []
    for index, facts in enumerate(bench.facts):
        for component, fact in facts.derivatives.items():
            if fact.symbolic is not None:
                rows.append(
                    bench.row(index, component, "symbolic", fact.symbolic_value, fact.limit, fact.symbolic)
                )
    return rows
