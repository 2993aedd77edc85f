"""Forward mode: the pushforward of a program carries a tangent beside each number."""

from __future__ import annotations

from collections.abc import Sequence

from ..builder import ProgramBuilder
from ..layout import Layout
from ..operation import INPUT
from ..program import Program
from .arithmetic import total
from .slopes import cotangents

__all__ = ["pushforward"]


def pushforward(program: Program, moving: Sequence[int] | None = None) -> Program:
    """Return the program of the tangents of the outputs, with a tangent of each input as further inputs.

    Parameters
    ----------
    program : Program
    moving : sequence of int, optional
        Positions of the inputs that have a tangent, in order; default: all.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.program import emit, lower
    >>> x, y = sympy.symbols("x y")
    >>> program, _ = lower(x * y)
    >>> print(emit(pushforward(program), ["x", "y", "dx", "dy"]).splitlines()[-1].strip())
    return (dx*y + dy*x,)
    """
    build = ProgramBuilder()
    reaches = program.differentiable()
    order = list(range(len(program.inputs)) if moving is None else moving)
    inputs: dict[int, int] = {}
    tangent: dict[int, int] = {}
    places: list[int] = []
    for index, node in enumerate(program.nodes):
        args = tuple(places[a] for a in node.args)
        here = build.add(node.operation, *args, value=node.value, shape=node.shape)
        places.append(here)
        if node.operation is INPUT:
            assert isinstance(node.value, int)
            if node.value in order:
                number = order.index(node.value)
                tangent[index] = inputs[number] = build.add(INPUT, value=number + len(program.inputs))
        elif reaches[index]:
            # What an argument adds to the tangent is linear in its own, and so is its share of a cotangent;
            # taken whole, a choice selects and does not multiply what it leaves out by 0.
            shares = (
                cotangents(build, node, args, here, tangent[argument])[place]
                for place, argument in enumerate(node.args)
                if argument in tangent
            )
            terms = [share for share in shares if share is not None]
            if terms:
                tangent[index] = total(build, terms)
    results = [tangent[o] if o in tangent else build.number(0) for o in program.outputs()]
    layout = Layout("tuple", tuple(Layout("node", node=node) for node in results))
    return build.build((*(places[i] for i in program.inputs), *(inputs[p] for p in sorted(inputs))), layout)
