"""Folding: signs, factors and choices that cost an operation and change nothing, so that every bit stays."""

from __future__ import annotations

from collections.abc import Sequence

from ..program import Node, Program
from ..program.builder import ProgramBuilder
from ..program.differentiation import DETACH
from ..program.layout import relabelled
from ..program.operation import ADD, COMPARISON, DIV, MUL, NEG, NUMBER, SUB, WHERE

__all__ = ["folded"]

_SUMS = (ADD, SUB)
_PRODUCTS = (MUL, DIV)


def folded(program: Program) -> Program:
    """Return a program of the same values in which opposites and factors of one have gone into what is near.

    Rounding is symmetric: the opposite of a product is the product with the opposite factor.

    Examples
    --------
    >>> from sympy_torch_bridge.program import Layout, emit
    >>> from sympy_torch_bridge.program.operation import INPUT
    >>> build = ProgramBuilder()
    >>> a, b = build.add(INPUT, value=0), build.add(INPUT, value=1)
    >>> total = build.add(ADD, a, build.add(NEG, build.add(MUL, b, build.number(2.0))))
    >>> program = build.build((a, b), Layout("node", node=total))
    >>> [emit(p, ["a", "b"]).splitlines()[-1].strip() for p in (program, folded(program))]
    ['return a + -b*2.0', 'return a + b*-2.0']
    """
    first = _first_change(program)
    if first == len(program.nodes):
        return program
    uses = program.uses()
    build = ProgramBuilder()
    build.take(program, first)
    place = list(range(first))
    at, nodes = place.__getitem__, build.nodes
    for node in program.nodes[first:]:
        operation = node.operation
        args = tuple(map(at, node.args))
        new = None
        if operation in _SUMS:
            if nodes[args[1]].operation is NEG or nodes[args[0]].operation is NEG:
                new = _sum(build, args, is_difference=operation is SUB)
        elif operation in _PRODUCTS:
            if nodes[args[1]].operation is NUMBER or nodes[args[0]].operation is NUMBER:
                new = _without_one(build, args, is_quotient=operation is DIV)
        elif operation is NEG:
            new = _opposite(build, args[0], is_last=uses[node.args[0]] == 1)
        elif operation is WHERE:
            truth = _truth(nodes, args[0])
            new = None if truth is None else args[1 if truth else 2]
        elif operation is DETACH:
            new = args[0]  # what is evaluated here is not differentiated any more
        place.append(build.again(node, args) if new is None else new)
    return build.build(tuple(map(at, program.inputs)), relabelled(program.layout, place))


def _first_change(program: Program) -> int:
    """Return the first node that may become another one, the number of nodes where there is none."""
    nodes = program.nodes
    for index, (operation, args, _, _) in enumerate(nodes):
        if operation in _SUMS:
            if nodes[args[0]].operation is NEG or nodes[args[1]].operation is NEG:
                return index
        elif operation in _PRODUCTS:
            if any(nodes[a].operation is NUMBER and nodes[a].value == 1 for a in args):
                return index
        elif operation in (NEG, DETACH) or (operation is WHERE and _truth(nodes, args[0]) is not None):
            return index
    return len(nodes)


def _truth(nodes: Sequence[Node], index: int) -> bool | None:
    """Return what a comparison of two literals gives, None of anything else."""
    operation, args, _, _ = nodes[index]
    if operation.strength != COMPARISON or not all(nodes[a].operation is NUMBER for a in args):
        return None
    return bool(operation.function(*(nodes[a].value for a in args)))


def _opposite(build: ProgramBuilder, argument: int, *, is_last: bool) -> int | None:
    """Return the opposite of an opposite, or of a product with a number that nothing else needs."""
    inner = build.nodes[argument]
    if inner.operation is NEG:
        return inner.args[0]
    if is_last and inner.operation in (MUL, DIV):
        for position, factor in enumerate(inner.args):
            if build.is_number(factor):
                args = list(inner.args)
                args[position] = build.add(NEG, factor)
                return build.add(inner.operation, *args)
    return None


def _sum(build: ProgramBuilder, args: tuple[int, ...], *, is_difference: bool) -> int | None:
    """Return a sum of which a term is an opposite as a difference, and the other way round."""
    first, second = args
    if build.nodes[second].operation is NEG:
        return build.add(ADD if is_difference else SUB, first, build.nodes[second].args[0])
    if build.nodes[first].operation is NEG and not is_difference:
        return build.add(SUB, second, build.nodes[first].args[0])
    return None


def _without_one(build: ProgramBuilder, args: tuple[int, ...], *, is_quotient: bool) -> int | None:
    """Return what is multiplied by one, or divided by it."""
    for position in (1,) if is_quotient else (0, 1):
        value = build.nodes[args[position]].value if build.is_number(args[position]) else None
        if value == 1 and not isinstance(value, bool) and not build.is_number(args[1 - position]):
            return args[1 - position]
    return None
