"""The picture of a derivative: a curve and its tangent line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..calculus.limit_verdict import number_text
from .alternative import describe
from .frame import Frame, axes_or_new
from .graph import Graph

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_tangent"]

_HINT = "plot_secants(f, at=..., h=(0.5, 0.1, -0.1, -0.5)) shows the slopes on both sides"


def plot_tangent(
    f: Any,
    at: Any = 1,
    ax: Axes | None = None,
    *,
    x: Any = None,
    subs: Mapping[Any, Any] | None = None,
    x_range: tuple[float, float] | None = None,
    n_points: int | None = None,
    formats: Sequence[str] = ("-", "m--"),
    figsize: tuple[float, float] = (3.5, 2.5),
    xlabel: str | None = None,
    ylabel: str | None = None,
    title: str = "",
    legend: bool | Sequence[str] = True,
    grid: bool = True,
    xscale: str = "linear",
    yscale: str = "linear",
    xlim: tuple[float, float] | None = None,
    ylim: tuple[float, float] | None = None,
) -> Axes:
    """Draw a function and its tangent line at a point.

    The slope is the limit of the difference quotients, in high precision for an expression.

    Parameters
    ----------
    f : SymPy expression, CompiledFunction or torch callable
    at : number, mapping of Symbol to number, or sequence of numbers
        The point, as for ``limit_table``.
    ax : matplotlib.axes.Axes, optional
        Where to draw; default: the axes of a new figure.
    x : Symbol or int, optional
        The variable, needed if ``f`` has several; for a torch callable the index of the input.
    subs : mapping of Symbol to number, optional
        Values of the other symbols.
    x_range : pair of float, optional
        Ends of the drawn interval. Default: 0, 0.1, ... 2.9 if the point lies between 0 and 3, else 1.5 to
        both sides of it.
    n_points : int, optional
        Number of points of the curve, 200 where ``x_range`` is given.
    formats : pair of str
        matplotlib's format strings of the curve and of the tangent.
    figsize : pair of float
        Size of a new figure in inches.
    xlabel, ylabel : str, optional
        Default: the variable, and ``f`` of it.
    title : str
    legend : bool or pair of str
        Whether there is a legend, or its texts.
    grid : bool
    xscale, yscale : str
    xlim, ylim : pair of float, optional

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    NotDifferentiableError
        There is no tangent: at a kink, a jump, a vertical tangent, an end of the domain.
    DomainError
        The function has no value at the point.
    MissingDependencyError
        matplotlib is not installed.

    Examples
    --------
    >>> import sympy
    >>> symbol = sympy.Symbol("x")
    >>> ax = plot_tangent(3 * symbol**2 - 4 * symbol, at=1)
    >>> [line.get_label() for line in ax.lines]
    ['f(x)', 'Tangent line (x=1)']
    """
    graph = Graph.of(f, at, x, subs)
    slope = graph.required_slope(_HINT)
    ax = axes_or_new(ax, figsize)
    xs = graph.abscissas(x_range, n_points, xscale)
    (value,) = graph.values([graph.at])
    curve_label, tangent_label = _labels(legend, graph)
    ax.plot(xs, graph.values(xs), formats[0], label=curve_label)
    ax.plot(xs, value + slope * (xs - graph.at), formats[1], label=tangent_label)
    Frame(
        xlabel=graph.variable if xlabel is None else xlabel,
        ylabel=graph.label if ylabel is None else ylabel,
        title=title,
        legend=bool(legend),
        grid=grid,
        xscale=xscale,
        yscale=yscale,
        xlim=xlim,
        ylim=ylim,
    ).apply(ax)
    point, found = graph.place.point, number_text(graph.table.limit, graph.table.uncertainty)
    describe(ax, f"Graph of {graph.formula} with its tangent line at {point}; the slope is {found}.")
    return ax


def _labels(legend: bool | Sequence[str], graph: Graph) -> tuple[str, str]:
    if isinstance(legend, bool):
        return graph.label, f"Tangent line ({graph.variable}={graph.at:g})"
    curve, tangent = legend
    return curve, tangent
