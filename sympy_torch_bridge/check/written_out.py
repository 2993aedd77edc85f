"""A matrix expression and what it is differentiated by, written out in named entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sympy
from sympy.assumptions.assume import global_assumptions

from ..errors import MatrixDerivativeError
from ..matrix.structure import structure_of
from ..program.expressions.free_symbols import free_symbols
from .explicit import explicit
from .named_entries import hermitian_entries, named_entries, projected_entries
from .question import Question

__all__ = ["NamedEntries", "WrittenOut", "name_entries", "written_out"]

_PROJECTED = ("", "symmetric", "diagonal", "lower-triangular", "upper-triangular", "toeplitz")


@dataclass(frozen=True, slots=True)
class WrittenOut:
    """A matrix expression in entries.

    Parameters
    ----------
    expr : sympy.Basic
    wrt : MatrixSymbol or Symbol
    entries : mapping of MatrixSymbol to explicit Matrix of Symbols
        Also of matrix symbols that only a claim mentions.
    arguments : tuple of MatrixSymbol and Symbol
        The symbols of the expression and of what it is differentiated by.
    outputs, variables : Matrix
        The expression, and what it is differentiated by.
    structure : str
        What the matrix is assumed to be that it is differentiated by; empty for a plain one. Its entries are
        then made of the variables: the gradient by these is the projected one.
    """

    expr: Any
    wrt: Any
    entries: Mapping[Any, Any]
    arguments: tuple[Any, ...]
    outputs: Any
    variables: Any
    structure: str = ""

    @property
    def coordinates(self) -> Mapping[Any, Any]:
        """The entries by which points are given; those of a structured variable are free."""
        return NamedEntries(self.wrt, self.entries, self.variables, self.structure).coordinates

    def entries_of(self, symbol: Any) -> Any:
        """Return the entries of a matrix symbol, None for a scalar symbol."""
        return self.entries.get(symbol)

    @property
    def scalars(self) -> list[Any]:
        """The symbols that are no matrices."""
        return [symbol for symbol in self.arguments if symbol not in self.entries]

    @property
    def symmetric(self) -> frozenset[Any]:
        """The matrices that are assumed to be symmetric."""
        return frozenset(s for s, e in self.entries.items() if e.rows == e.cols > 1 and e == e.T)

    @property
    def sizes(self) -> tuple[int, int, int, int]:
        """Rows and columns of the expression, and of what it is differentiated by."""
        return (*self.outputs.shape, *self.variables.shape)

    @property
    def has_jacobian_matrix(self) -> bool:
        """Whether the derivative can be written with two axes: of a scalar, or of a vector by a vector."""
        outputs, variables = self.outputs, self.variables
        return 1 in outputs.shape and (len(outputs) == 1 or 1 in variables.shape)

    def question(self, *claims: Any) -> Question:
        """Ask for the first derivative; ``claims`` are explicit matrices with further inputs."""
        outputs, variables = self.outputs, self.variables
        inputs = {s for m in (outputs, *claims, *self.entries.values()) for s in free_symbols(m)}
        return Question(
            tuple(outputs.flat()),
            tuple(variables.flat()),
            tuple(sorted(inputs | set(variables), key=sympy.default_sort_key)),
            is_vector=len(outputs) > 1,
            output_shape=() if 1 in outputs.shape else outputs.shape,
            written=str(self.expr),
        )


def written_out(expr: Any, wrt: Any, *claims: Any, is_complex: bool = False) -> WrittenOut:
    """Write an expression out in entries, with names for those of the matrices in claims as well.

    Parameters
    ----------
    expr : sympy.Basic
    wrt : MatrixSymbol, entry of one, or Symbol
    *claims : sympy.Basic
    is_complex : bool
        Whether the entries of matrices are complex numbers: all but those of matrices that are assumed to
        have real ones, ``Q.real_elements``.

    Raises
    ------
    InputShapeError
        A shape is not numeric.
    MatrixDerivativeError
        A function without explicit entries, or a derivative by a matrix that is assumed orthogonal or
        Hermitian, or by an entry of a structured one.

    Notes
    -----
    A parameter under ``with sympy.assuming(sympy.Q.symmetric(S)):`` has equal entries on both sides of its
    diagonal; under ``Q.hermitian`` and with complex entries one is the conjugate of the other. The gradient
    by a symmetric, diagonal or triangular matrix is the projected one, as :func:`.gradient` gives it.

    Examples
    --------
    >>> A, S = (sympy.MatrixSymbol(name, 2, 2) for name in "AS")
    >>> written_out(sympy.Trace(A), A).outputs
    Matrix([[A[0,0] + A[1,1]]])
    >>> with sympy.assuming(sympy.Q.symmetric(S)):
    ...     written_out(sympy.Trace(S * A), A).entries[S]
    Matrix([
    [S[0,0], S[0,1]],
    [S[0,1], S[1,1]]])
    """
    named = name_entries(expr, wrt, *claims, is_complex=is_complex)
    arguments = {s for e in (expr, wrt) for s in free_symbols(e)}
    return WrittenOut(
        expr,
        wrt,
        named.entries,
        tuple(sorted(arguments, key=sympy.default_sort_key)),
        explicit(expr, named.entries),
        named.variables,
        named.structure,
    )


@dataclass(frozen=True, slots=True)
class NamedEntries:
    """Names for the entries of the matrices of a check.

    Parameters
    ----------
    wrt : MatrixSymbol or Symbol
    entries, variables, structure
        As in :class:`WrittenOut`.
    """

    wrt: Any
    entries: Mapping[Any, Any]
    variables: Any
    structure: str = ""

    @property
    def coordinates(self) -> Mapping[Any, Any]:
        """The entries by which points are given; those of a structured variable are free."""
        return {**self.entries, self.wrt: self.variables} if self.structure else self.entries


def name_entries(expr: Any, wrt: Any, *claims: Any, is_complex: bool = False) -> NamedEntries:
    """Name the entries of all matrices; the arguments and errors are those of :func:`written_out`.

    Examples
    --------
    >>> A = sympy.MatrixSymbol("A", 1, 2)
    >>> name_entries(A * A.T, A).entries
    {A: Matrix([[A[0,0], A[0,1]]])}
    """
    structure = _structure_of(expr, wrt, is_complex=is_complex)
    matrices = {s for e in (expr, wrt, *claims) for s in free_symbols(e)}
    entries = {
        symbol: _entries_of(symbol, is_complex=is_complex)
        for symbol in sorted(matrices, key=str)
        if isinstance(symbol, sympy.MatrixSymbol)
    }
    variables = entries[wrt] if wrt in entries else explicit(sympy.Matrix([[wrt]]), entries)
    if structure:
        variables = named_entries(wrt, is_complex=is_complex)
        entries[wrt] = projected_entries(variables, structure)
    return NamedEntries(wrt, entries, variables, structure)


def _structure_of(expr: Any, wrt: Any, *, is_complex: bool) -> str:
    """Return the structure of the variable, and refuse what has no projected gradient here."""
    matrix = getattr(wrt, "parent", wrt)
    found = structure_of(matrix)
    name = "Hermitian" if _holds(sympy.Q.hermitian, matrix) else "" if found is None else found.name
    if name == "Hermitian" and not is_complex:
        name = "symmetric"
    if not name or (matrix is wrt and name in _PROJECTED):
        return name
    assumed = f"{wrt}, assumed {name},"
    raise MatrixDerivativeError(
        str(expr),
        [type(expr).__name__],
        wrt=str(wrt),
        hint=f"the entries of {assumed} depend on each other: take a plain symbol",
    )


def _entries_of(symbol: Any, *, is_complex: bool) -> Any:
    """Return the entries of a matrix symbol as the assumptions in force have them."""
    is_complex = is_complex and not _holds(sympy.Q.real_elements, symbol)
    if is_complex and _holds(sympy.Q.hermitian, symbol):
        return hermitian_entries(symbol)
    return named_entries(symbol, is_symmetric=_is_structured(symbol), is_complex=is_complex)


def _is_structured(symbol: Any) -> bool:
    """Tell whether the entries of a matrix symbol are assumed to depend on each other."""
    return _holds(sympy.Q.symmetric, symbol) or _holds(sympy.Q.hermitian, symbol)


def _holds(predicate: Any, symbol: Any) -> bool:
    return isinstance(symbol, sympy.MatrixSymbol) and predicate(symbol) in global_assumptions
