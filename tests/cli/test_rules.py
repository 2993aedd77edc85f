"""``rules list | show | verify``: formats, filters, exit codes, several processes, the progress bar."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import replace

import pytest
import sympy

from sympy_torch_bridge.cli import main, progress, rule_verification, rules
from sympy_torch_bridge.entry.steps.relations import steps_of
from sympy_torch_bridge.render import CUT, display_width
from sympy_torch_bridge.rules import BY_ID, RULES, RuleTable, select


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


@pytest.mark.slow
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


@pytest.mark.parametrize("columns", ["80", "100", "200"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_list_fits_the_terminal(run, monkeypatch, columns, language):
    monkeypatch.setenv("COLUMNS", columns)
    code, out, err = run("list", "--tag", "matrix", "--language", language)
    assert code == 0
    assert max(map(display_width, out.splitlines())) <= int(columns)
    # No id is cut: it is what the other actions take.
    assert [line.split()[0] for line in out.splitlines()[3:]] == [rule.id for rule in select(tags=["matrix"])]
    assert f"cut: {out.count(CUT)} entries" in err


@pytest.mark.slow
def test_a_list_that_goes_to_a_file_has_a_width_of_its_own(run, monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setattr(sys, "__stdout__", io.StringIO())
    _, out, _ = run("list")
    assert 110 < max(map(display_width, out.splitlines())) <= 120


def test_sources_are_listed_where_there_are_some_and_they_fit(run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    assert "d2l.ai" in run("list", "derivative.log")[1]
    assert "source" not in run("list", "derivative.tanh")[1]
    monkeypatch.setenv("COLUMNS", "70")
    _, out, err = run("list", "derivative.log")
    assert "source" not in out
    assert err == ""


def test_columns_of_the_list_may_be_chosen(run):
    _, out, _ = run("list", "rule.chain", "--columns", "title,tags")
    assert out.splitlines()[1].split() == ["title", "tags"]
    assert "chain rule" in out
    code, _, err = run("list", "--columns", "proof")
    assert code == 2
    assert "'statement'" in err


def test_the_list_in_chinese(run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    _, out, _ = run("list", "rule.chain", "derivative.log", "--language", "zh")
    assert out.splitlines()[:2] == [
        "求导法则",
        "编号            名称      公式                           条件            来源",
    ]
    assert "链式法则" in out
    assert "x 属于 (0, oo)" in out
    rules = json.loads(run("list", "rule.chain", "--language", "zh", "--json")[1])["rules"]
    assert rules[0] == {**BY_ID["rule.chain"].to_dict(), "title": "链式法则"}


def test_show_in_chinese(run):
    words = ["show", "derivative.tanh", "--language", "zh_CN", "--points", "6"]
    code, out, _ = run(*words)
    assert code == 0
    for chinese in (
        "derivative.tanh: 双曲正切\n",
        "结论: ✓ 已验证",
        "条件: x 为实数",
        "推导\n----\n",
        "6 个点",
    ):
        assert chinese in out
    for line in (
        "d/dx tanh(x) = 1 - tanh(x)**2",
        "rhs = 1 - tanh(x)**2",
        "assert simplify(lhs.diff(x) - rhs) == 0",
    ):
        assert line in out
    for english in (
        "Verdict",
        "Conditions",
        "Checks",
        "points, seed",
        "derivative is",
        "error",
        "forward",
        "limit: ",
    ):
        assert english not in out
    entry = json.loads(run(*words, "--json")[1])["derivative.tanh"]
    assert (entry["title"], entry["data"]["title"], entry["verdict"]) == (
        "双曲正切",
        "双曲正切",
        "consistent",
    )


def test_steps_and_related_rules_in_chinese(run):
    _, out, _ = run(
        "show", "derivative.sigmoid", "rule.product", "--language", "zh", "--parts", "derivation,relations"
    )
    for english in ("Step", "Uses", "Used by", "Related", "rule)", "more", "derivative of"):
        assert english not in out
    assert "第 1 步" in out
    assert "(rule." in out


def test_a_refuted_rule_in_chinese_says_why(run, catalogue_with):
    catalogue_with(WRONG)
    code, out, _ = run("show", "derivative.sin", "--language", "zh", "--points", "6")
    assert code == 1
    assert "结论: ✕ 已否定：与“an extra factor 2”相符" in out


@pytest.mark.parametrize("action", ["list", "show", "verify"])
def test_an_unknown_language_is_a_usage_error_that_names_the_known_ones(run, action):
    code, out, err = run(action, "derivative.sin", "--language", "de")
    assert (code, out) == (2, "")
    assert "language='de' is not accepted" in err
    assert "accepted: 'en', 'zh'" in err


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


def test_a_right_rule_with_a_wrong_step_is_refuted(run, monkeypatch):
    def steps(rule):
        first, *rest = steps_of(rule)
        is_chosen = rule.id in {"derivative.tanh", "matrix.linear-form"}
        return (replace(first, after=2 * first.after), *rest) if is_chosen else (first, *rest)

    names = ["derivative.tanh", "derivative.gaussian", "matrix.linear-form"]
    monkeypatch.setattr("sympy_torch_bridge.entry.derivation_section.steps_of", steps)
    code, out, _ = run("verify", *names, "--points", "4")
    assert code == 1
    for name in ("derivative.tanh", "matrix.linear-form"):
        assert f"refuted       {name}\n" in out
    assert out.count("step 1 of the derivation does not hold: ") == 2
    assert "1 of 3 rules verified" in out
    found = json.loads(run("verify", *names, "--points", "4", "--json")[1])
    assert [len(found[name]["flaws"]) for name in names] == [1, 0, 1]
    assert [found[name]["verdict"] for name in names] == ["refuted", "consistent", "refuted"]


def test_an_undecided_rule_has_exit_code_3(run, catalogue_with):
    sine = BY_ID["derivative.sin"]
    # Nowhere in this interval has the left side a real value.
    catalogue_with(replace(sine, lhs=sympy.log(-2 - sine.lhs), rhs=sine.rhs / (2 + sine.lhs)))
    code, out, _ = run("verify", "derivative.sin", "derivative.cos", "--points", "6")
    assert code == 3
    assert "inconclusive  derivative.sin" in out
    assert rules._worst(["inconclusive", "refuted", "consistent"]) == 1


@pytest.mark.slow
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


def test_an_unknown_id_lists_the_nearest_alone(run):
    code, out, err = run("show", "derivative.tahn")
    assert (code, out) == (2, "")
    assert "'derivative.tanh'" in err
    assert len(err) < 400


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("list", "--format", "html"), "--format"),
        (("list", "--parts", "statement"), "--parts"),
        (("list", "--points", "5"), "--points"),
        (("list", "--seed", "0"), "--seed"),
        (("show", "derivative.exp", "--columns", "id"), "--columns"),
        (("show", "derivative.exp", "--jobs", "2"), "--jobs"),
        (("show", "derivative.exp", "--json", "--format", "html"), "--format"),
        (("verify", "derivative.exp", "--format", "html"), "--format"),
        (("verify", "derivative.exp", "--jobs", "-3"), "--jobs"),
        (("verify", "derivative.exp", "--jobs", "0"), "--jobs"),
    ],
    ids=["-".join(w.strip("-") for w in words) for words in (
        ("list", "format"), ("list", "parts"), ("list", "points"), ("list", "seed"), ("show", "columns"),
        ("show", "jobs"), ("show", "json"), ("verify", "format"), ("verify", "negative"), ("verify", "zero"),
    )],
)  # fmt: skip
def test_an_option_that_would_not_be_heeded_is_a_usage_error(run, words, option):
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert f"{option}=" in err
    assert "leave" in err or "from 1 on" in err
