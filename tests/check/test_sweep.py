"""Every function that torch computes itself is consistent on the domain that its record states."""

from __future__ import annotations

import pytest
import sympy

from sympy_torch_bridge.check import check_consistency
from sympy_torch_bridge.ops import OPS

# The others, and more points, are swept by benchmarks/checker/sweep.py: they take seconds each.
SLOW = {"beta", "betainc", "betainc_regularized", "elliptic_pi", "expint", "lowergamma", "uppergamma"}
# SymPy evaluates them for every real symbol, or refuses symbols.
UNWRITTEN = {"im", "chebyshevt_root", "chebyshevu_root"}
CHEAP = [
    op
    for op in OPS
    if op.kernel in ("torch", "own")
    and not op.integer
    and not op.complex_valued
    and op.name not in SLOW | UNWRITTEN
]
# Of variadic functions, and of records that state one domain for several arguments.
COUNTS = {"Max": 2, "Min": 2, "fma": 3}


def call_of(op):
    count = COUNTS.get(op.name) or max([len(op.domain), *map(len, op.samples)])
    symbols = [sympy.Symbol(f"x{place}", real=True) for place in range(count)]
    return op.head(*symbols), {s: op.argument_domain(place) for place, s in enumerate(symbols)}


@pytest.mark.parametrize("op", CHEAP, ids=lambda op: op.name)
def test_op_is_consistent(op):
    call, domain = call_of(op)
    report = check_consistency(call, domain=domain, n_points=8)
    assert report.verdict == "consistent", f"\n{report}"


def test_most_of_the_table_is_swept():
    assert len(CHEAP) > len(OPS) / 3
