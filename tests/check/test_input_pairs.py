"""A backward pass that is wrong only where two of several inputs need a gradient."""

from __future__ import annotations

import pytest
import sympy
import torch

import sympy_torch_bridge as stb

x, y, z = sympy.symbols("x y z", real=True)


class Product(torch.autograd.Function):
    slip = 1.0

    @staticmethod
    def forward(ctx, x, y, z):
        ctx.save_for_backward(x, y, z)
        return x * y * z + y**2

    @staticmethod
    def backward(ctx, g):
        x, y, z = ctx.saved_tensors
        factor = Product.slip if ctx.needs_input_grad == (True, False, True) else 1.0
        return g * y * z, g * (x * z + 2 * y), g * x * y * factor


@pytest.mark.parametrize("slip", [-1.0, 2.0, 1 + 1e-9])
def test_a_pair_of_inputs(monkeypatch, slip):
    monkeypatch.setattr(Product, "slip", slip)
    report = stb.check_gradient(x * y * z + y**2, Product, [x, y, z])
    assert report.verdict == "refuted", report
    assert {(row.witness, row.component) for row in report.failures} == {("two inputs", "df/dz")}
    assert "where two inputs alone need a gradient" in report.diagnosis
    assert report.mistakes[0].component == "df/dz"


def test_a_right_backward_has_no_rows_of_pairs():
    report = stb.check_gradient(x * y * z + y**2, Product, [x, y, z])
    assert report.verdict == "consistent"
    assert "two inputs" not in {row.witness for row in report.points}
