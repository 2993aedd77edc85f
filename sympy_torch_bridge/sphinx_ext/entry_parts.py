"""The parts of a rule's entry that take time, computed or recalled from an earlier build."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from ..errors import BridgeError
from ..rules import Rule
from .cache import Cache
from .config import Settings
from .picture import FORMATS, Drawing, drawn
from .verification import rule_evidence, rule_record

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..entry import RuleEntry

__all__ = ["entry_of", "graph_of"]

# Print leaves the page of a rule out: no table of contents leads there.
_FORMATS_OF_A_PAGE = (".svg",)


def entry_of(rule: Rule, parts: Sequence[str], cache: Cache, settings: Settings) -> RuleEntry:
    """Return the entry of a rule with the parts that were chosen."""
    from ..entry import RuleEntry, rule_entry

    def compute() -> dict[str, Any]:
        return rule_entry(rule, parts=parts, evidence=rule_evidence(rule, cache, settings)).to_dict()

    request = {
        "entry": rule_record(rule),
        "facts": rule.to_dict(),
        "parts": list(parts),
        "points": settings.points,
        "seed": settings.seed,
    }
    return RuleEntry.from_dict(cache.get(request, compute))


def graph_of(rule: Rule, cache: Cache, settings: Settings, *, is_page: bool) -> Drawing | None:
    """Return the graph with a tangent, for rules in one variable and where plots can be drawn."""
    from ..entry import plot_place

    place = plot_place(rule)
    # The other parts need no further package, so that a missing one costs the plot alone.
    if place is None or find_spec("matplotlib") is None:
        return None
    expr, wrt, at = place

    def draw() -> Axes:
        from ..plot import plot_tangent

        width, height = settings.figure_size
        return plot_tangent(expr, at, x=wrt, figsize=(width, height))

    request = {
        "plot": "tangent of a rule",
        "formula": str(expr),
        "at": f"{wrt} = {at}",
        "size": list(settings.figure_size),
    }
    try:
        return drawn(request, cache, draw, _FORMATS_OF_A_PAGE if is_page else FORMATS)
    except BridgeError:
        return None
