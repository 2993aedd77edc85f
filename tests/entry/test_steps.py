"""Derivations in steps: they hold, a falsified step is caught, and no rule is derived from itself."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import sympy

from sympy_torch_bridge.entry import RuleEntry, derivation_section, rule_entry
from sympy_torch_bridge.entry.derivation import derivation_of
from sympy_torch_bridge.entry.steps.blocks import step_blocks
from sympy_torch_bridge.entry.steps.matrix_step_check import check_matrix_steps
from sympy_torch_bridge.entry.steps.relations import catalogue_relations, relations_of, rules_in, steps_of
from sympy_torch_bridge.entry.steps.statement import step_cell
from sympy_torch_bridge.entry.steps.step import Step
from sympy_torch_bridge.entry.steps.step_check import StepCheck, check_steps
from sympy_torch_bridge.render import DOCUMENT_FORMATS, Formula, Links, write_document
from sympy_torch_bridge.rules import BY_ID, RULES, Rule

x, y = sympy.symbols("x y", real=True)

SCALAR = [rule for rule in RULES if rule.kind != "matrix"]
# A part of the catalogue of every kind; the pages of the site check all of it.
SAMPLE = [*SCALAR[::29], *(BY_ID[name] for name in (
    "derivative.log", "derivative.asin", "derivative.power", "derivative.remainder.divisor", "rule.quotient",
    "rule.integral.leibniz", "rule.integral.limits", "rule.second.chain", "rule.second.integral",
    "activation.mish", "activation.softshrink.x", "field.potential.laplacian", "gradient.norm",
    "special.erf-inverse",
))]  # fmt: skip
MATRIX = [BY_ID[name] for name in (
    "matrix.linear", "matrix.linear.numerator", "matrix.quadratic-form", "matrix.norm.unit-vector",
    "matrix.determinant.symmetric-congruence", "matrix.stacked.gram", "matrix.log-sum-exp",
    "matrix.inverse.trace",
)]  # fmt: skip

# What all derivations begin with: nothing of the catalogue says it of these.
FIRST = {
    "derivative.constant", "derivative.identity", "derivative.integer-power", "derivative.abs",
    "derivative.exp", "derivative.sin", "derivative.cos",
    "rule.sum", "rule.product", "rule.chain", "rule.chain.total", "rule.inverse",
    "rule.integral.leibniz", "matrix.line.product", "matrix.line.sum", "matrix.line.transpose",
}  # fmt: skip


def by_id(rule):
    return rule.id


def verdicts(rule, steps):
    checks = (
        check_matrix_steps(rule, steps) if rule.kind == "matrix" else check_steps(rule, steps, n_points=6)
    )
    return [check.verdict for check in checks]


@pytest.mark.parametrize("rule", SAMPLE, ids=by_id)
def test_each_step_of_a_scalar_rule_holds(rule):
    steps = steps_of(rule)
    assert set(verdicts(rule, steps)) <= {"consistent"}


@pytest.mark.parametrize("rule", MATRIX, ids=by_id)
def test_each_step_of_a_matrix_rule_holds(rule):
    steps = steps_of(rule)
    assert len(steps) >= 2
    assert set(verdicts(rule, steps)) == {"consistent"}


FALSIFIED = {
    "sign": lambda after: -after,
    "factor": lambda after: 2 * after,
    "slightly": lambda after: after * (1 + sympy.Rational(1, 10**12)),
}


@pytest.mark.parametrize("wrong", FALSIFIED.values(), ids=FALSIFIED)
@pytest.mark.parametrize(
    "name", ["derivative.tanh", "rule.quotient", "rule.second.chain", "derivative.x-exp"]
)
def test_a_falsified_step_is_caught_wherever_it_stands(name, wrong):
    rule = BY_ID[name]
    steps = steps_of(rule)
    assert len(steps) >= 2
    for number, step in enumerate(steps):
        falsified = [*steps[:number], replace(step, after=wrong(step.after)), *steps[number + 1 :]]
        found = verdicts(rule, falsified)
        assert [i for i, verdict in enumerate(found) if verdict == "refuted"] == [number]


@pytest.mark.parametrize("wrong", FALSIFIED.values(), ids=FALSIFIED)
@pytest.mark.parametrize("name", ["matrix.quadratic-form", "matrix.linear", "matrix.inverse.trace"])
def test_a_falsified_step_on_matrices_is_caught(name, wrong):
    rule = BY_ID[name]
    falsified = [replace(step, after=wrong(step.after)) for step in steps_of(rule)]
    assert set(verdicts(rule, falsified)) == {"refuted"}


def test_a_transposed_step_on_matrices_is_caught():
    rule = BY_ID["matrix.trace-of-product"]
    *_, last = steps_of(rule)
    assert verdicts(rule, [replace(last, after=last.after.T)]) == ["refuted"]


def test_a_step_without_a_value_anywhere_is_not_said_to_hold():
    rule = BY_ID["derivative.exp"]
    nowhere = Step("slope", sympy.log(-1 - x**2), 2 * x / (1 + x**2), x)
    (check,) = check_steps(rule, [nowhere], n_points=6)
    assert check == StepCheck("inconclusive", 0)
    texts = [block.cell.text for block in step_blocks(rule, [nowhere], [check]) if hasattr(block, "cell")]
    assert texts[-1] == "Steps that could not be checked: 1."


def test_a_step_is_not_taken_on_the_word_of_sympy(monkeypatch):
    # SymPy's own derivative of the left side plays no part: a wrong table of SymPy changes no verdict.
    monkeypatch.setattr(sympy.erf, "fdiff", lambda self, argindex=1: sympy.S.Zero)
    step = Step("slope", sympy.erf(x), 2 * sympy.exp(-(x**2)) / sympy.sqrt(sympy.pi), x)
    right, wrong = check_steps(BY_ID["derivative.exp"], [step, replace(step, after=sympy.S.Zero)], n_points=6)
    assert (right.verdict, wrong.verdict) == ("consistent", "refuted")


def test_the_rules_of_each_step_are_named():
    named = {step.before: step.rules for step in steps_of(BY_ID["derivative.logit"])}
    assert named[sympy.log(x / (1 - x))] == ()  # the last step about it puts the others together
    first, second, third, *_ = steps_of(BY_ID["derivative.logit"])
    assert first.rules == ("rule.chain", "derivative.log")
    assert second.rules == ("rule.quotient",)
    assert third.rules == ("rule.sum", "rule.constant-multiple")


def test_derivations_begin_with_few_rules_and_never_go_in_circles():
    relations = catalogue_relations()
    assert list(relations) == [rule.id for rule in RULES]
    assert all(set(found.uses) <= set(BY_ID) for found in relations.values())
    done: set[str] = set()
    waiting = {name: set(found.uses) for name, found in relations.items()}
    while ready := [name for name, uses in waiting.items() if uses <= done]:
        done.update(ready)
        waiting = {name: uses for name, uses in waiting.items() if name not in done}
    assert waiting == {}
    assert {name for name in FIRST if relations[name].uses} == set()
    assert sum(not found.uses for found in relations.values()) < 150


def test_uses_and_used_by_are_two_sides_of_one_thing():
    relations = catalogue_relations()
    pairs = {(name, other) for name, found in relations.items() for other in found.uses}
    assert pairs == {(other, name) for name, found in relations.items() for other in found.used_by}
    assert len(pairs) > 1500
    assert relations["matrix.quadratic-form"].uses == rules_in(steps_of(BY_ID["matrix.quadratic-form"]))


def test_a_rule_of_a_page_with_the_id_of_another_is_used_by_nobody():
    own = Rule("rule.chain", "", x * sympy.sin(x), sympy.sin(x) + x * sympy.cos(x), x)
    found = relations_of(own)
    assert found.used_by == ()
    assert found.uses == ("rule.product", "derivative.sin")
    assert len(relations_of(BY_ID["rule.chain"]).used_by) > 100


def test_a_long_derivation_is_bounded_and_checked_in_full():
    rule = BY_ID["field.laplacian.product"]
    steps = steps_of(rule)
    assert len(steps) > 12
    blocks = step_blocks(rule, steps, [StepCheck("consistent", 1)] * len(steps))
    heads = [block.name for block in blocks if isinstance(block, Links)]
    assert len(heads) == 12
    assert heads[-3].startswith("Steps 10 to ")
    assert heads[-1] == f"Step {len(steps)}"
    broken = (
        [StepCheck("consistent", 1)] * 10
        + [StepCheck("refuted")]
        + [StepCheck("consistent", 1)] * (len(steps) - 11)
    )
    assert "Steps that do not hold: 11." in str(step_blocks(rule, steps, broken))


def test_a_deep_formula_of_a_page_is_no_error():
    deep = x
    for _ in range(3000):
        deep = sympy.exp(deep, evaluate=False)
    assert steps_of(Rule("my.deep", "", deep, sympy.S.One, x)) == ()


@pytest.mark.parametrize("form", DOCUMENT_FORMATS)
def test_every_format_writes_steps_and_links(form):
    entry = rule_entry(BY_ID["derivative.gaussian"], parts=["derivation", "relations"], n_points=4)
    text = write_document(entry.document, form)
    name = {"latex": r"\texttt{rule.chain}", "html": "<code>rule.chain</code>", "rst": "``rule.chain``",
            "markdown": "`rule.chain`", "text": "chain rule (rule.chain)"}[form]  # fmt: skip
    for part in ("Step 1", "Step 2", name, "Uses", "Each step holds by itself", "put together"):
        assert part in text
    assert ("d/dx[exp(-x**2/2)] = " in text) == (form == "text")


def test_an_entry_names_its_relations_and_its_flaws_as_data(monkeypatch):
    entry = rule_entry(BY_ID["derivative.gaussian"], n_points=4)
    assert entry.data["uses"] == [
        "rule.chain",
        "derivative.exp",
        "rule.constant-multiple",
        "derivative.integer-power",
    ]
    assert "rule.outer.gaussian" not in entry.data["uses"]
    assert entry.flaws == ()
    broken = replace(entry, flaws=("step 1 does not hold",))
    assert RuleEntry.from_dict(json.loads(json.dumps(broken.to_dict()))) == broken


def test_a_wrong_step_is_a_flaw_of_the_entry(monkeypatch):
    rule = BY_ID["derivative.gaussian"]
    first, *rest = steps_of(rule)
    wrong = (replace(first, after=3 * first.after), *rest)
    monkeypatch.setattr("sympy_torch_bridge.entry.derivation_section.steps_of", lambda _rule: wrong)
    section = derivation_section.derivation_section(rule, derivation_of(rule), n_points=4)
    assert section.flaws == (
        "step 1 of the derivation does not hold: d/dx[exp(-x**2/2)] = 3*exp(-x**2/2)*d/dx[-x**2/2]",
    )
    assert rule_entry(rule, n_points=4).flaws == section.flaws


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("rule.product", "derivations begin with this rule"),
        ("definition.derivative", "this is a definition"),
        ("rule.implicit", "it follows from what is given"),
    ],
)
def test_where_there_are_no_steps_the_entry_says_so(name, sentence):
    blocks = step_blocks(BY_ID[name], steps_of(BY_ID[name]), [])
    assert not any(isinstance(block, Formula) for block in blocks)
    assert sentence in blocks[0].cell.text


def test_no_variable_of_a_step_reads_as_a_differential():
    rule = BY_ID["matrix.hidden-layer.inner"]
    cells = [step_cell(step, rule) for step in steps_of(rule)]
    assert "[t -> 1 - tanh(t)**2].(W*b)" in cells[1].text
    assert r"t \mapsto 1 - \tanh^{2}{\left(t \right)}" in cells[1].latex
    assert not any("d -> " in cell.text or r"d \mapsto" in cell.latex for cell in cells)
