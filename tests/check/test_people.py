"""Mistakes as people make them are refuted; right claims in unusual forms are not.

Of each collection every third; benchmarks/checker/people.py takes all of them whole.
"""

from __future__ import annotations

import pytest
from check.people.account import is_named_rightly, is_true, report_of
from check.people.collection import NAMEABLE, RIGHT
from check.people.collection import WRONG as FIRST_WRONG
from check.people.fourth.collected import FOURTH_NAMEABLE, FOURTH_OPEN, FOURTH_RIGHT, FOURTH_WRONG
from check.people.second.collected import SECOND_NAMEABLE, SECOND_WRONG
from check.people.third.collected import THIRD_NAMEABLE, THIRD_WRONG

pytestmark = pytest.mark.collection

WRONG = (*FIRST_WRONG, *SECOND_WRONG, *THIRD_WRONG, *FOURTH_WRONG)
SHARE = 3
SAMPLE = WRONG[::SHARE]


def by_id(claims):
    return pytest.mark.parametrize("case", claims, ids=lambda case: case.id)


@by_id(SAMPLE)
def test_a_wrong_claim_is_refuted(case):
    report = report_of(case)
    assert report.verdict == "refuted", f"\n{report}"


@by_id(SAMPLE)
def test_no_diagnosis_misleads(case):
    assert is_true(case), f"accepted: {sorted(case.kinds)}\n{report_of(case)}"


@pytest.mark.slow
@pytest.mark.parametrize(
    "claims",
    [NAMEABLE, SECOND_NAMEABLE, THIRD_NAMEABLE, FOURTH_NAMEABLE],
    ids=["first", "second", "third", "fourth"],
)
def test_most_mistakes_are_named_rightly(claims):
    sample = [case for case in claims if case in SAMPLE]
    named = [case.id for case in sample if is_named_rightly(case)]
    assert len(sample) >= len(claims) // (SHARE + 1)
    assert len(named) >= 0.8 * len(sample), f"{len(named)} of {len(sample)}"


@by_id(FOURTH_OPEN)
def test_what_its_digits_do_not_decide_is_left_open(case):
    assert report_of(case).verdict == "inconclusive"


@by_id((*RIGHT, *FOURTH_RIGHT))
def test_a_right_claim_in_an_unusual_form_is_consistent(case):
    report = report_of(case)
    assert report.verdict == "consistent", f"\n{report}"


def test_the_collection_is_large_and_its_ids_are_unique():
    ids = [case.id for case in (*WRONG, *FOURTH_OPEN, *RIGHT, *FOURTH_RIGHT)]
    assert len(ids) == len(set(ids))
    assert len(NAMEABLE) >= 280
    assert len(SECOND_NAMEABLE) >= 180
    assert len(THIRD_NAMEABLE) >= 220
    assert len(FOURTH_NAMEABLE) >= 310
    assert len(RIGHT) >= 30
    assert len(FOURTH_RIGHT) >= 40
    assert all(case.kinds for case in (*NAMEABLE, *SECOND_NAMEABLE, *THIRD_NAMEABLE, *FOURTH_NAMEABLE))
    assert not any(case.kinds for case in (*set(FIRST_WRONG) - set(NAMEABLE), *RIGHT))
