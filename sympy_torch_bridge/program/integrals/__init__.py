"""Integrals over a bound variable: adaptive quadrature, its gradient, and where integrands jump."""
