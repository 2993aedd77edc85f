"""Claims in formulas: one expression, a list over ``wrt``, a dictionary, or the rows of a Jacobian."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy
from sympy.tensor.array.arrayop import Flatten

from ..errors import InputShapeError
from ..program.expressions.free_symbols import free_symbols
from ..program.expressions.traversal import postorder
from ..symbolic import derivative
from .question import Component, Question
from .scalar import scalar
from .size import text_of
from .twins import refuse_twin

__all__ = ["SymbolicClaim", "is_symbolic", "symbolic_claim", "symbols_of_claim", "without_shape_of_outputs"]


@dataclass(frozen=True, slots=True)
class SymbolicClaim:
    """Claimed formulas for all entries of a Jacobian in numerator layout.

    Parameters
    ----------
    entries : mapping of Component to sympy.Expr
    is_transposed : bool
        Whether the claim came in the other layout, which only its shape told: it is compared entry
        by entry after transposing, and refuted all the same.
    written : str
        The claim as it was written, where it was not entry by entry; empty otherwise.
    """

    entries: Mapping[Component, Any]
    is_transposed: bool = False
    written: str = ""

    @property
    def text(self) -> str:
        """The claim as text: as written, one list, or one for each row of a Jacobian."""
        if self.written:
            return self.written
        rows: dict[int, list[str]] = {}
        for component, entry in self.entries.items():
            rows.setdefault(component.output, []).append(text_of(entry))
        if all(len(row) == 1 for row in rows.values()):
            rows = {0: [entry for row in rows.values() for entry in row]}
        lists = [f"[{', '.join(row)}]" for row in rows.values()]
        if len(lists) > 1:
            return f"[{', '.join(lists)}]"
        return next(iter(rows.values()))[0] if len(self.entries) == 1 else lists[0]


def is_symbolic(claimed: Any) -> bool:
    """Tell whether a claim is written in formulas rather than code.

    Examples
    --------
    >>> is_symbolic([sympy.Symbol("x"), 1]), is_symbolic(lambda x: x)
    (True, False)
    """
    if isinstance(claimed, Mapping | list | tuple | sympy.MatrixBase | sympy.NDimArray | sympy.Basic):
        return True
    return isinstance(claimed, int | float | str) or not callable(claimed)


def symbols_of_claim(claimed: Any) -> set[Any]:
    """Return every symbol a claim mentions, without judging its form."""
    if isinstance(claimed, Mapping):
        return set().union(*(symbols_of_claim(entry) for entry in claimed.values()))
    if isinstance(claimed, list | tuple):
        return set().union(*(symbols_of_claim(entry) for entry in claimed))
    return set(free_symbols(claimed)) if isinstance(claimed, sympy.Basic | sympy.MatrixBase) else set()


def symbolic_claim(claimed: Any, question: Question) -> SymbolicClaim:
    """Read a claim in formulas.

    Raises
    ------
    InputShapeError
        It has not one entry for each output and symbol.
    UnknownSymbolError
        A dictionary has a key that is not in ``wrt``.
    InputTypeError
        An entry is no expression.

    Examples
    --------
    >>> from .question import question_of
    >>> x, y = sympy.symbols("x y")
    >>> symbolic_claim({y: x, x: y}, question_of(x * y, [x, y])).text
    '[y, x]'
    """
    claimed = without_shape_of_outputs(claimed, question)
    rows = [
        [_differentiated(scalar(entry, "an entry of the claim")) for entry in row]
        for row in _rows(claimed, question)
    ]
    shape = (len(rows), len(rows[0]) if rows else 0)
    is_flat = isinstance(claimed, list | tuple | sympy.Tuple) and not any(
        isinstance(entry, list | tuple | sympy.Tuple) for entry in claimed
    )
    if any(len(row) != shape[1] for row in rows):
        raise _misshapen(tuple(len(row) for row in rows), question, "the rows have different lengths")
    outputs, symbols = question.shape
    if shape == (outputs, symbols):
        return SymbolicClaim(_entries(rows, question))
    if shape != (symbols, outputs):
        shown = (shape[0] * shape[1],) if is_flat else shape
        raise _misshapen(shown, question, "it has not one entry for each output and symbol")
    columns = [list(column) for column in zip(*rows, strict=True)]
    # A gradient may be written as a row or as a column; between outputs and symbols the layout counts.
    return SymbolicClaim(_entries(columns, question), is_transposed=question.is_vector)


def _differentiated(entry: Any) -> Any:
    """Carry out the derivatives that SymPy left as they are, by the rules the expression's own follow."""
    found = [node for node in postorder(entry) if isinstance(node, sympy.Derivative)]
    table: dict[Any, Any] = {}
    for node in found:
        inner = node.expr.xreplace(table)
        table[node] = (
            inner.diff(*node.variables) if inner.has(sympy.Derivative) else derivative(inner, *node.variables)
        )
    return entry.xreplace(table) if table else entry


def without_shape_of_outputs(claimed: Any, question: Question) -> Any:
    """Return a flat list for a derivative by one symbol that has the shape of the Matrix it belongs to.

    Examples
    --------
    >>> from .question import question_of
    >>> x = sympy.Symbol("x")
    >>> row = sympy.Matrix([[x, x**2]])
    >>> without_shape_of_outputs(row.diff(x), question_of(row, x))
    [1, 2*x]
    """
    if len(question.wrt) > 1 or not isinstance(claimed, sympy.MatrixBase | sympy.NDimArray):
        return claimed
    if tuple(claimed.shape) != question.output_shape:
        return claimed
    return list(claimed.flat() if isinstance(claimed, sympy.MatrixBase) else Flatten(claimed))


def _entries(rows: Sequence[Sequence[Any]], question: Question) -> dict[Component, Any]:
    return {
        component: rows[component.output][component.wrt]
        for component in question.components()
        if component.wrt is not None
    }


def _rows(claimed: Any, question: Question) -> list[list[Any]]:
    """Return the claim as a list of rows, whatever container it came in."""
    if isinstance(claimed, Mapping):
        return _rows_of_mapping(claimed, question)
    if isinstance(claimed, sympy.MatrixBase):
        return [list(row) for row in claimed.tolist()]
    if isinstance(claimed, sympy.NDimArray):
        claimed = claimed.tolist()
    if not isinstance(claimed, list | tuple | sympy.Tuple):
        return [[claimed]]
    items = [list(item) if isinstance(item, list | tuple | sympy.Tuple) else item for item in claimed]
    if items and all(isinstance(item, list) for item in items):
        return items
    # A flat list runs over the symbols, or over the outputs where there is one symbol only.
    column = question.is_vector and len(question.wrt) == 1
    return [[item] for item in items] if column else [items]


def _rows_of_mapping(claimed: Mapping[Any, Any], question: Question) -> list[list[Any]]:
    for key in claimed:
        if key not in question.wrt:
            refuse_twin(key, question.wrt, "the claim")
            raise _misshapen((len(claimed),), question, f"'{key}' is not among the symbols of wrt")
    missing = [str(symbol) for symbol in question.wrt if symbol not in claimed]
    if missing:
        raise _misshapen((len(claimed),), question, f"no entry for {', '.join(missing)}")
    columns = [claimed[symbol] for symbol in question.wrt]
    if not question.is_vector:
        return [columns]
    lists = [
        list(column) if isinstance(column, list | tuple | sympy.MatrixBase) else [column]
        for column in columns
    ]
    outputs = question.shape[0]
    if any(len(column) != outputs for column in lists):
        raise _misshapen(
            tuple(len(column) for column in lists), question, "an entry has not one item per output"
        )
    return [[column[output] for column in lists] for output in range(outputs)]


def _misshapen(shape: tuple[int, ...], question: Question, why: str) -> InputShapeError:
    names = ", ".join(map(str, question.wrt))
    outputs, symbols = question.shape
    if question.is_vector:
        expected: tuple[int, ...] = (outputs, symbols)
        hint = f"give one row for each of the {outputs} outputs, with one entry for each of {names}"
    else:
        expected = (symbols,)
        hint = f"give one entry for each of {names}, or fewer symbols in wrt"
    return InputShapeError([("claimed", shape), ("expected", expected)], why=f"the claim: {why}", hint=hint)
