"""Jets: a function of the user's together with its partial derivatives at one point.

A residual such as ``u_t + u*u_x - nu*u_xx`` needs the value and several derivatives of one network
at one batch of points. They come from one call of the network: by the chain rule of all orders in
the forward pass, or by backward passes that the derivatives share.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

import torch
from torch import Tensor

from ...errors import BridgeError, SmoothnessWarning, UnsupportedFunctionError
from ..taylor import Combination, Evaluates, Kink, NoTaylorRule, Orders, Plan, propagated
from .layers import is_unfinished, kinks_of_layers, refuse_mixing
from .point_by_point import PointByPoint
from .points_apart import can_tell_apart, require_apart
from .pointwise import Pullback
from .pointwise_function import PointwiseFunction
from .sweeps import Check, Request, Sweeps

__all__ = ["Jet"]

Kinks = Sequence[tuple[Orders, Kink]]


class Jet:
    """The value and the requested partial derivatives of a pointwise function, as a tuple.

    Parameters
    ----------
    function : PointwiseFunction

    Examples
    --------
    >>> jet = Jet(PointwiseFunction("u", lambda x: x**3))
    >>> jet.place((0,)), jet.place((2,))
    (0, 1)
    >>> jet(torch.tensor([2.0]))
    (tensor([8.]), tensor([12.]))
    """

    def __init__(self, function: PointwiseFunction) -> None:
        self.__name__ = function.__name__
        self.function = function
        self._requests: list[tuple[int, Combination]] = []
        self._singles: dict[Request, int] = {}
        self._sweeps = Sweeps([], 1)
        self._evaluates: Evaluates | None = None
        self._plans: dict[bool, Plan] = {}  # by whether the function is watched
        self._degree = 0
        self._is_cheaper = False
        # For each mode of a module, training or not: whether all its operations have a Taylor rule.
        self._has_rules: dict[bool | None, bool] = {}
        self._has_warned = False
        self._are_apart: set[bool | None] = set()  # modes in which no point was seen to influence another

    def place(self, orders: Orders, component: int = 0) -> int:
        """Return the position of a derivative in the results, requesting it if it is new."""
        return self.place_of_sum(((1, orders),), component)

    def place_of_sum(self, terms: Combination, component: int = 0) -> int:
        """Return the position of a sum of derivatives with numbers as factors."""
        if (component, terms) not in self._requests:
            self._requests.append((component, terms))
            self._plan()
        return self._requests.index((component, terms))

    def evaluate_by(self, evaluates: Evaluates) -> None:
        """Compute each activation together with its derivatives, by what is made of a program of them."""
        self._evaluates = evaluates
        for plan in self._plans.values():
            plan.evaluates = evaluates

    def _plan(self) -> None:
        """Count the cost of both ways in evaluations of the function."""
        wanted = list(dict.fromkeys(terms for _, terms in self._requests))
        plan = Plan(wanted)
        plan.evaluates = self._evaluates
        self._plans = {True: plan, False: plan.unwatched()}
        singles = dict.fromkeys((c, orders) for c, terms in self._requests for _, orders in terms)
        self._singles = {single: place for place, single in enumerate(singles)}
        self._sweeps = Sweeps(list(singles), max(len(self.function.components), 1))
        self._degree = self._plans[True].degree
        self._is_cheaper = len(self._plans[True].orders) <= self._sweeps.cost

    def __call__(self, *arguments: Tensor) -> tuple[Tensor, ...]:
        """Evaluate everything that was requested, by one call of the function."""
        points = torch.broadcast_tensors(*arguments)
        mode = getattr(self.function.network.function, "training", None)
        is_traced = torch.compiler.is_compiling()
        if self._degree and mode not in self._has_rules and not is_traced:
            refuse_mixing(self.__name__, self.function.network.function)
            if is_unfinished(self.function.network.function):
                with torch.no_grad():  # inside torch.func.vjp, torch crashes where it makes the weights
                    self.function(*points)
        is_apart = mode in self._are_apart
        looks = self._degree > 0 and not is_apart and not is_traced and can_tell_apart(points)

        def watch() -> PointByPoint:
            return PointByPoint(self.__name__, points[0].shape, refuses=not (is_apart or looks))

        if self._tries_taylor(mode, points):
            # Later calls run the same operations: they are not looked at again.
            is_new = looks or (mode not in self._has_rules and not is_traced)
            with watch() if is_new else nullcontext() as seen:
                results = self._by_taylor(mode, points, self._check(mode, seen) if looks else None)
            if results is not None:
                return results
            self._has_rules[mode] = False
        if not self._has_rules.get(mode):
            self._warn_of_kinks(kinks_of_layers(self.function.network.function, self._plans[True].single))
        if not self._degree:
            values = self._sweeps(self.function, points)
        elif is_traced:  # Dynamo follows a mode, but not what it noted
            with PointByPoint(self.__name__, points[0].shape, refuses=not is_apart):
                values = self._sweeps(self.function, points)
        else:
            with watch() as seen:
                values = self._sweeps(self.function, points, self._check(mode, seen) if looks else None)
            self._warn_of_kinks(self._left_out(seen.kinked))
        return tuple(self._summed(values, component, terms) for component, terms in self._requests)

    def _summed(self, values: Sequence[Tensor], component: int, terms: Combination) -> Tensor:
        """Add up the terms of a request from its single derivatives."""
        total: Tensor | None = None
        for factor, orders in terms:
            value = values[self._singles[component, orders]]
            term = value if factor == 1 else value * factor
            total = term if total is None else total + term
        if total is None:
            raise AssertionError("a sum without a term")
        return total

    def _tries_taylor(self, mode: bool | None, points: Sequence[Tensor]) -> bool:
        way = self.function.network.derivatives
        if way != "auto":
            return way == "taylor"
        has_rules = self._has_rules.get(mode)
        if not self._degree or has_rules is False or not all(point.is_floating_point() for point in points):
            return False
        # Dynamo hands expansions over to the layers of a Sequential, not to any code.
        if torch.compiler.is_dynamo_compiling() and not self.function.network.is_sequential:
            return False
        # The first time shows whether a derivative of higher order leaves out a kink.
        return self._is_cheaper or (self._degree > 1 and has_rules is None)

    def _check(self, mode: bool | None, seen: PointByPoint | None) -> Check:
        """Return what looks at the first derivatives, whether one comes from another point."""

        def check(values: Sequence[Tensor], pullback: Pullback, at: Sequence[Tensor]) -> None:
            if require_apart(self.__name__, values, pullback, at, seen.moved if seen else ()):
                self._are_apart.add(mode)

        return check

    def _by_taylor(
        self, mode: bool | None, points: Sequence[Tensor], check: Check | None
    ) -> tuple[Tensor, ...] | None:
        """Return the results, or None where an operation of the function has no rule."""
        is_recording = torch.is_grad_enabled()
        # Only while torch records is it seen whether the function tells it not to.
        is_watched = is_recording or mode not in self._has_rules
        try:
            with torch.set_grad_enabled(is_watched):
                results, kinks = self._expanded(is_watched, points, check)
        except Exception as error:
            if self.function.network.derivatives == "taylor":
                if not isinstance(error, NoTaylorRule):
                    raise
                raise self._refusal(error) from error
            # What is wrong with the function itself, the backward passes raise again.
            return None
        self._has_rules[mode] = True
        self._warn_of_kinks(kinks)
        return tuple(results if is_recording or not is_watched else (r.detach() for r in results))

    def _expanded(
        self, is_watched: bool, points: Sequence[Tensor], check: Check | None
    ) -> tuple[Sequence[Tensor], Kinks]:
        """Run the function on expansions, and look at the first derivatives of its values."""
        plan = self._plans[is_watched]
        kinks: Kinks = ()

        def expanded(*at: Tensor) -> tuple[tuple[Tensor, ...], tuple[Tensor, ...]]:
            nonlocal kinks
            found = propagated(self.function, plan, at)
            kinks = found.kinks
            value = found.result.value
            results = (self._picked(found.result.combined(terms), c) for c, terms in self._requests)
            return value.unbind(-1) if self.function.components else (value,), tuple(results)

        if check is not None:
            try:
                outputs: Any = torch.func.vjp(expanded, *points, has_aux=True)
            except (BridgeError, NoTaylorRule):
                raise
            except Exception:
                pass  # where the function itself is wrong, it raises again
            else:
                values, pullback, results = outputs
                check(values, pullback, points)
                return results, kinks
        return expanded(*points)[1], kinks

    def _picked(self, derivative: Tensor, component: int) -> Tensor:
        return derivative[..., component] if self.function.components else derivative

    def _refusal(self, error: NoTaylorRule) -> Exception:
        hint = "Network(..., derivatives='auto') takes backward passes instead"
        name = f"{error.operation} in the callable for '{self.__name__}'"
        return UnsupportedFunctionError(name, [self.__name__, error.operation], hint=hint)

    def _left_out(self, operations: Sequence[str]) -> list[tuple[Orders, Kink]]:
        """List the derivatives above the first that leave out the kink of an operation."""
        wanted = self._plans[True].single
        slots = frozenset(range(len(wanted[0])))
        return [
            (orders, Kink(1, slots, name))
            for name in dict.fromkeys(operations)
            for orders in wanted
            if sum(orders) > 1
        ]

    def _warn_of_kinks(self, kinks: Kinks) -> None:
        if not kinks or self._has_warned or torch.compiler.is_compiling():
            return
        self._has_warned = True
        orders, kink = max(kinks, key=lambda found: sum(found[0]))
        warnings.warn(SmoothnessWarning(self.__name__, orders, kink.operation, kink.order), stacklevel=2)
