"""What every test shares: the hypothesis profile and the formula collections kept beside the project."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
from hypothesis import settings
from published_formulas import load_corpus
from shares import further_cases, is_in_share

# Expressions, graphs and tables make hundreds of thousands of objects that live as long as the run. At the
# usual thresholds the collector walks them over and over, a tenth of the time of all tests.
gc.set_threshold(50_000, 20, 100)

# Workers share the cores: threads of one would wait, spinning, for those that the other keeps from running.
if "PYTEST_XDIST_WORKER" in os.environ:
    torch.set_num_threads(1)

# No deadline: the first call of a SymPy function imports modules, which is no slowness of ours.
# In CI the examples are the same in every run, so that a red run can be repeated.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(scope="session")
def corpus() -> Callable[[str], list[dict[str, Any]]]:
    """Give ``corpus(name)``: the cases of one collection."""
    return load_corpus


@pytest.fixture(autouse=True)
def _no_graphs_of_other_tests() -> Iterator[None]:
    """Forget compiled graphs after each test.

    torch.compile keeps at most 8 graphs for one code object, and all compiled functions are called through
    the same one: without this, a test could fail for what other tests of its worker compiled before it.
    """
    yield
    if "torch._dynamo" in sys.modules:
        sys.modules["torch._dynamo"].reset()


@pytest.fixture(autouse=True)
def _no_facts_of_other_tests() -> Iterator[None]:
    """Forget what earlier checks established: a test may break the exact side on purpose."""
    yield
    known = sys.modules.get("sympy_torch_bridge.check.known")
    if known is not None:
        known.forget()


def pytest_collection_finish() -> None:
    """Take what was imported and collected out of the sight of the garbage collector."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark further cases, leave out what is in another share; refuse names that differ between workers."""
    changing = [item.nodeid for item in items if " at 0x" in item.nodeid]
    if changing:
        raise pytest.UsageError(f"give these tests ids that hold no address: {'; '.join(changing)}")
    further = further_cases(item.nodeid for item in items)
    for item in items:
        if item.nodeid in further:
            item.add_marker("further")
    share = os.environ.get("STB_SHARE")
    if share is None:
        return
    shared = [item for item in items if any(map(item.get_closest_marker, ("collection", "further")))]
    try:
        left_out = {item for item in shared if not is_in_share(item.nodeid, share)}
    except ValueError as error:
        raise pytest.UsageError(str(error)) from None
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=list(left_out))
