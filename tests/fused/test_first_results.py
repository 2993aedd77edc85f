"""The table of the times until the first result, of processes that end well and badly."""

import json
import subprocess
import sys

import pytest

from benchmarks.speed.first_results import CONTESTANTS, first_results, printed, table, written
from benchmarks.speed.translation import COLUMNS, thousand

TITLES = {"a": "ten operations", "b": "a sum", "c": "deep"}
# What it is told stands in its name: the formula at which it ends, and how.
CHILD = """
import json, os, signal, sys
*formulas, _, name = sys.argv[1:]
end, *where = name.split()
if end == "missing":
    sys.exit("ModuleNotFoundError: no such peer")
for position, formula in enumerate(formulas):
    if formula in where:
        os.kill(os.getpid(), signal.SIGALRM if end == "slow" else signal.SIGABRT)
    print(json.dumps([formula, 0.0123 if formula == "a" else "RecursionError"]), flush=True)
"""


@pytest.fixture(scope="module")
def results():
    names = ["fast", "slow b", "slow a c", "broken b", "missing"]
    return first_results(names, list(TITLES), (sys.executable, "-c", CHILD))


def test_a_run_that_takes_too_long_ends_and_the_next_formula_is_measured(results):
    assert results["fast"] == {"a": 0.0123, "b": "RecursionError", "c": "RecursionError"}
    assert results["slow b"] == {"a": 0.0123, "b": "over 60 s", "c": "RecursionError"}
    assert results["slow a c"] == {"a": "over 60 s", "b": "RecursionError", "c": "over 60 s"}


def test_a_process_that_breaks_down_is_no_slow_one(results):
    assert results["broken b"] == {"a": 0.0123, "b": "ended", "c": "RecursionError"}
    assert results["missing"] == {}


def test_table_and_record_are_written(results, tmp_path):
    written(results, TITLES, tmp_path)
    assert (tmp_path / "translation.txt").read_text() == (
        "| | ten operations | a sum | deep |\n"
        "|---|---|---|---|\n"
        "| fast | 12 | RecursionError | RecursionError |\n"
        "| slow b | 12 | over 60 s | RecursionError |\n"
        "| slow a c | over 60 s | RecursionError | over 60 s |\n"
        "| broken b | 12 | ended | RecursionError |\n"
    )
    record = json.loads((tmp_path / "translation.json").read_text())
    assert record["slow b"]["a"] == 0.0123
    assert "missing" not in record


def test_a_formula_without_a_result_is_a_dash():
    assert table({"one": {"a": 2.0}}, {"a": "A", "b": "B"}).splitlines()[-1] == "| one | 2,000 | - |"


def test_a_contestant_prints_a_line_for_each_formula(capsys):
    def failing(seed):
        raise RecursionError

    printed('"eager": value', {"small": lambda seed: thousand(seed, 2), "failing": failing}, thousand)
    small, failed = map(json.loads, capsys.readouterr().out.splitlines())
    assert small[0] == "small"
    assert 0 < small[1] < 60
    assert failed == ["failing", "RecursionError"]


@pytest.mark.slow
def test_the_command_line_measures_what_it_is_told():
    command = [sys.executable, "-m", "benchmarks.speed.translation", "thousand", "--only", '"fused": value']
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    (line,) = map(json.loads, done.stdout.splitlines())
    assert line[0] == "thousand"
    assert line[0] in COLUMNS
    assert '"fused": value' in CONTESTANTS
