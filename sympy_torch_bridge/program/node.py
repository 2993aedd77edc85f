"""One computation of a program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

from .operation import NUMBER, Operation

__all__ = ["Node", "Number", "is_real_literal", "node_of", "rank_of"]

Number = bool | int | float | complex


# A named tuple, because programs have many nodes and each pass makes new ones: a frozen dataclass takes
# four times as long.
class Node(NamedTuple):
    """One computation: an operation applied to earlier nodes.

    ``args`` are indices into :attr:`Program.nodes`; ``value`` is the Python number of a NUMBER and
    the position of an INPUT; ``shape`` is the symbolic shape of a matrix INPUT, empty otherwise.
    """

    operation: Operation
    args: tuple[int, ...] = ()
    value: Number | None = None
    shape: tuple[Any, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether the node is a literal."""
        return self.operation is NUMBER


# The constructor of a named tuple is a function of Python's: passes that make a node of its four parts at
# once take a third of its time.
node_of: Final[Callable[[tuple[Operation, tuple[int, ...], Number | None, tuple[Any, ...]]], Node]] = partial(
    tuple.__new__, Node
)


def is_real_literal(node: Node) -> bool:
    """Tell whether a node is a literal that is a real number, no truth value."""
    value = node.value
    return node.operation is NUMBER and isinstance(value, int | float) and not isinstance(value, bool)


def rank_of(node: Node, ranks: Sequence[int]) -> int:
    """Return the number of trailing axes that belong to one value of a node, from those of earlier nodes."""
    if node.operation.rank is not None:
        return node.operation.rank
    return max((ranks[a] for a in node.args), default=len(node.shape))
