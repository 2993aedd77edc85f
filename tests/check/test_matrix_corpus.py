"""Published matrix gradients are consistent, and each of their falsified forms is refuted."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
import sympy
from published_formulas import cases
from published_matrices import names_of
from sympy.matrices.exceptions import ShapeError
from sympy.parsing.sympy_parser import parse_expr

from sympy_torch_bridge import check_rule
from sympy_torch_bridge.errors import InputShapeError
from sympy_torch_bridge.rules import Rule

# Inverses of products of random matrices: torch keeps too few digits at some points to vouch for the whole.
ONLY_ROUNDING = {"mat-cookbook-126", "mat-cookbook-127"}
# Seconds a point: the traces of long products.
DEAR = {"mat-cookbook-123", *ONLY_ROUNDING}
# Each falsified form takes seconds of naming: a share of them is tried.
EVERY = 40


def report_of(case):
    """Check the claim of a case in the layout of the corpus, with its symmetric matrices."""
    names = names_of(case)
    expr = parse_expr(case["expr"], local_dict=names)
    claimed = parse_expr(case["claimed_gradient"], local_dict=names)
    rule = Rule("matrix.published", case["id"], expr, claimed, names[case["wrt"]], layout="denominator")
    with ExitStack() as stack:
        for name in case.get("symmetric", ()):
            stack.enter_context(sympy.assuming(sympy.Q.symmetric(names[name])))
        return check_rule(rule, n_points=2 if case["id"] in DEAR else 6)


@pytest.mark.parametrize("case", cases("matrix_rules"))
def test_a_published_gradient_is_consistent(case):
    report = report_of(case)
    accepted = {"consistent", "inconclusive"} if case["id"] in ONLY_ROUNDING else {"consistent"}
    assert report.verdict in accepted, f"\n{report}"


@pytest.mark.slow
@pytest.mark.parametrize("case", cases("wrong_claims_matrix")[::EVERY])
def test_a_falsified_gradient_is_refuted(case):
    try:
        report = report_of(case)
    except (ShapeError, InputShapeError):
        assert case["outcome"] == "shape"
        return
    assert report.verdict == "refuted", f"\n{report}"
