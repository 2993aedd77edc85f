"""Mistakes as people make them are refuted; right claims in unusual forms are not."""

from __future__ import annotations

import pytest
from check.people.collection import NAMEABLE, RIGHT, WRONG

import sympy_torch_bridge as stb


def by_id(claims):
    return pytest.mark.parametrize("case", claims, ids=lambda case: case.id)


def report_of(case):
    return stb.check_gradient(case.expr, case.claim, case.wrt, domain=case.domain, order=case.order)


# Naming the mistake replaces a branch of the Piecewise by a plain expression and fails.
UNNAMEABLE = {"act.leaky-exchanged", "code.huber-unclamped"}


@by_id(WRONG)
def test_a_wrong_claim_is_refuted(case, request):
    if case.id in UNNAMEABLE:
        request.applymarker(pytest.mark.xfail(raises=TypeError, strict=False, reason="ExprCondPair"))
    report = report_of(case)
    assert report.verdict == "refuted", f"\n{report}"


@by_id(RIGHT)
def test_a_right_claim_in_an_unusual_form_is_consistent(case):
    report = report_of(case)
    assert report.verdict == "consistent", f"\n{report}"


def test_the_collection_is_large_and_its_ids_are_unique():
    ids = [case.id for case in (*WRONG, *RIGHT)]
    assert len(ids) == len(set(ids))
    assert len(NAMEABLE) >= 280
    assert len(RIGHT) >= 30
    assert all(case.kinds for case in NAMEABLE)
    assert not any(case.kinds for case in (*set(WRONG) - set(NAMEABLE), *RIGHT))
