"""Factoring: terms of a sum with the same literal factor are added first, and multiplied by it once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from ..program import Node, Program
from ..program.builder import ProgramBuilder
from ..program.layout import relabelled
from ..program.operation import ADD, MUL, NEG, NUMBER, SUB

__all__ = ["factored"]

# A larger factor may split numbers into high and low digits. One below 1 may keep terms in range that the sum
# of their other factors leaves.
_LARGEST: Final = 2.0**20


class _Product(NamedTuple):
    size: int | float
    sign: int
    other: int


class _Term(NamedTuple):
    sign: int
    node: int


def factored(program: Program) -> Program:
    """Return an equal program in which sums have fewer products.

    Where two terms overflow in opposite directions, their sum may now be in range.

    Examples
    --------
    >>> from sympy_torch_bridge.program import Layout, emit
    >>> from sympy_torch_bridge.program.operation import INPUT
    >>> build = ProgramBuilder()
    >>> a, b = build.add(INPUT, value=0), build.add(INPUT, value=1)
    >>> first = build.add(MUL, build.number(6), b)
    >>> second = build.add(MUL, build.number(-6), build.add(MUL, b, b))
    >>> total = build.add(ADD, build.add(SUB, a, first), second)
    >>> program = build.build((a, b), Layout("node", node=total))
    >>> [emit(p, ["a", "b"]).splitlines()[-1].strip() for p in (program, factored(program))]
    ['return a - 6*b + -6*(b*b)', 'return a + -6*(b + b*b)']
    """
    products = _products(program.nodes)
    sizes = [product.size for product in products.values()]
    if len(set(sizes)) == len(sizes):
        return program
    sums = _sums(program, products)
    if not sums:
        return program
    build = ProgramBuilder()
    build.take(program, min(sums))
    place = list(range(min(sums)))
    for index in range(min(sums), len(program.nodes)):
        node = program.nodes[index]
        if index in sums:
            place.append(_rebuilt(build, list(_factored_terms(build, sums[index], products, place))))
        else:
            place.append(build.again(node, tuple(place[a] for a in node.args)))
    at = place.__getitem__
    return build.build(tuple(map(at, program.inputs)), relabelled(program.layout, place))


def _products(nodes: Sequence[Node]) -> dict[int, _Product]:
    """Return the products with a literal that may be factored out."""
    found = {}
    for index, (operation, args, _, _) in enumerate(nodes):
        if operation is MUL:
            for literal, other in (args, args[::-1]):
                value = nodes[literal].value
                if nodes[literal].operation is not NUMBER or nodes[other].operation is NUMBER:
                    continue
                if isinstance(value, bool) or not isinstance(value, int | float):
                    continue
                if 1 < abs(value) <= _LARGEST:
                    found[index] = _Product(abs(value), 1 if value > 0 else -1, other)
    return found


def _sums(program: Program, products: Mapping[int, _Product]) -> dict[int, list[_Term]]:
    """Return the terms of each sum in which a factor stands twice, by the node of the sum."""
    nodes, uses = program.nodes, program.uses()
    # The sum, with the sign in it, of what stands in one sum and nowhere else.
    around: dict[int, _Term] = {}
    for index, (operation, args, _, _) in enumerate(nodes):
        if operation is ADD or operation is SUB:
            for argument, sign in zip(args, (1, -1 if operation is SUB else 1), strict=True):
                if uses[argument] == 1:
                    around[argument] = _Term(sign, index)
    counts: dict[int, dict[int | float, int]] = defaultdict(lambda: defaultdict(int))
    tops: dict[int, int] = {}
    for index, product in products.items():
        if index in around:
            counts[_top(index, around, tops)][product.size] += 1
    wanted = {top for top, sizes in counts.items() if max(sizes.values()) > 1}
    return {top: list(_terms(nodes, top, around)) for top in sorted(wanted)}


def _top(index: int, around: Mapping[int, _Term], tops: dict[int, int]) -> int:
    """Return the outermost sum around a term, noting it for all sums on the way."""
    way = []
    while index in around and index not in tops:
        way.append(index)
        index = around[index].node
    top = tops.get(index, index)
    tops.update(dict.fromkeys(way, top))
    return top


def _terms(nodes: Sequence[Node], top: int, around: Mapping[int, _Term]) -> Iterator[_Term]:
    """Yield the terms of a sum of sums in the order in which they are added."""
    waiting = [_Term(1, top)]
    while waiting:
        sign, index = waiting.pop()
        operation, args, _, _ = nodes[index]
        if operation not in (ADD, SUB) or (index != top and index not in around):
            yield _Term(sign, index)
            continue
        second = -sign if operation is SUB else sign
        waiting += [_Term(second, args[1]), _Term(sign, args[0])]


def _factored_terms(
    build: ProgramBuilder, terms: Sequence[_Term], products: Mapping[int, _Product], place: Sequence[int]
) -> Iterator[_Term]:
    """Yield terms of the new program; those with a common factor are one, where the first of them was."""
    groups: dict[int | float, list[_Term]] = defaultdict(list)
    for sign, index in terms:
        if index in products:
            groups[products[index].size].append(_Term(sign * products[index].sign, products[index].other))
    done = set()
    for sign, index in terms:
        size = products[index].size if index in products else None
        group = [] if size is None else groups[size]
        if size is None or len(group) == 1:
            yield _Term(sign, place[index])
        elif size not in done:
            done.add(size)
            first = group[0].sign
            inner = _rebuilt(build, [_Term(first * each.sign, place[each.node]) for each in group])
            yield _Term(1, build.add(MUL, build.number(first * size), inner))


def _rebuilt(build: ProgramBuilder, terms: list[_Term]) -> int:
    """Add terms in their order; one with a plus comes first, if there is one."""
    first = next((k for k, term in enumerate(terms) if term.sign > 0), 0)
    sign, total = terms.pop(first)
    if sign < 0:
        total = build.add(NEG, total)
    for sign, node in terms:
        total = build.add(ADD if sign > 0 else SUB, total, node)
    return total
