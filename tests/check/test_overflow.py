"""Right code that leaves the range of the floating type at points nobody asked for is no wrong gradient."""

from __future__ import annotations

import pytest
import sympy
import torch

import sympy_torch_bridge as stb

x, y = sympy.symbols("x y")
BELL = sympy.exp(-((x - y) ** 2) / 2)


def expanded(x, y):
    bell = torch.exp(-(x**2) / 2) * torch.exp(-(y**2) / 2) * torch.exp(x * y)
    return torch.stack([(y - x) * bell, (x - y) * bell], dim=-1)


def logistic(x):
    return (torch.exp(x) / (1 + torch.exp(x)))[..., None]


def test_the_form_that_overflows_is_consistent_and_says_so():
    report = stb.check_gradient(BELL, expanded)
    assert report.verdict == "consistent", str(report)
    open_rows = [row for row in report.points if row.verdict == "ILL_CONDITIONED"]
    assert any("beyond the range of float64" in row.note for row in open_rows)
    assert any("overflows" in note and "domain=" in note for note in report.notes)


@pytest.mark.parametrize(
    "options", [{"points": [{x: 1.0}, {x: 800.0}]}, {"domain": {x: (-2000, 2000)}}], ids=["points", "domain"]
)
def test_where_numbers_were_asked_for_it_is_refuted(options):
    report = stb.check_gradient(sympy.log(1 + sympy.exp(x)), logistic, **options)
    assert report.verdict == "refuted"
    assert "nan" in str(report)


@pytest.mark.parametrize(
    "claim",
    [
        lambda x: (torch.exp(x) / (2 + torch.exp(x)))[..., None],
        lambda x: torch.where(x > 30, torch.sqrt(-x), torch.sigmoid(x))[..., None],
        lambda x: (torch.sigmoid(x) / (x - x))[..., None],
        lambda x: torch.sigmoid((x**3) ** (1 / 3))[..., None],
    ],
    ids=[
        "another derivative",
        "square root of a negative number",
        "division by zero",
        "power of a negative number",
    ],
)
def test_what_is_no_overflow_is_refuted(claim):
    assert stb.check_gradient(sympy.log(1 + sympy.exp(x)), claim).verdict == "refuted"


class Bell(torch.nn.Module):
    def forward(self, x, y):
        return torch.exp(-(x**2) / 2) * torch.exp(-(y**2) / 2) * torch.exp(x * y)


def test_forward_and_backward_pass_through_an_overflow_are_left_open():
    report = stb.check_gradient(BELL, Bell())
    assert report.verdict == "consistent", str(report)
    assert any("overflows" in note for note in report.notes)
    assert {row.witness for row in report.points if "beyond the range" in row.note} == {"value", "backward"}
