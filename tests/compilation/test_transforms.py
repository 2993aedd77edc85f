"""Compiled functions under the transforms of torch, copied, exported, and very large."""

from __future__ import annotations

import copy
import io
import pickle
from typing import Any

import pytest
import sympy
import torch
from sympy import (
    Integer,
    Max,
    Piecewise,
    Rational,
    exp,
    sin,
    sqrt,
    symbols,
)

import sympy_torch_bridge as stb

x, y, z = symbols("x y z")

F64 = torch.float64


class TestTransforms:
    expr = Piecewise((sin(x) * exp(-(y**2)), x > 0), (sqrt(x**2 + 1) * y, True)) + Max(x, y) / 3

    def tensors(self) -> tuple[torch.Tensor, torch.Tensor]:
        generator = torch.Generator().manual_seed(0)
        return tuple(torch.randn(6, dtype=F64, generator=generator) for _ in range(2))  # type: ignore[return-value]

    def test_vmap_jacrev_jacfwd_hessian(self) -> None:
        f, (a, b) = stb.compile(self.expr), self.tensors()
        assert torch.equal(torch.func.vmap(f)(a, b), f(a, b))
        rows = torch.func.vmap(torch.func.jacrev(f, argnums=(0, 1)))(a, b)
        columns = torch.func.vmap(torch.func.jacfwd(f, argnums=(0, 1)))(a, b)
        torch.testing.assert_close(rows, columns, rtol=1e-15, atol=1e-15)
        symbolic = f.hessian()(a, b)
        numeric = torch.func.vmap(torch.func.hessian(f, argnums=(0, 1)))(a, b)
        flat = torch.stack([torch.stack(row, -1) for row in numeric], -2)
        torch.testing.assert_close(symbolic, flat, rtol=1e-13, atol=1e-14)

    def test_gradcheck_and_gradgradcheck(self) -> None:
        f, tensors = stb.compile(self.expr), tuple(t.requires_grad_() for t in self.tensors())
        assert torch.autograd.gradcheck(f, tensors, check_forward_ad=True)
        assert torch.autograd.gradgradcheck(f, tensors)

    def test_value_and_grad_under_vmap_and_double_backward(self) -> None:
        f, (a, b) = stb.compile(self.expr), self.tensors()
        mapped = torch.func.vmap(f.value_and_grad)(a, b)
        direct = f.value_and_grad(a, b)
        torch.testing.assert_close(mapped, direct, rtol=0, atol=0)
        a.requires_grad_()
        (slope, _) = f.value_and_grad(a, b)[1]
        assert slope is not None
        slope.sum().backward()
        assert a.grad is not None
        torch.testing.assert_close(a.grad, f.derivative((x, 2))(a.detach(), b), rtol=1e-13, atol=1e-14)

    def test_torch_compile_fullgraph(self) -> None:
        f, (a, b) = stb.compile(self.expr), self.tensors()
        fast = torch.compile(f, fullgraph=True, backend="aot_eager")
        torch.testing.assert_close(fast(a, b), f(a, b), rtol=1e-15, atol=0)

    def test_export(self) -> None:
        class Wrapped(torch.nn.Module):
            def __init__(self, f: Any) -> None:
                super().__init__()
                self.f = f

            def forward(self, a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
                return self.f(a, b)  # type: ignore[no-any-return]

        f, (a, b) = stb.compile(self.expr), self.tensors()
        exported = torch.export.export(Wrapped(f), (a, b))
        torch.testing.assert_close(exported.module()(a, b), f(a, b), rtol=0, atol=0)

    def test_export_with_a_dynamic_batch(self) -> None:
        module = stb.SymPyModule(2.5 * sin(x))
        batch = torch.export.Dim("batch")
        shapes = {"args": ({0: batch},)}
        exported = torch.export.export(module, (torch.ones(4),), dynamic_shapes=shapes)
        assert exported.module()(torch.ones(7)).shape == (7,)

    def test_one_graph_for_all_batch_sizes(self) -> None:
        torch._dynamo.reset()
        counter = torch._dynamo.testing.CompileCounter()
        fast = torch.compile(stb.compile(sin(x) * y), backend=counter, dynamic=True)
        for n in (3, 4, 7, 16):
            fast(torch.ones(n), torch.ones(n))
        assert counter.frame_count == 1

    def test_pickle_save_and_deepcopy(self) -> None:
        f, (a, b) = stb.compile(self.expr), self.tensors()
        buffer = io.BytesIO()
        torch.save(f, buffer)
        buffer.seek(0)
        for again in (
            pickle.loads(pickle.dumps(f)),
            copy.deepcopy(f),
            torch.load(buffer, weights_only=False),
        ):
            assert again.expr == f.expr
            assert again.inputs == f.inputs
            assert torch.equal(again(a, b), f(a, b))

    def test_other_device(self) -> None:
        assert (
            stb.compile(self.expr)(torch.ones(3, device="meta"), torch.ones(3, device="meta")).device.type
            == "meta"
        )


class TestSize:
    def test_five_thousand_levels(self) -> None:
        expr: Any = x
        for _ in range(2500):
            expr = sin(sympy.Add(expr, Rational(1, 10), evaluate=False), evaluate=False)
        f = stb.compile(expr, [x])
        value, (grad,) = f.value_and_grad(torch.tensor(0.5, dtype=F64))
        assert value.isfinite()
        assert grad is not None
        assert grad.isfinite()
        assert pickle.loads(pickle.dumps(f))(0.5) == value
        assert "distinct nodes" in repr(f)

    @pytest.mark.slow
    def test_sixty_thousand_operations(self) -> None:
        terms = [
            sympy.Mul(
                Integer(k), sin(sympy.Mul(x, Integer(k), evaluate=False), evaluate=False), evaluate=False
            )
            for k in range(2, 20002)
        ]
        f = stb.compile(sympy.Add(*terms, evaluate=False), [x])
        assert f.program.operation_count > 59_000
        at = torch.tensor(0.3, dtype=F64)
        k = torch.arange(2, 20002, dtype=F64)
        assert f(at).item() == pytest.approx((k * torch.sin(k * at)).sum().item(), abs=1e-5)

    def test_deep_and_shared_expressions_in_complex_mode(self) -> None:
        deep: Any = x
        shared: Any = x
        for _ in range(2000):
            deep = sin(deep, evaluate=False)
        for _ in range(60):
            shared = sympy.Add(shared, sin(shared, evaluate=False), evaluate=False)
        assert stb.compile(deep, [x], complex=True)(0.0).item() == 0
        assert stb.compile(shared, [x], complex=True)(0.0).item() == 0
