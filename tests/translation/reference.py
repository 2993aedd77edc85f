"""Reference values of expressions: SymPy's evaluation with 40 digits, slopes from its differences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import mpmath
import sympy
from translation.expressions import INTEGERS

DIGITS = 40
# Nodes that SymPy evaluates before it computes numbers: these as formulas, those for each point.
_FORMULAS = (sympy.Derivative, sympy.Subs, sympy.Limit)
_FINITE = (sympy.Sum, sympy.Product)
# The fourth-order difference is exact to step**4: far below what is compared.
_STEP = sympy.Rational(1, 10**12)


def value(expr: Any, at: Mapping[Any, float], digits: int = DIGITS) -> Any:
    """Return the value at exact doubles: a truth value, or a complex number of mpmath."""
    if expr.has(*_FORMULAS):
        expr = expr.doit(integrals=False)
    exact = expr.xreplace({number: sympy.Rational(number) for number in expr.atoms(sympy.Float)})
    result = exact.xreplace({symbol: _number(symbol, number, digits) for symbol, number in at.items()})
    for _ in range(3):
        if result.has(*_FINITE):
            result = result.doit()
    result = result.replace(_is_codegen, lambda node: node.expand(func=True))
    if isinstance(result, sympy.logic.boolalg.Boolean):
        return bool(result.doit())
    return _complex(sympy.N(result, digits), digits)


def slope(expr: Any, at: Mapping[Any, float], symbol: Any) -> Any:
    """Return the derivative by a symbol from four values with 60 digits."""
    formula = expr.doit(integrals=False) if expr.has(*_FORMULAS) else expr
    exact = formula.xreplace({number: sympy.Rational(number) for number in formula.atoms(sympy.Float)})

    def shifted(steps: int) -> Any:
        return value(exact.xreplace({symbol: symbol + steps * _STEP}), at, digits=60)

    with mpmath.workdps(60):
        near, far = shifted(1) - shifted(-1), shifted(2) - shifted(-2)
        return (8 * near - far) / (12 * mpmath.mpf(_STEP.p) / _STEP.q)


def _number(symbol: Any, number: float, digits: int) -> Any:
    return sympy.Integer(int(number)) if symbol in INTEGERS else sympy.Float(number, digits + 30)


def _is_codegen(node: Any) -> bool:
    return isinstance(node, sympy.Function) and type(node).__module__.startswith("sympy.codegen")


def _complex(number: Any, digits: int) -> Any:
    if number in (sympy.nan, sympy.zoo):
        return mpmath.mpc("nan")
    if number.is_infinite:
        return mpmath.mpc(float(number))
    with mpmath.workdps(digits):
        return mpmath.mpc(*(mpmath.mpf(str(sympy.N(part, digits))) for part in number.as_real_imag()))
