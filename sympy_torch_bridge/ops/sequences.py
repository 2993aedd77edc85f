"""Kernels of the named sequences of numbers, of their polynomials, and of their extensions."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import sympy
from sympy.functions.combinatorial import numbers

from .host import Array, HostKernel, mpmath_kernel
from .whole_numbers import exact_kernel, sympy_value

__all__ = [
    "ANDRE",
    "BELL",
    "BERNOULLI",
    "EULER",
    "FIBONACCI",
    "GENOCCHI",
    "HARMONIC",
    "LUCAS",
    "MOTZKIN",
    "PARTITION",
    "TRIBONACCI",
    "andre",
    "bell",
    "bernoulli",
    "euler",
    "fibonacci",
    "genocchi",
    "harmonic",
    "tribonacci",
]

# From here on the sequences that grow exponentially, and the partitions, are above 1.8e308.
_FAR = 3000
_FAR_PARTITION = 90_000


def _growing(head: type[Any], far: int = _FAR) -> Callable[..., Any]:
    exact = sympy_value(head)
    return lambda n: math.inf if n > far else exact(n)


def _bilateral(head: type[Any]) -> Callable[..., Any]:
    """Return the rule of a sequence that alternates in sign for negative indices."""
    exact = sympy_value(head)

    def number(n: int) -> Any:
        if abs(n) <= _FAR:
            return exact(n)
        return math.copysign(math.inf, exact(-3 - n % 2) if n < 0 else 1)

    return number


def _motzkin(n: int) -> Any:
    # SymPy counts the sequence 1, 1, 2, 4 from 0; it makes the class of a whole number alone.
    return math.inf if n > _FAR else numbers.motzkin(n)


def _by_arity(
    name: str, one: HostKernel, two: HostKernel, *, library: Any, fast: tuple[int, ...]
) -> HostKernel:
    """Return a kernel for a class that is a sequence with one argument, a polynomial with two."""

    def function(*arrays: Array) -> Array:
        return (one if len(arrays) == 1 else two).function(*arrays)

    return HostKernel(name, library, function, fast=fast)


def fibonacci(n: Any, x: Any = None) -> Any:
    """Return a Fibonacci number for any number ``n``, or the polynomial for a whole one."""
    if x is None:
        return mpmath.fib(n)
    return _power_entry([[x, 1], [1, 0]], _degree(n, least=1))


def tribonacci(n: Any, x: Any = 1) -> Any:
    """Return a Tribonacci number or polynomial for a whole number ``n``."""
    return _power_entry([[x * x, x, 1], [1, 0, 0], [0, 1, 0]], _degree(n, least=0))


def bell(n: Any, x: Any = 1) -> Any:
    """Return a Bell number or polynomial for a whole number ``n``."""
    return mpmath.bell(_degree(n, least=0), x)


def _degree(n: Any, least: int) -> int:
    if n != mpmath.nint(n) or n < least:
        raise ValueError("the polynomial has no such degree")
    return int(n)


def _power_entry(companion: list[list[Any]], n: int) -> Any:
    """Return the entry in row 2, column 1 of a power of a companion matrix, which is the n-th term."""
    return (mpmath.matrix(companion) ** n)[1, 0]


def _fibonacci_polynomial(n: Array, x: Array) -> Array:
    """Evaluate by powers of the companion matrix: all terms have one sign for positive ``x``."""
    sign = np.where((x.real < 0) & (n.real % 2 == 0), -1.0, 1.0)
    x = np.where(x.real < 0, -x, x)
    zero, one = np.zeros_like(x), np.ones_like(x)
    power, base = (one, zero, one), (x, one, zero)  # symmetric matrices as a11, a12, a22
    left = np.where(np.isfinite(n), n.real, 0)
    with np.errstate(all="ignore"):
        while (left > 0).any():
            odd = left % 2 == 1
            power = tuple(np.where(odd, p, q) for p, q in zip(_times(power, base), power, strict=True))
            base = _times(base, base)
            left = left // 2
    whole = (n == np.rint(n.real)) & (n.real >= 1) & np.isfinite(n)
    return np.where(whole, sign * power[1], np.nan)


def _times(a: tuple[Array, ...], b: tuple[Array, ...]) -> tuple[Array, ...]:
    off = a[1] * b[1]
    return a[0] * b[0] + off, a[0] * b[1] + a[1] * b[2], off + a[2] * b[2]


def bernoulli(n: Any, x: Any = 1) -> Any:
    """Return the Bernoulli function, a polynomial in ``x`` for whole ``n`` that are not negative."""
    if _is_degree(n):
        return mpmath.mpf(0.5) if n == x == 1 else mpmath.bernpoly(int(n.real), x)
    return -n * mpmath.zeta(1 - n, x)


def euler(n: Any, x: Any = None) -> Any:
    """Return the Euler polynomial; with one argument its value at 1/2, scaled by 2**n."""
    scale, x = (2**n, mpmath.mpf(0.5)) if x is None else (1, x)
    if _is_degree(n):
        return scale * mpmath.eulerpoly(int(n.real), x)
    if n == -1:
        return scale * (mpmath.digamma((x + 1) / 2) - mpmath.digamma(x / 2))
    with _cancelling(n + 1):  # the poles of both at n = -1
        return 2 * scale * (mpmath.zeta(-n, x) - 2 ** (n + 1) * mpmath.zeta(-n, (x + 1) / 2))


def genocchi(n: Any, x: Any = 1) -> Any:
    """Return the Genocchi function by the Bernoulli function."""
    with _cancelling(n):  # both are 1 at n = 0
        return 2 * (bernoulli(n, x) - 2**n * bernoulli(n, (x + 1) / 2))


def _cancelling(distance: Any) -> Any:
    """Return a context with so many more bits as two terms lose that differ by ``distance``."""
    return mpmath.extraprec(10 + max(0, -mpmath.mag(distance)) if distance else 0)


def _is_degree(n: Any) -> bool:
    return bool(n == mpmath.nint(n.real) and n.real >= 0)


def andre(n: Any) -> Any:
    """Return half the number of alternating permutations, extended to all numbers."""
    if n == -1:
        return -mpmath.log(2)
    with _cancelling(n + 1):  # two poles at n = -1
        s, c = mpmath.sinpi(n / 2), mpmath.cospi(n / 2)
        return 2 * mpmath.dirichlet(-n, (-s, c, s, -c))


def harmonic(n: Any, m: Any = 1) -> Any:
    """Return the sum of the n first 1/k**m, extended to all numbers."""
    if m == mpmath.nint(m.real) and m.real <= 0:
        return (bernoulli(1 - m, n + 1) - bernoulli(1 - m)) / (1 - m)
    if n == mpmath.nint(n.real) and n.real < 0:
        raise ValueError("pole")
    with _cancelling(n):  # the difference is as small as n
        return mpmath.harmonic(n) if m == 1 else mpmath.zeta(m) - mpmath.zeta(m, n + 1)


FIBONACCI = _by_arity(
    "exact.fibonacci",
    exact_kernel("fibonacci.number", _bilateral(sympy.fibonacci), mpmath_kernel("fibonacci", fibonacci)),
    HostKernel("exact.fibonacci.polynomial", "sympy", _fibonacci_polynomial),
    library="sympy",
    fast=(),
)
LUCAS = exact_kernel("lucas", _bilateral(sympy.lucas), limit=math.inf)
TRIBONACCI = _by_arity(
    "exact.tribonacci",
    exact_kernel("tribonacci.number", _growing(sympy.tribonacci), limit=math.inf),
    mpmath_kernel("tribonacci", tribonacci),
    library="mpmath",
    fast=(1,),
)
BELL = _by_arity(
    "exact.bell",
    exact_kernel("bell.number", _growing(sympy.bell), limit=math.inf),
    mpmath_kernel("bell", bell),
    library="mpmath",
    fast=(1,),
)
MOTZKIN = exact_kernel("motzkin", _motzkin)
PARTITION = exact_kernel("partition", _growing(sympy.partition, _FAR_PARTITION))
BERNOULLI = mpmath_kernel("bernoulli", bernoulli)
EULER = mpmath_kernel("euler", euler)
GENOCCHI = mpmath_kernel("genocchi", genocchi)
ANDRE = mpmath_kernel("andre", andre)
HARMONIC = mpmath_kernel("harmonic", harmonic)
