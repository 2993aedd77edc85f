"""Sums, products and powers in the shape in which a person would write them."""

from __future__ import annotations

import math
from typing import Any

import sympy

from ...errors import UnsupportedFunctionError
from ...ops import kernels
from ..builder import ProgramBuilder
from ..lowering import Form, FormFunction, Lowering, Scope
from ..matrix_arguments import require_matrices
from ..numbers import literal
from ..operation import ADD, DIV, INTEGER_POW, MUL, NEG, NUMBER, POW, RSQRT, SUB, call
from .adjugates import with_adjugates
from .derivative_sums import joined
from .matrix_norms import root
from .noncommutative import power_of_matrix, product_with_matrices
from .softmax import with_softmax

__all__ = ["FORMS", "add", "power_of", "product_of", "scaled"]

# Integers below this are exact in float32, so x/q divides by q itself.
_EXACT = 2**24


def _sum(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    """Write negative terms after positive ones and numbers last: ``3*x**2 - 4*x``, ``x + 1``, ``1 - x``."""
    build = lowering.builder
    sums = joined(lowering, expr) if lowering.uses else None
    if sums is not None:
        lowering.traits.extend(sums)
        return (yield sums, scope)
    constants, terms = lowering.traits.split(expr.args)
    number = None
    if constants:
        number = lowering.literal(constants[0] if len(constants) == 1 else sympy.Add(*constants))
    nodes = []
    memo, place = lowering.memo, id(scope)
    for term in terms:
        known = memo.get((id(term), place))
        nodes.append((yield term, scope) if known is None else known)
    if number is not None:
        nodes.append(build.number(number))
    else:
        for term in constants:
            nodes.append((yield term, scope))
    has_array = lowering.traits.has_arrays and any(map(lowering.traits.is_array, terms))
    if has_array and len({build.rank(node) for node in nodes}) > 1:
        hint = (
            "a number is added to the entries of an array by ArrayAdd(A, a*OneArray(2, 3)), given its shape"
        )
        raise UnsupportedFunctionError("Add of a scalar and an array", ["Add"], hint=hint)
    if not scope.entrywise and build.have_matrix(nodes):
        require_matrices(build, expr, nodes)
    positive: list[int] = []
    negative: list[int] = []
    for node in nodes:
        operation, _, value, _ = build.nodes[node]
        is_minus = isinstance(value, int | float) and value < 0 if operation is NUMBER else operation is NEG
        (negative if is_minus else positive).append(node)
    total = positive[0] if positive else negative[0]
    for node in positive[1:]:
        total = build.add(ADD, total, node)
    for node in negative if positive else negative[1:]:
        total = add(build, total, node)
    return total


def add(build: ProgramBuilder, total: int, term: int) -> int:
    """Add a term, as a subtraction when the term is negated."""
    node = build.nodes[term]
    if node.operation is NEG:
        return build.add(SUB, total, node.args[0])
    if node.operation is NUMBER and isinstance(node.value, int | float) and node.value < 0:
        return build.add(SUB, total, build.number(-node.value))
    return build.add(ADD, total, term)


def _product(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    """Write one sign, one numeric coefficient, and one division by the factors with negative exponents."""
    if lowering.traits.has_matrix_numbers:
        joined = with_adjugates(lowering, expr) or with_softmax(lowering, expr)
        if joined is not None:
            return (yield joined, scope)
    build = lowering.builder
    constants, factors = lowering.traits.split(expr.args)
    coefficient: Any = sympy.S.One
    number: Any = 1
    if constants:
        coefficient = constants[0] if len(constants) == 1 else sympy.Mul(*constants)
        number = lowering.literal(coefficient)
        if number is None:  # a constant without a numeric value: an op of the user's, say
            coefficient, number, factors = sympy.S.One, 1, [*constants, *factors]
    above: list[int] = []
    below: list[int] = []
    memo, place = lowering.memo, id(scope)
    for factor in factors:
        exponent: Any = factor.args[1] if factor.is_Pow else None
        if exponent is not None and isinstance(exponent, sympy.Rational) and exponent.p < 0:
            below.append(power_of(build, (yield factor.args[0], scope), -exponent))
        else:
            known = memo.get((id(factor), place))
            above.append((yield factor, scope) if known is None else known)
    if not scope.entrywise and build.have_matrix((*above, *below)):
        if any(map(lowering.traits.is_array, expr.args)):
            return scaled(lowering, coefficient, _multiple(lowering, above, below), below)
        return (yield from product_with_matrices(lowering, expr, scope))
    return _scaled(build, coefficient, number, above, below)


def scaled(lowering: Lowering, coefficient: Any, above: list[int], below: list[int]) -> int:
    """Write the product of an exact number and nodes, divided by others."""
    return _scaled(lowering.builder, coefficient, lowering.literal(coefficient), above, below)


def _scaled(build: ProgramBuilder, coefficient: Any, number: Any, above: list[int], below: list[int]) -> int:
    """Write ``x/3`` as a division, every other quotient of integers as one literal factor.

    ``p*x/q`` would overflow where ``x*(p/q)`` does not, in half precision already for small p.
    """
    if type(number) is float and isinstance(coefficient, sympy.Rational):
        is_unit_fraction = abs(coefficient.p) == 1 and 2 < coefficient.q < _EXACT
        if is_unit_fraction and above and not below:
            result = build.add(DIV, product_of(build, above), build.number(int(coefficient.q)))
            return build.add(NEG, result) if coefficient < 0 else result
    is_negative = isinstance(number, (int, float)) and number < 0
    number = -number if is_negative else number
    if number != 1 or not above:
        above = [build.number(number), *above]
    result = product_of(build, above)
    if below:
        result = build.add(DIV, result, product_of(build, below))
    return build.add(NEG, result) if is_negative else result


def _multiple(lowering: Lowering, above: list[int], below: list[int]) -> list[int]:
    """Return the scalars, and the one array last: two arrays have no plain product, and none divides."""
    arrays = [node for node in above if lowering.builder.rank(node)]
    if len(arrays) > 1 or any(map(lowering.builder.rank, below)):
        hint = (
            "tensorproduct and tensorcontraction, or ArrayTensorProduct and ArrayContraction, multiply arrays"
        )
        raise UnsupportedFunctionError("Mul of arrays", ["Mul"], hint=hint)
    return [*(node for node in above if node not in arrays), *arrays]


def product_of(build: ProgramBuilder, factors: list[int]) -> int:
    """Multiply nodes from left to right."""
    result = factors[0]
    for factor in factors[1:]:
        result = build.add(MUL, result, factor)
    return result


def _power(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    base, exponent = expr.args
    node = yield base, scope
    if lowering.builder.rank(node) and not scope.entrywise:
        if lowering.traits.is_array(base):
            hint = "ArrayElementwiseApplyFunc(Lambda(x, x**2), A) takes powers of entries"
            raise UnsupportedFunctionError("Pow of an array", ["Pow"], hint=hint)
        return power_of_matrix(lowering.builder, expr, node)
    if isinstance(exponent, sympy.Integer) and lowering.literal(exponent) in (math.inf, -math.inf):
        return _huge_power(lowering.builder, node, exponent)
    if isinstance(exponent, sympy.Rational):
        return power_of(lowering.builder, node, exponent)
    return lowering.builder.add(POW, node, (yield exponent, scope))


def _huge_power(build: ProgramBuilder, base: int, exponent: Any) -> int:
    infinite = build.number(math.inf if exponent > 0 else -math.inf)
    return build.add(call(kernels.huge_power), base, infinite, build.number(int(exponent) % 2))


def power_of(build: ProgramBuilder, base: int, exponent: Any) -> int:
    """Raise a node to a rational number in the cheapest exact form."""
    fraction = exponent.p, exponent.q
    if fraction == (1, 1):
        return base
    if fraction == (-1, 1):
        return build.add(DIV, build.number(1), base)
    if fraction == (1, 2):
        return root(build, base)
    if fraction == (-1, 2):
        return build.add(RSQRT, base)
    number = literal(exponent)
    operation = INTEGER_POW if isinstance(number, int) and number > 0 else POW
    if number is None:  # pragma: no cover - a rational number always has a literal
        raise TypeError(f"no literal for the exponent {exponent}")
    return build.add(operation, base, build.number(number))


FORMS: dict[type[Any], FormFunction] = {sympy.Add: _sum, sympy.Mul: _product, sympy.Pow: _power}
