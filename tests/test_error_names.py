"""The names of the errors: users see, import and pickle them from one place."""

from __future__ import annotations

import pickle

import sympy_torch_bridge as stb
from sympy_torch_bridge import errors


def test_each_class_is_named_where_it_is_imported_from() -> None:
    classes = [getattr(errors, name) for name in errors.__all__]
    assert {one.__module__ for one in classes} == {"sympy_torch_bridge.errors"}
    assert pickle.loads(pickle.dumps(classes)) == classes
    assert [one.__name__ for one in classes] == sorted(errors.__all__)


def test_errors_are_caught_by_one_base_class() -> None:
    others = {name for name in errors.__all__ if not issubclass(getattr(errors, name), stb.BridgeError)}
    assert others == {"NonFiniteWarning", "PerformanceWarning", "SmoothnessWarning"}
