"""Every example runs as a user runs it, asserts its own results, and says something."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


def run(path, *arguments):
    """Run an example in a process of its own, warnings being errors."""
    command = [sys.executable, "-W", "error", "-W", "ignore:.torch.jit:DeprecationWarning"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [*command, str(path), *map(str, arguments)],
        capture_output=True, text=True, check=False, env=environment, cwd=path.parent, timeout=120,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example(path, tmp_path):
    result = run(path, tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr
    assert len(result.stdout.splitlines()) >= 5
    assert "assert " in path.read_text()
    written = [file.name for file in tmp_path.iterdir()]
    assert written == (["tangent.svg"] if path.stem == "calculus_chapter" else [])


def test_there_are_examples():
    assert {"calculus_chapter", "check_a_gradient", "burgers"} <= {path.stem for path in EXAMPLES}


@pytest.mark.slow
def test_a_broken_example_would_be_seen(tmp_path):
    broken = tmp_path / "broken.py"
    broken.write_text((ROOT / "examples" / "check_a_gradient.py").read_text().replace("-right", "right"))
    assert "AssertionError" in run(broken).stderr
