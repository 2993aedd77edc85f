"""backend="fused" and "auto": containers, shapes, dtypes, transforms, and what is chosen."""

from __future__ import annotations

import pickle

import pytest
import sympy as sp
import torch
from torch.autograd import gradcheck, gradgradcheck
from torch_transforms import check_transforms, close

import sympy_torch_bridge as stb

F64 = torch.float64
x, y, k = sp.symbols("x y k")
FORMULA = (
    sp.exp(-(x**2) * k) * sp.sin(x * y) + sp.log(1 + x**2) / sp.sqrt(1 + y**2) + sp.Max(x, y) * sp.tanh(x)
)


def tensors(n=5):
    return (
        torch.linspace(-1, 2, n, dtype=F64),
        torch.linspace(0.3, 1.1, n, dtype=F64),
        torch.full((n,), 0.7, dtype=F64),
    )


def test_every_transform(way):
    f = stb.compile(FORMULA, [x, y, k], backend="fused")
    assert stb.explain(f, *tensors()).chosen == way
    check_transforms(f, *tensors())


def test_the_checks_of_torch(way):
    f = stb.compile(FORMULA, [x, y, k], backend="fused")
    leaves = [t.requires_grad_() for t in tensors()]
    assert gradcheck(f, leaves, check_forward_ad=True, check_batched_grad=True)
    assert gradgradcheck(f, leaves, check_fwd_over_rev=True)


def test_third_derivatives(way):
    f = stb.compile(sp.sin(x) ** 3, backend="fused")
    third = torch.func.grad(torch.func.grad(torch.func.grad(lambda t: f(t).sum())))
    at = torch.tensor(0.4, dtype=F64)
    exact = stb.compile(sp.diff(sp.sin(x) ** 3, x, 3))(at)
    close(third(at), exact)


def test_containers_keep_their_structure(way):
    expr = {"a": [x * y, sp.Integer(2)], "b": sp.Matrix([[x, sp.sin(y)], [1, x + y]])}
    plain, fused = stb.compile(expr, [x, y]), stb.compile(expr, [x, y], backend="fused")
    at = tensors()[:2]
    close(fused(*at), plain(*at))
    close(fused.value_and_grad(*at), plain.value_and_grad(*at))


def test_shapes_broadcast_and_gradients_sum(way):
    f, g = stb.compile(FORMULA, [x, y, k]), stb.compile(FORMULA, [x, y, k], backend="fused")
    at = torch.randn(40, 1, dtype=F64), torch.rand(30, dtype=F64), torch.tensor(0.7, dtype=F64)
    value, gradients = g.value_and_grad(*at)
    expected, expected_gradients = f.value_and_grad(*at)
    close(value, expected)
    close(gradients, expected_gradients, rtol=1e-10)
    assert [t.shape for t in gradients] == [t.shape for t in at]


def test_value_and_grad_can_be_differentiated(way):
    f = stb.compile(x**3 * y, backend="fused")
    a, b = (t.requires_grad_() for t in tensors()[:2])
    _, (slope, _) = f.value_and_grad(a, b)
    (second,) = torch.autograd.grad(slope.sum(), a)
    close(second, 6 * a.detach() * b.detach())


def test_numbers_and_integers(way):
    f, g = stb.compile(x / y, backend="fused"), stb.compile(x / y)
    assert f(1.0, 2) == g(1.0, 2)
    value, (by_x, by_y) = f.value_and_grad(torch.tensor([1, 2]), 4.0)
    close((value, by_y), (g.value_and_grad(torch.tensor([1, 2]), 4.0)[0], torch.tensor(-3 / 16)), rtol=1e-6)
    assert by_x is None


def test_expanded_inputs_and_empty_batches(way):
    f = stb.compile(sp.sin(x) * y, backend="fused")
    one = torch.tensor(0.5, dtype=F64).expand(7)
    close(f(one, one), torch.sin(one) * one)
    empty = torch.empty(0, 3, dtype=F64)
    assert f(empty, empty).shape == (0, 3)


def test_sums_over_many_blocks(way):
    f = stb.compile(k * x**2, [x, k], backend="fused")
    at = torch.rand(200_003, dtype=F64)
    _, (by_x, by_k) = f.value_and_grad(at, torch.tensor(3.0, dtype=F64))
    close(by_x, 6 * at)
    close(by_k, (at**2).sum())


def test_traced_calls_are_plain():
    f = stb.compile(FORMULA, [x, y, k], backend="fused")
    compiled = torch.compile(f, fullgraph=True, backend="aot_eager")
    close(compiled(*tensors()), f(*tensors()))
    program = torch.export.export(torch.nn.Sequential(), (torch.ones(1),))  # the exporter itself works here
    assert program is not None


@pytest.mark.parametrize("is_strict", [True, False])
def test_a_small_call_bounds_no_export(is_strict):
    f = stb.compile(sp.exp(-x) * y, [x, y], backend="auto")
    small, large = tensors(20)[:2], tensors(500)[:2]
    close(f(*small), torch.exp(-small[0]) * small[1])

    class Model(torch.nn.Module):
        def forward(self, a, b):
            return f(a, b)

    batch = torch.export.Dim("batch")
    shapes = {"a": {0: batch}, "b": {0: batch}}
    program = torch.export.export(Model(), tensors(7)[:2], dynamic_shapes=shapes, strict=is_strict)
    close(program.module()(*large), f(*large))


def test_a_graph_holds_the_joint_program():
    f = stb.compile(FORMULA, [x, y, k], backend="fused")
    graphs = []

    def keep(graph, example):
        graphs.append(graph)
        return graph

    compiled = torch.compile(lambda *at: f.value_and_grad(*at), fullgraph=True, backend=keep, dynamic=True)
    for size in (5, 9, 4000):
        close(compiled(*tensors(size)), f.value_and_grad(*tensors(size)))
    assert len(graphs) == 1
    assert "autograd" not in graphs[0].code
    leaves = [t.requires_grad_() for t in tensors()]
    close(compiled(*leaves), f.value_and_grad(*leaves))


def test_a_graph_that_nothing_differentiates_holds_what_is_evaluated():
    """Differentiated further, a quotient far out of range needs the kernel: one logarithm overflows there."""
    f = stb.compile(sp.log(x / y), [x, y], backend="fused")
    far = torch.tensor([1e-200, 2.0, 3e200], dtype=F64), torch.tensor([1e200, 3.0, 1e-150], dtype=F64)
    graphs = []

    def keep(graph, example):
        graphs.append(graph.code)
        return graph

    def slope(a, b):
        return f.value_and_grad(a, b)[1][0].sum()

    value_and_grad = torch.compile(lambda a, b: f.value_and_grad(a, b), fullgraph=True, backend=keep)
    value, slopes = value_and_grad(*far)
    close(value, torch.log(far[0]) - torch.log(far[1]))
    close(slopes, (1 / far[0], -1 / far[1]))
    curvature = torch.compile(torch.func.grad(slope), fullgraph=True, backend=keep)
    near = torch.tensor([0.5, 2.0], dtype=F64), torch.tensor([0.7, 0.3], dtype=F64)
    close(curvature(*near), -1 / near[0] ** 2)
    assert graphs[0].count("log1p") == 1
    assert graphs[0].count("torch.where") < graphs[1].count("torch.where")


def test_options_survive_copies():
    f = pickle.loads(pickle.dumps(stb.compile(x + 1, backend="fused")))
    assert stb.explain(f, torch.ones(3)).asked == "fused"
    assert stb.explain(f.derivative(x), torch.ones(3)).asked == "fused"


@pytest.mark.parametrize(
    ("expr", "arguments", "reason"),
    [
        (sp.I * x, [torch.ones(2)], "it computes in complex numbers"),
        (sp.MatrixSymbol("A", 2, 2) * 2, [torch.ones(2, 2)], "an input is a matrix or array"),
        (x > 0, [torch.ones(2)], "an output is a truth value"),
        (sp.besselj(0, x), [torch.ones(2)], "besselj is computed outside torch's pointwise operations"),
        (x + 1, [torch.ones(2, dtype=torch.float16)], "an input is torch.float16"),
        (x + 1, [torch.ones(2, dtype=torch.complex64)], "an input is torch.complex64"),
        (x + 1, [torch.ones(2, device="meta")], "an input is on meta"),
        (x + 1, [torch.ones(0)], "the batch is empty"),
    ],
    ids=lambda case: str(case) if isinstance(case, str) else "",
)
def test_what_is_not_fused_has_a_reason(expr, arguments, reason):
    f = stb.compile(expr, backend="fused")
    found = stb.explain(f, *arguments)
    assert (found.chosen, found.reason) == ("eager", reason)
    torch.testing.assert_close(f(*arguments), stb.compile(expr)(*arguments))


def test_auto_chooses_by_work():
    few, f = (stb.compile(e, [x, y, k], backend="auto") for e in (k * x + y, FORMULA))
    small, large = stb.explain(few, *tensors(3)), stb.explain(f, *tensors(100_000))
    assert small.chosen == "eager"
    assert "faster one by one" in small.reason
    assert large.chosen != "eager"
    assert "backend" in str(large)
    assert large.to_dict()["points"] == 100_000


def test_auto_chooses_anew_where_a_call_is_larger_than_the_small_ones_before():
    f = stb.compile(sp.exp(-x * y) + sp.sin(x), [x, y], backend="auto")

    def is_fused(a, b):
        return "_Evaluation" in f(a.requires_grad_(), b).grad_fn.name()

    def ones(*shape):
        return torch.ones(*shape, dtype=F64)

    sizes = [5, 3, 5, 4_000_000, 3, 4_000_000]
    assert [is_fused(ones(n), ones(n)) for n in sizes] == [n > 5 for n in sizes]
    assert is_fused(ones(5, 1), ones(800_000)), "few numbers each, many points"
    assert not is_fused(ones(2, 1), ones(2))


def test_auto_takes_the_interpreter_for_one_point_of_many_operations(way):
    f = stb.compile(FORMULA, [x, y, k], backend="auto")
    assert stb.explain(f, *tensors(1)).chosen == ("native" if way == "native" else "eager")
    close(f(*tensors(1)), stb.compile(FORMULA, [x, y, k])(*tensors(1)))


@pytest.mark.parametrize("formula", [sp.sin(x), sp.exp(-x) * 3 + x, FORMULA], ids=["1", "4", "many"])
@pytest.mark.parametrize("backend", ["auto", "fused", "eager"])
def test_explain_without_a_call_tells_from_where_on_it_changes(formula, backend, way):
    f = stb.compile(formula, backend=backend)
    found = stb.explain(f)
    assert (found.asked, found.points) == (backend, 1)
    if backend == "eager":
        assert (found.chosen, found.crossover) == ("eager", None)
        assert found.reason == "plain torch operations were asked for"
        return
    count = len(f.inputs)
    assert stb.explain(f, *[torch.ones(found.crossover, dtype=F64)] * count).chosen == way
    if found.crossover > 1:
        assert found.chosen == "eager"
        assert f"fused from {found.crossover:,} points on" in str(found)
        below = stb.explain(f, *[torch.ones(found.crossover - 1, dtype=F64)] * count)
        assert (below.chosen, below.crossover) == ("eager", found.crossover)
    else:
        assert found.chosen == way
        assert "crossover" not in str(found)


def test_explain_without_a_call_of_what_is_never_fused():
    matrix = sp.MatrixSymbol("A", 2, 2)
    for formula, reason in (
        (sp.Trace(matrix), "an input is a matrix or array"),
        (sp.Integer(3), "it has no input"),
    ):
        found = stb.explain(stb.compile(formula, backend="auto"))
        assert (found.chosen, found.reason, found.crossover) == ("eager", reason, None)


def test_explain_wants_a_compiled_function():
    with pytest.raises(stb.InputTypeError, match=r"a function of stb\.compile"):
        stb.explain(torch.sin, torch.ones(1))


def test_explain_tells_of_value_and_gradient_apart(way):
    """The joint program has more operations: ``"auto"`` may fuse it where the value alone is plain."""
    f = stb.compile(sp.sin(x) * y * sp.exp(x) + sp.cos(y) ** 2 / (1 + x**2), [x, y], backend="auto")
    found = stb.explain(f, *tensors(3)[:2])
    assert (found.chosen, found.gradient) == ("eager", "native" if way == "native" else "eager")
    assert ("gradient   native" in str(found)) == (way == "native")
    assert (found.with_gradient is None) == (found.gradient == "eager")
    plain = stb.explain(stb.compile(x**2, backend="eager"), tensors(3)[0])
    assert (plain.chosen, plain.gradient) == ("eager", "eager")


def test_explain_tells_of_activations():
    u = sp.Function("u")
    network = torch.nn.Sequential(torch.nn.Linear(1, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1)).double()
    for backend, is_told in (("fused", True), ("eager", False)):
        f = stb.compile(u(x).diff(x, 2) * y, [x, y], functions={"u": network}, backend=backend)
        assert ("each activation" in stb.explain(f, *tensors()[:2]).reason) == is_told
