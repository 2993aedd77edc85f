"""The calculus chapter in a terminal: limits, notations, rules, partial derivatives and gradients.

Run it with ``python examples/calculus_chapter.py [FOLDER]``. The tangent plot is written into the
folder, or into a temporary one.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import sympy
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.calculus.notation import notation_text
from sympy_torch_bridge.plot import save
from sympy_torch_bridge.rules import select

x, x1, x2 = sympy.symbols("x x1 x2", real=True)
f = 3 * x**2 - 4 * x
g = 3 * x1**2 + 5 * sympy.exp(x2)


def heading(text: str) -> None:
    print(f"\n{text}\n{'-' * len(text)}")


def limit() -> None:
    heading(f"The derivative of {f} at x = 1 as a limit")
    table = stb.limit_table(f, x, at=1)
    print(table.to_text("lines"))
    print(f"limit: {table.limit}, by the rules: {stb.derivative(f, x)} = {stb.derivative(f, x).subs(x, 1)}")
    assert table.limit == stb.derivative(f, x).subs(x, 1) == 2


def notations() -> None:
    heading("One thing, many names")
    print(notation_text(stb.derivative_notations("f", "x", "y")))
    print(notation_text(stb.partial_notations("f", "x_i", "y")))


def rules() -> None:
    chosen = select(tags=["d2l"])
    heading(f"{len(chosen)} rules, each checked by witnesses that share no code")
    for rule in chosen:
        report = stb.check_rule(rule, n_points=6)
        layout = f"  ({rule.layout} layout)" if rule.layout else ""
        print(f"{report.verdict}: {rule.statement_text}{layout}")
        assert report, f"\n{report}"


def partial_derivatives() -> None:
    heading(f"The partial derivatives of {g} at (1, 0), each the limit of its own quotient")
    for variable in (x1, x2):
        table = stb.limit_table(g, variable, at={x1: 1, x2: 0})
        exact = stb.derivative(g, variable)
        print(f"by {variable}: {exact}, at the point {table.limit}")
        assert table.limit == exact.subs({x1: 1, x2: 0})


def gradient() -> None:
    heading("The gradient: SymPy's formula and torch's number")
    formula = stb.gradient(g, [x1, x2])
    point = [torch.tensor(value, dtype=torch.float64) for value in (1.0, 0.0)]
    _, slopes = stb.compile(g, [x1, x2]).value_and_grad(*point)
    print(f"{formula} at (1, 0) is {[slope.item() for slope in slopes]}")
    assert [slope.item() for slope in slopes] == [6.0, 5.0]


def matrix_gradient() -> None:
    heading("The gradient of x^T A x has the shape of x")
    n = sympy.Symbol("n", integer=True, positive=True)
    A, v = sympy.MatrixSymbol("A", n, n), sympy.MatrixSymbol("x", n, 1)
    formula = stb.gradient(v.T * A * v, v)
    print(formula)
    assert formula.shape == v.shape


def plot(folder: Path) -> None:
    heading("The tangent line")
    path = save(stb.plot_tangent(f, at=1), folder / "tangent.svg")
    print(f"written to {path}")
    assert "<svg" in path.read_text()


def main(folder: Path) -> None:
    for part in (limit, notations, rules, partial_derivatives, gradient, matrix_gradient):
        part()
    plot(folder)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(Path(temporary))
