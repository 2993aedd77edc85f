"""Complex kernels with SymPy's values on the branch cuts.

Torch follows the sign of a zero part: below the cut of the square root ``-4 - 0j`` has the root
``-2j``. SymPy has one zero, and one value on each cut: that of the side from which the cut is
approached counter-clockwise around its end. These kernels give a zero part the sign of that side.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor

from . import powers

__all__ = [
    "acos",
    "acosh",
    "acot",
    "acoth",
    "acsc",
    "acsch",
    "angle",
    "as_complex",
    "asec",
    "asech",
    "asin",
    "asinh",
    "atan",
    "atanh",
    "cbrt",
    "log",
    "log1p",
    "log2",
    "log10",
    "power",
    "real",
    "rsqrt",
    "sqrt",
]  # fmt: skip


def as_complex(z: Tensor) -> Tensor:
    """Return the complex tensor of a real one; half precision becomes that of float32."""
    if not z.is_complex() and torch.finfo(z.dtype).bits < 32:
        z = z.float()
    return z if z.is_complex() else torch.complex(z, torch.zeros_like(z))


def _zero_towards(part: Tensor, positive: Tensor) -> Tensor:
    """Give a part that is zero the plus or the minus sign; its gradient stays 1."""
    plus, minus = part + 0.0, -(0.0 - part)  # in IEEE arithmetic -0.0 + 0.0 is +0.0
    return torch.where(positive | (part != 0), plus, minus)


def _upper(z: Tensor) -> Tensor:
    """Give a zero imaginary part the plus sign: cuts along the negative real line."""
    z = as_complex(z)
    return torch.complex(z.real, z.imag + 0.0)


def _outward(z: Tensor) -> Tensor:
    """Give a zero imaginary part the sign opposite to the real part: cuts of asin, acos and atanh."""
    z = as_complex(z)
    return torch.complex(z.real, _zero_towards(z.imag, z.real < 0))


def _turned(z: Tensor) -> Tensor:
    """Give a zero real part the sign of the imaginary part: cuts of atan and asinh."""
    z = as_complex(z)
    return torch.complex(_zero_towards(z.real, z.imag >= 0), z.imag)


def real(z: Tensor) -> Tensor:
    """Return the real part where the number is real, nan elsewhere: for functions of a real argument."""
    return torch.where(z.imag == 0, z.real, math.nan) if z.is_complex() else z


def sqrt(z: Tensor) -> Tensor:
    """Square root, cut along the negative real line."""
    return torch.sqrt(_upper(z))


def rsqrt(z: Tensor) -> Tensor:
    """Reciprocal of the square root."""
    return 1 / sqrt(z)


def power(base: Tensor, exponent: Tensor) -> Tensor:
    """Principal power."""
    return powers.power(_upper(base), exponent)


def angle(z: Tensor) -> Tensor:
    """Argument, between -pi (excluded) and pi."""
    return torch.angle(_upper(z))


def log(z: Tensor) -> Tensor:
    """Logarithm, cut along the negative real line."""
    return torch.log(_upper(z))


def log10(z: Tensor) -> Tensor:
    """Decimal logarithm."""
    return log(z) / math.log(10)


def log2(z: Tensor) -> Tensor:
    """Logarithm to base 2."""
    return log(z) / math.log(2)


def cbrt(z: Tensor) -> Tensor:
    """Cube root."""
    return torch.pow(_upper(z), 1 / 3)


def log1p(z: Tensor) -> Tensor:
    """Logarithm of ``1 + z``."""
    return torch.log1p(_upper(z))


def asin(z: Tensor) -> Tensor:
    """Inverse sine."""
    return torch.asin(_outward(z))


def acos(z: Tensor) -> Tensor:
    """Inverse cosine."""
    return torch.acos(_outward(z))


def atan(z: Tensor) -> Tensor:
    """Inverse tangent."""
    return torch.atan(_turned(z))


def asinh(z: Tensor) -> Tensor:
    """Inverse hyperbolic sine."""
    return torch.asinh(_turned(z))


def acosh(z: Tensor) -> Tensor:
    """Inverse hyperbolic cosine."""
    return torch.acosh(_upper(z))


def atanh(z: Tensor) -> Tensor:
    """Inverse hyperbolic tangent."""
    return torch.atanh(_outward(z))


def acot(z: Tensor) -> Tensor:
    """Inverse cotangent; inside the unit circle a quarter turn less the inverse tangent, 0 included."""
    z = as_complex(z)
    is_right = (z.real > 0) | ((z.real == 0) & (z.imag <= 0))
    return _of_reciprocal(atan, z, torch.where(is_right, _quarter_turn(z), -_quarter_turn(z)), turns=True)


def _quarter_turn(z: Tensor) -> Tensor:
    return torch.full_like(z, math.pi / 2)


def _of_reciprocal(
    function: Callable[[Tensor], Tensor], z: Tensor, quarter: Tensor, *, turns: bool
) -> Tensor:
    """Apply an inverse tangent to 1/z: within the unit circle by a quarter turn and its value at z."""
    near = torch.abs(z) < 1
    inside = function(torch.where(near, z, torch.zeros_like(z)))
    outside = function(1 / torch.where(near, torch.ones_like(z), z))
    return torch.where(near, quarter - inside if turns else quarter + inside, outside)


def asec(z: Tensor) -> Tensor:
    """Inverse secant."""
    return acos(1 / as_complex(z))


def acsc(z: Tensor) -> Tensor:
    """Inverse cosecant."""
    return asin(1 / as_complex(z))


def acoth(z: Tensor) -> Tensor:
    """Inverse hyperbolic cotangent."""
    z = as_complex(z)
    is_upper = (z.imag > 0) | ((z.imag == 0) & (z.real > 0))
    return _of_reciprocal(
        atanh, z, 1j * torch.where(is_upper, -_quarter_turn(z), _quarter_turn(z)), turns=False
    )


def asech(z: Tensor) -> Tensor:
    """Inverse hyperbolic secant, infinite at 0."""
    z = as_complex(z)
    is_zero = z == 0
    return torch.where(is_zero, math.inf, acosh(1 / torch.where(is_zero, torch.ones_like(z), z)))


def acsch(z: Tensor) -> Tensor:
    """Inverse hyperbolic cosecant."""
    return asinh(1 / as_complex(z))
