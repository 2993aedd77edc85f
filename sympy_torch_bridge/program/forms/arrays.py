"""Arrays of any number of axes: explicit arrays, tensor products, contractions, permutations, reshapes."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_letters
from typing import Any

import sympy
import torch
from sympy.tensor.array import expressions as array_expressions
from sympy.tensor.array.arrayop import Flatten

from ...errors import UnsupportedFunctionError
from ...ops import array_kernels
from ..lowering import Form, FormFunction, Lowering, Scope
from ..operation import ADD, parametrised

__all__ = ["FORMS"]


def _explicit(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    """Stack the entries of an explicit array that stands inside an expression."""
    parts = sympy.Tuple(*Flatten(expr))  # a sparse array has no objects for its zeros
    lowering.traits.extend(parts)
    entries = []
    for item in parts:
        entries.append((yield item, scope))
    shape = tuple(int(size) for size in expr.shape)
    if not entries:
        return _filled(lowering, shape, 0)
    if not shape:
        return entries[0]
    return lowering.builder.add(parametrised(array_kernels.dense, shape, rank=len(shape)), *entries)


def _constant(value: int) -> FormFunction:
    def form(lowering: Lowering, expr: Any, scope: Scope) -> Form:
        yield from ()
        return _filled(lowering, _whole_shape(expr, expr.args), value)

    return form


def _filled(lowering: Lowering, shape: tuple[int, ...], value: int) -> int:
    number = lowering.builder.number(value)
    if not shape:
        return number
    return lowering.builder.add(parametrised(array_kernels.constant, shape, rank=len(shape)), number)


def _whole_shape(expr: Any, sizes: Sequence[Any]) -> tuple[int, ...]:
    if not all(size.is_Integer for size in sizes):
        name = type(expr).__name__
        hint = "substitute numbers for its sizes: expr.subs(n, 3)"
        raise UnsupportedFunctionError(name, [name], hint=hint)
    return tuple(int(size) for size in sizes)


def _product(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    operands = []
    for part in expr.args:
        operands.append((yield part, scope))
    axes, count = _consecutive([lowering.builder.rank(operand) for operand in operands])
    return _einsum(lowering, expr, operands, axes, list(range(count)))


def _contraction(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    """Sum over groups of axes; a product inside is not formed, all goes into one einsum."""
    inner, *groups = expr.args
    operands, axes, count = yield from _factors(lowering, inner, scope)
    names = _joined(count, groups)
    summed = {names[int(axis)] for group in groups for axis in group}
    kept = [name for name in names if name not in summed]
    return _einsum(lowering, expr, operands, [[names[a] for a in part] for part in axes], kept)


def _diagonal(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    """Keep one axis of each group of equal indices, after all other axes."""
    inner, *groups = expr.args
    operands, axes, count = yield from _factors(lowering, inner, scope)
    names = _joined(count, groups)
    grouped = {int(axis) for group in groups for axis in group}
    kept = [names[axis] for axis in range(count) if axis not in grouped]
    kept += [names[int(group[0])] for group in groups]
    return _einsum(lowering, expr, operands, [[names[a] for a in part] for part in axes], kept)


def _factors(lowering: Lowering, expr: Any, scope: Scope) -> Any:
    """Lower the factors of a product, or the one array; return nodes, their axes, and the number of axes."""
    parts = expr.args if isinstance(expr, array_expressions.ArrayTensorProduct) else (expr,)
    operands = []
    for part in parts:
        operands.append((yield part, scope))
    return operands, *_consecutive([lowering.builder.rank(operand) for operand in operands])


def _consecutive(ranks: Sequence[int]) -> tuple[list[list[int]], int]:
    axes: list[list[int]] = []
    count = 0
    for rank in ranks:
        axes.append(list(range(count, count + rank)))
        count += rank
    return axes, count


def _joined(count: int, groups: Sequence[Any]) -> list[int]:
    """Name each axis by the first axis of its group."""
    names = list(range(count))
    for group in groups:
        for axis in group:
            names[int(axis)] = int(group[0])
    return names


def _einsum(
    lowering: Lowering, expr: Any, operands: list[int], axes: list[list[int]], result: list[int]
) -> int:
    letters = dict(zip(sorted({axis for part in axes for axis in part}), ascii_letters, strict=False))
    name = type(expr).__name__
    if any(axis not in letters for part in axes for axis in part):
        hint = f"an einsum has at most {len(ascii_letters)} axes; split the product"
        raise UnsupportedFunctionError(name, [name], hint=hint)
    left = ",".join("..." + "".join(letters[axis] for axis in part) for part in axes)
    equation = f"{left}->...{''.join(letters[axis] for axis in result)}"
    operation = parametrised(torch.einsum, equation, rank=len(result), integral=True)
    return lowering.builder.add(operation, *operands)


def _sum(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    total = -1
    for term in expr.args:
        node = yield term, scope
        total = node if total < 0 else lowering.builder.add(ADD, total, node)
    return total


def _permutation(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    array = yield expr.expr, scope
    order = tuple(int(axis) for axis in expr.permutation.array_form)
    return lowering.builder.add(
        parametrised(array_kernels.permuted, order, rank=len(order), integral=True), array
    )


def _reshape(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    array = yield expr.expr, scope
    shape = _whole_shape(expr, tuple(expr.shape))
    rank = lowering.builder.rank(array)
    if not rank:  # a scalar has no axes to move
        return lowering.builder.add(parametrised(array_kernels.constant, shape, rank=len(shape)), array)
    operation = parametrised(array_kernels.reshaped, rank, shape, rank=len(shape), integral=True)
    return lowering.builder.add(operation, array)


FORMS: dict[type[Any], FormFunction] = {
    **dict.fromkeys(
        (
            sympy.ImmutableDenseNDimArray,
            sympy.ImmutableSparseNDimArray,
            sympy.MutableDenseNDimArray,
            sympy.MutableSparseNDimArray,
        ),
        _explicit,
    ),
    array_expressions.ZeroArray: _constant(0),
    array_expressions.OneArray: _constant(1),
    array_expressions.ArrayTensorProduct: _product,
    array_expressions.ArrayContraction: _contraction,
    array_expressions.ArrayDiagonal: _diagonal,
    array_expressions.ArrayAdd: _sum,
    array_expressions.PermuteDims: _permutation,
    array_expressions.Reshape: _reshape,
}
