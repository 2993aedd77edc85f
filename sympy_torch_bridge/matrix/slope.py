"""The derivative of a scalar expression by a symbol, at any depth of nesting.

A shallow expression goes to ``sympy.diff``, whose form of the result is what people expect.
A deep one, or one with kinks and jumps, is differentiated here in one sweep from the leaves to
the root, each node by its local partial derivatives.
"""

from __future__ import annotations

from sympy import (
    Add,
    Basic,
    Derivative,
    DiracDelta,
    Dummy,
    Expr,
    Function,
    I,
    Integral,
    Max,
    Min,
    Mul,
    Piecewise,
    Pow,
    Product,
    S,
    SingularityFunction,
    Subs,
    Symbol,
    Tuple,
    arg,
    conjugate,
    diff,
    im,
    re,
)
from sympy.core.function import ArgumentIndexError
from sympy.functions.elementary.miscellaneous import MinMaxBase
from sympy.vector.scalar import BaseScalar

from .graph import Graph, graph_of
from .kept import derivative_of_argument, derivative_of_node, is_kept, kept_nodes
from .partials import PIECEWISE_SMOOTH, local_partial
from .rebuilding import is_shallow
from .scalars import plus, times

__all__ = ["slope"]

_SWITCHES = (*PIECEWISE_SMOOTH, Piecewise, Max, Min)
_COMPLEX_PARTS = (re, im, conjugate, arg)


def slope(expression: Expr, wrt: Expr) -> Expr:
    """Differentiate a scalar expression, its symbols taken as real.

    At a kink or jump there is no derivative; the result is the derivative everywhere else, so
    that ``sign`` has the derivative 0 and not a DiracDelta.

    Parameters
    ----------
    expression : Expr
        A scalar expression without matrix nodes, nested to any depth.
    wrt : Expr
        A symbol, or an entry such as ``X[0, 1]`` or ``a[i]``.

    Returns
    -------
    Expr

    Examples
    --------
    >>> from sympy import Abs, Symbol, sign
    >>> x = Symbol("x")
    >>> slope(x * Abs(x), x)
    x*sign(x) + Abs(x)
    >>> slope(sign(x) * x, x)
    sign(x)
    """
    graph = graph_of(expression)
    heads = {type(node) for node in graph.nodes}
    if Integral in heads and not heads.isdisjoint(_SWITCHES) and wrt in expression.free_symbols:
        # A jump that moves inside the integral counts; SymPy would write it as a DiracDelta, or lose it.
        return Derivative(expression, wrt)
    shallow = is_shallow(graph)
    if not shallow or any(kept_nodes(graph, graph.depends_on(wrt), is_deep=False)):
        return _swept(graph, wrt, evaluate=shallow)
    if Subs in heads:
        expression = _renamed(expression)
    kinks = not heads.isdisjoint(PIECEWISE_SMOOTH)
    is_complex = not heads.isdisjoint(_COMPLEX_PARTS) or (kinks and I in graph.nodes)
    if is_complex:
        return _with_real_symbols(expression, wrt)
    if kinks and isinstance(wrt, (Symbol, BaseScalar)):
        return _swept(graph, wrt)
    if SingularityFunction in heads:
        return _without_deltas(_with_symbolic_orders(expression, wrt))
    result = _without_deltas(diff(expression, wrt))
    if Product in heads and not result.free_symbols <= expression.free_symbols:
        return Derivative(expression, wrt)  # SymPy lost the index of a product inside a sum
    return result


def _with_symbolic_orders(expression: Expr, wrt: Expr) -> Expr:
    """Leave the derivative of a singularity function of unknown order as it is: SymPy's rule fails there."""
    try:
        return diff(expression, wrt)
    except TypeError:
        return Derivative(expression, wrt)


def _renamed(expression: Expr) -> Expr:
    """Give new names to the bound variables that also occur in the points of a substitution.

    SymPy substitutes one after the other when it differentiates: x and t, exchanged, would become one.
    """
    clashes = [
        node
        for node in expression.atoms(Subs)
        if not node.point.free_symbols.isdisjoint(node.variables)
        and all(isinstance(variable, Symbol) for variable in node.variables)
    ]
    new: dict[Expr, Expr] = {}
    for node in clashes:
        names = {variable: Dummy(variable.name) for variable in node.variables}
        new[node] = Subs(node.expr.xreplace(names), tuple(names.values()), node.point)
    return expression.xreplace(new) if new else expression


def _without_deltas(expression: Expr) -> Expr:
    """Set every DiracDelta to the value it has away from its one point."""
    deltas = expression.atoms(DiracDelta)
    return expression.xreplace(dict.fromkeys(deltas, S.Zero)) if deltas else expression


def _with_real_symbols(expression: Expr, wrt: Expr) -> Expr:
    """Differentiate by SymPy with real placeholders; only then are ``re`` and ``im`` simple."""
    free = expression.free_symbols  # the side of a limit is a symbol too
    plain = [n for n in free if isinstance(n, Symbol) and n.is_extended_real is None]
    real = {symbol: Dummy(symbol.name, real=True) for symbol in plain}
    try:
        result = _without_deltas(diff(expression.xreplace(real), wrt.xreplace(real)))
        return result.xreplace({dummy: symbol for symbol, dummy in real.items()})
    except ValueError:  # SymPy cannot write the derivative of re(x**y)
        return derivative_of_node(expression, wrt)


def _swept(graph: Graph, wrt: Expr, *, evaluate: bool = True) -> Expr:
    """Carry the derivative of every node from the leaves to the root."""
    active = graph.depends_on(wrt)
    kept = kept_nodes(graph, active, is_deep=not evaluate)
    if not active[-1]:
        return S.Zero
    slopes: dict[int, Expr] = {}
    for index, node in enumerate(graph.nodes):
        if not active[index]:
            continue
        inner = [(position, slopes[i]) for position, i in graph.varying(index, active) if i in slopes]
        slopes[index] = _of_node(node, inner, wrt, kept=kept[index], evaluate=evaluate)
    return slopes[len(graph.nodes) - 1]


def _of_node(node: Basic, inner: list[tuple[int, Expr]], wrt: Expr, *, kept: bool, evaluate: bool) -> Expr:
    """Apply the chain rule at one node, given the derivatives of its varying operands.

    With ``kept`` some derivative in it stays a node.
    """
    if node == wrt:
        return S.One
    if isinstance(node, Piecewise):
        changes = dict(inner)
        cases = [(changes.get(i, S.Zero), condition) for i, (_, condition) in enumerate(node.args)]
        return Piecewise(*cases, evaluate=evaluate)
    if not isinstance(node, (Add, Mul, Pow, Function, MinMaxBase)):
        return derivative_of_node(node, wrt) if kept else _with_real_symbols(node, wrt)
    lists = [position for position, _ in inner if isinstance(node.args[position], Tuple)]
    if any(is_kept(node, position, is_deep=not evaluate) for position in lists):
        return derivative_of_node(node, wrt)  # by one of the parameters in a list
    try:
        return plus(
            [
                times(_partial(node, position, wrt, evaluate=evaluate), change, evaluate=evaluate)
                for position, change in inner
                if change is not S.Zero
            ],
            evaluate=evaluate,
        )
    except (ArgumentIndexError, ValueError):  # SymPy cannot write the derivative of re(x**y)
        return derivative_of_node(node, wrt) if kept else _with_real_symbols(node, wrt)


def _partial(node: Expr, position: int, wrt: Expr, *, evaluate: bool) -> Expr:
    if is_kept(node, position, is_deep=not evaluate):
        return derivative_of_argument(node, position, wrt)
    return local_partial(node, node.args, position, evaluate=evaluate)
