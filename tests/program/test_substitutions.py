"""Subs nodes: what they compute, and what is said of those that are malformed."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
import torch
from torch_transforms import close

import sympy_torch_bridge as stb

x, t = sympy.symbols("x t")
u: Any = sympy.Function("u")
AT = torch.linspace(0.2, 1.4, 5, dtype=torch.float64)


def forged(expr: Any, variables: Any, points: Any) -> Any:
    """A node as it comes from rebuilding, without SymPy's own checks."""
    node = sympy.Basic.__new__(sympy.Subs, expr, sympy.Tuple(*variables), sympy.Tuple(*points))
    node._expr = expr
    return node


MALFORMED: dict[str, tuple[Any, str]] = {
    "too few points": (forged(x * t, (x, t), (1,)), r"2 \(x, t\) at 1 \(1\)"),
    "too many points": (forged(x + t, (x,), (1, 2)), r"1 \(x\) at 2 \(1, 2\)"),
    "no point": (forged(x * t + 7, (x,), ()), r"1 \(x\) at 0 \(\)"),
    "a symbol twice": (forged(x * t, (x, x), (1, 2)), r"2 \(x, x\) at 2 \(1, 2\)"),
    "a matrix for a symbol": (
        forged(x**2, (x,), (sympy.ImmutableMatrix([[1]]),)),
        "for x, a ImmutableDenseMatrix",
    ),
    "a truth value for a symbol": (sympy.Subs(u(x).diff(x), x, sympy.true), "given True for x"),
    "an interval for a symbol": (forged(x**3, (x,), (sympy.Interval(0, 1),)), "a Interval"),
}


@pytest.mark.parametrize("around", [False, True], ids=["alone", "inside"])
@pytest.mark.parametrize(("node", "said"), MALFORMED.values(), ids=MALFORMED)
def test_malformed_nodes_are_explained(node: Any, said: str, around: bool) -> None:
    expr = sympy.Add(sympy.sin(x), node, evaluate=False) if around else node
    with pytest.raises(stb.InputTypeError, match=said) as caught:
        stb.compile(expr, [x, t], functions={"u": torch.sin})
    assert caught.value.name == "Subs"
    assert "write sympy.Subs(expr, (x, t), (0, 1))" in str(caught.value)


def test_the_hint_works() -> None:
    expr = x * sympy.exp(t)
    f = stb.compile(sympy.Subs(expr, (x, t), (0, 1)) + x, [x])
    close(f(AT), AT)
    f = stb.compile(
        sympy.Subs(u(x, t).diff(x), (x, t), (2 * t, 1)), [t], functions={"u": lambda a, b: a**3 * b}
    )
    close(f(AT), 3 * (2 * AT) ** 2)


def test_what_is_no_symbol() -> None:
    close(stb.compile(sympy.Subs(x**2 + x, x**2, 3), [x])(AT), AT + 3)
    kept = sympy.Subs(u(x).diff(x), u(x), t)
    if kept.doit() == kept:
        with pytest.raises(stb.UnsupportedFunctionError, match="which is no symbol"):
            stb.compile(kept, [x, t], functions={"u": torch.sin})
