"""Residuals of equations and systems."""

from __future__ import annotations

from collections import namedtuple

import pytest
import sympy
import torch
from sympy import Eq

import sympy_torch_bridge as stb

x, t = sympy.symbols("x t")
u = sympy.Function("u")(x, t)
HEAT = Eq(u.diff(t), u.diff(x, 2) / 2)


def test_sides_are_subtracted_and_containers_kept() -> None:
    assert stb.residual(HEAT) == u.diff(t) - u.diff(x, 2) / 2
    assert stb.residual(Eq(u, 0)) == u
    assert stb.residual(u + 1) == u + 1
    assert stb.residual({"inside": HEAT, "edge": [Eq(u.subs(x, 0), t)]}) == {
        "inside": stb.residual(HEAT), "edge": [sympy.Function("u")(0, t) - t],
    }  # fmt: skip
    assert stb.residual(sympy.Tuple(HEAT, u)) == (stb.residual(HEAT), u)
    system = namedtuple("system", "heat wave")(HEAT, Eq(u.diff(t, 2), u.diff(x, 2)))
    assert stb.residual(system).wave == u.diff(t, 2) - u.diff(x, 2)


def test_matrices() -> None:
    A, B = sympy.Matrix([[x, 1]]), sympy.Matrix([[1, t]])
    assert stb.residual(Eq(A, B)) == sympy.Matrix([[x - 1, 1 - t]])
    M = sympy.MatrixSymbol("M", 2, 2)
    assert stb.residual(Eq(M * M, M)) == M * M - M


def test_it_vanishes_for_a_solution_and_an_equation_alone_is_a_truth_value() -> None:
    functions = {"u": lambda a, b: torch.exp(-2 * b) * torch.sin(2 * a)}
    at, time = torch.rand(2, 5, dtype=torch.float64)
    assert stb.compile(stb.residual(HEAT), [x, t], functions=functions)(at, time).abs().max() < 1e-14
    assert stb.compile(HEAT, [x, t], functions=functions)(at, time).dtype == torch.bool


@pytest.mark.parametrize(
    ("given", "got"),
    [
        (Eq(1, 2), "a truth value"), (Eq(x, x), "a truth value"), (True, "a truth value"),
        (x < t, "a StrictLessThan"),
    ],
    ids=["unequal sides", "equal sides", "True", "inequality"],
)  # fmt: skip
def test_what_is_no_equation_is_refused(given: object, got: str) -> None:
    with pytest.raises(stb.InputTypeError, match=r"no residual|difference of the two sides") as caught:
        stb.residual([HEAT, given])
    assert caught.value.got == got


def test_text_is_refused() -> None:
    with pytest.raises(stb.InputTypeError, match="text is never evaluated"):
        stb.residual("u")
