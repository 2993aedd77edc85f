"""How the rules of probability distributions are written down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy import symbols

from .._rule import Instance, Rule, RuleDomain
from ..shared_domain import part_of

__all__ = ["LAWS", "a", "b", "distribution_function", "k", "m", "s", "scores", "x"]

LAWS = "torch.distributions."

# Location, scale and shapes; x is the outcome of a continuous law, k that of a discrete one.
x, m, s, a, b = symbols("x m s a b", real=True)
k = symbols("k", integer=True)


def scores(
    name: str,
    title: str,
    log_density: Any,
    slopes: Mapping[Any, Any],
    domain: RuleDomain = (),
    *,
    torch_call: str = "",
    assumptions: str = "",
    instances: tuple[Instance, ...] = (),
) -> tuple[Rule, ...]:
    """Return one rule a variable: the derivative of the log density by the outcome and by each parameter."""
    return tuple(
        Rule(
            f"distribution.{name}.{str(by).lower()}", f"log density of the {title}, by {by}", log_density,
            slope, by,
            part_of(domain, log_density, slope, by, instances=instances),
            assumptions=assumptions, tags=("function", "distribution", "partial", "score"),
            instances=instances, torch_call=LAWS + torch_call if torch_call else "",
        )
        for by, slope in slopes.items()
    )  # fmt: skip


def distribution_function(
    name: str,
    title: str,
    value: Any,
    density: Any,
    domain: RuleDomain = (),
    *,
    torch_call: str = "",
    **facts: Any,
) -> Rule:
    """Return the rule that the slope of the distribution function is the density."""
    return Rule(
        f"distribution.{name}.cumulative", f"distribution function of the {title}", value, density, x,
        part_of(domain, value, density, instances=facts.get("instances", ())),
        tags=("function", "distribution", "partial", "cumulative"),
        torch_call=LAWS + torch_call if torch_call else "", **facts,
    )  # fmt: skip
