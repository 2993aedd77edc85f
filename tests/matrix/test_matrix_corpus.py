"""The published matrix identities of the corpus: engine, claim and recorded numbers agree."""

from __future__ import annotations

import pytest
import sympy as sp
from explicit_matrices import evaluate, gap
from published_formulas import cases
from published_matrices import names_of
from sympy.parsing.sympy_parser import parse_expr

from sympy_torch_bridge.matrix import gradient, jacobian


def _values(case, point, names):
    return {names[name]: sp.Matrix(v) if isinstance(v, list) else sp.Float(v) for name, v in point.items()}


@pytest.mark.parametrize("case", cases("matrix_rules"))
def test_engine_reproduces_the_recorded_gradients(case):
    names = names_of(case)
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
