"""What every test shares: the hypothesis profile and the formula collections kept beside the project."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

REPOSITORY = Path(__file__).resolve().parent.parent

# No deadline: the first call of a SymPy function imports modules, which is no slowness of ours.
# In CI the examples are the same in every run, so that a red run can be repeated.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")


def corpora_folder() -> Path:
    """Return the folder of the formula collections: STB_CORPORA, or the one beside the checkout."""
    default = REPOSITORY.parent / "shared" / "corpora"
    return Path(os.environ.get("STB_CORPORA", default))


def load_corpus(name: str) -> list[dict[str, Any]]:
    """Read one collection, ``name.jsonl`` or ``name.json``; an absent one skips the test."""
    for path in (corpora_folder() / f"{name}.jsonl", corpora_folder() / f"{name}.json"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            return [json.loads(line) for line in text.splitlines()] if path.suffix == ".jsonl" else json.loads(text)
    pytest.skip(f"no formula collection {name!r} in {corpora_folder()}; STB_CORPORA names another folder")


@pytest.fixture(scope="session")
def corpus() -> Callable[[str], list[dict[str, Any]]]:
    """Give ``corpus(name)``: the cases of one collection."""
    return load_corpus
