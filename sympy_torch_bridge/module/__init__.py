"""Formulas as modules: which constants are trained, under which constraints, and how they are stored.

``sympy_module`` holds the class. What it is made of, one file each: the choice of the constants and
their names, constraints and the transforms that keep them, the arrangement of the parameters, the
way back to SymPy, and checkpoints, in which a formula is a list of nodes that only known classes
can come from.
"""

from __future__ import annotations

from .sympy_module import SymPyModule

__all__ = ["SymPyModule"]
