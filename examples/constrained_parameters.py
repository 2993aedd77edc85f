"""Fit a mixture whose weights sum to one and whose rates stay positive, store it, and build it again.

A signal decays in three ways; the rates of two are known, the third and the shares are not.
The formula travels in the checkpoint, so that the file alone is enough to go on.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import sympy
import torch
from torch import Tensor

import sympy_torch_bridge as stb

t = sympy.Symbol("t", nonnegative=True)
SHARES = sympy.symbols("slow middle fast")
RATE = sympy.Symbol("rate", positive=True)
TRUE = {"slow": 0.5, "middle": 0.2, "fast": 0.3, "rate": 0.4}


def model() -> stb.SymPyModule:
    """Return the mixture with equal shares; ``rate`` is kept positive because its symbol says so."""
    slow, middle, fast = SHARES
    law = slow * sympy.exp(-RATE * t) + middle * sympy.exp(-2 * t) + fast * sympy.exp(-10 * t)
    start = {slow: 0.25, middle: 0.25, fast: 0.5, RATE: 1.0}
    return stb.SymPyModule(law, [t], parameters=start, constraints={SHARES: "simplex"})


def measured() -> tuple[Tensor, Tensor]:
    """Return times and exact values of the true mixture."""
    times = torch.linspace(0, 6, 300, dtype=torch.float64)
    parts = [torch.exp(-rate * times) for rate in (TRUE["rate"], 2.0, 10.0)]
    shares = [TRUE[symbol.name] for symbol in SHARES]
    return times, sum(share * part for share, part in zip(shares, parts, strict=True))


def fit(module: stb.SymPyModule) -> float:
    """Minimise the mean squared error; the optimizer moves unconstrained numbers."""
    times, values = measured()
    optimizer = torch.optim.LBFGS(
        module.parameters(), lr=1, max_iter=500, tolerance_grad=1e-12, tolerance_change=1e-16,
        line_search_fn="strong_wolfe",
    )  # fmt: skip

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = (module(times) - values).square().mean()
        loss.backward()
        return loss

    optimizer.step(closure)
    return float(closure().detach())


def main(folder: Path) -> None:
    module = model()
    print("what the optimizer moves:", [(name, p.numel()) for name, p in module.named_parameters()])
    print(f"mean squared error {fit(module):.1e}")
    found = {name: value.item() for name, value in module.named_constants()}
    for name, value in found.items():
        print(f"  {name:<7} {value:.5f}  (true: {TRUE[name]})")
        assert abs(value - TRUE[name]) < 1e-3
    assert abs(sum(found[symbol.name] for symbol in SHARES) - 1) < 1e-14

    path = folder / "mixture.pt"
    torch.save(module.state_dict(), path)
    state = torch.load(path, weights_only=True)
    print("in the checkpoint:", state["_extra_state"]["text"])
    again = stb.SymPyModule.from_state_dict(state)
    path.unlink()
    assert again.sympy() == module.sympy()
    other = stb.SymPyModule(sympy.exp(-RATE * t), [t], parameters={RATE: 1.0})
    try:
        other.load_state_dict(state)
    except stb.CheckpointError as error:
        print(f"another formula: {str(error).splitlines()[0]}")
    else:
        raise AssertionError("a checkpoint of another formula was accepted")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        main(Path(sys.argv[1] if len(sys.argv) > 1 else temporary))
