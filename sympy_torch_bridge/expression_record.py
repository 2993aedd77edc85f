"""Expressions as flat records: what pickle and messages need without recursion.

SymPy's own pickling and printing descend recursively and fail at a nesting of a few hundred
levels; a flat list of nodes does not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy
from sympy.polys.polyerrors import OptionError

from .program.expressions.traversal import children, postorder

__all__ = ["abbreviated", "like", "pack", "readable", "rebuilt", "unevaluated", "unpack", "with_parts"]

_SHOWN = 60
_SMALL = 200
# SymPy's printer descends, about ten frames a level.
_DEEP = 50
# Nodes that are stored as they are: their class does not take their parts back.
_WHOLE = (sympy.MatrixBase, sympy.Poly)


def abbreviated(expr: Any) -> str:
    """Return the expression as text, or its size when the text would not fit a line."""
    return readable(expr, longest=_SHOWN)


def readable(expr: Any, *, longest: int) -> str:
    """Return the expression as text, cut at a length, or its size when the whole would be much longer.

    A part that many others share is written as often as it is used: the text can be exponentially long.
    """
    if sum(_written_size(leaf) for leaf in _flat(expr)) <= max(_SMALL, longest):
        try:
            text = str(expr)
        except ValueError:  # Python refuses to write integers of thousands of digits
            pass
        else:
            return text if len(text) <= longest else f"{text[: longest - 3]}..."
    size = sum(1 for leaf in _flat(expr) for _ in postorder(leaf))
    return f"<expression of {size} distinct nodes>"


def _written_size(expr: Any) -> int:
    """Count the nodes that the text of an expression has, repeated ones each time; deep text is long."""
    sizes: dict[int, int] = {}
    depths: dict[int, int] = {}
    for node in postorder(expr):
        parts = [id(part) for part in children(node)]
        sizes[id(node)] = 1 + sum(sizes[part] for part in parts)
        depths[id(node)] = 1 + max((depths[part] for part in parts), default=0)
    return sizes[id(expr)] * (1 if depths[id(expr)] <= _DEEP else _SMALL**2)


def _flat(expr: Any) -> list[Any]:
    if isinstance(expr, dict):
        return [leaf for item in expr.values() for leaf in _flat(item)]
    if isinstance(expr, list | tuple):
        return [leaf for item in expr for leaf in _flat(item)]
    return [expr]


def pack(expr: Any) -> Any:
    """Turn an expression or container into nested tuples of flat node lists.

    Examples
    --------
    >>> x = sympy.Symbol("x", positive=True)
    >>> unpack(pack([x + 1, {"key": sympy.sin(x)}]))
    [x + 1, {'key': sin(x)}]
    """
    if isinstance(expr, dict):
        return ("dict", tuple(expr), tuple(pack(item) for item in expr.values()))
    if isinstance(expr, list | tuple):
        return (type(expr).__name__, (), tuple(pack(item) for item in expr))
    return ("expr", (), tuple(_nodes(expr)))


def _nodes(expr: Any) -> list[tuple[Any, Any]]:
    """List the nodes after their children, each as (class, indices of its arguments) or (None, leaf)."""
    if not isinstance(expr, sympy.Basic) or isinstance(expr, sympy.MatrixBase | sympy.NDimArray):
        return [(None, expr)]
    place: dict[int, int] = {}
    records: list[tuple[Any, Any]] = []
    for node in postorder(expr):
        parts = children(node)
        place[id(node)] = len(records)
        inner = bool(parts) and isinstance(node, sympy.Basic) and not isinstance(node, _WHOLE)
        records.append((node.func, tuple(place[id(p)] for p in parts)) if inner else (None, node))
    return records


def unpack(record: Any) -> Any:
    """Rebuild what :func:`pack` took apart."""
    kind, keys, items = record
    if kind == "dict":
        return dict(zip(keys, map(unpack, items), strict=True))
    if kind in ("list", "tuple"):
        return (list if kind == "list" else tuple)(unpack(item) for item in items)
    built: list[Any] = []
    for head, parts in items:
        built.append(parts if head is None else unevaluated(head, [built[i] for i in parts]))
    return built[-1]


def rebuilt(expr: Any, leaf: Callable[[Any], Any]) -> Any:
    """Rebuild an expression with its leaves replaced, each shared node once, nothing evaluated.

    ``leaf`` is called for every occurrence of a leaf inside a distinct node, in a fixed order.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> rebuilt(x + sympy.Float(0.5), lambda part: sympy.Integer(3) if part.is_Float else part)
    x + 3
    """
    if not children(expr):
        return leaf(expr)
    built: dict[int, Any] = {}
    for node in postorder(expr):
        parts = children(node)
        if parts:
            new = [built[id(part)] if children(part) else leaf(part) for part in parts]
            unchanged = all(a is b for a, b in zip(new, parts, strict=True))
            built[id(node)] = node if unchanged else with_parts(node, new)
    return built[id(expr)]


def replaced(expr: Any, new: Mapping[Any, Any]) -> Any:
    """Put other expressions for parts of an expression, the outermost first, nothing evaluated.

    Examples
    --------
    >>> t, q, v = sympy.Symbol("t"), sympy.Function("q"), sympy.Symbol("v")
    >>> replaced(t * q(t).diff(t), {q(t).diff(t): v, q(t): t})
    t*v
    """
    kinds = tuple(map(type, new))
    built: dict[int, Any] = {}
    for node in postorder(expr):
        if isinstance(node, kinds) and node in new:
            built[id(node)] = new[node]
            continue
        parts = children(node)
        inner = [built[id(part)] for part in parts]
        unchanged = all(a is b for a, b in zip(inner, parts, strict=True))
        built[id(node)] = node if unchanged else with_parts(node, inner)
    return built[id(expr)]


def with_parts(node: Any, parts: list[Any]) -> Any:
    """Put other parts into a node; the parts of an explicit matrix or array are its entries."""
    if isinstance(node, sympy.MatrixBase):
        return type(node)(*node.shape, parts)
    if isinstance(node, sympy.NDimArray):
        return type(node)(parts, node.shape)
    return unevaluated(node.func, parts)


def like(container: Any, items: list[Any]) -> Any:
    """Put items into a container of the same type, a named tuple included."""
    return type(container)(*items) if hasattr(container, "_fields") else type(container)(items)


def unevaluated(head: Any, parts: list[Any]) -> Any:
    """Apply the class without evaluation: the node comes back as it was, and no deep query runs."""
    try:
        return head(*parts, evaluate=False)
    except (TypeError, OptionError):  # classes without the option do not evaluate
        return head(*parts)
