"""What every test shares: the hypothesis profile and the formula collections kept beside the project."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings
from published_formulas import load_corpus

# No deadline: the first call of a SymPy function imports modules, which is no slowness of ours.
# In CI the examples are the same in every run, so that a red run can be repeated.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(scope="session")
def corpus() -> Callable[[str], list[dict[str, Any]]]:
    """Give ``corpus(name)``: the cases of one collection."""
    return load_corpus
