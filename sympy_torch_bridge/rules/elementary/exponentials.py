"""Further exponentials and logarithms, with the shifted ones that programs provide."""

from __future__ import annotations

from sympy import Abs, exp, log, sqrt, symbols

from ...domain import OPEN_UNIT, POSITIVE, Interval
from .._rule import Rule
from .record import a, b, elementary, x, y

__all__ = ["RULES"]

_c = symbols("c", real=True)
_NEGATIVE = Interval(-8, 0, upper_open=True)
_ABOVE_ONE = Interval(1, 8, lower_open=True)
_RATE = {a: Interval(-1.5, 1.5)}
_BELL = {a: Interval(-4, 4), b: Interval(0.5, 4)}
_LOGISTIC = a / (1 + exp(-b * (x - _c)))

_EXPONENTIALS = (
    elementary("exp2", "exponential to base 2", 2**x, 2**x * log(2)),
    elementary("exp10", "exponential to base 10", 10**x, 10**x * log(10)),
    elementary("expm1", "exponential minus 1", exp(x) - 1, exp(x)),
    elementary("exp-linear", "exponential of a linear function", exp(a * x + b), a * exp(a * x + b), _RATE),
    elementary("exp-decay", "exponential decay", exp(-x), -exp(-x)),
    elementary("exp-reciprocal", "exponential of the reciprocal", exp(1 / x), -exp(1 / x) / x**2,
               Interval(0.2, 8), assumptions="x != 0"),
    elementary("exp-sqrt", "exponential of the square root", exp(sqrt(x)), exp(sqrt(x)) / (2 * sqrt(x)),
    POSITIVE),
    elementary("x-exp", "x times the exponential", x * exp(x), (1 + x) * exp(x)),
    elementary("bell", "bell curve with centre a and width b", exp(-((x - a) ** 2) / (2 * b**2)),
               -(x - a) / b**2 * exp(-((x - a) ** 2) / (2 * b**2)), _BELL, assumptions="b != 0"),
    elementary("exponential.base", "exponential to base a, by the base", a**x, x * a ** (x - 1),
    {a: POSITIVE}, a,
               assumptions="a > 0"),
    elementary("power-of-reciprocal", "root of x of order x", x ** (1 / x),
    x ** (1 / x) * (1 - log(x)) / x**2,
               Interval(0.3, 8), assumptions="x > 0"),
    elementary("stretched-exponential", "stretched exponential", exp(-(x**a)),
    -a * x ** (a - 1) * exp(-(x**a)),
               {x: Interval(0.1, 3), a: Interval(0.3, 2)}, assumptions="x > 0"),
    elementary("logistic-growth", "logistic growth", _LOGISTIC, b * _LOGISTIC * (1 - _LOGISTIC / a),
               {x: Interval(-3, 3), a: POSITIVE, b: Interval(0.2, 2), _c: Interval(-2, 2)},
               assumptions="a != 0"),
    elementary("gompertz", "growth of Gompertz", a * exp(-b * exp(-_c * x)),
               a * b * _c * exp(-_c * x - b * exp(-_c * x)),
               {x: Interval(-2, 4), a: POSITIVE, b: Interval(0.2, 2), _c: Interval(0.2, 1)},
               assumptions="x real"),
    elementary("planck", "law of Planck", x**3 / (exp(x) - 1),
    3 * x**2 / (exp(x) - 1) - x**3 * exp(x) / (exp(x) - 1) ** 2,
               POSITIVE, assumptions="x != 0"),
)  # fmt: skip

_LOGARITHMS = (
    elementary("log2", "logarithm to base 2", log(x) / log(2), 1 / (x * log(2)), POSITIVE),
    elementary("log10", "logarithm to base 10", log(x) / log(10), 1 / (x * log(10)), POSITIVE),
    elementary("log1p", "logarithm of 1 + x", log(1 + x), 1 / (1 + x), Interval(-1, 8, lower_open=True)),
    elementary("log-abs", "logarithm of the absolute value", log(Abs(x)), 1 / x, assumptions="x != 0"),
    elementary("log-linear", "logarithm of a linear function", log(Abs(a * x + b)), a / (a * x + b),
               assumptions="a*x + b != 0"),
    elementary("log-base.base", "logarithm to base a, by the base", log(x) / log(a),
    -log(x) / (a * log(a) ** 2),
               {x: POSITIVE, a: Interval(1.2, 8)}, a, assumptions="x > 0, a > 0, a != 1"),
    elementary("log-square", "square of the logarithm", log(x) ** 2, 2 * log(x) / x, POSITIVE),
    elementary("log-log", "logarithm of the logarithm", log(log(x)), 1 / (x * log(x)), _ABOVE_ONE),
    elementary("reciprocal-log", "reciprocal of the logarithm", 1 / log(x), -1 / (x * log(x) ** 2),
    _ABOVE_ONE,
               assumptions="x > 0, x != 1"),
    elementary("log-over-x", "logarithm over x", log(x) / x, (1 - log(x)) / x**2, POSITIVE),
    elementary("x-log", "x times its logarithm", x * log(x), log(x) + 1, POSITIVE),
    elementary("binary-entropy", "entropy of a binary choice", -x * log(x) - (1 - x) * log(1 - x),
    log((1 - x) / x),
               OPEN_UNIT),
    elementary("logit", "logit", log(x / (1 - x)), 1 / (x * (1 - x)), OPEN_UNIT),
    elementary("log1p-square", "logarithm of 1 + x**2", log(1 + x**2), 2 * x / (1 + x**2)),
    elementary("log1p-exp-difference", "logarithm of 1 - exp(x)", log(1 - exp(x)), -exp(x) / (1 - exp(x)),
    _NEGATIVE),
    elementary("log-expm1", "logarithm of exp(x) - 1", log(exp(x) - 1), exp(x) / (exp(x) - 1), POSITIVE),
    elementary("log2m-exp", "logarithm of 2 - exp(x)", log(2 - exp(x)), -exp(x) / (2 - exp(x)), _NEGATIVE,
               assumptions="exp(x) < 2"),
    elementary("log1p-minus", "logarithm of 1 + x minus x", log(1 + x) - x, -x / (1 + x), Interval(-1, 8,
    lower_open=True)),
    elementary("log-minus", "logarithm minus x plus 1", log(x) - x + 1, (1 - x) / x, POSITIVE),
    elementary("x-log-y", "x times a logarithm", x * log(y), log(y), {y: POSITIVE}),
    elementary("x-log-y.y", "x times a logarithm, by the argument", x * log(y), x / y, {y: POSITIVE}, y),
    elementary("x-log1p-y", "x times a logarithm of 1 + y", x * log(1 + y), log(1 + y),
               {y: Interval(-1, 8, lower_open=True)}),
    elementary("x-log1p-y.y", "x times a logarithm of 1 + y, by y", x * log(1 + y), x / (1 + y),
               {y: Interval(-1, 8, lower_open=True)}, y),
    elementary("relative-entropy", "term of the relative entropy", x * log(x / y), log(x / y) + 1,
    {x: POSITIVE, y: POSITIVE}),
    elementary("relative-entropy.y", "term of the relative entropy, by the second law", x * log(x / y),
    -x / y,
               {x: POSITIVE, y: POSITIVE}, y),
    elementary("box-cox", "transformation of Box and Cox", (x**a - 1) / a, x ** (a - 1), {x: POSITIVE,
    a: Interval(0.25, 3)},
               assumptions="x > 0, a != 0"),
    elementary("box-cox.a", "transformation of Box and Cox, by its exponent", (x**a - 1) / a,
               (x**a * (a * log(x) - 1) + 1) / a**2, {x: POSITIVE, a: Interval(0.25, 3)}, a,
               assumptions="x > 0, a != 0"),
    elementary("decibel", "level in decibel", 10 * log(x / a) / log(10), 10 / (x * log(10)), {x: POSITIVE,
    a: POSITIVE}),
)  # fmt: skip

RULES: tuple[Rule, ...] = (*_EXPONENTIALS, *_LOGARITHMS)
