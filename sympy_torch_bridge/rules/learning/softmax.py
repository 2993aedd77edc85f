"""Softmax and its relatives, of three logits; statements for one entry are the same for all by symmetry."""

from __future__ import annotations

from sympy import exp, log, sqrt, symbols

from ...domain import Interval
from .._rule import Rule
from .record import activation, xs

__all__ = ["RULES"]

_x1, _x2, _x3 = xs
_t = symbols("t", real=True)
_TOTAL = exp(_x1) + exp(_x2) + exp(_x3)
_p1, _p2, _p3 = _P = tuple(exp(v) / _TOTAL for v in xs)
_HEATED = tuple(exp(v / _t) for v in xs)
_HEATED_SUM = sum(_HEATED)
_HEATED_MEAN = sum(v * e for v, e in zip(xs, _HEATED, strict=True)) / _HEATED_SUM
_TEMPERATURE = {**dict.fromkeys(xs, Interval(-4, 4)), _t: Interval(0.5, 3)}
_MINIMUM_SUM = sum(exp(-v) for v in xs)
_NORM = sqrt(_x1**2 + _x2**2 + _x3**2)
_MEAN_SQUARE = (_x1**2 + _x2**2 + _x3**2) / 3
_STACK = "torch.stack([x1, x2, x3])"

RULES: tuple[Rule, ...] = (
    activation("softmax.own", "softmax entry, by its own logit", _p1, _p1 * (1 - _p1), _x1,
               torch_call=f"softmax({_STACK}, dim=0)[0]"),
    activation("softmax.other", "softmax entry, by another logit", _p1, -_p1 * _p2, _x2,
               torch_call=f"softmax({_STACK}, dim=0)[0]"),
    activation("softmax.gradient", "gradient of a softmax entry", _p1,
               [_p1 * (1 - _p1), -_p1 * _p2, -_p1 * _p3], xs,
               torch_call=f"softmax({_STACK}, dim=0)[0]"),
    activation(
        "softmax.temperature", "softmax entry, by the temperature", _HEATED[0] / _HEATED_SUM,
        _HEATED[0] / _HEATED_SUM * (_HEATED_MEAN - _x1) / _t**2, _t, _TEMPERATURE, assumptions="t > 0",
        torch_call=f"softmax({_STACK} / t, dim=0)[0]",
    ),
    activation("softmin.gradient", "gradient of a softmin entry", exp(-_x1) / _MINIMUM_SUM,
               [exp(-_x1) / _MINIMUM_SUM * (exp(-v) / _MINIMUM_SUM - int(v == _x1)) for v in xs], xs,
               torch_call=f"softmin({_STACK}, dim=0)[0]"),
    activation("log-softmax.gradient", "gradient of a logarithm of softmax", _x1 - log(_TOTAL),
               [1 - _p1, -_p2, -_p3], xs, torch_call=f"log_softmax({_STACK}, dim=0)[0]"),
    activation("log-sum-exp.gradient", "gradient of the logarithm of a sum of exponentials", log(_TOTAL),
               list(_P), xs),
    activation(
        "normalize.gradient", "gradient of an entry of a unit vector", _x1 / _NORM,
        [1 / _NORM - _x1**2 / _NORM**3, -_x1 * _x2 / _NORM**3, -_x1 * _x3 / _NORM**3], xs,
        assumptions="x1, x2, x3 not all 0", torch_call=f"normalize({_STACK}, dim=0)[0]",
    ),
    activation(
        "rms-norm.gradient", "gradient of an entry after RMS normalization", _x1 / sqrt(_MEAN_SQUARE),
        [1 / sqrt(_MEAN_SQUARE) - _x1**2 / (3 * sqrt(_MEAN_SQUARE) ** 3),
         -_x1 * _x2 / (3 * sqrt(_MEAN_SQUARE) ** 3), -_x1 * _x3 / (3 * sqrt(_MEAN_SQUARE) ** 3)], xs,
        assumptions="x1, x2, x3 not all 0", torch_call=f"rms_norm({_STACK}, (3,), eps=0)[0]",
    ),
)  # fmt: skip
