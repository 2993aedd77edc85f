"""The file of the interpreter: where it is kept, when it is built anew, and the reasons why there is none."""

from __future__ import annotations

import pytest

from sympy_torch_bridge.fused.native import building, native_library
from sympy_torch_bridge.fused.native import library as library_module


@pytest.fixture
def anew():
    """Look for the interpreter as a new process does."""
    library_module.native_library.cache_clear()
    yield native_library
    library_module.native_library.cache_clear()


@pytest.mark.skipif(not native_library(), reason=native_library().reason or "-")
@pytest.mark.parametrize("damage", [b"", b"\x7fELF", None], ids=["empty", "head", "truncated"])
def test_a_damaged_interpreter_is_built_anew(damage, tmp_path, monkeypatch, anew):
    built = anew().path
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = tmp_path / "sympy_torch_bridge"
    folder.mkdir()
    content = built.read_bytes()
    (folder / built.name).write_bytes(content[:20_000] if damage is None else damage)
    (folder / built.with_suffix(".sha256").name).write_text(building.digest_of(built), encoding="ascii")
    calls = []

    def build(compiler, path):
        calls.append(path)
        path.write_bytes(content)

    monkeypatch.setattr(building, "_build", build)
    library_module.native_library.cache_clear()
    assert anew()
    assert len(calls) == 1


def test_no_home_is_a_reason(monkeypatch, anew):
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(library_module.Path, "home", lambda: (_ for _ in ()).throw(RuntimeError("no home")))
    assert "no home" in anew().reason


def test_messages_of_a_compiler_may_be_no_text(tmp_path, monkeypatch, anew):
    compiler = tmp_path / "a compiler"
    compiler.write_text("#!/bin/sh\nprintf 'Fehler: \\377\\376' >&2\nexit 1\n", encoding="ascii")
    compiler.chmod(0o700)
    monkeypatch.setenv("CC", str(compiler))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert "Fehler" in anew().reason


def test_quotation_marks_that_are_not_closed_are_a_reason(tmp_path, monkeypatch, anew):
    monkeypatch.setenv("CC", "cc -D'")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert "No closing quotation" in anew().reason


def test_a_cache_beside_the_working_folder_is_ignored(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "cache")
    monkeypatch.setattr(library_module.Path, "home", lambda: tmp_path)
    assert library_module._cache_folder() == tmp_path / ".cache" / "sympy_torch_bridge"


def test_a_damaged_seal_is_no_error(tmp_path):
    path = tmp_path / "interpreter.so"
    path.write_bytes(b"1")
    path.with_suffix(".sha256").write_bytes(b"\xff\xfe")
    assert not building.is_whole(path)
