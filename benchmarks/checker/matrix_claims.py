"""What the checker says to published matrix gradients and their falsified forms, and what that costs.

``python -m benchmarks.checker.matrix_claims --corpora FOLDER`` checks every case of ``matrix_rules.jsonl``
and ``wrong_claims_matrix.jsonl`` twice, as a formula and as compiled code, and prints a table; ``--list``
shows the cases that are not as they should be, and refuted ones without a name. A claim whose shapes do not
fit is refused before any check.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import sympy
import torch
from sympy.matrices.exceptions import ShapeError
from sympy.parsing.sympy_parser import parse_expr

import sympy_torch_bridge as stb
from tests.published_matrices import names_of

__all__ = ["as_code", "as_formula", "checked"]

Check = Callable[[Any, Any, Any], stb.Report]
_POINTS = 6


def as_formula(expr: Any, claimed: Any, wrt: Any) -> stb.Report:
    """Check a claim in denominator layout."""
    rule = stb.Rule("matrix.published", "published", expr, claimed, wrt, layout="denominator")
    return stb.check_rule(rule, n_points=_POINTS)


def as_code(expr: Any, claimed: Any, wrt: Any) -> stb.Report:
    """Check a claim as compiled code, turned to numerator layout where the expression is a vector."""
    is_vector = getattr(expr, "shape", (1, 1)) != (1, 1)
    return stb.check_gradient(expr, stb.compile(claimed.T if is_vector else claimed), wrt, n_points=_POINTS)


def checked(case: dict[str, Any], check: Check) -> tuple[str, float, str | None]:
    """Return the verdict, the seconds of processor time, and the name of the mistake."""
    names = names_of(case)
    start = time.process_time()
    try:
        expr = parse_expr(case["expr"], local_dict=names)
        claimed = parse_expr(case["claimed_gradient"], local_dict=names)
        with ExitStack() as stack:
            for name in case.get("symmetric") or ():
                stack.enter_context(sympy.assuming(sympy.Q.symmetric(names[name])))
            report = check(expr, claimed, names[case["wrt"]])
    except (ShapeError, stb.InputShapeError):
        return "other shape", time.process_time() - start, None
    return report.verdict, time.process_time() - start, report.diagnosis


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description="Check published matrix gradients and their falsified forms."
    )
    parser.add_argument(
        "--corpora", type=Path, default=Path(os.environ.get("STB_CORPORA", "../shared/corpora"))
    )
    parser.add_argument("--every", type=int, default=1, help="take every n-th case only")
    parser.add_argument("--list", action="store_true", help="show the cases that are not as they should be")
    options = parser.parse_args()
    torch.set_num_threads(1)
    print(
        "| claims | way | cases | as expected | named | median s | largest s |\n|---|---|---|---|---|---|---|"
    )
    for name, wanted in (("matrix_rules", {"consistent"}), ("wrong_claims_matrix", {"refuted"})):
        lines = (options.corpora / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        cases = [json.loads(line) for line in lines][:: options.every]
        for way, check in (("formula", as_formula), ("code", as_code)):
            results = [(case, *checked(case, check)) for case in cases]
            allowed = [
                wanted | ({"other shape"} if c.get("outcome") == "shape" else set()) for c, *_ in results
            ]
            right = sum(verdict in own for (_, verdict, _, _), own in zip(results, allowed, strict=True))
            times = [seconds for _, verdict, seconds, _ in results if verdict != "other shape"]
            named = sum(diagnosis is not None for *_, diagnosis in results)
            print(
                f"| {name} | {way} | {len(cases)} | {right} | {named} of {len(times)} "
                f"| {statistics.median(times):.2f} | {max(times):.2f} |",
                flush=True,
            )
            for (case, verdict, _, diagnosis), own in zip(results, allowed, strict=True):
                if options.list and (verdict not in own or (verdict == "refuted" and diagnosis is None)):
                    print(
                        f"  {verdict}, {diagnosis}: {case['id']} {case['expr']} | {case['claimed_gradient']}"
                    )


if __name__ == "__main__":
    main()
