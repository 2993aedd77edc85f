"""``rules.json`` beside ``objects.inv``: every rule of the project, for programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sphinx.application import Sphinx

from .cache import write_atomically

if TYPE_CHECKING:
    from .domain import BridgeDomain
    from .entry import Entry

__all__ = ["RULES_FILE", "write_rules"]

RULES_FILE = "rules.json"
_TITLE = "Derivative rules"


def write_rules(app: Sphinx, error: Exception | None) -> None:
    """Write the file for builders of HTML (handler of ``build-finished``).

    It is made of what the domain remembers: a build with nothing to read loads neither SymPy nor torch.
    """
    if error is not None or app.builder.format != "html" or app.builder.name == "epub":
        return
    entries = cast("BridgeDomain", app.env.get_domain("stb")).entries()
    path = app.outdir / RULES_FILE
    if not entries:
        _remove(path)
        return
    data = {
        "title": _TITLE,
        "project": app.config.project,
        "rules": [{**_record(entry), "verdict": entry.word, "url": _url(app, entry)} for entry in entries],
    }
    content = json.dumps(data, indent=2, ensure_ascii=False).encode()
    if not path.exists() or path.read_bytes() != content:
        write_atomically(path, content)


def _remove(path: Path) -> None:
    """Remove the file of an earlier build, but none of another origin."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return
    if isinstance(found, dict) and found.get("title") == _TITLE:
        path.unlink()


def _record(entry: Entry) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(entry.record)
    return record


def _url(app: Sphinx, entry: Entry) -> str:
    return f"{app.builder.get_target_uri(entry.docname)}#{entry.anchor}"
