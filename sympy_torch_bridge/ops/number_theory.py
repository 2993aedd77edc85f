"""Records of functions of number theory: divisors, primes, residues."""

from __future__ import annotations

import math

import numpy as np
import sympy
from sympy.functions.combinatorial import numbers

from ..domain import Interval
from ._op import Op
from .host import Array, HostKernel
from .whole_numbers import exact_kernel, sympy_value, whole

_COUNTED = Interval(1.0, 400.0)
_ANY = Interval(-60.0, 60.0)
_POWER = Interval(0.0, 6.0)
_THREE = Interval(2.6, 3.4)  # whole numbers drawn from it are an odd prime
_SEQUENCE = "defined for whole numbers alone; the gradient is 0"


def flat(*_: object) -> sympy.Expr:
    """Return 0, the derivative of what is defined at whole numbers alone."""
    return sympy.S.Zero


def _record(
    head: type, domain: tuple[Interval, ...] = (_COUNTED,), samples: tuple[tuple[float, ...], ...] = ()
) -> Op:
    positions = tuple(range(len(domain)))
    return Op(
        head=head,
        lower=exact_kernel(head.__name__, sympy_value(head)),
        domain=domain,
        grad="symbolic",
        partials=tuple(flat for _ in positions),
        reference=whole(sympy_value(head)),
        samples=samples,
        integer=positions,
        ulp=0.5,
        smooth=False,
        kink=_SEQUENCE,
        notes="factors each distinct argument once; nan where the argument is no whole number",
    )


def _primepi(n: Array) -> Array:
    """Count the primes up to a real number."""
    floors = np.floor(n)
    counts = {m: float(numbers.primepi(int(m))) for m in np.unique(floors[np.isfinite(floors)]).tolist()}
    counts |= {math.inf: math.inf, -math.inf: 0.0}
    return np.array([counts.get(m, math.nan) for m in floors.ravel().tolist()]).reshape(n.shape)


def _primepi_reference(n: object) -> object:
    return numbers.primepi(n)


OPS = (
    _record(numbers.divisor_sigma, (_COUNTED, _POWER), ((360.0, 0.0), (9973.0, 1.0))),
    _record(numbers.udivisor_sigma, (_COUNTED, _POWER), ((360.0, 0.0), (9973.0, 1.0))),
    _record(numbers.legendre_symbol, (_ANY, _THREE), ((2.0, 7.0), (3.0, 7.0), (14.0, 7.0))),
    _record(numbers.jacobi_symbol, (_ANY, _THREE), ((2.0, 15.0), (7.0, 15.0), (14.0, 9.0))),
    _record(numbers.kronecker_symbol, (_ANY, _ANY), ((5.0, -2.0), (-7.0, 0.0), (2.0, 9.0))),
    _record(numbers.mobius),
    _record(numbers.primenu),
    _record(numbers.primeomega),
    _record(numbers.totient),
    _record(numbers.reduced_totient),
    Op(head=numbers.primepi, lower=HostKernel("exact.primepi", "sympy", _primepi), grad="symbolic", partials=(flat,),
       reference=_primepi_reference, domain=(Interval(-5.0, 400.0),), samples=((2.5,), (2.0,), (1e5,)), integer=(0,), ulp=0.5,
       smooth=False, kink="the gradient is 0 everywhere; at a prime no derivative exists"),
)  # fmt: skip
