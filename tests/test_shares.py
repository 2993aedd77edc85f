"""Each test that is left out at first is in one share, and a run without a share takes them all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from shares import further_cases, is_in_share

NAMES = [f"tests/test_file.py::test_case[{k}]" for k in range(600)]


@pytest.mark.parametrize("shares", [1, 2, 3, 7])
def test_each_name_is_in_one_share(shares: int) -> None:
    found = [[k for k in range(1, shares + 1) if is_in_share(name, f"{k}/{shares}")] for name in NAMES]
    assert all(len(of) == 1 for of in found)
    sizes = [sum(of == [k] for of in found) for k in range(1, shares + 1)]
    assert min(sizes) > 0.7 * len(NAMES) / shares


@pytest.mark.parametrize("text", ["", "0/3", "4/3", "1", "a/b", "1/3 "])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no share"):
        is_in_share("test", text)


@pytest.mark.parametrize(("count", "few"), [(1, 1), (3, 3), (4, 3), (30, 3), (31, 4), (600, 60)])
def test_every_run_takes_some_cases_of_each_test(count: int, few: int) -> None:
    names = [*NAMES[:count], "tests/test_file.py::test_alone", "tests/test_other.py::test_case[1]"]
    further = further_cases(names)
    assert len(names) - len(further) == few + 2
    assert further <= set(NAMES)
    assert further_cases(reversed(names)) == further


def test_the_cases_that_every_run_takes_lie_scattered() -> None:
    few = sorted(set(map(NAMES.index, NAMES)) - {NAMES.index(name) for name in further_cases(NAMES)})
    assert all(any(lower <= k < lower + 150 for k in few) for lower in range(0, 600, 150))


@pytest.mark.slow
def test_shares_are_of_collections_and_further_cases_alone() -> None:
    def listed(*options: str, **environment: str) -> set[str]:
        command = [
            sys.executable,
            "-m",
            "pytest",
            "--collect-only",
            "-q",
            "tests/check/test_people_sample.py",
        ]
        command += ["tests/test_shares.py", "-p", "no:cacheprovider", *options]
        root = Path(__file__).parent.parent
        given = {k: v for k, v in os.environ.items() if k != "STB_SHARE"}
        done = subprocess.run(
            command, cwd=root, env=given | environment, capture_output=True, text=True, check=True
        )
        return {line for line in done.stdout.splitlines() if "::" in line}

    every, parts = listed(), [listed(STB_SHARE=f"{k}/2") for k in (1, 2)]
    others = listed("-m", "not collection and not further")
    assert {name.split("[")[0] for name in others} == {
        name.split("[")[0] for name in every if "test_shares" in name
    }
    assert parts[0] | parts[1] == every
    assert parts[0] & parts[1] == others
    assert all(len(part) > len(others) for part in parts)
    assert others | listed("-m", "collection or slow or further") == every
