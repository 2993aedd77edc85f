"""Formulas of nodes: a number of a program that is being built, with Python's operators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..builder import ProgramBuilder
from ..operation import ADD, EQ, SUB, WHERE, call
from .arithmetic import negated, product, quotient

__all__ = ["Term", "applied"]


class Term:
    """A node, on which formulas are written as on numbers.

    Examples
    --------
    >>> from sympy_torch_bridge.program import Layout, emit
    >>> from sympy_torch_bridge.program.operation import INPUT
    >>> build = ProgramBuilder()
    >>> x = Term(build, build.add(INPUT, value=0))
    >>> formula = -1 / (x * x + 1)
    >>> program = build.build((x.node,), Layout("node", node=formula.node))
    >>> print(emit(program, ["x"]).splitlines()[-1].strip())
    return -1/(x*x + 1)
    """

    __slots__ = ("build", "node")

    def __init__(self, build: ProgramBuilder, node: int) -> None:
        self.build, self.node = build, node

    def _node(self, other: Term | int | float) -> int:
        return other.node if isinstance(other, Term) else self.build.number(other)

    def __add__(self, other: Term | int | float) -> Term:
        return Term(self.build, self.build.add(ADD, self.node, self._node(other)))

    def __sub__(self, other: Term | int | float) -> Term:
        return Term(self.build, self.build.add(SUB, self.node, self._node(other)))

    def __rsub__(self, other: Term | int | float) -> Term:
        return Term(self.build, self.build.add(SUB, self._node(other), self.node))

    def __mul__(self, other: Term | int | float) -> Term:
        return Term(self.build, product(self.build, self.node, self._node(other)))

    def __truediv__(self, other: Term | int | float) -> Term:
        return Term(self.build, quotient(self.build, self.node, self._node(other)))

    def __rtruediv__(self, other: Term | int | float) -> Term:
        return Term(self.build, quotient(self.build, self._node(other), self.node))

    def __neg__(self) -> Term:
        return Term(self.build, negated(self.build, self.node))

    __radd__, __rmul__ = __add__, __mul__

    def zero_where_zero(self, of: Term) -> Term:
        """Return the number, 0 where another one is 0."""
        return self._chosen(of, 0)

    def one_where_zero(self) -> Term:
        """Return the number, 1 where it is 0, to divide by."""
        return self._chosen(self, 1)

    def _chosen(self, of: Term, at_zero: int) -> Term:
        is_zero = self.build.add(EQ, of.node, self.build.number(0))
        return Term(self.build, self.build.add(WHERE, is_zero, self.build.number(at_zero), self.node))


def applied(function: Callable[..., Any]) -> Callable[..., Term]:
    """Return what a torch function or a kernel is of terms: one more node."""
    operation = call(function)

    def of_terms(*terms: Term) -> Term:
        build = terms[0].build
        return Term(build, build.add(operation, *(term.node for term in terms)))

    return of_terms
