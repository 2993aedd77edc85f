"""No false alarm on formulas from the corpora as black boxes, and small mistakes in them are found."""

from __future__ import annotations

import inspect

import pytest
import sympy
from sympy.parsing.sympy_parser import parse_expr

from sympy_torch_bridge import compile
from sympy_torch_bridge.check import callable_check, check_consistency, check_gradient
from sympy_torch_bridge.check.diagnosis import Diagnosis
from sympy_torch_bridge.errors import UnsupportedFunctionError

pytestmark = pytest.mark.collection

LEAST_SEEN = 1e-7
# One number of these takes milliseconds of mpmath: they are checked at fewer points.
DEAR = (sympy.polygamma, sympy.zeta, sympy.expint)
N_POINTS, N_POINTS_OF_DEAR = 8, 2


def black_boxes(cases):
    """Yield the formulas as compiled functions with their gradients and domains."""
    for case in cases:
        expr = parse_expr(case["expr"], local_dict={name: sympy.Symbol(name) for name in case["vars"]})
        symbols = sorted(expr.free_symbols, key=str)
        try:
            function = compile(expr, symbols)
            gradient = function.gradient()
        except UnsupportedFunctionError:
            continue
        domain = {name: tuple(ends) for name, ends in case.get("domain", {}).items()}
        domain = {name: ends for name, ends in domain.items() if sympy.Symbol(name) in symbols}
        yield case["id"], function, gradient, domain or None


def cut_off(function):
    """Return the function without a gradient: quotients are all there is."""

    def value(*tensors):
        return function(*[tensor.detach() for tensor in tensors])

    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    value.__signature__ = inspect.Signature([inspect.Parameter(str(s), kind) for s in function.inputs])
    return value


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::sympy_torch_bridge.errors.PerformanceWarning")
@pytest.mark.parametrize(
    ("name", "every", "least"),
    [("diffrules", 3, 30), ("feynman", 3, 30), ("d2l_scalar", 1, 15), ("activations", 1, 10)],
)
def test_formulas_as_black_boxes(corpus, name, every, least, monkeypatch):
    # The verdict is what is asked here: the name of a mistake takes longer than the check.
    monkeypatch.setattr(callable_check, "callable_diagnosis", lambda *_: Diagnosis())
    seen = 0
    for label, function, gradient, domain in black_boxes(corpus(name)[::every]):
        seen += 1
        dear = function.expr.has(*DEAR)
        options = {"domain": domain, "n_points": N_POINTS_OF_DEAR if dear else N_POINTS}
        off = LEAST_SEEN

        def wrong(*tensors, gradient=gradient, off=off):
            return gradient(*tensors) * (1 + off)

        assert check_gradient(function, gradient, **options).verdict == "consistent", label
        assert check_consistency(function, **options).verdict == "consistent", label
        assert check_gradient(cut_off(function), gradient, **options).verdict == "consistent", label
        assert check_gradient(function, wrong, **options).verdict == "refuted", label
        assert check_gradient(cut_off(function), wrong, **options).verdict == "refuted", label
    assert seen >= least
