"""Losses of logits, probabilities and classes; classes are 1, 2 and 3, and the target is class 1."""

from __future__ import annotations

from sympy import Max, Piecewise, exp, log, symbols

from ...domain import OPEN_UNIT, POSITIVE, Interval
from .._rule import Rule
from .record import a, loss, sigmoid, x, xs, y

__all__ = ["RULES"]

_p, _w, _g = symbols("p w g", real=True)
_x1, _x2, _x3 = xs
_ps = symbols("p1:4", real=True)
_S, _P = sigmoid(x), sigmoid(-x)
_TOTAL = sum(exp(v) for v in xs)
_SOFTMAX = tuple(exp(v) / _TOTAL for v in xs)
_UNIT = {_p: OPEN_UNIT, y: Interval(0, 1)}
_TARGET = {y: Interval(0, 1)}
_TRUE = {y: POSITIVE}
_STACK = "torch.stack([x1, x2, x3])"
_FIRST = "torch.tensor(0)"
_BCE = -(y * log(_p) + (1 - y) * log(1 - _p))
_LOGITS = log(1 + exp(x)) - x * y
_WEIGHTED = (1 - y) * log(1 + exp(x)) + _w * y * log(1 + exp(-x))
_FOCAL = -((1 - _p) ** _g) * log(_p)
_MARGIN = sum(Max(0, 1 - _x1 + v) for v in (_x2, _x3)) / 3

_BINARY = (
    loss("bce.p", "binary cross-entropy, by the probability", _BCE, (_p - y) / (_p * (1 - _p)), _p, _UNIT,
         torch_call="binary_cross_entropy(p, y)"),
    loss("bce.y", "binary cross-entropy, by the target", _BCE, log((1 - _p) / _p), y, _UNIT,
         torch_call="binary_cross_entropy(p, y)"),
    loss(
        "bce-with-logits", "binary cross-entropy of a logit", _LOGITS, _S - y, x, _TARGET,
        assumptions="x, y real", torch_call="binary_cross_entropy_with_logits(x, y)",
    ),
    loss("bce-with-logits.y", "binary cross-entropy of a logit, by the target", _LOGITS, -x, y, _TARGET,
         assumptions="x, y real", torch_call="binary_cross_entropy_with_logits(x, y)"),
    loss(
        "bce-with-logits.weighted", "weighted binary cross-entropy of a logit", _WEIGHTED,
        (1 - y) * _S - _w * y * _P, x, {**_TARGET, _w: POSITIVE}, assumptions="x, y, w real",
        torch_call="binary_cross_entropy_with_logits(x, y, pos_weight=w)",
    ),
    loss(
        "soft-margin", "logistic loss of a signed target (soft margin)", log(1 + exp(-y * x)),
        -y * sigmoid(-y * x), x, {x: Interval(-4, 4), y: Interval(-2, 2)}, assumptions="x, y real",
        torch_call="soft_margin_loss(x, y)",
    ),
    loss("exponential", "exponential loss of a signed target", exp(-y * x), -y * exp(-y * x), x,
         {x: Interval(-4, 4), y: Interval(-2, 2)}, assumptions="x, y real"),
    loss("focal", "focal loss of the probability of the class", _FOCAL,
         _g * (1 - _p) ** (_g - 1) * log(_p) - (1 - _p) ** _g / _p, _p, {_p: OPEN_UNIT, _g: Interval(0.5, 4)},
         assumptions="0 < p < 1, g >= 0"),
    loss("brier", "Brier score of a logit", (_S - y) ** 2, 2 * (_S - y) * _S * (1 - _S), x, _TARGET,
         assumptions="x, y real"),
    loss("dice", "Dice loss of a probability", 1 - 2 * _p * y / (_p + y), -2 * y**2 / (_p + y) ** 2, _p,
         {_p: OPEN_UNIT, y: OPEN_UNIT}, assumptions="p + y > 0"),
)  # fmt: skip

_CLASSES = (
    loss(
        "cross-entropy", "cross-entropy of logits and a class", log(_TOTAL) - _x1,
        [_SOFTMAX[0] - 1, _SOFTMAX[1], _SOFTMAX[2]], xs, torch_call=f"cross_entropy({_STACK}, {_FIRST})",
    ),
    loss(
        "cross-entropy.probabilities", "cross-entropy of logits and probabilities",
        sum(_ps) * log(_TOTAL) - sum(p * v for p, v in zip(_ps, xs, strict=True)),
        [sum(_ps) * s - p for p, s in zip(_ps, _SOFTMAX, strict=True)], xs, dict.fromkeys(_ps, OPEN_UNIT),
        assumptions="real logits and weights",
        torch_call=f"cross_entropy({_STACK}, torch.stack([p1, p2, p3]))",
    ),
    loss(
        "cross-entropy.smoothed", "cross-entropy with label smoothing",
        log(_TOTAL) - (1 - a) * _x1 - a * sum(xs) / 3,
        [_SOFTMAX[0] - 1 + 2 * a / 3, _SOFTMAX[1] - a / 3, _SOFTMAX[2] - a / 3], xs, {a: OPEN_UNIT},
        assumptions="real logits", torch_call=f"cross_entropy({_STACK}, {_FIRST}, label_smoothing=float(a))",
    ),
    loss("kl-div.x", "Kullback-Leibler loss, by the logarithm of the prediction", y * (log(y) - x), -y, x,
         _TRUE,
         assumptions="y > 0", torch_call="kl_div(x, y, reduction='sum')"),
    loss("kl-div.y", "Kullback-Leibler loss, by the target", y * (log(y) - x), log(y) - x + 1, y, _TRUE,
         assumptions="y > 0", torch_call="kl_div(x, y, reduction='sum')"),
    loss(
        "kl-div.log-target", "Kullback-Leibler loss, by the logarithm of the target", exp(y) * (y - x),
        exp(y) * (y - x + 1), y, {y: Interval(-4, 2)}, assumptions="x, y real",
        torch_call="kl_div(x, y, reduction='sum', log_target=True)",
    ),
    loss("entropy.gradient", "entropy of a softmax, by its logits",
         log(_TOTAL) - sum(v * s for v, s in zip(xs, _SOFTMAX, strict=True)),
         [-s * (v - sum(u * t for u, t in zip(xs, _SOFTMAX, strict=True))) for v, s in zip(xs, _SOFTMAX,
         strict=True)], xs),
)  # fmt: skip

_MARGINS = (
    loss("hinge", "hinge loss of a signed target", Max(0, 1 - y * x), Piecewise((-y, y * x < 1), (0, True)),
         x,
         {x: Interval(-3, 3), y: Interval(-2, 2)}, assumptions="x*y != 1"),
    loss("hinge.squared", "squared hinge loss of a signed target", Max(0, 1 - y * x) ** 2,
         -2 * y * Max(0, 1 - y * x),
         x, {x: Interval(-3, 3), y: Interval(-2, 2)}, assumptions="x, y real"),
    loss(
        "hinge-embedding", "hinge embedding loss of a dissimilar pair", Max(0, a - x),
        Piecewise((-1, x < a), (0, True)), x, {x: Interval(-2, 4), a: Interval(0.5, 2)}, assumptions="x != a",
        torch_call="hinge_embedding_loss(x, torch.tensor(-1.0), margin=a)",
    ),
    loss(
        "margin-ranking", "margin ranking loss, the first input to be larger", Max(0, a - _x1 + _x2),
        Piecewise((-1, _x1 - _x2 < a), (0, True)), _x1,
        {_x1: Interval(-2, 2), _x2: Interval(-2, 2), a: OPEN_UNIT},
        assumptions="x1 - x2 != a", torch_call="margin_ranking_loss(x1, x2, torch.tensor(1.0), margin=a)",
    ),
    loss(
        "multi-margin", "multi-class margin loss", _MARGIN,
        [-sum(Piecewise((1, _x1 - v < 1), (0, True)) for v in (_x2, _x3)) / 3,
         Piecewise((1, _x1 - _x2 < 1), (0, True)) / 3, Piecewise((1, _x1 - _x3 < 1), (0, True)) / 3],
        xs, dict.fromkeys(xs, Interval(-2, 2)), assumptions="x1 - x2 != 1, x1 - x3 != 1",
        torch_call=f"multi_margin_loss({_STACK}, {_FIRST})",
    ),
)  # fmt: skip

RULES: tuple[Rule, ...] = (*_BINARY, *_CLASSES, *_MARGINS)
