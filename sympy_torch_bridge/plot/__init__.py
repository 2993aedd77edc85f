"""Pictures of derivatives: tangents, secants, errors of difference quotients.

Every function draws into the given matplotlib ``Axes``, or into those of a new ``Figure``, and returns the
``Axes``. Nothing is shown, no global setting of matplotlib is touched, and pyplot is never imported: in a
notebook, end the cell with ``ax.figure``; to write a file, use :func:`save`.
"""

from __future__ import annotations

from .alternative import alt_text
from .error_curve import plot_error
from .saving import save
from .secants import plot_secants
from .tangent import plot_tangent

__all__ = ["alt_text", "plot_error", "plot_secants", "plot_tangent", "save"]
