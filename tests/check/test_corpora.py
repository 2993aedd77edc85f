"""No false alarm on published formulas, and every wrong claim made from them is refuted."""

from __future__ import annotations

from collections import Counter

import pytest
import sympy
from sympy.parsing.sympy_parser import parse_expr

from sympy_torch_bridge.check import check_consistency, check_gradient
from sympy_torch_bridge.errors import UnsupportedFunctionError

pytestmark = pytest.mark.collection

# Functions that neither the op table nor the exact evaluation knows; the list may only shrink.
UNKNOWN = {"erfcinv", "erfi", "Si", "Ci", "elliptic_k", "elliptic_e"}


def read(case, field):
    """Parse one formula of a case; all its names are plain symbols."""
    return parse_expr(case[field], local_dict=symbols(case))


def symbols(case):
    return {name: sympy.Symbol(name) for name in case["vars"]}


def function(case):
    """Return what the claim is the first derivative of."""
    expr = read(case, "expr")
    wrt = sympy.Symbol(case["wrt"])
    return sympy.diff(expr, wrt, case.get("order", 1) - 1), wrt


def places(case, *, own):
    """Return the points of the case, or its domain for points drawn from it."""
    if not own:
        known = symbols(case)
        return {"points": [{known[k]: float(v) for k, v in p["point"].items()} for p in case["points"]]}
    domain = {sympy.Symbol(k): tuple(v) for k, v in case.get("domain", {}).items()}
    return {"domain": domain, "n_points": 8}


def verdicts(cases, *, own):
    """Return the ids of the cases by verdict."""
    found: dict[str, list[str]] = {}
    unknown = Counter()
    for case in cases:
        expr, wrt = function(case)
        try:
            report = check_gradient(expr, read(case, "claimed_derivative"), wrt, **places(case, own=own))
            found.setdefault(report.verdict, []).append(case["id"])
        except UnsupportedFunctionError as error:
            unknown[error.function] += 1
    assert set(unknown) <= UNKNOWN
    return found


@pytest.mark.parametrize("own", [False, True], ids=["given points", "drawn points"])
@pytest.mark.parametrize("name", ["d2l_scalar", "diffrules"])
def test_true_claims(corpus, name, own):
    cases = corpus(name)
    found = verdicts(cases, own=own)
    assert set(found) == {"consistent"}, found
    assert len(found["consistent"]) >= len(cases) - 7


@pytest.mark.slow
@pytest.mark.parametrize("own", [False, True], ids=["given points", "drawn points"])
def test_wrong_claims(corpus, own):
    cases = corpus("wrong_claims")[:: 3 if own else 1]
    found = verdicts(cases, own=own)
    assert set(found) == {"refuted"}, {k: v for k, v in found.items() if k != "refuted"}
    assert len(found["refuted"]) >= len(cases) - 21


@pytest.mark.slow
def test_definitions(corpus):
    for case in corpus("feynman"):
        domain = {sympy.Symbol(name): tuple(ends) for name, ends in case["domain"].items()}
        report = check_consistency(read(case, "expr"), domain=domain, n_points=8)
        assert report.verdict == "consistent", f"{case['id']}\n{report}"


def test_activations(corpus):
    for case in corpus("activations"):
        domain = {sympy.Symbol(name): tuple(ends) for name, ends in case["domain"].items()}
        report = check_consistency(read(case, "expr"), domain=domain, n_points=8)
        assert report.verdict == "consistent", f"{case['id']}\n{report}"
