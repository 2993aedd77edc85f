"""The formula of each of the NIST data sets, as its file has it."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Rational, Symbol, atan, cos, exp, log, pi, sin, symbols

__all__ = ["FORMULAS", "Formula"]

x, y, x1, x2 = symbols("x y x1 x2", real=True)
b1, b2, b3, b4, b5, b6, b7, b8, b9 = symbols("b1:10", real=True)
# The base of a real power is positive. Said so, its derivative needs no care at zero, and is much faster.
x_positive, b2_positive = symbols("x b2", positive=True)

MISRA = b1 * (1 - exp(-b2 * x))
CHWIRUT = exp(-b1 * x) / (b2 + b3 * x)
LANCZOS = b1 * exp(-b2 * x) + b3 * exp(-b4 * x) + b5 * exp(-b6 * x)
GAUSS = b1 * exp(-b2 * x) + b3 * exp(-((x - b4) ** 2) / b5**2) + b6 * exp(-((x - b7) ** 2) / b8**2)
CUBIC = (b1 + b2 * x + b3 * x**2 + b4 * x**3) / (1 + b5 * x + b6 * x**2 + b7 * x**3)
KIRBY = (b1 + b2 * x + b3 * x**2) / (1 + b4 * x + b5 * x**2)
SEASONS = (
    b1 + b2 * cos(2 * pi * x / 12) + b3 * sin(2 * pi * x / 12)
    + b5 * cos(2 * pi * x / b4) + b6 * sin(2 * pi * x / b4)
    + b8 * cos(2 * pi * x / b7) + b9 * sin(2 * pi * x / b7)
)  # fmt: skip


@dataclass(frozen=True)
class Formula:
    """What is fitted: ``response``, which is ``y`` or a function of it, by ``law`` in the predictors."""

    law: Expr
    predictors: tuple[Symbol, ...] = (x,)
    response: Expr = y

    @property
    def parameters(self) -> tuple[Symbol, ...]:
        """The parameters that occur, in order."""
        return tuple(sorted(self.law.free_symbols.difference(self.predictors), key=str))


FORMULAS = {
    "Misra1a": Formula(MISRA),
    "Misra1b": Formula(b1 * (1 - (1 + b2 * x / 2) ** -2)),
    "Misra1c": Formula(b1 * (1 - (1 + 2 * b2 * x) ** Rational(-1, 2))),
    "Misra1d": Formula(b1 * b2 * x / (1 + b2 * x)),
    "Chwirut1": Formula(CHWIRUT),
    "Chwirut2": Formula(CHWIRUT),
    "DanWood": Formula(b1 * x_positive**b2, (x_positive,)),
    "Lanczos1": Formula(LANCZOS),
    "Lanczos2": Formula(LANCZOS),
    "Lanczos3": Formula(LANCZOS),
    "Gauss1": Formula(GAUSS),
    "Gauss2": Formula(GAUSS),
    "Gauss3": Formula(GAUSS),
    "Kirby2": Formula(KIRBY),
    "Hahn1": Formula(CUBIC),
    "Nelson": Formula(b1 - b2 * x1 * exp(-b3 * x2), (x1, x2), log(y)),
    "MGH17": Formula(b1 + b2 * exp(-x * b4) + b3 * exp(-x * b5)),
    "Roszman1": Formula(b1 - b2 * x - atan(b3 / (x - b4)) / pi),
    "ENSO": Formula(SEASONS),
    "MGH09": Formula(b1 * (x**2 + x * b2) / (x**2 + x * b3 + b4)),
    "Thurber": Formula(CUBIC),
    "BoxBOD": Formula(MISRA),
    "Rat42": Formula(b1 / (1 + exp(b2 - b3 * x))),
    "MGH10": Formula(b1 * exp(b2 / (x + b3))),
    "Eckerle4": Formula(b1 / b2 * exp(-Rational(1, 2) * ((x - b3) / b2) ** 2)),
    "Rat43": Formula(b1 / (1 + exp(b2 - b3 * x)) ** (1 / b4)),
    "Bennett5": Formula(b1 * (b2_positive + x_positive) ** (-1 / b3), (x_positive,)),
}
