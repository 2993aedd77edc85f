"""Bodies: a subexpression as a function of bound variables, for sums, integrals and derivatives.

The bound variable of ``Sum(f(k, x), (k, a, b))`` is no input of the program. The summand becomes
a program of its own, whose inputs are the bound variables and the symbols that it takes from
outside; the node of the sum has those symbols among its arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from ..errors import UnsupportedFunctionError
from ..ops import array_kernels
from .complex_plane import in_complex_plane
from .emit import argument_names, emit, load
from .expressions.capture import captured_by
from .expressions.sizes import size_sources
from .expressions.traversal import postorder
from .expressions.variable import ARRAYS
from .layout import Layout
from .lowering import Lowering, Scope
from .operation import AND, NE, WHERE, Operation, parametrised
from .program import Program
from .stabilise import stabilise

__all__ = ["Body", "lowered_body"]


@dataclass(frozen=True, slots=True)
class Body:
    """A subexpression as a torch function.

    Parameters
    ----------
    function : callable
        Takes the bound variables, then the captured symbols, as broadcastable tensors.
    captured : tuple of int
        Nodes of the surrounding program that hold the captured symbols.
    symbols : tuple of Symbol
        The captured symbols, and entries of arrays that no bound variable chooses.
    ranks : tuple of int
        The number of array axes of each captured symbol.
    rank : int
        The number of array axes of the value.
    program : Program
        The program of ``function``.
    """

    function: Callable[..., Any]
    captured: tuple[int, ...]
    symbols: tuple[Any, ...]
    ranks: tuple[int, ...]
    rank: int
    program: Program

    def called(self, lowering: Lowering, name: str, function: Callable[..., Any], *own: int) -> int:
        """Add the node of ``function(*own, *captured)``, where ``own`` are numbers such as bounds.

        Inside a function of entries some of the numbers are one for each entry of a matrix. To the
        body they are a batch of the matrix's shape, which every other argument then gets axes for.
        """
        build = lowering.builder
        nodes = (*own, *self.captured)
        ranks = (*(0 for _ in own), *self.ranks)
        entries = max((build.rank(n) - rank for n, rank in zip(nodes, ranks, strict=True)), default=0)
        if entries and self.rank:
            hint = "inside a function of entries each of them is a number, and this is an array"
            raise UnsupportedFunctionError(name, [name], hint=hint)
        if entries:
            nodes = tuple(
                build.add(parametrised(array_kernels.inserted, entries, rank, rank=rank, integral=True), n)
                if build.rank(n) == rank and not build.is_number(n)
                else n
                for n, rank in zip(nodes, ranks, strict=True)
            )
        return build.add(Operation(name, function, supplied=True, rank=entries + self.rank), *nodes)


def lowered_body(
    lowering: Lowering,
    expr: Any,
    bound: Sequence[Any],
    scope: Scope,
    *,
    replaced: Mapping[Any, Any] | None = None,
    also: Sequence[Any] = (),
    arrays: bool = False,
) -> Generator[tuple[Any, Scope], int, Body]:
    """Lower ``expr`` as a function of ``bound``; call it with ``yield from`` inside a form.

    Parameters
    ----------
    lowering : Lowering
        The translation of the surrounding expression.
    expr : Expr
        The subexpression.
    bound : sequence of Symbol
        Its bound variables; they hide symbols of the same identity outside.
    scope : Scope
        Where the node stands: captured symbols are masked as they are for its neighbours.
    replaced : mapping, optional
        Symbols of ``expr`` that stand for expressions in the bound variables and captured symbols.
    also : sequence of Symbol
        Symbols to capture beside its own, so that several bodies have the same.
    arrays : bool
        Whether the caller takes care of captured arrays, whose last axes are no batch.
    """
    substitution = dict(replaced or {})
    own = {*also, *captured_by(expr, [*bound, *substitution], lowering.inputs)}
    own.update(*(captured_by(value, bound, lowering.inputs) for value in substitution.values()))
    if arrays:
        own.update(_with_sizes(lowering, expr, own))
    symbols = tuple(sorted(own - set(bound), key=sympy.default_sort_key))
    captured = []
    for symbol in symbols:
        is_counter = symbol in lowering.vocabulary.indices.counters
        captured.append((yield symbol, lowering.index_scope(scope) if is_counter else scope))
    ranks = tuple(
        lowering.builder.rank(node) if isinstance(symbol, ARRAYS) else 0
        for symbol, node in zip(symbols, captured, strict=True)
    )
    if any(ranks) and not arrays:
        array = next(s for s, rank in zip(symbols, ranks, strict=True) if rank)
        hint = f"its variable runs through entries of {array}; only a Sum or Product over them is computed"
        raise UnsupportedFunctionError(f"entries of {array}", [type(expr).__name__], hint=hint)
    taken = _taken(lowering, expr, scope)
    if taken >= 0:
        symbols, ranks = (*symbols, sympy.Dummy("taken")), (*ranks, 0)
        captured.append(taken)
    inner = Lowering((*bound, *symbols), lowering.vocabulary)
    if taken >= 0:
        inner.taken = inner.builder.add(NE, inner.inputs[symbols[-1]], inner.builder.number(0))
    inner.numeric = lowering.numeric
    root = inner.run(expr, replaced=substitution)
    lowering.slow |= inner.slow
    places = tuple(inner.inputs[s] for s in (*bound, *symbols))
    rank = inner.builder.rank(root)
    program = inner.builder.build(places, Layout("node", node=root))
    # As in the whole formula: with I no intermediate is nan, but functions of the user's get real tensors.
    has_unit = inner.traits.has_imaginary_unit and not lowering.vocabulary.functions
    program = stabilise(in_complex_plane(program) if lowering.vocabulary.complex or has_unit else program)
    function = load(emit(program, argument_names((*bound, *symbols))), program)
    if has_unit:
        function = _of_complex(function)
    return Body(function, tuple(captured), symbols, ranks, rank, program)


def _with_sizes(lowering: Lowering, expr: Any, own: Collection[Any]) -> set[Any]:
    """Return the inputs that tell the sizes in an expression, those of matrix units for instance."""
    known = size_sources(symbol for symbol in own if isinstance(symbol, ARRAYS))
    sizes = expr.free_symbols & set(lowering.sizes) - set(known)
    return {lowering.sizes[size].array for size in sizes}


def _taken(lowering: Lowering, expr: Any, scope: Scope) -> int:
    """Return a node that is 1 where the branches around a call of the user's are taken, otherwise 0."""
    masks = lowering.masks(scope)
    if not masks or not any(lowering.vocabulary.is_supplied(type(node)) for node in postorder(expr)):
        return -1
    build, together = lowering.builder, masks[0]
    for mask in masks[1:]:
        together = build.add(AND, together, mask)
    return build.add(WHERE, together, build.number(1.0), build.number(0.0))


def _of_complex(function: Callable[..., Any]) -> Callable[..., Any]:
    def converted(*arguments: Any) -> Any:
        return function(*(a if a.is_complex() else a.to(a.dtype.to_complex()) for a in arguments))

    return converted
