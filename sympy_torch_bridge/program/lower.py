"""The entry to lowering: an expression, or a container of expressions, becomes a Program."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import sympy
from sympy.matrices.expressions.matexpr import MatrixSymbol

from ..errors import InputTypeError, PerformanceWarning, UnsupportedFunctionError
from ..ops import BY_HEAD, Op
from .forms import FORMS
from .lowering import Lowering, Vocabulary
from .program import Layout, Program
from .traits import free_symbols

__all__ = ["leaves", "lower"]


def lower(
    expr: Any,
    inputs: Sequence[Any] | None = None,
    *,
    ops: Iterable[Op] = (),
    functions: Mapping[Any, Callable[..., Any]] | None = None,
    complex: bool = False,
) -> tuple[Program, tuple[Any, ...]]:
    """Translate an expression or a container of expressions to a Program.

    Parameters
    ----------
    expr : Expr, Boolean, Matrix, Array, or list, tuple, dict of these
        What to translate.
    inputs : sequence of Symbol or MatrixSymbol, optional
        Default: the free symbols in SymPy's default sort order.
    ops : iterable of Op
        Records added to, or replacing, those of the op table, for this call alone.
    functions : mapping
        Torch callables for SymPy function classes, or for names of undefined functions.
    complex : bool
        Whether the program will compute in complex arithmetic.

    Returns
    -------
    program : Program
    inputs : tuple of Symbol
        The inputs in the order of the program.

    Warns
    -----
    PerformanceWarning
        A function is computed by mpmath, number by number; one warning names all of them.

    Raises
    ------
    UnsupportedFunctionError
        A node has no entry in the op table; the error names its path.
    UnknownSymbolError
        A symbol of the expression is not among ``inputs``.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> program, inputs = lower(sympy.sin(x) + sympy.sin(x) ** 2)
    >>> program
    Program(3 operations, 1 inputs)
    """
    symbols = tuple(_leaves_symbols(expr) if inputs is None else _checked_inputs(inputs))
    user_ops = {op.head: op for op in ops}
    vocabulary = Vocabulary(
        forms={head: form for head, form in FORMS.items() if head not in user_ops},
        ops={**BY_HEAD, **user_ops},
        functions=functions or {},
        complex=complex,
        overridden=frozenset(user_ops),
    )
    lowering = Lowering(symbols, vocabulary)
    layout = _arrange(lowering, expr)
    if lowering.slow:
        warnings.warn(_slowness(sorted(lowering.slow)), PerformanceWarning, stacklevel=2)
    places = tuple(lowering.inputs[s] for s in symbols)
    return lowering.builder.build(places, layout), symbols


def _slowness(names: Sequence[str]) -> str:
    return (
        f"{', '.join(names)}: mpmath computes this number by number on the CPU, about 10,000 a second; "
        "ops=[Op(...)] supplies a faster kernel"
    )


def _checked_inputs(inputs: Sequence[Any]) -> list[Any]:
    if isinstance(inputs, sympy.Symbol | MatrixSymbol):
        return [inputs]
    for symbol in inputs:
        if not isinstance(symbol, sympy.Symbol | MatrixSymbol):
            raise InputTypeError(
                str(symbol),
                f"a {type(symbol).__name__}",
                expected="a Symbol or MatrixSymbol in inputs=",
                hint="pass the symbols that the function takes, in order",
            )
    if len(set(inputs)) != len(inputs):
        repeated = next(s for s in inputs if list(inputs).count(s) > 1)
        raise InputTypeError(
            str(repeated),
            "listed twice",
            expected="each symbol once in inputs=",
            hint="remove the repetition",
        )
    return list(inputs)


def _leaves_symbols(expr: Any) -> list[Any]:
    found: set[Any] = set()
    for leaf in leaves(expr):
        found.update(free_symbols(leaf))
    return sorted(found, key=sympy.default_sort_key)


def leaves(expr: Any) -> list[Any]:
    """List the expressions inside nested lists, tuples and dicts."""
    if isinstance(expr, dict):
        return [leaf for item in expr.values() for leaf in leaves(item)]
    if isinstance(expr, list | tuple | sympy.Tuple):
        return [leaf for item in expr for leaf in leaves(item)]
    return [sympy.sympify(expr, strict=True)]


def _arrange(lowering: Lowering, expr: Any) -> Layout:
    if isinstance(expr, dict):
        items = tuple(_arrange(lowering, item) for item in expr.values())
        return Layout("dict", items, keys=tuple(expr))
    if isinstance(expr, list | tuple | sympy.Tuple):
        kind = "list" if isinstance(expr, list) else "tuple"
        named = (type(expr),) if hasattr(expr, "_fields") else ()
        return Layout(kind, tuple(_arrange(lowering, item) for item in expr), keys=named)
    if isinstance(expr, sympy.MatrixBase | sympy.NDimArray):
        shape = tuple(int(n) for n in expr.shape)
        entries = expr.flat() if isinstance(expr, sympy.MatrixBase) else expr
        flat = sympy.flatten(entries.tolist()) if isinstance(expr, sympy.NDimArray) else entries
        return Layout("stack", tuple(_arrange_entry(lowering, expr, item) for item in flat), shape=shape)
    return Layout("node", node=lowering.run(sympy.sympify(expr, strict=True)))


def _arrange_entry(lowering: Lowering, expr: Any, item: Any) -> Layout:
    """Arrange an entry of a stack, which has to be a scalar."""
    entry = _arrange(lowering, item)
    if entry.kind == "node" and lowering.builder.rank(entry.node):
        name = type(expr).__name__
        hint = "an entry is a matrix; a list of matrices keeps them apart, BlockMatrix joins them"
        raise UnsupportedFunctionError(name, [name, type(item).__name__], hint=hint)
    return entry
