"""What an independent review found wrong: gradients at ends of the numbers, unused outputs, shared memory."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
import sympy as sp
import torch
from torch.autograd import forward_ad
from torch_transforms import close

import sympy_torch_bridge as stb

F64, F32 = torch.float64, torch.float32
x, y = sp.symbols("x y")
INF, NAN = float("inf"), float("nan")
# The distance of a double to the next, relative: what the tolerances of this file count roundings in.
ULP = 2.0**-52


def both(expr, inputs):
    return stb.compile(expr, inputs), stb.compile(expr, inputs, backend="fused")


@pytest.mark.parametrize(
    ("expr", "points", "dtype"),
    [
        (x**-2, (1e-100, 1e100, 0.0, -3.0), F64),
        (x**-2, (1e-10, 1e12), F32),
        (x**-3, (1e160, 1e-9, 0.0), F64),
        (x**-3, (1e-9,), F32),
        (x**-7, (1e10,), F32),
        (x ** sp.Rational(-5, 2), (1e10, 1e-10, 0.0), F32),
        ((x**2 + 1) ** -2, (1e160, 2.0), F64),
        (x ** sp.Rational(3, 2), (0.0, 4.0, -INF, INF), F64),
        (x ** sp.Rational(5, 2), (0.0, 4.0), F64),
        (sp.Abs(x) ** sp.Rational(3, 2), (0.0, -4.0, NAN), F64),
        (sp.Max(x, 2), (2.0, 1.0, 3.0, NAN), F64),
        (1 / sp.Min(x, 2), (2.0, 1.0, 3.0, NAN), F64),
        (x ** sp.Float(0.0) + x, (0.0, NAN, 1.0), F64),
    ],
    ids=str,
)
def test_gradients_at_the_ends_of_the_numbers(expr, points, dtype, way):
    plain, fused = both(expr, [x])
    at = torch.tensor(points, dtype=dtype)
    tolerance = 1e-13 if dtype is F64 else 1e-5
    for found, expected in zip(fused.value_and_grad(at), plain.value_and_grad(at), strict=True):
        close(found, expected, rtol=tolerance, atol=0)


@pytest.mark.parametrize("x0", [1e-309, 1e-310])
@pytest.mark.parametrize("expr", [x * sp.log(x), x * sp.log(x / 2)], ids=str)
def test_reciprocals_out_of_range_stay_in_the_products_they_are_in(expr, x0, way):
    """The slope of log is 1/x, which is infinite here; x times it is 1.

    Four ulp are those of the vector logarithm; its sum with 1, and the factor in x/2, are rounded too.
    """
    f = stb.compile(expr, [x], backend="fused")
    at = torch.tensor([x0], dtype=F64, requires_grad=True)
    expected = float(sp.diff(expr, x).subs(x, sp.Float(x0, 30)))
    (slope,) = torch.autograd.grad(f(at), at)
    _, (joint,) = f.value_and_grad(at.detach())
    assert slope.item() == pytest.approx(expected, rel=6 * ULP)
    assert joint.item() == pytest.approx(expected, rel=6 * ULP)


def test_the_curvature_of_an_angle_leaves_the_range_as_a_number(way):
    """As -(1 - x)/(x*(2 - x))**1.5 does; infinity less infinity would be nan.

    At 0.5 it is a difference of two terms of at most 8 roundings, whose sizes are twice that of the result.
    """
    f = stb.compile(sp.acos(1 - x), [x], backend="fused")
    at = torch.tensor([1e-300, 1e-310, 0.5], dtype=F64, requires_grad=True)
    (slope,) = torch.autograd.grad(f(at).sum(), at, create_graph=True)
    (curvature,) = torch.autograd.grad(slope.sum(), at)
    assert curvature.tolist() == pytest.approx([-INF, -INF, -0.5 / 0.75**1.5], rel=16 * ULP)


def test_the_norm_of_nothing_has_no_slopes(way):
    plain, fused = both(sp.sqrt(x**2 + y**2), [x, y])
    at = torch.zeros(2, 3, dtype=F64)
    for each in (plain, fused):
        for outer in (torch.func.jacfwd, torch.func.jacrev):
            hessians = outer(torch.func.jacrev(each, argnums=(0, 1)), argnums=(0, 1))
            found = torch.func.vmap(hessians)(*at)
            assert all(not entry.any() for row in found for entry in row)


@pytest.mark.parametrize("backend", ["eager", "fused"])
def test_a_sign_has_no_slope_at_nan(backend):
    at = torch.tensor([float("nan"), 0.0, 2.0], dtype=F64, requires_grad=True)
    value, (slope,) = stb.compile(sp.sign(x), [x], backend=backend).value_and_grad(at)
    assert value.isnan().tolist() == [True, False, False]
    assert slope.tolist() == [0, 0, 0]


def test_remainders_near_whole_quotients(way):
    plain, fused = both(sp.Mod(x, y), [x, y])
    at = [torch.tensor(v, dtype=F64) for v in ((1.0, 2.0, 1.0, -5.0), (0.1, 0.2, 0.2, 3.0))]
    close(fused.value_and_grad(*at), plain.value_and_grad(*at), rtol=0, atol=0)


def test_the_angle_of_the_origin_has_no_slope(way):
    plain, fused = both(sp.atan2(y, x), [x, y])
    zero = torch.zeros(3, dtype=F64)
    close(fused.value_and_grad(zero, zero), plain.value_and_grad(zero, zero))


def test_a_weight_of_zero_takes_its_term_out(way):
    weight, other = sp.symbols("weight other", real=True)
    _, fused = both(sp.log(weight * sp.exp(x) + other * sp.exp(y)), [weight, x, other, y])
    at = [
        torch.tensor(v, dtype=F64)
        for v in ((0.0, 0.0, 0.5), (1e4, 1.0, 1e4), (2.0, 2.0, 2.0), (3.0, 3.0, 3.0))
    ]
    value, slopes = fused.value_and_grad(*at)
    large = 1e4 - torch.log(torch.tensor(2.0, dtype=F64))
    close(value, torch.stack([torch.log(at[2][0]) + 3, torch.log(at[2][0]) + 3, large]))
    close(slopes[1], torch.tensor((0.0, 0.0, 1.0), dtype=F64))
    close(slopes[2], torch.tensor((0.5, 0.5, 0.0), dtype=F64))
    close(slopes[0][1:], torch.tensor((torch.e**-2 / 2, 2.0), dtype=F64))
    assert slopes[0][0] > 1e300  # out of the range of numbers


def test_sums_of_exponentials_beside_one_are_fused(way):
    plain, fused = both(sp.log(1 + sp.exp(x) + sp.exp(y)), [x, y])
    at = [torch.tensor(v, dtype=F64) for v in ((1.0, 1e4, -1e4, 800.0), (2.0, -3.0, -50.0, 801.0))]
    assert stb.explain(fused, *at).chosen == way
    close(fused.value_and_grad(*at), plain.value_and_grad(*at))


@pytest.mark.parametrize("expr", [sp.sqrt(x) * y, sp.log(x) + y], ids=str)
def test_a_direction_that_does_not_move_adds_nothing(expr, way):
    _, fused = both(expr, [x, y])
    at = torch.zeros(3, dtype=F64), torch.ones(3, dtype=F64)
    with forward_ad.dual_level():
        tangent = forward_ad.unpack_dual(
            fused(at[0], forward_ad.make_dual(at[1], torch.ones(3, dtype=F64)))
        ).tangent
    assert bool(torch.isfinite(tangent).all())


@pytest.mark.parametrize("other", [sp.sqrt(x), sp.log(x)], ids=str)
def test_an_output_that_is_not_used_adds_nothing(other, way):
    _, fused = both([other, x**2], [x])
    at = torch.zeros(3, dtype=F64, requires_grad=True)
    (slope,) = torch.autograd.grad(fused(at)[1].sum(), at)
    close(slope, torch.zeros(3, dtype=F64))


def test_double_backward_of_one_gradient(way):
    _, fused = both(x ** sp.Rational(6, 5) + y**3, [x, y])
    a, b = torch.zeros(2, dtype=F64, requires_grad=True), torch.ones(2, dtype=F64, requires_grad=True)
    by_y = torch.autograd.grad(fused(a, b).sum(), b, create_graph=True)[0]
    found = torch.autograd.grad(by_y.sum(), (a, b), materialize_grads=True)
    close(found, (torch.zeros(2, dtype=F64), torch.full((2,), 6.0, dtype=F64)))


@pytest.mark.parametrize("size", [2, 50_000])
@pytest.mark.parametrize("backend", ["fused", "auto"])
def test_results_share_no_memory(size, backend, way):
    for expr in (x * y, sp.exp(x) * sp.Integer(1) + 0 * y, x + y):
        f = stb.compile(expr, [x, y], backend=backend)
        at = torch.linspace(1, 2, size, dtype=F64), torch.linspace(3, 4, size, dtype=F64)
        kept = [t.clone() for t in at]
        value, gradients = f.value_and_grad(*at)
        expected = value.clone()
        for gradient in gradients:
            gradient.mul_(-7)
        close(at, tuple(kept), rtol=0, atol=0)
        close(value, expected, rtol=0, atol=0)


def test_opposites_that_are_only_marked(way):
    plain, fused = both(sp.sin(x) * sp.exp(-(y**2)) + x * y, [x, y])
    marked = torch._neg_view(torch.linspace(0.1, 1, 5, dtype=F64))
    single = torch.tensor([0.3 + 0.4j], dtype=torch.complex128).conj().imag
    close(fused.value_and_grad(marked, single), plain.value_and_grad(marked, single))


@pytest.mark.filterwarnings("ignore::torch.jit.TracerWarning", "ignore::DeprecationWarning")
def test_a_recorded_graph_computes():
    f = stb.compile(sp.sin(x) ** 2, backend="fused")
    at = torch.linspace(0, 1, 5, dtype=F64)
    traced = torch.jit.trace(lambda t: f(t), (at,))
    close(traced(at + 1), f(at + 1))


def test_threads_in_inference_mode(way):
    f = stb.compile(sp.sin(x) * x, backend="fused")
    threads = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        with torch.inference_mode():
            at = torch.linspace(0, 1, 200_000, dtype=F64)
            close(f(at), torch.sin(at) * at)
    finally:
        torch.set_num_threads(threads)


def test_a_default_device_leaves_no_trace(way):
    f = stb.compile(2 * x + sp.Rational(1, 3), backend="fused")
    at = torch.ones(3, dtype=F64)
    with torch.device("meta"):
        f(at)
    close(f(at), 2 * at + 1 / 3)


def test_powers_without_end(way):
    plain, fused = both(x**sp.oo, [x])
    at = torch.tensor([0.5, 2.0], dtype=F64)
    close(fused(at), plain(at))


FORKED = """
import os, torch, sympy, sympy_torch_bridge as stb
torch.set_num_threads(2)
x = sympy.Symbol("x")
f = stb.compile(sympy.sin(x) * x, backend="fused")
at = torch.ones(300_000, dtype=torch.float64)
f(at)
child = os.fork()
if not child:
    os._exit(0 if f(at).shape == at.shape else 1)
assert os.waitpid(child, 0)[1] == 0
print("returned")
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system does not fork")
def test_a_child_has_threads_of_its_own():
    command = [sys.executable, "-W", "ignore", "-c", FORKED]
    finished = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    assert "returned" in finished.stdout, finished.stderr[-500:]


def no_memory(size):
    """Return zeros without memory, which modes of derivatives take for what is missing."""
    return torch._efficientzerotensor(size, dtype=F64)


def test_zeros_without_memory(way):
    plain, fused = both(sp.sin(x) * sp.exp(-(y**2)) + x * y, [x, y])
    at, zeros = torch.linspace(0.1, 1, 5, dtype=F64), torch.zeros(5, dtype=F64)
    close(fused.value_and_grad(no_memory(5), at), plain.value_and_grad(zeros, at))
    close(fused.value_and_grad(at, no_memory(())), plain.value_and_grad(at, zeros[0]))
    leaf = at.clone().requires_grad_()
    close(torch.autograd.grad(fused(leaf, at), leaf, no_memory(5))[0], zeros)
    with forward_ad.dual_level():
        dual = forward_ad.make_dual(at, no_memory(5))
        close(forward_ad.unpack_dual(fused(dual, at)).tangent, zeros)


@pytest.mark.filterwarnings("ignore:Sparse:UserWarning")
def test_sparse_tensors_are_plain(way):
    plain, fused = both(sp.sin(x) * y, [x, y])
    at = torch.eye(3, dtype=F64)
    for sparse in (at.to_sparse(), at.to_sparse_csr()):
        for inputs in ((sparse, sparse), (sparse, at), (at, sparse)):
            assert stb.explain(fused, *inputs).reason == "an input is sparse or nested"
            close(fused(*inputs).to_dense(), plain(*inputs).to_dense())


def test_functionalised_calls_are_plain(way):
    plain, fused = both(sp.sin(x) * sp.exp(y), [x, y])
    at = torch.linspace(0.1, 1, 5, dtype=F64), torch.linspace(-1, 1, 5, dtype=F64)
    for transformed in (
        torch.func.functionalize,
        lambda f: torch.func.functionalize(torch.func.vmap(torch.func.grad(f))),
        lambda f: torch.func.vmap(torch.func.grad(torch.func.functionalize(f))),
    ):
        close(transformed(fused)(*at), transformed(plain)(*at))


@pytest.mark.parametrize("expr", [sp.log(3 * sp.exp(y) + 1 + sp.exp(-x)), sp.sech(x) * y], ids=str)
def test_slopes_that_torch_computes_have_names(expr):
    """The slope of a kernel belongs to no module: the joint program calls it by a label."""
    plain = stb.compile(expr, [x, y])
    auto = stb.compile(expr, [x, y], backend="auto")
    at = torch.linspace(0.1, 1, 2, dtype=F64), torch.linspace(-1, 1, 2, dtype=F64)
    close(auto.value_and_grad(*at), plain.value_and_grad(*at))
    fused = stb.compile(expr, [x, y], backend="fused")
    compiled = torch.compile(lambda *t: fused.value_and_grad(*t), fullgraph=True, backend="aot_eager")
    close(compiled(*at), plain.value_and_grad(*at))


@pytest.mark.parametrize("points", [3, 1000])
def test_products_are_rounded_before_they_are_added(points, way):
    """A multiplication joined with its sum in one rounding would give the error of the product, and a nan."""
    symbols = z, *_ = sp.symbols("z a b")
    _, a, b = symbols
    generator = torch.Generator().manual_seed(0)
    factors = 1 + torch.rand(2, points, dtype=F64, generator=generator)
    for expr in (sp.sqrt(z - a * b), sp.sqrt(a * b - z), z - a * b, a * b - z):
        fused = stb.compile(expr, symbols, backend="fused")
        close(fused(factors[0] * factors[1], *factors), torch.zeros(points, dtype=F64), rtol=0, atol=0)
