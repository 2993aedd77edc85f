"""``rules list | show ID | verify``: the catalogue of derivative rules."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from ..check import Report, check_rule
from ..errors import UnknownSymbolError
from ..rules import BY_ID, Rule, RuleTable, select
from . import verdict

__all__ = ["configure", "run"]

# Below this the second process takes longer to start than it saves.
_MANY = 100


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("action", choices=("list", "show", "verify"))
    parser.add_argument("id", nargs="*", metavar="ID", help="rules by their id (default: all)")
    parser.add_argument("--tag", action="append", default=[], help="only rules with this tag (repeatable)")


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked with the chosen rules."""
    unknown = [name for name in arguments.id if name not in BY_ID]
    if unknown:
        raise UnknownSymbolError(unknown[0], list(BY_ID), where="the catalogue of rules")
    chosen = select(tags=arguments.tag or None, ids=arguments.id or None)
    if arguments.action == "list":
        return _list(chosen, arguments.json)
    return _verify(chosen, arguments.json, whole=arguments.action == "show")


def _list(chosen: tuple[Rule, ...], as_json: bool) -> int:
    table = RuleTable(chosen)
    if as_json:
        verdict.print_json(table.to_dict())
    else:
        print(table)
    return verdict.VERIFIED if chosen else verdict.INCONCLUSIVE


def _reports(chosen: tuple[Rule, ...]) -> Iterator[Report]:
    """Check the rules one after the other, or in two processes where they are many."""
    if len(chosen) < _MANY or (os.cpu_count() or 1) < 2:
        yield from map(check_rule, chosen)
        return
    # A fresh process: torch's threads do not survive a fork.
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_report, [rule.id for rule in chosen], chunksize=4)


def _report(id_: str) -> Report:
    return check_rule(BY_ID[id_])


def _verify(chosen: tuple[Rule, ...], as_json: bool, *, whole: bool) -> int:
    results: dict[str, dict[str, object]] = {}
    worst = verdict.VERIFIED
    for place, (rule, report) in enumerate(zip(chosen, _reports(chosen), strict=True)):
        if sys.stderr.isatty():
            print(f"\r{place + 1}/{len(chosen)} {rule.id:<50}", end="", file=sys.stderr)
        results[rule.id] = report.to_dict()
        code = verdict.exit_code(report.verdict)
        worst = verdict.REFUTED if verdict.REFUTED in (worst, code) else max(worst, code)
        if not as_json:
            print(f"{verdict.highlighted(report.verdict):<12}  {rule.id}")
            if whole or code != verdict.VERIFIED:
                print(f"\n{RuleTable((rule,))}\n\n{report}\n")
    if sys.stderr.isatty():
        print(file=sys.stderr)
    if as_json:
        verdict.print_json(results)
    elif not whole:
        verified = sum(r["verdict"] == "consistent" for r in results.values())
        print(f"{verified} of {len(results)} rules verified")
    return worst
