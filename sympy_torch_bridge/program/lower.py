"""The entry to lowering: an expression, or a container of expressions, becomes a Program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import sympy
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.matexpr import MatrixElement

from ..errors import InputTypeError
from ..ops import BY_HEAD, Op
from ..slowness import warn_of_slowness
from .arrangement import arrange, leaves
from .expressions.free_symbols import free_symbols
from .expressions.indices import Indices, indices_in
from .expressions.traversal import postorder
from .expressions.variable import in_given_order, is_variable
from .forms import FORMS
from .gradients.network import by_function
from .lowering import Lowering, Vocabulary
from .program import Program
from .truth import check_kinds

__all__ = ["lower", "vocabulary_of"]


def lower(
    expr: Any,
    inputs: Sequence[Any] | None = None,
    *,
    ops: Iterable[Op] = (),
    functions: Mapping[Any, Callable[..., Any]] | None = None,
    complex: bool = False,
    indices: Indices | None = None,
) -> tuple[Program, tuple[Any, ...]]:
    """Translate an expression or a container of expressions to a Program.

    Parameters
    ----------
    expr : Expr, Boolean, Matrix, Array, or list, tuple, dict of these
        What to translate.
    inputs : sequence of Symbol, MatrixSymbol, IndexedBase or ArraySymbol, optional
        Default: the free symbols in SymPy's default sort order.
    ops : iterable of Op
        Records added to, or replacing, those of the op table, for this call alone.
    functions : mapping
        Torch callables for SymPy function classes, or for names of undefined functions; a tuple of
        them is bound to one callable that returns all their values.
    complex : bool
        Whether the program will compute in complex arithmetic.
    indices : Indices, optional
        What is known of the arrays in ``expr``.

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
    _require_numbers(symbols)
    vocabulary = vocabulary_of(expr, ops=ops, functions=functions, complex=complex, indices=indices)
    lowering = Lowering(symbols, vocabulary)
    if functions:
        lowering.uses = _uses_of_derivatives(leaves(expr))
    layout = arrange(lowering, expr)
    if lowering.slow:
        warn_of_slowness(_slowness(sorted(lowering.slow)))
    places = tuple(lowering.inputs[s] for s in symbols)
    program = lowering.builder.build(places, layout)
    check_kinds(program, symbols)
    return program, symbols


def vocabulary_of(
    expr: Any,
    *,
    ops: Iterable[Op] = (),
    functions: Mapping[Any, Callable[..., Any]] | None = None,
    complex: bool = False,
    indices: Indices | None = None,
) -> Vocabulary:
    """Return what is known when ``expr`` is translated with these options."""
    user_ops = {op.head: op for op in ops}
    return Vocabulary(
        forms={head: form for head, form in FORMS.items() if head not in user_ops},
        ops={**BY_HEAD, **user_ops},
        functions=by_function(functions or {}),
        complex=complex,
        overridden=frozenset(user_ops),
        indices=indices or indices_in(leaves(expr)),
    )


def _uses_of_derivatives(expressions: Iterable[Any]) -> dict[Any, int]:
    """Count in how many different nodes each derivative occurs; a whole expression is one more."""
    uses: dict[Any, int] = {}
    met: set[Any] = set()
    seen: set[int] = set()
    for expr in expressions:
        for node in (sympy.Tuple(expr), *postorder(expr, seen)):
            if node not in met:
                met.add(node)
                for child in {part for part in node.args if isinstance(part, sympy.Derivative)}:
                    uses[child] = uses.get(child, 0) + 1
    return uses


def _slowness(names: Sequence[str]) -> str:
    return (
        f"{', '.join(names)}: mpmath computes this number by number on the CPU, about 10,000 a second; "
        "ops=[Op(...)] supplies a faster kernel"
    )


def _checked_inputs(inputs: Sequence[Any]) -> list[Any]:
    if is_variable(inputs):
        return [inputs]
    symbols = in_given_order(inputs)
    for symbol in symbols:
        if not is_variable(symbol):
            raise InputTypeError(
                str(symbol),
                f"a {type(symbol).__name__}",
                expected="a Symbol, MatrixSymbol, IndexedBase or ArraySymbol in inputs=",
                hint=_input_hint(symbol),
            )
    if len(set(symbols)) != len(symbols):
        repeated = next(s for s in symbols if symbols.count(s) > 1)
        raise InputTypeError(
            str(repeated),
            "listed twice",
            expected="each symbol once in inputs=",
            hint="remove the repetition",
        )
    return symbols


def _require_numbers(symbols: Sequence[Any]) -> None:
    """Refuse symbols that do not commute: they stand for matrices, whose product is not that of numbers."""
    for symbol in symbols:
        if symbol.is_commutative is False and isinstance(symbol, sympy.Symbol):
            raise InputTypeError(
                str(symbol),
                "a symbol that does not commute",
                expected="a symbol for numbers",
                hint=f"write MatrixSymbol('{symbol}', n, n) for a matrix",
            )


def _input_hint(symbol: Any) -> str:
    if isinstance(symbol, sympy.Indexed):
        return f"pass the array {symbol.base}, of which {symbol} is an entry"
    if isinstance(symbol, sympy.MatrixBase | sympy.NDimArray | list | tuple | sympy.Tuple):
        return "pass the symbols one by one; lambdify accepts nested lists of them"
    if isinstance(symbol, MatrixElement):
        return f"pass the matrix {symbol.parent}, of which {symbol} is an entry"
    if isinstance(symbol, AppliedUndef | sympy.Derivative):
        return "put a symbol in its place, as sympy_torch_bridge.lambdify does: expr.subs(q(t), Symbol('q'))"
    return "pass the symbols that the function takes, in order"


def _leaves_symbols(expr: Any) -> list[Any]:
    found: set[Any] = set()
    for leaf in leaves(expr):
        found.update(free_symbols(leaf))
    return sorted(found, key=sympy.default_sort_key)
