"""The published matrix identities of the corpus: engine, claim and recorded numbers agree."""

from __future__ import annotations

import pytest
import sympy as sp
from explicit_matrices import evaluate, gap
from published_formulas import cases
from sympy import HadamardPower, HadamardProduct, Inverse, MatrixSymbol, OneMatrix, Trace, exp, log, sqrt
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.parsing.sympy_parser import parse_expr

from sympy_torch_bridge.matrix import gradient, jacobian

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
}


def _names(case):
    symbols = {n: MatrixSymbol(n, *shape) if shape else sp.Symbol(n) for n, shape in case["shapes"].items()}
    return {**NAMES, **symbols}


def _values(case, point, names):
    return {names[name]: sp.Matrix(v) if isinstance(v, list) else sp.Float(v) for name, v in point.items()}


@pytest.mark.parametrize("case", cases("matrix_rules"))
def test_engine_reproduces_the_recorded_gradients(case):
    names = _names(case)
    expr = parse_expr(case["expr"], local_dict=names)
    wrt = names[case["wrt"]]
    is_vector = case["kind"] == "jacobian"
    result = jacobian(expr, wrt, layout="denominator") if is_vector else gradient(expr, wrt)
    for point in case["points"]:
        values = _values(case, point["point"], names)
        found = sp.Matrix(evaluate(result, values))
        wanted = sp.Matrix(point["gradient"])
        if found.shape != wanted.shape:  # the corpus writes a vector gradient as one flat list
            wanted = wanted.reshape(*found.shape)
        assert gap(found, wanted) <= 1e-12
