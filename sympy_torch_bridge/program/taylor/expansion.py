"""Expansions: a tensor together with its partial derivatives by the arguments of a function.

The function of the user's runs once, on expansions instead of tensors. Torch hands each operation to
the expansion (``__torch_function__``), which applies the chain rule of all requested orders to it:
derivatives of every order in one forward pass, without a backward pass. An operation that has no
rule here ends the attempt, and the derivatives are taken in the general way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor

from .multi_index import Orders
from .plan import Combination, Plan

__all__ = ["RULES", "Expansion", "Kink", "NoTaylorRule", "Origin", "Scaled", "compact", "origin_of", "rule"]

Rule = Callable[..., Any]
RULES: dict[Any, Rule] = {}


class NoTaylorRule(Exception):  # noqa: N818 - no failure: another way is taken
    """An operation inside the user's function has no rule for expansions."""

    @property
    def operation(self) -> str:
        """The name of the operation."""
        return str(getattr(self.args[0], "__name__", self.args[0]))


def rule(*functions: Any) -> Callable[[Rule], Rule]:
    """Register a rule for functions of torch, which are called with at least one expansion."""

    def register(handler: Rule) -> Rule:
        for function in functions:
            RULES[function] = handler
        return handler

    return register


class Kink(NamedTuple):
    """Where derivatives almost everywhere are not those of the function.

    ``order`` is the highest order, by the arguments in ``slots`` together, that is the function's own:
    1 for relu, whose second derivative is zero almost everywhere, and a point mass at the kink.
    """

    order: int
    slots: frozenset[int]
    operation: str


class Scaled(NamedTuple):
    """A product of what differs from point to point with a row of features, not multiplied yet.

    The first activation makes them: there the derivatives of its argument are rows of weights.
    """

    points: Tensor
    row: Tensor


class Origin(NamedTuple):
    """What a tensor was computed from: the arguments in ``slots``, with ``kinks`` on the way."""

    slots: frozenset[int]
    kinks: frozenset[Kink] = frozenset()


def _operator(name: str) -> Callable[..., Any]:
    method = getattr(Tensor, name)

    def applied(self: Expansion, *args: Any) -> Any:
        return self.__torch_function__(method, (), (self, *args))

    return applied


class Expansion:
    """A tensor and its partial derivatives.

    Parameters
    ----------
    parts : mapping of Orders to Tensor or Scaled
        The derivatives that are not zero everywhere, and sums of them, by the keys of the plan; the
        value under ``(0, ..., 0)``. Each has the axes of the value; an axis along which a derivative
        is constant may have size 1.
    plan : Plan
    origin : Origin
        What it was computed from.
    """

    def __init__(self, parts: Mapping[Orders, Tensor | Scaled], plan: Plan, origin: Origin) -> None:
        if plan.is_watched and not torch.is_grad_enabled():
            raise NoTaylorRule("torch.no_grad")
        self.value: Tensor = parts[plan.orders[0]]  # type: ignore[assignment]
        self.factored = dict(parts)
        self.plan = plan
        self.origin = origin
        self.is_rectified = False  # whether it is the direct result of relu, zero at its kink

    @classmethod
    def __torch_function__(
        cls, function: Any, types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        """Apply the rule of a torch function."""
        handler = RULES.get(function)
        if handler is None:
            raise NoTaylorRule(function)
        return handler(*args, **(kwargs or {}))

    @property
    def parts(self) -> dict[Orders, Tensor]:
        """The derivatives as tensors, and the value."""
        for key, part in self.factored.items():
            if isinstance(part, Scaled):
                self.factored[key] = part.points * part.row
        return self.factored  # type: ignore[return-value]

    @property
    def zero(self) -> Orders:
        """The multi-index of the value."""
        return self.plan.orders[0]

    @property
    def shape(self) -> torch.Size:
        """The shape of the value."""
        return self.value.shape

    @property
    def dtype(self) -> torch.dtype:
        """The dtype of the value."""
        return self.value.dtype

    @property
    def device(self) -> torch.device:
        """The device of the value."""
        return self.value.device

    @property
    def requires_grad(self) -> bool:
        """Not known here: code that asks for it, or sets it, differentiates by itself."""
        raise NoTaylorRule("requires_grad")

    @requires_grad.setter
    def requires_grad(self, value: bool) -> None:
        raise NoTaylorRule("requires_grad")

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self.value.dim()

    def dim(self) -> int:
        """Return the number of axes."""
        return self.value.dim()

    def size(self, dim: int | None = None) -> Any:
        """Return the shape, or the size of one axis."""
        return self.shape if dim is None else self.shape[dim]

    def full(self, key: Orders) -> Tensor:
        """Return a part in the shape of the value; zeros where it is known to be zero."""
        part = self.parts.get(key)
        return torch.zeros_like(self.value) if part is None else part.expand(self.shape)

    def combined(self, terms: Combination) -> Tensor:
        """Return a wanted sum of derivatives in the shape of the value; zeros where it is known to be so."""
        total: Tensor | None = None
        for factor, key in self.plan.weights[terms]:
            part = self.parts.get(key)
            if part is not None:
                term = part if factor == 1 else part * factor
                total = term if total is None else total + term
        return torch.zeros_like(self.value) if total is None else total.expand(self.shape)

    def mapped(self, function: Callable[[Tensor], Tensor]) -> Expansion:
        """Apply a linear operation that moves axes or picks entries to every part."""
        shape = self.shape
        parts = {orders: compact(function(part.expand(shape))) for orders, part in self.parts.items()}
        parts[self.zero] = function(self.value)
        return self.like(parts)

    def like(self, parts: Mapping[Orders, Tensor | Scaled]) -> Expansion:
        """Return an expansion of other parts with the same plan and origin."""
        return Expansion(parts, self.plan, self.origin)

    def __getattr__(self, name: str) -> Any:
        """Find a method of tensors by its rule."""
        method = getattr(Tensor, name, None)
        if method not in RULES:
            raise NoTaylorRule(name)
        return lambda *args, **kwargs: self.__torch_function__(method, (), (self, *args), kwargs)

    __add__ = _operator("__add__")
    __radd__ = _operator("__radd__")
    __sub__ = _operator("__sub__")
    __rsub__ = _operator("__rsub__")
    __mul__ = _operator("__mul__")
    __rmul__ = _operator("__rmul__")
    __truediv__ = _operator("__truediv__")
    __rtruediv__ = _operator("__rtruediv__")
    __neg__ = _operator("__neg__")
    __pow__ = _operator("__pow__")
    __matmul__ = _operator("__matmul__")
    __getitem__ = _operator("__getitem__")
    # Python would replace these by the operators above, which leave other names of the tensor unchanged.
    __iadd__ = _operator("__iadd__")
    __isub__ = _operator("__isub__")
    # These have a meaning in Python for every object, which is not that of a tensor.
    __eq__ = _operator("__eq__")
    __ne__ = _operator("__ne__")
    __bool__ = _operator("__bool__")
    __hash__ = None  # type: ignore[assignment]
    __imul__ = _operator("__imul__")
    __itruediv__ = _operator("__itruediv__")


def origin_of(operands: Sequence[Expansion]) -> Origin:
    """Return where all operands come from, which is where a result does."""
    origin = operands[0].origin
    for operand in operands[1:]:
        if operand.origin != origin:
            origin = Origin(origin.slots | operand.origin.slots, origin.kinks | operand.origin.kinks)
    return origin


def compact(part: Tensor) -> Tensor:
    """Shorten the axes along which a tensor has been expanded to size 1."""
    for axis, (size, stride) in enumerate(zip(part.shape, part.stride(), strict=True)):
        if stride == 0 and size > 1:
            part = part.narrow(axis, 0, 1)
    return part
