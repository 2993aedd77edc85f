"""Losses of a prediction x and a target y that are numbers."""

from __future__ import annotations

from sympy import Abs, Max, Piecewise, cosh, exp, log, pi, sign, sqrt, symbols, tanh

from ...domain import POSITIVE, Interval
from .._rule import Rule
from .record import a, loss, x, xs, y

__all__ = ["RULES"]

_d = x - y
_v = symbols("v", real=True)
_ys = symbols("y1:4", real=True)
_WIDTH = {x: Interval(-4, 4), y: Interval(-4, 4), a: Interval(0.5, 2)}
_COUNT = {x: POSITIVE, y: POSITIVE}
_LEVEL = {a: Interval(0.05, 0.95)}
_VARIANCE = {_v: POSITIVE}
_ALL = "x, y real, a > 0"
_STIRLING = y * log(y) - y + log(2 * pi * y) / 2
_MEAN_SQUARE = sum((p - t) ** 2 for p, t in zip(xs, _ys, strict=True)) / 3

RULES: tuple[Rule, ...] = (
    loss("mse", "squared error", _d**2, 2 * _d, torch_call="mse_loss(x, y)"),
    loss("mse.half", "half the squared error", _d**2 / 2, _d),
    loss(
        "mse.mean", "mean squared error, gradient by the predictions", _MEAN_SQUARE,
        [2 * (p - t) / 3 for p, t in zip(xs, _ys, strict=True)], xs,
        torch_call="mse_loss(torch.stack([x1, x2, x3]), torch.stack([y1, y2, y3]))",
    ),
    loss("rmse", "root of the mean squared error, gradient by the predictions", sqrt(_MEAN_SQUARE),
         [(p - t) / (3 * sqrt(_MEAN_SQUARE)) for p, t in zip(xs, _ys, strict=True)], xs,
         assumptions="some prediction is not its target"),
    loss("l1", "absolute error", Abs(_d), sign(_d), assumptions="x != y", torch_call="l1_loss(x, y)"),
    loss(
        "smooth-l1", "smooth L1 loss", Piecewise((_d**2 / (2 * a), Abs(_d) < a), (Abs(_d) - a / 2, True)),
        Piecewise((_d / a, Abs(_d) < a), (sign(_d), True)), x, _WIDTH, assumptions=_ALL,
        torch_call="smooth_l1_loss(x, y, beta=a)",
    ),
    loss(
        "huber.x", "Huber loss, by the prediction",
        Piecewise((_d**2 / 2, Abs(_d) <= a), (a * (Abs(_d) - a / 2), True)),
        Piecewise((_d, Abs(_d) <= a), (a * sign(_d), True)), x, _WIDTH, assumptions=_ALL,
        torch_call="huber_loss(x, y, delta=a)",
    ),
    loss(
        "huber.a", "Huber loss, by its width",
        Piecewise((_d**2 / 2, Abs(_d) <= a), (a * (Abs(_d) - a / 2), True)),
        Piecewise((0, Abs(_d) <= a), (Abs(_d) - a, True)), a, _WIDTH, assumptions=_ALL,
        torch_call="huber_loss(x, y, delta=a)",
    ),
    loss("log-cosh", "logarithm of the hyperbolic cosine of the error", log(cosh(_d)), tanh(_d)),
    loss("pseudo-huber", "pseudo-Huber loss", a**2 * (sqrt(1 + _d**2 / a**2) - 1),
         _d / sqrt(1 + _d**2 / a**2), x,
         _WIDTH, assumptions=_ALL),
    loss("cauchy", "Cauchy (Lorentz) loss", a**2 * log(1 + _d**2 / a**2) / 2, _d / (1 + _d**2 / a**2), x,
         _WIDTH,
         assumptions=_ALL),
    loss("geman-mcclure", "loss of Geman and McClure", _d**2 / (a**2 + _d**2),
         2 * a**2 * _d / (a**2 + _d**2) ** 2,
         x, _WIDTH, assumptions=_ALL),
    loss("pinball.x", "pinball loss of a quantile, by the error", Max(a * x, (a - 1) * x),
         Piecewise((a, x > 0), (a - 1, True)), x, _LEVEL, assumptions="x != 0, 0 < a < 1"),
    loss("percentage", "absolute percentage error", Abs(_d / y), sign(_d) / Abs(y), x, {y: POSITIVE},
         assumptions="x != y, y != 0"),
    loss("log-error", "squared logarithmic error", (log(1 + x) - log(1 + y)) ** 2,
         2 * (log(1 + x) - log(1 + y)) / (1 + x), x, _COUNT, assumptions="x > -1, y > -1"),
    loss("linex", "linear-exponential loss", exp(a * _d) - a * _d - 1, a * (exp(a * _d) - 1), x, _WIDTH,
         assumptions="x, y, a real"),
    loss(
        "poisson-nll.log", "Poisson loss of a logarithm of the rate", exp(x) - y * x, exp(x) - y,
        torch_call="poisson_nll_loss(x, y)",
    ),
    loss(
        "poisson-nll", "Poisson loss of a rate", x - y * log(x), 1 - y / x, x, _COUNT, assumptions="x > 0",
        torch_call="poisson_nll_loss(x, y, log_input=False, eps=0)",
    ),
    loss(
        "poisson-nll.full", "Poisson loss with Stirling's formula, by the target", exp(x) - y * x + _STIRLING,
        log(y) - x + 1 / (2 * y), y, {y: Interval(1.5, 8)}, assumptions="y > 1",
        torch_call="poisson_nll_loss(x, y, full=True)",
    ),
    loss("gaussian-nll.x", "Gaussian loss, by the mean", (log(_v) + _d**2 / _v) / 2, _d / _v, x, _VARIANCE,
         assumptions="v > 0", torch_call="gaussian_nll_loss(x, y, v)"),
    loss("gaussian-nll.v", "Gaussian loss, by the variance", (log(_v) + _d**2 / _v) / 2,
         (1 - _d**2 / _v) / (2 * _v), _v, _VARIANCE, assumptions="v > 0",
         torch_call="gaussian_nll_loss(x, y, v)"),
    loss("gaussian-nll.log-variance", "Gaussian loss, by the logarithm of the variance",
         (_v + _d**2 * exp(-_v)) / 2, (1 - _d**2 * exp(-_v)) / 2, _v),
)  # fmt: skip
