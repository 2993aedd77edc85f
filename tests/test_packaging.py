"""What an installed copy offers before anything is computed."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import entry_points, metadata, version
from pathlib import Path

import pytest

import sympy_torch_bridge

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGE = Path(sympy_torch_bridge.__file__).parent


def in_a_fresh_interpreter(code):
    """Run ``code`` and return what it prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_version_is_the_installed_one():
    assert sympy_torch_bridge.__version__ == version("sympy-torch-bridge")
    assert re.fullmatch(r"\d+\.\d+\.\d+", sympy_torch_bridge.__version__)


def test_types_are_published():
    assert (PACKAGE / "py.typed").is_file()


def test_import_is_fast_and_loads_neither_torch_nor_sympy():
    code = (
        "import sys, time; start = time.perf_counter(); import sympy_torch_bridge;"
        "print(time.perf_counter() - start, *{'torch', 'sympy', 'numpy', 'mpmath'} & set(sys.modules))"
    )
    runs = [in_a_fresh_interpreter(code).split() for _ in range(3)]
    assert [loaded for _, *loaded in runs] == [[], [], []]
    # The fastest of three: another process on the machine is no fault of the import.
    assert min(float(seconds) for seconds, *_ in runs) < 0.1


@pytest.mark.parametrize("name", sympy_torch_bridge.__all__)
def test_public_name_resolves(name):
    assert getattr(sympy_torch_bridge, name) is not None
    assert name in dir(sympy_torch_bridge)


def test_public_names_are_sorted_and_unique():
    names = list(sympy_torch_bridge.__all__)
    assert names == sorted(set(names))


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nonsense"):
        sympy_torch_bridge.nonsense  # noqa: B018  the access itself is under test


def test_the_command_is_installed():
    (command,) = entry_points(group="console_scripts", name="sympy-torch-bridge")
    assert command.value == "sympy_torch_bridge.cli:main"


def test_metadata_names_licence_and_extras():
    facts = metadata("sympy-torch-bridge")
    assert facts["License-Expression"] == "BSD-3-Clause"
    assert {"sphinx", "plot", "pandas", "rigor", "test", "docs", "lint", "all"} <= set(
        facts.get_all("Provides-Extra")
    )


def test_constraints_pin_every_dependency():
    pinned = re.findall(r"^([\w.-]+)==\S+$", (REPOSITORY / "constraints.txt").read_text(), re.MULTILINE)
    pins = {canonical(name) for name in pinned}
    required = {
        canonical(re.match(r"[\w.-]+", line)[0])
        for line in metadata("sympy-torch-bridge").get_all("Requires-Dist")
    }
    assert required - {"sympy-torch-bridge"} <= pins


def canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("marker", ["main-job", "test-command"])
def test_readme_marks_one_command(marker):
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    (command,) = re.findall(rf"^<!-- {marker} -->\n```\w+\n(.+)\n```$", readme, re.MULTILINE)
    assert '-c constraints.txt -e ".[all]"' in command
