"""How the further rules about unknown functions are written down."""

from __future__ import annotations

from typing import Any

from sympy import Derivative, Function, Lambda, Subs, cos, exp, log, sin, sqrt, symbols, tanh

from .._rule import Instance, Rule
from ..shared_domain import part_of

__all__ = [
    "PAIRS",
    "POSITIVE",
    "POSITIVE_PAIRS",
    "REAL_F",
    "SINGLES",
    "TRIPLES",
    "F",
    "G",
    "H",
    "a",
    "b",
    "df",
    "dg",
    "dh",
    "f",
    "g",
    "h",
    "operator",
    "slope",
    "t",
    "u",
    "x",
]  # fmt: skip

x, t, u, a, b = symbols("x t u a b", real=True)
F, G, H = Function("f"), Function("g"), Function("h")
f, g, h = F(x), G(x), H(x)
df, dg, dh = (Derivative(value, x) for value in (f, g, h))

# SymPy differentiates the absolute value of a function that it knows to be real.
REAL_F = Function("f", real=True)

_SINE, _SQUARE, _TANH, _BUMP = (Lambda(t, e) for e in (sin(t), t**2 + 1, tanh(t), exp(-(t**2) / 2)))
# Positive everywhere, so that they may stand in a denominator, below a root and under a logarithm.
_HILL, _ROOT, _WAVE = (Lambda(t, e) for e in (2 + sin(t), sqrt(t**2 + 1), log(t**2 + 2)))
_LINE, _CURVE, _MIXED = (Lambda(t, e) for e in (2 * t - 1, t**3 / 8 - t, cos(t) - t / 2))

SINGLES: tuple[Instance, ...] = ({F: _SINE}, {F: _SQUARE}, {F: _TANH})
POSITIVE: tuple[Instance, ...] = ({F: _HILL}, {F: _ROOT}, {F: _WAVE})
PAIRS: tuple[Instance, ...] = ({F: _SINE, G: _HILL}, {F: _SQUARE, G: _ROOT}, {F: _TANH, G: _WAVE})
POSITIVE_PAIRS: tuple[Instance, ...] = (
    {F: _HILL, G: _ROOT},
    {F: _WAVE, G: _HILL},
    {F: _ROOT, G: _WAVE},
)
TRIPLES: tuple[Instance, ...] = (
    {F: _SINE, G: _CURVE, H: _HILL},
    {F: _TANH, G: _LINE, H: _ROOT},
    {F: _BUMP, G: _MIXED, H: _WAVE},
)


def slope(function: Any, at: Any, order: int = 1) -> Any:
    """Return a derivative of a function of one argument, taken at ``at``."""
    return Subs(Derivative(function(u), (u, order)), u, at)


def operator(
    name: str, title: str, lhs: Any, rhs: Any, instances: tuple[Instance, ...], wrt: Any = x, **facts: Any
) -> Rule:
    """Return the record of a rule about unknown functions; its id begins with ``rule.``."""
    facts["domain"] = part_of(facts.get("domain", ()), lhs, rhs, wrt, instances=instances)
    return Rule(f"rule.{name}", title, lhs, rhs, wrt, instances=instances, tags=("operator",), **facts)
