"""Folding: signs, factors and choices that cost an operation and change nothing, so that every bit stays."""

from __future__ import annotations

from collections.abc import Sequence

from ..program import Node, Program
from ..program.builder import ProgramBuilder, Rule
from ..program.differentiation import DETACH
from ..program.operation import ADD, COMPARISON, DIV, MUL, NEG, NUMBER, SUB, WHERE, Operation

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

    def sum_rule(node: Node, args: tuple[int, ...]) -> int | None:
        return _sum(build, args, is_difference=node.operation is SUB)

    def product_rule(node: Node, args: tuple[int, ...]) -> int | None:
        one = _position_of_one(build.nodes, args, is_quotient=node.operation is DIV)
        return None if one is None else args[1 - one]

    def opposite_rule(node: Node, args: tuple[int, ...]) -> int | None:
        return _opposite(build, args[0], is_last=uses[node.args[0]] == 1)

    def choice_rule(node: Node, args: tuple[int, ...]) -> int | None:
        truth = _truth(build.nodes, args[0])
        return None if truth is None else args[1 if truth else 2]

    def detached_rule(node: Node, args: tuple[int, ...]) -> int | None:
        return args[0]  # what is evaluated here is not differentiated any more

    rules: dict[Operation, Rule] = dict.fromkeys(_SUMS, sum_rule) | dict.fromkeys(_PRODUCTS, product_rule)
    rules |= {NEG: opposite_rule, WHERE: choice_rule, DETACH: detached_rule}
    return build.rewritten(program, first, rules)


def _first_change(program: Program) -> int:
    """Return the first node that becomes another one, the number of nodes where there is none, as mostly."""
    nodes = program.nodes
    uses: list[int] = []
    for index, (operation, args, _, _) in enumerate(nodes):
        if operation is ADD or operation is SUB:
            if nodes[args[1]].operation is NEG or (operation is ADD and nodes[args[0]].operation is NEG):
                return index
        elif operation is MUL or operation is DIV:
            if _position_of_one(nodes, args, is_quotient=operation is DIV) is not None:
                return index
        elif operation is NEG:
            inner, factors, _, _ = nodes[args[0]]
            if inner is NEG or inner is NUMBER:
                return index
            if inner in _PRODUCTS and any(nodes[a].operation is NUMBER for a in factors):
                uses = uses or program.uses()
                if uses[args[0]] == 1:
                    return index
        elif operation is DETACH or (operation is WHERE and _truth(nodes, args[0]) is not None):
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


def _position_of_one(nodes: Sequence[Node], args: tuple[int, ...], *, is_quotient: bool) -> int | None:
    """Return where the factor or divisor one stands beside what is no literal."""
    first, second = nodes[args[0]], nodes[args[1]]
    if second.operation is NUMBER:
        is_one = second.value == 1 and type(second.value) is not bool and first.operation is not NUMBER
        return 1 if is_one else None
    is_one = first.operation is NUMBER and first.value == 1 and type(first.value) is not bool
    return 0 if is_one and not is_quotient else None
