"""Plots beside the doctrees, in a format for pages and one for print."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes

from .cache import Cache
from .plain_plot import PLOT_CLASS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["FORMATS", "Drawing", "drawn", "image_node"]

FORMATS = (".svg", ".pdf")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A plot on disk.

    Parameters
    ----------
    stem : Path
        The files without their suffixes.
    alt : str
        What the plot shows, for readers who cannot see it.
    """

    stem: Path
    alt: str


def drawn(
    request: dict[str, Any], cache: Cache, draw: Callable[[], Axes], formats: Sequence[str] = FORMATS
) -> Drawing:
    """Draw a plot in all formats, or recall what an earlier build drew.

    Parameters
    ----------
    request : dict
        Everything that the plot depends on.
    cache : Cache
        The files lie in its folder, whether or not it keeps anything between builds.
    draw : callable
        Draws into axes of its own.
    formats : sequence of str
        Suffixes of the files, where not all are needed.
    """
    stem = cache.folder / f"plot-{cache.key(request)}"

    def compute() -> dict[str, Any]:
        return {"alt": _written(draw(), stem, formats)}

    alt = cache.get(request, compute)["alt"]
    if not all(stem.with_suffix(suffix).exists() for suffix in formats):
        # The text was kept and a file was deleted.
        alt = compute()["alt"]
    return Drawing(stem, alt)


def image_node(drawing: Drawing, source: Path, *, alt: str | None, caption: str | None) -> nodes.Node:
    """Return the image as seen from the source file of a page, in a figure where it has a caption."""
    # The builder puts the format it can show in the place of the asterisk.
    uri = Path(os.path.relpath(drawing.stem, source.parent)).as_posix() + ".*"
    image = nodes.image(uri=uri, alt=alt or drawing.alt, classes=[PLOT_CLASS])
    return nodes.figure("", image, nodes.caption("", caption)) if caption else image


def _written(axes: Axes, stem: Path, formats: Sequence[str]) -> str:
    """Write the plot in each format and return its alternative text."""
    from ..plot import alt_text, save

    stem.parent.mkdir(parents=True, exist_ok=True)
    for suffix in formats:
        # Under another name first: a reader in another process sees a whole file or none.
        part = stem.with_name(f".part-{os.getpid()}-{stem.name}{suffix}")
        save(axes, part)
        part.replace(stem.with_suffix(suffix))
    return alt_text(axes)
