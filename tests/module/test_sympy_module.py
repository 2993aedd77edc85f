"""SymPyModule: which constants are trained, what comes back, how it is called and stored."""

from __future__ import annotations

import copy
import io
import pickle

import pytest
import sympy
import torch

import sympy_torch_bridge as stb

x, y, k = sympy.symbols("x y k")
AT = torch.linspace(0.1, 2, 8, dtype=torch.float64)


def test_every_float_is_a_parameter_and_comes_back_exactly() -> None:
    expr = 2.5 * sympy.sin(x) + 0.1 * y**2 + x / 3
    module = stb.SymPyModule(expr)
    assert sorted(p.item() for p in module.parameters()) == [0.1, 2.5]
    assert module.sympy() == expr
    assert module.inputs == (x, y)


def test_integers_and_rationals_are_not_trained() -> None:
    assert list(stb.SymPyModule(3 * x**2 - x / 7).parameters()) == []


def test_named_symbols_are_parameters() -> None:
    module = stb.SymPyModule(sympy.exp(-k * x), parameters={k: 0.5})
    assert [name for name, _ in module.named_parameters()] == ["k"]
    assert module.sympy() == sympy.exp(-0.5 * x)


def test_packed() -> None:
    module = stb.SymPyModule(2.5 * sympy.exp(-0.3 * x), packed=True)
    assert {name: tuple(p.shape) for name, p in module.named_parameters()} == {"packed": (2,)}
    assert torch.equal(module(AT), stb.SymPyModule(2.5 * sympy.exp(-0.3 * x))(AT))


def test_call_by_position_and_name() -> None:
    module = stb.SymPyModule(2.0 * x / y)
    assert module(3.0, y=2.0).item() == module(x=3.0, y=2.0).item() == 3
    with pytest.raises(stb.MissingInputError, match="missing input: y"):
        module(1.0)
    with pytest.raises(stb.UnexpectedInputError, match="unexpected input: z"):
        module(1.0, y=1.0, z=1.0)


def test_dtype_follows_the_batch() -> None:
    assert stb.SymPyModule(2.5 * x)(torch.ones(2)).dtype is torch.float32


def test_dtype_follows_a_single_number_too() -> None:
    module = stb.SymPyModule(2.5 * x)
    assert module(torch.tensor(1.0)).dtype is torch.float32
    assert torch.func.vmap(module)(torch.ones(3)).dtype is torch.float32


def test_a_network_inside_the_formula_is_a_submodule() -> None:
    u = sympy.Function("u")
    network = torch.nn.Linear(1, 1)
    module = stb.SymPyModule(2.5 * u(x), functions={"u": network})
    assert {id(p) for p in network.parameters()} <= {id(p) for p in module.parameters()}
    again = copy.deepcopy(module)
    with torch.no_grad():
        network.weight.fill_(7.0)
    assert again(torch.ones(1)) != module(torch.ones(1))


@pytest.mark.parametrize("name", ["training", "function", "inputs", "forward", "sympy", "_extra_state"])
def test_parameters_named_like_attributes(name: str) -> None:
    symbol = sympy.Symbol(name)
    module = stb.SymPyModule(symbol * x, parameters={symbol: 2.0})
    assert module(3.0).item() == 6
    assert [n for n, _ in module.named_parameters()] == [f"{name}_"]
    assert stb.SymPyModule.from_state_dict(module.state_dict())(3.0).item() == 6


def test_deep_formulas_come_back() -> None:
    deep = 2.5 * x
    for _ in range(3000):
        deep = sympy.sin(deep, evaluate=False)
    module = stb.SymPyModule(deep)
    assert sum(1 for _ in module.parameters()) == 1
    module.sympy()


def test_a_training_that_diverged_can_be_looked_at() -> None:
    """SymPy raises where it prints a product with nan that it has not evaluated."""
    module = stb.SymPyModule({"f": 0.1 * x, "g": [2.5 * sympy.sin(x), sympy.sin(0.3 * x)]})
    with torch.no_grad():
        module.factor_x.fill_(float("nan"))
        module.factor_sin.fill_(float("inf"))
    assert str(module.sympy()) == "{'f': nan, 'g': [oo*sin(x), sin(0.3*x)]}"


def test_training_recovers_the_constants() -> None:
    target = stb.compile(2.5 * sympy.exp(-sympy.Rational(13, 10) * x))(AT)
    module = stb.SymPyModule(1.0 * sympy.exp(-1.0 * x))
    optimizer = torch.optim.LBFGS(
        module.parameters(), max_iter=200, tolerance_grad=1e-12, tolerance_change=1e-16
    )

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        value = ((module(AT) - target) ** 2).sum()
        value.backward()
        return value

    optimizer.step(loss)
    found = sorted(p.item() for p in module.parameters())
    assert found == pytest.approx([-1.3, 2.5], rel=1e-6)


def test_list_of_expressions_is_stacked() -> None:
    module = stb.SymPyModule(expressions=[2.5 * x, y + 1])
    assert module(x=torch.ones(3), y=torch.zeros(3)).tolist() == [[2.5, 1.0]] * 3


def test_state_dict_pickle_deepcopy_and_save() -> None:
    module = stb.SymPyModule(2.5 * sympy.sin(x))
    with torch.no_grad():
        module.get_parameter("factor_sin").fill_(4.0)
    buffer = io.BytesIO()
    torch.save(module, buffer)
    buffer.seek(0)
    fresh = stb.SymPyModule(2.5 * sympy.sin(x))
    fresh.load_state_dict(module.state_dict())
    for again in (
        fresh,
        copy.deepcopy(module),
        pickle.loads(pickle.dumps(module)),
        torch.load(buffer, weights_only=False),
    ):
        assert torch.equal(again(AT), module(AT))
        assert again.sympy() == 4.0 * sympy.sin(x)


def test_formulas_that_cannot_be_written_out() -> None:
    shared = 0.5 * x
    for _ in range(60):  # as text it would be 2**60 times as long
        shared = sympy.sin(shared) + sympy.cos(shared)
    long = sympy.Integer(7) ** 9000 * x + 0.5
    for expr in (shared, long):
        module = stb.SymPyModule(expr)
        assert "distinct nodes" in repr(module)
        assert "distinct nodes" in repr(stb.compile(expr))
        again = stb.SymPyModule.from_state_dict(module.state_dict())
        assert again(0.25).item() == module(0.25).item()


def test_repr_shows_the_formula() -> None:
    text = repr(stb.SymPyModule(2.5 * sympy.sin(x)))
    assert "sin(x)" in text
    assert "parameters=1" in text
    assert r"\sin" in stb.SymPyModule(2.5 * sympy.sin(x))._repr_latex_()


def test_the_arguments_of_a_lambda_are_the_first_inputs() -> None:
    module = stb.SymPyModule(sympy.Lambda(y, 2.5 * y + k + x), parameters={k: 1.0})
    assert module.inputs == (y, x)
    assert module(2.0, 0.5).item() == 6.5
    assert module.sympy() == 2.5 * y + 1.0 + x


@pytest.mark.parametrize(
    "arguments, name",
    [
        ({"expr": "2.5*x"}, "expr"),
        ({"expressions": ["x"]}, "expr"),
        ({"expressions": 2.5 * x}, "expressions"),
        ({"expr": 2.5 * x, "inputs": x}, "inputs"),
        ({"expr": 2.5 * x, "inputs": "x"}, "inputs"),
    ],
    ids=str,
)
def test_what_is_no_formula(arguments: dict[str, object], name: str) -> None:
    with pytest.raises(stb.InputTypeError) as caught:
        stb.SymPyModule(**arguments)  # type: ignore[arg-type]
    assert caught.value.name == name


def test_a_network_that_is_put_in_the_place_of_another_is_the_one_that_is_called() -> None:
    u, v = sympy.Function("u"), sympy.Function("v")
    shared = torch.nn.Linear(1, 1)
    module = stb.SymPyModule(
        2.5 * u(x) + v(x), functions={"u": shared, v: stb.Network(shared, derivatives="autograd")}
    )
    at = torch.ones(3)
    module(at)
    module.function_u = torch.nn.Tanh()
    module._modules["function_v"] = torch.nn.Sigmoid()  # as tools of torch do that convert layers
    expected = 2.5 * at.tanh() + at.sigmoid()
    for replaced in (copy.deepcopy(module), pickle.loads(pickle.dumps(module)), module):
        torch.testing.assert_close(replaced(at), expected)


def test_a_graph_of_torch_compile_calls_the_network_that_replaced_another() -> None:
    module = stb.SymPyModule(2 * sympy.Function("u")(x), functions={"u": torch.nn.Tanh()})
    module.function_u = torch.nn.Sigmoid()
    graph = torch.compile(module, fullgraph=True, backend="aot_eager")
    torch.testing.assert_close(graph(torch.ones(3)), 2 * torch.ones(3).sigmoid())


def test_the_method_of_a_network_is_the_network() -> None:
    net = torch.nn.Linear(1, 1)
    for given in (net.forward, net.__call__, stb.Network(net.forward, derivatives="autograd")):
        module = stb.SymPyModule(2 * sympy.Function("u")(x), functions={"u": given})
        assert [name for name, _ in module.named_parameters()] == ["function_u.weight", "function_u.bias"]
        module.function_u = torch.nn.Tanh()
        torch.testing.assert_close(module(torch.ones(3)), 2 * torch.ones(3).tanh())


def test_a_parameter_that_is_no_number_is_named() -> None:
    several, absent = (stb.SymPyModule(2.5 * x) for _ in range(2))
    several.factor_x = torch.nn.Parameter(torch.ones(3))
    with pytest.raises(stb.InputShapeError, match=r"'factor_x' of the formula has the shape \(\)"):
        several.sympy()
    with pytest.raises(stb.InputTypeError, match="'factor_x' is a meta tensor"):
        absent.to("meta").sympy()


@pytest.mark.parametrize("value", [10**400, sympy.Integer(10) ** 400], ids=type)
def test_a_value_to_begin_with_that_no_double_holds_is_refused(value: object) -> None:
    with pytest.raises(stb.ConstraintError, match="it is to be finite"):
        stb.SymPyModule(k * x, parameters={k: value})


def test_errors() -> None:
    with pytest.raises(stb.OptionError, match="a mapping"):
        stb.SymPyModule(x, parameters={x})
    with pytest.raises(stb.OptionError, match="parameters='all'"):
        stb.SymPyModule(x, parameters="all")
    with pytest.raises(stb.UnknownSymbolError, match="unknown symbol 'k' in the expression"):
        stb.SymPyModule(x, parameters={k: 1.0})
    with pytest.raises(stb.InputTypeError, match="a number as initial value"):
        stb.SymPyModule(k * x, parameters={k: "1"})  # type: ignore[dict-item]
    with pytest.raises(stb.OptionError, match="give exactly one"):
        stb.SymPyModule()
