"""``sphinx-build -b derivatives``: checks everything that the pages state, and writes no page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx.builders import Builder
from sphinx.util import logging

if TYPE_CHECKING:
    from .domain import BridgeDomain

__all__ = ["OUTPUT", "DerivativesBuilder"]

logger = logging.getLogger(__name__)

OUTPUT = "derivatives.txt"


class DerivativesBuilder(Builder):
    """Reads all pages, and lists the verdict on every rule, claim and limit in ``derivatives.txt``.

    The exit code is 1 where one is not what its page says, with and without ``-W``.
    """

    name = "derivatives"
    epilog = "The verdicts are in %(outdir)s/derivatives.txt."
    allow_parallel = True

    def init(self) -> None:
        """Prepare nothing."""

    def get_outdated_docs(self) -> Set[str]:
        """Return no page: those to be read are found by Sphinx, and none is written."""
        return set()

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return an address that nothing leads to."""
        return ""

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Prepare nothing."""

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write nothing."""

    def write_documents(self, docnames: Set[str]) -> None:
        """Write nothing, without resolving references first."""

    def finish(self) -> None:
        """Write the list and say how many checks there were."""
        checks = cast("BridgeDomain", self.env.get_domain("stb")).checks()
        failed = sum(not check.is_expected for check in checks)
        counts = Counter(check.kind for check in checks)
        kinds = ", ".join(
            f"{number} {kind}{'s' if number != 1 else ''}" for kind, number in sorted(counts.items())
        )
        summary = f"{len(checks)} checks ({kinds or 'nothing to check'}), {failed} failed"
        text = "\n".join([*(check.line for check in checks), summary, ""])
        (self.outdir / OUTPUT).write_text(text, encoding="utf-8")
        logger.info(summary)
        if failed:
            self._app.statuscode = 1
