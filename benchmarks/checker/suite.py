"""Every function of the suite, right and wrong, through the checker.

    python -m benchmarks.checker.suite --out suite.json
    python -m benchmarks.checker.suite --kinds vector edge --every 3 --jobs 1

prints a Markdown table by class of mistake and lists every miss and every false alarm. The exit code is
1 if there is a false alarm, a formula that is wrong and not refuted, or a silent miss.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import torch

import sympy_torch_bridge as stb

from .claims import ROUTES, formula_claim
from .functions import KINDS, Function, functions
from .mutants import SIZES, derivative, mutants
from .rewritten import rewritten
from .table import problems, table
from .truth import differ, is_smooth
from .unnamed import mistakes_unnamed

__all__ = ["Outcome", "check", "examine", "main", "other_points", "wrong_somewhere"]

# Forms that torch claims are made of: code is not rewritten in as many ways as formulas are.
_CODE_FORMS = ["as it is", "expand", "together", "floats"]
_JUDGED = ("PASS", "FAIL", "ILL_CONDITIONED", "UNDECIDED")
_OTHER_SEED = 1000


@dataclass(frozen=True)
class Outcome:
    """What the checker said to one claim.

    Parameters
    ----------
    kind, subject : str
        Class of the function, and the function.
    claim : str
        ``"right"`` or the class of the mistake.
    form : str
        How a right derivative was written; empty for mistakes.
    route : {"formula", "compile", "lambdify"}
    verdict : str
    failed, judged : int
        Points of the wrong or of any component that failed, and that were judged.
    resolved, resolved_missed : int
        Points at which the resolution is ten times finer than the size of a small mistake, and those of
        them that did not fail; zero for other mistakes.
    """

    kind: str
    subject: str
    claim: str
    form: str
    route: str
    verdict: str
    failed: int
    judged: int
    resolved: int = 0
    resolved_missed: int = 0


def examine(
    function: Function, claims: Sequence[str] = ("right", "wrong"), routes: Sequence[str] = tuple(ROUTES)
) -> Iterator[Outcome]:
    """Yield the outcome of every claim about a function.

    Raises
    ------
    AssertionError
        The truth itself is unusable: no points were found.
    """
    right = derivative(function)
    points = other_points(function, right)
    assert points, f"no points for {function.exprs}"
    if "right" in claims:
        yield from _right(function, right, points, routes)
    if "wrong" in claims:
        yield from _wrong(function, right, points, routes)


def _right(function: Function, right: Any, points: Sequence[Any], routes: Sequence[str]) -> Iterator[Outcome]:
    for form, rows in rewritten(right):
        if not differ(rows, right, points):
            yield _outcome(function, "right", form, "formula", formula_claim(function, rows))
    for route in routes:
        for form, rows in rewritten(right, _CODE_FORMS):
            if not differ(rows, right, points):
                yield from _by_code(function, "right", form, route, rows, right)


def _wrong(function: Function, right: Any, points: Sequence[Any], routes: Sequence[str]) -> Iterator[Outcome]:
    for mutant in mutants(function, right, points):
        if wrong_somewhere(function, mutant.rows, right, points):
            yield _outcome(function, mutant.kind, "", "formula", formula_claim(function, mutant.rows))
            for route in routes:
                yield from _by_code(function, mutant.kind, "", route, mutant.rows, right)


def other_points(function: Function, right: Any) -> list[dict[Any, float]]:
    """Return points of the domain that the checks under test do not use."""
    report = check(function, formula_claim(function, right), seed=_OTHER_SEED)
    by_name = {str(symbol): symbol for symbol in function.symbols}
    # Where one component has no derivative, a claim about it is neither right nor wrong.
    without = {row.index for row in report.points if row.verdict not in _JUDGED}
    found = {row.index: row.point for row in report.points if row.index not in without}
    return [{by_name[name]: value for name, value in point} for point in found.values()]


def wrong_somewhere(function: Function, rows: Any, right: Any, points: Sequence[dict[Any, float]]) -> bool:
    """Tell whether a claim is wrong at the points, or where variables are equal and there is a derivative.

    One that is wrong at the origin alone, where kinks of several variables may meet, is of no class here.
    """
    if len(function.symbols) > 1:
        points = [point for point in points if any(point.values())]
    equal = [dict.fromkeys(function.symbols, value) for p in points if (value := p[function.symbols[0]])]
    inside = [
        point
        for point in equal
        if _contains(function.domain or {}, point) and is_smooth(function.exprs, function.symbols, point)
    ]
    return differ(rows, right, [*points, *inside])


def _contains(domain: Mapping[Any, tuple[float, float]], point: Mapping[Any, float]) -> bool:
    return all(low < point[symbol] < high for symbol, (low, high) in domain.items())


def check(function: Function, claim: Any, seed: int = 0) -> Any:
    """Check a claim in the domain of the suite."""
    return stb.check_gradient(
        function.subject, claim, list(function.symbols), domain=function.domain, seed=seed
    )


def _by_code(
    function: Function, name: str, form: str, route: str, rows: Any, right: Any
) -> Iterator[Outcome]:
    try:
        code = ROUTES[route](function, rows)
    except NotImplementedError:
        return
    yield _outcome(function, name, form, route, code, _wrong_components(function, rows, right))


def _wrong_components(function: Function, rows: Any, right: Any) -> set[str]:
    return {
        f"df[{i}]/d{symbol}" if function.is_vector else f"df/d{symbol}"
        for i, row in enumerate(rows)
        for j, symbol in enumerate(function.symbols)
        if row[j] != right[i][j]
    }


def _outcome(
    function: Function, name: str, form: str, route: str, claim: Any, wrong: set[str] | None = None
) -> Outcome:
    report = check(function, claim)
    rows = [row for row in report.points if row.verdict in _JUDGED]
    size = float(SIZES.get(name, 0))
    sharp = [r for r in rows if r.component in (wrong or ()) and r.exact and r.resolution < size / 10]
    return Outcome(
        kind=function.kind,
        subject=str(function.subject),
        claim=name,
        form=form,
        route=route,
        verdict=report.verdict,
        failed=sum(row.verdict == "FAIL" for row in rows),
        judged=len(rows),
        resolved=len(sharp),
        resolved_missed=sum(row.verdict != "FAIL" for row in sharp),
    )


def _outcomes(function: Function, claims: Sequence[str]) -> list[Outcome]:
    torch.set_num_threads(1)
    with mistakes_unnamed():
        return list(examine(function, claims))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the suite and print its tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.checker.suite", description=__doc__)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS, help="classes of functions")
    parser.add_argument(
        "--claims", nargs="+", choices=("right", "wrong"), default=("right", "wrong"), help="which claims"
    )
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every Nth function only")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--table", type=Path, help="file for the table that the documentation includes")
    parser.add_argument("--out", type=Path, help="JSON file for all outcomes")
    options = parser.parse_args(arguments)
    chosen = [function for function in functions() if function.kind in options.kinds][:: options.every]
    start = time.perf_counter()
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        outcomes = []
        for done, group in enumerate(pool.map(partial(_outcomes, claims=options.claims), chosen), 1):
            outcomes += group
            if options.out is not None and (done % 20 == 0 or done == len(chosen)):
                options.out.write_text(json.dumps([asdict(outcome) for outcome in outcomes], indent=0))
                print(f"{done} of {len(chosen)} functions", file=sys.stderr, flush=True)
    print(f"{len(chosen)} functions, {len(outcomes)} checks, {time.perf_counter() - start:.0f} s\n")
    if options.table is not None:
        options.table.write_text(f"{table(outcomes)}\n")
    print(table(outcomes))
    found = problems(outcomes)
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
