"""The derivatives of an elementwise function as a program, and with the chain rule as another one.

One operation after the other reads and writes whole tensors at each product, and autograd keeps them.
An evaluator of programs computes all derivatives of a composed function at once instead.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import reduce

from torch import Tensor

from ..builder import ProgramBuilder
from ..layout import Layout
from ..operation import ADD, INPUT, MUL, Operation
from ..program import Program
from .multi_index import Orders, Terms

__all__ = ["Evaluated", "Evaluates", "Slopes"]

Evaluated = Callable[..., tuple[Tensor, ...]]
# Makes of a program with a tuple of outputs what computes them from the inputs.
Evaluates = Callable[[Program], Evaluated]


class Slopes:
    """The first derivatives of an elementwise function.

    Parameters
    ----------
    program : Program
        Computes those that are not zero, from the argument and the value.
    places : sequence of (int or None)
        For each derivative its place among them.
    load : callable
        Makes a function of a program.

    Examples
    --------
    >>> import sympy, torch
    >>> from sympy_torch_bridge.program import emit, load, lower
    >>> z, y = sympy.symbols("z y")
    >>> program, _ = lower((2 * z, sympy.Integer(2)), [z, y])
    >>> slopes = Slopes(program, (0, 1, None), lambda p: load(emit(p, ["z"]), p))
    >>> slopes(torch.tensor(3.0), torch.tensor(9.0))
    (tensor(6.), tensor(2.), None)
    """

    def __init__(
        self,
        program: Program,
        places: Sequence[int | None],
        load: Evaluates,
    ) -> None:
        self.used = _used(program)
        self.program = _taking(program, self.used)
        self._places = tuple(places)
        self._function = load(self.program)

    def __call__(self, at: Tensor, value: Tensor) -> tuple[Tensor | None, ...]:
        """Return the derivatives from argument and value, None for those that are zero."""
        return self.by(self._function, at, value)

    def by(self, function: Evaluated, at: Tensor, value: Tensor) -> tuple[Tensor | None, ...]:
        """Return the derivatives as a function computes them that was made of the program."""
        computed = function(*self.taken(at, value))
        return tuple([None if place is None else computed[place] for place in self._places])

    def taken(self, at: Tensor, value: Tensor) -> list[Tensor]:
        """Return those of argument and value that the derivatives are computed from."""
        return [(at, value)[k] for k in self.used]

    def composed(
        self, chains: Mapping[Orders, Terms], given: Collection[Orders]
    ) -> tuple[Program, tuple[Orders, ...]]:
        """Return the program of the derivatives of a composed function, and their keys in order.

        Parameters
        ----------
        chains : mapping of Orders to Terms
            The terms of the chain rule for each wanted derivative.
        given : collection of Orders
            The derivatives of the inner function that are not zero. The inputs are what
            :meth:`taken` returns, and these.

        Examples
        --------
        >>> import sympy
        >>> from sympy_torch_bridge.program import emit, load, lower
        >>> from sympy_torch_bridge.program.taylor.multi_index import chain_rule
        >>> z, y = sympy.symbols("z y")
        >>> slopes = Slopes(lower((2 * z, sympy.Integer(2)), [z, y])[0], (0, 1), lambda p: None)
        >>> chains = {orders: chain_rule(orders) for orders in ((1,), (2,))}
        >>> program, keys = slopes.composed(chains, [(1,)])
        >>> print(keys, emit(program, ["z", "z1"]).splitlines()[-1].strip())
        ((1,), (2,)) return (2*z*z1, assemble.expand(2*(z1*z1), z, z1))
        """
        build = ProgramBuilder.of(self.program)
        outputs = self.program.outputs()
        slope = [None if place is None else outputs[place] for place in self._places]
        parts = {key: build.add(INPUT, value=len(self.used) + k) for k, key in enumerate(given)}
        results = {}
        for key, terms in chains.items():
            by_count: dict[int, list[int]] = {}
            for count, factors in terms:
                outer = slope[len(factors) - 1]
                if outer is not None and all(factor in parts for factor in factors):
                    term = _joined(build, MUL, [parts[factor] for factor in factors])
                    term = term if count == 1 else build.add(MUL, term, build.number(count))
                    by_count.setdefault(outer, []).append(term)
            products = [build.add(MUL, outer, _joined(build, ADD, f)) for outer, f in by_count.items()]
            if products:
                results[key] = _joined(build, ADD, products)
        layout = Layout("tuple", tuple(Layout("node", node=node) for node in results.values()))
        return build.build((*self.program.inputs, *parts.values()), layout), tuple(results)


def _joined(build: ProgramBuilder, operation: Operation, nodes: Sequence[int]) -> int:
    return reduce(lambda a, b: build.add(operation, a, b), nodes)


def _used(program: Program) -> tuple[int, ...]:
    """List the positions of the inputs that something is computed from."""
    needed = {argument for node in program.nodes for argument in node.args} | set(program.outputs())
    return tuple(k for k, place in enumerate(program.inputs) if place in needed)


def _taking(program: Program, used: Sequence[int]) -> Program:
    """Return the program with no other inputs."""
    build = ProgramBuilder()
    place: dict[int, int] = {}
    for index, node in enumerate(program.nodes):
        value = node.value
        if node.operation is INPUT:
            assert isinstance(value, int)
            if value not in used:
                continue
            value = used.index(value)
        place[index] = build.add(
            node.operation, *(place[a] for a in node.args), value=value, shape=node.shape
        )
    layout = Layout("tuple", tuple(Layout("node", node=place[k]) for k in program.outputs()))
    return build.build(tuple(place[program.inputs[k]] for k in used), layout)
