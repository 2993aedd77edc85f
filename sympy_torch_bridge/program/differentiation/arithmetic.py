"""Products and sums of nodes without needless operations: no factor 1, no term 0."""

from __future__ import annotations

from ..builder import ProgramBuilder
from ..operation import ADD, DIV, MUL, NEG, NUMBER, SUB

__all__ = ["negated", "product", "quotient", "total"]

# Numbers above are no longer exact in float32, so that a product of literals would round differently.
_EXACT = 2**24
_SPECIAL = (NEG, NUMBER)


def _whole(build: ProgramBuilder, index: int) -> int | None:
    """Return the number of a literal that is whole, None of anything else."""
    node = build.nodes[index]
    value = node.value
    if node.operation is not NUMBER or isinstance(value, bool | complex) or value is None:
        return None
    return int(value) if abs(value) < _EXACT and value == int(value) else None


def negated(build: ProgramBuilder, index: int) -> int:
    """Return the node of -a."""
    node = build.nodes[index]
    return node.args[0] if node.operation is NEG else build.add(NEG, index)


def product(build: ProgramBuilder, left: int, right: int) -> int:
    """Return the node of a*b; signs move out of the product, where they can cancel."""
    nodes = build.nodes
    left_operation, right_operation = nodes[left].operation, nodes[right].operation
    if left_operation not in _SPECIAL and right_operation not in _SPECIAL:
        return build.add(MUL, left, right)  # nearly every one
    first = _whole(build, left) if left_operation is NUMBER else None
    second = _whole(build, right) if right_operation is NUMBER else None
    if first is not None or second is not None:
        if first is not None and second is not None and abs(first * second) < _EXACT:
            return build.number(first * second)
        if first in (1, -1):
            return right if first == 1 else negated(build, right)
        if second in (1, -1):
            return left if second == 1 else negated(build, left)
    if left_operation is NEG:
        return negated(build, product(build, nodes[left].args[0], right))
    if right_operation is NEG:
        return negated(build, product(build, left, nodes[right].args[0]))
    return build.add(MUL, left, right)


def quotient(build: ProgramBuilder, left: int, right: int) -> int:
    """Return the node of a/b."""
    if build.nodes[left].operation is NEG:
        return negated(build, quotient(build, build.nodes[left].args[0], right))
    return left if _whole(build, right) == 1 else build.add(DIV, left, right)


def total(build: ProgramBuilder, terms: list[int]) -> int:
    """Return the node of a sum of at least one term."""
    if len(terms) == 1:
        return terms[0]
    # Terms with a sign come last, so that they are subtracted instead of negated.
    nodes = build.nodes
    positive = [term for term in terms if nodes[term].operation is not NEG]
    negative = [term for term in terms if nodes[term].operation is NEG] if len(positive) < len(terms) else []
    result = positive[0] if positive else negative[0]
    for term in positive[1:]:
        result = build.add(ADD, result, term)
    for term in negative if positive else negative[1:]:
        result = build.add(SUB, result, nodes[term].args[0])
    return result
