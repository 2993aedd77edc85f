"""How many mistakes as people make them are named rightly, and which names mislead.

``PYTHONPATH=tests python -m benchmarks.checker.people`` checks the collections of ``tests/check/people``
whole and prints a table; ``--only fifth`` takes one of them, ``--list`` shows what is not as it should be.
"""

from __future__ import annotations

import argparse
import time
from importlib import import_module
from typing import Any

import torch

__all__ = ["COLLECTIONS", "counted"]

# Name, module, wrong claims that a known slip explains, and all wrong ones.
COLLECTIONS = {
    "first": ("collection", "NAMEABLE", "WRONG"),
    "second": ("second.collected", "SECOND_NAMEABLE", "SECOND_WRONG"),
    "third": ("third.collected", "THIRD_NAMEABLE", "THIRD_WRONG"),
    "fourth": ("fourth.collected", "FOURTH_NAMEABLE", "FOURTH_WRONG"),
    "fifth": ("fifth.collected", "FIFTH_NAMEABLE", "FIFTH_WRONG"),
    "afterwards": ("fifth.afterwards", "CLAIMS", "CLAIMS"),
}


def counted(name: str) -> tuple[list[Any], dict[str, list[Any]]]:
    """Return the claims of a collection that a slip explains, and all wrong ones by what became of them."""
    account = import_module("check.people.account")
    module, nameable, wrong = COLLECTIONS[name]
    collection = import_module(f"check.people.{module}")
    found: dict[str, list[Any]] = {"not refuted": [], "misled": [], "named": [], "unnamed": []}
    for case in getattr(collection, wrong):
        report = account.report_of(case)
        if report.verdict != "refuted":
            found["not refuted"].append(case)
        elif not report.mistakes:
            found["unnamed"].append(case)
        else:
            found["named" if account.is_true(case) else "misled"].append(case)
    return list(getattr(collection, nameable)), found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Check the collections of mistakes as people make them.")
    parser.add_argument("--only", choices=COLLECTIONS, action="append")
    parser.add_argument("--list", action="store_true", help="show what is not as it should be")
    options = parser.parse_args()
    torch.set_num_threads(1)
    print(
        "| collection | claims | named rightly | misled | not refuted | seconds |\n|---|---|---|---|---|---|"
    )
    for name in options.only or COLLECTIONS:
        start = time.process_time()
        nameable, found = counted(name)
        ids = {case.id for case in nameable}
        named = sum(case.id in ids for case in found["named"])
        share = f"{named} of {len(nameable)} ({100 * named / len(nameable):.1f} %)"
        n_wrong = sum(map(len, found.values()))
        others = f"{len(found['misled'])} | {len(found['not refuted'])}"
        print(f"| {name} | {n_wrong} | {share} | {others} | {time.process_time() - start:.0f} |", flush=True)
        if options.list:
            account = import_module("check.people.account")
            for case in (*found["misled"], *found["not refuted"]):
                print(f"  {case.id}: {case.why}: {account.report_of(case).diagnosis}")
            print("  unnamed:", *(case.id for case in found["unnamed"] if case.id in ids))


if __name__ == "__main__":
    main()
