"""gradcheck with a tolerance from measured noise, for people who come from torch."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from numbers import Real
from typing import Any

import torch
from torch import Tensor

from ..check import PointResult
from ..errors import OptionError
from .arguments import refuse_tolerance
from .backward_habits import check_batched, check_repeatable, check_types, check_undefined
from .forward_habits import check_batched_forward, check_tangent_types
from .gradcheck_error import GradcheckError
from .gradcheck_report import judge, report_of
from .tensor_function import RAISED_BY_CODE, TensorFunction
from .tensor_slopes import JacobianBench

__all__ = ["gradcheck"]


@torch.inference_mode(False)
def gradcheck(
    func: Callable[..., Any],
    inputs: Any,
    *,
    eps: float | None = None,
    atol: float = 0.0,
    rtol: float = 0.0,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_batched_forward_grad: bool = False,
    check_forward_ad: bool = False,
    check_backward_ad: bool = True,
    fast_mode: bool = False,
    masked: bool | None = None,
) -> bool:
    """Check the gradients that torch computes for a function at given tensors.

    Takes what :func:`torch.autograd.gradcheck` takes. Steps and tolerances come from the measured
    rounding noise of the function and of its gradient, entry by entry: a function of any scale is judged
    alike, and a tiny gradient is not accepted because it is tiny. About a hundred evaluations for each
    real number in the inputs.

    Parameters
    ----------
    func : callable
        Maps the inputs to a tensor or a tuple of tensors.
    inputs : Tensor or tuple
        Those with ``requires_grad`` are varied, of any shape, real or complex, float64 for a sharp check.
    eps : float, optional
        Accepted and without effect: the steps are chosen from the noise of the function.
    atol, rtol : float
        Only widen the measured tolerance, for gradients that are meant to be approximate.
    raise_exception : bool
        Whether to raise, rather than return False.
    nondet_tol : float
        How far two runs of the backward pass may differ.
    check_undefined_grad, check_grad_dtypes : bool
        Whether undefined gradients of outputs count as zero; gradients have the types of their inputs, and
        tangents those of their outputs.
    check_batched_grad, check_batched_forward_grad : bool
        Whether the backward pass, or forward mode, gives the same numbers under vmap.
    check_forward_ad, check_backward_ad : bool
        Which modes to judge. A function without a backward pass is judged by forward mode alone.
    fast_mode, masked : bool
        Not supported: an error says what to do instead.

    Returns
    -------
    bool
        True if nothing is wrong.

    Raises
    ------
    GradcheckError
        A subclass of torch's own; ``error.report`` holds every entry that was judged.
    InputTypeError
        The function is none, or a tensor that requires a gradient is hidden in a list or dictionary.
    OptionError
        An option is not supported.

    Warns
    -----
    UnresolvedGradientWarning
        Nothing is wrong as far as can be seen, more than half the entries cannot be seen well, and neither
        ``atol`` nor ``rtol`` says that this is enough.

    Examples
    --------
    >>> x = torch.tensor([0.5, 3.0], dtype=torch.float64, requires_grad=True)
    >>> gradcheck(torch.sin, (x,))
    True
    """
    _refuse(fast_mode=fast_mode, masked=bool(masked))
    for name, value in (("atol", atol), ("rtol", rtol), ("nondet_tol", nondet_tol)):
        refuse_tolerance(name, value)
    if eps is not None and not (isinstance(eps, Real) and eps > 0):
        raise OptionError("eps", eps, accepted=["None", "a positive number"])
    if not (check_forward_ad or check_backward_ad):
        raise OptionError(
            "check_backward_ad", False, accepted=[True], hint="or check_forward_ad=True: one mode is judged"
        )
    for name, value, mode, is_on in (
        ("check_batched_grad", check_batched_grad, "check_backward_ad", check_backward_ad),
        ("check_batched_forward_grad", check_batched_forward_grad, "check_forward_ad", check_forward_ad),
    ):
        if value and not is_on:
            raise OptionError(name, True, accepted=[False], hint=f"it needs {mode}=True")
    try:
        _check(
            TensorFunction(func, inputs),
            (atol, rtol, nondet_tol),
            modes=(*(("reverse",) if check_backward_ad else ()), *(("forward",) if check_forward_ad else ())),
            habits=(
                check_types if check_grad_dtypes and check_backward_ad else None,
                check_tangent_types if check_grad_dtypes and check_forward_ad else None,
                check_undefined if check_undefined_grad and check_backward_ad else None,
            ),
            is_batched=check_batched_grad,
            is_batched_forward=check_batched_forward_grad,
        )
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def _refuse(**unsupported: bool) -> None:
    instead = {
        "fast_mode": "a random projection hides mistakes; check a smaller input of the same code instead",
        "masked": "sparse tensors are not supported: check lambda dense: func(dense.to_sparse()).to_dense()",
    }
    for name, value in unsupported.items():
        if value:
            raise OptionError(name, value, accepted=[False], hint=instead[name])


def _check(
    function: TensorFunction,
    tolerances: tuple[float, float, float],
    *,
    modes: Sequence[str],
    habits: Sequence[Callable[[TensorFunction], None] | None],
    is_batched: bool,
    is_batched_forward: bool,
) -> None:
    atol, rtol, nondet_tol = tolerances
    for habit in habits:
        if habit is not None:
            habit(function)
    bench = JacobianBench(function, atol, rtol)
    rows: list[PointResult] = []
    reverse, noise = _reverse(function, is_needed="reverse" in modes)
    forward = function.forward() if "forward" in modes else None
    if reverse is not None and "reverse" in modes:
        check_repeatable(function, reverse, nondet_tol)
        rows += bench.rows("reverse", reverse, noise)
    if forward is not None:
        # Dual numbers in a dispatch mode end the process in torch 2.13: reverse mode's noise serves both.
        rows += bench.rows(
            "forward", forward, torch.full_like(forward, math.nan) if reverse is None else noise
        )
    judge(report_of(function, rows, modes), is_widened=bool(atol or rtol))
    if is_batched and reverse is not None:
        check_batched(function, reverse)
    if is_batched_forward and forward is not None:
        check_batched_forward(function, forward)


def _reverse(function: TensorFunction, *, is_needed: bool) -> tuple[Tensor | None, Tensor]:
    """Return the Jacobian by reverse mode and its noise; none where it only would have told the noise."""
    try:
        return function.reverse(), function.noise(function.reverse)
    except RAISED_BY_CODE:
        if is_needed:
            raise
        return None, torch.empty(0)
