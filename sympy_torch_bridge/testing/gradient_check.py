"""gradcheck with a tolerance from measured noise, for people who come from torch."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from ..check import PointResult, Report
from ..check.summary import versions
from ..check.verdict import Verdict
from ..errors import OptionError
from .backward_habits import check_batched, check_repeatable, check_types, check_undefined
from .gradcheck_error import GradcheckError, UnresolvedGradientWarning
from .tensor_function import TensorFunction, as_tuple
from .tensor_slopes import JacobianBench

__all__ = ["gradcheck", "gradgradcheck"]


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
    check_undefined_grad, check_grad_dtypes, check_batched_grad : bool
        Whether undefined gradients of outputs count as zero, gradients have the types of their inputs,
        the backward pass runs under vmap.
    check_forward_ad, check_backward_ad : bool
        Which modes to judge.
    check_batched_forward_grad, fast_mode, masked : bool
        Not supported: an error says what to do instead.

    Returns
    -------
    bool
        True if nothing is wrong.

    Raises
    ------
    GradcheckError
        A subclass of torch's own; ``error.report`` holds every entry that was judged.
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
    _refuse(check_batched_forward_grad=check_batched_forward_grad, fast_mode=fast_mode, masked=bool(masked))
    for name, value in (("atol", atol), ("rtol", rtol), ("nondet_tol", nondet_tol)):
        if not 0 <= value < float("inf"):
            raise OptionError(name, value, accepted=["a finite number of at least 0"])
    if eps is not None and not eps > 0:
        raise OptionError("eps", eps, accepted=["None", "a positive number"])
    if not (check_forward_ad or check_backward_ad):
        raise OptionError(
            "check_backward_ad", False, accepted=[True], hint="or check_forward_ad=True: one mode is judged"
        )
    if check_batched_grad and not check_backward_ad:
        raise OptionError(
            "check_batched_grad", True, accepted=[False], hint="it needs check_backward_ad=True"
        )
    try:
        _check(
            TensorFunction(func, as_tuple(inputs)),
            (atol, rtol, nondet_tol),
            modes=(*(("reverse",) if check_backward_ad else ()), *(("forward",) if check_forward_ad else ())),
            habits=(
                check_types if check_grad_dtypes else None,
                check_undefined if check_undefined_grad and check_backward_ad else None,
            ),
            is_batched=check_batched_grad,
        )
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def gradgradcheck(func: Callable[..., Any], inputs: Any, grad_outputs: Any = None, **options: Any) -> bool:
    """Check the second derivatives that torch computes: gradcheck of the backward pass itself.

    Parameters
    ----------
    func : callable
    inputs : Tensor or tuple
    grad_outputs : Tensor or tuple, optional
        Cotangents of the outputs; default: reproducible numbers between 1 and 2.
    **options
        Those of :func:`gradcheck`.

    Returns
    -------
    bool

    Examples
    --------
    >>> x = torch.tensor([0.5, 3.0], dtype=torch.float64, requires_grad=True)
    >>> gradgradcheck(lambda x: torch.sin(x) ** 2, (x,))
    True
    """
    given = as_tuple(inputs)
    function = TensorFunction(func, given)
    outputs = [o for o in as_tuple(func(*given)) if isinstance(o, Tensor) and o.requires_grad]
    if not outputs:
        raise ValueError("gradgradcheck expects at least one output that requires a gradient")
    seeds = _seeds(outputs) if grad_outputs is None else as_tuple(grad_outputs)

    def backward(*arguments: Any) -> tuple[Tensor, ...]:
        plain, cotangents = arguments[: len(given)], arguments[len(given) :]
        varied = [
            v if v.requires_grad else v.detach().requires_grad_() for v in _picked(plain, function.places)
        ]
        call = list(plain)
        for place, value in zip(function.places, varied, strict=True):
            call[place] = value
        with torch.enable_grad():
            found = [o for o in as_tuple(func(*call)) if isinstance(o, Tensor) and o.requires_grad]
            gradients = torch.autograd.grad(
                found, varied, cotangents, create_graph=True, allow_unused=True, materialize_grads=True
            )
        return tuple(gradients)

    return gradcheck(backward, (*given, *seeds), **{"check_undefined_grad": False, **options})


def _picked(values: Sequence[Any], places: Sequence[int]) -> list[Any]:
    return [values[place] for place in places]


def _seeds(outputs: Sequence[Tensor]) -> list[Tensor]:
    generator = torch.Generator().manual_seed(0)
    draws = [1 + torch.rand(o.shape, generator=generator, dtype=torch.float64) for o in outputs]
    return [d.to(o.dtype).to(o.device).requires_grad_() for d, o in zip(draws, outputs, strict=True)]


def _refuse(**unsupported: bool) -> None:
    instead = {
        "check_batched_forward_grad": "compare torch.func.vmap of torch.func.jvp with single calls",
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
) -> None:
    atol, rtol, nondet_tol = tolerances
    for habit in habits:
        if habit is not None:
            habit(function)
    bench = JacobianBench(function, atol, rtol)
    rows: list[PointResult] = []
    reverse = function.reverse()
    # Dual numbers in a dispatch mode end the process in torch 2.13: reverse mode's noise serves both.
    noise = function.noise(function.reverse)
    if "reverse" in modes:
        check_repeatable(function, reverse, nondet_tol)
        rows += bench.rows("reverse", reverse, noise)
    if "forward" in modes:
        rows += bench.rows("forward", function.forward(), noise)
    _judge(_report(function, rows, modes), is_widened=bool(atol or rtol))
    if is_batched:
        check_batched(function, reverse)


def _judge(report: Report, *, is_widened: bool) -> None:
    if report.verdict == "refuted":
        modes = " and ".join(dict.fromkeys(row.witness for row in report.failures))
        raise GradcheckError(f"the {modes} mode disagrees with the limit of quotients.\n{report}", report)
    if report.verdict == "inconclusive" and not is_widened:
        warnings.warn(f"gradcheck saw no mistake and little at all.\n{report}", UnresolvedGradientWarning, 4)


def _report(function: TensorFunction, rows: Sequence[PointResult], modes: Sequence[str]) -> Report:
    verdict, reason = _verdict(function, rows)
    inputs = tuple(f"in{place}" for place in function.places)
    return Report(
        subject=str(getattr(function.func, "__name__", None) or type(function.func).__name__),
        claim="torch's " + " and ".join(modes) + " mode",
        wrt=inputs,
        inputs=inputs,
        verdict=verdict,
        reason=reason,
        points=tuple(rows),
        diagnosis=None,
        difference=None,
        witnesses=("limit", *modes),
        method="quotients of the function itself",
        layout="numerator: entries of outputs by entries of inputs",
        dtype=function.precision.name,
        seed=0,
        versions=versions(),
    )


def _verdict(function: TensorFunction, rows: Sequence[PointResult]) -> tuple[Verdict, str]:
    failed = sum(row.verdict == "FAIL" for row in rows)
    if failed:
        return "refuted", f"{failed} of {len(rows)} entries are wrong"
    good = function.precision.ill_conditioned
    seen = sum(row.verdict == "PASS" and row.resolution <= good for row in rows)
    verdict: Verdict = "consistent" if 2 * seen >= len(rows) else "inconclusive"
    return verdict, f"{seen} of {len(rows)} entries checked to {good:.0e} or better"
