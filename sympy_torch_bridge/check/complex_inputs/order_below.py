"""Double backward with complex inputs: the first backward pass is judged beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..diagnosis import Diagnosis
from ..measurement import Bench
from ..options import Options
from ..question import partials
from ..result import PointResult
from ..torch_claim import TorchClaim
from ..work import ESTABLISHING, work
from .diagnose import complex_diagnosis
from .higher_reference import complex_side
from .witnesses import backward_rows

__all__ = ["OrderBelow", "order_below"]

_NOTHING = Diagnosis()


@dataclass(frozen=True, slots=True)
class OrderBelow:
    """The derivatives of the order below: how they were judged, and what is wrong with them."""

    rows: Sequence[PointResult] = ()
    diagnosis: Diagnosis = _NOTHING


def order_below(claim: TorchClaim, bench: Bench, options: Options) -> OrderBelow:
    """Judge the derivatives of the order below: no double backward is right through a wrong backward.

    Parameters
    ----------
    claim : TorchClaim
        Other code than one that is judged by its backward pass claims nothing of a lower order.
    bench : Bench
    options : Options
    """
    question = bench.question
    if claim.value is None or question.order == 1:
        return OrderBelow()
    order = question.order - 1
    below = replace(question, exprs=partials(question.functions, question.wrt, order - 1), order=order)
    reference = complex_side(below, options.op_table)
    with work(ESTABLISHING, len(bench.facts)):
        facts = reference.facts([facts.point for facts in bench.facts])
    own = Bench(below, facts, options.dtype, options.seed, is_drawn=bench.is_drawn)
    rows = backward_rows(claim, own, reference)
    if not any(row.verdict == "FAIL" for row in rows):
        return OrderBelow(rows)
    which = {1: "first", 2: "second", 3: "third"}[order]
    named = complex_diagnosis(below, rows, reference.conventions)
    text = f"the {which} derivative is wrong already: {named.text or 'no known mistake fits'}"
    return OrderBelow(rows, Diagnosis(text, named.mistakes))
