"""The limit table of an entry: difference quotients of the left side at a round number."""

from __future__ import annotations

from ..errors import BridgeError
from ..render import Block, Table
from ..rules import Rule, cases
from .place import place_of

__all__ = ["limit_blocks"]

_SHOWN = ("h", "forward", "backward", "central", "error")


def limit_blocks(rule: Rule) -> list[Block]:
    """Return the table of quotients of a rule in one variable, nothing for all others.

    Examples
    --------
    >>> from sympy_torch_bridge.rules import BY_ID
    >>> [block.title for block in limit_blocks(BY_ID["derivative.exp"])]
    ['Difference quotients of exp(x) at x = 1']
    >>> limit_blocks(BY_ID["matrix.trace"])
    []
    """
    from ..calculus.limit_table import limit_table

    case = cases(rule)[0]
    place = place_of(case)
    if place is None:
        return []
    expr, wrt, at = place
    try:
        found = limit_table(expr, wrt, at={wrt: at})
    except BridgeError:
        return []
    table = found.to_table()
    kept = [i for i, column in enumerate(table.columns) if column.name in _SHOWN]
    columns = [table.columns[i] for i in kept]
    best = [note for note in table.notes if "least error" in note]
    notes = table.notes[: 1 if found.limit is None else 2]
    return [Table(table.title, columns, [[row[i] for i in kept] for row in table.rows], [*notes, *best])]
