"""The difference quotient: a derivative from values alone."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import sympy
import torch
from torch import Tensor

from ..errors import DomainError, InputTypeError, OptionError
from .autograd import check_pointwise
from .quotient_stencil import QuotientStencil, stencil

__all__ = ["difference_quotient"]


def difference_quotient(
    f: Callable[[Tensor], Any] | sympy.Expr, x: Any, *, h: float, kind: str = "central", order: int = 1
) -> Tensor:
    """Approximate the derivative of ``f`` at ``x`` by a quotient with step ``h``.

    Use it to see a limit happen, or as a check of a gradient that no derivative rule has touched; it
    costs two evaluations for each point (four with ``kind="richardson"``). Truncation falls with ``h``,
    round-off grows with ``1 / h``: no float64 quotient is better than about ten digits.

    Parameters
    ----------
    f : callable or SymPy expression of one symbol
        Maps a tensor of points to a tensor of values of the same shape, point by point.
    x : Tensor or number, real
        Points of evaluation; a number becomes a float64 tensor. ``x + h`` and ``x - h`` must lie in the
        domain of ``f``.
    h : float, in units of ``x``, positive
        Step. Below ``eps ** (1/3)`` rounding dominates the central quotient, below ``eps ** (1/2)`` the
        forward one.
    kind : {"central", "forward", "backward", "richardson"}
        ``"richardson"`` is ``(4 C(h/2) - C(h)) / 3`` with the central quotient ``C``.
    order : int, 1 to 6
        Order of the derivative.

    Returns
    -------
    Tensor, shape of ``x``, dtype of ``x``
        Leading error for order 1: ``h/2 * f''`` (forward), ``-h/2 * f''`` (backward),
        ``h**2/6`` times the third derivative (central), ``-h**4/480`` times the fifth (Richardson).

    Raises
    ------
    DomainError
        A value at ``x`` or a shifted point is not finite. ``error.point`` holds the point.
    OptionError
        ``h`` is not positive and finite, or the kind or order is not known.
    InputTypeError, InputShapeError
        ``x`` is not real and floating, or ``f`` is not pointwise.

    Examples
    --------
    >>> difference_quotient(lambda x: 3 * x**2 - 4 * x, 1.0, h=0.1, kind="forward")
    tensor(2.3000, dtype=torch.float64)
    >>> difference_quotient(torch.sin, torch.zeros(2, dtype=torch.float64), h=1e-3, order=3)
    tensor([-1.0000, -1.0000], dtype=torch.float64)
    """
    points = _points(x)
    step = _step(h)
    rule = stencil(kind, order)
    fn = _callable(f)
    shape = points.shape
    with torch.no_grad():
        # One call for all shifted points: a batch costs little more than a point.
        shifts = torch.tensor([m * step for m in rule.multiples], dtype=points.dtype, device=points.device)
        shifted = points.reshape(1, -1) + shifts.reshape(-1, 1)
        values = check_pointwise(fn(shifted.reshape(-1)), torch.Size([shifted.numel()]))
        _check_finite(fn, values, shifted.reshape(-1))
        return _combined(rule, values.reshape(shifted.shape), step).reshape(shape)


def _combined(rule: QuotientStencil, values: Tensor, step: float) -> Tensor:
    weights = torch.tensor([float(w) for _, w in rule.terms], dtype=values.dtype, device=values.device)
    return (weights.reshape(-1, 1) * values).sum(dim=0) / step**rule.order


def _points(x: Any) -> Tensor:
    if not isinstance(x, Tensor) and not hasattr(x, "__float__"):
        got = f"{x!r} of type {type(x).__name__}"
        raise InputTypeError("x", got, expected="a real floating tensor or a number")
    points = x if isinstance(x, Tensor) else torch.tensor(float(x), dtype=torch.float64)
    if not points.is_floating_point():
        raise InputTypeError("x", str(points.dtype), expected="a real floating tensor or a number")
    return points.detach()


def _step(h: Any) -> float:
    step = float(h)
    if not (step > 0 and math.isfinite(step)):
        raise OptionError("h", h, accepted=["a positive finite number"])
    return step


def _callable(f: Any) -> Callable[[Tensor], Any]:
    if not isinstance(f, sympy.Basic):
        return f  # type: ignore[no-any-return]
    from ..compilation import compile

    symbols = sorted(f.free_symbols, key=str)
    if len(symbols) != 1:
        names = ", ".join(map(str, symbols)) or "(none)"
        raise OptionError(
            "f",
            f,
            accepted=["an expression of one symbol"],
            hint=f"its symbols are {names}; fix the others with f.subs(...), or use limit_table",
        )
    return compile(f, symbols)


def _check_finite(fn: Any, values: Tensor, points: Tensor) -> None:
    bad = ~torch.isfinite(values)
    if bool(bad.any()):
        place = points[bad][0].item()
        what = str(getattr(fn, "expr", None) or getattr(fn, "__name__", None) or repr(fn))
        raise DomainError(
            what,
            f"x = {place!r}",
            why="the difference quotient needs the values at all shifted points",
            hint="choose a smaller h, a one-sided kind, or a point further inside the domain",
        )
