"""Checks of many rules, in one process or in several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import Any

from ..check import check_rule
from ..rules import BY_ID, Rule

__all__ = ["Verified", "verified"]


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check found, as data that can pass from one process to another."""

    id: str
    verdict: str
    report: dict[str, Any]
    text: str


def verified(rules: Sequence[Rule], *, n_points: int, seed: int, jobs: int) -> Iterator[Verified]:
    """Check rules of the catalog and yield the results in their order.

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
    report = check_rule(BY_ID[rule_id], n_points=n_points, seed=seed)
    return Verified(rule_id, report.verdict, report.to_dict(), str(report))


def _one_thread() -> None:
    """Keep the processes from competing: each has a core, and its tensors are small."""
    import torch

    torch.set_num_threads(1)
