"""Order the tokens of a formula: from signs between operands to steps in postfix order.

Precedence is Python's. Two stacks replace recursion, so that neither a long nor a deep text can
exhaust Python's own stack; signs of one level are collected into one step (``a + b - c`` has one
step for three terms), so that a sum of thousands of terms is built at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from ..errors import ExpressionSyntaxError
from .bounds import MAX_DEPTH
from .scan import Token
from .vocabulary import WORDS

__all__ = ["Step", "postfix"]

StepKind = Literal["number", "name", "prefix", "chain", "call", "tuple"]

_LEVELS = {
    "if": 1, "else": 1, "or": 2, "and": 3, "<": 5, "<=": 5, ">": 5, ">=": 5, "==": 5, "!=": 5,
    "|": 6, "&": 7, "+": 8, "-": 8, "*": 9, "/": 9, "**": 11,
}  # fmt: skip
_PREFIX_LEVELS = {"not": 4, "+": 10, "-": 10, "~": 10}
_CASES = 1
_POWER = 11
_CLOSING = {"(": ")", "[": "]"}


@dataclass(frozen=True, slots=True)
class Step:
    """One action on the stack of values: push a word, or combine the last ``count`` values."""

    kind: StepKind
    tokens: tuple[Token, ...]
    count: int = 0


@dataclass(slots=True)
class _Pending:
    """Signs of one level that wait for their last operand."""

    level: int
    signs: list[Token]
    is_prefix: bool = False


@dataclass(slots=True)
class _Bracket:
    """An open bracket: of a call if ``function`` is given, of the whole text if ``opening`` is not."""

    opening: Token | None
    function: Token | None = None
    count: int = 0
    has_comma: bool = False


@dataclass(slots=True)
class _Reader:
    text: str
    several: bool
    steps: list[Step] = field(default_factory=list)
    stack: list[_Pending | _Bracket] = field(default_factory=list)

    def fail(self, token: Token, reason: str, hint: str = "") -> ExpressionSyntaxError:
        return ExpressionSyntaxError(self.text, token.position, reason, hint=hint)

    def push(self, entry: _Pending | _Bracket, token: Token) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise self.fail(token, f"the formula is nested too deeply; {MAX_DEPTH} levels are the limit")
        self.stack.append(entry)

    def reduce(self, level: int) -> None:
        """Turn the waiting signs that bind tighter than ``level`` into steps."""
        while isinstance(pending := self.stack[-1], _Pending) and pending.level > level:
            self.stack.pop()
            if pending.signs[-1].text == "if":
                raise self.fail(pending.signs[-1], "'if' has no 'else'", "a if condition else b")
            kind: StepKind = "prefix" if pending.is_prefix else "chain"
            count = 1 if pending.is_prefix else len(pending.signs) + 1
            self.steps.append(Step(kind, tuple(pending.signs), count))

    def bracket(self) -> _Bracket:
        """Finish the operand before a comma or a closing bracket and return the bracket around it."""
        self.reduce(0)
        bracket = self.stack[-1]
        assert isinstance(bracket, _Bracket)  # reduce leaves nothing else, and the outermost stays
        return bracket


def postfix(text: str, tokens: Sequence[Token], *, several: bool = False) -> list[Step]:
    """Return the steps that build the formula; with ``several``, top-level commas make a tuple."""
    reader = _Reader(text, several, stack=[_Bracket(None)])
    wants_operand = True
    for index, token in enumerate(tokens):
        take = _take_operand if wants_operand else _take_sign
        wants_operand = take(reader, tokens, index, token)
    return reader.steps


def _take_operand(reader: _Reader, tokens: Sequence[Token], index: int, token: Token) -> bool:
    """Read a token where an operand must begin; tell whether one is still wanted."""
    match token.kind:
        case "number":
            reader.steps.append(Step("number", (token,)))
            return False
        case "name" if tokens[index + 1].text == "(":
            return True  # the bracket that follows looks back at this name
        case "name":
            reader.steps.append(Step("name", (token,)))
            return False
        case "open":
            before = tokens[index - 1] if index else None
            is_call = token.text == "(" and before is not None and before.kind == "name"
            reader.push(_Bracket(token, before if is_call else None), token)
            return True
        case "operator" if token.text in _PREFIX_LEVELS:
            _take_prefix(reader, token)
            return True
        case "close":
            return _close(reader, token, empty=True)
    raise _missing_operand(reader, token, tokens[index - 1] if index else None)


def _take_prefix(reader: _Reader, token: Token) -> None:
    level = _PREFIX_LEVELS[token.text]
    before = reader.stack[-1]
    if token.text == "not" and isinstance(before, _Pending) and before.level > level:
        raise reader.fail(
            token, f"'not' cannot follow '{before.signs[-1].text}'", "write (not a), with parentheses"
        )
    reader.push(_Pending(level, [token], is_prefix=True), token)


def _take_sign(reader: _Reader, tokens: Sequence[Token], index: int, token: Token) -> bool:
    """Read a token after an operand; tell whether an operand must follow."""
    match token.kind:
        case "operator" if token.text in _LEVELS:
            _take_infix(reader, token)
            return True
        case "comma":
            return _take_comma(reader, token)
        case "close":
            return _close(reader, token, empty=False)
        case "end":
            return _finish(reader, token)
    raise _side_by_side(reader, tokens[index - 1], token)


def _take_infix(reader: _Reader, token: Token) -> None:
    level = _LEVELS[token.text]
    reader.reduce(level)
    before = reader.stack[-1]
    if level == _CASES:
        _check_alternation(reader, before, token)
    # Powers associate to the right: each waits for its own exponent.
    if isinstance(before, _Pending) and before.level == level != _POWER:
        before.signs.append(token)
    else:
        reader.push(_Pending(level, [token]), token)


def _check_alternation(reader: _Reader, before: _Pending | _Bracket, token: Token) -> None:
    """Refuse an 'else' without its 'if', and a second 'if' before the 'else' of the first."""
    waiting = before.signs[-1] if isinstance(before, _Pending) else None
    has_if = waiting is not None and waiting.text == "if"
    if token.text == "else" and not has_if:
        raise reader.fail(token, "'else' has no 'if'", "a if condition else b")
    if token.text == "if" and has_if:
        raise reader.fail(token, "'if' follows another without 'else' between", "a if condition else b")


def _take_comma(reader: _Reader, token: Token) -> bool:
    bracket = reader.bracket()
    if bracket.opening is None and not reader.several:
        raise reader.fail(token, "one formula is expected; a comma separates several")
    bracket.count += 1
    bracket.has_comma = True
    return True


def _close(reader: _Reader, token: Token, *, empty: bool) -> bool:
    """Close the innermost bracket; ``empty`` says that nothing stands before the closing sign."""
    if empty and isinstance(reader.stack[-1], _Pending):
        raise _missing_operand(reader, token, reader.stack[-1].signs[-1])
    bracket = reader.bracket()
    if bracket.opening is None:
        raise reader.fail(token, f"'{token.text}' closes nothing")
    if _CLOSING[bracket.opening.text] != token.text:
        raise reader.fail(token, f"'{token.text}' cannot close '{bracket.opening.text}'")
    count = bracket.count + (not empty)
    if bracket.function is not None:
        reader.steps.append(Step("call", (bracket.function,), count))
    elif bracket.has_comma or empty or bracket.opening.text == "[":
        reader.steps.append(Step("tuple", (bracket.opening,), count))
    reader.stack.pop()
    return False


def _finish(reader: _Reader, token: Token) -> bool:
    bracket = reader.bracket()
    if bracket.opening is not None:
        raise reader.fail(bracket.opening, f"'{bracket.opening.text}' is never closed")
    if bracket.has_comma:
        reader.steps.append(Step("tuple", (token,), bracket.count + 1))
    return False


def _missing_operand(reader: _Reader, token: Token, before: Token | None) -> ExpressionSyntaxError:
    if token.kind == "end" and before is not None and before.text == "(":
        return reader.fail(before, "'(' is never closed")
    found = f"'{token.text}' stands" if token.text else "the text ends"
    place = f" after '{before.text}'" if before is not None else ""
    return reader.fail(token, f"{found}{place} where a number, a name or '(' is expected")


def _side_by_side(reader: _Reader, before: Token, token: Token) -> ExpressionSyntaxError:
    if token.text == "[":
        return reader.fail(
            token, "an index in brackets is not accepted", "give each entry a name of its own: x1, x2"
        )
    if token.text in ("not", "~"):
        return reader.fail(token, f"'{token.text}' stands where a sign between two formulas is expected")
    if before.text in WORDS:
        hint = f"a function takes its argument in parentheses: {before.text}({token.text})"
    elif before.kind == "number" and token.text == "j":
        hint = f"the imaginary unit is I: {before.text}*I"
    elif before.kind == "number" and token.text.startswith("_"):
        hint = "digits are written without separators: 1000"
    else:
        hint = f"a product needs its sign: {before.text}*{token.text}"
    return reader.fail(token, f"'{before.text}' and '{token.text}' stand side by side", hint)
