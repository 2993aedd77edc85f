"""Claims that are near to one that can be judged: the error or the report says how to give them."""

from __future__ import annotations

import json

import pytest
import sympy
import torch

from sympy_torch_bridge.check import check_gradient
from sympy_torch_bridge.check.report import Report
from sympy_torch_bridge.errors import InputTypeError

x, y = sympy.symbols("x y")


class Sine(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.sin()

    @staticmethod
    def backward(ctx, g):
        (a,) = ctx.saved_tensors
        return g * a.cos()


@pytest.mark.filterwarnings("ignore:.*should not be instantiated:DeprecationWarning")
@pytest.mark.parametrize(
    ("claimed", "hint"),
    [
        (lambda: Sine(), "give the class itself: Sine"),
        (lambda: torch.nn.Tanh, "give a module of the class: Tanh()"),
        (lambda: sympy.cos, "with its argument it is a formula: cos(x)"),
        (lambda: float, "or a Module."),
    ],
    ids=["object", "class of modules", "class of formulas", "class"],
)
def test_what_is_nearly_a_claim_is_told_from_one(claimed, hint):
    with pytest.raises(InputTypeError) as caught:
        check_gradient(sympy.sin(x), claimed())
    assert str(caught.value).endswith(hint)


def test_the_hints_are_claims():
    assert check_gradient(sympy.sin(x), Sine)
    assert check_gradient(sympy.tanh(x), torch.nn.Tanh())
    assert check_gradient(sympy.sin(x), sympy.cos(x))


SAID = "code that computes the function is judged by its backward pass"


@pytest.mark.parametrize("claimed", [torch.sin, lambda x: Sine.apply(x)], ids=["kernel", "call"])
def test_a_function_in_place_of_its_gradient_is_told_how_it_is_judged(claimed):
    report = check_gradient(sympy.sin(x), claimed)
    assert report.diagnosis == "consistent with the function itself in place of its derivative"
    assert any(note.startswith(SAID) for note in report.notes)


@pytest.mark.parametrize(
    ("expr", "claimed"),
    [(sympy.sin(x), lambda x: -torch.cos(x)), (sympy.sin(x), torch.cos), (sympy.cos(x), Sine)],
    ids=["another mistake", "right", "backward"],
)
def test_nothing_is_said_of_other_code(expr, claimed):
    assert not any(note.startswith(SAID) for note in check_gradient(expr, claimed).notes)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nonsense", "'the text' is no JSON"),
        ("[]", "'the data' is a list; expected what to_dict of a report gave"),
        ("{}", "without subject, claim, verdict, reason, points"),
        (json.dumps({"subject": "x", "claim": "1", "verdict": "consistent"}), "without reason, points"),
    ],
    ids=["text", "list", "empty", "part"],
)
def test_what_is_no_report_is_not_read_as_one(text, words):
    with pytest.raises(InputTypeError, match=words):
        Report.from_json(text)
