"""Gradients in inference mode and under no_grad, where torch records nothing and says nothing."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
import torch

import sympy_torch_bridge as stb

F64 = torch.float64
x, n = sp.symbols("x n")
MATRIX = sp.MatrixSymbol("A", 2, 2)
AT = torch.tensor([0.3, 0.5], dtype=F64)
CASES: dict[str, tuple[Any, list[torch.Tensor], dict[str, Any]]] = {
    "one input": (sp.sin(x), [AT], {}),
    "a whole number beside it": (x**n, [torch.tensor(2), AT], {}),
    "several outputs": ((sp.sin(x), x**2), [AT], {}),
    "a kernel with numbers of its own": (sp.expint(1, x), [AT], {}),
    "a slope by torch": (sp.airyai(x), [AT], {}),
    "a matrix": (sp.Determinant(MATRIX), [torch.tensor([[2.0, 1.0], [0.5, 3.0]], dtype=F64)], {}),
    "a function": (sp.Function("g")(x).diff(x, 2), [AT], {"functions": {"g": torch.sin}}),
}
MODES = {"no_grad": torch.no_grad, "inference": torch.inference_mode}


@pytest.mark.parametrize("mode", MODES.values(), ids=MODES)
@pytest.mark.parametrize("backend", ["eager", "fused", "auto"])
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_gradient_is_that_of_every_mode(case: Any, backend: str, mode: Any) -> None:
    expr, at, options = case
    f = stb.compile(expr, backend=backend, **options)
    expected = f.value_and_grad(*at)
    assert any(g is not None and g.abs().max() > 0.01 for g in expected[1])
    with mode():
        made_there = [t.clone() for t in at]
        found = f.value_and_grad(*at), f.value_and_grad(*made_there)
    for value in (*found, f.value_and_grad(*made_there)):
        torch.testing.assert_close(value, expected, rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("mode", MODES.values(), ids=MODES)
def test_a_measurement_takes_gradients_in_every_mode(mode: Any) -> None:
    f = stb.compile(sp.sin(x))
    with mode():
        report = f.check_accuracy(points=[{x: 0.5}])
    assert {row.component for row in report.rows} == {"f", "df/dx"}
    assert not report.loses_digits, report
