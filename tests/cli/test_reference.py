"""The page of the command line is what the commands say, and its examples run."""

from __future__ import annotations

import importlib.util
import shlex
from pathlib import Path

import pytest

from sympy_torch_bridge.cli import COMMANDS, main

SCRIPT = Path(__file__).parents[2] / "docs" / "write_command_line.py"


@pytest.fixture(scope="module")
def writer():
    spec = importlib.util.spec_from_file_location("write_command_line", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_up_to_date(writer):
    advice = "run .venv/bin/python docs/write_command_line.py"
    assert writer.PAGE.read_text(encoding="utf-8") == writer.page(), advice


@pytest.mark.parametrize("command", COMMANDS)
def test_the_example_of_a_command_runs(writer, command, capsys):
    words = shlex.split(writer.EXAMPLES[command])
    assert words[0] == command
    assert main(words) == (1 if command == "check" else 0)
    assert capsys.readouterr().out
