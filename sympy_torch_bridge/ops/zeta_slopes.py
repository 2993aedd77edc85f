"""Derivatives of the zeta functions by s, for which SymPy has no name, closed under differentiation."""

from __future__ import annotations

from typing import Any

import mpmath
import sympy

from ..domain import Interval
from . import lerch_kernels, zeta_kernels
from ._op import Op

__all__ = ["OPS", "EtaSlope", "LerchSlope", "ZetaSlope", "ZetaTimesS"]


class ZetaSlope(sympy.Function):
    """The n-th derivative of zeta(s, a) by s.

    Examples
    --------
    >>> s, a = sympy.symbols("s a")
    >>> ZetaSlope(1, s, a).diff(a)
    -ZetaTimesS(1, s, a)
    """

    nargs = 3

    def fdiff(self, argindex: int = 1) -> Any:
        """Return the derivative by ``s`` or ``a``."""
        n, s, a = self.args
        return ZetaSlope(n + 1, s, a) if argindex == 2 else -ZetaTimesS(n, s, a)


class ZetaTimesS(sympy.Function):
    """The n-th derivative of s*zeta(s + 1, a) by s: what is left at 0 where the factor meets the pole.

    Examples
    --------
    >>> s, a = sympy.symbols("s a")
    >>> ZetaTimesS(1, s, a).diff(a)
    -s*ZetaTimesS(1, s + 1, a) - ZetaTimesS(0, s + 1, a)
    """

    nargs = 3

    def fdiff(self, argindex: int = 1) -> Any:
        """Return the derivative by ``s`` or ``a``."""
        return _slope(type(self), argindex, *self.args)


class EtaSlope(sympy.Function):
    """The n-th derivative of dirichlet_eta(s, a) by s.

    Examples
    --------
    >>> s, a = sympy.symbols("s a")
    >>> EtaSlope(1, s, a).diff(s)
    EtaSlope(2, s, a)
    """

    nargs = 3

    def fdiff(self, argindex: int = 1) -> Any:
        """Return the derivative by ``s`` or ``a``."""
        return _slope(type(self), argindex, *self.args)


def _slope(head: Any, argindex: int, n: Any, s: Any, a: Any) -> Any:
    """Differentiate a sum of ``(k + a)**-s``; of order -1, which the kernels take as 0, n times is 0."""
    if argindex == 2:
        return head(n + 1, s, a)
    return -s * head(n, s + 1, a) - n * head(n - 1, s + 1, a)


class LerchSlope(sympy.Function):
    """The n-th derivative of lerchphi(z, s, a) by s.

    Examples
    --------
    >>> z, s, a = sympy.symbols("z s a")
    >>> LerchSlope(0, z, s, a).diff(z)
    -a*LerchSlope(0, z, s, a + 1) + LerchSlope(0, z, s - 1, a + 1)
    """

    nargs = 4

    def fdiff(self, argindex: int = 1) -> Any:
        """Return the derivative by ``z``, ``s`` or ``a``."""
        n, z, s, a = self.args
        if argindex == 2:
            return LerchSlope(n, z, s - 1, a + 1) - a * LerchSlope(n, z, s, a + 1)
        if argindex == 3:
            return LerchSlope(n + 1, z, s, a)
        return -s * LerchSlope(n, z, s + 1, a) - n * LerchSlope(n - 1, z, s + 1, a)


def _are_real(*arguments: Any) -> bool:
    """Whether the kernels of the slopes serve: they have none in the complex plane, where mpmath differentiates."""
    return all(argument.is_real for argument in arguments)


def zeta_by_s(s: Any, a: Any = sympy.S.One) -> Any:
    """Return the derivative of zeta by its first argument."""
    return ZetaSlope(1, s, a) if _are_real(s, a) else None


def zeta_by_a(s: Any, a: Any) -> Any:
    """Return the derivative of zeta by its second argument, without the product of 0 and a pole of SymPy's."""
    return -ZetaTimesS(0, s, a)


def eta_by_s(s: Any, a: Any = sympy.S.One) -> Any:
    """Return the derivative of dirichlet_eta by its first argument."""
    return EtaSlope(1, s, a) if _are_real(s, a) else None


def eta_by_a(s: Any, a: Any) -> Any:
    """Return the derivative of dirichlet_eta by its second argument."""
    return -s * sympy.dirichlet_eta(s + 1, a)


def stieltjes_by_a(n: Any, a: Any) -> Any:
    """Return the derivative of stieltjes by its second argument: a coefficient of that of zeta."""
    if not _are_real(n, a):
        return None
    return (-1) ** (n + 1) * (ZetaSlope(n, 2, a) + n * ZetaSlope(n - 1, 2, a))


def polylog_by_s(s: Any, z: Any) -> Any:
    """Return the derivative of polylog by its order."""
    return z * LerchSlope(1, z, s, 1) if _are_real(s, z) else None


def polylog_by_z(s: Any, z: Any) -> Any:
    """Return the derivative of polylog by its argument, without the division by z of SymPy's."""
    return sympy.lerchphi(z, s - 1, 1)


def lerch_by_z(z: Any, s: Any, a: Any) -> Any:
    """Return the derivative of lerchphi by its first argument, without the division by z of SymPy's."""
    return sympy.lerchphi(z, s - 1, a + 1) - a * sympy.lerchphi(z, s, a + 1)


def lerch_by_s(z: Any, s: Any, a: Any) -> Any:
    """Return the derivative of lerchphi by its second argument."""
    return LerchSlope(1, z, s, a) if _are_real(z, s, a) else None


def _zeta_reference(n: mpmath.mpf, s: mpmath.mpf, a: mpmath.mpf) -> mpmath.mpf:
    return mpmath.zeta(s, a, max(int(mpmath.re(n)), 0))


_FEW = Interval(0.0, 2.0)
_ABOVE_ONE = Interval(1.0, 8.0, lower_open=True)
_S = Interval(0.0, 6.0, lower_open=True)
_Z = Interval(-0.75, 0.5)

OPS = (
    Op(head=ZetaSlope, lower=zeta_kernels.zeta_slope, grad="symbolic", reference=_zeta_reference, integer=(0,),
       domain=(_FEW, _ABOVE_ONE, _S), samples=((1.0, 0.25, 1.0), (1.0, 1.125, 1.0), (1.0, -1.5, 1.0)), ulp=256),
    Op(head=ZetaTimesS, lower=zeta_kernels.zeta_times_s, grad="symbolic", reference=zeta_kernels.zeta_times_s_reference, integer=(0,), complex=True,
       domain=(_FEW, Interval(-1.0, 6.0), Interval(0.0, 6.0, lower_open=True)), samples=((0.0, 0.0, 2.5), (1.0, 0.0, 1.0), (2.0, 0.0, 0.25), (0.0, 1e-9, 1.0), (1.0, -1.5, 1.0)), ulp=256),
    Op(head=EtaSlope, lower=zeta_kernels.eta_slope, grad="symbolic", reference=zeta_kernels.eta_reference, integer=(0,),
       domain=(_FEW, _S, _S), samples=((1.0, 0.25, 1.0), (0.0, 1.0, 1.0)), ulp=256),
    Op(head=LerchSlope, lower=lerch_kernels.lerch_slope, grad="symbolic", reference=lerch_kernels.lerch_reference, integer=(0,),
       domain=(Interval(0.0, 1.0), _Z, _ABOVE_ONE, _S), ulp=256),
)  # fmt: skip
