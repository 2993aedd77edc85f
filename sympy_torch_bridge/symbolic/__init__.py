"""Exact derivatives, SymPy in and SymPy out: scalars at any depth, matrix expressions by their own engine."""

from __future__ import annotations

from .differentiation import derivative, gradient, hessian, jacobian

__all__ = ["derivative", "gradient", "hessian", "jacobian"]
