"""What to do about a node that has no value in torch, by the kind of node."""

from __future__ import annotations

from typing import Any

import sympy
from sympy.assumptions import Predicate
from sympy.core.function import AppliedUndef
from sympy.geometry.entity import GeometryEntity
from sympy.series.formal import FormalPowerSeries
from sympy.series.fourier import FourierSeries
from sympy.series.sequences import SeqBase
from sympy.vector.coordsysrect import CoordSys3D

from ..ops import REFUSALS

__all__ = ["hint_for"]

_BY_CLASS: tuple[tuple[type[Any] | tuple[type[Any], ...], str], ...] = (
    (sympy.AccumBounds, "it is a range of values and no number; compile its ends, expr.min and expr.max"),
    (sympy.Order, "it is no number; expr.removeO() leaves the terms that are"),
    (sympy.Lambda, "apply it to a symbol, f(x), and compile the result"),
    (
        sympy.RootSum,
        "SymPy has no formula for the roots; a polynomial with rational coefficients has CRootOf",
    ),
    (Predicate, "apply it to a symbol, Q.positive(x)"),
    (GeometryEntity, "compile numbers, such as the coordinates in point.args or circle.equation()"),
    (sympy.Set, "compile a condition, Contains(x, S); a FiniteSet of numbers compiles to a tuple"),
    ((FourierSeries, FormalPowerSeries), "compile finitely many of its terms, expr.truncate(5)"),
    (SeqBase, "compile a term, expr.coeff(n), or a list of terms"),
    (sympy.Quaternion, "compile its parts, [q.a, q.b, q.c, q.d]"),
    (CoordSys3D, "compile an expression in its coordinates, such as C.x"),
)
# Classes of packages that are costly to import, by the module that defines them.
_BY_MODULE: tuple[tuple[str, str], ...] = (
    ("sympy.physics.units", "a unit is no number; substitute one for it, expr.subs(meter, 1)"),
    ("sympy.physics.quantum", "states and operators are no numbers; compile matrices, represent(expr)"),
    ("sympy.stats", "apply the density to a symbol, density(X)(x), and compile the result"),
    ("sympy.tensor.tensor", "abstract indices have no values; write the components as Array or ArraySymbol"),
    ("sympy.tensor.toperators", "abstract indices have no values; write the components as Array"),
    ("sympy.combinatorics", "compile numbers, Array(list(permutation)), or PermutationMatrix(permutation)"),
    ("sympy.codegen.ast", "compile the expression on its right side, node.rhs"),
)


def hint_for(expr: Any) -> str:
    """Return advice for an expression that no form and no record takes.

    Examples
    --------
    >>> hint_for(sympy.O(sympy.Symbol("x")))
    'it is no number; expr.removeO() leaves the terms that are'
    """
    name = type(expr).__name__
    for refusal in REFUSALS:
        if type(expr) is refusal.head:
            return refusal.hint
    if isinstance(expr, AppliedUndef):
        binding = f"compile(expr, functions={{'{name}': torch_callable}})"
        return f"'{name}' is an undefined function; {binding} binds it"
    for kind, hint in _BY_CLASS:
        if isinstance(expr, kind):
            return hint
    module = str(type(expr).__module__)
    for prefix, hint in _BY_MODULE:
        if module.startswith(prefix):
            return hint
    if isinstance(expr, sympy.Function):
        head = f"sympy.{name}" if getattr(sympy, name, None) is type(expr) else name
        return f"compile(expr, ops=[Op(head={head}, lower=torch_callable)]) supplies it"
    return "rewrite the expression without this node (expr.doit() evaluates many), then compile the result"
