"""Which numbers and symbols become parameters, which buffers, and what they are called."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
import torch
from sympy.core.cache import clear_cache

import sympy_torch_bridge as stb

x, y, k, a = sympy.symbols("x y k a")
AT = torch.linspace(0.1, 2, 8, dtype=torch.float64)


def parameters(module: torch.nn.Module) -> dict[str, Any]:
    return {name: value.tolist() for name, value in module.named_parameters()}


def buffers(module: torch.nn.Module) -> dict[str, Any]:
    return {name: value.tolist() for name, value in module.named_buffers()}


@pytest.mark.parametrize(
    "expr, expected",
    [
        (2.5 * sympy.sin(x) + 0.75, {"factor_sin": 2.5, "offset": 0.75}),
        (2.5 * sympy.exp(-0.3 * x), {"factor_exp": 2.5, "factor_x_in_exp": -0.3}),
        (1.5 * x * sympy.sin(y) ** 2, {"factor_sin_x": 1.5}),
        (x**1.5 + 2.25**x, {"exponent_x": 1.5, "base": 2.25}),
        (sympy.Piecewise((1.25 * x, x < 0.75), (0, True)), {"factor_x": 1.25, "bound_x": 0.75}),
        (sympy.atan2(0.25, x), {"atan2_argument_1": 0.25}),
        (sympy.Matrix([[1.25, x], [x, 1.25]]), {"entry_1_1": 1.25, "entry_2_2": 1.25}),
        (sympy.Float(1.25), {"value": 1.25}),
        ([1.25, 1.5 * x], {"value": 1.25, "factor_x": 1.5}),
        (1.5 * (x + y) ** 2, {"factor_sum": 1.5}),
        (0.3 * sympy.exp(0.7 * x) + 0.4 * sympy.exp(0.2 * x), None),
    ],
    ids=str,
)
def test_names_say_the_place(expr: Any, expected: dict[str, float] | None) -> None:
    found = parameters(stb.SymPyModule(expr))
    if expected is None:  # two alike: numbered
        assert set(found) == {"factor_exp", "factor_exp_2", "factor_x_in_exp", "factor_x_in_exp_2"}
    else:
        assert found == expected


def test_names_do_not_depend_on_values() -> None:
    small, large = 0.1 * sympy.sin(x) + 9.5 * sympy.cos(x), 9.5 * sympy.sin(x) + 0.1 * sympy.cos(x)
    assert parameters(stb.SymPyModule(small)) == {"factor_sin": 0.1, "factor_cos": 9.5}
    assert parameters(stb.SymPyModule(large)) == {"factor_sin": 9.5, "factor_cos": 0.1}


def test_equal_entries_of_a_matrix_are_trained_apart() -> None:
    module = stb.SymPyModule(sympy.Matrix([[1.5, 1.5]]) * x)
    with torch.no_grad():
        next(module.parameters()).fill_(7.0)
    assert module.sympy() == sympy.Matrix([[7.0 * x, 1.5 * x]])
    assert module(2.0).tolist() == [[14.0, 3.0]]


class TestEqualParts:
    def test_one_parameter_whatever_objects_hold_them(self) -> None:
        def part() -> Any:
            clear_cache()
            return sympy.Mul(sympy.Float(0.7), x, evaluate=False)

        apart = sympy.Add(sympy.sin(part(), evaluate=False), sympy.cos(part(), evaluate=False))
        assert apart.args[0].args[0] is not apart.args[1].args[0]
        shared = part()
        together = sympy.Add(sympy.sin(shared, evaluate=False), sympy.cos(shared, evaluate=False))
        for expr in (apart, together):
            module = stb.SymPyModule(expr)
            assert len(list(module.parameters())) == 1
            with torch.no_grad():
                next(module.parameters()).fill_(0.5)
            assert module.sympy() == sympy.sin(0.5 * x) + sympy.cos(0.5 * x)
            assert torch.allclose(module(AT), torch.sin(AT / 2) + torch.cos(AT / 2), rtol=1e-15)

    def test_equal_numbers_in_different_parts_are_apart(self) -> None:
        assert len(list(stb.SymPyModule(1.5 * sympy.sin(x) + 1.5 * sympy.cos(x)).parameters())) == 2

    def test_expressions_of_a_list_are_apart(self) -> None:
        assert len(list(stb.SymPyModule([1.5 * x, 1.5 * x]).parameters())) == 2


class TestBuffers:
    def test_floats_that_are_not_trained(self) -> None:
        module = stb.SymPyModule(2.5 * sympy.sin(x) + k, parameters={k: 1.0})
        assert parameters(module) == {"k": 1.0}
        assert buffers(module) == {"factor_sin": 2.5}
        assert module.sympy() == 2.5 * sympy.sin(x) + 1.0

    def test_numbers_that_decide_how_the_formula_is_computed_stay_in_the_code(self) -> None:
        expr = sympy.log(1.0 + x) + x**1.5 + sympy.besselj(0.25, x) + 0.5 * x
        module = stb.SymPyModule(expr, parameters="none")
        assert buffers(module) == {}
        assert "log1p" in module.function.source
        assert torch.equal(module(AT), stb.compile(expr)(AT))

    def test_an_unevaluated_number_is_never_trained(self) -> None:
        module = stb.SymPyModule(sympy.UnevaluatedExpr(sympy.Float(1.5)) * x + 0.25 * y)
        assert parameters(module) == {"factor_y": 0.25}
        assert buffers(module) == {"value": 1.5}
        assert module(2.0, 4.0).item() == 4.0

    def test_they_move_and_are_stored_with_the_module(self) -> None:
        module = stb.SymPyModule(0.1 * x, parameters="none").float()
        assert module.factor_x.dtype is torch.float32
        assert module.state_dict()["factor_x"] == torch.tensor(0.1)
        assert module.sympy() == 0.1 * x  # the digits of the formula, not those of float32


class TestMatrices:
    W = sympy.MatrixSymbol("W", 2, 2)
    v = sympy.MatrixSymbol("v", 2, 1)
    START = (
        [[1, 2], [3, 4]],
        torch.tensor([[1, 2], [3, 4]]),
        torch.tensor([[1, 2], [3, 4]]).numpy(),
        sympy.Matrix([[1, 2], [3, 4]]),
    )

    @pytest.mark.parametrize("start", START, ids=lambda start: type(start).__name__)
    def test_a_matrix_is_one_parameter(self, start: Any) -> None:
        module = stb.SymPyModule(self.W * self.v, parameters={self.W: start})
        assert parameters(module) == {"W": [[1.0, 2.0], [3.0, 4.0]]}
        assert module(torch.ones(5, 2, 1)).reshape(5, 2).tolist() == [[3.0, 7.0]] * 5
        assert module.sympy().args[0] == sympy.Matrix([[1.0, 2.0], [3.0, 4.0]])

    def test_packed_with_numbers(self) -> None:
        expr = k * self.W * self.v
        plain = stb.SymPyModule(expr, parameters={k: 2.0, self.W: self.START[0]})
        packed = stb.SymPyModule(expr, parameters={k: 2.0, self.W: self.START[0]}, packed=True)
        assert packed.packed.tolist() == [2.0, 1.0, 2.0, 3.0, 4.0]
        at = torch.ones(2, 1, dtype=torch.float64)
        assert torch.equal(packed(at), plain(at))

    def test_refused(self) -> None:
        with pytest.raises(stb.InputShapeError, match=r"has to have the shape \(2, 2\)"):
            stb.SymPyModule(self.W * self.v, parameters={self.W: [1, 2]})
        n = sympy.Symbol("n", integer=True)
        with pytest.raises(stb.InputTypeError, match="whose shape is given in numbers"):
            stb.SymPyModule(
                sympy.MatrixSymbol("Z", n, n) * sympy.MatrixSymbol("z", n, 1),
                parameters={sympy.MatrixSymbol("Z", n, n): [[1.0]]},
            )


class TestPacked:
    def test_words(self) -> None:
        module = stb.SymPyModule(2.5 * sympy.exp(-0.3 * x), parameters="packed")
        assert parameters(module) == {"packed": [-0.3, 2.5]}
        assert {n: v.item() for n, v in module.named_constants()} == {
            "factor_x_in_exp": -0.3,
            "factor_exp": 2.5,
        }

    def test_gradients_arrive_in_the_vector(self) -> None:
        module = stb.SymPyModule(a * sympy.exp(-k * x), parameters={a: 2.0, k: 0.5}, packed=True)
        module(AT).sum().backward()
        decay = torch.exp(-0.5 * AT)
        expected = torch.stack([decay.sum(), (-2.0 * AT * decay).sum()])
        assert torch.allclose(module.packed.grad, expected, rtol=1e-14)

    def test_nothing_to_train(self) -> None:
        assert stb.SymPyModule(x / 3, packed=True)(3.0).item() == 1.0


class TestWayBack:
    def test_every_digit_and_what_was_not_trained(self) -> None:
        n, free = sympy.Symbol("n", integer=True), sympy.Dummy("x")
        precise = sympy.Float("0.1234567890123456789012345", 25)
        expr = precise * sympy.sin(x) + sympy.Rational(1, 3) * free + sympy.pi * n
        module = stb.SymPyModule(expr)
        assert module.sympy() == expr
        with torch.no_grad():
            module.factor_sin.fill_(0.1)
        assert module.sympy() == expr.xreplace({precise: sympy.Float(0.1)})
        assert module.sympy().atoms(sympy.Float) == {sympy.Float(0.1)}

    def test_terms_are_in_the_order_that_equality_asks_for(self) -> None:
        module = stb.SymPyModule(2.5 * sympy.sin(x) + 0.1 * sympy.cos(x) + 0.7)
        with torch.no_grad():
            module.factor_sin.fill_(0.01)
            module.factor_cos.fill_(5.0)
        assert module.sympy() == 0.01 * sympy.sin(x) + 5.0 * sympy.cos(x) + 0.7

    def test_an_order_of_the_users_own_is_kept(self) -> None:
        expr = sympy.Add(x, sympy.Float(2.5), evaluate=False)
        assert stb.SymPyModule(expr).sympy() == expr
        assert stb.SymPyModule(expr).sympy().args == (x, sympy.Float(2.5))

    def test_containers(self) -> None:
        expr = {
            "a": [2.5 * x],
            "b": (sympy.Matrix([[0.25, x]]), sympy.Piecewise((1.5 * x, x > 0.75), (y, True))),
        }
        assert stb.SymPyModule(expr).sympy() == expr
        assert stb.SymPyModule(expressions=[1.0 * x, y]).sympy() == [1.0 * x, y]

    def test_constants_are_named_in_the_repr(self) -> None:
        text = repr(stb.SymPyModule(2.5 * sympy.sin(x) + k, parameters={k: 1.0}))
        assert text == "SymPyModule(factor_sin*sin(x) + k, inputs=(x), parameters=1 (k))"


class TestRefused:
    def test_two_symbols_of_one_name(self) -> None:
        positive = sympy.Symbol("k", positive=True)
        with pytest.raises(stb.AmbiguousNameError, match="2 parameters would both be called 'k'") as caught:
            stb.SymPyModule(k * positive * x, parameters={k: 1.0, positive: 1.0})
        assert caught.value.symbols == ("Symbol('k')", "Symbol('k', positive=True)")

    def test_two_names_that_become_one(self) -> None:
        dotted, plain = sympy.Symbol("C.x"), sympy.Symbol("C_x")
        with pytest.raises(stb.AmbiguousNameError, match="'C_x'"):
            stb.SymPyModule(dotted + plain * x, parameters={dotted: 1.0, plain: 1.0})
        assert parameters(stb.SymPyModule(dotted * x, parameters={dotted: 2.0})) == {"C_x": 2.0}

    def test_an_input_of_the_same_name_is_another_symbol(self) -> None:
        positive = sympy.Symbol("k", positive=True)
        module = stb.SymPyModule(k + 10 * positive, parameters={positive: 1.0}, constraints="none")
        assert module(k=2.0).item() == 12.0

    @pytest.mark.parametrize("fact", ["integer", "imaginary", "even"])
    def test_symbols_that_training_would_leave(self, fact: str) -> None:
        n = sympy.Symbol("n", **{fact: True})
        with pytest.raises(stb.InputTypeError, match="expected a real symbol as parameter"):
            stb.SymPyModule(n * x, parameters={n: 1})

    def test_a_name_is_no_symbol(self) -> None:
        with pytest.raises(stb.InputTypeError, match=r"write parameters=\{sympy.Symbol\('k'\)"):
            stb.SymPyModule(k * x, [x], parameters={"k": 1.0})

    def test_a_symbol_that_is_neither(self) -> None:
        with pytest.raises(stb.UnknownSymbolError, match=r"parameters=\{k: 1.0\}") as caught:
            stb.SymPyModule(k * x, [x])
        assert caught.value.symbol == "k"

    def test_a_symbol_that_is_both(self) -> None:
        with pytest.raises(stb.UnexpectedInputError, match="it is a parameter"):
            stb.SymPyModule(k * x, [x, k], parameters={k: 1.0})

    def test_a_namesake(self) -> None:
        with pytest.raises(stb.UnknownSymbolError, match=r"Symbol\('k', positive=True\) is there"):
            stb.SymPyModule(sympy.Symbol("k", positive=True) * x, parameters={k: 1.0})

    @pytest.mark.parametrize("value", [float("nan"), float("inf")], ids=str)
    def test_beginnings_that_are_not_finite(self, value: float) -> None:
        with pytest.raises(stb.ConstraintError, match="it is to be finite"):
            stb.SymPyModule(k * x, parameters={k: value})

    @pytest.mark.parametrize(
        "value", ["1", None, True, 1j, [1.0, "a"], sympy.Symbol("z"), torch.tensor(1j)], ids=str
    )
    def test_beginnings_that_are_no_numbers(self, value: Any) -> None:
        with pytest.raises(stb.InputTypeError, match="as initial value"):
            stb.SymPyModule(k * x, parameters={k: value})

    def test_a_vector_for_a_number(self) -> None:
        with pytest.raises(stb.InputShapeError, match="MatrixSymbol"):
            stb.SymPyModule(k * x, parameters={k: torch.ones(3)})

    def test_inputs_on_another_device(self) -> None:
        module = stb.SymPyModule(2.5 * x)
        with pytest.raises(stb.InputTypeError, match=r"module.to\('meta'\) moves them"):
            module(torch.ones(3, device="meta"))
        assert module.to("meta")(torch.ones(3, device="meta")).shape == (3,)

    def test_numbers_beyond_double_precision(self) -> None:
        expr = sympy.Float("1e400") * x
        with pytest.raises(stb.ConstraintError, match="'factor_x' cannot be inf"):
            stb.SymPyModule(expr)
        assert stb.SymPyModule(expr, parameters="none").sympy() == expr


@pytest.mark.parametrize("constraints", ["none", "assumptions"])
def test_names_of_every_kind(constraints: str) -> None:
    names = {
        "α": "α",
        "变量": "变量",
        "lambda": "lambda_",
        "items": "items_",
        "x'": "x_",
        "2": "x_2",
    }
    symbols = [sympy.Symbol(name, positive=True) for name in names]
    expr = sum(symbol * x**power for power, symbol in enumerate(symbols))
    start = {symbol: float(power + 1) for power, symbol in enumerate(symbols)}
    module = stb.SymPyModule(expr, parameters=start, constraints=constraints)
    found = [getattr(module, attribute).item() for attribute in names.values()]
    assert found == pytest.approx(list(start.values()))
    again = stb.SymPyModule.from_state_dict(module.state_dict())
    assert again.sympy() == module.sympy()


def test_the_default_device() -> None:
    expr = sympy.Symbol("k", positive=True) * x + 1.25
    start = {sympy.Symbol("k", positive=True): 2.0}
    with torch.device("meta"):
        module = stb.SymPyModule(expr, parameters=start)
    assert {t.device.type for t in [*module.parameters(), *module.buffers()]} == {"meta"}
    here = stb.SymPyModule(expr, parameters=start)
    module.to_empty(device="cpu").load_state_dict(here.state_dict())
    assert module.sympy() == here.sympy()


def test_inputs_decide_the_dtype() -> None:
    module = stb.SymPyModule(2.5 * x + y)
    half, single, double = (torch.ones(2, dtype=d) for d in (torch.bfloat16, torch.float32, torch.float64))
    assert module(half, half).dtype is torch.bfloat16
    assert module(half, single).dtype is torch.float32
    assert module(single, double).dtype is torch.float64
    assert module.float()(double, 1).dtype is torch.float64
