"""Alternative texts: what a picture shows, for readers who cannot see it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["alt_text", "describe"]

_TEXTS: WeakKeyDictionary[Axes, tuple[str, ...]] = WeakKeyDictionary()


def describe(ax: Axes, sentence: str) -> None:
    """Add a sentence on what was drawn into the axes."""
    _TEXTS[ax] = (*_TEXTS.get(ax, ()), sentence)


def alt_text(ax: Axes) -> str:
    """Return the sentences that describe what this package drew into the axes.

    They name the function, the point and the slope; :func:`save` writes them into the file, and Sphinx takes
    them as the ``alt`` text of an image.

    Parameters
    ----------
    ax : matplotlib.axes.Axes

    Returns
    -------
    str
        Empty for axes that nothing of this package was drawn into.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.plot import plot_tangent
    >>> x = sympy.Symbol("x")
    >>> alt_text(plot_tangent(3 * x**2 - 4 * x, at=1))
    'Graph of f(x) = 3*x**2 - 4*x with its tangent line at x = 1; the slope is 2.'
    """
    return " ".join(_TEXTS.get(ax, ()))
