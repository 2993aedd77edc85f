"""The command line: ``sympy-torch-bridge COMMAND``, also ``python -m sympy_torch_bridge``.

Exit codes: 0 verified, 1 refuted, 2 usage, 3 inconclusive.
"""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module

from .. import __version__
from ..errors import BridgeError
from . import verdict

__all__ = ["main"]

# Each command is one module with `configure(parser)` and `run(arguments)`; it is imported with
# its dependencies (torch takes seconds) only when it is the one that was asked for.
COMMANDS = {
    "derive": "the whole story of one function: derivative, limit table, autograd, verdict, plot",
    "check": "check a gradient that you derived by hand",
    "limit": "the limit table of a difference quotient",
    "compile": "show the torch source of a formula",
    "rules": "list, show or verify the catalogue of derivative rules",
    "functions": "list the functions that can be compiled",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments, default those of the process.

    Returns
    -------
    int
        0 verified, 1 refuted, 2 usage, 3 inconclusive.

    Examples
    --------
    >>> main(["compile", "3*x**2 - 4*x"])
    import torch
    <BLANKLINE>
    <BLANKLINE>
    def f(x):
        return 3*x**2 - 4*x
    <BLANKLINE>
    0
    """
    words = [_word(word) for word in (sys.argv[1:] if argv is None else argv)]
    parser = _parser(words)
    try:
        arguments = parser.parse_args(words)
    except SystemExit as stop:  # argparse has printed help (0) or its error (2)
        return int(stop.code or 0)
    if arguments.command is None:
        parser.print_help()
        return verdict.USAGE
    try:
        return int(arguments.run(arguments))
    except BridgeError as error:
        print(f"sympy-torch-bridge {arguments.command}: {error}", file=sys.stderr)
        return verdict.USAGE
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            return verdict.VERIFIED  # the reader, say `head`, has seen enough
        print(f"sympy-torch-bridge {arguments.command}: {error}", file=sys.stderr)
        return verdict.USAGE
    except Exception:  # a mistake of ours must not leave with 1, which means "refuted"
        traceback.print_exc()
        print(f"sympy-torch-bridge {arguments.command}: internal error, see above", file=sys.stderr)
        return verdict.USAGE


def _word(word: str) -> str:
    """Keep a formula that begins with a minus sign from being taken for an option: none is so short."""
    is_formula = word.startswith("-") and not word.startswith("--") and word != "-h"
    return f" {word}" if is_formula else word


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sympy-torch-bridge",
        description="Exact derivatives, limit tables and torch gradients from one formula, proved to agree.",
        epilog="Exit codes: 0 verified, 1 refuted, 2 usage, 3 inconclusive.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    wanted = next((word for word in words if word in COMMANDS), None)
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
        if name == wanted:
            module = import_module(f".{name}", __package__)
            module.configure(command)
            command.add_argument("--json", action="store_true", help="print the result as JSON")
            command.set_defaults(run=module.run)
    return parser
