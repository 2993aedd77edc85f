"""Modules that are built from a checkpoint alone."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
import sympy
import torch
from saved_modules import deep_formula, saved

import sympy_torch_bridge as stb

x, y, a, k = sympy.symbols("x y a k")
LAW = a * sympy.exp(-k * x)


def law(**options: Any) -> stb.SymPyModule:
    return stb.SymPyModule(LAW, **{"parameters": {a: 2.0, k: 0.5}, **options})


class TestBuiltFromTheCheckpoint:
    positive = sympy.Symbol("k", positive=True)
    W, v = sympy.MatrixSymbol("W", 2, 2), sympy.MatrixSymbol("v", 2, 1)
    n, i = sympy.Symbol("n", integer=True), sympy.Symbol("i", integer=True)
    MODULES: ClassVar[dict[str, Any]] = {
        "floats": lambda s: stb.SymPyModule(2.5 * sympy.exp(-0.3 * x) + x / 3),
        "none": lambda s: stb.SymPyModule(2.5 * sympy.exp(-0.3 * x), parameters="none"),
        "symbols": lambda s: stb.SymPyModule(LAW + 0.25 * y, [y, x], parameters={k: 0.5, a: 2.0}),
        "constrained": lambda s: stb.SymPyModule(s.positive * x, parameters={s.positive: 0.7}),
        "packed": lambda s: stb.SymPyModule(
            s.positive * x + a, parameters={a: 1.0, s.positive: 0.7}, packed=True
        ),
        "simplex": lambda s: stb.SymPyModule(
            a * x + k * y, parameters={a: 0.25, k: 0.75}, constraints={(a, k): "simplex"}
        ),
        "matrix": lambda s: stb.SymPyModule(s.W * s.v + 0.5 * s.v, parameters={s.W: [[1, 2], [3, 4]]}),
        "explicit matrix": lambda s: stb.SymPyModule(sympy.Matrix([[1.5, x], [x**2.5, 1.5]])),
        "array": lambda s: stb.SymPyModule(sympy.Array([[1.5, x], [x, 2.5]])),
        "container": lambda s: stb.SymPyModule({"a": [2.5 * x, (x, sympy.pi)], "b": sympy.E}),
        "containers of SymPy": lambda s: stb.SymPyModule([sympy.Dict({x: 2.5 * x}), sympy.Tuple(x, 1.5 * y)]),
        "stacked": lambda s: stb.SymPyModule(expressions=[1.0 * sympy.cos(x), 2.0 * sympy.sin(x)]),
        "columns": lambda s: stb.SymPyModule.from_pysr(1.5 * x + y, [x, y], selection=[2, 0]),
        "branches": lambda s: stb.SymPyModule(
            sympy.Piecewise((1.5 * x, (x < 0.75) & (x > -1)), (sympy.Max(x, 0.25), True))
        ),
        "sum": lambda s: stb.SymPyModule(sympy.Sum(x**s.i / sympy.factorial(s.i), (s.i, 0, 5)) * 1.5),
        "dummies": lambda s: stb.SymPyModule(1.5 * sympy.Dummy("x", positive=True) + 2.5 * sympy.Dummy("x")),
        "special": lambda s: stb.SymPyModule(
            1.5 * sympy.besselj(2, x) + sympy.erf(0.25 * x) + sympy.EulerGamma
        ),
        "deep": lambda s: stb.SymPyModule(deep_formula()),
    }

    @pytest.mark.parametrize("name", MODULES)
    def test_it_is_the_same_module(self, name: str) -> None:
        module = self.MODULES[name](self)
        with torch.no_grad():
            for parameter in module.parameters():
                parameter.add_(0.125)
        state = saved(module)
        again = stb.SymPyModule.from_state_dict(state)
        assert {n: p.tolist() for n, p in again.named_parameters()} == {
            n: p.tolist() for n, p in module.named_parameters()
        }
        assert len(again.inputs) == len(module.inputs)
        arguments = [torch.rand(2, 1) if s == self.v else torch.rand(3) + 0.5 for s in module.inputs]
        if name == "columns":
            arguments = [torch.rand(5, 3)]
        for one, other in zip(_flat(again(*arguments)), _flat(module(*arguments)), strict=True):
            assert torch.equal(one, other)
        if name not in ("dummies", "deep"):
            assert again.sympy() == module.sympy()
            assert again.inputs == module.inputs
        assert saved(again)["_extra_state"] == state["_extra_state"]

    def test_the_dtype_is_that_of_the_checkpoint(self) -> None:
        again = stb.SymPyModule.from_state_dict(saved(law().float()))
        assert {p.dtype for p in again.parameters()} == {torch.float32}

    def test_functions_are_given_again(self) -> None:
        u = sympy.Function("u")
        network = torch.nn.Linear(1, 1)
        state = saved(stb.SymPyModule(2.5 * u(x), functions={"u": network}))
        with pytest.raises(stb.UnsupportedFunctionError, match="functions="):
            stb.SymPyModule.from_state_dict(state)
        again = stb.SymPyModule.from_state_dict(state, functions={"u": torch.nn.Linear(1, 1)})
        assert torch.equal(again(torch.ones(4, 1)), 2.5 * network(torch.ones(4, 1)))

    def test_what_cannot_be_stored_is_said(self) -> None:
        root = sympy.CRootOf(x**5 + x + 1, 0)
        module = stb.SymPyModule(root * x * 1.5)
        state = saved(module)
        module.load_state_dict(state)
        with pytest.raises(stb.CheckpointError, match="build the module from the formula"):
            stb.SymPyModule.from_state_dict(state)

    def test_the_formula_can_be_read(self) -> None:
        facts = saved(law())["_extra_state"]
        assert facts["text"] == "a*exp(-k*x)"
        assert stb.parse_expression(facts["text"]) == LAW


def _flat(value: Any) -> list[torch.Tensor]:
    if isinstance(value, dict):
        return [one for item in value.values() for one in _flat(item)]
    return [one for item in value for one in _flat(item)] if isinstance(value, list | tuple) else [value]
