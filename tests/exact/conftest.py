"""Both arithmetics of the exact evaluation, for the tests that hold for either."""

from __future__ import annotations

import pytest


@pytest.fixture(params=["ball", "mpmath"])
def method(request: pytest.FixtureRequest) -> str:
    if request.param == "ball":
        pytest.importorskip("flint", reason="python-flint is not installed")
    return str(request.param)
