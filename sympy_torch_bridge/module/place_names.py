"""Names of numbers: what a constant is called follows from its place in the formula, not from its value.

SymPy orders terms by the values of their numbers; a name by count would go to another constant as
soon as two values change places.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from typing import Any

import sympy
from sympy.core.function import Function

from ..program.expressions.traversal import children, postorder
from ..program.expressions.variable import VARIABLES, variable_name
from .equal_parts import representatives

__all__ = ["above", "place_name", "symbol_name"]

_LISTED = 3
_ROLES: Mapping[Any, str] = {
    sympy.Mul: "factor",
    sympy.MatMul: "factor",
    sympy.Add: "offset",
    sympy.MatAdd: "offset",
}


def symbol_name(symbol: Any) -> str:
    """Return what the module calls a symbol: its name, as far as an attribute can have it.

    Examples
    --------
    >>> [symbol_name(symbol) for symbol in sympy.symbols("k α lambda C.x 2")]
    ['k', 'α', 'lambda_', 'C_x', 'x_2']
    """
    name = re.sub(r"\W", "_", variable_name(symbol))
    if not name or name[0].isdigit():
        name = f"x_{name}"
    return f"{name}_" if keyword.iskeyword(name) else name


def above(expr: Any) -> dict[int, Any]:
    """Map each inner node, by identity, to a node that it is a part of; equal nodes count as the first one.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> inner = sympy.sin(x)
    >>> above(inner + 1)[id(inner)]
    sin(x) + 1
    """
    first = representatives(expr)
    parents: dict[int, Any] = {}
    for node in postorder(expr):
        for part in children(node):
            if id(part) in first:
                parents.setdefault(id(first[id(part)]), first[id(node)])
    return parents


def place_name(parent: Any, leaf: Any, parents: Mapping[int, Any]) -> str:
    """Name a number that is a part of ``parent``.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> parent = 2.5 * sympy.sin(x)
    >>> place_name(parent, parent.args[0], {})
    'factor_sin'
    >>> whole = sympy.exp(-0.3 * x)
    >>> inner = whole.args[0]
    >>> place_name(inner, inner.args[0], above(whole))
    'factor_x_in_exp'
    """
    if parent is None:
        return "value"
    name = _role(parent, leaf)
    around = _enclosing(parent, parents)
    return f"{name}_in_{around}" if around else name


def _role(parent: Any, leaf: Any) -> str:
    others = [part for part in children(parent) if part is not leaf]
    if isinstance(parent, sympy.Pow):
        return "base" if parent.base is leaf else f"exponent_{_described(parent.base)}"
    role = _ROLES.get(type(parent))
    if role == "offset":
        return role
    if role:
        return "_".join([role, *_listed(others)])
    if isinstance(parent, sympy.core.relational.Relational):
        return "_".join(["bound", *_listed(others)])
    if isinstance(parent, sympy.MatrixBase):
        at = next(i for i, entry in enumerate(parent.flat()) if entry is leaf)
        return f"entry_{at // parent.cols + 1}_{at % parent.cols + 1}"
    if isinstance(parent, sympy.NDimArray):
        return "entry"
    if isinstance(parent, Function) and len(parent.args) > 1:
        at = next(i for i, part in enumerate(parent.args) if part is leaf)
        return f"{_word(type(parent).__name__)}_argument_{at + 1}"
    return "value"


def _listed(parts: list[Any]) -> list[str]:
    return sorted({_described(part) for part in parts if not part.is_number})[:_LISTED]


def _described(part: Any) -> str:
    """Describe a factor in a word: the function, the symbol, or the kind of node."""
    if isinstance(part, VARIABLES):
        return _word(variable_name(part))
    if isinstance(part, sympy.Pow) and part.exp.is_number:
        return _described(part.base)
    if isinstance(part, sympy.Add | sympy.MatAdd):
        return "sum"
    if isinstance(part, sympy.Mul):
        return "_".join(_listed(list(part.args))) or "product"
    return _word(type(part).__name__)


def _enclosing(node: Any, parents: Mapping[int, Any]) -> str:
    """Name the function or condition around a node, past sums, products and powers."""
    if isinstance(node, Function):
        return ""
    above_it = parents.get(id(node))
    while above_it is not None:
        if isinstance(above_it, Function) and not isinstance(above_it, sympy.Piecewise):
            return _word(type(above_it).__name__)
        above_it = parents.get(id(above_it))
    return ""


def _word(text: str) -> str:
    return re.sub(r"\W+", "_", text).strip("_") or "x"
