"""Results kept between builds."""

from __future__ import annotations

import json
import os
import stat

import pytest

from sympy_torch_bridge.sphinx_ext import cache as cache_module
from sympy_torch_bridge.sphinx_ext.cache import Cache, write_atomically
from sympy_torch_bridge.sphinx_ext.stamp import stamp


class Counter:
    def __init__(self):
        self.calls = 0

    def __call__(self):
        self.calls += 1
        return {"n": self.calls}


def test_a_request_is_computed_once(tmp_path):
    compute = Counter()
    kept = Cache(tmp_path)
    assert [kept.get({"a": 1}, compute), kept.get({"a": 1}, compute)] == [{"n": 1}, {"n": 1}]
    assert kept.get({"a": 2}, compute) == {"n": 2}


def test_without_it_everything_is_computed_and_nothing_written(tmp_path):
    compute = Counter()
    off = Cache(tmp_path, is_enabled=False)
    assert [off.get({}, compute)["n"] for _ in range(2)] == [1, 2]
    assert list(tmp_path.iterdir()) == []


def test_another_version_computes_anew(tmp_path, monkeypatch):
    compute = Counter()
    Cache(tmp_path).get({}, compute)
    monkeypatch.setattr(cache_module, "stamp", lambda: "sympy 99")
    assert Cache(tmp_path).get({}, compute) == {"n": 2}


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe"])
def test_a_damaged_file_is_replaced(tmp_path, content):
    kept = Cache(tmp_path)
    path = tmp_path / f"{kept.key({})}.json"
    path.write_bytes(content)
    assert kept.get({}, Counter()) == {"n": 1}
    assert json.loads(path.read_text()) == {"n": 1}


def test_an_error_is_passed_on_and_not_kept(tmp_path):
    def fail():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Cache(tmp_path).get({}, fail)
    assert Cache(tmp_path).get({}, Counter()) == {"n": 1}


def test_a_file_that_cannot_be_completed_leaves_nothing(tmp_path):
    target = tmp_path / "folder"
    (target / "taken").mkdir(parents=True)
    with pytest.raises(OSError, match="taken"):
        write_atomically(target / "taken", b"content")
    assert [path.name for path in target.iterdir()] == ["taken"]


def test_the_stamp_names_the_packages():
    assert "sympy 1." in stamp()
    assert "torch " in stamp()


def test_files_may_be_read_by_whom_the_umask_lets(tmp_path):
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "one", b"content")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "one").stat().st_mode) == 0o640
