"""Errors of what the other side does not have: SymPy's nodes in torch, torch's operations in SymPy."""

from __future__ import annotations

from collections.abc import Sequence

from .base import BridgeError, message, shortened

__all__ = ["LostFunctionError", "MatrixDerivativeError", "TraceError", "UnsupportedFunctionError"]


class UnsupportedFunctionError(BridgeError, NotImplementedError):
    """A SymPy node has no entry in the op table, or no exact value that a check could judge by."""

    def __init__(
        self,
        function: str,
        path: Sequence[str],
        *,
        nearest: Sequence[str] = (),
        hint: str | None = None,
        headline: str = "",
        is_exact: bool = False,
        is_claim: bool = False,
    ) -> None:
        self.function = function
        self.path = tuple(path)
        self.nearest = tuple(nearest)
        self.hint = hint or f"compile(expr, functions={{{function!r}: torch_callable}}) supplies one"
        super().__init__(
            message(
                headline
                if headline
                else f"cannot evaluate '{function}' exactly, which the claim holds: it cannot be judged."
                if is_claim
                else f"cannot evaluate '{function}' exactly: there is nothing to judge a derivative by."
                if is_exact
                else f"cannot lower '{function}' to torch: it has no entry in the op table.",
                f"found at: {' > '.join(self.path)}",
                f"similar names with an entry: {', '.join(self.nearest)}" if self.nearest else "",
                f"what to do: {self.hint}",
            )
        )


class LostFunctionError(BridgeError, LookupError):
    """A saved graph calls a function that exists in no record of this process."""

    def __init__(self, function: str) -> None:
        self.function = function
        super().__init__(
            message(
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
            message(
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
        why = f"why: SymPy raised {type(failure).__name__} here: {shortened(str(failure))}"
        return cls(type(node).__name__, path, wrt=wrt, hint=why)


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
            message(
                f"cannot read '{operation}' as an expression: {why}.",
                file and f"at {file}, line {line}{f': {code}' if code else ''}",
                hint and f"what to do: {hint}",
            )
        )
