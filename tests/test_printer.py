"""``sympy.lambdify`` with the printer and the namespace computes what ``compile`` computes."""

from __future__ import annotations

import pytest
import sympy
import torch
from ops.test_ops import by_op, compiled, expression, points, tensors

import sympy_torch_bridge as stb

pytestmark = pytest.mark.filterwarnings("ignore::sympy_torch_bridge.errors.PerformanceWarning")

x, y, z = sympy.symbols("x y z")
AT = torch.tensor([0.25, 0.75], dtype=torch.float64)
BESIDE = torch.tensor([[2.0], [3.0]], dtype=torch.float64)


def lambdify(args, expr, printer=stb.Printer, **options):
    return sympy.lambdify(args, expr, modules=[stb.namespace], printer=printer, **options)


@by_op
def test_every_record_is_printed(op) -> None:
    expr, symbols = expression(op)
    at = tensors(points(op))
    got = lambdify(symbols, expr)(*at)
    assert torch.equal(got.nan_to_num(), compiled(op)(*at).nan_to_num())


EXPRESSIONS = {
    "polynomial": 3 * x**2 - 4 * x * y + sympy.Rational(1, 3),
    "stabilised": sympy.log(1 + sympy.exp(x)) + (1 - sympy.cos(y)),
    "shared": sympy.sin(x + y) ** 2 + sympy.exp(sympy.sin(x + y)) * (x + y),
    "constants": sympy.sqrt(2) * x + sympy.pi * y + sympy.EulerGamma,
    "piecewise": sympy.Piecewise((sympy.sqrt(x - 0.5), x > 0.5), (sympy.exp(y), y < 2.5), (0, True)),
    "constant branches": sympy.Piecewise((1, x > y), (2, True)),
    "no default": sympy.Piecewise((x, x > 0.5)) + y,
    "relation": x < y,
    "logic": sympy.And(x > 0.5, sympy.Not(y > 2)),
    "maximum": sympy.Max(x, y, 0.5) - sympy.Min(x, y),
    "infinite": sympy.Piecewise((sympy.oo, x > 0.5), (-sympy.oo, True)) + y,
    "powers": x**y + y**-2 + x ** sympy.Rational(1, 3) + 1 / sympy.sqrt(x),
}


@pytest.mark.parametrize("expr", EXPRESSIONS.values(), ids=EXPRESSIONS.keys())
@pytest.mark.parametrize("cse", [False, True])
def test_expressions_agree_with_compile(expr, cse) -> None:
    got = lambdify([x, y], expr, cse=cse)(AT, BESIDE)
    expected = stb.compile(expr, [x, y])(AT, BESIDE)
    assert got.dtype is expected.dtype
    torch.testing.assert_close(got.broadcast_to(expected.shape), expected, rtol=1e-15, atol=0, equal_nan=True)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float64], ids=str)
def test_the_dtype_is_kept(dtype) -> None:
    exprs = [EXPRESSIONS[name] for name in ("polynomial", "constants", "constant branches", "powers")]
    for got in lambdify([x, y], exprs)(AT.to(dtype), BESIDE.to(dtype)):
        assert got.dtype is dtype


@pytest.mark.parametrize("cse", [False, True])
def test_lists_and_matrices(cse) -> None:
    matrix = sympy.Matrix([[sympy.sin(x + y), 1], [x + y, 2 * x]])
    first, (second, third) = lambdify([x, y], [x + y, (matrix, sympy.cos(x + y))], cse=cse)(AT, BESIDE)
    assert torch.equal(first, AT + BESIDE)
    assert torch.equal(third, torch.cos(AT + BESIDE))
    torch.testing.assert_close(second, stb.compile(matrix, [x, y])(AT, BESIDE), rtol=1e-15, atol=0)


def test_matrix_symbols_on_a_batch() -> None:
    A = sympy.MatrixSymbol("A", 2, 2)
    at = torch.arange(8.0, dtype=torch.float64).reshape(2, 2, 2)
    got = lambdify([A, x], [A * A.T, sympy.Trace(A) * x])(at, AT)
    assert torch.equal(got[0], at @ at.mT)
    assert torch.equal(got[1], torch.stack([at[0].trace(), at[1].trace()]) * AT)


def test_nested_arguments() -> None:
    got = lambdify([[x, y], (z,)], x * y + z)([AT, BESIDE], (AT,))
    assert torch.equal(got, AT * BESIDE + AT)


@pytest.mark.parametrize(
    "name", ["lambda", "x'", "torch", "math", "kernels", "α", "a b", "v1", "_stb1x", "f"]
)
def test_names(name) -> None:
    """Names that are no identifiers become dummies; names of modules hide nothing of ours."""
    symbol = sympy.Symbol(name)
    expr = sympy.sin(symbol) ** sympy.sin(symbol) + sympy.sec(symbol) + sympy.pi
    assert torch.equal(lambdify([symbol], expr)(AT), stb.compile(expr)(AT))
    assert torch.equal(lambdify([symbol], expr, dummify=True)(AT), stb.compile(expr)(AT))


def test_dummies_of_one_name() -> None:
    one, two = sympy.Dummy("d"), sympy.Dummy("d")
    assert torch.equal(lambdify([one, two], one - 2 * two)(AT, BESIDE), AT - 2 * BESIDE)


def test_twins_and_the_reserved_name_are_refused() -> None:
    with pytest.raises(stb.AmbiguousNameError):
        lambdify([x], x - sympy.Symbol("x", positive=True))
    with pytest.raises(stb.InputTypeError, match="the printed code uses this one"):
        lambdify([x], x + sympy.Symbol("_stb"))


@pytest.mark.parametrize(
    "expr", [sympy.Function("u")(x), sympy.Sum(x**y, (y, 1, 3)), sympy.Function("u")(x).diff(x)], ids=str
)
def test_what_has_no_code_is_refused(expr) -> None:
    with pytest.raises(stb.UnsupportedFunctionError):
        lambdify([x], expr)


def test_complex_arithmetic() -> None:
    got = lambdify([x], sympy.exp(sympy.I * x))(AT)
    torch.testing.assert_close(got, torch.exp(1j * AT), rtol=1e-15, atol=0)
    roots = lambdify([x], sympy.sqrt(x), stb.Printer({"complex": True}))(-AT.to(torch.complex128))
    torch.testing.assert_close(roots.imag, AT.sqrt(), rtol=1e-15, atol=0)


def test_gradients_and_transforms() -> None:
    f = lambdify([x], EXPRESSIONS["stabilised"].subs(y, x) + EXPRESSIONS["shared"].subs(y, x))
    g = stb.compile(EXPRESSIONS["stabilised"].subs(y, x) + EXPRESSIONS["shared"].subs(y, x))
    slope = torch.func.grad(lambda t: g(t).sum())(AT)
    torch.testing.assert_close(torch.func.vmap(torch.func.grad(f))(AT), slope)
    assert torch.equal(torch.compile(f, fullgraph=True, backend="aot_eager")(AT), f(AT))


def test_five_thousand_levels() -> None:
    expr = x
    for _ in range(5000):
        expr = sympy.sin(expr, evaluate=False)
    code = stb.Printer().doprint(expr)
    function = eval(f"lambda x: {code}", dict(stb.namespace))
    assert torch.equal(function(AT), stb.compile(expr)(AT))


def test_one_symbol_is_its_name() -> None:
    assert stb.Printer().doprint(x) == "x"
    assert set(stb.namespace) == {"_stb"}
