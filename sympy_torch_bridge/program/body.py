"""Bodies: a subexpression as a function of bound variables, for sums, integrals and derivatives.

The bound variable of ``Sum(f(k, x), (k, a, b))`` is no input of the program. The summand becomes
a program of its own, whose inputs are the bound variables and the symbols that it takes from
outside; the node of the sum has those symbols among its arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from ..errors import UnsupportedFunctionError
from .complex_plane import in_complex_plane
from .emit import argument_names, emit, load
from .expressions.capture import captured_by
from .lowering import Lowering, Scope
from .program import Layout, Program
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
    symbols = tuple(sorted(own - set(bound), key=sympy.default_sort_key))
    captured = []
    for symbol in symbols:
        is_counter = symbol in lowering.vocabulary.indices.counters
        captured.append((yield symbol, lowering.index_scope(scope) if is_counter else scope))
    ranks = tuple(map(lowering.builder.rank, captured))
    if any(ranks) and not arrays:
        array = next(s for s, rank in zip(symbols, ranks, strict=True) if rank)
        hint = f"its variable runs through entries of {array}; only a Sum or Product over them is computed"
        raise UnsupportedFunctionError(f"entries of {array}", [type(expr).__name__], hint=hint)
    inner = Lowering((*bound, *symbols), lowering.vocabulary)
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


def _of_complex(function: Callable[..., Any]) -> Callable[..., Any]:
    def converted(*arguments: Any) -> Any:
        return function(*(a if a.is_complex() else a.to(a.dtype.to_complex()) for a in arguments))

    return converted
