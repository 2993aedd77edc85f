"""Laplacians and other sums of derivatives: one part of an expansion, where nothing else needs the terms."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
import torch
from sympy import Function, Rational, exp
from torch import nn
from torch_transforms import check_transforms, close

import sympy_torch_bridge as stb

F64 = torch.float64
x, y, t, nu = sympy.symbols("x y t nu")
U = Function("u")(x, y)
AT = torch.linspace(-1, 1, 6, dtype=F64)
ALSO = torch.linspace(0.2, 0.7, 6, dtype=F64)
SOLUTION = exp(2 * x) * sympy.sin(3 * y + x)
XX, YY, XY = U.diff(x, 2), U.diff(y, 2), U.diff(x, y)

# Each expression with how many results of the network it picks.
JOINED: dict[str, tuple[Any, int]] = {
    "Laplacian": (XX + YY, 1),
    "with the value": (U - XX - YY, 2),
    "factors": (3 * XX - YY / 7 + 0.25 * XY, 1),
    "a symbol as factor": (nu * XX + nu * YY + U.diff(x), 2),
    "different symbols": (nu * XX + x * YY, 2),
    "different orders": (XX + U.diff(y, 3) - U.diff(x) / 4, 1),
    "heat": (U.diff(y) - XX / 10 + U * (U.diff(x) + 2 * XY), 3),
    "in a product": (sympy.sin(x) * (XX + YY) + U, 2),
    "in a function": (exp(XX + YY), 1),
    "needed elsewhere": (XX + YY + U * XX, 3),
    "first order": (U.diff(x) + U.diff(y), 1),
    "biharmonic": (U.diff(x, 4) + 2 * U.diff(x, 2, y, 2) + U.diff(y, 4), 1),
    "two groups": (XX + YY + nu * U.diff(x, 3) - nu * U.diff(x, 1, y, 2), 2),
    "in a condition": (sympy.Piecewise((XX + YY, x > 0), (XX * 0 + U, True)), 2),
    "in a boundary condition": ((XX + YY).subs(y, 0), 2),
}  # fmt: skip


def wave(a: Any, b: Any) -> Any:
    return torch.exp(2 * a) * torch.sin(3 * b + a)


@pytest.mark.parametrize(("expr", "picks"), JOINED.values(), ids=JOINED)
@pytest.mark.parametrize("way", ["taylor", "autograd"])
def test_sums_are_right_and_joined(expr: Any, picks: int, way: str) -> None:
    inputs = [x, y, nu]
    f = stb.compile(expr, inputs, functions={"u": stb.Network(wave, derivatives=way)})
    expected = stb.compile(
        expr.subs(U, SOLUTION).subs(Function("u")(x, 0), SOLUTION.subs(y, 0)).doit(), inputs
    )
    close(f(AT, ALSO, 0.3), expected(AT, ALSO, 0.3), rtol=1e-10, atol=1e-10)
    assert f.source.count("assemble.pick") == picks


def test_factors_outside_the_range_of_a_double_are_left_to_torch() -> None:
    """The factor of a joined derivative is a number of Python, and would be infinite."""
    f = stb.compile(XX + sympy.Float("1e400") * YY, [x, y], functions={"u": wave})
    assert f.source.count("assemble.pick") == 2


def test_derivatives_of_other_equations_count() -> None:
    f = stb.compile([XX + YY, XX], [x, y], functions={"u": wave})
    assert f.source.count("assemble.pick") == 2
    first, second = f(AT, ALSO)
    close(second, stb.compile(SOLUTION.diff(x, 2), [x, y])(AT, ALSO))
    close(first, stb.compile(SOLUTION.diff(x, 2) + SOLUTION.diff(y, 2), [x, y])(AT, ALSO))


def test_transforms() -> None:
    check_transforms(stb.compile(U - XX - YY / 3, [x, y], functions={"u": wave}), AT, ALSO, pickled=False)


def test_networks_of_several_functions() -> None:
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(2, 5), nn.Tanh(), nn.Linear(5, 2)).double()
    V = Function("v")(x, y)
    system = [XX + YY - V, V.diff(x, 2) - 2 * V.diff(y, 2)]
    results = [
        stb.compile(system, [x, y], functions={("u", "v"): stb.Network(net, derivatives=way)})(AT, ALSO)
        for way in ("taylor", "autograd")
    ]
    close(results[0], results[1])


def test_integer_points_and_single_precision() -> None:
    f = stb.compile(XX / 3 + YY * Rational(2, 7), [x, y], functions={"u": wave})
    single = f(AT.float(), ALSO.float())
    assert single.dtype == torch.float32
    close(single.double(), f(AT, ALSO), rtol=1e-4, atol=1e-4)
