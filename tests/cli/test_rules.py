"""``rules list | show | verify``: formats, filters, exit codes, several processes, the progress bar."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import replace

import pytest
import sympy

from sympy_torch_bridge.cli import main, progress, rule_verification, rules
from sympy_torch_bridge.rules import BY_ID, RULES, RuleTable


@pytest.fixture
def run(capsys):
    def call(*words):
        code = main(["rules", *words])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def catalogue_with(monkeypatch):
    """Put a rule of one's own in the place of one of the catalogue, for the commands alone."""

    def put(rule):
        catalogue = {**BY_ID, rule.id: rule}
        monkeypatch.setattr(rules, "BY_ID", catalogue)
        monkeypatch.setattr(rule_verification, "BY_ID", catalogue)
        monkeypatch.setattr(rules, "select", lambda tags, ids: tuple(catalogue[name] for name in ids))

    return put


WRONG = replace(BY_ID["derivative.sin"], rhs=2 * BY_ID["derivative.sin"].rhs)


def test_the_list_as_json_holds_every_record(run):
    code, out, _ = run("list", "--json")
    assert code == 0
    assert json.loads(out) == json.loads(RuleTable(RULES).to_json())


def test_a_tag_chooses(run):
    code, out, _ = run("list", "--tag", "hyperbolic")
    assert (code, "derivative.tanh" in out, "derivative.sin " in out) == (0, True, False)
    assert run("list", "--tag", "hyperbolic", "--tag", "matrix")[0] == 3
    code, _, err = run("list", "--tag", "hyperbolical")
    assert code == 2
    assert "hyperbolic" in err


def test_show_prints_the_entry_in_each_format(run):
    heads = {
        "text": "derivative.exp: exponential\n===", "markdown": "# derivative.exp", "html": "<h1>",
        "latex": r"\section*{", "rst": "derivative.exp: exponential\n===",
    }  # fmt: skip
    for form, head in heads.items():
        code, out, _ = run("show", "derivative.exp", "--format", form, "--parts", "statement, facts")
        assert code == 0
        assert out.startswith(head)
        assert "verified" in out
        assert "Difference quotients" not in out


def test_show_as_json_holds_the_numbers(run):
    code, out, _ = run("show", "derivative.exp", "--json", "--points", "6")
    entry = json.loads(out)["derivative.exp"]
    assert (code, entry["verdict"], entry["data"]["checks"]["facts"]["points"]) == (0, "consistent", 6)
    assert [gap["witness"] for gap in entry["data"]["checks"]["gaps"]][:2] == ["claim", "limit"]


def test_show_needs_an_id(run):
    code, out, err = run("show")
    assert (code, out) == (2, "")
    assert "the id of a rule" in err


def test_bad_options_are_usage_errors(run):
    for words in (["--points", "0"], ["--seed", "-1"], ["--parts", "proof"]):
        code, out, err = run("show", "derivative.exp", *words)
        assert (code, out) == (2, "")
        assert "is not accepted" in err


def test_a_wrong_rule_has_exit_code_1(run, catalogue_with):
    catalogue_with(WRONG)
    code, out, _ = run("verify", "derivative.cos", "derivative.sin", "--points", "6")
    assert code == 1
    assert "refuted       derivative.sin\n" in out
    assert "an extra factor 2" in out
    assert "1 of 2 rules verified" in out
    assert run("show", "derivative.sin", "--points", "6")[0] == 1
    code, out, _ = run("verify", "derivative.sin", "--json")
    assert (code, json.loads(out)["derivative.sin"]["verdict"]) == (1, "refuted")


def test_an_undecided_rule_has_exit_code_3(run, catalogue_with):
    sine = BY_ID["derivative.sin"]
    # Nowhere in this interval has the left side a real value.
    catalogue_with(replace(sine, lhs=sympy.log(-2 - sine.lhs), rhs=sine.rhs / (2 + sine.lhs)))
    code, out, _ = run("verify", "derivative.sin", "derivative.cos", "--points", "6")
    assert code == 3
    assert "inconclusive  derivative.sin" in out
    assert rules._worst(["inconclusive", "refuted", "consistent"]) == 1


def test_several_processes_find_the_same(run):
    names = ["derivative.sin", "derivative.exp", "derivative.log"]
    alone, together = (run("verify", *names, "--json", "--points", "6", "--jobs", jobs) for jobs in "12")
    assert together[0] == 0
    assert json.loads(together[1]) == json.loads(alone[1])


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("terminal", "no_color", "is_shown", "expected"),
    [(True, "", True, True), (False, "", True, False), (True, "1", True, False), (True, "", False, False)],
    ids=["terminal", "pipe", "NO_COLOR", "json"],
)
@pytest.mark.parametrize("has_rich", [True, False], ids=["rich", "without rich"])
def test_progress_is_for_terminals_alone(monkeypatch, terminal, no_color, is_shown, expected, has_rich):
    if has_rich:
        pytest.importorskip("rich")
    else:
        for name in ("rich.console", "rich.progress"):
            monkeypatch.setitem(sys.modules, name, None)
    stream = Terminal() if terminal else io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setenv("TERM", "xterm")
    assert list(progress.progress(["a", "b"], 2, is_shown=is_shown)) == ["a", "b"]
    assert bool(stream.getvalue()) == expected
