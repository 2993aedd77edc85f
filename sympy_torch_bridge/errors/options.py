"""Errors of options, and of packages that an option needs."""

from __future__ import annotations

from collections.abc import Sequence

from .base import BridgeError, message, shortened

__all__ = ["MissingDependencyError", "OptionError"]


class OptionError(BridgeError, ValueError):
    """An option has a value that is not among the accepted ones."""

    def __init__(self, option: str, value: object, *, accepted: Sequence[object], hint: str = "") -> None:
        self.option = option
        self.value = value
        self.accepted = tuple(accepted)
        listing = ", ".join(repr(a) if isinstance(a, str) else str(a) for a in self.accepted)
        what = f"{option}={shortened(value)} is not accepted."
        super().__init__(message(what, f"accepted: {listing}", hint))


class MissingDependencyError(BridgeError, ImportError):
    """An optional package is needed and not installed."""

    def __init__(self, package: str, *, needed_for: str, extra: str) -> None:
        self.package = package
        self.extra = extra
        super().__init__(
            message(
                f"{needed_for} needs the package '{package}', which is not installed.",
                f'install it with: pip install "sympy-torch-bridge[{extra}]"',
            )
        )
