"""Checks of many rules, in one process or in several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import Any

from ..check import check_rule
from ..entry import flaws_of
from ..rules import BY_ID, Rule

__all__ = ["Verified", "verified"]


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check found, as data that can pass from one process to another.

    Parameters
    ----------
    id : str
    verdict : {"consistent", "refuted", "inconclusive"}
        Of the rule and the steps of its derivation together.
    report : dict
        The check of the rule as data, with this verdict and, as ``flaws``, the steps that do not hold.
    text : str
        The same as text.
    """

    id: str
    verdict: str
    report: dict[str, Any]
    text: str


def verified(rules: Sequence[Rule], *, n_points: int, seed: int, jobs: int) -> Iterator[Verified]:
    """Check rules of the catalog and the steps that derive them; yield the results in their order.

    Examples
    --------
    >>> rules = [BY_ID["derivative.exp"], BY_ID["derivative.log"]]
    >>> [one.verdict for one in verified(rules, n_points=8, seed=0, jobs=1)]
    ['consistent', 'consistent']
    """
    check = partial(_checked, n_points=n_points, seed=seed)
    ids = [rule.id for rule in rules]
    if jobs <= 1:
        yield from map(check, ids)
        return
    # A process that was forked from one in which torch has run may hang.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_one_thread) as pool:
        yield from pool.map(check, ids, chunksize=4)


def _checked(rule_id: str, *, n_points: int, seed: int) -> Verified:
    rule = BY_ID[rule_id]
    report = check_rule(rule, n_points=n_points, seed=seed)
    flaws = flaws_of(rule, n_points=n_points, seed=seed)
    verdict = "refuted" if flaws else report.verdict
    data = {**report.to_dict(), "verdict": verdict, "flaws": list(flaws)}
    return Verified(rule_id, verdict, data, "\n".join([*flaws, str(report)]))


def _one_thread() -> None:
    """Keep the processes from competing: each has a core, and its tensors are small."""
    import torch

    torch.set_num_threads(1)
