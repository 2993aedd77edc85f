"""Matrix expressions whose entries have no formula: a claim is judged as code, by numbers alone.

An eigenvalue or the exponential of a matrix has no entries that could be written out and enclosed. The
compiled expression is judged instead: by its own quotients, and by torch's derivatives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sympy
import torch
from torch import Tensor

from .. import symbolic
from ..compilation import compile
from ..errors import InputShapeError, MatrixDerivativeError
from ..matrix.eigen import Eigenvalue, Eigenvector
from ..program.expressions.free_symbols import free_symbols
from ..program.expressions.traversal import postorder
from .callable_check import check_callable
from .explicit import WITHOUT_ENTRIES
from .matrix_points import in_entries
from .named_entries import entry_tensor
from .options import Options
from .report import Report
from .written_out import NamedEntries, name_entries

__all__ = ["check_without_entries", "has_no_entries"]

_SYMMETRIC = (
    "eigenvalues are those of a symmetric matrix: check under with sympy.assuming(sympy.Q.symmetric(A))"
)


def has_no_entries(*exprs: Any) -> bool:
    """Tell whether one of the expressions holds a function of a matrix without a formula for its entries.

    Examples
    --------
    >>> A = sympy.MatrixSymbol("A", 2, 2)
    >>> has_no_entries(sympy.Trace(A)), has_no_entries(2 * Eigenvalue(A, 0))
    (False, True)
    """
    return any(
        isinstance(node, WITHOUT_ENTRIES)
        for expr in exprs
        if isinstance(expr, sympy.Basic)
        for node in postorder(expr)
    )


def check_without_entries(
    expr: Any, claimed: Any, wrt: Any, options: Options, *, layout: str, is_stacked: bool = False
) -> Report:
    """Judge a claimed derivative by numbers.

    Parameters
    ----------
    expr : sympy.Basic
    claimed : sympy.Basic or None
        None means the derivative by the matrix engine.
    wrt : MatrixSymbol or Symbol
    options : Options
    layout : {"numerator", "denominator"}
        Of the claim.
    is_stacked : bool
        Whether the claim is in vec form, of a matrix by a matrix.

    Raises
    ------
    InputShapeError
        The claim has another shape than its layout asks for.

    Examples
    --------
    >>> A = sympy.MatrixSymbol("A", 2, 2)
    >>> v = Eigenvector(A, 0)
    >>> with sympy.assuming(sympy.Q.symmetric(A)):
    ...     report = check_without_entries(
    ...         Eigenvalue(A, 0), v * v.T, A, Options(n_points=6), layout="denominator"
    ...     )
    >>> report.verdict, report.witnesses
    ('consistent', ('claim', 'limit', 'reverse', 'forward'))
    """
    formula = _of_engine(expr, wrt) if claimed is None else sympy.sympify(claimed, strict=True)
    named = name_entries(expr, wrt, formula)
    scalars = sorted(
        (s for e in (expr, formula) for s in free_symbols(e) if not isinstance(s, sympy.MatrixSymbol)),
        key=sympy.default_sort_key,
    )
    arguments = [*named.entries, *dict.fromkeys(scalars)]
    function = _Code(
        named,
        tuple(dict.fromkeys(scalars)),
        compile(expr, arguments, ops=options.ops),
        _plain if _shape(expr) == (1, 1) else _flat,
    )
    variables = [str(symbol) for symbol in named.variables]
    given = in_entries(options, named.coordinates, named.entries)
    if formula is None:
        report = check_callable(function, None, variables, given)
        return replace(report, subject=str(expr), wrt=(str(wrt),))
    claim = replace(
        function,
        compiled=compile(formula, arguments, ops=options.ops),
        arranged=_arrangement(expr, formula, named, layout, is_stacked),
    )
    report = check_callable(function, claim, variables, given)
    notes = report.notes
    if not report.points and _has_eigenvalues(expr):
        notes = (*notes, _SYMMETRIC)
    return replace(report, subject=str(expr), claim=str(formula), wrt=(str(wrt),), layout=layout, notes=notes)


def _has_eigenvalues(expr: Any) -> bool:
    return any(isinstance(node, (Eigenvalue, Eigenvector)) for node in postorder(expr))


def _of_engine(expr: Any, wrt: Any) -> Any:
    """Return the derivative by the matrix engine, None where it has no closed form."""
    try:
        return symbolic.derivative(expr, wrt)
    except MatrixDerivativeError:
        return None


@dataclass(frozen=True, slots=True)
class _Code:
    """An expression as torch code with one argument for each entry and each scalar."""

    named: NamedEntries
    scalars: tuple[Any, ...]
    compiled: Callable[..., Any]
    arranged: Callable[[Tensor], Tensor]

    @property
    def symbols(self) -> tuple[Any, ...]:
        """What the arguments stand for, in their order."""
        of_matrices = {
            s for m in self.named.coordinates.values() for entry in m.flat() for s in free_symbols(entry)
        }
        matrices = sorted(of_matrices, key=sympy.default_sort_key)
        return (*matrices, *(s for s in self.scalars if s not in of_matrices))

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the arguments."""
        return tuple(map(str, self.symbols))

    def __call__(self, *tensors: Tensor) -> Tensor:
        """Evaluate the expression at one point or many."""
        given: Mapping[Any, Tensor] = dict(zip(self.symbols, tensors, strict=True))
        matrices = [
            torch.stack([entry_tensor(entry, given) for entry in m.flat()], dim=-1).unflatten(-1, m.shape)
            for m in self.named.entries.values()
        ]
        return self.arranged(self.compiled(*matrices, *[given[s] for s in self.scalars]))


def _shape(expr: Any) -> tuple[int, int]:
    rows, columns = getattr(expr, "shape", (1, 1))
    return int(rows), int(columns)


def _plain(value: Tensor) -> Tensor:
    """Return a number for each point, whether it comes as one or as a 1x1 matrix."""
    return value[..., 0, 0] if value.dim() > 1 else value


def _flat(value: Tensor) -> Tensor:
    """Return the entries of a matrix in one axis."""
    return value.flatten(-2)


def _arrangement(
    expr: Any, formula: Any, named: NamedEntries, layout: str, is_stacked: bool
) -> Callable[[Tensor], Tensor]:
    """Return what brings a claim into the order of torch: outputs first, both read row by row."""
    outputs, variables, found = _shape(expr), named.variables.shape, _shape(formula)
    count, number = outputs[0] * outputs[1], variables[0] * variables[1]
    expected = (count, number) if layout == "numerator" else (number, count)
    if number == 1:
        expected = outputs
    elif count == 1:
        expected = variables if layout == "denominator" else variables[::-1]
    if found != expected:
        raise InputShapeError(
            [("claimed", found), ("expected", expected)], why=f"the claimed derivative in {layout} layout"
        )

    def arranged(value: Tensor) -> Tensor:
        if number == 1:
            return (value.flatten(-2) if count > 1 else _plain(value))[..., None]
        if count == 1:
            return (value.mT if layout == "numerator" else value).flatten(-2)
        upright = value if layout == "numerator" else value.mT
        if not is_stacked:
            return upright
        axes = upright.reshape(*upright.shape[:-2], *outputs[::-1], *variables[::-1])
        return axes.transpose(-4, -3).transpose(-2, -1).reshape(upright.shape)

    return arranged
