"""Constraints: where they come from, that they hold at every value of the optimizer, and their gradients."""

from __future__ import annotations

import copy
import pickle
from typing import Any, ClassVar

import pytest
import sympy
import torch
from torch import Tensor

import sympy_torch_bridge as stb
from sympy_torch_bridge.module.transforms import Above, Below, Between, Simplex, Transform

x, k = sympy.symbols("x k")
w = sympy.symbols("w1:4")
AT = torch.linspace(0.1, 2, 8, dtype=torch.float64)

TRANSFORMS = {
    "positive": (Above("k", 0.0, ""), 0.0, float("inf")),
    "above": (Above("k", 2.0, ""), 2.0, float("inf")),
    "negative": (Below("k", 0.0, ""), float("-inf"), 0.0),
    "below": (Below("k", -3.0, ""), float("-inf"), -3.0),
    "unit": (Between("k", 0.0, 1.0, ""), 0.0, 1.0),
    "interval": (Between("k", -2.0, 5.0, ""), -2.0, 5.0),
    "huge": (Between("k", -1e308, 1e308, ""), -1e308, 1e308),
}
transforms = pytest.mark.parametrize("transform, lower, upper", TRANSFORMS.values(), ids=TRANSFORMS)


def value(module: Any, name: str = "k") -> float:
    number: float = dict(module.named_constants())[name].item()
    return number


DTYPES = [
    pytest.param(*facts, dtype, id=f"{name}-{dtype}")
    for name, facts in TRANSFORMS.items()
    for dtype in (torch.float64, torch.float32, torch.bfloat16, torch.float16)
    if name != "huge" or dtype is torch.float64  # the others have no such numbers
]


@pytest.mark.parametrize("transform, lower, upper, dtype", DTYPES)
def test_no_value_of_the_optimizer_leaves_the_constraint(
    transform: Transform, lower: float, upper: float, dtype: torch.dtype
) -> None:
    points = [0.0, 1e-30, 1.0, 30.0, 80.0, 800.0, 1e4, 1e30, torch.finfo(dtype).max]
    free = torch.tensor([*points, *(-p for p in points)], dtype=dtype, requires_grad=True)
    found = transform(free)
    assert found.dtype is dtype
    assert bool(((found > lower) & (found < upper) & found.isfinite()).all())
    (slope,) = torch.autograd.grad(found.sum(), free)
    assert bool((slope.isfinite() & (slope >= 0)).all())


@transforms
def test_inverse_and_gradient(transform: Transform, lower: float, upper: float) -> None:
    free = torch.tensor([-12.0, -1.0, 0.0, 0.5, 3.0, 25.0], dtype=torch.float64, requires_grad=True)
    again = transform(transform.right_inverse(transform(free)))
    assert torch.allclose(again, transform(free), rtol=1e-13, atol=0)
    if upper != 1e308:
        assert torch.autograd.gradcheck(transform, free)
        assert torch.autograd.gradgradcheck(transform, free)


@pytest.mark.parametrize("number", [1e-300, 1e-9, 0.5, 1.0, 40.0, 1e9, 1e300])
def test_magnitudes_come_back(number: float) -> None:
    at = torch.tensor(number, dtype=torch.float64)
    positive = TRANSFORMS["positive"][0]
    assert positive(positive.right_inverse(at)).item() == pytest.approx(number, rel=1e-13)


def test_simplex() -> None:
    simplex = Simplex("w", (3,), "")
    for free in ([0.0, 0.0], [1e308, -1e308], [-800.0, 800.0], [1e4, 1e4]):
        found = simplex(torch.tensor(free, dtype=torch.float64))
        assert bool((found >= 0).all())
        assert found.sum().item() == pytest.approx(1, abs=1e-15)
    start = torch.tensor([0.2, 0.3, 0.5], dtype=torch.float64)
    assert torch.allclose(simplex(simplex.right_inverse(start)), start, rtol=1e-15)
    free = torch.tensor([0.3, -0.2], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(simplex, free)


DECLARED = {
    "positive": (2.0, -2.0), "negative": (-2.0, 2.0), "nonnegative": (2.0, -2.0), "nonpositive": (-2.0, 2.0),
}  # fmt: skip


class TestAssumptions:
    @pytest.mark.parametrize("packed", [False, True], ids=["apart", "packed"])
    @pytest.mark.parametrize("fact", DECLARED)
    def test_they_hold_in_training(self, fact: str, packed: bool) -> None:
        start, goal = DECLARED[fact]
        symbol = sympy.Symbol("k", **{fact: True})
        module = stb.SymPyModule(symbol * x, parameters={symbol: start}, packed=packed)
        assert module.sympy().coeff(x) == pytest.approx(start, rel=1e-15)
        optimizer = torch.optim.SGD(module.parameters(), lr=0.5)
        for _ in range(50):  # towards the other side
            optimizer.zero_grad()
            ((module(AT) - goal * AT) ** 2).mean().backward()
            optimizer.step()
        assert 0 < abs(value(module)) < 0.2
        assert (value(module) > 0) == (start > 0)
        assert module.sympy() == module.sympy().coeff(x) * x

    def test_by_choice(self) -> None:
        symbol = sympy.Symbol("k", positive=True)
        free = stb.SymPyModule(symbol * x, parameters={symbol: 2.0}, constraints="none")
        assert [name for name, _ in free.named_parameters()] == ["k"]
        other = stb.SymPyModule(symbol * x, parameters={symbol: 2.0}, constraints={symbol: "none"})
        assert [name for name, _ in other.named_parameters()] == ["k"]
        bounded = stb.SymPyModule(symbol * x, parameters={symbol: 2.0}, constraints={symbol: (0, 3)})
        assert "in the interval [0, 3]" in repr(bounded)

    def test_plain_symbols_are_free(self) -> None:
        module = stb.SymPyModule(k * x, parameters={k: -2.0})
        assert type(module) is stb.SymPyModule


CHOICES: list[tuple[Any, float, float, float]] = [
    ("positive", 2.0, 0.0, float("inf")),
    ("negative", -2.0, float("-inf"), 0.0),
    ((1, 3), 2.0, 1.0, 3.0),
    ((None, 3), 2.0, float("-inf"), 3.0),
    ((1, None), 2.0, 1.0, float("inf")),
    (stb.Interval(1, 3, lower_open=True), 2.0, 1.0, 3.0),
]


@pytest.mark.parametrize("choice, start, lower, upper", CHOICES, ids=lambda value: str(value))
def test_chosen(choice: Any, start: float, lower: float, upper: float) -> None:
    for key in (k, "k"):
        module = stb.SymPyModule(k * x, parameters={k: start}, constraints={key: choice})
        assert value(module) == pytest.approx(start, rel=1e-15)
        for free in (-1e3, 1e3):
            with torch.no_grad():
                module.parametrizations.k.original.fill_(free)
            assert lower < value(module) < upper


def test_a_number_of_the_formula_by_its_name() -> None:
    module = stb.SymPyModule(2.5 * sympy.sin(x), constraints={"factor_sin": "positive"})
    assert module.sympy().coeff(sympy.sin(x)) == pytest.approx(2.5, rel=1e-15)
    assert "positive" in repr(module)


class TestSimplex:
    START: ClassVar[dict[Any, float]] = dict(zip(w, (0.2, 0.3, 0.5), strict=True))

    @pytest.mark.parametrize("packed", [False, True], ids=["apart", "packed"])
    def test_a_mixture_is_learned(self, packed: bool) -> None:
        parts = sympy.exp(-x), sympy.sin(x), x**2
        module = stb.SymPyModule(
            sum(wi * part for wi, part in zip(w, parts, strict=True)),
            parameters=self.START, constraints={w: "simplex"}, packed=packed,
        )  # fmt: skip
        assert sum(p.numel() for p in module.parameters()) == 2  # one less: each mixture has one origin
        target = 0.6 * torch.exp(-AT) + 0.1 * torch.sin(AT) + 0.3 * AT**2
        optimizer = torch.optim.LBFGS(module.parameters(), max_iter=100, tolerance_grad=1e-12)

        def loss() -> Tensor:
            optimizer.zero_grad()
            error = ((module(AT) - target) ** 2).sum()
            error.backward()
            return error

        optimizer.step(loss)
        found = {name: number.item() for name, number in module.named_constants()}
        assert found == pytest.approx({"w1": 0.6, "w2": 0.1, "w3": 0.3}, abs=1e-5)
        assert sum(found.values()) == pytest.approx(1, abs=1e-15)

    def test_a_vector(self) -> None:
        v = sympy.MatrixSymbol("v", 3, 1)
        module = stb.SymPyModule(
            sympy.ones(1, 3) * v * x, parameters={v: [[0.2], [0.3], [0.5]]}, constraints={v: "simplex"}
        )
        assert module.v.shape == (3, 1)
        assert module(2.0).item() == pytest.approx(2.0, rel=1e-14)

    @pytest.mark.parametrize("start", [(0.2, 0.3, 0.6), (0.5, 0.5, 0.0), (1.2, -0.1, -0.1)], ids=str)
    def test_beginnings_outside(self, start: tuple[float, ...]) -> None:
        with pytest.raises(stb.ConstraintError, match="positive numbers of sum 1") as caught:
            stb.SymPyModule(
                sum(w) * x, parameters=dict(zip(w, start, strict=True)), constraints={w: "simplex"}
            )
        assert caught.value.parameter == "w1, w2, w3"


class TestRefused:
    @pytest.mark.parametrize("packed", [False, True], ids=["apart", "packed"])
    @pytest.mark.parametrize("start", [-1.0, 0.0])
    def test_beginnings_outside(self, start: float, packed: bool) -> None:
        symbol = sympy.Symbol("k", positive=True)
        with pytest.raises(stb.ConstraintError, match=r"'k' cannot be .* to be positive") as caught:
            stb.SymPyModule(symbol * x, parameters={symbol: start}, packed=packed)
        assert caught.value.value == start

    def test_assignments_outside(self) -> None:
        module = stb.SymPyModule(k * x, parameters={k: 2.0}, constraints={k: (1, 3)})
        module.k = torch.tensor(1.5, dtype=torch.float64)
        assert value(module) == pytest.approx(1.5, rel=1e-15)
        with pytest.raises(stb.ConstraintError, match=r"in the interval \[1, 3\]"):
            module.k = torch.tensor(4.0, dtype=torch.float64)

    def test_against_the_declaration_of_the_symbol(self) -> None:
        symbol = sympy.Symbol("k", positive=True)
        with pytest.raises(stb.ConstraintError, match="as its symbol declares"):
            stb.SymPyModule(symbol * x, parameters={symbol: 1.0}, constraints={symbol: (-1, 2)})

    @pytest.mark.parametrize("choice", ["positiv", (3, 1), (1, 1), ("a", 2), 5, None], ids=str)
    def test_unknown_constraints(self, choice: Any) -> None:
        with pytest.raises(stb.OptionError, match="constraints="):
            stb.SymPyModule(k * x, parameters={k: 2.0}, constraints={k: choice})

    def test_unknown_option(self) -> None:
        with pytest.raises(stb.OptionError, match="constraints='all'"):
            stb.SymPyModule(k * x, parameters={k: 2.0}, constraints="all")

    def test_symbols_that_are_no_parameters(self) -> None:
        with pytest.raises(stb.UnknownSymbolError, match="in the trained parameters"):
            stb.SymPyModule(k * x, parameters={k: 2.0}, constraints={x: "positive"})
        with pytest.raises(stb.UnknownSymbolError, match="is there"):
            stb.SymPyModule(
                k * x, parameters={k: 2.0}, constraints={sympy.Symbol("k", real=True): "positive"}
            )

    def test_two_constraints_on_one(self) -> None:
        with pytest.raises(stb.OptionError, match="one constraint for each parameter"):
            stb.SymPyModule(k * x, parameters={k: 2.0}, constraints={k: "positive", "k": (0, 1)})

    def test_a_simplex_of_one(self) -> None:
        with pytest.raises(stb.OptionError, match="several scalar parameters"):
            stb.SymPyModule(k * x, parameters={k: 1.0}, constraints={k: "simplex"})

    def test_an_interval_for_several(self) -> None:
        with pytest.raises(stb.OptionError, match="'simplex' for several parameters"):
            stb.SymPyModule(sum(w) * x, parameters=dict.fromkeys(w, 0.3), constraints={w: "positive"})


@pytest.mark.parametrize("packed", [False, True], ids=["apart", "packed"])
def test_constrained_modules_travel(packed: bool) -> None:
    symbol = sympy.Symbol("k", positive=True)
    module = stb.SymPyModule(symbol * x + w[0], parameters={symbol: 0.7, w[0]: 1.0}, packed=packed)
    for again in (pickle.loads(pickle.dumps(module)), copy.deepcopy(module)):
        assert again.sympy() == module.sympy()
        with torch.no_grad():
            next(again.parameters()).fill_(-800.0)
        assert again.sympy() != module.sympy()  # it has its own parameters
        assert value(again) > 0
    names = {name for name, _ in module.named_parameters()}
    compiled = torch.compile(module, fullgraph=True, backend="eager")
    assert torch.equal(compiled(AT), module(AT))
    changed = {name: torch.zeros_like(p) for name, p in module.named_parameters()}
    assert set(changed) == names
    called = torch.func.functional_call(module, changed, (AT,))
    assert torch.allclose(called, torch.log(torch.tensor(2.0, dtype=AT.dtype)) * AT)
