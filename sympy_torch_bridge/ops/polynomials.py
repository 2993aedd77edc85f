"""Records of orthogonal polynomials of symbolic degree."""

from __future__ import annotations

from typing import Any

import mpmath
import sympy

from ..domain import POSITIVE, REAL, Interval
from . import chebyshev_kernels as chebyshev
from . import polynomial_kernels as kernels
from ._op import Op

_DEGREE = Interval(0.0, 9.0)
_OPEN = Interval(-1.0, 1.0, lower_open=True, upper_open=True)
_PARAMETER = Interval(-0.5, 3.0, lower_open=True)
_ENDS = ((3.0, 1.0), (4.0, 2.5), (0.0, 0.75), (1.0, 0.25))


def _by_differences(*_: Any) -> None:
    """Ask for mpmath's derivative: SymPy has none by this argument, or a sum over whole degrees alone."""


def _slope_of_legendre(n: Any, x: Any) -> Any:
    half = sympy.Rational(1, 2)
    return sympy.gegenbauer(sympy.Abs(n + half) - 3 * half, 3 * half, x)


def _slope_of_chebyshevu(n: Any, x: Any) -> Any:
    return 2 * sympy.sign(n + 1) * sympy.gegenbauer(sympy.Abs(n + 1) - 2, 2, x)


def _degree_of_chebyshevt(n: Any, x: Any) -> Any:
    inner, outer = sympy.acos(x), sympy.acosh(x)
    slope = -inner * sympy.sin(n * inner)
    return sympy.Piecewise((outer * sympy.sinh(n * outer), x > 1), (slope, True)) if x.is_real else slope


def _degree_of_chebyshevu(n: Any, x: Any) -> Any:
    inner, outer = sympy.acos(x), sympy.acosh(x)
    slope = inner * sympy.cos((n + 1) * inner) / sympy.sqrt((1 - x) * (1 + x))
    beyond = outer * sympy.cosh((n + 1) * outer) / sympy.sqrt((x - 1) * (x + 1))
    choices = ((sympy.S.One, sympy.Eq(x, 1)), *(((beyond, x > 1),) if x.is_real else ()), (slope, True))
    return sympy.Piecewise(*choices)


def _slope_of_hermite(polynomial: Any, factor: int, reach: int) -> Any:
    """Return SymPy's derivative without 0*oo at degree 0 and far negative arguments."""

    def slope(n: Any, x: Any) -> Any:
        constant = sympy.And(sympy.Eq(n, 0), x < -reach) if x.is_real else sympy.Eq(n, 0)
        return sympy.Piecewise((0, constant), (factor * n * polynomial(n - 1, x), True))

    return slope


def _slope_of_laguerre(n: Any, x: Any) -> Any:
    lowered = -sympy.assoc_laguerre(n - 1, 1, x)
    if not n.is_real:
        return lowered
    return sympy.Piecewise((lowered, n >= 0), (-n * sympy.hyper((1 - n,), (2,), x), True))


def _slope_of_assoc_legendre(n: Any, m: Any, x: Any) -> Any:
    """Raise the order inside the interval; at its ends, where that divides by 0, use the polynomial part."""
    inner = (1 - x) * (1 + x)
    raised = -m * x / inner * sympy.assoc_legendre(n, m, x)
    raised -= sympy.assoc_legendre(n, m + 1, x) / sympy.sqrt(inner)
    if not x.is_real:
        return raised
    outer = (n * x * sympy.assoc_legendre(n, m, x) - (n + m) * sympy.assoc_legendre(n - 1, m, x)) / -inner
    return sympy.Piecewise((raised, sympy.Abs(x) < 1), (outer, sympy.Abs(x) > 1), (_at_end(n, m, x), True))


def _at_end(n: Any, m: Any, x: Any) -> Any:
    order, half = sympy.Abs(m), sympy.Rational(1, 2)
    inner = (1 - x) * (1 + x)
    first = -order * x * inner ** (order / 2 - 1) * sympy.gegenbauer(n - order, order + half, x)
    second = inner ** (order / 2) * (2 * order + 1) * sympy.gegenbauer(n - order - 1, order + 3 * half, x)
    factor = (-2) ** order * sympy.gamma(order + half) / sympy.sqrt(sympy.pi)
    mirrored = (-1) ** order * sympy.gamma(n - order + 1) / sympy.gamma(n + order + 1)
    factor *= sympy.Piecewise((mirrored, m < 0), (1, True))
    ends = factor * (first + second)
    return sympy.Piecewise((sympy.gegenbauer(n - 1, 3 * half, x), sympy.Eq(m, 0)), (ends, True))


_WHOLE_DEGREE = "of whole degree, as SymPy evaluates it; other degrees by the hypergeometric series or mpmath"
_ANY_DEGREE = "the derivative by the degree is mpmath's numerical one"

OPS = (
    Op(head=sympy.legendre, lower=kernels.legendre, reference=mpmath.legendre, grad="symbolic", complex=True,
       partials=(_by_differences, _slope_of_legendre), domain=(_DEGREE, _OPEN), samples=_ENDS,
       ulp=64, notes=_ANY_DEGREE),
    Op(head=sympy.assoc_legendre, lower=kernels.assoc_legendre, reference=mpmath.legenp, grad="symbolic",
       partials=(_by_differences, _by_differences, _slope_of_assoc_legendre), integer=(0, 1),
       domain=(Interval(4.0, 9.0), Interval(-3.0, 4.0), _OPEN), samples=((6.0, 2.0, 1e-3), (5.0, 0.0, 0.5)),
       ulp=32, notes=_WHOLE_DEGREE),
    Op(head=sympy.hermite, lower=kernels.hermite, reference=mpmath.hermite, grad="symbolic", complex=True,
       partials=(_by_differences, _slope_of_hermite(sympy.hermite, 2, 26)), domain=(_DEGREE, REAL),
       samples=((3.0, -1.5), (12.0, 2.5)), ulp=16, notes=_ANY_DEGREE),
    Op(head=sympy.hermite_prob, lower=kernels.hermite_prob, reference=kernels.hermite_prob_reference,
       partials=(_by_differences, _slope_of_hermite(sympy.hermite_prob, 1, 37)), grad="symbolic",
       complex=True, domain=(_DEGREE, REAL), samples=((3.0, -1.5), (12.0, 2.5)), ulp=16,
       notes=_ANY_DEGREE),
    Op(head=sympy.chebyshevt, lower=chebyshev.chebyshevt, reference=mpmath.chebyt, grad="symbolic",
       complex=True, partials=(_degree_of_chebyshevt, None), domain=(_DEGREE, _OPEN), samples=_ENDS, ulp=32),
    Op(head=sympy.chebyshevu, lower=chebyshev.chebyshevu, reference=mpmath.chebyu, grad="symbolic",
       complex=True, partials=(_degree_of_chebyshevu, _slope_of_chebyshevu),
       domain=(Interval(0.0, 5.0), Interval(-0.9, 1.0, upper_open=True)), samples=_ENDS, ulp=64),
    Op(head=sympy.chebyshevt_root, lower=chebyshev.chebyshevt_root,
       reference=chebyshev.chebyshevt_root_reference,
       domain=(Interval(4.0, 12.0), Interval(0.0, 3.0)), samples=((5.0, 2.0), (5.0, 1.0))),
    Op(head=sympy.chebyshevu_root, lower=chebyshev.chebyshevu_root,
       reference=chebyshev.chebyshevu_root_reference,
       domain=(Interval(4.0, 12.0), Interval(0.0, 3.0)), samples=((5.0, 2.0), (5.0, 1.0))),
    Op(head=sympy.laguerre, lower=kernels.laguerre, reference=kernels.laguerre_reference, grad="symbolic",
       complex=True, partials=(_by_differences, _slope_of_laguerre), integer=(0,), domain=(_DEGREE, REAL),
       samples=((3.0, 20.0), (0.0, 1.0)), ulp=16, notes=_WHOLE_DEGREE),
    Op(head=sympy.assoc_laguerre, lower=kernels.assoc_laguerre, reference=mpmath.laguerre, grad="symbolic",
       complex=True, partials=(_by_differences, _by_differences, None), integer=(0,),
       domain=(_DEGREE, _PARAMETER, REAL), samples=((3.0, 1.0, 20.0), (0.0, 0.5, 1.0)), ulp=32,
       notes=_WHOLE_DEGREE),
    Op(head=sympy.gegenbauer, lower=kernels.gegenbauer, reference=kernels.gegenbauer_reference,
       grad="symbolic", complex=True, partials=(_by_differences, _by_differences, None), integer=(0,),
       domain=(_DEGREE, POSITIVE, _OPEN), samples=((3.0, 1.5, 1.0), (4.0, 0.75, 2.5), (0.0, 0.5, 0.25)),
       ulp=64, notes=_WHOLE_DEGREE),
    Op(head=sympy.jacobi, lower=kernels.jacobi, reference=kernels.jacobi_reference, grad="symbolic",
       complex=True, partials=(_by_differences, _by_differences, _by_differences, None), integer=(0,),
       domain=(_DEGREE, _PARAMETER, _PARAMETER, _OPEN),
       samples=((3.0, 1.5, 0.5, 1.0), (4.0, 0.75, 0.25, 2.5), (0.0, 0.5, 1.0, 0.25)),
       ulp=1024, notes=_WHOLE_DEGREE),
)  # fmt: skip
