"""What users of sympytorch and PySR have written before: their formulas, their calls, their matrices."""

from __future__ import annotations

import copy
import pickle
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import sympy
import torch

import sympy_torch_bridge
import sympy_torch_bridge as stb

x0, x1, x2 = sympy.symbols("x0 x1 x2")
X = torch.arange(12, dtype=torch.float64).reshape(4, 3) / 4


def test_the_calls_of_sympytorch() -> None:
    x = sympy.symbols("x_name")
    module = sympy_torch_bridge.SymPyModule(expressions=[1.0 * sympy.cos(x), 2.0 * sympy.sin(x)])
    at = torch.rand(3)
    out = module(x_name=at)
    assert out.shape == (3, 2)
    assert torch.equal(out[:, 0], at.cos())
    assert torch.equal(out[:, 1], 2 * at.sin())
    assert out.requires_grad
    assert {p.item() for p in module.parameters()} == {1.0, 2.0}
    assert module.sympy() == [1.0 * sympy.cos(x), 2.0 * sympy.sin(x)]


class Regressor:
    """What a fitted regressor of PySR answers."""

    def __init__(self, equations: Any, names: list[str], mask: Any = None) -> None:
        self._equations = equations
        self.feature_names_in_ = np.array(names, dtype=object)
        self.selection_mask_ = mask

    def sympy(self) -> Any:
        return self._equations


class TestPySR:
    def test_a_list_of_equations(self) -> None:
        equations = [2.5 * sympy.sin(x0) - 0.25, x1**2 / x0]
        module = stb.SymPyModule.from_pysr(equations, [x0, x1], selection=[2, 1])
        expected = torch.stack([2.5 * torch.sin(X[:, 2]) - 0.25, X[:, 1] ** 2 / X[:, 2]], dim=-1)
        assert torch.allclose(module(X), expected, rtol=1e-15)
        assert module.sympy() == equations
        assert len(list(module.parameters())) == 2

    def test_one_equation(self) -> None:
        module = stb.SymPyModule.from_pysr(1.5 * x1 + x0, ["x0", "x1"])
        assert torch.equal(module(X), 1.5 * X[:, 1] + X[:, 0])
        assert module(X).shape == (4,)

    def test_a_regressor(self) -> None:
        mask = np.array([True, False, True])
        module = stb.SymPyModule.from_pysr(Regressor(2.5 * sympy.cos(x2) + x0, ["x0", "x2"], mask))
        assert torch.equal(module(X), 2.5 * torch.cos(X[:, 2]) + X[:, 0])
        module = stb.SymPyModule.from_pysr(Regressor([1.5 * x0, x1], ["x0", "x1", "x2"]), packed=True)
        assert module(X).shape == (4, 2)
        assert torch.equal(module(X)[:, 0], 1.5 * X[:, 0])

    def test_a_column_without_use(self) -> None:
        module = stb.SymPyModule.from_pysr(1.5 * x2, [x0, x1, x2])
        assert torch.equal(module(X), 1.5 * X[:, 2])

    def test_the_matrix_of_a_regressor(self) -> None:
        """PySR is given an array of NumPy."""
        module = stb.SymPyModule.from_pysr(1.5 * x0, [x0], selection=[2])
        assert torch.equal(module(X.numpy()), 1.5 * X[:, 2])
        with pytest.raises(stb.InputShapeError, match="at least 3 columns"):
            module(X.numpy()[:, :2])

    def test_copies_keep_the_columns(self) -> None:
        module = stb.SymPyModule.from_pysr(1.5 * x0, [x0], selection=[2])
        for again in (copy.deepcopy(module), pickle.loads(pickle.dumps(module))):
            assert torch.equal(again(X), 1.5 * X[:, 2])

    def test_refused(self) -> None:
        with pytest.raises(stb.OptionError, match="2 columns are selected, and there are 1 symbols"):
            stb.SymPyModule.from_pysr(1.5 * x0, [x0], selection=[0, 1])
        with pytest.raises(stb.UnknownSymbolError, match="unknown symbol 'x1'"):
            stb.SymPyModule.from_pysr(1.5 * x1, [x0])
        module = stb.SymPyModule.from_pysr(1.5 * x2, [x0, x1, x2])
        with pytest.raises(stb.InputShapeError, match="at least 3 columns"):
            module(X[:, :2])
        with pytest.raises(stb.InputTypeError, match="one tensor with columns for x0, x1, x2"):
            module(X, X)
        with pytest.raises(stb.InputTypeError, match="a list"):
            module([1.0, 2.0, 3.0])


def test_an_object_without_equations_is_no_regressor() -> None:
    for given in (SimpleNamespace(), "2.5*x0"):
        with pytest.raises(stb.InputTypeError, match="expected a SymPy expression"):
            stb.SymPyModule.from_pysr(given, [x0])
