"""Sums, products and series over a bound variable, of numbers and of entries of arrays."""
