"""The pytest plugin: options, two fixtures, and the collection of claims marked ``gradient``.

pytest imports this file at every start, in every project: SymPy, torch and the checker are imported by the
first test that needs them.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from types import FunctionType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ..check import Report

__all__ = ["COLLECTED", "check_consistency", "check_gradient"]

# The attribute of a function whose claims are being collected.
COLLECTED = "__gradient_claims__"

_MARK = (
    "gradient(**options): the function returns or yields claims (expr, claimed) or (name, expr, claimed), "
    "each with options as a last entry if needed; every claim is a test. Options are those of check_gradient."
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options, each on the command line and in the configuration file."""
    group = parser.getgroup("gradient", "checks of gradients (sympy_torch_bridge)")
    group.addoption(
        "--gradient-points",
        type=_at_least(1),
        metavar="N",
        help="number of points of a check that does not state its own (default 24)",
    )
    group.addoption(
        "--gradient-seed",
        type=_at_least(0),
        metavar="N",
        help="seed of the points of a check that does not state its own (default 0)",
    )
    group.addoption(
        "--gradient-inconclusive",
        choices=("fail", "xfail"),
        help="what an inconclusive check is: a failure (default) or an expected failure",
    )
    parser.addini("gradient_points", "as --gradient-points")
    parser.addini("gradient_seed", "as --gradient-seed")
    parser.addini("gradient_inconclusive", "as --gradient-inconclusive")


def pytest_configure(config: pytest.Config) -> None:
    """Register the mark, and refuse settings that cannot be used before any test runs."""
    config.addinivalue_line("markers", _MARK)
    _settings(config)


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say which points are checked, where that is not the default."""
    settings = _settings(config)
    return f"gradient: {', '.join(f'{k}={v}' for k, v in settings.items())}" if settings else None


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makeitem(
    collector: pytest.Module | pytest.Class, name: str, obj: object
) -> list[pytest.Item] | None:
    """Put the claims of a marked function in its place."""
    function = obj.__func__ if isinstance(obj, staticmethod | classmethod) else obj
    if not isinstance(function, FunctionType) or hasattr(function, COLLECTED):
        return None
    own = any(mark.name == "gradient" for mark in getattr(function, "pytestmark", []))
    if not own and collector.get_closest_marker("gradient") is None:
        return None
    from .collection import claim_items

    return claim_items(collector, name, obj, is_marked_itself=own)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Refuse a marked function whose claims were not collected: run as a test it would check nothing."""
    if isinstance(item, pytest.Function) and item.get_closest_marker("gradient") is not None:
        pytest.fail(
            f"the claims of {item.name} are not collected here: the mark gradient is for functions of modules"
            " and methods of plain classes, not of unittest.TestCase",
            pytrace=False,
        )


@pytest.fixture(scope="session")
def check_gradient(request: pytest.FixtureRequest) -> Callable[..., Report]:
    """``check_gradient(expr, claimed, wrt=None, **options)``: fails with the report unless consistent.

    Points and seed are those of the command line where the call states none.
    """

    def check(expr: Any, claimed: Any, wrt: Any = None, **options: Any) -> Report:
        __tracebackhide__ = True
        from .. import check_gradient

        return _required(request.config, check_gradient(expr, claimed, wrt, **_filled(request, options)))

    return check


@pytest.fixture(scope="session")
def check_consistency(request: pytest.FixtureRequest) -> Callable[..., Report]:
    """``check_consistency(expr, wrt=None, **options)``: fails with the report unless consistent.

    Points and seed are those of the command line where the call states none.
    """

    def check(expr: Any, wrt: Any = None, **options: Any) -> Report:
        __tracebackhide__ = True
        from .. import check_consistency

        return _required(request.config, check_consistency(expr, wrt, **_filled(request, options)))

    return check


def _required(config: pytest.Config, report: Report) -> Report:
    __tracebackhide__ = True
    from .outcome import require

    require(report, config)
    return report


def _filled(request: pytest.FixtureRequest, options: dict[str, Any]) -> dict[str, Any]:
    from .settings import sampling

    return {**sampling(request.config), **options}


def _settings(config: pytest.Config) -> dict[str, Any]:
    from .settings import settings

    return settings(config)


def _at_least(least: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        from .settings import whole_number

        try:
            return whole_number(text, least)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return read
