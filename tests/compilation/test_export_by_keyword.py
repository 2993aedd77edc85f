"""Inputs by keyword in exported programs: what torch does, and the way the how-to page shows."""

from __future__ import annotations

import pytest
import sympy
import torch
from torch import Tensor

import sympy_torch_bridge as stb

x, y = sympy.symbols("x y")
FREE = {0: torch.export.Dim.DYNAMIC}


class ByName(torch.nn.Module):
    def __init__(self, formula: torch.nn.Module) -> None:
        super().__init__()
        self.formula = formula

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        return self.formula(x=x, y=y)


def given(size: int) -> dict[str, Tensor]:
    return {"x": torch.linspace(0, 1, size), "y": torch.linspace(1, 2, size)}


def test_a_module_that_names_its_inputs_has_free_sizes() -> None:
    module = stb.SymPyModule(2.5 * x * sympy.sin(y))
    shapes = {"x": FREE, "y": FREE}
    program = torch.export.export(ByName(module), (), given(5), dynamic_shapes=shapes)
    for size in (3, 7):
        torch.testing.assert_close(program.module()(**given(size)), module(**given(size)))


def test_a_fixed_size_needs_no_names() -> None:
    module = stb.SymPyModule(2.5 * x * sympy.sin(y))
    program = torch.export.export(module, (), given(5))
    torch.testing.assert_close(program.module()(**given(5)), module(**given(5)))


class Keywords(torch.nn.Module):
    def forward(self, **kwargs: Tensor) -> Tensor:
        return kwargs["x"] * kwargs["y"]


@pytest.mark.parametrize("ours", [True, False], ids=["ours", "any module"])
def test_torch_itself_fails_without_names(ours: bool) -> None:
    """The page says so: when torch learns it, this test and the page have to change."""
    module = stb.SymPyModule(2.5 * x * y) if ours else Keywords()
    with pytest.raises(AssertionError, match="tree_name"):
        torch.export.export(module, (), given(5), dynamic_shapes={"kwargs": {"x": FREE, "y": FREE}})
