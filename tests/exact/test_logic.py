from __future__ import annotations

import itertools

import pytest

from sympy_torch_bridge.exact import logic

TRUTHS = (True, False, None)


def completions(parts):
    return itertools.product(*[(True, False) if part is None else (part,) for part in parts])


@pytest.mark.parametrize(
    ("three_valued", "two_valued"),
    [
        (logic.conjunction, all),
        (logic.disjunction, any),
        (logic.exclusive, lambda parts: sum(parts) % 2 == 1),
    ],
)
@pytest.mark.parametrize("parts", list(itertools.product(TRUTHS, repeat=3)))
def test_a_value_is_given_exactly_if_every_completion_agrees(three_valued, two_valued, parts):
    outcomes = {two_valued(complete) for complete in completions(parts)}
    assert three_valued(*parts) is (outcomes.pop() if len(outcomes) == 1 else None)


def test_negation_keeps_the_undecided():
    assert [logic.negation(part) for part in TRUTHS] == [False, True, None]


def test_a_choice_needs_its_condition():
    assert [logic.choice(part, "a", "b") for part in TRUTHS] == ["a", "b", None]


def test_first_match_stops_at_the_first_condition_that_is_not_false():
    assert logic.first_match("nan", 1, False, 2, True, 3, None) == 2
    assert logic.first_match("nan", 1, False, 2, None, 3, True) is None
    assert logic.first_match("nan", 1, False) == "nan"
