"""Reference values of expressions: SymPy's evaluation with 40 digits, slopes from its differences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import mpmath
import sympy
from translation.expressions import INTEGERS

DIGITS = 40
# Nodes that SymPy cannot compute numbers of, evaluated as formulas.
_FORMULAS = (sympy.Derivative, sympy.Subs, sympy.Limit)
# Functions without numbers in SymPy, and those that it writes them in.
_REWRITTEN = {sympy.erf2: sympy.erf, sympy.erfcinv: sympy.erfinv}
# The fourth-order difference is exact to step**4: far below what is compared.
_STEP = sympy.Rational(1, 10**12)


def value(expr: Any, at: Mapping[Any, float], digits: int = DIGITS) -> Any:
    """Return the value at exact doubles: a truth value, or a complex number of mpmath."""
    exact = _exact(expr)
    # SymPy sums series of floating-point terms as if these were integers.
    digits_of_inputs = None if exact.has(sympy.Sum) and exact.has(sympy.oo) else digits + 30
    result = exact.xreplace({symbol: _number(symbol, at[symbol], digits_of_inputs) for symbol in at})
    for _ in range(3):
        result = result.replace(_is_finite_sum, lambda node: node.doit())
    result = result.replace(_is_codegen, lambda node: node.expand(func=True))
    if isinstance(result, sympy.logic.boolalg.Boolean):
        return bool(result.doit())
    return _complex(sympy.N(result, digits), digits)


def slope(expr: Any, at: Mapping[Any, float], symbol: Any) -> Any:
    """Return the derivative by a symbol from four values with 60 digits."""
    exact = _exact(expr)

    def shifted(steps: int) -> Any:
        return value(exact.xreplace({symbol: symbol + steps * _STEP}), at, digits=60)

    with mpmath.workdps(60):
        near, far = shifted(1) - shifted(-1), shifted(2) - shifted(-2)
        return (8 * near - far) / (12 * mpmath.mpf(_STEP.p) / _STEP.q)


def _exact(expr: Any) -> Any:
    """Return the expression with exact numbers; derivatives, limits and double integrals become formulas."""
    formula = expr.replace(lambda node: isinstance(node, _FORMULAS), lambda node: node.doit())
    formula = formula.replace(_is_double_integral, lambda node: node.doit())
    for head, known in _REWRITTEN.items():
        formula = formula.replace(head, lambda *parts, head=head, known=known: head(*parts).rewrite(known))
    return formula.xreplace({number: sympy.Rational(number) for number in formula.atoms(sympy.Float)})


def _is_double_integral(node: Any) -> bool:
    return isinstance(node, sympy.Integral) and len(node.limits) > 1


def _is_finite_sum(node: Any) -> bool:
    return isinstance(node, sympy.Sum | sympy.Product) and not node.has(sympy.oo)


def _number(symbol: Any, number: float, digits: int | None) -> Any:
    if symbol in INTEGERS:
        return sympy.Integer(int(number))
    return sympy.Rational(number) if digits is None else sympy.Float(number, digits)


def _is_codegen(node: Any) -> bool:
    return isinstance(node, sympy.Function) and type(node).__module__.startswith("sympy.codegen")


def _complex(number: Any, digits: int) -> Any:
    if number in (sympy.nan, sympy.zoo):
        return mpmath.mpc("nan")
    if number.is_infinite:
        return mpmath.mpc(float(number))
    with mpmath.workdps(digits):
        return mpmath.mpc(*(mpmath.mpf(str(sympy.N(part, digits))) for part in number.as_real_imag()))
