"""A claimed derivative against the exact one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import torch

from ..errors import CheckFailedError, InputTypeError
from ..ops import Op, ops_of
from .callable_check import check_callable
from .callable_question import is_torch_code
from .claim import is_symbolic, symbolic_claim, symbols_of_claim
from .code_check import check_code
from .complex_inputs import check_complex_gradient
from .formula_check import check_formula
from .higher_claim import higher_claim, symbols_of_keys
from .matrix_case import has_matrices
from .matrix_check import check_matrices
from .options import Options, refuse_twins_in_claim, refuse_unknown_wrt
from .question import question_of
from .report import Report

__all__ = ["assert_gradient", "check_gradient"]


@torch.inference_mode(False)
def check_gradient(
    expr: Any,
    claimed: Any,
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
    """Check a claimed derivative, gradient or Jacobian of an expression.

    A claim in formulas is decided rigorously: claimed minus exact is enclosed, and the claim is refuted
    where zero lies outside. A claim in torch code is judged within the rounding noise of that very code.

    Parameters
    ----------
    expr : sympy.Expr, list of them, or matrix expression
        A list is a vector function; its derivative is a Jacobian in numerator layout, rows over outputs.
        An expression with matrix symbols of numeric shapes is checked entry by entry, by one of them; the
        claimed gradient of a scalar has the shape of ``wrt``, with a complex ``dtype`` of complex entries
        except under ``Q.real_elements``. A torch callable, Module or autograd.Function
        subclass is checked without any formula, by the limit of its own quotients; then the claim is a
        torch callable as well, and ``wrt``, ``domain`` and ``points`` may name its parameters.
    claimed : object
        One of: an expression; a list over ``wrt``; a dictionary ``{symbol: expression}``; the rows of a
        Jacobian; a torch callable that returns the gradient with the last axis over ``wrt`` (last two
        axes for a Jacobian); a ``torch.autograd.Function`` subclass or a Module that computes the
        expression, whose backward pass is the claim. Callables get one tensor of shape ``(n,)`` for each
        symbol: by name where their parameters are named like the symbols, else in SymPy's default order.
        A callable of one argument for several symbols gets them in one tensor of shape ``(n, k)``, in the
        order of ``wrt`` if it names all symbols. For matrix expressions: a matrix expression, rows of
        entries such as ``A[0, 1]``, or code, which gets one matrix for each matrix symbol, one point at a
        time; a vector has the shape of its symbol, ``(n, 1)``, or one axis if the code needs that. The
        derivative of a matrix ``F`` by a matrix ``X`` is either an array or nested lists with
        ``dF[i,j]/dX[k,l]`` at ``[i, j, k, l]``, as ``torch.func.jacrev`` returns it, where axes of length
        one may be left out; or the matrix ``J`` of ``vec(dF) = J*vec(dX)``, columns stacked. The number of
        axes tells which.
    wrt : Symbol or sequence of Symbol, optional
        Default: the keys of a dictionary, else all free symbols that are not integers.
    domain, points, n_points, seed, dtype, ops
        As in :func:`check_consistency`.
    order : int
        2 for a claimed Hessian: nested lists or a matrix over ``wrt`` twice (after the outputs, if there
        is a list of them), a dictionary ``{(x, y): expression}``, an expression for a single symbol, or a
        torch callable that returns ``(..., k, k)``. A ``torch.autograd.Function`` or Module that computes
        the expression is judged by double backward. Up to 4, with an axis for each differentiation. With a
        complex ``dtype`` these are the complex derivatives, by real variables and by those in which the
        function is holomorphic. By a matrix ``X`` the Hessian of a scalar has four axes, or is the ``H`` of
        ``vec(dG) = H*vec(dX)`` for its gradient ``G``; the second derivative of a vector by a vector has an
        axis for the outputs first.

    Returns
    -------
    Report
        True in a condition only if the verdict is ``"consistent"``.

    Raises
    ------
    InputShapeError
        The claim has not one entry for each output and symbol.
    UnknownSymbolError
        A symbol of ``wrt`` occurs neither in the expression nor in the claim, the domain or the points,
        and the claim is no constant (a claimed 0 may be meant); the domain, a point or the claim has
        another symbol of an input's name.
    InputTypeError, OptionError, MissingInputError
        The claim or an option cannot be used.
    ClaimError
        The code of the claim raised an exception: its ``__cause__``.
    UnsupportedFunctionError
        A function cannot be evaluated exactly.
    NotDifferentiableError
        By a complex variable: the function is neither holomorphic nor real, or ``order`` is above 1 and it is
        not holomorphic.

    Examples
    --------
    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> check_gradient(sympy.sin(x) ** 2, 2 * sympy.sin(x) * sympy.cos(x)).verdict
    'consistent'
    >>> report = check_gradient(sympy.sin(x) ** 2, sympy.sin(x) * sympy.cos(x))
    >>> report.verdict, report.diagnosis
    ('refuted', 'consistent with a missing factor 2')
    >>> check_gradient(sympy.sin(x), -sympy.sin(x), order=2).verdict
    'consistent'
    >>> z, t = sympy.Symbol("z"), sympy.Symbol("t", real=True)
    >>> wave = sympy.exp(sympy.I * t * z)
    >>> hessian = sympy.hessian(wave, [t, z])
    >>> check_gradient(wave, hessian, [t, z], order=2, dtype=torch.complex128).verdict
    'consistent'
    >>> A = sympy.MatrixSymbol("A", 3, 3)
    >>> report = check_gradient(sympy.Trace(A * A), lambda A: 2 * A, A)
    >>> report.verdict, report.diagnosis
    ('refuted', 'consistent with the transpose of the derivative')
    >>> B, one = sympy.MatrixSymbol("B", 3, 3), sympy.Identity(3)
    >>> claim = sympy.KroneckerProduct(A.T * B.T, one) + sympy.KroneckerProduct(one, A * B)
    >>> check_gradient(A * B * A, claim, A).verdict
    'consistent'
    """
    options = Options(domain, points, n_points, seed, dtype, ops_of(ops))
    if claimed is None:
        raise InputTypeError(
            "claimed",
            "None",
            expected="a formula or code",
            hint="code is given as a callable; without a claim there is check_consistency(expr)",
        )
    if is_torch_code(expr):
        return check_callable(expr, claimed, wrt, options, order=order)
    if isinstance(expr, str) and has_matrices(wrt):
        hint = "a text is read as a formula of scalar symbols: build the expression of matrix symbols"
        raise InputTypeError("expr", "a str", expected="a matrix expression, as wrt is a matrix", hint=hint)
    if has_matrices(expr, wrt):
        return check_matrices(expr, claimed, wrt, options, order)
    formula = is_symbolic(claimed)
    if wrt is None and isinstance(claimed, Mapping):
        wrt = list(claimed) if order == 1 else symbols_of_keys(claimed)
    symbols = symbols_of_claim(claimed) if formula else None
    question = question_of(expr, wrt, symbols or (), order)
    refuse_twins_in_claim(question, symbols or ())
    refuse_unknown_wrt(question, options, symbols)
    if options.dtype.is_complex:
        return check_complex_gradient(question, claimed, options, is_formula=formula)
    if formula:
        read = symbolic_claim if order == 1 else higher_claim
        return check_formula(question, read(claimed, question), options)
    return check_code(question, claimed, options)


def assert_gradient(expr: Any, claimed: Any, wrt: Any = None, **options: Any) -> None:
    """Raise unless a claimed derivative agrees with the exact one.

    Parameters are those of :func:`check_gradient`.

    Raises
    ------
    CheckFailedError
        The verdict is not ``"consistent"``. An AssertionError: its message is the report, as is ``report``.

    Examples
    --------
    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> assert_gradient(x**3, 3 * x**2)
    """
    __tracebackhide__ = True
    report = check_gradient(expr, claimed, wrt, **options)
    if not report:
        raise CheckFailedError(report)
