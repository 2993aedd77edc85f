"""Other gradient checkers, and ours, behind one signature: does it reject these numbers?"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any

import numpy as np
import scipy.differentiate
import torch
from torch import Tensor

import sympy_torch_bridge as stb

from .claims import by_compile
from .functions import Function

__all__ = ["TOOLS", "Case", "Tool", "available"]

Judge = Callable[[Any], "bool | None"]

_EPS = np.finfo(float).eps
# An estimate of an error is itself uncertain; below a few rounding units no claim can be told apart.
_TIMES_ERROR, _ROUNDING_UNITS = 10, 4


@dataclass(frozen=True)
class Case:
    """A function at the points where all tools look at it.

    Parameters
    ----------
    function : Function
    points : tuple of Tensor, shape (n,), float64
        One for each variable.
    """

    function: Function
    points: tuple[Tensor, ...]

    @cached_property
    def value(self) -> Callable[..., Tensor]:
        """The function in torch, shape (n, m): all that the other tools see of it."""
        compiled: Any = stb.compile(self.function.exprs, list(self.function.symbols))
        return lambda *points: torch.stack([v.expand(points[0].shape) for v in compiled(*points)], dim=-1)

    def jacobian(self, rows: Any) -> Callable[..., Tensor]:
        """Return claimed formulas as torch code, shape (n, m, k)."""
        claim = by_compile(self.function, rows)
        shape = (len(self.function.exprs), len(self.function.symbols))
        return lambda *points: claim(*points).reshape(*points[0].shape, *shape)

    def slopes(self, method: Derivative) -> tuple[Any, Any]:
        """Return derivatives and their estimated errors by a numerical method, shape (n, m, k)."""
        outputs, symbols = len(self.function.exprs), len(self.function.symbols)
        found = np.empty((2, len(self.points[0]), outputs, symbols))
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            for output in range(outputs):
                for place in range(symbols):
                    found[:, :, output, place] = method(self, output, place)
        return found[0], found[1]

    def along(self, output: int, place: int) -> Callable[..., Any]:
        """Return one output as a NumPy function of one variable and then all the others."""

        def fn(moved: Any, *others: Any) -> Any:
            rest = iter(np.broadcast_arrays(moved, *others)[1:])
            arguments = [moved if i == place else next(rest) for i in range(len(self.points))]
            return self.value(*[torch.tensor(np.array(a, dtype=float)) for a in arguments])[
                ..., output
            ].numpy()

        return fn

    def others(self, place: int) -> list[Any]:
        """Return the coordinates that are held."""
        return [point.numpy() for i, point in enumerate(self.points) if i != place]


Derivative = Callable[[Case, int, int], tuple[Any, Any]]


def _by_scipy(case: Case, output: int, place: int) -> tuple[Any, Any]:
    found = scipy.differentiate.derivative(
        case.along(output, place), case.points[place].numpy(), args=tuple(case.others(place))
    )
    return np.where(found.success, found.df, np.nan), found.error


def _by_numdifftools(case: Case, output: int, place: int) -> tuple[Any, Any]:
    numdifftools = import_module("numdifftools")
    fn, others = case.along(output, place), case.others(place)
    found = numdifftools.Derivative(lambda moved: fn(moved, *others), full_output=True)(
        case.points[place].numpy()
    )
    estimate, error = found[0], getattr(found, "error_estimate", None)
    return estimate, found[1].error_estimate if error is None else error


def _judged_by(method: Derivative) -> Callable[[Case], Judge]:
    def prepared(case: Case) -> Judge:
        slopes, errors = case.slopes(method)
        allowed = _TIMES_ERROR * errors + _ROUNDING_UNITS * _EPS * np.abs(slopes)
        known = np.isfinite(slopes) & np.isfinite(errors)

        def judge(rows: Any) -> bool | None:
            claimed = case.jacobian(rows)(*case.points).detach().numpy()
            if not known.any():
                return None
            return bool((~(np.abs(claimed - slopes) <= allowed) & known).any())

        return judge

    return prepared


def _gradcheck(fast: bool) -> Callable[[Case], Judge]:
    def prepared(case: Case) -> Judge:
        def judge(rows: Any) -> bool:
            inputs = [point.clone().requires_grad_() for point in case.points]
            function = _claimed(case.value, case.jacobian(rows))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return not torch.autograd.gradcheck(function, inputs, fast_mode=fast, raise_exception=False)

        return judge

    return prepared


def _claimed(value: Callable[..., Tensor], jacobian: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """Return a function of torch whose backward pass is the claim."""

    class Claimed(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, *points: Tensor) -> Tensor:
            ctx.save_for_backward(*points)
            return value(*points)

        @staticmethod
        def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, ...]:
            slopes = (grad[..., None] * jacobian(*ctx.saved_tensors)).sum(dim=-2)
            return tuple(slopes.unbind(dim=-1))

    return Claimed.apply


def _ours(case: Case) -> Judge:
    function = case.function

    def judge(rows: Any) -> bool | None:
        points = [
            {s: float(v) for s, v in zip(function.symbols, place, strict=True)}
            for place in zip(*case.points, strict=True)
        ]
        claim = by_compile(function, rows)
        report = stb.check_gradient(function.subject, claim, list(function.symbols), points=points)
        return None if report.verdict == "inconclusive" else report.verdict == "refuted"

    return judge


@dataclass(frozen=True)
class Tool:
    """A checker.

    Parameters
    ----------
    name : str
    sees : str
        What it is given of the function.
    judged_by : str
        What it compares with, and how far a right number may be off.
    prepared : callable
        Takes a case and returns what judges claims: True for rejected, None for undecided.
    """

    name: str
    sees: str
    judged_by: str
    prepared: Callable[[Case], Judge]


TOOLS = (
    Tool("check_gradient", "formula", "exact derivative, 8 times the claim's measured noise", _ours),
    Tool("torch gradcheck", "code", "central difference, eps 1e-6, atol 1e-5, rtol 1e-3", _gradcheck(False)),
    Tool("torch gradcheck, fast", "code", "the same, in one random direction", _gradcheck(True)),
    Tool("scipy.differentiate", "code", "order 8, 10 times its own error", _judged_by(_by_scipy)),
    Tool("numdifftools", "code", "many steps, 10 times its own error", _judged_by(_by_numdifftools)),
)


def available() -> tuple[Sequence[Tool], str]:
    """Return the tools that can run here, and a line about those that cannot."""
    try:
        import_module("numdifftools")
    except ImportError:
        left = tuple(tool for tool in TOOLS if tool.name != "numdifftools")
        return left, "numdifftools is not installed: skipped (pip install 'sympy-torch-bridge[benchmark]')"
    return TOOLS, ""
