"""A warning of slowness points at the line of the caller, not into the package."""

from __future__ import annotations

import inspect

import pytest
import sympy

import sympy_torch_bridge as stb

x = sympy.Symbol("x")


def test_the_warning_names_the_line_that_compiles() -> None:
    with pytest.warns(
        stb.PerformanceWarning, match="meijerg: mpmath computes this number by number"
    ) as found:
        line = inspect.currentframe().f_lineno + 1
        stb.compile(sympy.meijerg([[], []], [[0], []], x))
    assert [(warning.filename, warning.lineno) for warning in found] == [(__file__, line)]


def test_one_warning_names_all_slow_functions() -> None:
    slow = sympy.meijerg([[], []], [[0], []], x)
    with pytest.warns(stb.PerformanceWarning) as found:
        stb.compile(slow + slow**2 + sympy.andre(x))
    assert len(found) == 1
