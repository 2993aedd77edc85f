"""derivative, gradient, jacobian and hessian of the public interface."""

from __future__ import annotations

import random

import mpmath
import pytest
import sympy as sp
from sympy import (
    Abs,
    Function,
    Heaviside,
    I,
    Matrix,
    MatrixSymbol,
    Max,
    Min,
    Mod,
    Piecewise,
    Symbol,
    Trace,
    besselj,
    ceiling,
    cos,
    erf,
    exp,
    floor,
    gamma,
    log,
    sign,
    sin,
    sqrt,
    symbols,
    tanh,
)

from sympy_torch_bridge import InputTypeError, OptionError
from sympy_torch_bridge.matrix.graph import graph_of
from sympy_torch_bridge.matrix.slope import _swept
from sympy_torch_bridge.symbolic import derivative, gradient, hessian, jacobian

x, y, t = symbols("x y t")
f = Function("f")
A = MatrixSymbol("A", 3, 3)
X = MatrixSymbol("X", 3, 3)
v = MatrixSymbol("v", 3, 1)


@pytest.mark.parametrize(
    ("expr", "wrt", "expected"),
    [
        (sin(x) * y, (x, y), cos(x)),
        (x**3, ((x, 2),), 6 * x),
        (x**3, ((x, 0),), x**3),
        (x**3 * y**2, ((x, 2), y), 12 * x * y),
        (y, (x,), 0),
        (5, (x,), 0),
        (x**2, (), 2 * x),
        (f(x), (x,), sp.Derivative(f(x), x)),
        (sp.Integral(sin(x * t), (t, 0, 1)), (x,), sp.Integral(t * cos(x * t), (t, 0, 1))),
        (sp.Indexed("a", 1) ** 2, (sp.Indexed("a", 1),), 2 * sp.Indexed("a", 1)),
    ],
)
def test_derivative_like_sympy(expr, wrt, expected):
    assert derivative(expr, *wrt) == expected


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (Abs(x), sign(x)),
        (Abs(x) ** 3, 3 * Abs(x) ** 2 * sign(x)),
        (x * Abs(x), x * sign(x) + Abs(x)),
        (sign(x), 0),
        (sign(x) * x**2, 2 * x * sign(x)),
        (Heaviside(x) * x, Heaviside(x)),
        (Max(x, 2), Heaviside(x - 2)),
        (Min(x, 2), Heaviside(2 - x)),
        (floor(x) * x, floor(x)),
        (ceiling(x), 0),
        (Mod(x, 3), 1),
        (Mod(3, x), -floor(3 / x)),
        (sp.frac(x), 1),
        (besselj(2, Abs(x)), (besselj(1, Abs(x)) / 2 - besselj(3, Abs(x)) / 2) * sign(x)),
        (Abs(x + 2 * I), x / sqrt(x**2 + 4)),
        (sp.re(x), 1),
        (sp.DiracDelta(x), 0),
        (Abs(f(x)), sign(f(x)) * sp.Derivative(f(x), x)),
    ],
)
def test_real_derivatives_at_kinks_and_jumps(expr, expected):
    assert sp.simplify(derivative(expr, x) - expected) == 0


def test_the_second_derivative_at_a_kink_has_no_delta():
    assert derivative(Abs(x), (x, 2)) == 0
    assert derivative(Max(x, y) ** 2, x, x).atoms(sp.DiracDelta) == set()


def test_each_case_of_a_piecewise():
    expr = Piecewise((Abs(x), x > 1), (x**2, True))
    assert derivative(expr, x) == Piecewise((sign(x), x > 1), (2 * x, True))


def test_containers_keep_their_kind():
    assert derivative([x**2, y], x) == [2 * x, 0]
    assert derivative((x**2,), x) == (2 * x,)
    assert derivative({"a": x**2}, x) == {"a": 2 * x}
    assert derivative(Matrix([[x, x**2]]), x) == Matrix([[1, 2 * x]])
    assert derivative(sp.Array([x, x**2]), x) == sp.Array([1, 2 * x])


def test_symbols_of_one_name_are_told_apart():
    other = Symbol("x", positive=True)
    assert derivative(x**2 * other, other) == x**2
    assert derivative(Abs(x) * other, x) == other * sign(x)


def chain(depth, step):
    result = x
    for level in range(depth):
        result = step(result, level)
    return result


DEEP = {
    "functions": lambda e, level: (sin if level % 2 else tanh)(e, evaluate=False),
    "sums": lambda e, level: sp.Add(sp.Mul(e, cos(x) / 2, evaluate=False), x / 3, evaluate=False),
    "powers": lambda e, level: (
        sp.Pow(1 + sp.Mul(e, sp.Rational(1, 4), evaluate=False), 2, evaluate=False)
        if level % 9 == 0
        else sp.Mul(e, y, evaluate=False)
    ),
    "cases": lambda e, level: sin(Piecewise((e, x < 5), (y, True), evaluate=False), evaluate=False),
    "kinks": lambda e, level: Abs(sp.Add(e, -1, evaluate=False), evaluate=False),
}


def value_and_slope(expr, at):
    """Evaluate value and derivative with dual numbers of mpmath: independent of SymPy's calculus."""
    graph = graph_of(expr)
    made = []
    for node, inner in zip(graph.nodes, graph.operands, strict=True):
        made.append(_value(node, [made[i] for i in inner], at))
    return made[-1]


def _value(node, inner, at):
    if node in at:
        return at[node]
    if node.is_Number:
        return mpmath.mpf(node.p) / node.q if node.is_Rational else mpmath.mpf(str(node))
    if isinstance(node, Piecewise):
        half = len(node.args)
        return next(value for value, holds in zip(inner[:half], inner[half:], strict=True) if holds)
    if isinstance(node, sp.Rel):
        return inner[0] < inner[1]
    if node in (sp.true, sp.false):
        return bool(node)
    table = {
        sp.Add: lambda *a: mpmath.fsum(a),
        sp.Mul: lambda *a: mpmath.fprod(a),
        sp.Pow: lambda b, e: b**e,
        sin: mpmath.sin,
        cos: mpmath.cos,
        tanh: mpmath.tanh,
        Abs: abs,
        sign: mpmath.sign,
    }
    return table[type(node)](*inner)


@pytest.mark.parametrize("name", DEEP)
def test_depth_two_thousand(name):
    expr = chain(2000, DEEP[name])
    result = derivative(expr, x)
    with mpmath.workdps(60):
        step, at = mpmath.mpf(10) ** -20, {x: mpmath.mpf("0.37"), y: mpmath.mpf("0.9")}
        ends = [value_and_slope(expr, {**at, x: at[x] + s * step}) for s in (1, -1)]
        quotient = (ends[0] - ends[1]) / (2 * step)
        found = value_and_slope(result, at)
        assert abs(found - quotient) <= mpmath.mpf(10) ** -12 * max(abs(quotient), mpmath.mpf(10) ** -25)


def test_the_sweep_agrees_with_sympy_on_random_expressions():
    """The deep route on shallow expressions, where SymPy's own derivative is the reference."""
    draw = random.Random(7)
    heads = [
        sin,
        exp,
        tanh,
        erf,
        lambda e: log(2 + e**2),
        lambda e: sqrt(1 + e**2),
        lambda e: gamma(2 + e**2),
    ]
    for _ in range(60):
        pool = [x, y, sp.Integer(2), sp.Rational(1, 3)]
        for _ in range(6):
            left, right = draw.choice(pool), draw.choice(pool)
            pool.append(
                draw.choice([left + right, left * right, draw.choice(heads)(left), left ** (right / 2)])
            )
        expr = sum(pool)
        gap = (_swept(graph_of(expr), x) - sp.diff(expr, x)).subs(
            {x: sp.Rational(7, 11), y: sp.Rational(5, 3)}
        )
        assert abs(gap.evalf(20, maxn=200)) <= 1e-15


def test_gradient_has_the_shape_of_wrt():
    assert gradient(x**2 * y, x) == 2 * x * y
    assert gradient(x**2 * y, [x, y]) == [2 * x * y, x**2]
    assert gradient(x**2 * y, (x, y)) == (2 * x * y, x**2)
    assert gradient(x**2 * y, Matrix([[x, y]])) == Matrix([[2 * x * y, x**2]])
    assert gradient(x**2 * y, Matrix([x, y])) == Matrix([2 * x * y, x**2])
    assert gradient(Trace(X), X) == sp.Identity(3)
    assert gradient(t * v.T * v, [v, t]) == [2 * t * v, Trace(v.T * v)]


def test_jacobian_layouts():
    rows = jacobian([x * y, x + y, y**2], [x, y])
    assert rows == Matrix([[y, x], [1, 1], [0, 2 * y]])
    assert jacobian([x * y, x + y, y**2], [x, y], layout="denominator") == rows.T
    assert jacobian(Matrix([x * y, x + y, y**2]), Matrix([[x, y]])) == rows
    assert jacobian(x * y, [x, y]) == Matrix([[y, x]])
    assert jacobian([x, x**2], x) == Matrix([1, 2 * x])
    assert jacobian(A * v, v) == A
    assert jacobian(A * v, v, layout="denominator") == A.T
    assert jacobian(t * v, [t]) == Matrix([v[0, 0], v[1, 0], v[2, 0]])
    assert jacobian([v[0, 0] * v[1, 0], t], v) == Matrix([[v[1, 0], v[0, 0], 0], [0, 0, 0]])


def test_hessian():
    expr = x**3 * y + sin(x * y)
    assert hessian(expr, [x, y]) == sp.hessian(expr, [x, y])
    assert hessian(expr, [x, y]).is_symmetric()
    assert hessian(x**3, x) == 6 * x
    assert hessian(v.T * A * v, v) == A + A.T


def test_derivatives_of_matrix_expressions():
    assert derivative((X + t * A).I, t) == -1 * (X + t * A).I * A * (X + t * A).I
    assert derivative(Trace(X * A), X) == A.T
    assert derivative(Trace(X * A), X[0, 1]) == A[1, 0]
    assert derivative(X[0, 1] ** 2, X[0, 1]) == 2 * X[0, 1]
    assert derivative(2 * X, X[0, 1]) == Matrix(3, 3, lambda i, j: 2 * int((i, j) == (0, 1)))
    assert derivative(v.T * A * v, v, v) == A + A.T
    assert derivative(X.I, x) == sp.ZeroMatrix(3, 3)


@pytest.mark.parametrize(
    ("call", "hint"),
    [
        (lambda: derivative(x, "x"), r"pass Symbol\('x'\)"),
        (lambda: derivative(x**2, x, 2), r"write \(x, 2\)"),
        (lambda: derivative(x, x**2), "put a new Symbol in place"),
        (lambda: derivative(x, 1.5), "expected a symbol"),
        (lambda: derivative(x * y), "it holds: x, y"),
        (lambda: derivative(sp.Integer(3)), "it holds: none"),
        (lambda: derivative("x**2", x), "parse_expression"),
        (lambda: derivative(x > 0, x), "expected a SymPy expression"),
        (lambda: derivative(None, x), "expected a SymPy expression"),
        (lambda: gradient([x, y], x), "jacobian"),
        (lambda: gradient(X, x), "jacobian"),
        (lambda: gradient(x, [x, 2]), "expected a symbol"),
        (lambda: jacobian([x], [x**2]), "expected a symbol"),
        (lambda: jacobian([Trace(X)], [X]), "pass X alone"),
        (lambda: jacobian({"a": x}, [x]), "expected a list"),
        (lambda: hessian([x], [x]), "jacobian"),
    ],
)
def test_wrong_arguments_raise_with_a_hint(call, hint):
    with pytest.raises(InputTypeError, match=hint):
        call()


@pytest.mark.parametrize("order", [-1, 1.5, "two", True])
def test_an_order_is_a_non_negative_integer(order):
    with pytest.raises(OptionError, match="a non-negative integer") as caught:
        derivative(x, (x, order))
    assert caught.value.option == "order"


def test_an_unknown_layout():
    with pytest.raises(OptionError, match="'numerator', 'denominator'"):
        jacobian([x], [x], layout="rows")
