"""Variables: the leaves of an expression that can be inputs of a compiled function."""

from __future__ import annotations

from collections.abc import Iterable, KeysView, Set
from typing import Any

import sympy
from sympy.matrices.expressions.matexpr import MatrixSymbol
from sympy.tensor.array.expressions import ArraySymbol
from sympy.vector.scalar import BaseScalar

__all__ = ["ARRAYS", "VARIABLES", "in_given_order", "is_variable", "shape_of", "variable_name"]

ARRAYS = (MatrixSymbol, ArraySymbol, sympy.IndexedBase)
# An Idx is an integer, a BaseScalar a coordinate such as ``C.x``.
VARIABLES = (sympy.Symbol, *ARRAYS, sympy.Idx, BaseScalar)


def is_variable(node: Any) -> bool:
    """Tell whether a node can be an input."""
    return isinstance(node, VARIABLES)


def in_given_order(variables: Iterable[Any]) -> list[Any]:
    """Return variables as a list; those of a set in SymPy's order, as where none are given.

    The keys of a dictionary have the order in which they were put there.

    Examples
    --------
    >>> x, y = sympy.symbols("x y")
    >>> in_given_order([y, x]), in_given_order((y - x).free_symbols), in_given_order({y: 1, x: 2}.keys())
    ([y, x], [x, y], [y, x])
    """
    if isinstance(variables, Set) and not isinstance(variables, KeysView):
        return sorted(variables, key=sympy.default_sort_key)
    return list(variables)


def variable_name(variable: Any) -> str:
    """Return the name by which a variable is printed and called; of an entry captured by a body any name.

    Examples
    --------
    >>> from sympy.vector import CoordSys3D
    >>> variable_name(sympy.IndexedBase("w")), variable_name(CoordSys3D("C").x)
    ('w', 'C.x')
    """
    is_entry = isinstance(variable, sympy.Basic) and not isinstance(variable, VARIABLES)
    return "entry" if is_entry else str(getattr(variable, "name", variable))


def shape_of(variable: Any) -> tuple[Any, ...]:
    """Return the declared shape of an array or matrix; empty for scalars and where none is declared."""
    return tuple(getattr(variable, "shape", None) or ()) if isinstance(variable, VARIABLES) else ()
