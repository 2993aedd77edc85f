"""A page for each rule of the catalog, written among the sources before they are read."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

from ..errors import OptionError
from ..render import escape_rst
from .config import Settings

__all__ = ["MARK", "write_entry_pages"]

logger = logging.getLogger(__name__)

MARK = ".. written by sympy_torch_bridge.sphinx_ext from the catalog: changes are lost"


def write_entry_pages(app: Sphinx) -> None:
    """Write the pages that ``stb_entry_pages`` asks for (handler of ``builder-inited``).

    A page is written only where its text changed, so that Sphinx reads none again without need; pages of
    rules that are gone are removed. Files without our mark are left alone.
    """
    name = Settings.read(app.config).entry_pages
    if not name:
        return
    from ..rules import RULES

    folder = Path(app.srcdir) / name
    folder.mkdir(parents=True, exist_ok=True)
    suffix = _suffix(app)
    pages = {f"{rule.id}{suffix}": _page(rule.id, rule.title) for rule in RULES}
    for old in folder.glob(f"*{suffix}"):
        if old.name not in pages and _is_ours(old):
            old.unlink()
    for file_name, text in pages.items():
        path = folder / file_name
        if path.exists() and not _is_ours(path):
            logger.warning("%s is not overwritten: it was not written by this extension", path,
                           type="stb", subtype="pages")  # fmt: skip
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def _suffix(app: Sphinx) -> str:
    suffixes: list[str] = [
        s for s, kind in app.config.source_suffix.items() if kind in ("restructuredtext", None)
    ]
    if not suffixes:
        raise OptionError("stb_entry_pages", "", accepted=("a project that reads reStructuredText",))
    return suffixes[0]


def _is_ours(path: Path) -> bool:
    return MARK in path.read_text(encoding="utf-8")


def _page(rule_id: str, title: str) -> str:
    heading = escape_rst(title or rule_id)
    # No table of contents lists the pages: hundreds of entries in the navigation of every page.
    return "\n".join(
        [
            ":orphan:",
            "",
            MARK,
            "",
            heading,
            "=" * (2 * len(heading)),
            "",
            f".. stb:rule:: {rule_id}",
            "   :page:",
            "",
        ]
    )
