"""Published matrix gradients are consistent, and each of their falsified forms is refuted."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
import sympy
from published_formulas import cases
from published_matrices import names_of
from sympy.matrices.exceptions import ShapeError
from sympy.parsing.sympy_parser import parse_expr

from sympy_torch_bridge import check_gradient, check_rule, compile
from sympy_torch_bridge.errors import InputShapeError
from sympy_torch_bridge.rules import Rule

pytestmark = pytest.mark.collection

# Of the falsified gradients of long formulas every sixth, as code those of short ones: the script
# benchmarks/checker/matrix_claims.py takes all.
LONG, SHARE = 25, 6
LONGEST_IN_CODE = 14
FALSIFIED = [
    param
    for place, param in enumerate(cases("wrong_claims_matrix"))
    if (case := param.values[0]) is None or len(case["expr"]) <= LONG or place % SHARE == 0
]


def checked(case, check):
    """Check the claim of a case, with its symmetric matrices."""
    names = names_of(case)
    expr = parse_expr(case["expr"], local_dict=names)
    claimed = parse_expr(case["claimed_gradient"], local_dict=names)
    with ExitStack() as stack:
        for name in case.get("symmetric", ()):
            stack.enter_context(sympy.assuming(sympy.Q.symmetric(names[name])))
        return check(expr, claimed, names[case["wrt"]])


def by_formula(expr, claimed, wrt):
    """Check in the layout of the corpus."""
    return check_rule(
        Rule("matrix.published", "published", expr, claimed, wrt, layout="denominator"), n_points=6
    )


def by_code(expr, claimed, wrt):
    """Check the compiled claim, turned to the numerator layout where the expression is a vector."""
    is_vector = getattr(expr, "shape", (1, 1)) != (1, 1)
    return check_gradient(expr, compile(claimed.T if is_vector else claimed), wrt, n_points=6)


@pytest.mark.parametrize("case", cases("matrix_rules"))
def test_a_published_gradient_is_consistent(case):
    report = checked(case, by_formula)
    assert report.verdict == "consistent", f"\n{report}"


@pytest.mark.parametrize("case", FALSIFIED)
def test_a_falsified_gradient_is_refuted(case):
    try:
        report = checked(case, by_formula)
    except (ShapeError, InputShapeError):
        assert case["outcome"] == "shape"
        return
    assert report.verdict == "refuted", f"\n{report}"


@pytest.mark.parametrize(
    "case",
    [
        param
        for param in cases("wrong_claims_matrix")
        if (case := param.values[0]) is None
        or (case["outcome"] == "value" and len(case["expr"]) <= LONGEST_IN_CODE)
    ],
)
def test_a_falsified_gradient_in_code_is_refuted(case):
    report = checked(case, by_code)
    assert report.verdict == "refuted", f"\n{report}"
