"""One step of a sweep through the graph: find the rule of a node, apply it, say where a rule is missing."""

from __future__ import annotations

from sympy import Basic, Piecewise

from ..errors import BridgeError, MatrixDerivativeError
from .graph import Graph
from .nodes import BY_HEAD, SCALAR_HEADS, NodeRule, RuleGapError, scaled
from .rebuilding import is_shallow
from .scalars import SYMPY_FAILURES
from .sum_parts import SumParts, sum_parts

__all__ = ["Sweep"]


class Sweep:
    """Applies the node rules of one expression, differentiated by one symbol."""

    def __init__(self, graph: Graph, wrt: Basic) -> None:
        self.graph = graph
        self.wrt = wrt
        self.active = graph.depends_on(wrt)
        self.evaluate = is_shallow(graph)

    def pulled(self, index: int, position: int, cotangent: Basic) -> Basic:
        """Return what the operand at ``position`` receives from the cotangent of a node."""
        return self._applied(index, position, cotangent, is_pull=True)

    def pushed(self, index: int, position: int, change: Basic) -> Basic:
        """Return the change of a node caused by the change of one operand."""
        return self._applied(index, position, change, is_pull=False)

    def parts_of_sum(self, index: int, outer: Basic) -> SumParts:
        """Return term and limits of a sum, its indices told apart from the symbols of ``outer``."""
        try:
            return sum_parts(self.graph.nodes[index], self.wrt, outer)
        except RuleGapError as gap:
            raise self._error(index, str(gap)) from None

    def _applied(self, index: int, position: int, seed: Basic, *, is_pull: bool) -> Basic:
        node = self.graph.nodes[index]
        try:
            rule = _rule_of(node)
            if rule is not None:
                return (rule.pull if is_pull else rule.push)(node, position, seed)
            if isinstance(node, (*SCALAR_HEADS, Piecewise)):
                return scaled(node, position, seed, evaluate=self.evaluate)
        except RuleGapError as gap:
            raise self._error(index, str(gap)) from None
        except BridgeError:
            raise
        except SYMPY_FAILURES as failure:
            raise MatrixDerivativeError.from_sympy(
                node, self.graph.path(index), failure, wrt=str(self.wrt)
            ) from failure
        raise self._error(index, "")

    def _error(self, index: int, reason: str) -> MatrixDerivativeError:
        node = self.graph.nodes[index]
        hint = f"why: {reason}" if reason else ""
        path = self.graph.path(index)
        return MatrixDerivativeError(type(node).__name__, path, wrt=str(self.wrt), hint=hint)


def _rule_of(node: Basic) -> NodeRule | None:
    """Return the rule of the most special class of a node that has one."""
    return next((BY_HEAD[head] for head in type(node).__mro__ if head in BY_HEAD), None)
