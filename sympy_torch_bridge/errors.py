"""Every error the library raises: one class per reaction a caller can have.

Each message states what failed, where, why and what to do; the facts are attributes, so
that no caller has to parse text. Nothing of the package is imported here.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

__all__ = [
    "AmbiguousNameError",
    "BridgeError",
    "CheckFailedError",
    "CheckpointError",
    "ClaimError",
    "ConstraintError",
    "DomainError",
    "ExpressionSyntaxError",
    "InputShapeError",
    "InputTypeError",
    "LostFunctionError",
    "LostGradientError",
    "MatrixDerivativeError",
    "MissingDependencyError",
    "MissingInputError",
    "NotDifferentiableError",
    "OptionError",
    "PerformanceWarning",
    "SmoothnessWarning",
    "TraceError",
    "UnexpectedInputError",
    "UnknownSymbolError",
    "UnsupportedFunctionError",
]


class BridgeError(Exception):
    """Base class of every error raised on purpose by this library."""


# Of a value in a message, in characters.
_LONGEST_VALUE = 160


def _message(what: str, *facts: str) -> str:
    """Join the headline and the indented facts, leaving out empty ones."""
    return "\n".join([what, *(f"  {fact}" for fact in facts if fact)])


def _shortened(value: object) -> str:
    """Write a value in a line; Python refuses to write integers of thousands of digits."""
    try:
        text = repr(value)
    except ValueError:
        return f"a value of type {type(value).__name__}"
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}..."


def nearest_names(name: str, known: Sequence[str]) -> tuple[str, ...]:
    """Return up to three known names that look like ``name``."""
    return tuple(get_close_matches(name, known, n=3, cutoff=0.6))


class UnsupportedFunctionError(BridgeError, NotImplementedError):
    """A SymPy node has no entry in the op table, or no exact value that a check could judge by."""

    def __init__(
        self,
        function: str,
        path: Sequence[str],
        *,
        nearest: Sequence[str] = (),
        hint: str | None = None,
        is_exact: bool = False,
        is_claim: bool = False,
    ) -> None:
        self.function = function
        self.path = tuple(path)
        self.nearest = tuple(nearest)
        self.hint = hint or f"compile(expr, functions={{{function!r}: torch_callable}}) supplies one"
        super().__init__(
            _message(
                f"cannot evaluate '{function}' exactly, which the claim holds: it cannot be judged."
                if is_claim
                else f"cannot evaluate '{function}' exactly: there is nothing to judge a derivative by."
                if is_exact
                else f"cannot lower '{function}' to torch: it has no entry in the op table.",
                f"found at: {' > '.join(self.path)}",
                f"similar names with an entry: {', '.join(self.nearest)}" if self.nearest else "",
                f"what to do: {self.hint}",
            )
        )


class UnknownSymbolError(BridgeError, ValueError):
    """A symbol that is asked for does not occur where it is looked up."""

    def __init__(self, symbol: str, known: Sequence[str], *, where: str, hint: str | None = None) -> None:
        self.symbol = symbol
        self.known = tuple(known)
        self.where = where
        self.nearest = nearest_names(symbol, self.known)
        advice = f"did you mean {' or '.join(map(repr, self.nearest))}?" if self.nearest else ""
        super().__init__(
            _message(
                f"unknown symbol '{symbol}' in {where}.",
                f"known symbols: {', '.join(self.known) or '(none)'}",
                hint or advice,
            )
        )


class MissingInputError(BridgeError, TypeError):
    """A compiled function was called without one of its inputs."""

    def __init__(self, missing: Sequence[str], inputs: Sequence[str], *, hint: str = "") -> None:
        self.missing = tuple(missing)
        self.inputs = tuple(inputs)
        example = ", ".join(f"{name}=..." for name in self.inputs)
        super().__init__(
            _message(
                f"missing input{'s' if len(self.missing) > 1 else ''}: {', '.join(self.missing)}.",
                f"the function takes, in this order: {', '.join(self.inputs)}",
                hint or f"call it as f({', '.join(self.inputs)}) or f({example})",
            )
        )


class UnexpectedInputError(BridgeError, TypeError):
    """A compiled function was called with an input it does not have."""

    def __init__(
        self, unexpected: Sequence[str], inputs: Sequence[str], *, why: str = "not an input"
    ) -> None:
        self.unexpected = tuple(unexpected)
        self.inputs = tuple(inputs)
        self.nearest = tuple(n for name in self.unexpected for n in nearest_names(name, self.inputs))
        super().__init__(
            _message(
                f"unexpected input: {', '.join(self.unexpected)} ({why}).",
                f"the function takes, in this order: {', '.join(self.inputs) or '(no inputs)'}",
                f"did you mean {' or '.join(map(repr, self.nearest))}?" if self.nearest else "",
            )
        )


class AmbiguousNameError(BridgeError, TypeError):
    """Two different symbols share one name, so the name cannot tell them apart."""

    def __init__(self, name: str, symbols: Sequence[str], *, what: str = "", hint: str = "") -> None:
        self.name = name
        self.symbols = tuple(symbols)
        ambiguous = f"the keyword '{name}' is ambiguous: {len(self.symbols)} different symbols have this name"
        super().__init__(
            _message(
                f"{what or ambiguous}.",
                f"they are, in the order {'given' if what else 'of the inputs'}: {'; '.join(self.symbols)}",
                hint or "pass the inputs by position, or rename one of the symbols",
            )
        )


class InputTypeError(BridgeError, TypeError):
    """An argument has a type or dtype that the operation cannot take."""

    def __init__(self, name: str, got: str, *, expected: str, hint: str = "") -> None:
        self.name = name
        self.got = got
        self.expected = expected
        super().__init__(_message(f"'{name}' is {got}; expected {expected}.", hint))


class InputShapeError(BridgeError, ValueError):
    """The shapes of the inputs do not fit each other or the expression."""

    def __init__(self, shapes: Sequence[tuple[str, tuple[int, ...]]], *, why: str, hint: str = "") -> None:
        self.shapes = tuple(shapes)
        self.why = why
        listing = ", ".join(f"{name} {tuple(shape)}" for name, shape in self.shapes)
        super().__init__(_message(f"input shapes do not fit: {why}.", f"shapes: {listing}", hint))


class ClaimError(BridgeError, RuntimeError):
    """The code of a claim raised an exception, which is the ``__cause__`` of this one.

    Nothing is known of such a claim, so that there is no report.
    """

    def __init__(
        self, claim: str, part: str, error: Exception, *, place: str = "", subject: str = "claim"
    ) -> None:
        self.claim = claim
        self.part = part
        self.place = place
        self.subject = subject
        said = f"{error}".splitlines()
        super().__init__(
            _message(
                f"the {part} of the {subject} '{claim}' raised {type(error).__name__}"
                f"{f': {said[0]}' if said else ''}",
                place and f"raised at: {place}",
                f"the {subject} is called with one tensor of shape (n,) for each input, then point by point",
                "an argument that is no input, such as a whole number, gets its value inside it"
                if isinstance(error, TypeError)
                else "",
            )
        )


class CheckFailedError(BridgeError, AssertionError):
    """A check that was asserted has another verdict than ``"consistent"``: the message is its report."""

    def __init__(self, report: object) -> None:
        self.report = report
        super().__init__(str(report))


class CheckpointError(BridgeError, RuntimeError):
    """A checkpoint is damaged, or belongs to another expression than the module."""

    def __init__(
        self, what: str, *, why: str = "", hint: str = "", stored: str = "", expected: str = ""
    ) -> None:
        self.what = what
        self.why = why
        self.hint = hint
        self.stored = stored
        self.expected = expected
        super().__init__(
            _message(
                f"cannot load the checkpoint: {what}",
                stored and f"stored:     {stored}",
                expected and f"the module: {expected}",
                why and f"why: {why}",
                hint and f"what to do: {hint}",
            )
        )


class ConstraintError(BridgeError, ValueError):
    """A parameter is given a value that its constraint does not allow."""

    def __init__(self, parameter: str, value: object, *, constraint: str, hint: str = "") -> None:
        self.parameter = parameter
        self.value = value
        self.constraint = constraint
        super().__init__(
            _message(
                f"the parameter '{parameter}' cannot be {_shortened(value)}: it is to be {constraint}.",
                hint or "start inside; a value on the boundary is reached in the limit only",
            )
        )


class ExpressionSyntaxError(BridgeError, ValueError):
    """A text is not a formula of the accepted grammar."""

    def __init__(self, text: str, position: int, reason: str, *, hint: str = "") -> None:
        self.text = text
        self.position = position
        self.reason = reason
        self.hint = hint
        shown, column = _excerpt(text, position)
        super().__init__(
            _message(
                f"cannot read the formula: {reason}.", shown, " " * column + "^", hint and f"hint: {hint}"
            )
        )


def _excerpt(text: str, position: int, width: int = 72) -> tuple[str, int]:
    """Return at most ``width`` characters of one line around ``position`` and the caret's column."""
    flat = text.replace("\n", " ")
    start = max(0, min(position - width // 2, len(flat) - width))
    return flat[start : start + width], max(0, position - start)


class DomainError(BridgeError, ValueError):
    """A point lies outside the real domain of an expression, or a domain is not usable."""

    def __init__(self, expression: str, point: str, *, why: str, hint: str = "") -> None:
        self.expression = expression
        self.point = point
        self.why = why
        super().__init__(
            _message(
                f"{expression} has no finite real value at {point}.",
                f"why: {why}",
                hint or "choose a point inside the domain",
            )
        )


class NotDifferentiableError(BridgeError, ValueError):
    """A derivative was asked for where none exists."""

    def __init__(self, expression: str, point: str, *, why: str, hint: str = "") -> None:
        self.expression = expression
        self.point = point
        self.why = why
        super().__init__(_message(f"{expression} is not differentiable at {point}.", f"why: {why}", hint))


class LostGradientError(NotDifferentiableError):
    """Torch holds no gradient although the value depends on the input."""

    def __init__(self, expression: str, point: str, *, why: str, hint: str = "") -> None:
        self.expression = expression
        self.point = point
        self.why = why
        ValueError.__init__(
            self, _message(f"{expression} gives no gradient for {point}.", f"why: {why}", hint)
        )


class LostFunctionError(BridgeError, LookupError):
    """A saved graph calls a function that exists in no record of this process."""

    def __init__(self, function: str) -> None:
        self.function = function
        super().__init__(
            _message(
                f"the graph calls '{function}', which this process does not have.",
                "why: it is no record of the op table: the user's own function, or one that belongs to "
                "one formula, such as the summand of a sum; a graph holds its name alone",
                "compile and export the formula again in this process, and keep the compiled function",
            )
        )


class MatrixDerivativeError(BridgeError, NotImplementedError):
    """The matrix calculus engine has no rule for a node."""

    def __init__(self, node: str, path: Sequence[str], *, wrt: str, hint: str = "") -> None:
        self.node = node
        self.path = tuple(path)
        self.wrt = wrt
        super().__init__(
            _message(
                f"cannot differentiate '{node}' with respect to {wrt}.",
                f"found at: {' > '.join(self.path)}",
                hint or "write the expression with concrete entries (expr.as_explicit()) and try again",
            )
        )

    @classmethod
    def from_sympy(
        cls, node: object, path: Sequence[str], failure: Exception, *, wrt: str = "its symbols"
    ) -> MatrixDerivativeError:
        """Name the node at which SymPy raised an error of its own."""
        why = f"why: SymPy raised {type(failure).__name__} here: {_shortened(str(failure))}"
        return cls(type(node).__name__, path, wrt=wrt, hint=why)


class MissingDependencyError(BridgeError, ImportError):
    """An optional package is needed and not installed."""

    def __init__(self, package: str, *, needed_for: str, extra: str) -> None:
        self.package = package
        self.extra = extra
        super().__init__(
            _message(
                f"{needed_for} needs the package '{package}', which is not installed.",
                f'install it with: pip install "sympy-torch-bridge[{extra}]"',
            )
        )


class OptionError(BridgeError, ValueError):
    """An option has a value that is not among the accepted ones."""

    def __init__(self, option: str, value: object, *, accepted: Sequence[object], hint: str = "") -> None:
        self.option = option
        self.value = value
        self.accepted = tuple(accepted)
        listing = ", ".join(repr(a) if isinstance(a, str) else str(a) for a in self.accepted)
        what = f"{option}={_shortened(value)} is not accepted."
        super().__init__(_message(what, f"accepted: {listing}", hint))


class TraceError(BridgeError, NotImplementedError):
    """A torch function does something that no SymPy expression says."""

    def __init__(
        self, operation: str, *, why: str, file: str = "", line: int = 0, code: str = "", hint: str = ""
    ) -> None:
        self.operation = operation
        self.why = why
        self.file = file
        self.line = line
        self.code = code
        self.hint = hint
        super().__init__(
            _message(
                f"cannot read '{operation}' as an expression: {why}.",
                file and f"at {file}, line {line}{f': {code}' if code else ''}",
                hint and f"what to do: {hint}",
            )
        )


class PerformanceWarning(UserWarning):
    """A part of the computation is much slower than a torch operation."""


class SmoothnessWarning(UserWarning):
    """A derivative of a network leaves out what happens at the kinks of its activation."""

    def __init__(self, function: str, orders: Sequence[int], operation: str, order: int) -> None:
        self.function = function
        self.orders = tuple(orders)
        self.operation = operation
        self.order = order
        super().__init__(
            _message(
                f"the derivative of orders {self.orders} of '{function}' is not that of the network.",
                f"found in the network: {operation}, which has {order - 1} continuous derivatives",
                f"why: beyond order {order} torch's derivative leaves out the kinks; for a ReLU network "
                "u_xx is zero, so that training solves an equation without that term",
                "what to do: use a smooth activation such as nn.Tanh(), nn.SiLU() or nn.GELU()",
            )
        )
