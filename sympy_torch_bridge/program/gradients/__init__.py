"""Derivatives of what torch does not differentiate: by formula, by differences, and of callables."""
