"""Elliptic integrals beyond their records: several arguments, several turns, and the branch points."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import pytest
import sympy
import torch

from sympy_torch_bridge import compile

n, z, m = sympy.symbols("n z m")
COMPLETE_PI = sympy.elliptic_pi(n, m)
INCOMPLETE_E, INCOMPLETE_PI = sympy.elliptic_e(z, m), sympy.elliptic_pi(n, z, m)


def real(value: float) -> torch.Tensor:
    return torch.tensor(value, dtype=torch.float64)


def exact_slope(reference: Any, at: tuple[float, ...], place: int) -> float:
    with mpmath.workdps(40):
        exact = [mpmath.mpf(v) for v in at]
        slope = mpmath.diff(
            lambda v: reference(*exact[:place], v, *exact[place + 1 :]), exact[place], h="1e-15"
        )
        return float(mpmath.re(slope))


@pytest.mark.parametrize(
    ("expression", "inputs", "reference", "at"),
    [
        (INCOMPLETE_E, [z, m], mpmath.ellipe, (0.3, 0.0)),
        (INCOMPLETE_E, [z, m], mpmath.ellipe, (2.0, 0.5)),
        (INCOMPLETE_E, [z, m], mpmath.ellipe, (-10.0, -3.0)),
        (INCOMPLETE_E, [z, m], mpmath.ellipe, (1.5, 1 - 1e-9)),
        (INCOMPLETE_E, [z, m], mpmath.ellipe, (0.5, 2.0)),
        (sympy.elliptic_f(z, m), [z, m], mpmath.ellipf, (0.9, 0.0)),
        (sympy.elliptic_f(z, m), [z, m], mpmath.ellipf, (-3.0, 0.99)),
        (sympy.elliptic_f(z, m), [z, m], mpmath.ellipf, (math.pi / 2, 0.5)),
        (INCOMPLETE_PI, [n, z, m], mpmath.ellippi, (0.3, 0.5, 0.2)),
        (INCOMPLETE_PI, [n, z, m], mpmath.ellippi, (0.0, 1.0, 0.0)),
        (INCOMPLETE_PI, [n, z, m], mpmath.ellippi, (-2.0, 4.0, 0.5)),
        (INCOMPLETE_PI, [n, z, m], mpmath.ellippi, (1.5, 0.4, 0.3)),
        (INCOMPLETE_PI, [n, z, m], mpmath.ellippi, (-1e3, 1.0, -100.0)),
        (INCOMPLETE_PI, [n, z, m], mpmath.ellippi, (-1e8, -10.0, 0.5)),
        (COMPLETE_PI, [n, m], mpmath.ellippi, (-1e2, 0.9)),
        (COMPLETE_PI, [n, m], mpmath.ellippi, (-1e4, -1e3)),
        (COMPLETE_PI, [n, m], mpmath.ellippi, (-1e12, 0.5)),
        (COMPLETE_PI, [n, m], mpmath.ellippi, (-1e12, -1e3)),
        (sympy.elliptic_k(m), [m], mpmath.ellipk, (1 - 1e-9,)),
        (sympy.elliptic_e(m), [m], mpmath.ellipe, (1 - 1e-9,)),
    ],
    ids=lambda part: "" if callable(part) else str(part),
)
def test_value_and_gradient(expression: Any, inputs: Any, reference: Any, at: tuple[float, ...]) -> None:
    value, slopes = compile(expression, inputs).value_and_grad(*map(real, at))
    assert value.item() == pytest.approx(float(reference(*at)), rel=1e-13)
    for place, slope in enumerate(slopes):
        assert slope.item() == pytest.approx(exact_slope(reference, at, place), rel=1e-10, abs=1e-14)


@pytest.mark.parametrize(
    ("expression", "at", "exact"),
    [
        (sympy.elliptic_k(m), 1.0, math.inf),
        (sympy.elliptic_k(m), -math.inf, 0.0),
        (sympy.elliptic_k(m), 1.5, math.nan),
        (sympy.elliptic_e(m), 1.0, 1.0),
        (sympy.elliptic_e(m), -math.inf, math.inf),
        (sympy.elliptic_e(m), 1.5, math.nan),
        (sympy.elliptic_f(2, m), 1.5, math.nan),
        (sympy.elliptic_pi(2, m), 0.5, math.nan),
        (sympy.elliptic_pi(-1, m), 1.0, math.inf),
        (sympy.elliptic_pi(-3, m), 1.0, math.inf),
        (sympy.elliptic_pi(sympy.Rational(1, 2), m), 1.0, math.inf),
    ],
    ids=str,
)
def test_value_at_the_edge(expression: Any, at: float, exact: float) -> None:
    got = compile(expression, [m])(real(at)).item()
    assert got == pytest.approx(exact, nan_ok=True)


def test_the_slope_is_infinite_at_the_branch_point() -> None:
    _, (slope,) = compile(sympy.elliptic_e(m), [m]).value_and_grad(real(1.0))
    assert slope.item() == -math.inf


@pytest.mark.parametrize("head", [sympy.elliptic_k, sympy.elliptic_e])
def test_complex_plane_beyond_the_branch_point(head: Any) -> None:
    reference = {sympy.elliptic_k: mpmath.ellipk, sympy.elliptic_e: mpmath.ellipe}[head]
    got = compile(head(m), [m], complex=True)(real(2.0)).item()
    assert got == pytest.approx(complex(reference(2)), rel=1e-13)


def test_second_derivatives_at_parameter_0() -> None:
    for expression, exact in ((sympy.elliptic_k(m), 9 / 64), (sympy.elliptic_e(m), -3 / 64)):
        second = torch.func.hessian(compile(expression, [m]))(real(0.0))
        assert second.item() == pytest.approx(exact * math.pi, rel=1e-13)
