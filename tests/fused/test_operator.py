"""The operator that graphs hold: what torch demands of one, its derivatives, and its guards."""

from __future__ import annotations

import json
from base64 import b85encode
from zlib import compress

import pytest
import sympy as sp
import torch
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.autograd import forward_ad, gradcheck, gradgradcheck
from torch_transforms import check_transforms, close
from torch_versions import isolating

import sympy_torch_bridge as stb
from sympy_torch_bridge.fused import evaluator, graph_choice
from sympy_torch_bridge.fused.operator import called, operator_text
from sympy_torch_bridge.fused.program_text import program_of, text_of

F64 = torch.float64
x, y = sp.symbols("x y")
FORMULA = sp.exp(-(x**2)) * sp.sin(x * y) + sp.log(1 + x**2) / sp.sqrt(1 + y**2) + sp.Max(x, y) * sp.tanh(x)
OPERATOR = torch.ops.sympy_torch_bridge.fused.default


def text(expr=FORMULA, dtype=F64):
    return operator_text(stb.compile(expr, [x, y], backend="fused")._evaluator.fused(dtype))


def tensors(n=5):
    return torch.linspace(-1, 2, n, dtype=F64), torch.linspace(0.3, 1.1, n, dtype=F64)


@pytest.mark.parametrize("shapes", [((5,), (5,)), ((3, 1), (4,)), ((), (2,))], ids=str)
def test_torch_takes_the_operator(shapes, way):
    inputs = [torch.rand(shape, dtype=F64, requires_grad=True) for shape in shapes]
    torch.library.opcheck(OPERATOR, (text(), inputs))


def test_derivatives_of_the_operator(way):
    leaves = [t.requires_grad_() for t in tensors()]

    def operator(*inputs):
        return OPERATOR(text(), list(inputs))[0]

    close(operator(*leaves), stb.compile(FORMULA, [x, y])(*leaves))
    assert gradcheck(operator, leaves, check_batched_grad=True)
    assert gradgradcheck(operator, leaves, check_batched_grad=True)
    close(torch.func.vmap(operator, in_dims=(0, None))(*leaves), operator(leaves[0][:, None], leaves[1]))


def test_forward_mode_is_refused_where_torch_drops_it(graphs):
    """Torch leaves tangents out of every custom operator, without a word: the derivative would be 0."""
    program, (a, b) = text(), tensors()

    def operator(u):
        return OPERATOR(program, [u, b])[0]

    for transformed in (operator, torch.func.vmap(operator)):
        with pytest.raises(NotImplementedError, match="forward mode does not pass"):
            torch.func.jvp(transformed, (a,), (b,))
    compiled = torch.compile(
        stb.compile(FORMULA, [x, y], backend="fused"), fullgraph=True, backend="aot_eager"
    )
    expected = compiled(a, b)
    with forward_ad.dual_level():
        for evaluated in (operator, lambda u: compiled(u, b)):
            close(evaluated(a), expected)
            with pytest.raises(NotImplementedError, match="forward mode does not pass"):
                evaluated(forward_ad.make_dual(a, b))
        close(forward_ad.unpack_dual(called(program, forward_ad.make_dual(a, b), b)[0]).primal, expected)


def test_every_transform_of_a_call():
    double, single = text(), text(dtype=torch.float32)

    def call(*inputs):
        return called(double if inputs[0].dtype == F64 else single, *inputs)[0]

    check_transforms(call, *tensors(), pickled=False)


def test_what_is_not_asked_for_is_not_computed():
    """The slope of sqrt at 0 is infinite: with a cotangent of 0 it would be nan."""
    at = torch.zeros(3, dtype=F64, requires_grad=True)
    first, _ = OPERATOR(text((x + y, sp.sqrt(x))), [at, at.detach()])
    close(torch.autograd.grad(first.sum(), at)[0], torch.ones(3, dtype=F64))


def test_fake_tensors():
    with FakeTensorMode():
        (found,) = OPERATOR(text(), [torch.empty(3, 1, dtype=F64), torch.empty(4, dtype=F64)])
    assert found.shape == (3, 4)
    assert found.dtype == F64


@pytest.mark.parametrize(
    ("inputs", "error"),
    [
        pytest.param(lambda: [torch.ones(2, dtype=F64)], ValueError, id="count"),
        pytest.param(lambda: [torch.ones(2, dtype=F64), torch.ones(2)], TypeError, id="dtype"),
        pytest.param(
            lambda: [torch.ones(2, dtype=F64), torch.ones(2, dtype=F64, device="meta")],
            TypeError,
            id="device",
        ),
        pytest.param(lambda: [torch.ones(2, dtype=F64), torch.ones(3, dtype=F64)], RuntimeError, id="shape"),
    ],
)
@pytest.mark.parametrize("mode", ["real", "fake"])
def test_refuses_what_the_program_does_not_take(inputs, error, mode):
    if mode == "real":
        with pytest.raises(error):
            OPERATOR(text(), inputs())
        return
    with FakeTensorMode(), pytest.raises(error):
        OPERATOR(text(), inputs())


@pytest.mark.parametrize("wrong", ["", "no program", "Abc" * 40])
def test_refuses_what_is_no_program(wrong):
    with pytest.raises(ValueError, match="no program of this version"):
        OPERATOR(wrong, list(tensors()))


INPUT, SINE = ["input", 0], ["torch.sin", None, 0]


@pytest.mark.parametrize(
    ("nodes", "inputs", "outputs"),
    [
        pytest.param([["input", -1], SINE], [0], [1], id="an input before the first"),
        pytest.param([["input", 7], SINE], [0], [1], id="an input after the last"),
        pytest.param([INPUT, ["torch.sin", None, -1]], [0], [1], id="an argument before the first"),
        pytest.param([INPUT, ["torch.sin", None, 1]], [0], [1], id="its own argument"),
        pytest.param([INPUT, ["torch.sin", None, 0.0]], [0], [1], id="no whole number"),
        pytest.param([INPUT, ["torch.sin", None, 0, 0]], [0], [1], id="an argument too many"),
        pytest.param([INPUT, ["add", None, 0]], [0], [1], id="an argument too few"),
        pytest.param([INPUT, ["torch.sin", "0", 0]], [0], [1], id="a value too many"),
        pytest.param([INPUT, ["torch.where", None, 0, 0, 0]], [0], [1], id="a number as a condition"),
        pytest.param([INPUT, ["number", "x"], ["mul", None, 0, 1]], [0], [2], id="no number"),
        pytest.param([INPUT, ["number", 10**400], ["mul", None, 0, 1]], [0], [2], id="a number too large"),
        pytest.param([INPUT, INPUT, ["add", None, 0, 1]], [0], [2], id="an input twice"),
        pytest.param([INPUT, SINE], [0, 0], [1], id="a node as two inputs"),
        pytest.param([INPUT, SINE], [1], [1], id="an input that is computed"),
        pytest.param([["number", 1.0], SINE], [], [1], id="no input"),
        pytest.param([INPUT, SINE], [0], [-1], id="an output before the first"),
        pytest.param([INPUT, SINE], [0], [], id="no output"),
        pytest.param([INPUT, ["torch.isnan", None, 0]], [0], [1], id="a condition as an output"),
    ],
)
def test_refuses_a_program_that_points_elsewhere(nodes, inputs, outputs):
    """A text is not trusted: what it says is where the interpreter reads and writes."""
    record = {"dtype": "torch.float64", "inputs": inputs, "outputs": outputs, "nodes": nodes}
    wrong = b85encode(compress(json.dumps(record).encode())).decode()
    with pytest.raises(ValueError, match="no program of this version"):
        OPERATOR(wrong, [torch.ones(5, dtype=F64) for _ in inputs])


TRUTH = ["torch.isnan", None, 0]


@pytest.mark.parametrize(
    ("node", "said"),
    [
        (["add", None, 0, 1], "takes numbers, not truth values"),
        (["neg", None, 1], "takes numbers, not truth values"),
        (["torch.sin", None, 1], "takes numbers, not truth values"),
        (["torch.where", None, 1, 0, 1], "between a number and a truth value"),
        (["torch.where", None, 0, 0, 0], "by what is no truth value"),
    ],
)
def test_truth_values_are_no_numbers(node, said):
    """Torch adds them as 0 and 1, or refuses, and the interpreter would do something else again."""
    record = {"dtype": "torch.float64", "inputs": [0], "outputs": [2], "nodes": [INPUT, TRUTH, node]}
    wrong = b85encode(compress(json.dumps(record).encode())).decode()
    with pytest.raises(ValueError, match=said):
        OPERATOR(wrong, [torch.ones(5, dtype=F64)])


def test_layouts_are_those_of_any_tensor(way):
    """Strides, negated views, empty batches and numbers for all points: as in eager calls."""
    plain = stb.compile(FORMULA, [x, y])
    a, b = torch.rand(6, 4, dtype=F64), torch.rand(4, 6, dtype=F64)
    negated = torch.complex(a, -a).conj().imag
    assert negated.is_neg()
    for inputs in ((a.T, b), (a[::2, 1], b[0, ::2]), (negated, b.T), (a[:0], b[0, :4]), (a, a[0, 0])):
        close(OPERATOR(text(), list(inputs))[0], plain(*inputs))


def test_the_text_holds_the_program():
    numbers = sp.Tuple(x * sp.Rational(1, 3), y**7, sp.Max(x, 10**30), sp.Piecewise((x, x > y), (-y, True)))
    fused = stb.compile(numbers, [x, y], backend="fused")._evaluator.fused(F64)
    program, dtype = program_of(text_of(fused.program, F64))
    assert dtype is F64
    assert program.nodes == fused.program.nodes
    assert program.outputs() == fused.program.outputs()
    assert text_of(program, dtype) == text_of(fused.program, F64)


def test_a_program_that_is_not_primitive_has_no_text():
    assert text(sp.gamma(x) + y) is None


@pytest.fixture
def graphs(monkeypatch):
    """Let every graph hold the operator, and collect the graphs."""
    monkeypatch.setattr(evaluator, "is_better_as_operator", lambda *_: True)
    kept = []

    def keep(graph, example):
        kept.append(graph)
        return graph

    return kept, keep


def test_large_programs_are_one_operator_in_graphs(graphs):
    kept, keep = graphs
    f = stb.compile(FORMULA, [x, y], backend="fused")
    at = tensors()
    compiled = torch.compile(lambda *t: (f(*t), f.value_and_grad(*t)), fullgraph=True, backend=keep)
    close(compiled(*at), (f(*at), f.value_and_grad(*at)))
    (graph,) = kept
    assert graph.code.count("called(") == 2
    assert "sin" not in graph.code


def test_graphs_with_derivatives(graphs):
    f = stb.compile(FORMULA, [x, y], backend="auto")
    at = tensors()

    def everything(a, b):
        hessian = torch.func.vmap(torch.func.hessian(f))(a, b)
        return f(a, b), torch.func.jvp(f, (a, b), (b, a)), hessian

    compiled = torch.compile(everything, fullgraph=True, backend="aot_eager", dynamic=True)
    for n in (5, 9):
        close(compiled(*tensors(n)), everything(*tensors(n)))
    leaves = [t.requires_grad_() for t in at]
    compiled = torch.compile(f, fullgraph=True, backend="aot_eager")
    found, expected = (torch.autograd.grad(g(*leaves).sum(), leaves) for g in (compiled, f))
    close(found, expected)


def graph_of(formula):
    """Return the graph that torch traces of a formula in four symbols."""
    symbols, kept = sp.symbols("a b c d"), []
    f = stb.compile(formula(*symbols), symbols, backend="fused")
    at = [torch.rand(3, dtype=F64) + 1 for _ in symbols]
    graph = torch.compile(f.value_and_grad, fullgraph=True, backend=lambda g, _: kept.append(g) or g)
    close(graph(*at), f.value_and_grad(*at))
    return kept[0].code


@pytest.mark.parametrize("function", [sp.erf, sp.erfc], ids=["erf", "erfc"])
def test_programs_of_functions_that_torch_computes_slowly_are_an_operator(function, monkeypatch):
    def formula(a, b, c, d):
        return sum(map(function, (a * b, b + c, c - d, d * a, a + d)))

    # The choice is under test, which blocks evaluate as well: no compiler is needed.
    monkeypatch.setattr(graph_choice, "native_library", lambda: True)
    assert "called(" in graph_of(formula)
    monkeypatch.setattr(graph_choice, "native_library", lambda: False)
    assert "called(" not in graph_of(formula), "without the interpreter torch's code is the faster one"


@isolating
def test_more_than_eight_formulas_are_compiled_apart():
    """Torch counts the formulas of a process as compilations of one function, unless told otherwise."""
    for k in range(12):
        f = stb.compile(sp.sin(k * x) + y, [x, y], backend="fused")
        compiled = torch.compile(f, fullgraph=True, backend="eager", isolate_recompiles=True)
        close(compiled(*tensors()), f(*tensors()))


def test_small_programs_stay_operations():
    kept = []
    f = stb.compile(FORMULA, [x, y], backend="fused")
    torch.compile(f, fullgraph=True, backend=lambda graph, _: kept.append(graph) or graph)(*tensors())
    assert "sin" in kept[0].code


def test_exported_programs_hold_operations(graphs):
    class Model(torch.nn.Module):
        f = stb.compile(FORMULA, [x, y], backend="fused")

        def forward(self, a, b):
            return self.f(a, b)

    program = torch.export.export(Model(), tensors(), strict=True)
    assert "sin" in program.graph_module.code
    close(program.module()(*tensors()), Model.f(*tensors()))
