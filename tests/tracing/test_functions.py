"""Functions, their own derivatives, modules and compiled formulas."""

from __future__ import annotations

import random
import threading

import pytest
import sympy
import torch
from torch import nn
from traced_values import compared

import sympy_torch_bridge as stb

x, y = sympy.symbols("x y", real=True)


class Square(torch.autograd.Function):
    """A square whose backward forgets a factor when it is told to."""

    @staticmethod
    def forward(ctx, t, factor=2):
        ctx.save_for_backward(t)
        ctx.factor = factor
        return t * t

    @staticmethod
    def backward(ctx, cotangent):
        (t,) = ctx.saved_tensors
        return ctx.factor * t * cotangent, None


def test_inputs_of_every_kind():
    w = sympy.IndexedBase("w", shape=(3,))
    assert stb.from_torch(lambda t: (t**2).sum(), w) == w[0] ** 2 + w[1] ** 2 + w[2] ** 2
    assert stb.from_torch(lambda t: t[0] - t[1], [[x, y]]) == x - y
    assert stb.from_torch(lambda t: t.sum(), sympy.Array([x, y])) == x + y
    assert stb.from_torch(lambda t: t @ t, sympy.ImmutableMatrix([[x, 1], [0, y]]))[0, 1] == x + y
    assert stb.from_torch(lambda a, b: a - b, {"b": x, "a": y}) == y - x
    assert stb.from_torch(lambda a, b, scale=3: scale * (a - b)).subs({"a": 2, "b": 1}) == 3
    assert stb.from_torch(lambda a, k, way: a.sum(k) if way == "sum" else a, [[[x, y]], 1, "sum"])[0] == x + y


def test_results_keep_their_structure():
    result = stb.from_torch(
        lambda t: {"value": t, "more": [t > 0, 3, None], "pair": (t[None], t[None, None])}, x
    )
    assert result["value"] == x
    assert result["more"] == [x > 0, 3, None]
    assert result["pair"] == (sympy.Array([x]), sympy.ImmutableMatrix([[x]]))


def test_numbers():
    assert stb.from_torch(lambda t: t / 3 + 2.0, x) == x / 3 + 2
    assert stb.from_torch(lambda t: 0.1 * t, x) == 0.1 * x
    assert stb.from_torch(lambda t: 3.14159265 * t, x) == 3.14159265 * x
    assert stb.from_torch(lambda t: 0.1 * t, x, rational=True) == x / 10
    assert stb.from_torch(lambda t: t * torch.tensor(0.1), x, rational=True) == x / 10
    assert stb.from_torch(lambda t: t * torch.pi + 2**0.5, x) == sympy.pi * x + sympy.sqrt(2)
    masked = stb.from_torch(lambda t: t.masked_fill(t > 0, float("-inf")).exp(), x)
    assert sympy.piecewise_fold(masked) == sympy.Piecewise((0, x > 0), (sympy.exp(x), True))
    assert stb.from_torch(lambda t: t * torch.linspace(0, 1, 4), x).tolist() == [0, x / 3, 2 * x / 3, x]


def test_memory_that_is_shared():
    def filled(a, b):
        out = torch.zeros(3, dtype=a.dtype)
        out[0] = a
        out[1:] += b
        out[1].mul_(2)
        out.t().add_(1)
        masked = torch.stack([a, b])
        masked[masked > 0] = 7
        return out, masked

    out, masked = stb.from_torch(filled, [x, y])
    assert out.tolist() == [x + 1, 2 * y + 1, y + 1]
    assert masked.tolist() == [sympy.Piecewise((7, t > 0), (t, True)) for t in (x, y)]


def test_an_input_can_be_changed_in_place():
    assert stb.from_torch(lambda t: t.mul_(2) + t, x) == 4 * x


def test_derivatives_inside_the_function():
    assert stb.from_torch(Square, x) == x**2
    gradient = stb.from_torch(lambda t, s: torch.autograd.grad(Square.apply(t) * s, (t, s)), [x, y])
    assert gradient == (2 * x * y, x**2)
    wrong = stb.from_torch(lambda t: torch.autograd.grad(Square.apply(t, 3), t)[0], x)
    assert wrong == 3 * x

    def backward(t):
        (t**3).backward()
        return t.grad

    assert stb.from_torch(backward, x) == 3 * x**2
    assert stb.from_torch(lambda t: torch.func.vmap(torch.func.grad(torch.sin))(t), [[x, y]]).tolist() == [
        sympy.cos(x),
        sympy.cos(y),
    ]
    assert stb.from_torch(lambda t: torch.func.jvp(torch.tanh, (t,), (t,))[1], x) == x * (
        1 - sympy.tanh(x) ** 2
    )
    hessian = stb.from_torch(torch.func.hessian(lambda t: t[0] ** 2 * t[1]), [[x, y]])
    assert hessian == sympy.Matrix([[2 * y, 2 * x], [2 * x, 0]])


def test_complex_numbers():
    z = sympy.Symbol("z")
    result = stb.from_torch(lambda t: t * t.conj() + t.real + torch.angle(t), z, dtype=torch.complex128)
    assert result == z * sympy.conjugate(z) + sympy.re(z) + sympy.arg(z)


def test_modules():
    linear = nn.Linear(2, 1).double()
    with torch.no_grad():
        linear.weight.copy_(torch.tensor([[0.5, 2.0]]))
        linear.bias.fill_(0.25)
    assert stb.from_torch(linear, [[x, y]])[0] == 0.5 * x + 2 * y + 0.25
    weight, bias = sympy.IndexedBase("weight", shape=(1, 2)), sympy.IndexedBase("bias", shape=(1,))
    assert (
        stb.from_torch(linear, [[x, y]], parameters="symbols")[0]
        == weight[0, 0] * x + weight[0, 1] * y + bias[0]
    )
    named = stb.from_torch(linear, [[x, y]], parameters={"bias": [sympy.Symbol("b")]})
    assert named[0] == 0.5 * x + 2 * y + sympy.Symbol("b")


def test_a_module_is_the_same_after_the_trace():
    norm = nn.BatchNorm1d(1).double()
    before = {name: value.clone() for name, value in norm.state_dict().items()}
    result = stb.from_torch(norm, [[[x], [y]]])
    assert result.subs({x: 1, y: 3})[0].evalf() == pytest.approx(-1, abs=1e-5)
    assert all(torch.equal(before[name], value) for name, value in norm.state_dict().items())
    assert all(isinstance(p, nn.Parameter) for p in norm.parameters())


def test_a_batch_norm_inside_a_function():
    norm = nn.BatchNorm1d(1).double()
    norm(torch.tensor([[1.0], [4.0]], dtype=torch.float64))
    before = {name: value.clone() for name, value in norm.state_dict().items()}
    points = [[[x], [y]]]
    with pytest.raises(stb.TraceError, match=r"a batch norm in training .* eval\(\)") as caught:
        stb.from_torch(lambda t: torch.tanh(norm(t)), points)
    assert caught.value.operation == "aten.add_.Tensor"
    assert all(torch.equal(before[name], value) for name, value in norm.state_dict().items())
    stb.from_torch(nn.Sequential(norm, nn.Tanh()), points)  # both ways of the hint
    norm.eval()
    found = stb.from_torch(lambda t: torch.tanh(norm(t)), points)
    expected = torch.tanh(norm(torch.tensor([[0.3], [2.0]], dtype=torch.float64)))
    assert [float(e) for e in found.subs({x: 0.3, y: 2.0})] == pytest.approx(expected.flatten().tolist())


def test_a_module_that_counts_inside_a_function():
    class Counting(nn.Module):
        def __init__(self):
            super().__init__()
            self.register_buffer("calls", torch.zeros(()))

        def forward(self, t):
            self.calls += 1
            return t * self.calls

    module = Counting()
    with pytest.raises(stb.TraceError, match="given itself"):
        stb.from_torch(lambda t: module(t), x)
    assert stb.from_torch(module, x) == x
    assert module.calls.item() == 0


@pytest.mark.filterwarnings("ignore:.torch.jit:DeprecationWarning")
def test_torch_compile_is_looked_through():
    assert stb.from_torch(torch.compile(nn.Tanh()), x) == sympy.tanh(x)


@pytest.mark.filterwarnings("ignore:.torch.jit:DeprecationWarning")
def test_a_module_that_torch_jit_has_traced_is_read_with_its_numbers():
    layer = nn.Linear(1, 1)
    traced = torch.jit.trace(layer, torch.ones(1))
    assert stb.from_torch(traced, [[x]]) == stb.from_torch(layer, [[x]])
    with pytest.raises(stb.OptionError, match="the module that was scripted"):
        stb.from_torch(traced, [[x]], parameters="symbols")


def test_compiled_formulas_are_read_as_formulas():
    bessel = stb.compile(sympy.besselj(0, x) * y)
    assert stb.from_torch(bessel) == sympy.besselj(0, x) * y
    slope = stb.from_torch(lambda a, b: torch.autograd.grad(bessel(a, b) ** 2, a)[0], [x, y])
    assert slope == -2 * y**2 * sympy.besselj(0, x) * sympy.besselj(1, x)
    hessian = stb.from_torch(torch.func.hessian(lambda t: bessel(t[0], t[1])), [[x, y]])
    assert hessian[0, 1] == -sympy.besselj(1, x)
    assert stb.from_torch(lambda t: bessel(y=2, x=t.sum()), [[x, 1]]) == 2 * sympy.besselj(0, x + 1)
    both = stb.compile([x * y, sympy.Matrix([x, y])])
    assert stb.from_torch(both, [2 * x, y]) == [2 * x * y, sympy.Matrix([2 * x, y])]
    assert float(bessel(torch.tensor(0.0), 2.0)) == 2.0  # and numbers are numbers again


def test_a_formula_with_the_user_s_function_is_traced_through_it():
    u = sympy.Function("u")
    f = stb.compile(u(x) * x, functions={"u": torch.tanh})
    assert stb.from_torch(f, [y]) == y * sympy.tanh(y)


def test_a_trained_module_reads_back():
    module = stb.SymPyModule(2.5 * sympy.sin(x) + 0.5)
    assert stb.from_torch(module) == 2.5 * sympy.sin(x) + 0.5
    names = [name for name, _ in module.named_parameters()]
    symbols = {sympy.Symbol(name) for name in names}
    assert stb.from_torch(module, parameters="symbols").free_symbols == {x, *symbols}


def test_a_formula_of_whole_matrices_is_traced_through_its_steps():
    A = sympy.MatrixSymbol("A", 2, 2)
    trace = stb.compile(sympy.Trace(A * A), [A])
    written_out = A[0, 0] ** 2 + 2 * A[0, 1] * A[1, 0] + A[1, 1] ** 2
    assert stb.from_torch(lambda a: trace(a), A).expand() == written_out
    twice = stb.compile([x, 2 * sympy.ones(2, 1) * x], [x])
    assert stb.from_torch(lambda t: twice(t), y) == [y, sympy.Matrix([2 * y, 2 * y])]


def test_a_formula_with_the_user_s_record_is_traced_through_its_kernel():
    f = sympy.Function("f")
    record = stb.Op(head=f, lower=lambda t: torch.sin(t) ** 2)
    assert stb.from_torch(stb.compile(f(x), ops=[record]), y) == sympy.sin(y) ** 2


def test_another_thread_computes_numbers_meanwhile():
    formula = stb.compile(sympy.besselj(0, x) + x)
    seen = []

    def traced(t):
        thread = threading.Thread(target=lambda: seen.append(formula(torch.tensor(0.0, dtype=torch.float64))))
        thread.start()
        thread.join()
        return formula(t)

    assert stb.from_torch(traced, x) == sympy.besselj(0, x) + x
    assert seen[0].item() == 1.0


def test_a_constrained_parameter_is_read_through_its_constraint():
    rate = sympy.Symbol("k", positive=True)
    module = stb.SymPyModule(sympy.exp(-rate * x), [x], parameters={rate: 0.5})
    value = stb.from_torch(module).subs(x, 2)
    assert float(value) == pytest.approx(float(sympy.exp(-1)), rel=1e-12)


def test_whole_numbers_and_bits():
    assert stb.from_torch(lambda t: t * torch.full((2,), 1.7, dtype=torch.int64), x).tolist() == [x, x]
    assert stb.from_torch(lambda t: t * (torch.tensor([6, 3]) & 5), x).tolist() == [4 * x, x]
    with pytest.raises(stb.TraceError, match="bits of integers"):
        stb.from_torch(lambda t: t.to(torch.int64) & 5, x)


@pytest.mark.parametrize(
    "noise",
    [
        lambda t: torch.nn.functional.rrelu(t, training=True),
        lambda t: torch.nn.functional.gumbel_softmax(t, dim=0),
        lambda t: torch.empty_like(t).uniform_() * t,
        lambda t: t[torch.randperm(2)],
        lambda t: torch.normal(t, 1.0),
        lambda t: t + torch.rand_like(t),
        lambda t: torch.nn.functional.dropout1d(t[None, None], 0.5, True),
        lambda t: torch.distributions.Normal(t, 1.0).rsample(),
    ],
    ids=["rrelu", "gumbel", "uniform_", "randperm", "normal", "rand_like", "dropout", "rsample"],
)
def test_nothing_random_becomes_a_constant(noise):
    with pytest.raises(stb.TraceError, match="random"):
        stb.from_torch(noise, [[x, y]])


def test_a_distribution_is_a_formula():
    positive = sympy.Symbol("s", positive=True)
    density = stb.from_torch(
        lambda t, s: torch.distributions.Normal(0.0, s, validate_args=False).log_prob(t), [x, positive]
    )
    expected = -(x**2) / (2 * positive**2) - sympy.log(positive) - sympy.log(2 * sympy.pi) / 2
    assert sympy.simplify(sympy.expand_log(density - expected, force=True)) == 0


def test_the_checks_and_the_bounds_of_distributions():
    p, q = sympy.symbols("p q", positive=True)

    def entropy_of_beta(p, q):
        return torch.distributions.Beta(p, q).entropy()

    at = torch.tensor([0.7, 2.5], dtype=torch.float64)
    value = stb.compile(stb.from_torch(entropy_of_beta, [p, q]), [p, q])(*at)
    torch.testing.assert_close(value, entropy_of_beta(*at), rtol=1e-13, atol=1e-13)
    logits = sympy.symbols("l:3", real=True)
    entropy = stb.from_torch(lambda p: torch.distributions.Categorical(logits=p).entropy(), [list(logits)])
    assert not entropy.has(sympy.Max)
    total = sum(map(sympy.exp, logits))
    assert sympy.simplify(entropy - sum(sympy.exp(p) * (sympy.log(total) - p) for p in logits) / total) == 0


def written_in_place(seed):
    """Return a function that makes views and writes into them, as a seed decides."""

    def function(a):
        choice = random.Random(seed)
        tensors = [a.clone(), torch.zeros(2, 3, dtype=torch.float64)]
        for _ in range(8):
            t, u = choice.choice(tensors), choice.choice(tensors)
            step = choice.choice([*VIEWS, *WRITES, "copy"])
            if step == "copy" and t.shape == u.shape:
                t.copy_(u.sin())
            elif step in VIEWS and t.dim() >= 1 and t.shape[0] > 1:
                tensors.append(step(t))
            elif step in WRITES and t.dim() >= 1:
                step(t)
        return [t.clone() for t in tensors]

    return function


VIEWS = [
    lambda t: t.transpose(0, -1),
    lambda t: t[1],
    lambda t: t[..., ::2],
    lambda t: t.unsqueeze(0),
    lambda t: t.reshape(-1),
    lambda t: t.squeeze(),
    lambda t: t.flip(0),
    lambda t: t.view(-1)[1:] if t.is_contiguous() else t.mT if t.dim() > 1 else t[1:],
]
WRITES = [lambda t: t.add_(1), lambda t: t.mul_(2), lambda t: t[0].fill_(7.0), lambda t: t[-1:].neg_()]


@pytest.mark.parametrize("seed", range(12))
def test_views_see_what_is_written(seed):
    compared(written_in_place(seed), (2, 3))


def test_full_of_a_size() -> None:
    """Of new_full the value comes behind the size, which was taken for it."""
    assert stb.from_torch(lambda t: torch.ldexp(t, torch.tensor(3)), x) == 8 * x
    assert list(stb.from_torch(lambda t: t * t.new_full((2,), 7.0), x)) == [7 * x, 7 * x]
