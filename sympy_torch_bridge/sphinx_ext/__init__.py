"""Sphinx extension: rules, limit tables and plots of derivatives, computed and checked when a page is built.

Add ``"sympy_torch_bridge.sphinx_ext"`` to ``extensions`` in ``conf.py``. Loading it imports neither
SymPy nor torch; a page that needs them does when it is read.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .._version import __version__
from ..languages import FOLDER
from .ahead import check_ahead
from .config import declare, validate
from .counts import Counts, pages_with_counts
from .derivatives_builder import DerivativesBuilder
from .domain import BridgeDomain
from .entry_pages import write_entry_pages
from .freshness import pages_with_flaws
from .mathml_renderer import add_renderer
from .plain_math import PlainMath
from .plain_plot import PlainPlot, UnprintedPlot
from .related import keep_title
from .rules_file import write_rules
from .verdict_node import add_verdict_node
from .wording import CATALOGUE, TITLES

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__all__ = ["setup"]

_STATIC = Path(__file__).with_name("static")
_STYLE = "sympy_torch_bridge.css"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the domain ``stb`` with Sphinx."""
    declare(app)
    for name in (CATALOGUE, TITLES):
        app.add_message_catalog(name, FOLDER)
    app.add_domain(BridgeDomain)
    app.add_builder(DerivativesBuilder)
    app.add_post_transform(PlainMath)
    app.add_post_transform(PlainPlot)
    app.add_post_transform(UnprintedPlot)
    app.add_post_transform(Counts)
    add_verdict_node(app)
    app.connect("config-inited", validate)
    app.connect("config-inited", add_renderer)
    app.connect("env-get-outdated", pages_with_flaws)
    app.connect("env-before-read-docs", check_ahead)
    app.connect("env-updated", pages_with_counts)
    app.connect("builder-inited", _add_style)
    app.connect("builder-inited", write_entry_pages)
    app.connect("missing-reference", keep_title)
    app.connect("build-finished", write_rules)
    return {
        "version": __version__,
        # To be raised whenever what the domain remembers of a page changes its form.
        "env_version": 2,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def _add_style(app: Sphinx) -> None:
    """Copy the style sheet with those of the theme."""
    # A new list: the default one is shared by all builds of the process.
    app.config.html_static_path = [*app.config.html_static_path, str(_STATIC)]
    app.add_css_file(_STYLE)
