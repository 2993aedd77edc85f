"""Where the collections of published formulas lie, and how they are read."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


def corpora_folder() -> Path:
    """Return the folder of the formula collections: STB_CORPORA, or the one beside the checkout."""
    default = REPOSITORY.parent / "shared" / "corpora"
    return Path(os.environ.get("STB_CORPORA", default))


def load_corpus(name: str) -> list[dict[str, Any]]:
    """Read one collection, ``name.jsonl`` or ``name.json``; an absent one skips the test."""
    for path in (corpora_folder() / f"{name}.jsonl", corpora_folder() / f"{name}.json"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            lines = text.splitlines() if path.suffix == ".jsonl" else [text]
            found = [json.loads(line) for line in lines]
            return found if path.suffix == ".jsonl" else found[0]
    pytest.skip(f"no formula collection {name!r} in {corpora_folder()}; STB_CORPORA names another folder")


def cases(name: str) -> list[Any]:
    """Return the cases of a collection as test parameters; an absent one is a single skipped case."""
    try:
        return [pytest.param(case, id=case["id"]) for case in load_corpus(name)]
    except pytest.skip.Exception as reason:
        return [pytest.param(None, marks=pytest.mark.skip(reason=str(reason)), id=name)]
