"""One definition, all derivatives: symbolic, limit, reverse and forward mode must agree."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch

from ..errors import CheckFailedError
from ..ops import Op, ops_of
from .agreement import judge_routes
from .callable_check import check_callable
from .callable_question import is_torch_code
from .complex_inputs import check_complex_consistency
from .matrix_case import has_matrices
from .matrix_check import check_matrices
from .options import Options, refuse_unknown_wrt
from .question import question_of
from .report import Report
from .torch_witnesses import compiled_value

__all__ = ["assert_consistent", "check_consistency"]


@torch.inference_mode(False)
def check_consistency(
    expr: Any,
    wrt: Any = None,
    *,
    domain: Any = None,
    points: Any = None,
    n_points: int = 24,
    seed: int = 0,
    dtype: torch.dtype = torch.float64,
    ops: Iterable[Op] = (),
    order: int = 1,
) -> Report:
    """Check that every route to the derivatives of an expression gives the same numbers.

    SymPy's derivative is evaluated rigorously and compared with the limit of difference quotients in high
    precision. By these the compiled value and torch's reverse and forward mode are judged, each within
    its own measured rounding noise.

    Parameters
    ----------
    expr : sympy.Expr, list of them, or matrix expression
        With matrix symbols of numeric shapes, the derivative of the matrix engine is judged; where it has
        none, as of a matrix by a matrix, SymPy's derivative of each entry, and a note says so. Their entries
        are complex where ``dtype`` is, except under ``Q.real_elements``. Of a torch
        callable, Module or autograd.Function subclass, both modes of autograd are judged by the limit of
        its own quotients; ``wrt``, ``domain`` and ``points`` may name its parameters.
    wrt : Symbol or sequence of Symbol, optional
        Differentiate by these; default: all free symbols that are not integers.
    domain : mapping of Symbol to Interval or (low, high), optional
        Where to draw points from; symbols left out follow their assumptions. Bounds of a matrix symbol are
        those of all its entries; ``A[0, 1]`` names a single one.
    points : list of {symbol: value}, optional
        Check at these points instead. Values are real numbers of any kind, rounded to ``dtype``; of a matrix
        symbol rows of numbers, a Matrix, an array or a tensor.
    n_points : int
    seed : int
        Equal seeds give equal reports.
    dtype : torch.dtype
        Floating type of the torch computations; with a complex one all symbols are complex that are not
        assumed real.
    ops : iterable of Op
        Records that extend or replace the op table in this call.
    order : int
        2 compares second derivatives: SymPy's, the limits of second differences, and torch's reverse mode
        through itself and forward mode through reverse mode. Up to 4. By complex variables these are the
        complex derivatives.

    Returns
    -------
    Report
        True in a condition only if the verdict is ``"consistent"``.

    Raises
    ------
    UnknownSymbolError
        A symbol of ``wrt`` does not occur in the expression.
    OptionError, InputTypeError, MissingInputError
        An option cannot be used.
    UnsupportedFunctionError
        A function has no entry in the op table.
    NotDifferentiableError
        By a complex variable: the function is neither holomorphic nor real, or ``order`` is above 1 and it is
        not holomorphic.

    Examples
    --------
    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> report = check_consistency(sympy.sin(x) / x)
    >>> report.verdict, report.witnesses
    ('consistent', ('symbolic', 'limit', 'value', 'reverse', 'forward'))
    """
    options = Options(domain, points, n_points, seed, dtype, ops_of(ops))
    if is_torch_code(expr):
        return check_callable(expr, None, wrt, options, order=order)
    if has_matrices(expr):
        return check_matrices(expr, None, wrt, options, order)
    question = question_of(expr, wrt, order=order)
    refuse_unknown_wrt(question, options, None)
    if options.dtype.is_complex:
        return check_complex_consistency(question, options)
    return judge_routes(question, options, compiled_value(question, options.ops))


def assert_consistent(expr: Any, wrt: Any = None, **options: Any) -> None:
    """Raise unless every route to the derivatives of an expression gives the same numbers.

    Parameters are those of :func:`check_consistency`.

    Raises
    ------
    CheckFailedError
        The verdict is not ``"consistent"``. An AssertionError: its message is the report, as is ``report``.

    Examples
    --------
    >>> import sympy
    >>> assert_consistent(sympy.exp(-(sympy.Symbol("x") ** 2)))
    """
    __tracebackhide__ = True
    report = check_consistency(expr, wrt, **options)
    if not report:
        raise CheckFailedError(report)
