"""Two hundred random scalar matrix expressions against difference quotients in 60 digits."""

from __future__ import annotations

import random

import pytest
import sympy as sp
from explicit_matrices import difference_gradient, evaluate, gap
from sympy import Determinant, HadamardProduct, MatrixSymbol, Trace, cos, exp, log, sin, tanh

from sympy_torch_bridge.matrix import gradient

X = MatrixSymbol("X", 3, 2)
SYMBOLS = (
    X,
    MatrixSymbol("Y", 3, 2),
    MatrixSymbol("A", 3, 3),
    MatrixSymbol("B", 2, 2),
    MatrixSymbol("C", 2, 3),
    MatrixSymbol("u", 3, 1),
    MatrixSymbol("v", 1, 2),
)
SIZES = (1, 2, 3)


def matrix(draw: random.Random, rows: int, columns: int, depth: int) -> sp.MatrixExpr:
    """Return a random matrix expression of the given shape."""
    leaves = [
        s if s.shape == (rows, columns) else s.T
        for s in SYMBOLS
        if sorted(s.shape) == sorted((rows, columns))
    ]
    leaves = leaves if (rows, columns) != (1, 1) else [SYMBOLS[5].T * X * SYMBOLS[6].T]
    if depth <= 0:
        return draw.choice(leaves)
    kind = draw.choice(
        ["sum", "product", "product", "transpose", "hadamard", "function", "inverse", "scaled"]
    )
    below = depth - 1
    if kind == "sum":
        return matrix(draw, rows, columns, below) + draw.choice([1, -1, 2]) * matrix(
            draw, rows, columns, below
        )
    if kind == "hadamard":
        return HadamardProduct(matrix(draw, rows, columns, below), matrix(draw, rows, columns, below))
    if kind == "transpose":
        return matrix(draw, columns, rows, below).T
    if kind == "function":
        return matrix(draw, rows, columns, below).applyfunc(draw.choice([sin, tanh, cos]))
    if kind == "scaled":
        return scalar(draw, below) * matrix(draw, rows, columns, below)
    if kind == "inverse" and rows == columns:
        return (matrix(draw, rows, rows, below) + 7 * sp.Identity(rows)).I
    inner = draw.choice(SIZES)
    return matrix(draw, rows, inner, below) * matrix(draw, inner, columns, below)


def scalar(draw: random.Random, depth: int) -> sp.Expr:
    """Return a random scalar expression over traces, determinants and entries."""
    size = draw.choice(SIZES)
    if depth <= 0:
        return Trace(matrix(draw, size, size, 0))
    square = matrix(draw, size, size, depth - 1)
    kind = draw.choice(["trace", "determinant", "entry", "sum", "product", "function"])
    if kind == "trace":
        return Trace(square)
    if kind == "determinant":
        return Determinant(square)
    if kind == "entry":
        return X[draw.randrange(3), draw.randrange(2)]
    if kind == "sum":
        return scalar(draw, depth - 1) + 3 * scalar(draw, depth - 1)
    if kind == "product":
        return scalar(draw, depth - 1) * scalar(draw, depth - 1)
    outer = draw.choice(
        [lambda s: exp(tanh(s)), lambda s: log(1 + s**2), lambda s: 1 / (2 + sin(s)), lambda s: s**3]
    )
    return outer(scalar(draw, depth - 1))


def point(draw: random.Random) -> dict[sp.Basic, sp.Matrix]:
    return {
        s: sp.Matrix(*s.shape, lambda i, j: sp.Float(sp.Rational(draw.randint(-40, 40), 53), 60))
        for s in SYMBOLS
    }


def expression(seed: int) -> sp.Expr:
    """Return the first random expression that holds X; half of the draws lose it."""
    draw = random.Random(seed)
    while True:
        candidate = scalar(draw, 3)
        if X in candidate.free_symbols:
            return candidate


@pytest.mark.parametrize("block", range(10))
def test_random_expressions(block):
    for seed in range(20 * block, 20 * block + 20):
        f, values = expression(seed), point(random.Random(seed))
        found = sp.Matrix(evaluate(gradient(f, X), values))
        assert gap(found, difference_gradient(f, X, values)) <= 1e-15, (seed, f)
