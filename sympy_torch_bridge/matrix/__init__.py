"""Symbolic matrix calculus: gradients, differentials and Jacobians of SymPy matrix expressions.

SymPy's own derivative by a MatrixSymbol is wrong without a warning for many expressions, so
nothing here uses it: each kind of node has a rule, and a node without one raises.
"""

from __future__ import annotations

from .eigen import Eigenvalue, Eigenvector, ShiftedPseudoinverse
from .exponential import MatrixExponential
from .forward import differential
from .kept import keeping
from .reverse import gradient
from .simplification import simplified
from .sine import MatrixCosine, MatrixSine
from .slope import slope
from .slopes import slopes
from .toeplitz import DiagonalMeans, DiagonalSums, ToeplitzMatrix
from .vector import jacobian
from .vectorization import CommutationMatrix, Vec

__all__ = [
    "CommutationMatrix",
    "DiagonalMeans",
    "DiagonalSums",
    "Eigenvalue",
    "Eigenvector",
    "MatrixCosine",
    "MatrixExponential",
    "MatrixSine",
    "ShiftedPseudoinverse",
    "ToeplitzMatrix",
    "Vec",
    "differential",
    "gradient",
    "jacobian",
    "keeping",
    "simplified",
    "slope",
    "slopes",
]
