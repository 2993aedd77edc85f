"""Gradients from SymPy for kernels that torch cannot differentiate (``Op(grad="symbolic")``).

The kernel gives the value; its partial derivatives are SymPy's ``fdiff``, lowered like any other
expression when they are first needed, or mpmath's numerical derivative where SymPy has none.
Reverse mode, forward mode and further derivatives come from this one source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import sympy
from sympy.core.function import ArgumentIndexError
from torch import Tensor

from ...errors import LostGradientError, UnsupportedFunctionError
from ...ops import BY_HEAD, OPS, Op
from ...ops.differentiable import Differentiable
from ..expressions.traversal import postorder
from .filled_partial import FilledPartial
from .numerical_partial import NumericalPartial

__all__ = ["SymbolicGradient", "symbolic_gradient"]


class SymbolicGradient(Differentiable):
    """The kernel of an op together with its partial derivatives.

    Parameters
    ----------
    op : Op
        The record; its ``head``, ``lower``, ``partials`` and ``reference`` are used.
    ops : iterable of Op
        Records of the caller's that the partial derivatives may need.
    key : str, optional
        Name in graphs that other processes have saved.

    Examples
    --------
    >>> import torch
    >>> op = Op(head=sympy.tanh, lower=lambda t: torch.tanh(t.detach()), grad="symbolic")
    >>> tanh = SymbolicGradient(op, [op])
    >>> x = torch.tensor(0.0, requires_grad=True)
    >>> torch.autograd.grad(tanh(x), x)
    (tensor(1.),)
    """

    def __init__(self, op: Op, ops: Iterable[Op] = (), key: str | None = None) -> None:
        super().__init__(op.name, key)
        self.op = op
        self._ops = tuple(ops)
        self._partials: dict[tuple[int, int, bool], Callable[..., Tensor]] = {}

    def evaluate(self, *arguments: Tensor) -> Tensor:
        """Return the value, without a gradient."""
        value: Tensor = self.op.lower(*arguments)
        return value

    def partial(self, position: int, arguments: tuple[Tensor, ...]) -> Tensor:
        """Evaluate the derivative by one argument."""
        is_complex = any(a.is_complex() for a in arguments)
        return self.partial_function(position, len(arguments), is_complex=is_complex)(*arguments)

    def partial_function(
        self, position: int, arity: int, *, is_complex: bool = False
    ) -> Callable[..., Tensor]:
        """Return the derivative by one argument as a function, found once."""
        key = position, arity, is_complex
        if key not in self._partials:
            self._partials[key] = self._found_partial(*key)
        return self._partials[key]

    def _found_partial(self, position: int, arity: int, is_complex: bool) -> Callable[..., Tensor]:
        arguments = [sympy.Dummy(f"a{i}", real=None if is_complex else True) for i in range(arity)]
        formula = self._formula(position, arguments)
        if formula is not None:
            try:
                slope = self._lowered(formula, arguments, is_complex=is_complex)
                return FilledPartial(slope, self._numerical(position, arity)) if self.op.removable else slope
            except UnsupportedFunctionError:  # SymPy's formula needs a function outside the table
                if self.op.reference is None:
                    raise
        return self._numerical(position, arity)

    def _numerical(self, position: int, arity: int) -> NumericalPartial:
        if self.op.reference is None:
            raise LostGradientError(
                self.op.name, f"argument {position + 1}", why="SymPy has no derivative by this argument"
            )
        orders = tuple(int(i == position) for i in range(arity))
        return NumericalPartial(self.op.name, self.op.reference, orders, is_rare=self.op.removable)

    def _formula(self, position: int, arguments: list[Any]) -> Any:
        """Return the derivative as an expression, or None where SymPy only restates the question."""
        given = self.op.partials[position] if position < len(self.op.partials) else None
        if given is not None:
            return given(*arguments)
        try:
            formula = self.op.head(*arguments, evaluate=False).fdiff(position + 1)
        except (ArgumentIndexError, NotImplementedError, TypeError, ValueError):
            return None
        if any(isinstance(node, sympy.Derivative | sympy.Subs) for node in postorder(formula)):
            return None
        return formula

    def _lowered(self, formula: Any, arguments: list[Any], *, is_complex: bool) -> Callable[..., Tensor]:
        from ..complex_plane import in_complex_plane  # these build on the lowering, which builds on this
        from ..emit import argument_names, emit, load
        from ..lower import lower
        from ..variable_powers import with_variable_powers

        program, inputs = lower(formula, arguments, ops=self._ops, complex=is_complex)
        if is_complex or program.has_complex_numbers:
            program = in_complex_plane(program)
        program = with_variable_powers(program)
        return load(emit(program, argument_names(inputs)), program)


@cache
def symbolic_gradient(op: Op) -> SymbolicGradient:
    """Return the one object of a record, so that its partial derivatives are lowered once."""
    in_table = BY_HEAD.get(op.head) is op
    return SymbolicGradient(op, key=f"{op.name}.{op.head.__module__}" if in_table else None)


# All of them exist from the start: a program that another process has exported names them by key.
for _op in OPS:
    if _op.grad == "symbolic":
        symbolic_gradient(_op)
