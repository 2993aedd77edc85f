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

# The traces of long products and of inverses take seconds a point, and naming what is wrong with them longer.
DEAR = {"mat-cookbook-123", "mat-cookbook-126", "mat-cookbook-127"}
LONGEST_FALSIFIED = 12


def affordable(name):
    """Return the cases that a test can afford; an absent collection is one skipped case."""
    return [
        param
        for param in cases(name)
        if (case := param.values[0]) is None
        or (case["id"] not in DEAR and (name == "matrix_rules" or len(case["expr"]) <= LONGEST_FALSIFIED))
    ]


def report_of(case):
    """Check the claim of a case in the layout of the corpus, with its symmetric matrices."""
    names = names_of(case)
    expr = parse_expr(case["expr"], local_dict=names)
    claimed = parse_expr(case["claimed_gradient"], local_dict=names)
    rule = Rule("matrix.published", case["id"], expr, claimed, names[case["wrt"]], layout="denominator")
    with ExitStack() as stack:
        for name in case.get("symmetric", ()):
            stack.enter_context(sympy.assuming(sympy.Q.symmetric(names[name])))
        return check_rule(rule, n_points=6)


@pytest.mark.parametrize("case", affordable("matrix_rules"))
def test_a_published_gradient_is_consistent(case):
    report = report_of(case)
    assert report.verdict == "consistent", f"\n{report}"


@pytest.mark.slow
@pytest.mark.parametrize("case", affordable("wrong_claims_matrix"))
def test_a_falsified_gradient_is_refuted(case):
    try:
        report = report_of(case)
    except (ShapeError, InputShapeError):
        assert case["outcome"] == "shape"
        return
    assert report.verdict == "refuted", f"\n{report}"
