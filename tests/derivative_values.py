"""Symbols of symbolic and of known sizes, with values, for derivatives that torch is asked for as well."""

from __future__ import annotations

import torch
from sympy import Basic, MatrixSymbol, symbols
from torch import Tensor

from sympy_torch_bridge import compile

__all__ = ["SIZES", "VALUES", "compiled", "gap", "unstacked", "vec"]

n, m, q = symbols("n m q", integer=True, positive=True)
i, j = symbols("i j", integer=True)
t = symbols("t", real=True)
X, B, S = (MatrixSymbol(name, n, n) for name in "XBS")
A, C = MatrixSymbol("A", m, n), MatrixSymbol("C", m, m)
x, y = MatrixSymbol("x", n, 1), MatrixSymbol("y", n, 1)
x3, c3, x7 = MatrixSymbol("x3", 3, 1), MatrixSymbol("c3", 3, 1), MatrixSymbol("x7", 7, 1)
z = MatrixSymbol("z", 2 * n - 1, 1)
X2, X3 = MatrixSymbol("X2", 2, 2), MatrixSymbol("X3", 3, 3)

# Different sizes, so that a transposition cannot hide.
SIZES = {n: 3, m: 2}


def _drawn() -> dict[Basic, Tensor]:
    generator = torch.Generator().manual_seed(7)
    values: dict[Basic, Tensor] = {}
    for symbol in (X, B, S, A, C, x, y, x3, c3, x7, X2, X3):
        rows, columns = (int(size.subs(SIZES)) for size in symbol.shape)
        noise = torch.rand(rows, columns, generator=generator, dtype=torch.float64)
        values[symbol] = 0.2 + noise + torch.eye(rows, columns, dtype=torch.float64)
    values[z] = torch.tensor([0.3, 0.8, 2.5, 0.6, -0.4], dtype=torch.float64)[:, None]
    return values | {t: torch.tensor(1.7, dtype=torch.float64), q: torch.tensor(4)}


VALUES = _drawn()


def compiled(made: Basic) -> Tensor:
    """Return the value of an expression at the values of its symbols."""
    inputs = list(VALUES)
    result: Tensor = compile(made, inputs)(*VALUES.values())
    return result.to(torch.float64)


def vec(matrix: Tensor) -> Tensor:
    """Stack the columns of a matrix."""
    return matrix.mT.reshape(-1)


def unstacked(vector: Tensor, like: Tensor) -> Tensor:
    """Undo :func:`vec`."""
    return vector.reshape(like.shape[1], like.shape[0]).mT


def gap(found: Tensor, truth: Tensor) -> float:
    """Return the largest difference in units of the largest entry; infinite where the shapes differ."""
    if found.shape != truth.shape:
        return float("inf")
    return float((found - truth).abs().max() / max(1.0, float(truth.abs().max())))
