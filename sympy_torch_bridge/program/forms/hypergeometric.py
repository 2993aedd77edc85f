"""Hypergeometric functions and Meijer's G: their parameters come in tuples of any length."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import mpmath
import sympy
import torch
from torch import Tensor

from ...ops.differentiable import Differentiable
from ...ops.host import HostKernel, mpmath_kernel
from ...ops.hypergeometric_series import hypergeometric_kernel, hypergeometric_reference
from ..gradients.numerical_partial import NumericalPartial
from ..lowering import Form, FormFunction, Lowering, Scope
from ..operation import Operation

__all__ = ["FORMS"]


class _Parametric(Differentiable):
    """A function of parameters and one argument, which comes last.

    The derivative by the argument has a formula; those by the parameters are numerical.
    """

    def __init__(self, name: str, kernel: HostKernel, reference: Callable[..., Any]) -> None:
        super().__init__(name)
        self._kernel, self._reference = kernel, reference
        self._numerical: dict[int, NumericalPartial] = {}

    def evaluate(self, *arguments: Tensor) -> Tensor:
        """Return the value, without a gradient."""
        return self._kernel(*arguments)

    def partial(self, position: int, arguments: tuple[Tensor, ...]) -> Tensor:
        """Evaluate the derivative by one argument."""
        if position == len(arguments) - 1:
            return self.slope(arguments[:-1], arguments[-1])
        if position not in self._numerical:
            orders = tuple(int(i == position) for i in range(len(arguments)))
            self._numerical[position] = NumericalPartial(self.__name__, self._reference, orders)
        return self._numerical[position](*arguments)

    def slope(self, parameters: Sequence[Tensor], z: Tensor) -> Tensor:
        """Return the derivative by the argument, from neighbouring parameters."""
        raise NotImplementedError


class _Hyper(_Parametric):
    """The generalized hypergeometric function with ``p`` upper and ``q`` lower parameters."""

    def __init__(self, p: int, q: int) -> None:
        reference = hypergeometric_reference(p)
        super().__init__(f"hyper_{p}_{q}", hypergeometric_kernel(p, q), reference)
        self._upper = p

    def slope(self, parameters: Sequence[Tensor], z: Tensor) -> Tensor:
        """Raise all parameters by 1, DLMF 16.3.1."""
        factor = torch.ones_like(z)
        for position, parameter in enumerate(parameters):
            factor = factor * parameter if position < self._upper else factor / parameter
        return factor * self(*(parameter + 1 for parameter in parameters), z)


class _MeijerG(_Parametric):
    """Meijer's G function; ``sizes`` counts the parameters of its four groups."""

    def __init__(self, sizes: tuple[int, int, int, int]) -> None:
        def reference(*arguments: Any) -> Any:
            groups, first = [], 0
            for size in sizes:
                groups.append(list(arguments[first : first + size]))
                first += size
            return mpmath.meijerg(groups[:2], groups[2:], arguments[-1])

        name = "meijerg_" + "_".join(map(str, sizes))
        super().__init__(name, mpmath_kernel(name, reference), reference)
        self._sizes = sizes

    def slope(self, parameters: Sequence[Tensor], z: Tensor) -> Tensor:
        """Lower the first parameter above, or raise the first one below."""
        if self._sizes[0]:
            shifted = self(parameters[0] - 1, *parameters[1:], z)
            return ((parameters[0] - 1) * self(*parameters, z) + shifted) / z
        place = self._sizes[1]
        if not self._sizes[2]:
            return torch.zeros_like(z)
        shifted = self(*parameters[:place], parameters[place] + 1, *parameters[place + 1 :], z)
        return (parameters[place] * self(*parameters, z) - shifted) / z


@cache
def _hyper_operation(p: int, q: int) -> Operation:
    return Operation("hyper", _Hyper(p, q), supplied=True)


@cache
def _meijerg_operation(sizes: tuple[int, int, int, int]) -> Operation:
    return Operation("meijerg", _MeijerG(sizes), supplied=True)


def _hyper(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    upper, lower, z = expr.args
    nodes = []
    for part in (*upper, *lower, z):
        nodes.append((yield part, scope))
    return lowering.builder.add(_hyper_operation(len(upper), len(lower)), *nodes)


def _meijerg(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    (first, second), (third, fourth), z = expr.args
    lowering.slow.add("meijerg")
    nodes = []
    for part in (*first, *second, *third, *fourth, z):
        nodes.append((yield part, scope))
    sizes = len(first), len(second), len(third), len(fourth)
    return lowering.builder.add(_meijerg_operation(sizes), *nodes)


FORMS: dict[type[Any], FormFunction] = {sympy.hyper: _hyper, sympy.meijerg: _meijerg}
