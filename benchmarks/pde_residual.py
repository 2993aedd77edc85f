"""Residual and parameter gradient of 2-d Burgers equations: four ways to take a network's derivatives.

    python benchmarks/pde_residual.py [--width 64] [--points 4096] [--repeats 9] [--device cpu]

"per node" is one ``torch.autograd.grad`` for each Derivative node, each with a call of the network of
its own, as code for a single node writes it. "shared" takes them from one call by shared backward
passes, "taylor" in one forward pass, "fused" in one with ``backend="auto"``, which computes each activation
and its derivatives in blocks. CPU time of the process on one thread, medians of interleaved repeats.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from itertools import pairwise

import sympy
import torch

import sympy_torch_bridge as stb

x, y, t = sympy.symbols("x y t")
u, v = (sympy.Function(name)(x, y, t) for name in "uv")


def momentum(w):
    return w.diff(t) + u * w.diff(x) + v * w.diff(y) - (w.diff(x, 2) + w.diff(y, 2)) / 100


SCALAR = u.diff(t) + u * (u.diff(x) + u.diff(y)) - (u.diff(x, 2) + u.diff(y, 2)) / 100
SYSTEM = (momentum(u), momentum(v))
FOURTH = u.diff(t) + u.diff(x, 4) + 2 * u.diff(x, 2, y, 2) + u.diff(y, 4)


class PerNode:
    """One call of the network and one chain of gradients for each derivative."""

    def __init__(self, net, points):
        self.net, self.points = net, points

    def __call__(self, component, *slots):
        points = [p.clone().requires_grad_() for p in self.points]
        value = self.net(torch.stack(points, -1))[..., component]
        for slot in slots:
            (value,) = torch.autograd.grad(value.sum(), points[slot], create_graph=True)
        return value


def scalar_per_node(d):
    return d(0, 2) + d(0) * (d(0, 0) + d(0, 1)) - (d(0, 0, 0) + d(0, 1, 1)) / 100


def system_per_node(d):
    return tuple(d(c, 2) + d(0) * d(c, 0) + d(1) * d(c, 1) - (d(c, 0, 0) + d(c, 1, 1)) / 100 for c in (0, 1))


def fourth_per_node(d):
    return d(0, 2) + d(0, 0, 0, 0, 0) + 2 * d(0, 0, 0, 1, 1) + d(0, 1, 1, 1, 1)


CASES = {
    "scalar": (SCALAR, ("u",), scalar_per_node),
    "system of two": (SYSTEM, ("u", "v"), system_per_node),
    "fourth order": (FOURTH, ("u",), fourth_per_node),
}


def network(outputs, options):
    sizes = [3, *[options.width] * 3, outputs]
    layers = [part for a, b in pairwise(sizes) for part in (torch.nn.Linear(a, b), torch.nn.Tanh())]
    return torch.nn.Sequential(*layers[:-1]).to(options.device, torch.float64)


def total(values):
    return sum(value.square().mean() for value in (values if isinstance(values, tuple) else (values,)))


def ways_of(case, options) -> tuple[dict[str, Callable], list]:
    equation, names, per_node = CASES[case]
    net = network(len(names), options)
    points = [torch.rand(options.points, dtype=torch.float64, device=options.device) for _ in range(3)]
    key = names[0] if len(names) == 1 else names
    ways = {"per node": lambda: per_node(PerNode(net, points))}
    kinds = (("shared", "autograd", "eager"), ("taylor", "taylor", "eager"), ("fused", "taylor", "auto"))
    for label, way, backend in kinds:
        functions = {key: stb.Network(net, derivatives=way)}
        function = stb.compile(equation, [x, y, t], functions=functions, backend=backend)
        ways[label] = lambda function=function: function(*points)
    return ways, list(net.parameters())


def measure(case, options):
    ways, parameters = ways_of(case, options)
    reference = [g.clone() for g in gradients_of(total(ways["per node"]()), parameters)]
    times = {label: ([], []) for label in ways}
    for _ in range(options.repeats):
        for label, way in ways.items():
            start = clock(options.device)
            loss = total(way())
            middle = clock(options.device)
            gradients = gradients_of(loss, parameters)
            end = clock(options.device)
            times[label][0].append(middle - start)
            times[label][1].append(end - start)
    for found, expected in zip(gradients, reference, strict=True):
        torch.testing.assert_close(found, expected, rtol=1e-8, atol=1e-12)
    base = statistics.median(times["per node"][1])
    print(f"{case}: residual / with parameter gradient, ms (times as fast as per node)")
    for label, (residual, whole) in times.items():
        forward, both = (1e3 * statistics.median(values) for values in (residual, whole))
        print(f"  {label:<9} {forward:8.1f} / {both:8.1f}   ({1e3 * base / both:.2f})")


def gradients_of(loss, parameters):
    return torch.autograd.grad(loss, parameters, materialize_grads=True)  # no derivative knows the last bias


def clock(device):
    if device == "cpu":
        return time.process_time()
    torch.cuda.synchronize()
    return time.perf_counter()


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--points", type=int, default=4096)
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--device", default="cpu")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    for case in CASES:
        measure(case, options)


if __name__ == "__main__":
    main()
