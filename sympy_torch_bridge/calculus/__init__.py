"""Derivatives: symbolic, by difference quotients, and through torch."""
