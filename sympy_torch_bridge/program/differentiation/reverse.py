"""Reverse mode: the pullback of a program is a program, and shares what it can with the value."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ..builder import ProgramBuilder
from ..layout import Layout
from ..operation import INPUT
from ..program import Program
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
    build = ProgramBuilder.of(program)
    outputs = program.outputs()
    seeds: dict[int, list[int]] = {}
    for output in outputs:
        seeds.setdefault(output, []).append(build.number(1))
    gradients = _swept(build, program, seeds)
    return _finished(build, program, [*outputs, *gradients])


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
    build = ProgramBuilder.of(program)
    outputs = program.outputs()
    seeds: dict[int, list[int]] = {}
    new_inputs = []
    chosen = [output for k, output in enumerate(outputs) if seeded is None or k in seeded]
    for position, output in enumerate(chosen, start=len(program.inputs)):
        seed = build.add(INPUT, value=position)
        new_inputs.append(seed)
        seeds.setdefault(output, []).append(seed)
    return _finished(build, program, _swept(build, program, seeds), new_inputs)


def _swept(build: ProgramBuilder, program: Program, seeds: Mapping[int, list[int]]) -> list[int]:
    """Carry the cotangents of the outputs back to the inputs: one node an input, 0 where none arrives."""
    reaches = program.differentiable()
    waiting = {node: [total(build, terms)] for node, terms in seeds.items()}
    found: dict[int, int] = {}
    for index in range(len(program.nodes) - 1, -1, -1):
        if index not in waiting or not reaches[index]:
            continue
        node, terms = program.nodes[index], waiting.pop(index)
        seed = terms[0] if len(terms) == 1 else total(build, terms)
        if node.operation is INPUT:
            found[index] = seed
            continue
        for argument, share in zip(node.args, cotangents(build, node, node.args, index, seed), strict=True):
            if share is not None and reaches[argument]:
                if argument in waiting:
                    waiting[argument].append(share)
                else:
                    waiting[argument] = [share]
    return [found[i] if i in found else build.number(0) for i in program.inputs]


def _finished(
    build: ProgramBuilder, program: Program, results: list[int], more: Sequence[int] = ()
) -> Program:
    layout = Layout("tuple", tuple(Layout("node", node=node) for node in results))
    return build.build((*program.inputs, *more), layout)
