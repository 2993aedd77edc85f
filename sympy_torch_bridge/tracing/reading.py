"""What an operation of torch means: the registry of readings, and what each of them is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from ..errors import TraceError
from .code_line import CodeLine, running_line
from .entries import Entries, elementwise
from .numerals import Numerals, as_number

__all__ = [
    "FACTOR_READINGS",
    "MATRIX_READINGS",
    "READINGS",
    "Call",
    "Reading",
    "key_of",
    "reads",
    "reads_elementwise",
    "reads_matrix",
    "refuse",
]


@dataclass(frozen=True)
class Call:
    """One operation of the trace."""

    operation: str
    numerals: Numerals
    # What torch says of the results: shape and dtype of each.
    results: tuple[Any, ...]
    # The tensors among the positional arguments, by position.
    tensors: dict[int, Any]

    def number(self, value: Any) -> Any:
        """Return a Python number as the trace writes numbers."""
        return self.numerals.read(value)

    def refuse(self, why: str, hint: str = "") -> NoReturn:
        """Raise the error that names the operation and the line of the user's code."""
        refuse(self.operation, why, hint)


def refuse(operation: str, why: str, hint: str = "", *, where: CodeLine | None = None) -> NoReturn:
    """Raise the error that names an operation and the line of the user's code."""
    where = where or running_line()
    raise TraceError(operation, why=why, file=where.file, line=where.line, code=where.code, hint=hint)


# Takes the call and the arguments of the operation, tensors as arrays of entries (or, of MATRIX_READINGS,
# as matrix expressions); returns the results in the same form.
Reading = Callable[..., Any]

READINGS: dict[str, Reading] = {}
MATRIX_READINGS: dict[str, Reading] = {}
# Operations that accept the factors of a matrix, which are no entries.
FACTOR_READINGS = frozenset(
    {"aten.detach", "aten.alias", "aten.diagonal", "aten.add", "aten.linalg_lu_solve"}
)


def key_of(function: Any) -> str:
    """Return the name of an operation, shared by its overloads and its form in place.

    Examples
    --------
    >>> import torch
    >>> key_of(torch.ops.aten.add.Tensor), key_of(torch.ops.aten.add_.Scalar)
    ('aten.add', 'aten.add')
    """
    name: str = function.overloadpacket.__name__
    is_in_place = name.endswith("_") and not name.endswith("__")
    return f"{function.namespace}.{name.removesuffix('_') if is_in_place else name}"


def reads(*names: str) -> Callable[[Reading], Reading]:
    """Register a reading for operations, in a table of its own name space: ``aten.sum``."""

    def register(reading: Reading) -> Reading:
        for name in names:
            _add(READINGS, name if "." in name else f"aten.{name}", reading)
        return reading

    return register


def reads_matrix(*names: str) -> Callable[[Reading], Reading]:
    """Register what operations do to whole matrices; NotImplemented sends them to their entries."""

    def register(reading: Reading) -> Reading:
        for name in names:
            _add(MATRIX_READINGS, f"aten.{name}", reading)
        return reading

    return register


def reads_elementwise(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function of numbers that acts entry by entry; its keywords are numbers or text."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        def reading(call: Call, *arguments: Any, **options: Any) -> Entries:
            given = [a if _is_entries(a) else call.number(a) for a in arguments]
            numbers = {
                k: call.number(v) if isinstance(v, int | float | complex) else v for k, v in options.items()
            }
            return elementwise(lambda *values: function(*map(as_number, values), **numbers), *given)

        reads(*names)(reading)
        return function

    return register


def _is_entries(value: Any) -> bool:
    return hasattr(value, "dtype") and hasattr(value, "shape")


def _add(table: dict[str, Reading], name: str, reading: Reading) -> None:
    if name in table:
        raise ValueError(f"two readings of {name}")
    table[name] = reading
