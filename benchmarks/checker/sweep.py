"""Every record of the op table through check_consistency on its own domain: verdict, CPU time, points.

Run it as ``python -m benchmarks.checker.sweep [name ...]``. Each check runs in a process of its own, so that
one that would not end is stopped and named.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from typing import Any

import sympy
import torch

from sympy_torch_bridge.check import check_consistency
from sympy_torch_bridge.ops import OPS, Op
from sympy_torch_bridge.program.record_facts import arity_of

__all__ = ["question_of_op"]

# Functions whose record states one domain for several arguments.
_COUNTS = {"fma": 3, "motzkin": 1}
# What SymPy writes out as a number for a real variable.
_OF_CONSTANTS = ("im",)


def question_of_op(op: Op, count: int | None = None) -> tuple[Any, dict[Any, Any]]:
    """Return a call of the function of an op record, and the domain of its arguments.

    Parameters
    ----------
    op : Op
    count : int, optional
        Number of arguments; default: that of the samples, or of the stated domain.
    """
    if count is None and op.name in _COUNTS:
        count = _COUNTS[op.name]
    elif count is None:
        count = max([len(op.domain), *map(len, op.samples)])
    names = [f"x{place}" for place in range(count)]
    symbols = [
        sympy.Symbol(name, integer=True) if place in op.integer else sympy.Symbol(name, real=True)
        for place, name in enumerate(names)
    ]
    call = op.head(*symbols)
    if not call.has(op.head):  # SymPy writes it out for a symbol in place of a number
        symbols = [sympy.Integer(3) if place in op.integer else s for place, s in enumerate(symbols)]
        call = op.head(*symbols)
    domain = {symbol: op.argument_domain(place) for place, symbol in enumerate(symbols)}
    return call, {symbol: domain[symbol] for symbol in symbols if symbol in call.free_symbols}


def _checked(op: Op, n_points: int) -> dict[str, Any]:
    start = time.process_time()
    if set(range(arity_of(op))) <= set(op.integer) or op.name in _OF_CONSTANTS:
        return {"name": op.name, "seconds": 0.0, "verdict": "discrete", "why": "no real variable"}
    try:
        expr, domain = question_of_op(op)
        dtype = torch.complex128 if op.complex_valued else torch.float64
        report = check_consistency(expr, domain=domain, n_points=n_points, dtype=dtype)
    except Exception as error:
        found: dict[str, Any] = {"verdict": type(error).__name__, "why": str(error).splitlines()[0]}
    else:
        found = {
            "verdict": report.verdict,
            "why": report.reason,
            "counts": report.counts,
            "notes": report.notes,
        }
        if report.verdict == "refuted" and report.worst is not None:
            worst = report.worst
            found["why"] = (
                f"{worst.witness} {worst.component} at {worst.place}: {worst.measured}, not {worst.exact}"
            )
    return {"name": op.name, "seconds": round(time.process_time() - start, 2), **found}


def _in_a_process(op: Op, n_points: int, limit: int) -> dict[str, Any]:
    """Check one op in a fork that may use so many seconds of CPU time."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
        os.write(writing, json.dumps(_checked(op, n_points), default=str).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    if not text:
        return {"name": op.name, "seconds": float(limit), "verdict": "stopped", "why": "over the limit"}
    found: dict[str, Any] = json.loads(text)
    return found


def main() -> None:
    """Print a line for each op, then the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="ops; default: all")
    parser.add_argument("--limit", type=int, default=20, help="seconds of CPU time for each")
    parser.add_argument("--points", type=int, default=24)
    options = parser.parse_args()
    torch.set_num_threads(1)  # the limit counts the waiting of other threads
    rows = []
    for op in OPS:
        if options.names and op.name not in options.names:
            continue
        row = _in_a_process(op, options.points, options.limit)
        rows.append(row)
        notes = f"  [{'; '.join(row.get('notes', ()))}]" if row.get("notes") else ""
        print(
            f"{row['name']:22} {row['seconds']:6.2f} s  {row['verdict']:13} {row['why']}{notes}", flush=True
        )
    verdicts = [row["verdict"] for row in rows]
    print({verdict: verdicts.count(verdict) for verdict in sorted(set(verdicts))}, file=sys.stderr)


if __name__ == "__main__":
    main()
