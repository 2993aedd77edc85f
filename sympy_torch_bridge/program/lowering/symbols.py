"""What a symbol is lowered to: an input as its scope shows it, or the size of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sympy.matrices.expressions.matexpr import MatrixSymbol

from ...errors import UnknownSymbolError
from ...ops import array_kernels, matrix_entries, matrix_kernels
from .. import assemble
from ..expressions.variable import ARRAYS
from ..matrix_constants import count
from ..operation import WHERE, Operation, call, matrix_constant, parametrised
from .scope import Form, Scope

if TYPE_CHECKING:
    from .lowering import Lowering

__all__ = ["size_node", "symbol_form"]

_MASK_MATRIX = call(matrix_kernels.mask_matrix)
_COUNT = matrix_constant(count, rank=0)
_NUMBER_OF = Operation("assemble.number", assemble.number, integral=True, takes_numbers=True, like=True)


def symbol_form(lowering: Lowering, symbol: Any, scope: Scope) -> Form:
    """Lower a symbol to what it stands for in a scope: a bound node, or an input, masked in a branch."""
    build = lowering.builder
    if symbol in scope.bound:
        return scope.bound[symbol]
    if scope.parent is None:
        return _input(lowering, symbol, is_index=scope.is_index)
    if scope.mask >= 0 and (found := _point_within(lowering, symbol, scope)) is not None:
        return (yield found)
    outer = yield symbol, scope.parent
    if scope.mask < 0:
        return outer
    # Masking happens in every enclosing branch, outermost first.
    if not isinstance(symbol, ARRAYS):
        return build.add(WHERE, scope.mask, outer, build.number(1))
    mask, entries, rank = scope.mask, build.rank(scope.mask), build.rank(outer)
    if entries:  # an array stays where one entry of the mask needs it
        mask = build.add(parametrised(array_kernels.any_entry, entries, rank=0), mask)
    if isinstance(symbol, MatrixSymbol):
        return build.add(_MASK_MATRIX, mask, outer)
    return build.add(parametrised(array_kernels.masked, rank, rank=rank), mask, outer)


def _point_within(lowering: Lowering, symbol: Any, scope: Scope) -> tuple[Any, Scope] | None:
    """Return the point that a symbol stands for, and its scope with the masks of the branches inside."""
    masks = []
    around: Scope | None = scope
    while around is not None and symbol not in around.bound:
        masks.append(around.mask)
        around = around.parent
    if around is None or around.parent is None or symbol not in around.points:
        return None
    inner = around.parent
    for mask in reversed([m for m in masks if m >= 0]):
        inner = lowering.branch(inner, mask)
    return around.points[symbol], inner


def _input(lowering: Lowering, symbol: Any, *, is_index: bool) -> int:
    if symbol in lowering.inputs:
        node = lowering.inputs[symbol]
        is_number = is_index or symbol not in lowering.vocabulary.indices.counters
        return node if is_number else lowering.builder.add(_NUMBER_OF, node)
    if symbol in lowering.sizes:
        return lowering.builder.add(_COUNT, size_node(lowering, symbol))
    names = [str(s) for s in lowering.inputs]
    raise UnknownSymbolError(str(symbol), names, where="the inputs", hint="add it to inputs=")


def size_node(lowering: Lowering, symbol: Any) -> int:
    """Return the node of a size as a Python integer, which the shape of an input tells."""
    build, source = lowering.builder, lowering.sizes[symbol]
    extent = build.add(_extent_of(source.axis), lowering.inputs[source.array])
    if (source.factor, source.offset) == (1, 0):
        return extent
    offset, factor = build.number(source.offset), build.number(source.factor)
    return build.add(call(matrix_entries.extent), extent, offset, factor)


def _extent_of(axis: int) -> Operation:
    """Return the operation that reads the length of an axis, counted from the end, off an array."""
    kernels = {-1: matrix_entries.columns, -2: matrix_entries.rows}
    if axis in kernels:
        return call(kernels[axis])
    return parametrised(array_kernels.extent, axis, rank=0, integral=True, of_shapes=True)
