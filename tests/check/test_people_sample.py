"""Of the fifth collection of mistakes every fourth; benchmarks/checker/people.py takes all five whole."""

from __future__ import annotations

import pytest
from check.people.account import is_named_rightly, is_true, report_of
from check.people.fifth.collected import (
    FIFTH_AFTERWARDS,
    FIFTH_NAMEABLE,
    FIFTH_ODD,
    FIFTH_OPEN,
    FIFTH_RIGHT,
    FIFTH_WRONG,
)

pytestmark = pytest.mark.collection

SAMPLE = FIFTH_NAMEABLE[::4]
ODD, RIGHT = FIFTH_ODD[::4], FIFTH_RIGHT[::4]
NAMED = 0.92  # of the sample, as measured


def by_id(claims):
    return pytest.mark.parametrize("case", claims, ids=lambda case: case.id)


@by_id((*SAMPLE, *FIFTH_AFTERWARDS[::5], *ODD))
def test_a_wrong_claim_is_refuted_and_no_diagnosis_misleads(case):
    report = report_of(case)
    assert report.verdict == "refuted", f"\n{report}"
    assert is_true(case), f"accepted: {sorted(case.kinds)}\n{report}"


def test_most_mistakes_are_named_rightly():
    named = [case.id for case in SAMPLE if is_named_rightly(case)]
    assert len(named) >= NAMED * len(SAMPLE), f"{len(named)} of {len(SAMPLE)}: {named}"


@by_id(FIFTH_OPEN)
def test_what_its_numbers_do_not_decide_is_left_open(case):
    assert report_of(case).verdict == "inconclusive"


@by_id(RIGHT)
def test_a_right_claim_in_an_unusual_form_is_consistent(case):
    report = report_of(case)
    assert report.verdict == "consistent", f"\n{report}"


def test_the_collection_is_large_and_its_ids_are_unique():
    ids = [case.id for case in (*FIFTH_WRONG, *FIFTH_AFTERWARDS, *FIFTH_OPEN, *FIFTH_RIGHT)]
    assert len(ids) == len(set(ids))
    assert (len(FIFTH_NAMEABLE), len(FIFTH_ODD), len(FIFTH_RIGHT)) == (304, 26, 46)
    assert all(case.kinds for case in (*FIFTH_NAMEABLE, *FIFTH_AFTERWARDS))
    assert not any(case.kinds for case in (*FIFTH_ODD, *FIFTH_OPEN, *FIFTH_RIGHT))
