"""The matrix formulas of the corpus, read as SymPy expressions."""

from __future__ import annotations

import sympy as sp
from sympy import HadamardPower, HadamardProduct, Inverse, MatrixSymbol, OneMatrix, Trace, exp, log, sqrt
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

__all__ = ["names_of"]

ONE = sp.Identity(1)


def _log_sum_exp(vector):
    return log(Trace(OneMatrix(1, vector.shape[0]) * vector.applyfunc(exp))) * ONE


def _softmax(vector):
    return vector.applyfunc(exp) / Trace(OneMatrix(1, vector.shape[0]) * vector.applyfunc(exp))


# A norm of the corpus is a 1x1 matrix here, because SymPy refuses to add a scalar to x.T*y.
NAMES = {
    "Norm": lambda v: sqrt(Trace(v.T * v)),
    "Norm2": lambda v: Trace(v.T * v) * ONE,
    "NormF2": lambda m: Trace(m.T * m) * ONE,
    "LogSumExp": _log_sum_exp,
    "Softmax": _softmax,
    "tanh": lambda m: ElementwiseApplyFunction(sp.tanh, m),
    "Trace": Trace,
    "Determinant": sp.Determinant,
    "Inverse": Inverse,
    "HadamardProduct": HadamardProduct,
    "HadamardPower": HadamardPower,
    "OneMatrix": OneMatrix,
    "Identity": sp.Identity,
    "ZeroMatrix": sp.ZeroMatrix,
}


def names_of(case):
    """Return what the names in a formula of the corpus mean."""
    symbols = {n: MatrixSymbol(n, *shape) if shape else sp.Symbol(n) for n, shape in case["shapes"].items()}
    return {**NAMES, **symbols}
