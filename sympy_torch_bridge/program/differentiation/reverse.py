"""Reverse mode: the pullback of a program is a program, and shares what it can with the value."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ..builder import ProgramBuilder
from ..layout import Layout
from ..operation import ADD, INPUT, MUL
from ..program import Program
from .arithmetic import product, total
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


def pullback(
    program: Program, seeded: Collection[int] | None = None, wanted: Collection[int] | None = None
) -> Program:
    """Return the program of the gradients, whose inputs are those of ``program`` and a cotangent an output.

    Parameters
    ----------
    program : Program
    seeded : collection of int, optional
        Positions of the outputs that have a cotangent; default: all. A cotangent of 0 would make nan of an
        infinite slope.
    wanted : collection of int, optional
        Positions of the inputs whose gradients are asked for, all others are left out; default: all.

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
    swept = _swept(build, program, seeds)
    found = [slope for k, slope in enumerate(swept) if wanted is None or k in wanted]
    return _finished(build, program, found, new_inputs)


def _swept(build: ProgramBuilder, program: Program, seeds: Mapping[int, list[int]]) -> list[int]:
    """Carry the cotangents of the outputs back to the inputs: one node an input, 0 where none arrives."""
    reaches, nodes = program.differentiable(), program.nodes
    # The shares of each node, the first by itself: most have no other.
    first: list[int | None] = [None] * len(nodes)
    others: dict[int, list[int]] = {}
    for output, terms in seeds.items():
        first[output] = total(build, terms)
    for index in range(len(nodes) - 1, -1, -1):
        seed = first[index]
        if seed is None or not reaches[index]:
            continue
        if index in others:
            seed = first[index] = total(build, [seed, *others.pop(index)])
        node = nodes[index]
        operation, args, _, _ = node
        if operation is INPUT:
            continue
        if operation is ADD:
            shares: Sequence[int | None] = seed, seed
        elif operation is MUL:  # the share of a factor that does not vary would be made in vain
            left, right = args
            shares = (
                product(build, seed, right) if reaches[left] else None,
                product(build, seed, left) if reaches[right] else None,
            )
        else:
            shares = cotangents(build, node, args, index, seed)
            assert len(shares) == len(args)
        for position, share in enumerate(shares):  # to zip them strictly takes twice the time
            argument = args[position]
            if share is not None and reaches[argument]:
                if first[argument] is None:
                    first[argument] = share
                elif argument in others:
                    others[argument].append(share)
                else:
                    others[argument] = [share]
    found = ((first[i] if reaches[i] else None) for i in program.inputs)
    return [build.number(0) if seed is None else seed for seed in found]


def _finished(
    build: ProgramBuilder, program: Program, results: list[int], more: Sequence[int] = ()
) -> Program:
    layout = Layout("tuple", tuple(Layout("node", node=node) for node in results))
    return build.build((*program.inputs, *more), layout)
