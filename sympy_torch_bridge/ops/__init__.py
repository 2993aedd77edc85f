"""The op table: one record per SymPy function, from which everything else is generated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from ..errors import InputTypeError
from ._op import Op
from .refusals import REFUSALS, Refusal

__all__ = ["BY_HEAD", "FAMILIES", "OPS", "REFUSALS", "Op", "Refusal", "index_by_head", "ops_of"]


def ops_of(ops: Iterable[Op]) -> tuple[Op, ...]:
    """Return the records that a user gives, as an option of a compilation or a check.

    Raises
    ------
    InputTypeError
        It is no iterable of records.

    Examples
    --------
    >>> ops_of(OPS[:1]) == OPS[:1]
    True
    """
    items = tuple(ops) if isinstance(ops, Iterable) and not isinstance(ops, Mapping) else None
    if items is None or not all(isinstance(item, Op) for item in items):
        raise InputTypeError(
            "ops",
            f"{ops!r}",
            expected="a list of op records",
            hint="ops=[Op(head=sympy.Function('f'), lower=torch_function)]",
        )
    return items


def index_by_head(ops: Iterable[Op]) -> dict[type[Any], Op]:
    """Map each SymPy class to its record.

    Raises
    ------
    ValueError
        Two records claim the same class.
    """
    table: dict[type[Any], Op] = {}
    for op in ops:
        if op.head in table:
            raise ValueError(f"two records for {op.name}; a function is one record in one place")
        table[op.head] = op
    return table


def _families() -> dict[str, tuple[Op, ...]]:
    """Find the modules of this folder that hold records; a new one needs no entry in a list."""
    modules = {name: import_module(f".{name}", __name__) for _, name, _ in iter_modules(__path__)}
    return {name: module.OPS for name, module in sorted(modules.items()) if hasattr(module, "OPS")}


FAMILIES: dict[str, tuple[Op, ...]] = _families()
OPS: tuple[Op, ...] = tuple(op for ops in FAMILIES.values() for op in ops)
BY_HEAD: dict[type[Any], Op] = index_by_head(OPS)
