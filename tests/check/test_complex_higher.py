"""Second and higher derivatives with complex inputs: right ones hold, wrong ones are refuted and named."""

from __future__ import annotations

import pytest
import sympy
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge import NotDifferentiableError, check_consistency, check_gradient
from sympy_torch_bridge.check.complex_inputs import higher_facts, higher_reference

z, w = sympy.symbols("z w")
t = sympy.Symbol("t", real=True)
p = sympy.Symbol("p", positive=True)
C = torch.complex128
ROOT, THIRD, MILLIONTH = sympy.sqrt, sympy.Rational(1, 3), sympy.Rational(1, 10**6)

HOLOMORPHIC = (
    sympy.exp(z), sympy.sin(z), sympy.log(z), ROOT(z), z**4, z**-3, 1 / z, sympy.tan(z), z ** (7 * THIRD),
    sympy.sin(z) * sympy.cosh(z), sympy.atan(z), sympy.asin(z), sympy.tanh(z), sympy.erf(z), z**z,
    sympy.exp(-(z**2)), sympy.log(1 + z**2), sympy.besselj(0, z), sympy.exp(sympy.I * z) / (z - sympy.I),
    sympy.pi * z**3 + 0.1 * z**2, (sympy.exp(z) - 1) / z, z * sympy.log(z), sympy.gamma(z),
)  # fmt: skip
SEVERAL = (
    z * w**2, sympy.exp(z * w), sympy.sin(z) / w, z**2 * w**3 - 3 * z * w, sympy.log(z + w), ROOT(z * w),
    (z + w) / (z - w), sympy.exp(sympy.I * w * t), z**2 * t**3, sympy.cos(t * z) * sympy.exp(-t), p**z,
    ROOT(t**2 + z**2), sympy.sin(z) * sympy.Abs(t) ** 3,
)  # fmt: skip


def symbols_of(expr):
    return sorted(expr.free_symbols, key=str)


def hessian_of(expr):
    return sympy.hessian(expr, symbols_of(expr))


def falsified(claim, size):
    """Return wrong claims: in formulas, or of what a function makes of the numbers of code."""
    is_code = not isinstance(claim, sympy.MatrixBase)
    conjugated = claim.conj() if is_code else claim.applyfunc(sympy.conjugate)
    return {"sign": -claim, "factor": 2 * claim, "offset": claim * (1 + size), "conjugate": conjugated}


@pytest.mark.parametrize("expr", (*HOLOMORPHIC, *SEVERAL), ids=str)
def test_claims_in_formulas(expr):
    hessian, wrt = hessian_of(expr), symbols_of(expr)
    report = check_gradient(expr, hessian, wrt, order=2, dtype=C, n_points=4)
    assert report.verdict == "consistent", f"\n{report}"
    for name, wrong in falsified(hessian, MILLIONTH).items():
        report = check_gradient(expr, wrong, wrt, order=2, dtype=C, n_points=4)
        assert report.verdict == "refuted", name


@pytest.mark.parametrize("expr", (*HOLOMORPHIC, *SEVERAL), ids=str)
@pytest.mark.parametrize("dtype", [C, torch.complex64], ids=["complex128", "complex64"])
def test_claims_in_code(expr, dtype):
    wrt = symbols_of(expr)
    compiled = stb.compile(hessian_of(expr), wrt)
    size = 1e-6 if dtype is C else 1e-3

    def verdict(change):
        code = eval("lambda {0}: change(f({0}))".format(", ".join(map(str, wrt))), {"f": compiled, "change": change})
        return check_gradient(expr, code, wrt, order=2, dtype=dtype, n_points=4).verdict

    assert verdict(lambda hessian: hessian) == "consistent"
    for name in ("sign", "factor", "offset", "conjugate"):
        assert verdict(lambda hessian, name=name: falsified(hessian, size)[name]) == "refuted", name
