"""Each test of a collection is in one share, and a run without a share takes them all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from shares import is_in_share

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


@pytest.mark.slow
def test_shares_are_of_collections_alone() -> None:
    def listed(**environment: str) -> set[str]:
        command = [
            sys.executable,
            "-m",
            "pytest",
            "--collect-only",
            "-q",
            "tests/check/test_people_sample.py",
        ]
        command += ["tests/test_shares.py", "-p", "no:cacheprovider"]
        root = Path(__file__).parent.parent
        given = {k: v for k, v in os.environ.items() if k != "STB_SHARE"}
        done = subprocess.run(
            command, cwd=root, env=given | environment, capture_output=True, text=True, check=True
        )
        return {line for line in done.stdout.splitlines() if "::" in line}

    every, parts = listed(), [listed(STB_SHARE=f"{k}/2") for k in (1, 2)]
    others = {name for name in every if "test_shares" in name}
    assert parts[0] | parts[1] == every
    assert parts[0] & parts[1] == others and others
    assert all(len(part) > len(others) for part in parts)
