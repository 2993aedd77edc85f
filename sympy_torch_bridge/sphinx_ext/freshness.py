"""Which pages Sphinx has to read again although their source did not change."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING, cast

from sphinx.application import Sphinx

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from .domain import BridgeDomain

__all__ = ["pages_with_flaws"]


def pages_with_flaws(
    _app: Sphinx, env: BuildEnvironment, _added: Set[str], _changed: Set[str], _removed: Set[str]
) -> Sequence[str]:
    """Return the pages that hold a refuted rule or another flaw (handler of ``env-get-outdated``).

    Sphinx warns of a page only while it reads it. Without this a second build with ``-W`` would be
    green although a rule on an unchanged page is wrong.
    """
    domain = cast("BridgeDomain", env.get_domain("stb"))
    return sorted(domain.flawed_pages() & env.found_docs)
