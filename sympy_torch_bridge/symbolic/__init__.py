"""Exact derivatives, SymPy in and SymPy out: scalars at any depth, matrix expressions by their own engine."""

from __future__ import annotations

from .differentials import differential
from .differentiation import derivative
from .gradients import gradient
from .hessian_products import hessian_vector_product
from .hessians import hessian
from .jacobians import jacobian
from .wirtinger_derivatives import WirtingerDerivatives, wirtinger

__all__ = [
    "WirtingerDerivatives",
    "derivative",
    "differential",
    "gradient",
    "hessian",
    "hessian_vector_product",
    "jacobian",
    "wirtinger",
]
