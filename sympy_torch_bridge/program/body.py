"""Bodies: a subexpression as a function of bound variables, for sums, integrals and derivatives.

The bound variable of ``Sum(f(k, x), (k, a, b))`` is no input of the program. The summand becomes
a program of its own, whose inputs are the bound variables and the symbols that it takes from
outside; the node of the sum has those symbols among its arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import UnsupportedFunctionError
from .capture import captured_by
from .complex_plane import in_complex_plane
from .emit import argument_names, emit, load
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
    within: Any = None,
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
    within : Expr, optional
        An expression that contains it, whose symbols are captured: so several bodies have the same.
    arrays : bool
        Whether the caller takes care of captured arrays, whose last axes are no batch.
    """
    symbols = tuple(captured_by(expr if within is None else within, bound, lowering.inputs))
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
    root = inner.run(expr)
    lowering.slow |= inner.slow
    places = tuple(inner.inputs[s] for s in (*bound, *symbols))
    rank = inner.builder.rank(root)
    program = inner.builder.build(places, Layout("node", node=root))
    program = stabilise(in_complex_plane(program) if lowering.vocabulary.complex else program)
    function = load(emit(program, argument_names((*bound, *symbols))), program)
    return Body(function, tuple(captured), symbols, ranks, rank, program)
