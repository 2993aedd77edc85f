"""Turn the postfix steps of a formula into a SymPy object."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Float, Integer, Symbol

from ..errors import ExpressionSyntaxError, InputTypeError, nearest_names
from .bounds import BoundError, check_literal
from .call import check_call
from .grammar import Step
from .operators import CHAINS, PREFIXES, OperandError
from .scan import Token
from .vocabulary import CONSTANTS, WORDS

__all__ = ["build"]


@dataclass(frozen=True, slots=True)
class _Builder:
    text: str
    symbols: Mapping[str, Symbol]

    def fail(self, token: Token, reason: str, hint: str = "") -> ExpressionSyntaxError:
        return ExpressionSyntaxError(self.text, token.position, reason, hint=hint)

    def attempt(self, token: Token, make: Callable[[], Any]) -> Any:
        """Call into SymPy; whatever it raises becomes an error at ``token``."""
        try:
            return make()
        except (OperandError, BoundError) as error:
            raise self.fail(token, error.reason, error.hint) from None
        # SymPy raises a dozen classes here, RecursionError and AttributeError among them; each
        # means that the formula has no value.
        except Exception as error:
            why = str(error).partition("\n")[0] or type(error).__name__
            raise self.fail(token, f"SymPy cannot evaluate this part: {why}") from error


def build(text: str, steps: Sequence[Step], symbols: Mapping[str, Symbol]) -> Any:
    """Return the SymPy object, or a tuple of them, that the steps describe."""
    builder = _Builder(text, symbols)
    values: list[Any] = []
    for step in steps:
        cut = len(values) - step.count
        values[cut:] = [_ACTIONS[step.kind](builder, step, values[cut:])]
    (value,) = values
    return value


def _number(builder: _Builder, step: Step, _: list[Any]) -> Any:
    (token,) = step.tokens
    head = Integer if token.text.isdecimal() else Float

    def make() -> Any:
        check_literal(token.text)
        return head(token.text)

    return builder.attempt(token, make)


def _name(builder: _Builder, step: Step, _: list[Any]) -> Any:
    (token,) = step.tokens
    if token.text in builder.symbols:
        return _own_symbol(builder, token.text)
    if token.text in CONSTANTS:
        return CONSTANTS[token.text]
    if token.text in WORDS:
        raise builder.fail(
            token, f"'{token.text}' is a function and has no argument here", f"write {token.text}(x)"
        )
    return Symbol(token.text)


def _own_symbol(builder: _Builder, name: str) -> Any:
    symbol = builder.symbols[name]
    if not isinstance(symbol, Symbol):
        raise InputTypeError(f"symbols[{name!r}]", type(symbol).__name__, expected="a Symbol")
    return symbol


def _prefix(builder: _Builder, step: Step, values: list[Any]) -> Any:
    (token,) = step.tokens
    return builder.attempt(token, lambda: PREFIXES[token.text](*values))


def _chain(builder: _Builder, step: Step, values: list[Any]) -> Any:
    signs = [token.text for token in step.tokens]
    return builder.attempt(step.tokens[0], lambda: CHAINS[signs[0]](signs, values))


def _call(builder: _Builder, step: Step, arguments: list[Any]) -> Any:
    (token,) = step.tokens
    if token.text in builder.symbols or token.text not in WORDS:
        raise _no_function(builder, token)
    word = WORDS[token.text]
    if len(arguments) < word.fewest or (word.most is not None and len(arguments) > word.most):
        raise builder.fail(token, f"{word.name}() takes {word.arity}, {len(arguments)} given")
    return builder.attempt(token, lambda: check_call(word, arguments))


def _no_function(builder: _Builder, token: Token) -> ExpressionSyntaxError:
    name = token.text
    if name in builder.symbols or name in CONSTANTS:
        return builder.fail(token, f"'{name}' is not a function", f"a product needs its sign: {name}*(...)")
    # One or two letters resemble half the vocabulary; there a missing product sign is likelier.
    nearest = nearest_names(name, tuple(WORDS)) if len(name) > 2 else ()
    hint = f"did you mean {' or '.join(nearest)}?" if nearest else f"a product needs its sign: {name}*(...)"
    return builder.fail(token, f"no function is called '{name}'", hint)


def _tuple(builder: _Builder, step: Step, values: list[Any]) -> Any:
    return tuple(values)


_ACTIONS: Mapping[str, Callable[[_Builder, Step, list[Any]], Any]] = {
    "number": _number,
    "name": _name,
    "prefix": _prefix,
    "chain": _chain,
    "call": _call,
    "tuple": _tuple,
}
