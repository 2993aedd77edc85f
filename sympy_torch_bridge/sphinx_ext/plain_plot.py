"""Plots for builders that can show none of their formats."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

__all__ = ["PLOT_CLASS", "PlainPlot"]

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
                image.replace_self(nodes.paragraph("", f"[image: {image['alt']}]"))
