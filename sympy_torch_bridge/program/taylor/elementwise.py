"""Elementwise functions of torch as SymPy formulas, which give their derivatives of every order.

A function of the op table is differentiated as SymPy differentiates its class. An activation of
``torch.nn`` is stated as a formula. No derivative is written by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import sympy
import torch
from sympy import Rational, erf, exp, log, pi, sqrt, tanh

from ...ops import OPS
from .slopes import Slopes

__all__ = ["FORMULAS", "slopes_of", "smoothness"]

z = sympy.Symbol("z", real=True)
y = sympy.Dummy("y", real=True)  # the value of the function at z
Formula = sympy.Expr

# The sigmoid and what is made of it, written by the hyperbolic tangent of z/2: exp(z) would overflow.
_TANH = tanh(z / 2)
_SIGMOID = (1 + _TANH) / 2
# The constants of torch.nn.SELU, to the digits of a double.
_SELU_ALPHA, _SELU_SCALE = 1.6732632423543772848170429916717, Rational(1.0507009873554804934193349852946)
_GELU_INNER = sqrt(2 / pi) * (z + Rational(44715, 10**6) * z**3)


def _softplus(beta: float = 1, threshold: float = 20) -> Any:
    b, limit = _exact(beta), _exact(threshold)
    return sympy.Piecewise((z, b * z > limit), (log(1 + exp(b * z)) / b, True))


def _log_sigmoid() -> Any:
    return sympy.Piecewise((-log(1 + exp(-z)), z > 0), (z - log(1 + exp(z)), True))


def _gelu(approximate: str = "none") -> Any:
    if approximate == "tanh":
        return z * (1 + tanh(_GELU_INNER)) / 2
    return z * (1 + erf(z / sqrt(2))) / 2


def _elu(alpha: float = 1) -> Any:
    return _step(z, _exact(alpha) * (exp(z) - 1))


def _clamped(min_val: float = -1, max_val: float = 1) -> Any:
    below, above = _exact(min_val), _exact(max_val)
    return sympy.Piecewise((below, z <= below), (above, z >= above), (z, True))


def _step(above: Any, below: Any) -> Any:
    return sympy.Piecewise((above, z > 0), (below, True))


def _exact(number: float) -> Any:
    """Return a number of torch's as SymPy holds it exactly: 0.5 is one half."""
    return sympy.Integer(number) if isinstance(number, int) else Rational(number)


def _table_functions() -> dict[Any, Callable[..., Any]]:
    """Return the torch functions of the op table that take one number, with the formula of each."""
    found: dict[Any, Callable[..., Any]] = {}
    for op in OPS:
        is_of_one = issubclass(op.head, sympy.Function) and op.head.nargs == sympy.FiniteSet(1)
        is_torch = op.kernel == "torch" and op.grad == "native"
        if is_of_one and is_torch and op.smooth and op.head(z) != z:  # z is its own real part
            found.setdefault(op.lower, lambda head=op.head: head(z))
    return found


# Each torch function with what makes its formula from the arguments behind the tensor.
FORMULAS: dict[Any, Callable[..., Any]] = {
    **_table_functions(),
    torch.pow: lambda exponent: z ** _exact(exponent),
    torch.log: lambda: log(z),  # SymPy's takes a base, too
    torch.sqrt: lambda: sqrt(z),
    torch.rsqrt: lambda: 1 / sqrt(z),
    torch.reciprocal: lambda: 1 / z,
    torch.square: lambda: z**2,
    torch.sigmoid: lambda: _SIGMOID,
    torch.nn.functional.silu: lambda: z * _SIGMOID,
    torch.nn.functional.mish: lambda: z * (3 + 2 * _TANH - _TANH**2) / (5 - 2 * _TANH + _TANH**2),
    torch.nn.functional.gelu: _gelu,
    torch.nn.functional.softplus: _softplus,
    torch.nn.functional.logsigmoid: _log_sigmoid,
    torch.nn.functional.tanhshrink: lambda: z - tanh(z),
    # With kinks, at which the slope is the one torch states.
    torch.relu: lambda: _step(z, 0),
    torch.nn.functional.relu: lambda: _step(z, 0),
    torch.nn.functional.leaky_relu: lambda negative_slope=0.01: _step(z, _exact(negative_slope) * z),
    torch.nn.functional.elu: _elu,
    torch.nn.functional.selu: lambda: _SELU_SCALE * _elu(_SELU_ALPHA),
    torch.nn.functional.softsign: lambda: z / (1 + _step(z, -z)),
    torch.nn.functional.hardtanh: _clamped,
    torch.nn.functional.relu6: lambda: _clamped(0, 6),
    torch.abs: lambda: sympy.Piecewise((z, z > 0), (-z, z < 0), (0, True)),
}  # fmt: skip

# Up to which order the derivative is that of the function, rather than one that leaves out its kinks.
_SMOOTHNESS: dict[Any, int] = {
    **dict.fromkeys(
        (
            torch.relu, torch.nn.functional.relu, torch.nn.functional.leaky_relu, torch.nn.functional.elu,
            torch.nn.functional.selu, torch.nn.functional.hardtanh, torch.nn.functional.relu6,
            torch.abs,
        ),
        1,
    ),
    torch.nn.functional.softsign: 2,
}  # fmt: skip


def smoothness(function: Any, *arguments: Any, **options: Any) -> int | None:
    """Return the highest order of a derivative that leaves out no kink, None for a smooth function."""
    if function is torch.nn.functional.elu:
        alpha = arguments[0] if arguments else options.get("alpha", 1)
        return 2 if alpha == 1 else 1
    return _SMOOTHNESS.get(function)


_SLOPES: dict[str, Slopes] = {}


# To Dynamo the key is a constant of the graph: it does not follow SymPy, but traces what the key names.
@torch.compiler.assume_constant_result  # type: ignore[untyped-decorator]
def _key_of(function: Any, order: int, arguments: tuple[Any, ...], options: tuple[Any, ...]) -> str:
    key = f"{function.__name__} {order} {arguments} {options}"
    if key not in _SLOPES:
        try:
            slopes = _derivatives(FORMULAS[function](*arguments, **dict(options)), order)
        except (TypeError, ValueError):  # an argument that is no number, such as a tensor of exponents
            return ""
        if slopes is None:
            return ""
        _SLOPES[key] = slopes
    return key


def slopes_of(
    function: Any, order: int, arguments: tuple[Any, ...], options: dict[str, Any]
) -> Slopes | None:
    """Return what computes the derivatives from the argument and the value, None without a formula.

    Parameters
    ----------
    function : callable
        A key of :data:`FORMULAS`.
    order : int
        The highest derivative.
    arguments, options
        What it is called with behind the tensor.

    Examples
    --------
    >>> at = torch.tensor([2.0])
    >>> slopes_of(torch.pow, 2, (3,), {})(at, at**3)
    (tensor([12.]), tensor([12.]))
    """
    key = _key_of(function, order, arguments, tuple(options.items()))
    return _SLOPES[key] if key else None


@cache
def _derivatives(formula: Any, order: int) -> Slopes | None:
    """Return the first derivatives of a formula in ``z``, up to an order."""
    from ..emit import emit, load  # these build on the lowering, which builds on this
    from ..lower import lower

    expressions, current = [], formula
    for _ in range(order):
        current = _slope(current)
        if current.has(sympy.Derivative, sympy.Subs, sympy.DiracDelta):
            return None
        expressions.append(current)
    given = [k for k, expr in enumerate(expressions) if not expr.is_zero]
    known = _by_value(formula)
    program, _ = lower(tuple(expressions[k].xreplace(known) for k in given), [z, y])
    places = [given.index(k) if k in given else None for k in range(order)]
    return Slopes(program, places, lambda p: load(emit(p, ["a", "b"][: len(p.inputs)]), p))


def _by_value(formula: Any) -> dict[Any, Any]:
    """Express the one function in a formula by the formula's value, so that it is not computed again.

    The hyperbolic tangent in the sigmoid ``(1 + tanh(z/2))/2`` is ``2*y - 1``.
    """
    functions = formula.atoms(sympy.Function)
    if len(functions) != 1:
        return {}
    (function,) = functions
    symbol = sympy.Dummy("f")
    outside = formula.xreplace({function: symbol})
    factor = outside.diff(symbol)
    if outside.has(z) or factor.has(symbol):
        return {}
    return {function: (y - outside.subs(symbol, 0)) / factor}


def _slope(formula: Any) -> Any:
    """Differentiate by ``z``; where one function of z occurs, its slope stays a factor to be shared.

    So the derivatives of tanh are polynomials in tanh with the common factor ``1 - tanh(z)**2``.
    """
    functions = formula.atoms(sympy.Function)
    if len(functions) != 1:
        return formula.diff(z)
    (function,) = functions
    symbol = sympy.Dummy("f")
    outside = formula.xreplace({function: symbol})
    slope = outside.diff(z) + outside.diff(symbol) * function.diff(z)
    return slope.xreplace({symbol: function})
