"""Fit the constants of a formula to data: the formula becomes a module, and reads back as a formula.

A damped oscillation is measured with noise. We know the law but not its constants.
"""

from __future__ import annotations

import sympy
import torch

import sympy_torch_bridge as stb

t = sympy.Symbol("t", real=True)
TRUE = {"amplitude": 2.0, "decay": 0.3, "frequency": 1.7}
GUESS = {"amplitude": 1.0, "decay": 0.1, "frequency": 1.5}


def measured() -> tuple[torch.Tensor, torch.Tensor]:
    """Return times and noisy positions."""
    generator = torch.Generator().manual_seed(0)
    times = torch.linspace(0, 10, 400, dtype=torch.float64)
    law = TRUE["amplitude"] * torch.exp(-TRUE["decay"] * times) * torch.cos(TRUE["frequency"] * times)
    noise = 0.02 * torch.randn(times.shape, generator=generator, dtype=torch.float64)
    return times, law + noise


def main() -> None:
    amplitude, decay, frequency = sympy.symbols("amplitude decay frequency", real=True)
    law = amplitude * sympy.exp(-decay * t) * sympy.cos(frequency * t)
    start = {symbol: GUESS[symbol.name] for symbol in (amplitude, decay, frequency)}
    module = stb.SymPyModule(law, [t], parameters=start).double()
    print(f"before: {module.sympy()}")

    times, positions = measured()
    optimizer = torch.optim.LBFGS(module.parameters(), max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = torch.mean((module(times) - positions) ** 2)
        loss.backward()
        return loss

    optimizer.step(closure)
    loss = closure().item()
    found = dict(zip(GUESS, (p.item() for p in module.parameters()), strict=True))
    print(f"after:  {module.sympy()}")
    print(f"mean squared error {loss:.6f}, the noise alone has 0.0004")
    for name, value in found.items():
        print(f"  {name:<10} {value:.4f}  (true: {TRUE[name]})")
        assert abs(value - TRUE[name]) < 0.02
    assert loss < 0.0005


if __name__ == "__main__":
    main()
