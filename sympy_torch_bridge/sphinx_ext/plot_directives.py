"""``stb:tangent``, ``stb:secants`` and ``stb:errors``: plots of a derivative."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from ..errors import OptionError
from .directive import BridgeDirective
from .picture import drawn, image_node

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["ErrorsDirective", "PlotDirective", "SecantsDirective", "TangentDirective"]

_NOT_DRAWN = ("alt", "caption")


class PlotDirective(BridgeDirective):
    """A plot of a function of one variable around a point; the argument is the formula."""

    # Sphinx hides the class of a directive behind one of its own, whose name is the same for all.
    kind: ClassVar[str]
    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any] | None] = {
        "at": directives.unchanged_required,
        "alt": directives.unchanged_required,
        "caption": directives.unchanged_required,
    }

    @abstractmethod
    def draw(self, expr: Any, at: Any, figsize: tuple[float, float]) -> Axes:
        """Draw into axes of that size in inches."""

    def build(self) -> list[nodes.Node]:
        """Return the image, with its caption where it has one."""
        options = {name: text for name, text in self.options.items() if name not in _NOT_DRAWN}
        request = {
            "plot": self.kind,
            "formula": self.arguments[0],
            "size": list(self.settings.figure_size),
            **options,
        }
        drawing = drawn(request, self.cache, self._drawn)
        alt, caption = self.options.get("alt"), self.options.get("caption")
        return [image_node(drawing, Path(self.env.doc2path(self.docname)), alt=alt, caption=caption)]

    def _drawn(self) -> Axes:
        from ..quantity import read_formula, read_point

        expr, symbols = read_formula(self.arguments[0])
        if len(symbols) != 1:
            raise OptionError("formula", self.arguments[0], accepted=("a formula in one variable",))
        if "at" not in self.options:
            raise OptionError("at", "", accepted=("a point, as x = 1",))
        (at,) = read_point(self.options["at"], symbols).values()
        width, height = self.settings.figure_size
        return self.draw(expr, at, (width, height))

    def interval(self) -> tuple[float, float] | None:
        """Return the part of the axis that the author chose."""
        from ..quantity import read_interval

        if "range" not in self.options:
            return None
        interval = read_interval(self.options["range"])
        return interval.lower, interval.upper


class TangentDirective(PlotDirective):
    """Graph of a function and its tangent line."""

    kind = "tangent"
    option_spec: ClassVar[dict[str, Any] | None] = {
        **(PlotDirective.option_spec or {}),
        "range": directives.unchanged_required,
    }

    def draw(self, expr: Any, at: Any, figsize: tuple[float, float]) -> Axes:
        """Draw the graph and the line."""
        from ..plot import plot_tangent

        return plot_tangent(expr, at, x_range=self.interval(), figsize=figsize)


class SecantsDirective(PlotDirective):
    """Graph of a function with secants that turn into the tangent."""

    kind = "secants"
    option_spec: ClassVar[dict[str, Any] | None] = {
        **(TangentDirective.option_spec or {}),
        "steps": directives.unchanged_required,
    }

    def draw(self, expr: Any, at: Any, figsize: tuple[float, float]) -> Axes:
        """Draw the graph and the lines."""
        from ..plot import plot_secants
        from ..quantity import read_numbers

        steps = [float(h) for h in read_numbers(self.options.get("steps", "1, 0.5, 0.1"))]
        return plot_secants(expr, at, steps, x_range=self.interval(), figsize=figsize)


class ErrorsDirective(PlotDirective):
    """Error of the difference quotients against the step."""

    kind = "errors"

    def draw(self, expr: Any, at: Any, figsize: tuple[float, float]) -> Axes:
        """Draw the curves."""
        from ..plot import plot_error

        return plot_error(expr, at, figsize=figsize)
