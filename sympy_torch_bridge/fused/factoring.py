"""Factoring: squares in a sum with the same literal factor are added first, and multiplied by it once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import torch

from ..program import Node, Program
from ..program.builder import ProgramBuilder
from ..program.layout import relabelled
from ..program.operation import ADD, MUL, NUMBER, SQRT, call

__all__ = ["factored"]

# A larger factor may split numbers into high and low digits. One below 1 may keep terms in range that the sum
# of their other factors leaves.
_LARGEST: Final = 2.0**20
_NEVER_NEGATIVE: Final = frozenset(
    {SQRT, *map(call, (torch.sqrt, torch.abs, torch.exp, torch.exp2, torch.cosh))}
)


class _Product(NamedTuple):
    literal: int
    other: int


def factored(program: Program) -> Program:
    """Return an equal program in which sums of terms that are never negative have fewer products.

    Such terms may be added in any order. Between others something might cancel that another order leaves.

    Examples
    --------
    >>> from sympy_torch_bridge.program import Layout, emit
    >>> from sympy_torch_bridge.program.operation import INPUT
    >>> build = ProgramBuilder()
    >>> a, b = build.add(INPUT, value=0), build.add(INPUT, value=1)
    >>> six = build.number(6)
    >>> first, second = (build.add(MUL, six, build.add(MUL, x, x)) for x in (a, b))
    >>> program = build.build((a, b), Layout("node", node=build.add(ADD, first, second)))
    >>> [emit(p, ["a", "b"]).splitlines()[-1].strip() for p in (program, factored(program))]
    ['return 6*(a*a) + 6*(b*b)', 'return 6*(a*a + b*b)']
    """
    products = _products(program.nodes)
    literals = [product.literal for product in products.values()]
    if len(set(literals)) == len(literals):
        return program
    sums = _sums(program, products)
    if not sums:
        return program
    first = min(sums)
    build = ProgramBuilder()
    build.take(program, first)
    place = list(range(first))
    for index, node in enumerate(program.nodes[first:], first):
        if index in sums:
            place.append(_sum(build, _factored_terms(build, sums[index], products, place)))
        else:
            place.append(build.again(node, tuple(place[a] for a in node.args)))
    at = place.__getitem__
    return build.build(tuple(map(at, program.inputs)), relabelled(program.layout, place))


def _products(nodes: Sequence[Node]) -> dict[int, _Product]:
    """Return the products of a literal, which may be factored out, and something else."""
    found = {}
    for index, (operation, args, _, _) in enumerate(nodes):
        if operation is MUL:
            for literal, other in (args, args[::-1]):
                value = nodes[literal].value
                if nodes[literal].operation is not NUMBER or nodes[other].operation is NUMBER:
                    continue
                if isinstance(value, int | float) and 1 < value <= _LARGEST:
                    found[index] = _Product(literal, other)
    return found


def _sums(program: Program, products: Mapping[int, _Product]) -> dict[int, list[int]]:
    """Return the terms, none of them negative, of each sum in which a factor stands twice."""
    nodes, uses = program.nodes, program.uses()
    # The sum in which a node stands that stands nowhere else.
    around: dict[int, int] = {}
    for index, (operation, args, _, _) in enumerate(nodes):
        if operation is ADD:
            around |= {argument: index for argument in args if uses[argument] == 1}
    counts: dict[int, Counter[int]] = defaultdict(Counter)
    tops: dict[int, int] = {}
    for index, product in products.items():
        if index in around:
            counts[_top(index, around, tops)][product.literal] += 1
    is_positive = _never_negative(nodes)
    found = {}
    for top, literals in sorted(counts.items()):
        if max(literals.values()) > 1:
            terms = list(_terms(nodes, top, around))
            if all(is_positive[term] for term in terms):
                found[top] = terms
    return found


def _top(index: int, around: Mapping[int, int], tops: dict[int, int]) -> int:
    """Return the outermost sum around a term, noting it for all sums on the way."""
    way = []
    while index in around and index not in tops:
        way.append(index)
        index = around[index]
    top = tops.get(index, index)
    tops.update(dict.fromkeys(way, top))
    return top


def _never_negative(nodes: Sequence[Node]) -> bytearray:
    """Tell of each node whether it is at least 0, or nan."""
    found = bytearray(len(nodes))
    for index, (operation, args, value, _) in enumerate(nodes):
        if operation is MUL:
            found[index] = args[0] == args[1] or (found[args[0]] and found[args[1]])
        elif operation is ADD:
            found[index] = found[args[0]] and found[args[1]]
        elif operation is NUMBER:
            found[index] = isinstance(value, int | float) and value >= 0
        else:
            found[index] = operation in _NEVER_NEGATIVE
    return found


def _terms(nodes: Sequence[Node], top: int, around: Mapping[int, int]) -> Iterator[int]:
    """Yield the terms of a sum of sums in the order in which they are added."""
    waiting = [top]
    while waiting:
        index = waiting.pop()
        operation, args, _, _ = nodes[index]
        if operation is ADD and (index == top or index in around):
            waiting += args[::-1]
        else:
            yield index


def _factored_terms(
    build: ProgramBuilder, terms: Sequence[int], products: Mapping[int, _Product], place: Sequence[int]
) -> Iterator[int]:
    """Yield terms of the new program; those with a common factor are one, where the first of them was."""
    groups: dict[int, list[int]] = defaultdict(list)
    for term in terms:
        if term in products:
            groups[products[term].literal].append(products[term].other)
    for term in terms:
        literal = products[term].literal if term in products else -1
        if len(groups.get(literal, ())) < 2:
            if literal not in groups or groups[literal]:
                yield place[term]
            continue
        inner = _sum(build, (place[other] for other in groups[literal]))
        groups[literal] = []
        yield build.add(MUL, place[literal], inner)


def _sum(build: ProgramBuilder, terms: Iterator[int]) -> int:
    total = next(terms)
    for term in terms:
        total = build.add(ADD, total, term)
    return total
