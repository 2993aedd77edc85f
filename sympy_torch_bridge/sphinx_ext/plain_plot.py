"""Plots for builders that can show none of their formats."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

__all__ = ["PLOT_CLASS", "PlainPlot", "UnprintedPlot"]

PLOT_CLASS = "stb-plot"


class PlainPlot(SphinxPostTransform):
    """Put the words that describe a plot in its place where it would be left out with a warning."""

    # Before Sphinx looks for an image that the builder can show.
    default_priority = 5
    formats = ("texinfo",)

    def run(self, **_kwargs: Any) -> None:
        """Replace them in one document."""
        for image in list(self.document.findall(nodes.image)):
            if PLOT_CLASS in image["classes"]:
                image.replace_self(_description(image))


class UnprintedPlot(SphinxPostTransform):
    """Do the same in print for the plots of entry pages, which are drawn for HTML alone.

    Thousands of files that hardly anybody prints would be drawn otherwise.
    """

    # After the converters of images that a project may have.
    default_priority = 300
    formats = ("latex",)

    def run(self, **_kwargs: Any) -> None:
        """Replace them in one document."""
        from sphinx.builders.latex import LaTeXBuilder

        known = set(LaTeXBuilder.supported_image_types)
        for image in list(self.document.findall(nodes.image)):
            if PLOT_CLASS in image["classes"] and not known & {*image.get("candidates", {})}:
                image.replace_self(_description(image))


def _description(image: nodes.image) -> nodes.paragraph:
    return nodes.paragraph("", f"[image: {image['alt']}]")
