"""Building the interpreter: once for several processes, its halves at the same time, within a time limit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time

import pytest

from sympy_torch_bridge.fused.native import building

pytestmark = pytest.mark.skipif(
    os.name != "posix", reason="these tests have compilers that are scripts of sh, and locks of POSIX"
)

SLOW_COMPILER = """#!/bin/sh
echo started >> "$0.log"
sleep 0.4
exec cc -O0 "$@"
"""
BUILDS = """
from sympy_torch_bridge.fused.native import native_library
found = native_library()
assert found, found.reason
"""


@pytest.fixture
def compiler(tmp_path, monkeypatch):
    """A compiler that writes down its calls, and no library yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    path = tmp_path / "compiler"
    path.write_text(SLOW_COMPILER, encoding="ascii")
    path.chmod(0o700)
    monkeypatch.setenv("CC", str(path))
    return path


def calls_of(compiler):
    log = compiler.with_name("compiler.log")
    return log.read_text(encoding="ascii").count("started") if log.exists() else 0


@pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler")
@pytest.mark.slow
def test_of_several_processes_one_builds(compiler):
    running = [subprocess.Popen([sys.executable, "-c", BUILDS]) for _ in range(3)]
    assert [process.wait(timeout=300) for process in running] == [0, 0, 0]
    assert calls_of(compiler) == 3  # two halves and what links them


HOLDS = """
import sys, time
from pathlib import Path
from sympy_torch_bridge.fused.native.building import _alone
with _alone(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(300)
"""


@pytest.fixture
def holder(tmp_path):
    """A process that holds the lock of a library, as one does that builds."""
    lock = tmp_path / "library.lock"
    process = subprocess.Popen([sys.executable, "-c", HOLDS, str(lock)], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


@pytest.fixture
def built(monkeypatch):
    """The paths that are built, without a compiler."""
    paths = []
    monkeypatch.setattr(building, "_build", lambda compiler, path: paths.append(path))
    return paths


def test_a_process_that_died_is_not_waited_for(holder, built, tmp_path, monkeypatch):
    monkeypatch.setattr(building, "_LONGEST_WAIT", 100.0)
    threading.Timer(0.3, holder.kill).start()
    begin = time.monotonic()
    building.build_once("cc", tmp_path / "library.so")
    assert built == [tmp_path / "library.so"]
    assert 0.2 < time.monotonic() - begin < 50


def test_waiting_has_an_end(holder, built, tmp_path, monkeypatch):
    monkeypatch.setattr(building, "_LONGEST_WAIT", 0.2)
    building.build_once("cc", tmp_path / "library.so")
    assert built == [tmp_path / "library.so"]
    assert holder.poll() is None


def test_a_folder_without_locks_is_no_reason_to_wait(built, tmp_path, monkeypatch):
    def refuse(*given):
        raise OSError(37, "No locks available")

    monkeypatch.setattr(building.fcntl, "flock", refuse)
    begin = time.monotonic()
    building.build_once("cc", tmp_path / "library.so")
    assert built
    assert time.monotonic() - begin < 10


def test_a_compiler_that_hangs_is_ended(monkeypatch):
    monkeypatch.setattr(building, "_SECONDS", 0.3)
    begin = time.monotonic()
    with pytest.raises(subprocess.TimeoutExpired):
        building._run_at_once([["sleep", "100"], ["sleep", "100"]])
    assert time.monotonic() - begin < 50


def test_an_error_of_the_second_half_is_told():
    with pytest.raises(OSError, match="no such half"):
        building._run_at_once([["true"], ["sh", "-c", "echo no such half >&2; exit 1"]])
