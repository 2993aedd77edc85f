"""Special functions of torch that are combinations of SymPy's."""

from __future__ import annotations

from typing import Any

import sympy

from ..entries import Entries, elementwise
from ..reading import Call, reads, reads_elementwise

_ROOT = sympy.sqrt(2)


def _log_gamma(x: Any) -> Any:
    """Return log|gamma(x)|, which is what torch computes; SymPy's loggamma has another sheet below 0."""
    return sympy.loggamma(x) if x.is_positive else sympy.log(sympy.Abs(sympy.gamma(x)))


def _normal(x: Any) -> Any:
    return (1 + sympy.erf(x / _ROOT)) / 2


@reads("logit")
def _logit(call: Call, entries: Entries, eps: Any = None) -> Entries:
    def kept(x: Any) -> Any:
        return x if eps is None else sympy.Min(1 - call.number(eps), sympy.Max(call.number(eps), x))

    return elementwise(lambda x: sympy.log(kept(x) / (1 - kept(x))), entries)


reads_elementwise("lgamma")(_log_gamma)
reads_elementwise("digamma")(sympy.digamma)
reads_elementwise("polygamma")(sympy.polygamma)
reads_elementwise("log10")(lambda x: sympy.log(x) / sympy.log(10))
reads_elementwise("logaddexp")(lambda x, y: sympy.log(sympy.exp(x) + sympy.exp(y)))
reads_elementwise("logaddexp2")(lambda x, y: sympy.log(2**x + 2**y) / sympy.log(2))
reads_elementwise("sinc")(lambda x: sympy.sinc(sympy.pi * x))
reads_elementwise("igamma", "special_gammainc")(lambda a, x: sympy.lowergamma(a, x) / sympy.gamma(a))
reads_elementwise("igammac", "special_gammaincc")(lambda a, x: sympy.uppergamma(a, x) / sympy.gamma(a))
reads_elementwise("i0")(lambda x: sympy.besseli(0, x))
reads_elementwise("special_i0e")(lambda x: sympy.exp(-sympy.Abs(x)) * sympy.besseli(0, x))
reads_elementwise("special_i1")(lambda x: sympy.besseli(1, x))
reads_elementwise("special_i1e")(lambda x: sympy.exp(-sympy.Abs(x)) * sympy.besseli(1, x))
reads_elementwise("special_bessel_j0")(lambda x: sympy.besselj(0, x))
reads_elementwise("special_bessel_j1")(lambda x: sympy.besselj(1, x))
reads_elementwise("special_bessel_y0")(lambda x: sympy.bessely(0, x))
reads_elementwise("special_bessel_y1")(lambda x: sympy.bessely(1, x))
reads_elementwise("special_modified_bessel_i0")(lambda x: sympy.besseli(0, x))
reads_elementwise("special_modified_bessel_i1")(lambda x: sympy.besseli(1, x))
reads_elementwise("special_modified_bessel_k0")(lambda x: sympy.besselk(0, x))
reads_elementwise("special_modified_bessel_k1")(lambda x: sympy.besselk(1, x))
reads_elementwise("special_spherical_bessel_j0")(lambda x: sympy.sinc(x))
reads_elementwise("special_airy_ai")(sympy.airyai)
reads_elementwise("special_erfcx")(lambda x: sympy.exp(x**2) * sympy.erfc(x))
reads_elementwise("special_ndtr")(_normal)
reads_elementwise("special_ndtri")(lambda x: _ROOT * sympy.erfinv(2 * x - 1))
reads_elementwise("special_log_ndtr")(lambda x: sympy.log(_normal(x)))
reads_elementwise("special_entr")(lambda x: -x * sympy.log(x))
reads_elementwise("special_xlog1py")(lambda x, y: x * sympy.log(1 + y))
reads_elementwise("special_zeta")(sympy.zeta)
reads_elementwise("special_chebyshev_polynomial_t")(lambda x, n: sympy.chebyshevt(n, x))
reads_elementwise("special_chebyshev_polynomial_u")(lambda x, n: sympy.chebyshevu(n, x))
reads_elementwise("special_hermite_polynomial_h")(lambda x, n: sympy.hermite(n, x))
reads_elementwise("special_hermite_polynomial_he")(lambda x, n: sympy.hermite_prob(n, x))
reads_elementwise("special_laguerre_polynomial_l")(lambda x, n: sympy.laguerre(n, x))
reads_elementwise("special_legendre_polynomial_p")(lambda x, n: sympy.legendre(n, x))
reads_elementwise("deg2rad")(lambda x: sympy.pi * x / 180)
reads_elementwise("rad2deg")(lambda x: 180 * x / sympy.pi)
