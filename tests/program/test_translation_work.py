"""What a translation does not do: work that nobody asked for, or that has been done before."""

import gc

import pytest
import sympy
import torch
from torch._dynamo.testing import CompileCounter

import sympy_torch_bridge as stb
from sympy_torch_bridge.program import collection_paused, emitted, lower, stabilise
from sympy_torch_bridge.program.builder import ProgramBuilder
from sympy_torch_bridge.program.differentiation import with_gradient
from sympy_torch_bridge.program.expressions import traversal
from sympy_torch_bridge.program.operation import ADD, MUL, NEG

x, y = sympy.symbols("x y")


@pytest.fixture
def written(monkeypatch):
    """List the sources that are written."""
    sources = []

    def recorded(*arguments):
        sources.append(emit(*arguments))
        return sources[-1]

    emit = emitted.emit
    monkeypatch.setattr(emitted, "emit", recorded)
    return sources


def test_a_fused_program_is_written_when_its_source_is_asked_for(written):
    f = stb.compile(sympy.sin(x) * y, backend="fused")
    assert f(torch.ones(3), torch.ones(3)).shape == (3,)
    assert not written
    assert f.source.splitlines()[-1].strip() == "return y*torch.sin(x)"
    assert written == [f.source]


def test_plain_evaluation_writes_the_source_once(written):
    f = stb.compile(sympy.sin(x) * y, backend="fused")
    for _ in range(2):
        f(torch.ones(3, dtype=torch.float16), torch.ones(3, dtype=torch.float16))
    assert len(written) == 1


def test_the_first_call_may_be_traced():
    counter = CompileCounter()
    functions = [stb.compile(sympy.sin(x) * k, [x], backend="fused") for k in (2, 3)]
    points = torch.rand(5, dtype=torch.float64)
    graphs = [torch.compile(f, backend=counter, fullgraph=True) for f in functions]
    for _ in range(2):
        for k, graph in zip((2, 3), graphs, strict=True):
            torch.testing.assert_close(graph(points), k * torch.sin(points))
    assert counter.frame_count == 2


def test_an_expression_is_walked_over_once(monkeypatch):
    walks = []
    walked = traversal._walked

    def counted(expr, seen):
        walks.append(expr)
        return walked(expr, seen)

    monkeypatch.setattr(traversal, "_walked", counted)
    expr = sympy.sin(x) * y + 1
    stb.compile(expr)
    assert walks == [expr]
    list(traversal.postorder(expr))
    assert walks == [expr, expr]  # nothing is kept for later


def test_a_remembered_walk_is_that_of_its_own_expression():
    with traversal.walks_remembered():
        for expr in (x + y, x * y):
            traversal.remember(expr)
            assert list(traversal.postorder(expr))[-1] is expr
            assert traversal.kinds_of(expr) == {sympy.Symbol, type(expr)}
        a, b = sympy.symbols("a b", cls=sympy.Dummy)  # of others SymPy may hand out an equal one
        assert list(traversal.postorder(a + b, {id(a)})) == [b, a + b]


def test_stabilising_keeps_a_program_without_unstable_forms():
    program, _ = lower(x * y + 2 * x)
    assert stabilise(program) is program
    unstable, _ = lower(x * y + sympy.log(1 + x))
    assert [node.operation.name for node in stabilise(unstable).nodes if node.args] == [
        "mul", "torch.log1p", "add",
    ]  # fmt: skip


def test_a_sign_that_only_an_addition_hides_is_still_found():
    build = ProgramBuilder()
    program, _ = lower(x * y)
    a, b = (build.add(node.operation, value=node.value) for node in program.nodes[:2])
    total = build.add(ADD, a, build.add(NEG, b))
    found = stabilise(build.build((a, b), type(program.layout)("node", node=total)))
    assert [node.operation.name for node in found.nodes if node.args] == ["sub"]


def test_a_builder_of_a_program_knows_its_nodes():
    program, _ = lower(x * y + sympy.Float(0.0) * x + 2.0 * y)
    build = ProgramBuilder.of(program)
    count = len(build.nodes)
    for index, node in enumerate(program.nodes):
        assert build.add(node.operation, *node.args, value=node.value, shape=node.shape) == index
    assert len(build.nodes) == count
    assert build.number(2) != build.number(2.0)  # told apart by their type
    assert build.number(-0.0) != build.number(0.0)
    assert build.add(MUL, 0, 0) >= count


def test_a_builder_of_a_program_with_matrices_knows_their_axes():
    A = sympy.MatrixSymbol("A", 2, 2)
    program, _ = lower(A * A, [A])
    build = ProgramBuilder.of(program)
    assert build.rank(program.layout.node) == 2
    scalar = build.number(2.0)
    assert build.rank(scalar) == 0
    assert build.rank(build.add(MUL, program.layout.node, scalar)) == 2


@pytest.fixture
def collector():
    """The garbage collector as it is outside the tests, which freeze what they import."""
    thresholds = gc.get_threshold()
    gc.unfreeze()
    gc.set_threshold(700, 10, 10)
    gc.collect()
    searched = []
    gc.callbacks.append(lambda phase, facts: searched.append(facts["generation"]))
    yield searched
    gc.callbacks.pop()
    gc.set_threshold(*thresholds)
    gc.freeze()


def test_what_a_large_translation_keeps_is_not_searched_at_once(collector):
    with collection_paused():
        kept = [[] for _ in range(60_000)]
    more = [[] for _ in range(100)]
    assert not collector
    assert gc.isenabled()
    assert len(kept) + len(more) == 60_100


def test_what_a_small_translation_makes_is_searched_as_always(collector):
    with collection_paused():
        kept = [[] for _ in range(5_000)]
    more = [[] for _ in range(100)]
    assert collector
    assert len(kept) + len(more) == 5_100


def test_only_a_large_translation_asks_what_is_frozen(monkeypatch):
    """That takes time by the number of the frozen objects, whatever was made before the translation."""
    asked = []
    monkeypatch.setattr(gc, "get_freeze_count", lambda: asked.append(1) or 0)
    thresholds = gc.get_threshold()
    gc.set_threshold(1_000_000, 20, 100)
    try:
        before = [[] for _ in range(60_000)]
        with collection_paused():
            kept = [[] for _ in range(5_000)]
        assert not asked
        with collection_paused():
            more = [[] for _ in range(60_000)]
        assert asked
        assert len(before) + len(kept) + len(more) == 125_000
    finally:
        gc.set_threshold(*thresholds)


def test_frozen_objects_stay_frozen(collector):
    gc.freeze()
    frozen = gc.get_freeze_count()
    with collection_paused():
        kept = [[] for _ in range(60_000)]
    assert gc.get_freeze_count() > frozen - 1000
    assert len(kept) == 60_000


def test_a_factor_that_is_no_input_gets_no_share_of_a_cotangent(monkeypatch):
    made = []
    add = ProgramBuilder.add

    def counted(self, operation, *args, **options):
        made.append(operation)
        return add(self, operation, *args, **options)

    program, _ = lower(sympy.Float(2.5) * x)
    monkeypatch.setattr(ProgramBuilder, "add", counted)
    with_gradient(program)
    assert MUL not in made
