"""Writing pictures to files that are the same, byte for byte, in every run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import MissingDependencyError, OptionError
from .alternative import alt_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["save"]

_TITLE = "sympy_torch_bridge"
# Ids in an SVG file are random without a salt; text as paths looks the same on every machine.
_SETTINGS: dict[Any, Any] = {"svg.hashsalt": _TITLE, "svg.fonttype": "path", "pdf.compression": 6}


def save(picture: Axes | Figure, path: str | Path, *, dpi: float = 200) -> Path:
    """Write a picture as SVG, PDF or PNG, by the suffix of the path.

    Two runs with one version of matplotlib write the same bytes: no date, no random ids. The alternative
    text of the picture goes into the metadata of the file.

    Parameters
    ----------
    picture : matplotlib.axes.Axes or matplotlib.figure.Figure
    path : str or Path
        Ends in ``.svg``, ``.pdf`` or ``.png``.
    dpi : float
        Resolution of a PNG file.

    Returns
    -------
    Path

    Raises
    ------
    OptionError
        The suffix is none of the three.
    MissingDependencyError
        matplotlib is not installed.
    """
    target = Path(path)
    kind = target.suffix.lower()
    try:
        import matplotlib
    except ImportError:
        raise MissingDependencyError("matplotlib", needed_for="saving a picture", extra="plot") from None
    if kind not in (".svg", ".pdf", ".png"):
        raise OptionError("path", str(path), accepted=["a path that ends in .svg, .pdf or .png"])
    figure: Any = picture if hasattr(picture, "axes") and isinstance(picture.axes, list) else picture.figure
    text = " ".join(filter(None, map(alt_text, figure.axes)))
    _restart_layout(figure)
    with matplotlib.rc_context(_SETTINGS):
        figure.savefig(target, format=kind[1:], dpi=dpi, metadata=_metadata(kind, text))
    return target


def _restart_layout(figure: Any) -> None:
    """Put the axes back where a layout starts from.

    matplotlib's layout improves on the positions of the last drawing, so that a second file of one figure
    would differ from the first by millionths of an inch.
    """
    if figure.get_layout_engine() is None:
        return
    for ax in figure.axes:
        spec = ax.get_subplotspec()
        if spec is not None and ax.get_in_layout():
            ax.set_subplotspec(spec)


def _metadata(kind: str, text: str) -> dict[str, Any]:
    if kind == ".svg":
        return {"Date": None, "Title": _TITLE, "Description": text}
    if kind == ".pdf":
        return {"CreationDate": None, "Title": _TITLE, "Subject": text}
    return {"Title": _TITLE, "Description": text}
