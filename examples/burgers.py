"""Solve Burgers' equation with a network: the equation is written once, in SymPy.

u_t + u u_x = nu u_xx on -1 < x < 1 with u(x, 0) = -sin(pi x) and u = 0 at both ends. The network is
trained to make the residual vanish, and compared with the exact solution of Cole and Hopf.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator

import numpy as np
import sympy
import torch
from torch import nn

import sympy_torch_bridge as stb

VISCOSITY = 0.1
END = 0.5
STEPS = 70

x, t, nu = sympy.symbols("x t nu", real=True)
u = sympy.Function("u")(x, t)
BURGERS = sympy.Eq(u.diff(t) + u * u.diff(x), nu * u.diff(x, 2))
START = sympy.Eq(u.subs(t, 0), -sympy.sin(sympy.pi * x))
ENDS = [u.subs(x, -1), u.subs(x, 1)]


def exact(places: np.ndarray, time: float) -> np.ndarray:
    """Return the solution of Cole and Hopf, its integrals by the quadrature of Gauss and Hermite."""
    nodes, weights = np.polynomial.hermite.hermgauss(80)
    shifted = places[:, None] - math.sqrt(4 * VISCOSITY * time) * nodes
    kernel = weights * np.exp(-np.cos(math.pi * shifted) / (2 * math.pi * VISCOSITY))
    return -(kernel * np.sin(math.pi * shifted)).sum(1) / kernel.sum(1)


@contextlib.contextmanager
def progress(total: int) -> Iterator[object]:
    """Show a bar where rich is installed and there is a terminal; yield a function that advances it."""
    try:
        from rich.progress import Progress
    except ImportError:
        yield lambda: None
        return
    with Progress(transient=True) as bar:
        task = bar.add_task("training", total=total)
        yield lambda: bar.advance(task)


def main() -> None:
    torch.manual_seed(0)
    torch.set_num_threads(1)  # the layers are too small to share
    layers = (nn.Linear(2, 20), nn.Tanh(), nn.Linear(20, 20), nn.Tanh(), nn.Linear(20, 1))
    network = nn.Sequential(*layers).double()
    equation = stb.compile(stb.residual(BURGERS), [x, t, nu], functions={"u": network})
    start = stb.compile(stb.residual(START), [x], functions={"u": network})
    ends = stb.compile(ENDS, [t], functions={"u": network})

    points = torch.quasirandom.SobolEngine(2, seed=0).draw(500).double()
    inside, times = 2 * points[:, 0] - 1, END * points[:, 1]
    line, clock = torch.linspace(-1, 1, 101).double(), torch.linspace(0, END, 51).double()

    def loss() -> torch.Tensor:
        edges = sum(edge.square().mean() for edge in ends(clock))
        return equation(inside, times, VISCOSITY).square().mean() + start(line).square().mean() + edges

    optimizer = torch.optim.LBFGS(
        network.parameters(), max_iter=10, history_size=50, tolerance_change=0, line_search_fn="strong_wolfe"
    )
    with progress(STEPS) as advance:
        for _ in range(STEPS):

            def closure() -> torch.Tensor:
                optimizer.zero_grad()
                value = loss()
                value.backward()
                return value

            optimizer.step(closure)
            advance()
    print(f"loss {loss().item():.2e}")

    places = np.linspace(-1, 1, 201)
    assert np.abs(exact(places, 1e-9) + np.sin(math.pi * places)).max() < 1e-3
    for time in (0.1, 0.25, END):
        where = torch.stack([torch.from_numpy(places), torch.full((201,), time)], -1)
        found, wanted = network(where).squeeze(-1).detach().numpy(), exact(places, time)
        error = np.linalg.norm(found - wanted) / np.linalg.norm(wanted)
        print(f"t = {time:<5} relative error {error:.1e}, largest {np.abs(found - wanted).max():.1e}")
        assert error < 0.02
    print(f"{sum(p.numel() for p in network.parameters())} weights, viscosity {VISCOSITY}")


if __name__ == "__main__":
    main()
