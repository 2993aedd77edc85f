"""Titles of rules in Chinese: complete, true to the formulas in them, and shown where asked for."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest
from message_catalogues import faults, read_catalogue
from sympy import Symbol

from sympy_torch_bridge.errors import OptionError
from sympy_torch_bridge.languages import FOLDER, LANGUAGES, catalogue
from sympy_torch_bridge.rules import BY_ID, RULES, Rule, RuleTable, select, title_in

TITLES = read_catalogue(FOLDER / "zh_CN/LC_MESSAGES/sympy_torch_bridge_titles.po")
COMPILED = sorted(FOLDER.glob("*/LC_MESSAGES/*.po"))
# Words with digits or operators, as "1/(a**2", "x1", "L1", and the variable after "by".
FORMULA = re.compile(r"(?:\S*[\d*/]\S*|(?<=, by )\w{1,2}\d?$|(?<=, by )(?:kappa|mu|nu)$)")


def formulas(title: str) -> list[str]:
    return sorted(piece.strip(",()（），") for piece in FORMULA.findall(title))


def test_every_title_is_translated() -> None:
    assert faults(TITLES, [rule.title for rule in RULES]) == []


def test_no_title_is_translated_that_no_rule_has() -> None:
    assert {message.id for message in TITLES if message.id} <= {rule.title for rule in RULES}


def test_a_missing_and_an_unfinished_translation_are_found() -> None:
    damaged = read_catalogue(FOLDER / "zh_CN/LC_MESSAGES/sympy_torch_bridge_titles.po")
    damaged.get("chain rule").string = ""
    damaged.get("sum rule").flags.add("fuzzy")
    damaged.get("sine").string = "sine"
    found = faults(damaged, ["chain rule", "sum rule", "sine", "new"])
    assert [fault.partition(":")[0] for fault in found] == [
        "not translated", "fuzzy", "not Chinese", "not translated",
    ]  # fmt: skip


def test_formulas_stay() -> None:
    lost = {r.id: p for r in RULES for p in formulas(r.title) if p not in title_in(r, "zh")}
    assert lost == {}
    found = {piece for rule in RULES for piece in formulas(rule.title)}
    assert {"1/(a**2", "x1", "kappa", "3/2", "L1"} <= found


def test_titles_that_differ_stay_different() -> None:
    translated = [title_in(rule, "zh") for rule in RULES]
    english = [rule.title for rule in RULES]
    assert len(set(translated)) == len(set(english)), sorted(
        t for t in set(translated) if translated.count(t) > 1
    )


@pytest.mark.parametrize("path", COMPILED, ids=lambda path: path.stem)
def test_the_compiled_catalogue_is_that_of_the_source(path: Path) -> None:
    with path.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    source = read_catalogue(path)
    assert {m.id: compiled.gettext(m.id) for m in source if m.id} == {m.id: m.string for m in source if m.id}
    assert len(compiled._catalog) == len(source) + 1  # the head is a message too


@pytest.mark.parametrize("language", ["zh", "zh_CN", "zh-CN", "zh_CN.UTF-8"])
def test_names_of_the_language(language: str) -> None:
    assert title_in(BY_ID["rule.chain"], language) == "链式法则"


def test_english_is_the_record() -> None:
    assert [title_in(rule) for rule in RULES] == [rule.title for rule in RULES]
    assert title_in(BY_ID["rule.chain"], "en_GB") == "chain rule"


@pytest.mark.parametrize("language", ["zh_TW", "zh-Hant", "de", ""])
def test_a_language_without_a_catalogue_is_refused(language: str) -> None:
    with pytest.raises(OptionError) as caught:
        title_in(BY_ID["rule.chain"], language)
    assert caught.value.accepted == LANGUAGES


def test_a_rule_of_ones_own_keeps_its_title() -> None:
    x = Symbol("x")
    assert title_in(Rule("my.rule", "my own rule", x**2, 2 * x, x), "zh") == "my own rule"
    assert title_in(Rule("my.rule", "", x**2, 2 * x, x), "zh") == ""


def test_catalogues_are_read_once() -> None:
    assert catalogue("sympy_torch_bridge_titles", "zh") is catalogue("sympy_torch_bridge_titles", "zh")


def test_a_table_shows_titles_of_another_language() -> None:
    table = RuleTable(select(ids=["rule.chain"]), language="zh")
    assert table.columns == ("id", "title", "statement", "conditions", "source")
    assert "链式法则" in str(table)
    assert table.to_dict()["rules"][0]["title"] == "链式法则"
    assert (
        RuleTable(select(ids=["rule.chain"]), language="en").columns
        == RuleTable(select(ids=["rule.chain"])).columns
    )
