from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import sympy

from sympy_torch_bridge import UnknownSymbolError, UnsupportedFunctionError
from sympy_torch_bridge.exact import ExactFunction
from sympy_torch_bridge.exact.straight_line import flatten

ROOT = Path(__file__).resolve().parents[2]
x, y = sympy.symbols("x y")


def test_equal_subexpressions_are_one_step():
    first = sympy.Mul(x, y, evaluate=False)
    second = sympy.Mul(x, y, evaluate=False)
    line = flatten([sympy.Add(first, 1), sympy.Add(second, 2)], [x, y], {})
    assert [step.kind for step in line.steps].count("mul") == 1
    assert len(line.outputs) == 2


def test_numbers_of_different_type_are_not_confused():
    line = flatten([x**2, x ** sympy.Float(2), x + 2, sympy.true], [x], {})
    assert line.outputs[0] == line.outputs[1]
    assert line.steps[line.outputs[3]].data is True


def test_ancestors_are_in_order_and_complete():
    line = flatten([(x + 1) * (y + 2), y], [x, y], {})
    assert line.ancestors(line.outputs[0]) == list(range(line.outputs[0] + 1))
    assert line.ancestors(line.outputs[1]) == [line.outputs[1]]


def test_an_unknown_function_is_named_with_its_path():
    f = sympy.Function("f")
    with pytest.raises(UnsupportedFunctionError) as caught:
        ExactFunction([1 + sympy.cos(f(x))], [x])
    assert caught.value.function == "f"
    assert caught.value.path == ("Add", "cos", "f")


def test_a_misspelt_class_gets_suggestions():
    class sinn(sympy.Function):  # noqa: N801 - SymPy functions are written so
        pass

    with pytest.raises(UnsupportedFunctionError) as caught:
        ExactFunction([sinn(x)], [x])
    assert "sin" in caught.value.nearest


def test_a_symbol_that_is_no_input_is_refused_even_with_the_same_name():
    other = sympy.Symbol("x", positive=True)
    with pytest.raises(UnknownSymbolError) as caught:
        ExactFunction([x + other], [x])
    assert caught.value.symbol == "x"


def test_two_symbols_of_one_name_keep_their_values(method):
    other = sympy.Symbol("x", positive=True)
    (difference,) = ExactFunction([x - other], [x, other], method=method)({x: 5, other: 3})
    assert difference.contains(2)


def test_depth_5000(method):
    expr = x
    for _ in range(2500):
        expr = sympy.Add(sympy.sin(expr, evaluate=False), x, evaluate=False)
    (value,) = ExactFunction([expr], [x], method=method)({x: 0.3})
    assert value.relative_bits >= 120
    assert float(value) == pytest.approx(1.2485154675427026, rel=1e-14)


def test_sixty_thousand_operations(method):
    pool = [x, y]
    for i in range(30_000):
        a, b = pool[-1 - i % 7 % len(pool)], pool[-2]
        half = sympy.Mul(a, sympy.Rational(1, 2), evaluate=False)
        pool.append(sympy.Add(half, sympy.Mul(x, b, evaluate=False), evaluate=False))
    function = ExactFunction([pool[-1]], [x, y], method=method)
    # The walk shares what is equal; every remaining step is evaluated once.
    assert len(function._prepared.line.steps) > 60_000
    (value,) = function({x: 0.375, y: 1})
    assert value.relative_bits >= 120
    assert float(value) == pytest.approx(_recurrence(0.375, 1.0), rel=1e-12)


def _recurrence(x_value, y_value):
    pool = [x_value, y_value]
    for i in range(30_000):
        pool.append(pool[-1 - i % 7 % len(pool)] / 2 + x_value * pool[-2])
    return pool[-1]


def test_a_polynomial_loads_no_torch():
    code = (
        "import sys, sympy\n"
        "from sympy_torch_bridge.exact import ExactFunction\n"
        "x = sympy.Symbol('x')\n"
        "expr = sympy.Piecewise((x**2 + sympy.pi, x > 1), (sympy.Abs(x), True))\n"
        "ExactFunction([expr], [x])({x: 2})\n"
        "print('torch' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "False"
