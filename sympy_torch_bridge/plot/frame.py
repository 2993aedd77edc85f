"""Axes and what surrounds the curves in them: labels, limits, scales, legend, grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import MissingDependencyError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Frame", "axes_or_new"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The settings of a picture that are the same for every kind of curve.

    Parameters
    ----------
    xlabel, ylabel, title : str
        Empty for none.
    legend : bool
        Whether the labels of the curves are shown.
    legend_size : str
        Size of its letters, by matplotlib's names.
    grid : bool
    xscale, yscale : str
        Any scale of matplotlib, such as ``"linear"`` or ``"log"``.
    xlim, ylim : pair of float, optional
    """

    xlabel: str
    ylabel: str
    title: str = ""
    legend: bool = True
    legend_size: str = "medium"
    grid: bool = True
    xscale: str = "linear"
    yscale: str = "linear"
    xlim: tuple[float, float] | None = None
    ylim: tuple[float, float] | None = None

    def apply(self, ax: Axes) -> None:
        """Set up the axes, after the curves have been drawn."""
        ax.set_xlabel(self.xlabel)
        ax.set_ylabel(self.ylabel)
        ax.set_xscale(self.xscale)
        ax.set_yscale(self.yscale)
        if self.title:
            ax.set_title(self.title)
        if self.xlim is not None:
            ax.set_xlim(*self.xlim)
        if self.ylim is not None:
            ax.set_ylim(*self.ylim)
        if self.legend:
            ax.legend(fontsize=self.legend_size)
        ax.grid(self.grid)


def axes_or_new(ax: Axes | None, figsize: Sequence[float]) -> Axes:
    """Return the given axes, or those of a new figure of ``figsize`` inches that pyplot does not know of."""
    if ax is not None:
        return ax
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingDependencyError("matplotlib", needed_for="plotting", extra="plot") from None
    width, height = figsize
    # The constrained layout keeps labels inside so small a figure.
    axes: Axes = Figure(figsize=(width, height), layout="constrained").add_subplot()
    return axes
