"""The record of one derivative rule: how a node passes a cotangent down and a differential up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sympy import Basic

__all__ = ["NodeRule", "RuleGapError"]


class RuleGapError(Exception):
    """A rule exists for this kind of node, but not for this case; the engine adds where."""


@dataclass(frozen=True)
class NodeRule:
    """How one kind of node is differentiated, operand by operand.

    Attributes
    ----------
    head : type
        The SymPy class; subclasses without a rule of their own use this one.
    pull : callable
        ``pull(node, position, cotangent)`` is what the operand at ``position`` receives when
        the node has this cotangent (reverse mode).  It has the shape of the operand.
    push : callable
        ``push(node, position, change)`` is the change of the node when the operand at
        ``position`` changes by ``change`` (forward mode).  It has the shape of the node.
    """

    head: type
    pull: Callable[[Basic, int, Basic], Basic]
    push: Callable[[Basic, int, Basic], Basic]
