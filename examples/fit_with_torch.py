"""Fit formulas to the NIST reference data with torch.optim: LBFGS to the last digits, and Adam near them.

Both look at the gradient alone, so each parameter is written as a multiple of its starting value: the
numbers that are trained begin at one. Without that, the same optimizer gets nowhere.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from fit_with_covariance import covariance, digits, followed
from nist import FORMULAS, measured, read, starting_points
from sympy import Expr, Symbol
from torch import Tensor

import sympy_torch_bridge as stb

SHOWN = ("Misra1a", "Chwirut2", "DanWood", "Roszman1", "Nelson", "MGH09", "Thurber", "Rat42", "Rat43")


def in_units_of(start: dict[Symbol, float], law: Expr) -> Expr:
    """Write every parameter as a multiple of its starting value."""
    return law.xreplace({symbol: value * symbol for symbol, value in start.items()})


def loss_of(module: stb.SymPyModule, points: list[Tensor], response: Tensor) -> Callable[[], Tensor]:
    """Return the mean squared error in units of the variance of the data: of the order of one at first."""
    variance = response.var()
    return lambda: (module(*points) - response).square().mean() / variance


def by_lbfgs(module: stb.SymPyModule, loss: Callable[[], Tensor]) -> int:
    """Minimise, each call of ``step`` to its end; the line search is what makes it converge from afar.

    A search that finds no lower point ends a call, be it far from the minimum: a new optimizer, which has
    forgotten the curvature, goes on from there.
    """
    n_evaluations, last = 0, float("inf")
    while (reached := loss().item()) < last:
        last = reached
        optimizer = torch.optim.LBFGS(
            module.parameters(), max_iter=1000, history_size=20, line_search_fn="strong_wolfe",
            tolerance_grad=0, tolerance_change=0,  # the defaults stop at half of the digits
        )  # fmt: skip

        def closure(optimizer: torch.optim.LBFGS = optimizer) -> Tensor:
            nonlocal n_evaluations
            n_evaluations += 1
            optimizer.zero_grad()
            value = loss()
            value.backward()
            return value

        optimizer.step(closure)
    return n_evaluations


def by_adam(module: stb.SymPyModule, loss: Callable[[], Tensor], *, n_steps: int = 2000) -> int:
    """Minimise with a step length that falls to zero: one that stays would end in a circle."""
    optimizer = torch.optim.Adam(module.parameters(), lr=0.05)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, n_steps)
    for _ in followed(range(n_steps)):
        optimizer.zero_grad()
        loss().backward()
        optimizer.step()
        schedule.step()
    return n_steps


def fit(
    name: str, start: dict[Symbol, float], optimize: Callable[..., int], *, is_scaled: bool = True
) -> tuple[list[float], list[float], int]:
    """Return the parameters, their standard errors, and how often the loss was evaluated."""
    formula = FORMULAS[name]
    points, response = measured(name)
    units = start if is_scaled else dict.fromkeys(start, 1.0)
    initial = {symbol: start[symbol] / units[symbol] for symbol in start}
    law = in_units_of(units, formula.law)
    module = stb.SymPyModule(law, formula.predictors, parameters=initial)
    n_evaluations = optimize(module, loss_of(module, points, response))

    constants = [value.detach() for _, value in module.named_constants()]
    slopes = module.function.gradient(list(start))(*points, *constants)
    spread = covariance(slopes.numpy(), (module(*points) - response).detach().numpy())
    values = [getattr(module, symbol.name).item() * unit for symbol, unit in units.items()]
    errors = [abs(unit) * float(v) ** 0.5 for unit, v in zip(units.values(), spread.diagonal(), strict=True)]
    return values, errors, n_evaluations


def show(name: str, place: int, optimize: Callable[..., int], *, is_scaled: bool = True) -> float:
    """Print how many digits are right; return those of the values."""
    data = read(name)
    values, errors, count = fit(name, starting_points(name)[place], optimize, is_scaled=is_scaled)
    right = digits(values, data.parameters.values())
    right_errors = digits(errors, data.deviations.values())
    print(f"{name:<9} start {place + 1}    {right:7.1f} {right_errors:7.1f}  {count:11}")
    return right


def main() -> None:
    print("correct digits, LBFGS   values  errors  evaluations")
    for name in SHOWN:
        for place in (0, 1):
            assert show(name, place, by_lbfgs) > 6
    print("without the scaling")
    assert show("Misra1a", 0, by_lbfgs, is_scaled=False) < 1
    print("Adam")
    for place in (0, 1):
        assert show("Rat42", place, by_adam) > 6
    print("fewer steps of Adam, then LBFGS")

    def both(module: stb.SymPyModule, loss: Callable[[], Tensor]) -> int:
        return by_adam(module, loss, n_steps=200) + by_lbfgs(module, loss)

    assert show("Chwirut2", 0, both) > 6


if __name__ == "__main__":
    main()
