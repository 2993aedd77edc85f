"""Functions of explicit matrices of numbers to 60 digits, by mpmath: series, eigenvalues, their vectors."""

from __future__ import annotations

import mpmath
import sympy as sp

from sympy_torch_bridge.matrix.eigen import Eigenvalue, Eigenvector, ShiftedPseudoinverse
from sympy_torch_bridge.matrix.exponential import MatrixExponential
from sympy_torch_bridge.matrix.sine import MatrixCosine, MatrixSine

__all__ = ["applied"]

_DIGITS = 60


def applied(node: sp.Basic, matrix: sp.Matrix) -> object:
    """Return the value of a node of one matrix; None for a node that is not known here."""
    if not isinstance(node, (*_SERIES, Eigenvalue, Eigenvector, ShiftedPseudoinverse)):
        return None
    with mpmath.workdps(_DIGITS):
        numbers = mpmath.matrix([[_number(entry) for entry in row] for row in matrix.tolist()])
        return _value(node, numbers)


_SERIES = {MatrixExponential: mpmath.expm, MatrixSine: mpmath.sinm, MatrixCosine: mpmath.cosm}


def _value(node: sp.Basic, numbers: mpmath.matrix) -> object:
    if type(node) in _SERIES:
        return _matrix(_SERIES[type(node)](numbers).apply(mpmath.re))
    assert mpmath.norm(numbers - numbers.T) < mpmath.mpf("1e-40"), "the matrix is not symmetric"
    values, vectors = mpmath.eigsy(numbers)
    place = int(node.index)
    if isinstance(node, Eigenvalue):
        return _float(values[place])
    if isinstance(node, Eigenvector):
        vector = vectors[:, place]
        largest = max(vector, key=abs)
        return _matrix(vector if largest > 0 else -vector)
    others = [j for j in range(len(values)) if j != place]
    zero = mpmath.zeros(numbers.rows)
    return _matrix(sum((vectors[:, j] * vectors[:, j].T / (values[place] - values[j]) for j in others), zero))


def _number(entry: sp.Expr) -> mpmath.mpf:
    return mpmath.mpf(str(sp.N(entry, _DIGITS + 10)))


def _float(number: mpmath.mpf) -> sp.Float:
    return sp.Float(mpmath.nstr(number, _DIGITS), _DIGITS)


def _matrix(numbers: mpmath.matrix) -> sp.Matrix:
    return sp.Matrix(numbers.rows, numbers.cols, lambda i, j: _float(numbers[i, j]))
