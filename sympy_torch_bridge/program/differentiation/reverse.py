"""Reverse mode: the pullback of a program is a program, and shares what it can with the value."""

from __future__ import annotations

from collections.abc import Collection

from ..operation import INPUT
from ..program import Layout, Program, ProgramBuilder
from .arithmetic import total
from .slopes import cotangents

__all__ = ["pullback", "with_gradient"]


def with_gradient(program: Program) -> Program:
    """Return the program of the outputs, followed by the gradients of their sum by each input.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.program import emit, lower
    >>> x, y = sympy.symbols("x y")
    >>> program, _ = lower(x * sympy.exp(y))
    >>> print(emit(with_gradient(program), ["x", "y"]).splitlines()[-1].strip())
    return (v3, assemble.expand(v2, x, y), v3)
    """
    build, place = _copied(program)
    outputs = program.outputs()
    seeds: dict[int, list[int]] = {place[output]: [] for output in outputs}
    for output in outputs:
        seeds[place[output]].append(build.number(1))
    gradients = _swept(build, program, place, {node: total(build, terms) for node, terms in seeds.items()})
    return _finished(build, program, place, [*(place[output] for output in outputs), *gradients])


def pullback(program: Program, seeded: Collection[int] | None = None) -> Program:
    """Return the program of the gradients, whose inputs are those of ``program`` and a cotangent an output.

    Parameters
    ----------
    program : Program
    seeded : collection of int, optional
        Positions of the outputs that have a cotangent; default: all. A cotangent of 0 would make nan of an
        infinite slope.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.program import emit, lower
    >>> program, _ = lower(sympy.sin(sympy.Symbol("x")))
    >>> print(emit(pullback(program), ["x", "seed"]).splitlines()[-1].strip())
    return (seed*torch.cos(x),)
    """
    build, place = _copied(program)
    outputs = program.outputs()
    seeds: dict[int, list[int]] = {}
    new_inputs = []
    chosen = [output for k, output in enumerate(outputs) if seeded is None or k in seeded]
    for position, output in enumerate(chosen, start=len(program.inputs)):
        seed = build.add(INPUT, value=position)
        new_inputs.append(seed)
        seeds.setdefault(place[output], []).append(seed)
    gradients = _swept(build, program, place, {node: total(build, terms) for node, terms in seeds.items()})
    return _finished(build, program, place, gradients, new_inputs)


def _copied(program: Program) -> tuple[ProgramBuilder, list[int]]:
    """Return a builder that holds the nodes of a program, and the place of each."""
    build = ProgramBuilder()
    place: list[int] = []
    for node in program.nodes:
        args = tuple(place[a] for a in node.args)
        place.append(build.add(node.operation, *args, value=node.value, shape=node.shape))
    return build, place


def _swept(build: ProgramBuilder, program: Program, place: list[int], seeds: dict[int, int]) -> list[int]:
    """Carry the cotangents of the outputs back to the inputs: one node an input, 0 where none arrives."""
    reaches = program.differentiable()
    waiting: dict[int, list[int]] = {node: [seed] for node, seed in seeds.items()}
    found: dict[int, int] = {}
    for index in range(len(program.nodes) - 1, -1, -1):
        node, here = program.nodes[index], place[index]
        if here not in waiting or not reaches[index]:
            continue
        seed = total(build, waiting.pop(here))
        if node.operation is INPUT:
            found[here] = seed
            continue
        args = tuple(place[a] for a in node.args)
        for argument, share in zip(node.args, cotangents(build, node, args, here, seed), strict=True):
            if share is not None and reaches[argument]:
                waiting.setdefault(place[argument], []).append(share)
    return [found[place[i]] if place[i] in found else build.number(0) for i in program.inputs]


def _finished(
    build: ProgramBuilder,
    program: Program,
    place: list[int],
    results: list[int],
    more: list[int] | None = None,
) -> Program:
    layout = Layout("tuple", tuple(Layout("node", node=node) for node in results))
    return build.build((*(place[i] for i in program.inputs), *(more or ())), layout)
