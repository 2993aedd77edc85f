"""The leaves of formulas: visited in one order, in containers and matrices of any nesting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sympy

from ..errors import InputTypeError
from ..expression_record import like, with_parts
from ..program.arrangement import leaves
from ..program.expressions.free_symbols import free_symbols
from ..program.expressions.traversal import children, postorder
from .equal_parts import representatives
from .place_names import above

__all__ = ["mapped", "occurrences", "symbols_of", "with_leaves"]


def mapped(expr: Any, change: Callable[[Any, Any], Any]) -> Any:
    """Apply a change to every expression of a container; it is given the matrix around it, or None."""
    if isinstance(expr, dict):
        return {key: mapped(item, change) for key, item in expr.items()}
    if isinstance(expr, list | tuple):
        return like(expr, [mapped(item, change) for item in expr])
    if isinstance(expr, sympy.MatrixBase):
        return type(expr)(*expr.shape, [change(entry, expr) for entry in children(expr)])
    if isinstance(expr, sympy.NDimArray):
        return type(expr)([change(entry, expr) for entry in children(expr)], expr.shape)
    return change(expression_of(expr), None)


def expression_of(value: Any) -> Any:
    """Turn a number into SymPy's; text is refused, as everywhere."""
    try:
        return sympy.sympify(value, strict=True)
    except sympy.SympifyError:
        raise InputTypeError(
            "expr",
            f"a {type(value).__name__}",
            expected="a SymPy expression, or a list, tuple or dict of them",
            hint="text is never evaluated; parse it with sympy_torch_bridge.parseexpression_of(text)",
        ) from None


def symbols_of(expr: Any) -> list[Any]:
    """Return the free symbols of an expression or container in SymPy's order."""
    found = {symbol for leaf in leaves(expr) for symbol in free_symbols(leaf)}
    return sorted(found, key=sympy.default_sort_key)


def occurrences(expr: Any) -> list[tuple[Any, Any, dict[int, Any]]]:
    """List the leaves of a formula with their parents, in the order of :func:`with_leaves`.

    Of equal parts of one expression, only the first is gone through.
    """
    found: list[tuple[Any, Any, dict[int, Any]]] = []

    def collect(one: Any, matrix: Any) -> Any:
        if not children(one):
            found.append((matrix, one, {}))
            return one
        parents, first = above(one), representatives(one)
        for node in postorder(one):
            if first.get(id(node)) is node:
                found.extend((node, part, parents) for part in children(node) if not children(part))
        return one

    mapped(expr, collect)
    return found


def with_leaves(expr: Any, replacements: Sequence[Any]) -> Any:
    """Put other leaves for the Floats of a formula, in order; None leaves a number as it is."""
    new = iter(replacements)

    def leaf(part: Any) -> Any:
        if not isinstance(part, sympy.Float):
            return part
        replacement = next(new)
        return part if replacement is None else replacement

    return mapped(expr, lambda one, matrix: _rebuilt(one, leaf))


def _rebuilt(expr: Any, leaf: Callable[[Any], Any]) -> Any:
    """Rebuild an expression with other leaves, equal parts once, nothing evaluated."""
    if not children(expr):
        return leaf(expr)
    first = representatives(expr)
    built: dict[int, Any] = {}
    for node in postorder(expr):
        parts = children(node)
        if parts and first[id(node)] is node:
            new = [built[id(first[id(part)])] if children(part) else leaf(part) for part in parts]
            is_same = all(a is b for a, b in zip(new, parts, strict=True))
            built[id(node)] = node if is_same else with_parts(node, new)
    return built[id(first[id(expr)])]
