"""Records of factorials, binomial coefficients and the named sequences of numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import sympy
from sympy.functions.combinatorial import numbers

from ..domain import POSITIVE, Interval
from . import factorials, sequences
from ._op import Op
from .number_theory import flat
from .whole_numbers import sympy_value, whole

_WHOLE = Interval(0.0, 60.0)
_SMALL = Interval(0.0, 12.0)
_MODERATE = Interval(-4.0, 4.0)
_POSITIVE_X = Interval(0.25, 4.0)
_SEQUENCE = "defined for whole numbers alone; the gradient is 0"


def _sequence(
    head: type, lower: Any, *, samples: tuple[tuple[float, ...], ...] = (), domain: Interval = _WHOLE
) -> Op:
    """Return the record of a sequence that SymPy knows for whole numbers only."""
    return Op(
        head=head,
        lower=lower,
        domain=(domain,),
        grad="symbolic",
        partials=(flat,),
        reference=whole(sympy_value(head)),
        samples=samples,
        integer=(0,),
        ulp=0.5,
        smooth=False,
        kink=_SEQUENCE,
    )


def _appell(head: Any) -> Callable[..., Any]:
    """Return the derivative by the argument: of the polynomials, n times the one of the next lower degree."""
    return lambda n, x: sympy.Piecewise((0, sympy.Eq(n, 0)), (n * head(n - 1, x), True))


def _fibonacci_by_index(n: Any, x: Any = None) -> Any:
    return numbers.fibonacci(n).rewrite("tractable").diff(n) if x is None else sympy.S.Zero


def _fibonacci_by_argument(n: Any, x: Any) -> Any:
    return (2 * n * numbers.fibonacci(n + 1, x) - (n + 1) * x * numbers.fibonacci(n, x)) / (x**2 + 4)


def _rising_by_base(x: Any, k: Any) -> Any:
    return sympy.RisingFactorial(x, k) * (sympy.polygamma(0, x + k) - sympy.polygamma(0, x))


def _rising_by_length(x: Any, k: Any) -> Any:
    return sympy.RisingFactorial(x, k) * sympy.polygamma(0, x + k)


def _falling_by_base(x: Any, k: Any) -> Any:
    return sympy.FallingFactorial(x, k) * (sympy.polygamma(0, x + 1) - sympy.polygamma(0, x - k + 1))


def _falling_by_length(x: Any, k: Any) -> Any:
    return sympy.FallingFactorial(x, k) * sympy.polygamma(0, x - k + 1)


def _harmonic_by_index(n: Any, m: Any) -> Any:
    slope = sympy.harmonic(n, m).fdiff(1)  # 0*oo for m = 0, where harmonic(n, 0) is n
    return sympy.Piecewise((1, sympy.Eq(m, 0)), (slope, True))


OPS = (
    Op(head=sympy.factorial, lower=factorials.FACTORIAL, grad="symbolic", reference=mpmath.factorial, domain=(POSITIVE,),
       samples=((0.0,), (-0.5,), (-2.5,), (20.0,), (100.25,), (150.0,)), notes="exact at whole numbers", complex=True),
    Op(head=sympy.RisingFactorial, lower=factorials.RISING, grad="symbolic", partials=(_rising_by_base, _rising_by_length), removable=True,
       reference=mpmath.rf, domain=(POSITIVE, _MODERATE), samples=((-2.5, 3.0), (3.0, -2.0), (0.0, 3.0), (1e-20, 3.0)), notes="exact at whole numbers"),
    Op(head=sympy.FallingFactorial, lower=factorials.FALLING, grad="symbolic", partials=(_falling_by_base, _falling_by_length), removable=True,
       reference=mpmath.ff, domain=(POSITIVE, _MODERATE), samples=((-2.5, 3.0), (2.0, 5.0), (1e-20, 3.0)), notes="exact at whole numbers"),
    Op(head=sympy.binomial, lower=factorials.BINOMIAL, grad="symbolic", removable=True, reference=mpmath.binomial,
       domain=(POSITIVE, Interval(-0.5, 8.0)), ulp=64, samples=((5.0, 2.0), (-2.5, 3.0), (2.0, 5.0), (60.0, 30.0), (1e-20, 3.0)),
       notes="exact at whole numbers; 0 for negative whole k, as in SymPy"),
    Op(head=sympy.catalan, lower=factorials.CATALAN, grad="symbolic", removable=True, domain=(POSITIVE,), samples=((-0.25,), (-1.25,), (-1.0,), (-2.0,), (30.0,)),
       reference=lambda n: mpmath.mpf(4) ** n * mpmath.gammaprod([n + mpmath.mpf(0.5)], [n + 2]) / mpmath.sqrt(mpmath.pi), notes="exact at whole numbers"),
    _sequence(sympy.factorial2, factorials.FACTORIAL2, samples=((-1.0,), (-3.0,), (-7.0,), (300.0,))),
    _sequence(sympy.subfactorial, factorials.SUBFACTORIAL, samples=((0.0,), (1.0,), (170.0,))),
    Op(head=sympy.fibonacci, lower=sequences.FIBONACCI, grad="symbolic", partials=(_fibonacci_by_index, _fibonacci_by_argument),
       reference=sequences.fibonacci, samples=((0.0,), (-7.0,), (90.0,), (-2.5,)), notes="exact at whole numbers; of two arguments the first is whole, its gradient 0"),
    _sequence(sympy.lucas, sequences.LUCAS, samples=((-7.0,), (90.0,))),
    Op(head=sympy.tribonacci, lower=sequences.TRIBONACCI, grad="symbolic", partials=(flat,), reference=sequences.tribonacci,
       domain=(_SMALL, _MODERATE), samples=((0.0, 2.0), (1.0, 2.0), (7.0, -0.5)), integer=(0,), notes="exact with one argument, a whole number"),
    Op(head=sympy.bell, lower=sequences.BELL, grad="symbolic", partials=(flat,), reference=sequences.bell, domain=(_SMALL, _POSITIVE_X),
       samples=((0.0, 2.0), (4.0, -1.5)), integer=(0,), notes="exact with one argument, a whole number"),
    _sequence(numbers.motzkin, sequences.MOTZKIN),
    _sequence(sympy.partition, sequences.PARTITION, samples=((-3.0,), (1000.0,))),
    Op(head=sympy.harmonic, lower=sequences.HARMONIC, grad="symbolic", partials=(_harmonic_by_index,), reference=sequences.harmonic, domain=(POSITIVE, _POSITIVE_X), samples=((3.0, 2.0), (0.0, 2.5))),
    Op(head=sympy.bernoulli, lower=sequences.BERNOULLI, grad="symbolic", partials=(None, _appell(sympy.bernoulli)), reference=sequences.bernoulli,
       domain=(_SMALL, _POSITIVE_X), samples=((1.0, 1.0), (0.0, 2.0), (2.5, 2.5))),
    Op(head=sympy.euler, lower=sequences.EULER, grad="symbolic", partials=(None, _appell(sympy.euler)), reference=sequences.euler,
       domain=(_SMALL, _POSITIVE_X), samples=((-1.0, 1.5), (2.5, 2.5))),
    Op(head=sympy.genocchi, lower=sequences.GENOCCHI, grad="symbolic", partials=(None, _appell(sympy.genocchi)), reference=sequences.genocchi,
       domain=(_SMALL, _POSITIVE_X), samples=((2.5, 2.5),)),
    Op(head=sympy.andre, lower=sequences.ANDRE, grad="symbolic", reference=sequences.andre, domain=(_SMALL,), samples=((-1.0,), (-2.0,), (-2.5,))),
)  # fmt: skip
