"""How the rules of activations and losses are written down."""

from __future__ import annotations

from typing import Any

from sympy import ImmutableMatrix, exp, symbols

from .._rule import Rule, RuleDomain
from ..shared_domain import part_of

__all__ = ["FUNCTIONAL", "a", "activation", "b", "loss", "sigmoid", "x", "xs", "y"]

FUNCTIONAL = "torch.nn.functional."

x, y, a, b = symbols("x y a b", real=True)
xs = symbols("x1:4", real=True)


def sigmoid(t: Any) -> Any:
    """Return the logistic sigmoid as people write it."""
    return 1 / (1 + exp(-t))


def activation(
    name: str, title: str, lhs: Any, rhs: Any, wrt: Any = x, domain: RuleDomain = (), **facts: Any
) -> Rule:
    """Return the record of an activation; its id begins with ``activation.``."""
    return _record("activation", name, title, lhs, rhs, wrt, domain, **facts)


def loss(
    name: str, title: str, lhs: Any, rhs: Any, wrt: Any = x, domain: RuleDomain = (), **facts: Any
) -> Rule:
    """Return the record of a loss of single numbers; its id begins with ``loss.``."""
    return _record("loss", name, title, lhs, rhs, wrt, domain, **facts)


def _record(
    group: str, name: str, title: str, lhs: Any, rhs: Any, wrt: Any, domain: Any, **facts: Any
) -> Rule:
    is_gradient = isinstance(wrt, tuple)
    is_partial = not is_gradient and bool(lhs.free_symbols - {wrt})
    call = facts.pop("torch_call", "")
    return Rule(
        f"{group}.{name}", title, lhs, ImmutableMatrix(rhs) if is_gradient else rhs, wrt,
        part_of(domain, lhs, rhs, wrt, instances=facts.get("instances", ())),
        tags=("function", group, *(("partial",) if is_partial else ())),
        torch_call=FUNCTIONAL + call if call else "", **facts,
    )  # fmt: skip
