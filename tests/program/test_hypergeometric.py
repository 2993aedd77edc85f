"""Hypergeometric functions and Meijer's G, whose parameters are tuples."""

from __future__ import annotations

import copy
import math
import pickle
from typing import Any

import mpmath
import pytest
import sympy
import torch

from sympy_torch_bridge import compile
from sympy_torch_bridge.errors import PerformanceWarning

pytestmark = pytest.mark.filterwarnings("ignore::sympy_torch_bridge.errors.PerformanceWarning")

a, b, c, z = sympy.symbols("a b c z")
GAUSS = sympy.hyper((a, b), (c,), z)


def real(value: float) -> torch.Tensor:
    return torch.tensor(value, dtype=torch.float64)


def check(expression: Any, inputs: Any, reference: Any, at: tuple[float, ...]) -> None:
    value, slopes = compile(expression, inputs).value_and_grad(*map(real, at))
    with mpmath.workdps(30):
        exact = [mpmath.mpf(v) for v in at]
        assert value.item() == pytest.approx(float(reference(*exact)), rel=1e-12)
        for place, slope in enumerate(slopes):
            orders = tuple(int(i == place) for i in range(len(at)))
            assert slope.item() == pytest.approx(float(mpmath.diff(reference, exact, orders)), rel=1e-11)


@pytest.mark.parametrize(
    "at",
    [
        (1, 2, 3, 0.5),
        (1, 2, 3, -0.5),
        (1.5, 2, 3.25, -20),
        (1, 2, 3, 0.97),
        (1, 1, 2, 1e-8),
        (0.5, 0.5, 1.5, 0),
    ],
    ids=str,
)
def test_gauss_function(at: tuple[float, ...]) -> None:
    check(GAUSS, [a, b, c, z], mpmath.hyp2f1, at)


@pytest.mark.parametrize("at", [(1, 3, 0.5), (1.25, 3, -50), (2, 0.5, 30)], ids=str)
def test_kummer_function(at: tuple[float, ...]) -> None:
    check(sympy.hyper((a,), (c,), z), [a, c, z], mpmath.hyp1f1, at)


def test_other_sizes() -> None:
    check(sympy.hyper((), (c,), z), [c, z], mpmath.hyp0f1, (1.5, -100))
    check(
        sympy.hyper((a, 1, 1), (c, 2), z),
        [a, c, z],
        lambda a, c, z: mpmath.hyper([a, 1, 1], [c, 2], z),
        (1.5, 2.5, 0.25),
    )


def test_meijer_g() -> None:
    check(
        sympy.meijerg(((a,), (b,)), ((c,), ()), z),
        [a, b, c, z],
        lambda a, b, c, z: mpmath.meijerg([[a], [b]], [[c], []], z),
        (0.5, 1.25, 0.25, 0.7),
    )
    check(
        sympy.meijerg(((), (b,)), ((c, 0), ()), z),
        [b, c, z],
        lambda b, c, z: mpmath.meijerg([[], [b]], [[c, 0], []], z),
        (1.25, 0.2, 0.7),
    )


def test_meijer_g_warns_that_it_is_slow() -> None:
    with pytest.warns(PerformanceWarning, match="meijerg"):
        compile(sympy.meijerg(((), ()), ((0,), ()), z))


@pytest.mark.parametrize(
    ("at", "exact"),
    [
        ((-2, 1, -3, 0.5), 17 / 12),  # the sum ends before the pole
        ((1, 2, -3, 0.25), math.inf),
        ((1, 2, 3, 2), math.nan),  # complex beyond 1
        ((1, 2, 3, math.inf), math.nan),
        ((1, 1, 3, 1), 2.0),
        ((-3, 2, 1.5, 4), float(mpmath.hyp2f1(-3, 2, 1.5, 4))),
    ],
    ids=str,
)
def test_value_at_the_edge(at: tuple[float, ...], exact: float) -> None:
    got = compile(GAUSS, [a, b, c, z])(*map(real, at)).item()
    assert got == pytest.approx(exact, rel=1e-13, nan_ok=True)


def test_complex_value_beyond_the_branch_point() -> None:
    got = compile(GAUSS, [a, b, c, z], complex=True)(*map(real, (1, 2, 3, 2))).item()
    assert got == pytest.approx(complex(mpmath.hyp2f1(1, 2, 3, 2)), rel=1e-13)


def test_batches_and_dtypes() -> None:
    f = compile(GAUSS, [a, b, c, z])
    got = f(torch.ones(3, 1), real(2.0).float(), torch.full((2,), 3.0), torch.tensor(0.5))
    assert got.shape == (3, 2)
    assert got.dtype is torch.float32
    assert f(1.0, 2.0, 3.0, torch.zeros(0)).shape == (0,)
    constant = compile(sympy.hyper((1, 2), (3,), sympy.Rational(1, 2)), [z])(torch.zeros(2, 2))
    assert constant.shape == (2, 2)


def test_transforms() -> None:
    f = compile(sympy.hyper((1, 2), (3,), z))
    t = real(0.3)
    with mpmath.workdps(30):
        first, second = (float(mpmath.diff(lambda v: mpmath.hyp2f1(1, 2, 3, v), 0.3, k)) for k in (1, 2))
    forward = torch.func.jacfwd(torch.func.jacfwd(f))(t)
    reverse = torch.func.jacrev(torch.func.jacrev(f))(t)
    assert forward.item() == pytest.approx(second, rel=1e-12)
    assert reverse.item() == pytest.approx(second, rel=1e-12)
    assert torch.func.vmap(torch.func.grad(f))(t.repeat(3)).tolist() == pytest.approx([first] * 3, rel=1e-12)
    leaf = t.clone().requires_grad_()
    torch.compile(f, fullgraph=True, backend="aot_eager")(leaf).backward()
    assert leaf.grad is not None
    assert leaf.grad.item() == pytest.approx(first, rel=1e-12)


def test_copies() -> None:
    f = compile(GAUSS, [a, b, c, z])
    at = list(map(real, (1, 2, 3, 0.5)))
    assert pickle.loads(pickle.dumps(f))(*at) == copy.deepcopy(f)(*at) == f(*at)
