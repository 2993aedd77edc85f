"""Forward mode: the pushforward of a program carries a tangent beside each number."""

from __future__ import annotations

from ..operation import INPUT
from ..program import Layout, Program, ProgramBuilder
from .arithmetic import product, total
from .slopes import cotangents

__all__ = ["pushforward"]


def pushforward(program: Program) -> Program:
    """Return the program of the tangents of the outputs, with a tangent of each input as further inputs.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.program import emit, lower
    >>> x, y = sympy.symbols("x y")
    >>> program, _ = lower(x * y)
    >>> print(emit(pushforward(program), ["x", "y", "dx", "dy"]).splitlines()[-1].strip())
    return (y*dx + x*dy,)
    """
    build = ProgramBuilder()
    reaches = program.differentiable()
    one = build.number(1)
    inputs: dict[int, int] = {}
    tangent: dict[int, int] = {}
    place: list[int] = []
    for index, node in enumerate(program.nodes):
        args = tuple(place[a] for a in node.args)
        here = build.add(node.operation, *args, value=node.value, shape=node.shape)
        place.append(here)
        if node.operation is INPUT:
            assert isinstance(node.value, int)
            tangent[index] = build.add(INPUT, value=node.value + len(program.inputs))
            inputs[node.value] = tangent[index]
        elif reaches[index]:
            slopes = cotangents(build, node, args, here, one)
            terms = [
                product(build, slope, tangent[argument])
                for argument, slope in zip(node.args, slopes, strict=True)
                if slope is not None and argument in tangent
            ]
            if terms:
                tangent[index] = total(build, terms)
    results = [tangent[o] if o in tangent else build.number(0) for o in program.outputs()]
    layout = Layout("tuple", tuple(Layout("node", node=node) for node in results))
    return build.build((*(place[i] for i in program.inputs), *(inputs[p] for p in sorted(inputs))), layout)
