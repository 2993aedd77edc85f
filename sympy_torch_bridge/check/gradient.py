"""A claimed derivative against the exact one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import torch

from ..ops import Op
from .claim import is_symbolic, symbolic_claim, symbols_of_claim
from .diagnose import Case, diagnosis, short_difference
from .formula_judge import FormulaJudge
from .measurement import Bench, Measurement
from .options import Options, facts_of_sample, refuse_unknown_wrt
from .question import Question, question_of
from .reference import Reference
from .report import Report
from .result import PointResult
from .summary import report_of
from .torch_claim import TorchClaim, torch_claim
from .torch_functions import TransposedResult

__all__ = ["assert_gradient", "check_gradient"]


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
) -> Report:
    """Check a claimed derivative, gradient or Jacobian of an expression.

    A claim in formulas is decided rigorously: claimed minus exact is enclosed, and the claim is refuted
    where zero lies outside. A claim in torch code is judged within the rounding noise of that very code.

    Parameters
    ----------
    expr : sympy.Expr, or list of them
        A list is a vector function; its derivative is a Jacobian in numerator layout, rows over outputs.
    claimed : object
        One of: an expression; a list over ``wrt``; a dictionary ``{symbol: expression}``; the rows of a
        Jacobian; a torch callable that returns the gradient with the last axis over ``wrt`` (last two
        axes for a Jacobian); a ``torch.autograd.Function`` subclass or a Module that computes the
        expression, whose backward pass is the claim. Callables get one tensor of shape ``(n,)`` for each
        symbol: by name where their parameters are named like the symbols, else in SymPy's default order.
    wrt : Symbol or sequence of Symbol, optional
        Default: the keys of a dictionary, else all free symbols that are not integers.
    domain, points, n_points, seed, dtype, ops
        As in :func:`check_consistency`.

    Returns
    -------
    Report
        True in a condition only if the verdict is ``"consistent"``.

    Raises
    ------
    InputShapeError
        The claim has not one entry for each output and symbol.
    UnknownSymbolError
        A symbol of ``wrt`` does not occur in the expression.
    InputTypeError, OptionError, MissingInputError
        The claim or an option cannot be used.
    UnsupportedFunctionError
        A function cannot be evaluated exactly.

    Examples
    --------
    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> check_gradient(sympy.sin(x) ** 2, 2 * sympy.sin(x) * sympy.cos(x)).verdict
    'consistent'
    >>> report = check_gradient(sympy.sin(x) ** 2, sympy.sin(x) * sympy.cos(x))
    >>> report.verdict, report.diagnosis
    ('refuted', 'consistent with a missing factor 2')
    """
    options = Options(domain, points, n_points, seed, dtype, tuple(ops))
    formula = is_symbolic(claimed)
    if wrt is None and isinstance(claimed, Mapping):
        wrt = list(claimed)
    symbols = symbols_of_claim(claimed) if formula else None
    question = question_of(expr, wrt, symbols or ())
    refuse_unknown_wrt(question, options, symbols)
    check = _FormulaCheck if formula else _CodeCheck
    return check(question, claimed, options).report()


class _FormulaCheck:
    """The check of a claim in formulas."""

    def __init__(self, question: Question, claimed: Any, options: Options) -> None:
        self._question = question
        self._options = options
        self._claim = symbolic_claim(claimed, question)
        self._reference = Reference(question, options.op_table)
        self._judge = FormulaJudge(self._claim, self._reference, options.op_table)

    def report(self) -> Report:
        """Judge, diagnose, summarise."""
        question, reference, options = self._question, self._reference, self._options
        facts = facts_of_sample(question, reference, options)
        bench = Bench(question, facts, options.dtype, options.seed)
        rows = self._judge.rows(bench)
        named, difference = None, None
        if any(row.verdict == "FAIL" for row in rows) or self._claim.is_transposed:
            case = Case(question, reference, bench, rows, options, self._rows_at, self._claim.is_transposed)
            named = diagnosis(case)
            difference = short_difference(self._claim, reference)
        return report_of(
            question,
            reference,
            options,
            rows,
            witnesses=_witnesses(reference),
            claim=self._claim.text,
            diagnosis=named,
            difference=difference,
            is_refuted=self._claim.is_transposed,
        )

    def _rows_at(self, bench: Bench) -> list[PointResult]:
        return self._judge.rows(bench)


class _CodeCheck:
    """The check of a claim in torch code."""

    def __init__(self, question: Question, claimed: Any, options: Options) -> None:
        self._question = question
        self._options = options
        self._claimed = claimed
        self._reference = Reference(question, options.op_table)

    def report(self) -> Report:
        """Judge, diagnose, summarise."""
        question, reference, options = self._question, self._reference, self._options
        bench = Bench(question, facts_of_sample(question, reference, options), options.dtype, options.seed)
        if not bench.facts:
            return report_of(question, reference, options, [], witnesses=_witnesses(reference), claim="code")
        claim = torch_claim(self._claimed, question, bench.tensors, bench.values())
        claim, is_transposed = _in_numerator_layout(claim, bench)
        rows = self._rows_of(claim, bench)
        named = None
        if any(row.verdict == "FAIL" for row in rows) or is_transposed:
            case = Case(
                question,
                reference,
                bench,
                rows,
                options,
                lambda other: self._rows_of(claim, other),
                is_transposed,
            )
            named = diagnosis(case)
        return report_of(
            question,
            reference,
            options,
            rows,
            witnesses=_witnesses(reference, claim.witness),
            claim=claim.text,
            diagnosis=named,
            is_refuted=is_transposed,
        )

    @staticmethod
    def _rows_of(claim: TorchClaim, bench: Bench) -> list[PointResult]:
        rows = bench.judge_derivatives(Measurement(claim.witness, claim.jacobian))
        if claim.value is not None:
            rows += bench.judge_values(Measurement("value", claim.value))
        return rows


def _in_numerator_layout(claim: TorchClaim, bench: Bench) -> tuple[TorchClaim, bool]:
    """Return the claim with outputs before symbols, and whether it had to be turned around."""
    try:
        claim.jacobian(*bench.tensors)
    except TransposedResult:
        return claim.transposed(), True
    return claim, False


def _witnesses(reference: Reference, claim: str = "claim") -> tuple[str, ...]:
    return (claim, *(("symbolic",) if reference.has_symbolic else ()), "limit")


def assert_gradient(expr: Any, claimed: Any, wrt: Any = None, **options: Any) -> None:
    """Raise unless a claimed derivative agrees with the exact one.

    Parameters are those of :func:`check_gradient`.

    Raises
    ------
    AssertionError
        The verdict is not ``"consistent"``. The message is the report.

    Examples
    --------
    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> assert_gradient(x**3, 3 * x**2)
    """
    __tracebackhide__ = True
    report = check_gradient(expr, claimed, wrt, **options)
    if not report:
        raise AssertionError(str(report))
