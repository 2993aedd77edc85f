"""The user's own functions: calls of them, and their derivatives.

A branch that is not taken must not reach them: their parameters are no inputs, which are masked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import sympy
from sympy.core.function import AppliedUndef

from ...errors import UnsupportedFunctionError
from ...ops import matrix_kernels
from .. import assemble
from ..expressions.traversal import is_matrix
from ..gradients.jet import Jet
from ..gradients.network import Component, Network
from ..gradients.pointwise_function import PointwiseFunction
from ..matrix_arguments import checked_shape
from ..operation import WHERE, Operation, call
from ..taylor import Combination
from .scope import Form, Scope

if TYPE_CHECKING:
    from .lowering import Lowering

__all__ = ["derivative_of_supplied", "derivatives_of_supplied", "guarded", "supplied_form"]

_MASK_MATRIX = call(matrix_kernels.mask_matrix)
_MATRIX = 2
_PICK = Operation("assemble.pick", assemble.pick, takes_numbers=True)


def supplied_form(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    """Lower a call of a callable of the user's."""
    head = type(expr)
    arguments = []
    # An Inverse carries the exponent -1, which is no argument of a callable.
    for part in expr.args[:1] if isinstance(expr, sympy.Inverse) else expr.args:
        arguments.append(guarded(lowering, (yield part, scope), scope))
    if scope.entrywise:
        arguments = list(lowering.builder.aligned(tuple(arguments)))
    given = lowering.vocabulary.supplied(head)
    function = given.function if isinstance(given, Network) else given
    if not scope.entrywise and (is_matrix(expr) or lowering.builder.have_matrix(arguments)):
        if isinstance(given, Component):
            hint = "one network for several functions takes numbers; bind a callable to this one alone"
            raise UnsupportedFunctionError(f"{head.__name__} of a matrix", [head.__name__], hint=hint)
        return guarded(
            lowering,
            lowering.builder.add(_of_matrices(lowering, expr, function, arguments), *arguments),
            scope,
        )
    if isinstance(given, Component):
        return derivative_of_supplied(lowering, head, arguments, (0,) * len(arguments), scope)
    if not isinstance(expr, AppliedUndef):
        return guarded(
            lowering, lowering.builder.add(lowering.user_operation(head, lambda: function), *arguments), scope
        )
    if lowering.traits.has_derivative:
        return derivative_of_supplied(lowering, head, arguments, (0,) * len(arguments), scope)
    pointwise = PointwiseFunction(head.__name__, given, len(arguments))
    operation = lowering.user_operation((head, len(arguments)), lambda: pointwise, name=head.__name__)
    return guarded(lowering, lowering.builder.add(operation, *arguments), scope)


def guarded(lowering: Lowering, node: int, scope: Scope) -> int:
    """Cut off what the user's function takes or gives where a branch around it is not taken.

    The parameters of a network are no inputs: masked inputs do not keep a nan from them.
    """
    build = lowering.builder
    for mask in lowering.masks(scope):
        if build.rank(mask) < build.rank(node):
            node = build.add(_MASK_MATRIX, mask, node)
        else:
            node = build.add(WHERE, mask, node, build.number(1))
    return node


def derivative_of_supplied(
    lowering: Lowering, head: Any, arguments: Sequence[int], orders: tuple[int, ...], scope: Scope
) -> int:
    """Return a partial derivative of the user's function, all those at one point from one evaluation."""
    return derivatives_of_supplied(lowering, head, arguments, ((1, orders),), scope)


def derivatives_of_supplied(
    lowering: Lowering, head: Any, arguments: Sequence[int], terms: Combination, scope: Scope
) -> int:
    """Return a sum of partial derivatives of the user's function, each with a number as factor."""
    given: Any = lowering.vocabulary.supplied(head)
    component = given if isinstance(given, Component) else Component(given, (head.__name__,), 0)
    key = (component.network if component is given else head), tuple(arguments)
    if key not in lowering.jets:
        name, several = "_".join(component.names), component.names if component is given else ()
        jet = Jet(PointwiseFunction(name, component.network, len(arguments), several))
        lowering.jets[key] = jet, Operation(name, jet, supplied=True)
    jet, operation = lowering.jets[key]
    node = lowering.builder.add(operation, *arguments)
    place = jet.place_of_sum(terms, component.place)
    return guarded(lowering, lowering.builder.add(_PICK, node, lowering.builder.number(place)), scope)


def _of_matrices(
    lowering: Lowering, expr: Any, function: Callable[..., Any], arguments: Sequence[int]
) -> Operation:
    """Return the operation of a callable that takes or returns matrices; SymPy says which it returns."""
    ranks = tuple(map(lowering.builder.rank, arguments))
    rank = _MATRIX if is_matrix(expr) else 0
    key = type(expr), ranks, rank
    if key not in lowering.user_operations:
        name = type(expr).__name__
        checked = checked_shape(function, name, ranks, rank)
        lowering.user_operations[key] = Operation(name, checked, supplied=True, rank=rank)
    return lowering.user_operations[key]
