"""A module evaluates by the backend that it is given: same values, gradients, storage.

Both backends round each operation, in other forms and sums in another order: a value of up to 20 operations
may differ in a few dozen units of the last place (1e-14), a sum of 200,000 terms of both signs in some
hundred more.
"""

from __future__ import annotations

import copy
import pickle

import pytest
import sympy as sp
import torch
from torch.autograd import gradcheck, gradgradcheck

import sympy_torch_bridge as stb

F64 = torch.float64
x, a, k, w = sp.symbols("x a k w")
FORMULA = a * sp.exp(-k * x) * sp.sin(w * x) + sp.Float("0.25") * sp.tanh(x) ** 2 + sp.log(1 + (a * x) ** 2)
BEGINNINGS = {a: 1.5, k: 0.3, w: 2.0}
KINDS = {
    "numbers": {"parameters": BEGINNINGS},
    "one vector": {"parameters": BEGINNINGS, "packed": True},
    "constrained": {"parameters": BEGINNINGS, "constraints": {k: "positive"}},
    "none": {"parameters": "none"},
}
POINTS = {"one number": (), "one point": (1,), "few": (7,), "two axes": (3, 4), "several blocks": (200_003,)}


def points(*shape):
    return torch.linspace(-1, 2, max(1, torch.Size(shape).numel()), dtype=F64).reshape(shape)


def stepped(module, *at):
    """Return the value and all gradients of its mean square."""
    value = module(*at)
    (value**2).mean().backward()
    return value.detach(), [p.grad for p in module.parameters()]


def inputs_of(module, shape):
    return (
        points(*shape),
        *(torch.tensor(b, dtype=F64) for b in list(BEGINNINGS.values())[: len(module.inputs) - 1]),
    )


@pytest.mark.parametrize("shape", POINTS.values(), ids=POINTS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("backend", ["fused", "auto"])
def test_values_and_gradients_are_those_of_plain_operations(backend, kind, shape, way):
    first = None if kind == "none" else [x]
    plain, module = (
        stb.SymPyModule(FORMULA, first, **KINDS[kind], backend=name) for name in ("eager", backend)
    )
    at = inputs_of(plain, shape)
    if kind == "none":
        torch.testing.assert_close(module(*at), plain(*at), rtol=1e-13, atol=1e-14)
        return
    torch.testing.assert_close(stepped(module, *at), stepped(plain, *at), rtol=1e-12, atol=1e-14)
    assert backend == "auto" or stb.explain(module, *at).chosen == way


@pytest.mark.parametrize("shape", [(), (1,), (5,)], ids=str)
def test_the_checks_of_torch_with_numbers_beside_points(shape, way):
    module = stb.SymPyModule(FORMULA, [x], parameters=BEGINNINGS, backend="fused")

    def value(at, *numbers):
        names = [name for name, _ in module.named_parameters()]
        return torch.func.functional_call(module, dict(zip(names, numbers, strict=True)), (at,))

    leaves = [
        points(*shape).requires_grad_(),
        *(p.detach().clone().requires_grad_() for p in module.parameters()),
    ]
    assert gradcheck(value, leaves, check_forward_ad=True, check_batched_grad=True)
    assert gradgradcheck(value, leaves, check_fwd_over_rev=True)


def test_gradients_have_memory_of_their_own(way):
    module = stb.SymPyModule(FORMULA, [x], parameters=BEGINNINGS, backend="fused")
    stepped(module, points(9))
    before = [p.grad.clone() for p in module.parameters()]
    next(module.parameters()).grad.add_(1)
    assert [torch.equal(p.grad, b) for p, b in zip(module.parameters(), before, strict=True)] == [
        False,
        *[True] * (len(before) - 1),
    ]


def test_what_is_stored_brings_back_the_module(tmp_path):
    module = stb.SymPyModule(FORMULA, [x], parameters=BEGINNINGS, backend="fused")
    expected = module(points(5))
    for again in (copy.deepcopy(module), pickle.loads(pickle.dumps(module))):
        assert stb.explain(again).asked == "fused"
        torch.testing.assert_close(again(points(5)), expected, rtol=0, atol=0)
    file = tmp_path / "module.pt"
    torch.save(module.state_dict(), file)
    loaded = stb.SymPyModule.from_state_dict(file)
    assert stb.explain(loaded).asked == "eager"
    assert stb.explain(stb.SymPyModule.from_state_dict(file, backend="auto")).asked == "auto"
    plain = stb.SymPyModule(FORMULA, [x], parameters=BEGINNINGS)
    plain.load_state_dict(module.state_dict())
    torch.testing.assert_close(plain(points(5)), expected, rtol=1e-14, atol=1e-15)


def test_a_backend_that_is_not_known(tmp_path):
    with pytest.raises(stb.OptionError, match="backend"):
        stb.SymPyModule(x, backend="quick")
    state = stb.SymPyModule(2.5 * x).state_dict()
    with pytest.raises(stb.OptionError, match="backend"):
        stb.SymPyModule.from_state_dict(state, backend="quick")


def test_a_pickle_without_a_backend_is_one_of_plain_operations():
    module = stb.SymPyModule(2.5 * x)
    rebuild, (kind, record, options), state = module.__reduce__()
    del options["backend"]
    assert stb.explain(rebuild(kind, record, options)).asked == "eager"
    assert state


def test_explain_of_a_module_binds_as_a_call_does():
    module = stb.SymPyModule(FORMULA, [x], parameters=BEGINNINGS, backend="fused")
    assert stb.explain(module, x=points(11)).points == module.explain(points(11)).points == 11
    with pytest.raises(stb.UnexpectedInputError):
        stb.explain(module, points(1), y=points(1))


def test_the_gradient_by_data_is_not_computed(way):
    f = stb.compile(a * sp.exp(-k * x), [x, a, k], backend="fused")
    fused = f._evaluator.fused(F64)
    at = points(9)
    numbers = [torch.tensor(value, dtype=F64).requires_grad_() for value in (1.5, 0.3)]
    f(at, *numbers).sum().backward()
    ((seeded, wanted),) = fused._pullbacks
    assert (seeded, wanted) == ((0,), (1, 2))
    assert fused.pullback(seeded, wanted).output_count == 2
    assert fused.pullback(seeded, wanted).operation_count < fused.pullback(seeded).operation_count
    plain = [number.detach().clone().requires_grad_() for number in numbers]
    stb.compile(a * sp.exp(-k * x), [x, a, k])(at, *plain).sum().backward()
    torch.testing.assert_close([n.grad for n in numbers], [n.grad for n in plain], rtol=1e-13, atol=0)


def test_second_derivatives_beside_data(way):
    at, (first, second) = points(6), (torch.tensor(v, dtype=F64).requires_grad_() for v in (1.5, 0.3))
    found = []
    for backend in ("eager", "fused"):
        f = stb.compile(a * sp.exp(-k * x) + a**2, [x, a, k], backend=backend)
        slopes = torch.autograd.grad(f(at, first, second).sum(), [first, second], create_graph=True)
        mixed = torch.autograd.grad(slopes[0], [first, second], retain_graph=True)
        only = torch.autograd.grad(slopes[1], second)
        found.append((*slopes, *mixed, *only))
    torch.testing.assert_close(*found, rtol=1e-13, atol=0)


@pytest.mark.parametrize("backend", ["fused", "auto"])
def test_graphs_and_transforms_take_the_module(backend):
    at = points(40)
    plain = stb.SymPyModule(FORMULA, [x], parameters=BEGINNINGS)
    value, slopes = stepped(plain, at)
    module = stb.SymPyModule(FORMULA, [x], parameters=BEGINNINGS, backend=backend)
    module(at)  # a small call before, which the graphs must not remember
    compiled = torch.compile(module, fullgraph=True, dynamic=True, backend="aot_eager")
    torch.testing.assert_close(stepped(compiled, at), (value, slopes), rtol=1e-12, atol=1e-14)
    batch = {0: torch.export.Dim("batch")}
    program = torch.export.export(module, (at,), dynamic_shapes=((batch,),))
    torch.testing.assert_close(program.module()(points(900)), plain(points(900)), rtol=1e-13, atol=1e-14)
    named = {name: p.detach() for name, p in module.named_parameters()}

    def loss(numbers, t):
        return (torch.func.functional_call(module, numbers, (t,)) ** 2).mean()

    found = torch.func.grad(loss)(named, at)
    torch.testing.assert_close(list(found.values()), slopes, rtol=1e-12, atol=1e-14)
    each = torch.vmap(torch.func.grad(loss), (None, 0))(named, at)
    means = [by_point.mean() for by_point in each.values()]
    torch.testing.assert_close(means, slopes, rtol=1e-12, atol=1e-14)
    many = {name: torch.stack([number, 2 * number]) for name, number in named.items()}
    ensemble = torch.vmap(lambda numbers: torch.func.functional_call(module, numbers, (at,)))(many)
    torch.testing.assert_close(ensemble[0], value, rtol=1e-13, atol=1e-14)
