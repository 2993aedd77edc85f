"""The value ``"mathml"`` of Sphinx's setting ``html_math_renderer``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.locale import _
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

from .mathml import MathMLError, mathml

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.writers.html5 import HTML5Translator

    from .domain import BridgeDomain

__all__ = ["NAME", "MathMLFormulas", "add_renderer"]

NAME = "mathml"
# What is ready to be written, as an attribute of the formula.
_CONVERTED = "stb-mathml"

logger = logging.getLogger(__name__)


def add_renderer(app: Sphinx, config: Config) -> None:
    """Register the renderer, and the conversion while a page is read (handler of ``config-inited``).

    Only where it is asked for: a project that names no renderer is given the one that is registered beside
    MathJax.
    """
    if config.html_math_renderer == NAME:
        app.add_html_math_renderer(NAME, (_write_inline, None), (_write_display, None))
        app.add_transform(MathMLFormulas)


class MathMLFormulas(SphinxTransform):
    """Convert the formulas of a page when it is read, so that a flaw is a warning on every build."""

    default_priority = 880  # after all formulas are made

    def apply(self, **_kwargs: Any) -> None:
        """Convert the formulas of one page."""
        for formula in self.document.findall(lambda n: isinstance(n, nodes.math | nodes.math_block)):
            self._convert(cast("nodes.Element", formula))

    def _convert(self, formula: nodes.Element) -> None:
        is_display = isinstance(formula, nodes.math_block)
        parts = [part.strip() for part in formula.astext().split("\n\n") if part.strip()]
        try:
            formula[_CONVERTED] = [mathml(_in_rows(part), is_display=is_display) for part in parts]
        except MathMLError as error:
            self._warn(str(error), "syntax", formula)
        except ImportError:
            advice = 'pip install "sympy-torch-bridge[mathml]"'
            self._warn(f'html_math_renderer = "mathml" needs latex2mathml: {advice}', "missing", formula)

    def _warn(self, message: str, kind: str, formula: nodes.Element) -> None:
        domain = cast("BridgeDomain", self.env.get_domain("stb"))
        domain.note_flaw(self.env.current_document.docname, kind)
        logger.warning("%s", message, type="stb", subtype=kind, location=formula)


def _in_rows(part: str) -> str:
    r"""Give rows that have no environment one, as Sphinx does for every renderer."""
    return rf"\begin{{split}}{part}\end{{split}}" if r"\\" in part and r"\begin" not in part else part


def _write_inline(translator: HTML5Translator, node: nodes.Element) -> None:
    translator.body.append(translator.starttag(node, "span", "", CLASS="math"))
    translator.body.append("".join(_written(translator, node)) + "</span>")
    raise nodes.SkipNode


def _write_display(translator: HTML5Translator, node: nodes.math_block) -> None:
    translator.body.append(translator.starttag(node, "div", CLASS="math"))
    if node.get("number"):
        translator.body.append(f'<span class="eqno">({get_node_equation_number(translator, node)})')
        translator.add_permalink_ref(node, _("Link to this equation"))
        translator.body.append("</span>")
    translator.body.append("\n".join(_written(translator, node)) + "</div>\n")
    raise nodes.SkipNode


def _written(translator: HTML5Translator, node: nodes.Element) -> list[str]:
    """Return what was converted, or the source of a formula that could not be."""
    return node.get(_CONVERTED) or [f"<code>{translator.encode(node.astext())}</code>"]
