"""All functions with balls of their own beyond those of :mod:`special`; loading them loads the op table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .appell_balls import APPELL
from .bessel_balls import BESSEL
from .elementary_balls import ELEMENTARY
from .elliptic_balls import ELLIPTIC
from .gamma_balls import GAMMA
from .polynomial_balls import POLYNOMIALS
from .zeta_balls import ZETA

__all__ = ["NAMED"]

NAMED: dict[Any, Callable[..., Any]] = {
    **APPELL, **BESSEL, **ELEMENTARY, **ELLIPTIC, **GAMMA, **POLYNOMIALS, **ZETA,
}  # fmt: skip
