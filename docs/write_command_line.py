"""Writes docs/reference/command-line.md: what the commands say of themselves, with an example of each.

Run it after a change of the command line: ``.venv/bin/python docs/write_command_line.py``.
"""

from __future__ import annotations

import io
import os
from contextlib import redirect_stdout
from pathlib import Path
from unittest import mock

from sympy_torch_bridge.cli import COMMANDS, main

PAGE = Path(__file__).parent / "reference" / "command-line.md"
HEAD = """# Command line

`sympy-torch-bridge`, or `python -m sympy_torch_bridge`. Formulas are in SymPy's notation and are
[read without being executed](formulas.md). Every command takes `--json`; colours and a progress bar
appear in a terminal alone, and not where `NO_COLOR` is set.

| exit code | meaning |
|---|---|
| 0 | verified, or done |
| 1 | refuted |
| 2 | wrong usage |
| 3 | inconclusive |

This page is written by `docs/write_command_line.py`.
"""
EXAMPLES = {
    "derive": 'derive "3*x**2 - 4*x" --at x=1',
    "check": 'check "sin(x)**2" --grad "2*cos(x)"',
    "limit": 'limit "sin(x)/x" --at x=1',
    "compile": 'compile "log(1 + exp(x))"',
    "rules": "rules show derivative.tanh --parts statement,facts,code",
    "functions": "functions",
}


def page() -> str:
    """Return the text of the page."""
    sections = [HEAD]
    for name in COMMANDS:
        shown = f"```text\n{_help(name)}```\n"
        sections.append(f"## {name}\n\n```bash\nsympy-torch-bridge {EXAMPLES[name]}\n```\n\n{shown}")
    return "\n".join(sections)


def _help(command: str) -> str:
    stream = io.StringIO()
    with mock.patch.dict(os.environ, {"COLUMNS": "100"}), redirect_stdout(stream):
        main([command, "--help"])
    return stream.getvalue()


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
