"""Derivations in steps: which rule is applied to which part of a formula, and that each step holds."""
