"""Words of the package in another language."""

from __future__ import annotations

import pytest

from sympy_torch_bridge.languages import catalogue
from sympy_torch_bridge.sentences import CATALOGUE, SENTENCES, conditions_in, is_translated, words_in

ENGLISH, CHINESE = (catalogue(CATALOGUE, language) for language in ("en", "zh"))


def test_english_texts_stay():
    assert not is_translated(ENGLISH)
    assert [words_in(ENGLISH, form) for form in SENTENCES] == list(SENTENCES)
    assert conditions_in(ENGLISH, "x > 0, n real; x != n") == "x > 0, n real; x != n"


@pytest.mark.parametrize("translate", [words_in, conditions_in], ids=lambda f: f.__name__)
def test_an_empty_text_is_not_the_head_of_the_catalogue(translate):
    assert translate(CHINESE, "") == ""


def test_commas_inside_intervals_stay():
    assert conditions_in(CHINESE, "x in (0, 1), y real") == "x 属于 (0, 1)，y 为实数"


def test_numbers_of_a_sentence_are_numbers():
    assert words_in(CHINESE, "12 verified") == "12 已验证"
    assert words_in(CHINESE, "all verified") == "all verified"


def test_parts_of_a_sentence_are_translated_as_well():
    assert words_in(CHINESE, "verdict: not differentiable: a jump") == "结论：不可微：a jump"
