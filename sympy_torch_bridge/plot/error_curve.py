"""The picture of a compromise: the error of difference quotients against the step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import mpmath
import numpy as np

from ..calculus.limit_scan import quotient_errors, scan_steps
from ..errors import OptionError
from ..render import format_number
from .alternative import describe
from .frame import Frame, axes_or_new
from .graph import Floats, Graph

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_error"]

_STYLES = {"forward": "C0.-", "backward": "C3.-", "central": "C1.-", "richardson": "C2.-"}
_POWERS = {"forward": 1, "backward": 1, "central": 2, "richardson": 4}
# Steps a decade apart from each other, in the scan of four a decade.
_DECADE = 4
_LIFT = 3.0
_HINT = "choose a point where the function is differentiable; limit_table(f, at=...) says what is wrong here"


def plot_error(
    f: Any,
    at: Any = 1,
    ax: Axes | None = None,
    *,
    x: Any = None,
    subs: Mapping[Any, Any] | None = None,
    kinds: Sequence[str] = ("forward", "central"),
    h: Sequence[float] | None = None,
    slopes: bool = True,
    mark_best: bool = True,
    figsize: tuple[float, float] = (4.5, 3.4),
    xlabel: str = "h",
    ylabel: str = "absolute error",
    title: str = "",
    legend: bool = True,
    grid: bool = True,
    xlim: tuple[float, float] | None = None,
    ylim: tuple[float, float] | None = None,
) -> Axes:
    """Draw the error of float64 difference quotients against the step, both logarithmic.

    From the right the curves fall with the truncation error, to the power 1 of ``h`` for the forward and 2
    for the central quotient; then round-off grows like ``1 / h``. An error of exactly 0 has no place on a
    logarithmic axis and is left out.

    Parameters
    ----------
    kinds : sequence of {"forward", "backward", "central", "richardson"}
    h : sequence of float, optional
        Steps; default: four a decade from 1 down to 1e-15, on the scale of the point.
    slopes : bool
        Whether straight lines with the slope of the truncation error are drawn above the curves, where the
        curves show that slope.
    mark_best : bool
        Whether the step with the least error is marked.
    f, at, ax, x, subs, figsize, xlabel, ylabel, title, legend, grid, xlim, ylim
        As for :func:`~sympy_torch_bridge.plot_tangent`.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    NotDifferentiableError
        There is no derivative to measure against.
    OptionError
        A kind is not known.
    DomainError
        The function has no value at the point.
    MissingDependencyError
        matplotlib is not installed.

    Examples
    --------
    >>> import sympy
    >>> ax = plot_error(sympy.sin(sympy.Symbol("x")), at=1)
    >>> ax.get_xscale(), ax.get_yscale()
    ('log', 'log')
    """
    for kind in kinds:
        if kind not in _STYLES:
            raise OptionError("kinds", kind, accepted=tuple(_STYLES))
    graph = Graph.of(f, at, x, subs)
    slope = graph.required_slope(_HINT)
    derivative = graph.table.derivative if graph.table.derivative is not None else slope
    ax = axes_or_new(ax, figsize)
    steps = scan_steps(graph.place.floats.scale) if h is None else sorted(map(float, h), reverse=True)
    found = []
    for kind in kinds:
        errors = np.abs(quotient_errors(graph.place.floats, mpmath.mpf(derivative), kind, 1, steps))
        errors[errors == 0] = np.nan
        found.append(_draw_errors(ax, steps, errors, kind, mark_best))
        if slopes:
            _draw_slope(ax, np.array(steps), errors, _POWERS[kind])
    Frame(
        xlabel=xlabel,
        ylabel=ylabel,
        title=title,
        legend=legend,
        legend_size="small",
        grid=grid,
        xscale="log",
        yscale="log",
        xlim=xlim,
        ylim=ylim,
    ).apply(ax)
    describe(
        ax,
        f"Error of difference quotients of {graph.formula} at {graph.place.point}, where the slope is "
        f"{format_number(slope)}, against the step h: {'; '.join(filter(None, found))}.",
    )
    return ax


def _draw_errors(ax: Axes, steps: Sequence[float], errors: Floats, kind: str, mark: bool) -> str:
    """Draw one curve with its least error marked, and say where that is."""
    style = _STYLES[kind]
    if np.isnan(errors).all():
        ax.plot([], [], style, label=f"{kind}: no error")
        return f"{kind}, no error at all"
    place = int(np.nanargmin(errors))
    h, error = steps[place], float(errors[place])
    best = f"best h = {format_number(h, 2)}"
    label = f"{kind}, {best}" if mark else kind
    ax.plot(steps, errors, style, markersize=3, linewidth=1.0, label=label)
    if mark:
        ax.plot([h], [error], "*", color=style[:2], markersize=10)
    return f"{kind}, {best} with error {format_number(error, 2)}"


def _draw_slope(ax: Axes, steps: Floats, errors: Floats, power: int) -> None:
    """Draw a line of slope ``power`` above the part of the curve that has this slope."""
    straight = [i for i in range(len(steps) - _DECADE) if _has_slope(steps, errors, i, power)]
    if not straight:
        return
    first, last = straight[0], straight[-1] + _DECADE
    ends = steps[[first, last]]
    lifted = _LIFT * errors[first] * (ends / steps[first]) ** power
    ax.plot(ends, lifted, ":", color="0.4", linewidth=1.0)
    middle = np.sqrt(ends.prod()), np.sqrt(lifted.prod())
    ax.text(*middle, f"slope {power}", ha="right", va="bottom", fontsize="small", color="0.3")


def _has_slope(steps: Floats, errors: Floats, place: int, power: int) -> bool:
    run = np.log(steps[place] / steps[place + _DECADE])
    rise = np.log(errors[place] / errors[place + _DECADE])
    return bool(abs(rise - power * run) <= 0.1 * power * run)
