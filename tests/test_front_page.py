"""The front page: what it shows was run, and it shows what it says."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs/index.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def failures(text: str) -> tuple[int, int]:
    test = doctest.DocTestParser().get_doctest(text, {}, PAGE.name, str(PAGE), 0)
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(test, out=lambda _: None)
    return runner.tries, runner.failures


def test_the_examples_print_what_the_page_says() -> None:
    assert len(BLOCKS) == 2
    tries, failed = failures("\n".join(BLOCKS))
    assert tries >= 10
    assert failed == 0


def test_a_wrong_number_on_the_page_is_found() -> None:
    assert failures("\n".join(BLOCKS).replace("0.7616", "0.7617"))[1] == 1


def test_the_rules_shown_are_those_of_the_table() -> None:
    shown = re.findall(r"^```rst\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    live = re.findall(r"^:::\{stb:rules\}\n:no-index:\n\n(.*?)^:::", TEXT, re.MULTILINE | re.DOTALL)
    (lines,), (table,) = shown, live
    head, *rules = [line.strip() for line in lines.splitlines() if line.strip()]
    assert head == ".. stb:rules::"
    assert rules == table.splitlines()
