"""The interpreter under the sanitizers of the compiler: no access outside memory, no undefined behaviour."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
SCRIPT = """
import random
import torch
from random_formulas import SYMBOLS, random_expression
import sympy_torch_bridge as stb
from sympy_torch_bridge.fused.native import native_library

assert native_library(), native_library().reason
natives = 0
for seed in range(500, 515):
    f = stb.compile(random_expression(random.Random(seed), 12), SYMBOLS, backend="fused")
    at = [torch.linspace(-2, 2, 700, dtype=torch.float64) * k for k in (1, -0.5, 0.3)]
    natives += stb.explain(f, *at).gradient == "native"
    f.value_and_grad(*at)
assert natives > 10, natives
"""


def sanitizer(name):
    """Return the library that has to be loaded before all others, None where gcc has none."""
    if shutil.which("gcc") is None:
        return None
    command = ["gcc", f"-print-file-name={name}"]
    path = Path(subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip())
    return path if path.is_absolute() and path.exists() else None


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """One folder for both tests: the interpreter is compiled once."""
    return tmp_path_factory.mktemp("cache")


def run_under_sanitizers(script, cache):
    libraries = [sanitizer("libasan.so"), sanitizer("libubsan.so")]
    if None in libraries:
        pytest.skip("gcc with its sanitizers is not installed")
    environment = {
        **os.environ,
        "CC": "gcc -fsanitize=address,undefined -fno-sanitize-recover=all",
        "XDG_CACHE_HOME": str(cache),
        "LD_PRELOAD": " ".join(map(str, libraries)),
        "ASAN_OPTIONS": "detect_leaks=0",
        "PYTHONPATH": os.pathsep.join([str(TESTS.parent), str(TESTS), str(TESTS / "fused")]),
    }
    command = [sys.executable, "-W", "ignore", "-c", script]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=300)


@pytest.mark.slow
def test_random_programs_are_clean(cache):
    finished = run_under_sanitizers(SCRIPT, cache)
    assert finished.returncode == 0, finished.stderr[-2000:]


WRONG = """
import ctypes, numpy as np
from sympy_torch_bridge.fused.native import native_library
run = native_library().functions["float64"]
code = np.array([[1, 3, 0, 0, 1, 1, 1, 0, 0, 0, 0]], dtype=np.int32)
x, out = np.zeros(64), np.zeros(32)
pointers = [(ctypes.c_void_p * 1)(a.ctypes.data) for a in (x, out)]
run(code.ctypes.data, 1, pointers[0], x.ctypes.data, pointers[1], 1, 64, 64)
print("not noticed")
"""


@pytest.mark.slow
def test_the_sanitizers_are_on(cache):
    """A write behind the end of an array, which no Python check of ours stands before here."""
    finished = run_under_sanitizers(WRONG, cache)
    assert finished.returncode != 0
    assert "not noticed" not in finished.stdout
    assert "heap-buffer-overflow" in finished.stderr
