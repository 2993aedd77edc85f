"""The settings of the plugin: the command line first, then the configuration file."""

from __future__ import annotations

from typing import Any

import pytest

__all__ = ["sampling", "settings", "whole_number"]

_LEAST = {"points": 1, "seed": 0}
_OUTCOMES = ("fail", "xfail")
_NAMES = {"points": "n_points", "seed": "seed"}


def settings(config: pytest.Config) -> dict[str, Any]:
    """Return what was set: ``points``, ``seed`` and ``inconclusive``, without those left to the default.

    Raises
    ------
    pytest.UsageError
        A value in the configuration file cannot be used.
    """
    found: dict[str, Any] = {}
    for name, least in _LEAST.items():
        value = config.getoption(f"gradient_{name}")
        text = config.getini(f"gradient_{name}")
        if value is None and text != "":
            try:
                value = whole_number(text, least)
            except ValueError as error:
                raise pytest.UsageError(f"gradient_{name}: {error}") from None
        if value is not None:
            found[name] = value
    outcome = config.getoption("gradient_inconclusive") or config.getini("gradient_inconclusive")
    if outcome:
        if outcome not in _OUTCOMES:
            raise pytest.UsageError(f"gradient_inconclusive: {outcome!r} is not 'fail' or 'xfail'")
        found["inconclusive"] = outcome
    return found


def sampling(config: pytest.Config) -> dict[str, Any]:
    """Return the settings that are options of a check."""
    return {_NAMES[name]: value for name, value in settings(config).items() if name in _NAMES}


def whole_number(text: str, least: int) -> int:
    """Read a whole number.

    Raises
    ------
    ValueError
        The text is none, or the number is too small.

    Examples
    --------
    >>> whole_number("24", 1)
    24
    """
    try:
        value = int(text)
    except ValueError:
        value = least - 1
    if value < least:
        raise ValueError(f"{text!r} is not a whole number of at least {least}")
    return value
