"""The rules of entry pages, checked in all processes of a build before their pages are read.

Sphinx divides pages among its processes in the order of their names. A page that lists the whole catalogue
would check nearly all rules in one process, while the others wait for it.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from sphinx.application import Sphinx
from sphinx.util.display import progress_message
from sphinx.util.parallel import ParallelTasks, parallel_available

from .cache import Cache, cache_of
from .config import Settings
from .parts import chosen_parts

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from ..rules import Rule

__all__ = ["check_ahead"]


def check_ahead(app: Sphinx, env: BuildEnvironment, docnames: Sequence[str]) -> None:
    """Check the rules whose pages are to be read (handler of ``env-before-read-docs``).

    What is found lies in the cache, where the pages look for it: they show it, and warn, as if they had
    checked the rules themselves.
    """
    settings = Settings.read(app.config)
    if app.parallel < 2 or not parallel_available or not (settings.cache and settings.entry_pages):
        return
    from ..rules import RULES

    pages = set(docnames)
    chosen = [rule for rule in RULES if f"{settings.entry_pages}/{rule.id}" in pages]
    if not chosen:
        return
    # The next rule goes to whoever is free: some take a hundred times as long as others.
    taken = multiprocessing.get_context("fork").Value("i", 0)
    work = partial(_check_each, chosen, taken, cache_of(env, settings), settings)
    with progress_message(f"checking {len(chosen)} rules in {app.parallel} processes"):
        tasks = ParallelTasks(app.parallel)
        for _ in range(app.parallel):
            tasks.add_task(work)
        tasks.join()


def _check_each(rules: Sequence[Rule], taken: Any, cache: Cache, settings: Settings) -> None:
    """Take one rule after the other that no other process has taken."""
    while (index := _next(taken)) < len(rules):
        for part in (_entry, _graph):
            # An error belongs to the page, which meets it again: nothing is kept of what failed.
            with suppress(Exception):
                part(rules[index], cache, settings)


def _next(taken: Any) -> int:
    with taken.get_lock():
        index: int = taken.value
        taken.value += 1
    return index


def _entry(rule: Rule, cache: Cache, settings: Settings) -> None:
    from .entry_parts import entry_of
    from .verification import rule_evidence

    rule_evidence(rule, cache, settings)
    entry_of(rule, chosen_parts(None, None, settings.parts), cache, settings)


def _graph(rule: Rule, cache: Cache, settings: Settings) -> None:
    from .entry_parts import graph_of

    if "plot" in settings.parts:
        graph_of(rule, cache, settings, is_page=True)
