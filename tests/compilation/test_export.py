"""Formulas and modules in torch.compile, torch.export, AOTInductor, CUDA graphs and under autocast."""

from __future__ import annotations

import io

import pytest
import sympy
import torch
from torch._dynamo.testing import CompileCounterWithBackend
from torch_versions import isolating

import sympy_torch_bridge as stb

x, y = sympy.symbols("x y")
WAVE = sympy.Piecewise((sympy.sin(x) * y, x > 0), (sympy.erf(y) - x**3, True))
FREE = {0: torch.export.Dim.DYNAMIC}
needs_cuda = pytest.mark.skipif(
    not torch.cuda.is_available(), reason="torch sees no CUDA device on this machine"
)
# Inductor loads parts of torch that use what torch itself calls deprecated.
of_inductor = pytest.mark.filterwarnings("ignore:.torch.jit.script_method. is deprecated:DeprecationWarning")
backends = pytest.mark.parametrize("backend", ["eager", "fused", "auto"])


class Holder(torch.nn.Module):
    """What torch.export takes: a module around a function."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x, y):
        return self.function(x, y)


def points(n, dtype=torch.float64, device="cpu"):
    generator = torch.Generator().manual_seed(n)
    return [torch.randn(n, generator=generator, dtype=dtype).to(device) for _ in range(2)]


def module():
    return stb.SymPyModule(2.5 * sympy.sin(x) + 0.5 * sympy.exp(-(y**2)), [x, y]).double()


def made(kind):
    return module() if kind == "module" else stb.compile(WAVE, [x, y], backend=kind)


def exported(kind):
    """Export with a free batch size; a module takes its inputs as one tuple of arguments."""
    function = made(kind)
    if kind == "module":
        return function, torch.export.export(function, tuple(points(5)), dynamic_shapes=((FREE, FREE),))
    return function, torch.export.export(Holder(function), tuple(points(5)), dynamic_shapes=(FREE, FREE))


@pytest.fixture
def fresh_dynamo():
    torch._dynamo.reset()
    yield
    torch._dynamo.reset()


kinds = pytest.mark.parametrize("kind", ["eager", "fused", "auto", "module"])


@kinds
@pytest.mark.usefixtures("fresh_dynamo")
def test_one_graph_serves_every_batch_size(kind):
    counter = CompileCounterWithBackend("aot_eager")
    function = made(kind)
    compiled = torch.compile(function, fullgraph=True, backend=counter, dynamic=True)
    for n in (5, 7, 64, 100_000):
        torch.testing.assert_close(compiled(*points(n)), function(*points(n)))
    assert counter.frame_count == 1


@pytest.mark.usefixtures("fresh_dynamo")
def test_without_dynamic_the_second_size_makes_the_last_graph():
    counter = CompileCounterWithBackend("eager")
    compiled = torch.compile(made("eager"), fullgraph=True, backend=counter)
    for n in (5, 7, 64, 1000):
        compiled(*points(n))
    assert counter.frame_count == 2


@isolating
@pytest.mark.usefixtures("fresh_dynamo")
def test_many_functions_need_isolated_recompilations():
    functions = [stb.compile(sympy.sin(x) + k, [x]) for k in range(10)]
    (at, _) = points(5)
    for function in functions:
        compiled = torch.compile(function, fullgraph=True, backend="eager", isolate_recompiles=True)
        torch.testing.assert_close(compiled(at), function(at))
    torch._dynamo.reset()
    with pytest.raises(torch._dynamo.exc.FailOnRecompileLimitHit):
        for function in functions:
            torch.compile(function, fullgraph=True, backend="eager")(at)


@pytest.mark.usefixtures("fresh_dynamo")
def test_value_and_gradient_in_one_graph():
    f = made("eager")
    compiled = torch.compile(f.value_and_grad, fullgraph=True, backend="aot_eager")
    torch.testing.assert_close(compiled(*points(5)), f.value_and_grad(*points(5)))


@pytest.mark.slow
@of_inductor
@pytest.mark.usefixtures("fresh_dynamo")
def test_generated_code_gives_values_and_gradients():
    net = module()
    compiled = torch.compile(net, fullgraph=True, dynamic=True)
    torch.testing.assert_close(compiled(*points(9)), net(*points(9)))
    compiled(*points(9)).sum().backward()
    found = [p.grad.clone() for p in net.parameters()]
    net.zero_grad()
    net(*points(9)).sum().backward()
    torch.testing.assert_close(found, [p.grad for p in net.parameters()])


@kinds
def test_an_exported_program_takes_every_batch_size(kind):
    function, program = exported(kind)
    file = io.BytesIO()
    torch.export.save(program, file)
    file.seek(0)
    loaded = torch.export.load(file).module()
    for n in (2, 9, 1000):
        torch.testing.assert_close(loaded(*points(n)), function(*points(n)))


def test_an_exported_module_holds_its_parameters():
    net, program = exported("module")
    assert set(program.state_dict) == {name for name, _ in net.named_parameters()}


@pytest.mark.slow
@of_inductor
@pytest.mark.parametrize("kind", ["eager", "module"])
@pytest.mark.filterwarnings("ignore:.*LeafSpec:FutureWarning")  # torch's own
def test_ahead_of_time_compilation(kind, tmp_path):
    function, program = exported(kind)
    path = torch._inductor.aoti_compile_and_package(program, package_path=str(tmp_path / "formula.pt2"))
    loaded = torch._inductor.aoti_load_package(path)
    for n in (3, 100):
        torch.testing.assert_close(loaded(*points(n)), function(*points(n)))


@backends
def test_autocast_leaves_formulas_in_the_dtype_of_their_inputs(backend):
    f = stb.compile(WAVE, [x, y], backend=backend)
    at = points(5, torch.float32)
    with torch.autocast("cpu", torch.bfloat16):
        got = f(*at)
    assert got.dtype is torch.float32
    torch.testing.assert_close(got, f(*at))


def test_autocast_rounds_products_of_matrices_as_everywhere_in_torch():
    A = sympy.MatrixSymbol("A", 2, 2)
    a = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    with torch.autocast("cpu", torch.bfloat16):
        assert stb.compile(A * A)(a).dtype is (a @ a).dtype is torch.bfloat16


@needs_cuda
def test_a_cuda_graph_replays_a_formula():
    f = made("eager")
    at = points(1000, device="cuda")
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        f(*at)  # first calls allocate, which a capture must not
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        out = f(*at)
    for old, new in zip(at, points(1000, device="cuda"), strict=True):
        old.copy_(new * 2)
    graph.replay()
    torch.testing.assert_close(out, f(*at))


@needs_cuda
def test_autocast_on_a_device():
    at = points(100, torch.float32, "cuda")
    with torch.autocast("cuda", torch.float16):
        assert made("eager")(*at).dtype is torch.float32
