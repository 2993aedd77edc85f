"""Functions of arrays that are real at real numbers, in complex arrays too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["real_at_real"]


def real_at_real(function: Callable[..., NDArray[Any]]) -> Callable[..., NDArray[Any]]:
    """Return a function whose value at real numbers is that of the real function, without an imaginary part.

    SciPy and mpmath leave rounding errors of either sign there, by which a logarithm or a root of the value
    takes the wrong side of its cut. Where the real function has no finite value the complex one stays.

    Parameters
    ----------
    function : callable
        Takes arrays of one shape, all real or some complex, and returns an array of that shape.

    Examples
    --------
    >>> import scipy.special
    >>> bool(scipy.special.gamma(-2.5 + 0j).imag == 0)
    False
    >>> real_at_real(scipy.special.gamma)(np.array([-2.5 + 0j])).imag
    array([0.])
    """

    def continued(*arrays: NDArray[Any]) -> NDArray[Any]:
        value = function(*arrays)
        if not np.iscomplexobj(value):
            return value
        is_real = np.logical_and.reduce([np.imag(array) == 0 for array in arrays])
        if is_real.any():
            real = function(*(np.real(array)[is_real] for array in arrays))
            if not np.iscomplexobj(real):
                value = np.array(value)
                value[is_real] = np.where(np.isfinite(real), real, value[is_real])
        return value

    return continued
