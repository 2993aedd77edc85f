"""The layers of the package, and a stray import that must not pass."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
CONFIGURATION = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]

LINT = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"


def lint(folder):
    """Check the package in ``folder`` against the contracts of the pyproject.toml beside it."""
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_package_keeps_its_layers():
    done = lint(REPOSITORY)
    assert done.returncode == 0, done.stdout + done.stderr


# A copy in small: one empty module for each name of the real contracts.
def names_of_layers():
    (layers,) = (c["layers"] for c in CONFIGURATION["contracts"] if c["id"] == "layers")
    return [name.strip(" ()") for level in layers for name in level.split("|")]


@pytest.fixture
def small_copy(tmp_path):
    package = tmp_path / "sympy_torch_bridge"
    package.mkdir()
    for name in ("__init__", *names_of_layers()):
        (package / f"{name}.py").touch()
    (tmp_path / "pyproject.toml").write_bytes((REPOSITORY / "pyproject.toml").read_bytes())
    return package


def test_the_small_copy_passes(small_copy):
    done = lint(small_copy.parent)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "module, line, contract",
    [
        ("errors", "from .domain import Interval", "Imports point down only"),
        ("ops", "from .check import Report", "Imports point down only"),
        ("program", "from .rules import RULES", "Imports point down only"),
        ("rules", "import torch", "The rule catalog is data"),
        ("render", "import sympy", "Rendering formats text"),
        ("parse", "import torch.nn", "Reading a formula never imports torch"),
        ("parse", "def late():\n    import torch", "Reading a formula never imports torch"),
        ("misc", "", "Imports point down only"),
    ],
)
def test_a_stray_import_or_module_is_caught(small_copy, module, line, contract):
    (small_copy / f"{module}.py").write_text(line)
    done = lint(small_copy.parent)
    assert done.returncode == 1
    assert f"{contract}" in done.stdout.partition("Broken contracts")[2]
