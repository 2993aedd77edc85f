"""The formulas that are timed: from three operations to tens of thousands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from typing import Any

import sympy as sp

__all__ = ["WORKLOADS", "Workload"]


@dataclass(frozen=True, slots=True)
class Workload:
    """A formula by its name, with the number of points it is timed at."""

    name: str
    title: str
    formula: Callable[[], tuple[Any, Sequence[Any]]]
    points: int = 1_000_000


def polynomial():
    x = sp.Symbol("x")
    return 3 * x**2 - 4 * x, [x]


def black_scholes():
    s, k, t, r, v = sp.symbols("s k t r v", positive=True)
    d1 = (sp.log(s / k) + (r + v**2 / 2) * t) / (v * sp.sqrt(t))

    def normal(z):
        return (1 + sp.erf(z / sp.sqrt(2))) / 2

    return s * normal(d1) - k * sp.exp(-r * t) * normal(d1 - v * sp.sqrt(t)), [s, k, t, r, v]


def rosenbrock():
    x = sp.symbols("x0:10")
    return sum(100 * (b - a**2) ** 2 + (1 - a) ** 2 for a, b in pairwise(x)), x


def mixture():
    x = sp.Symbol("x")
    terms = [
        sp.exp(-((x - sp.Rational(m, 2)) ** 2) / (2 * sp.Rational(w, 4) ** 2)) / sp.Rational(w, 4)
        for m, w in ((-6, 2), (-3, 3), (-1, 1), (1, 4), (3, 2), (5, 3))
    ]
    return sp.log(sum(terms)), [x]


def double_pendulum():
    m1, m2, l1, l2, g = sp.symbols("m1 m2 l1 l2 g", positive=True)
    a, b, u, v = sp.symbols("a b u v")
    delta = a - b
    den = 2 * m1 + m2 - m2 * sp.cos(2 * delta)
    first = (
        -g * (2 * m1 + m2) * sp.sin(a)
        - m2 * g * sp.sin(a - 2 * b)
        - 2 * sp.sin(delta) * m2 * (v**2 * l2 + u**2 * l1 * sp.cos(delta))
    ) / (l1 * den)
    second = (
        2
        * sp.sin(delta)
        * (u**2 * l1 * (m1 + m2) + g * (m1 + m2) * sp.cos(a) + v**2 * l2 * m2 * sp.cos(delta))
    ) / (l2 * den)
    return first + second, [a, b, u, v, m1, m2, l1, l2, g]


def arm(links: int):
    """Sum the entries of the mass matrix of a planar arm of point masses, written out by SymPy."""
    q = sp.symbols(f"q0:{links}")
    lengths, masses = sp.symbols(f"l0:{links}", positive=True), sp.symbols(f"m0:{links}", positive=True)
    angles = [sum(q[: k + 1]) for k in range(links)]
    position = sp.Matrix([0, 0])
    mass = sp.zeros(links)
    for k in range(links):
        position = position + lengths[k] * sp.Matrix([sp.cos(angles[k]), sp.sin(angles[k])])
        jacobian = position.jacobian(q)
        mass += masses[k] * jacobian.T * jacobian
    return reduce(sp.Add, mass), [*q, *lengths, *masses]


def kerr_ricci():
    """Return the Ricci scalar contraction R_tt of the Kerr metric before any simplification."""
    t, r, theta, phi, m, a = sp.symbols("t r theta phi m a")
    x = (t, r, theta, phi)
    sigma = r**2 + a**2 * sp.cos(theta) ** 2
    delta = r**2 - 2 * m * r + a**2
    cross = -2 * m * r * a * sp.sin(theta) ** 2 / sigma
    g = sp.Matrix(
        [
            [-(1 - 2 * m * r / sigma), 0, 0, cross],
            [0, sigma / delta, 0, 0],
            [0, 0, sigma, 0],
            [cross, 0, 0, (r**2 + a**2 + 2 * m * r * a**2 * sp.sin(theta) ** 2 / sigma) * sp.sin(theta) ** 2],
        ]
    )
    inverse = _block_inverse(g)
    gamma = [
        [
            [
                sum(
                    inverse[k, s] * (g[s, i].diff(x[j]) + g[s, j].diff(x[i]) - g[i, j].diff(x[s])) / 2
                    for s in range(4)
                )
                for j in range(4)
            ]
            for i in range(4)
        ]
        for k in range(4)
    ]
    ricci = sum(
        gamma[k][0][0].diff(x[k])
        - gamma[k][0][k].diff(x[0])
        + sum(gamma[k][k][s] * gamma[s][0][0] - gamma[k][0][s] * gamma[s][0][k] for s in range(4))
        for k in range(4)
    )
    return ricci, [r, theta, m, a]


def _block_inverse(g):
    """Invert a matrix whose only entries beside the diagonal are the corners."""
    determinant = g[0, 0] * g[3, 3] - g[0, 3] ** 2
    inverse = sp.zeros(4)
    inverse[0, 0], inverse[3, 3] = g[3, 3] / determinant, g[0, 0] / determinant
    inverse[0, 3] = inverse[3, 0] = -g[0, 3] / determinant
    inverse[1, 1], inverse[2, 2] = 1 / g[1, 1], 1 / g[2, 2]
    return inverse


WORKLOADS = (
    Workload("W1", "3x² − 4x", polynomial),
    Workload("W2", "Black-Scholes call", black_scholes),
    Workload("W3a", "Rosenbrock in 10 variables", rosenbrock),
    Workload("W3b", "log of a mixture of 6 normals", mixture),
    Workload("W4", "double pendulum", double_pendulum),
    Workload("W5", "mass matrix of a 5-link arm", lambda: arm(5), points=100_000),
    Workload("W6", "mass matrix of a 7-link arm", lambda: arm(7), points=20_000),
    Workload("W7", "Ricci tensor of the Kerr metric", kerr_ricci, points=100_000),
)
