"""Derivatives by many symbols in one sweep are those by one symbol at a time."""

from __future__ import annotations

import pytest
import sympy
from sympy import Abs, Max, Piecewise, conjugate, cos, exp, gamma, log, sin, sqrt, symbols, tanh

from sympy_torch_bridge.matrix import slope, slopes
from sympy_torch_bridge.program.expressions.traversal import postorder

x, y, z = symbols("x y z", real=True)
f = sympy.Function("f")
SHARED = x * y + sin(z)


class Doubled(sympy.Function):
    """A function with a rule of its own instead of partial derivatives."""

    def _eval_derivative(self, symbol):
        return 2 * self.args[0].diff(symbol)


EXPRESSIONS = [
    x * y * z,
    SHARED**3 / (1 + SHARED**2),
    exp(-(x**2) * y) * log(1 + z**2),
    x**y + y**x + 2**z,
    gamma(1 + x**2) * tanh(y * SHARED),
    Abs(x * y) * sqrt(1 + z**2),
    Piecewise((x * y, x > 0), (z**2, True)),
    Max(x, y) * z,
    f(x * y) + z,
    conjugate(x + sympy.I * y),
    Doubled(x * y) + z,
    y**2,
]


@pytest.mark.parametrize("expr", EXPRESSIONS, ids=str)
def test_as_by_each_symbol(expr):
    for found, symbol in zip(slopes(expr, (x, y, z)), (x, y, z), strict=True):
        assert sympy.simplify(found - slope(expr, symbol)) == 0


def product_of_matrices(count):
    """Multiply different matrices: every further one doubles the length of the product written out."""
    total = sympy.eye(2)
    for name in range(count):
        total = sympy.ImmutableDenseMatrix(total * sympy.Matrix(2, 2, symbols(f"m{name}_:4", real=True)))
    return total[0, 0]


def test_parts_are_shared():
    """The derivatives of a product of n matrices have of the order of n parts each, not 2**n."""
    sizes = []
    for count in (6, 12):
        expr = product_of_matrices(count)
        entries = sorted(expr.free_symbols, key=str)
        seen: set[int] = set()
        sizes.append(sum(1 for slope in slopes(expr, entries) for _ in postorder(slope, seen)))
    assert sizes[1] < 4 * sizes[0]


def test_deep_expressions():
    deep = x
    for _ in range(600):
        deep = cos(deep, evaluate=False) * y
    by_x, by_z = slopes(deep, (x, z))
    assert by_x != 0
    assert by_z == 0
