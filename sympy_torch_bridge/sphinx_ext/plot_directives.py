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

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar = {
        "at": directives.unchanged_required,
        "alt": directives.unchanged_required,
        "caption": directives.unchanged_required,
    }

    @abstractmethod
    def draw(self, expr: Any, at: Any, axes: Axes) -> str:
        """Draw into the axes and return the alternative text."""

    def build(self) -> list[nodes.Node]:
        """Return the image, with its caption where it has one."""
        settings = self.settings
        options = {name: text for name, text in self.options.items() if name not in _NOT_DRAWN}
        drawing = drawn(
            {"kind": self.name, "formula": self.arguments[0], **options},
            self.folder,
            (settings.figure_size[0], settings.figure_size[1]),
            self._draw,
            keep=settings.cache,
        )
        source = Path(self.env.doc2path(self.docname))
        return [
            image_node(drawing, source, alt=self.options.get("alt"), caption=self.options.get("caption"))
        ]

    def _draw(self, axes: Axes) -> str:
        from .quantity import read_formula, read_point

        expr, symbols = read_formula(self.arguments[0])
        if len(symbols) != 1:
            raise OptionError(self.name, self.arguments[0], accepted=("a formula in one variable",))
        if "at" not in self.options:
            raise OptionError("at", "", accepted=("a point, as x = 1",))
        (at,) = read_point(self.options["at"], symbols).values()
        return self.draw(expr, at, axes)

    def steps(self) -> list[float] | None:
        """Return the steps that the author chose."""
        from .quantity import read_numbers

        return [float(h) for h in read_numbers(self.options["steps"])] if "steps" in self.options else None

    def interval(self) -> tuple[float, float] | None:
        """Return the part of the axis that the author chose."""
        from .quantity import read_interval

        if "range" not in self.options:
            return None
        interval = read_interval(self.options["range"])
        return interval.lower, interval.upper


class TangentDirective(PlotDirective):
    """Graph of a function and its tangent line."""

    option_spec: ClassVar = {**PlotDirective.option_spec, "range": directives.unchanged_required}

    def draw(self, expr: Any, at: Any, axes: Axes) -> str:
        """Draw the graph and the line."""
        from ..plot import plot_tangent

        plot_tangent(expr, at=at, ax=axes)
        return ""


class SecantsDirective(PlotDirective):
    """Graph of a function with secants that turn into the tangent."""

    option_spec: ClassVar = {**TangentDirective.option_spec, "steps": directives.unchanged_required}

    def draw(self, expr: Any, at: Any, axes: Axes) -> str:
        """Draw the graph and the lines."""
        from ..plot import plot_secants

        plot_secants(expr, at=at, ax=axes)
        return ""


class ErrorsDirective(PlotDirective):
    """Error of the difference quotients against the step."""

    def draw(self, expr: Any, at: Any, axes: Axes) -> str:
        """Draw the curves."""
        from ..plot import plot_error

        plot_error(expr, at=at, ax=axes)
        return ""
