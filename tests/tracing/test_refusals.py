"""What has no expression is named, with the line of the code."""

from __future__ import annotations

from pathlib import Path

import pytest
import sympy
import torch
from torch.nn import functional

import sympy_torch_bridge as stb

x, y = sympy.symbols("x y", real=True)
OUTSIDE = torch.ones(3)


def branches(t):
    if t > 0:
        return t
    return -t


def counts(t):
    return sum(t for _ in range(int(t.detach())))


def randomly(t):
    return t + torch.randn(())


def drops_out(t):
    return functional.dropout(t, 0.5)


def goes_to_numpy(t):
    return torch.from_numpy(t.detach().numpy())


def goes_to_a_list(t):
    return torch.stack([t, t]).tolist()


def makes_a_tensor_of_values(t):
    return torch.tensor([t.detach(), 1.0])


def sorts(t):
    return torch.stack([t, -t]).sort().values


def rounds(t):
    return t.round()


def selects(t):
    return torch.stack([t, -t])[torch.stack([t, -t]) > 0]


def indexes(t):
    return torch.arange(3)[t.long()]


def changes_outside(t):
    return OUTSIDE.add_(t)


def compares(t):
    return t if torch.allclose(t, t * t) else -t


def takes_functions(t):
    return torch.cond(t > 0, lambda a: a, lambda a: -a, (t,))


def leaves_entries_out(t):
    return torch.eye(1).to_sparse() @ t.expand(1, 1).float()


def special(t):
    return torch.special.scaled_modified_bessel_k0(t)


REFUSED = {
    branches: ("_local_scalar_dense", "torch.where"),
    counts: ("_local_scalar_dense", "torch.where"),
    randomly: ("randn", "input"),
    drops_out: ("bernoulli", "eval()"),
    goes_to_numpy: ("numpy", "stay in torch"),
    goes_to_a_list: ("tolist", "stay in torch"),
    makes_a_tensor_of_values: ("torch", "torch.stack"),
    sorts: ("sort", "amax"),
    rounds: ("round", "floor"),
    selects: ("index", "inputs"),
    indexes: ("_local_scalar_dense", "torch.where"),
    changes_outside: ("add_", "clone()"),
    compares: ("allclose", "torch.where"),
    takes_functions: ("cond", "torch.where"),
    leaves_entries_out: ("sparse", "to_dense"),
    special: ("scaled_modified_bessel_k0", "formula"),
}


@pytest.mark.parametrize("function", REFUSED, ids=lambda function: function.__name__)
def test_it_is_refused_with_its_line(function):
    operation, hint = REFUSED[function]
    with pytest.raises(stb.TraceError) as caught:
        stb.from_torch(function, x)
    error = caught.value
    first = function.__code__.co_firstlineno
    assert operation in error.operation
    assert hint in error.hint
    assert error.file == __file__
    assert first < error.line <= first + 2
    assert error.code == Path(__file__).read_text(encoding="utf-8").splitlines()[error.line - 1].strip()
    assert isinstance(error, NotImplementedError)
    assert f"line {error.line}: {error.code}" in str(error)


def test_nothing_outside_was_changed():
    with pytest.raises(stb.TraceError):
        stb.from_torch(changes_outside, x)
    assert OUTSIDE.tolist() == [1.0, 1.0, 1.0]


def test_the_hints_work():
    assert stb.from_torch(lambda t: torch.where(t > 0, t, -t), x) == sympy.Piecewise((x, x > 0), (-x, True))
    assert stb.from_torch(branches, sympy.Symbol("p", positive=True)).name == "p"
    assert stb.from_torch(lambda t, noise: t + noise, [x, y]) == x + y
    assert stb.from_torch(torch.nn.Dropout().eval(), x) == x
    assert stb.from_torch(lambda t: torch.floor(t + 0.5), x, rational=True) == sympy.floor(
        x + sympy.Rational(1, 2)
    )
    assert stb.from_torch(lambda t: OUTSIDE.clone().add_(t), x)[0] == x + 1


def test_the_line_of_a_backward_pass_is_where_it_is_asked_for():
    def gradient(t):
        value = torch.special.zeta(t, torch.tensor(2.0))
        picture = value.expand(1, 1, 2, 2)
        middle = torch.zeros(1, 1, 1, 2)
        return torch.autograd.grad(
            torch.nn.functional.grid_sample(picture, middle, align_corners=True).sum(), t
        )

    with pytest.raises(stb.TraceError, match="grid_sampler_2d_backward") as caught:
        stb.from_torch(gradient, x)
    assert caught.value.code.startswith("return torch.autograd.grad")


def test_a_loop_whose_expression_explodes_is_stopped():
    def newton(t):
        for _ in range(60):
            t = t * (2 - t.sin() * t)
        return t

    with pytest.raises(stb.TraceError, match="100000 nodes") as caught:
        stb.from_torch(newton, x)
    assert caught.value.code == "t = t * (2 - t.sin() * t)"


def test_a_tensor_that_left_the_trace_is_refused():
    kept = []
    stb.from_torch(lambda t: kept.append(t * 2) or t, x)
    with pytest.raises(stb.TraceError, match="outside it"):
        kept[0] + 1


def test_an_error_of_the_function_itself_comes_out_unchanged():
    def broken(t):
        raise KeyError("theirs")

    with pytest.raises(KeyError, match="theirs"):
        stb.from_torch(broken, x)
    assert stb.from_torch(lambda t: t + 1, x) == x + 1  # and leaves no mode behind
    assert torch.ones(2).tolist() == [1.0, 1.0]


@pytest.mark.parametrize("given", [[{1: 2}], [[x, "a"]], [[[x], [x, y]]], sympy.true], ids=str)
def test_inputs_that_are_no_tensors(given):
    with pytest.raises((stb.InputTypeError, stb.InputShapeError)):
        stb.from_torch(lambda t: t, given)


def test_a_result_that_is_no_tensor():
    with pytest.raises(stb.InputTypeError, match="the result of the function"):
        stb.from_torch(lambda t: object(), x)


def test_options():
    with pytest.raises(stb.OptionError, match="only a module"):
        stb.from_torch(torch.sin, x, parameters="symbols")
    with pytest.raises(stb.OptionError, match="'weight'"):
        stb.from_torch(torch.nn.Linear(1, 1), [[x]], parameters={"w": x})
    with pytest.raises(stb.OptionError, match="values"):
        stb.from_torch(torch.nn.Linear(1, 1), [[x]], parameters="all")
    with pytest.raises(stb.InputTypeError, match="from_torch"):
        stb.from_torch(torch.sin)


def test_nan_to_num_is_refused_by_name() -> None:
    """Its decomposition compares an expression with nan, which no expression is."""
    with pytest.raises(stb.TraceError, match=r"aten\.nan_to_num") as caught:
        stb.from_torch(lambda t: torch.nan_to_num(torch.log(t), nan=0.0, neginf=-5.0), x)
    assert "torch.where" in caught.value.hint


@pytest.mark.parametrize("dtype", [torch.int8, torch.uint8, torch.int16])
def test_whole_numbers_that_wrap_around_are_refused(dtype: torch.dtype) -> None:
    with pytest.raises(stb.TraceError, match=f"beyond the range of {dtype} wrap around"):
        stb.from_torch(lambda t: t.to(dtype), x)
    as_mask = stb.from_torch(lambda t: (t > 0).to(dtype) * t, x)
    assert as_mask.subs(x, 3) == 3
    assert as_mask.subs(x, -3) == 0
    assert stb.from_torch(lambda t: t * torch.full((), 5.0).to(dtype), x) == 5 * x


def test_what_torch_does_not_differentiate_is_read_without_gradients() -> None:
    loss = stb.from_torch(functional.soft_margin_loss, [[x], [y]])
    assert sympy.simplify(loss - sympy.log(1 + sympy.exp(-x * y))) == 0
    for split in (lambda t: t.chunk(2), lambda t: t.unbind()):
        assert list(stb.from_torch(lambda t, split=split: (split(t)[0].mul_(2), t)[1], [[x, y]])) == [
            2 * x,
            y,
        ]
