"""Cut the text of a formula into tokens, refusing what no formula contains."""

from __future__ import annotations

import keyword
import re
from collections.abc import Container
from dataclasses import dataclass
from typing import Literal

from ..errors import ExpressionSyntaxError
from .bounds import MAX_LENGTH
from .foreign import FOREIGN_NAMES, FOREIGN_SIGNS

__all__ = ["Token", "scan"]

Kind = Literal["number", "name", "operator", "open", "close", "comma", "end"]

WORD_OPERATORS = ("and", "or", "not", "if", "else")
_WORDS_OF_FORMULAS = {*WORD_OPERATORS, "True", "False"}

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<foreign>:=|//|&&|\|\||<<|>>|=>|=<|->|<>|!(?!=))
  | (?P<operator>\*\*|<=|>=|==|!=|[-+*/<>&|~])
  | (?P<open>[(\[])
  | (?P<close>[)\]])
  | (?P<comma>,)
  | (?P<name>\w+)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One sign, number or name of a formula and where it starts."""

    kind: Kind
    text: str
    position: int


def scan(text: str, own_names: Container[str] = ()) -> list[Token]:
    """Return the tokens of ``text``, closed by one of kind ``"end"``.

    ``own_names`` are names the caller gives a meaning to, so that even ``lambda`` may be one.
    """
    if not isinstance(text, str):
        raise ExpressionSyntaxError(repr(text), 0, f"a text is expected, not {type(text).__name__}")
    if len(text) > MAX_LENGTH:
        raise ExpressionSyntaxError(
            text, MAX_LENGTH, f"the text has {len(text)} characters; {MAX_LENGTH} are the limit"
        )
    tokens = [_token(text, match, own_names) for match in _TOKEN.finditer(text) if match.lastgroup != "space"]
    if not tokens:
        raise ExpressionSyntaxError(text, 0, "the text is empty", hint="for example: sin(x)**2")
    return [*tokens, Token("end", "", len(text))]


def _token(text: str, match: re.Match[str], own_names: Container[str]) -> Token:
    found, position = match.group(), match.start()
    match match.lastgroup:
        case "number" | "operator" | "open" | "close" | "comma" as kind:
            return Token(kind, found, position)
        case "name":
            return _name(text, found, position, own_names)
        case _:
            raise _refused_sign(text, found, position)


def _name(text: str, name: str, position: int, own_names: Container[str]) -> Token:
    if name in own_names:
        return Token("name", name, position)
    if name in WORD_OPERATORS:
        return Token("operator", name, position)
    if not name.isidentifier():
        wrong = next(i for i in range(len(name)) if not name[: i + 1].isidentifier())
        raise _refused_sign(text, name[wrong], position + wrong)
    if name.startswith("__"):
        raise ExpressionSyntaxError(text, position, f"the name '{name}' starts with two underscores")
    if keyword.iskeyword(name) and name not in _WORDS_OF_FORMULAS:
        raise ExpressionSyntaxError(text, position, f"'{name}' is a word of Python, not of a formula")
    if name in FOREIGN_NAMES:
        raise ExpressionSyntaxError(
            text, position, f"'{name}' is not SymPy's name for it", hint=f"write {FOREIGN_NAMES[name]}"
        )
    return Token("name", name, position)


def _refused_sign(text: str, sign: str, position: int) -> ExpressionSyntaxError:
    if sign in FOREIGN_SIGNS:
        reason, hint = FOREIGN_SIGNS[sign]
        return ExpressionSyntaxError(text, position, f"'{sign}' {reason}", hint=hint)
    shown = sign if sign.isprintable() else f"U+{ord(sign):04X}"
    return ExpressionSyntaxError(text, position, f"the character '{shown}' has no place in a formula")
