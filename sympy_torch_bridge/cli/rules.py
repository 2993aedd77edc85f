"""``rules list | show ID | verify``: the catalogue of derivative rules."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from typing import Any

from ..entry import known_parts, rule_entry
from ..errors import OptionError
from ..languages import ENGLISH, LANGUAGES, catalogue
from ..render import CUT, DOCUMENT_FORMATS, PARTS, fit, to_text, write_document
from ..rules import BY_ID, COLUMNS, Rule, RuleTable, nearest_ids, select
from ..sentences import CATALOGUE as WORDS
from . import verdict
from .progress import progress
from .rule_verification import Verified, verified

__all__ = ["configure", "run"]

# Fewer rules are done before further processes have loaded torch.
_WORTH_PROCESSES = 40
# Of a line in a file or a pipe, the same everywhere.
_WIDTH_OF_FILES = 120
_POINTS = 24
# Options that the other actions have no use for.
_OF_SOME_ACTIONS = {
    "columns": ("list",),
    "parts": ("show",),
    "format": ("show",),
    "points": ("show", "verify"),
    "seed": ("show", "verify"),
    "jobs": ("verify",),
}
_ALL = "'rules list' shows all"
# To how few characters the columns of a list may be cut.
_LEAST_WIDTHS = {"title": 12, "statement": 20, "conditions": 24, "shapes": 12, "tags": 12, "source": 12}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("action", choices=("list", "show", "verify"))
    parser.add_argument(
        "id", nargs="*", metavar="ID", help="rules by their id (default: all; show needs some)"
    )
    parser.add_argument("--tag", action="append", default=[], help="only rules with this tag (repeatable)")
    parser.add_argument(
        "--columns", metavar="NAME,...", help=f"what to list, of {', '.join(COLUMNS)} (default: what fits)"
    )
    parser.add_argument(
        "--language", default=ENGLISH, metavar="LANGUAGE",
        help=f"of what is listed or shown: {' or '.join(LANGUAGES)} (default {ENGLISH})",
    )  # fmt: skip
    parser.add_argument("--parts", metavar="NAME,...", help=f"what to show, of {', '.join(PARTS)}")
    parser.add_argument("--format", choices=tuple(DOCUMENT_FORMATS), help="of what is shown (default text)")
    parser.add_argument("--points", type=int, metavar="N", help=f"points of a check (default {_POINTS})")
    parser.add_argument("--seed", type=int, help="seed of the points (default 0)")
    parser.add_argument(
        "--jobs", type=int, metavar="N", help="processes of a long verification (default: one a core)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked with the chosen rules."""
    unknown = [name for name in arguments.id if name not in BY_ID]
    if unknown:
        raise OptionError("ID", unknown[0], **nearest_ids(unknown[0]))
    _refuse_unused(arguments)
    catalogue(WORDS, arguments.language)  # an unknown one is refused before anything is computed
    for option, value, least in (
        ("--points", arguments.points, 1),
        ("--seed", arguments.seed, 0),
        ("--jobs", arguments.jobs, 1),
    ):
        if value is not None and value < least:
            raise OptionError(option, value, accepted=(f"a whole number from {least} on",))
    chosen = select(tags=arguments.tag or None, ids=arguments.id or None)
    if not chosen:
        print("no rule of the catalogue has all of these tags and ids", file=sys.stderr)
        return verdict.INCONCLUSIVE
    if arguments.action == "list":
        return _list(chosen, arguments)
    if arguments.action == "show":
        return _show(chosen, arguments)
    return _verify(chosen, arguments)


def _refuse_unused(arguments: argparse.Namespace) -> None:
    """Refuse an option that the action would not heed."""
    for option, actions in _OF_SOME_ACTIONS.items():
        given = getattr(arguments, option) is not None
        if given and arguments.action not in actions:
            commands = " and ".join(f"'rules {action}'" for action in actions)
            raise OptionError(
                f"--{option}", getattr(arguments, option),
                accepted=(f"nothing with 'rules {arguments.action}'",),
                hint=f"it belongs to {commands}; leave it out",
            )  # fmt: skip
    if arguments.json and arguments.format is not None:
        raise OptionError(
            "--format", arguments.format, accepted=("nothing with --json",), hint="leave out one"
        )


def _sampling(arguments: argparse.Namespace) -> dict[str, Any]:
    points = _POINTS if arguments.points is None else arguments.points
    return {"n_points": points, "seed": arguments.seed or 0}


def _list(chosen: tuple[Rule, ...], arguments: argparse.Namespace) -> int:
    columns = arguments.columns.replace(",", " ").split() if arguments.columns else None
    table = RuleTable(chosen, columns=columns, language=arguments.language)
    if arguments.json:
        verdict.print_json(table.to_dict())
        return verdict.VERIFIED
    least = [_LEAST_WIDTHS.get(name, 0) for name in table.columns]
    if not columns:
        least = least[: table.columns.index("conditions") + 1]
    shown = fit(table.table, shutil.get_terminal_size((_WIDTH_OF_FILES, 24)).columns, least=least)
    print(to_text(shown))
    cut = sum(cell.text.endswith(CUT) for row in shown.rows for cell in row)
    if cut:
        print(f"cut: {cut} entries that end in {CUT}; whole: rules show ID, or --json", file=sys.stderr)
    return verdict.VERIFIED


def _show(chosen: tuple[Rule, ...], arguments: argparse.Namespace) -> int:
    if not arguments.id and not arguments.tag:
        raise OptionError("ID", "", accepted=("the id of a rule",), hint=f"{_ALL}, '--tag' chooses a group")
    parts = known_parts(arguments.parts.replace(",", " ").split() if arguments.parts else PARTS)
    options = {**_sampling(arguments), "language": arguments.language}
    entries = [rule_entry(rule, parts=parts, **options) for rule in chosen]
    if arguments.json:
        verdict.print_json({entry.id: entry.to_dict() for entry in entries})
    else:
        print("\n\n".join(write_document(entry.document, arguments.format or "text") for entry in entries))
    # A wrong step is as wrong as a wrong rule.
    return _worst(["refuted" if entry.flaws else entry.verdict for entry in entries])


def _verify(chosen: tuple[Rule, ...], arguments: argparse.Namespace) -> int:
    is_long = len(chosen) > _WORTH_PROCESSES
    jobs = arguments.jobs or (min(os.cpu_count() or 1, len(chosen)) if is_long else 1)
    found: list[Verified] = []
    checks = verified(chosen, jobs=jobs, **_sampling(arguments))
    for one in progress(checks, len(chosen), is_shown=not arguments.json):
        found.append(one)
        if not arguments.json:
            print(f"{verdict.highlighted(one.verdict):<12}  {one.id}")
            if one.verdict != "consistent":
                print(f"\n{RuleTable((BY_ID[one.id],))}\n\n{one.text}\n")
    if arguments.json:
        verdict.print_json({one.id: one.report for one in found})
    else:
        print(f"{sum(one.verdict == 'consistent' for one in found)} of {len(found)} rules verified")
    return _worst([one.verdict for one in found])


def _worst(verdicts: list[str]) -> int:
    """Return the exit code: one refuted rule outweighs all that are undecided."""
    codes = {verdict.exit_code(word) for word in verdicts}
    return verdict.REFUTED if verdict.REFUTED in codes else max(codes)
