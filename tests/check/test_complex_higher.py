"""Second and higher derivatives with complex inputs: right ones hold, wrong ones are refuted and named."""

from __future__ import annotations

import pytest
import sympy
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge import check_consistency, check_gradient

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


def compiled_hessian(expr):
    hessian, wrt = hessian_of(expr), symbols_of(expr)
    return stb.compile(hessian, wrt, complex=expr.has(sympy.Abs))


def code_of(expr, compiled, change):
    """Return code for the Hessian: what ``change`` makes of the right one."""
    if len(symbols_of(expr)) == 1:
        return lambda z: change(compiled(z))
    return {
        "wz": lambda w, z: change(compiled(w, z)),
        "tw": lambda t, w: change(compiled(t, w)),
        "tz": lambda t, z: change(compiled(t, z)),
        "pz": lambda p, z: change(compiled(p, z)),
    }["".join(map(str, symbols_of(expr)))]


@pytest.mark.parametrize("expr", (*HOLOMORPHIC, *SEVERAL), ids=str)
def test_claims_in_formulas(expr):
    hessian, wrt = hessian_of(expr), symbols_of(expr)
    report = check_gradient(expr, hessian, wrt, order=2, dtype=C, n_points=4)
    assert report.verdict == "consistent", f"\n{report}"
    for name, wrong in falsified(hessian, MILLIONTH).items():
        report = check_gradient(expr, wrong, wrt, order=2, dtype=C, n_points=4)
        assert report.verdict == "refuted", name


@pytest.mark.parametrize(
    ("expr", "dtype"),
    [
        *(pytest.param(expr, C, id=str(expr)) for expr in (*HOLOMORPHIC, *SEVERAL)),
        *(
            pytest.param(expr, torch.complex64, id=f"{expr} complex64")
            for expr in (*HOLOMORPHIC, *SEVERAL)[::4]
        ),
    ],
)
def test_claims_in_code(expr, dtype):
    wrt, compiled = symbols_of(expr), compiled_hessian(expr)
    size = 1e-6 if dtype is C else 1e-3

    def verdict(change):
        code = code_of(expr, compiled, change)
        return check_gradient(expr, code, wrt, order=2, dtype=dtype, n_points=4).verdict

    assert verdict(lambda hessian: hessian) == "consistent"
    for name in ("sign", "factor", "offset", "conjugate"):
        assert verdict(lambda hessian, name=name: falsified(hessian, size)[name]) == "refuted", name


@pytest.mark.parametrize(
    "expr", [sympy.sin(z), ROOT(z * w), sympy.exp(sympy.I * w * t), z * ROOT(w)], ids=str
)
@pytest.mark.parametrize("dtype", [C, torch.complex64], ids=["complex128", "complex64"])
def test_all_routes_agree(expr, dtype):
    report = check_consistency(expr, order=2, dtype=dtype, n_points=8)
    assert report.verdict == "consistent", f"\n{report}"
    routes = ("symbolic", "limit", "value", "reverse over reverse", "forward over reverse")
    assert report.witnesses == routes
    assert "the complex derivative, as in SymPy; each backward pass of torch gives a conjugate" in str(
        report.notes
    )


@pytest.mark.parametrize("order", [3, 4])
def test_third_and_fourth_derivatives(order):
    expr = sympy.exp(z) * w**2
    assert check_consistency(expr, order=order, dtype=C, n_points=4).verdict == "consistent"
    derivative = sympy.sin(z).diff(z, order)
    assert check_gradient(sympy.sin(z), derivative, order=order, dtype=C, n_points=6).verdict == "consistent"
    report = check_gradient(sympy.sin(z), sympy.conjugate(derivative), order=order, dtype=C, n_points=6)
    assert report.verdict == "refuted"
    assert report.diagnosis.startswith("consistent with the conjugate of the derivative")


F = sympy.exp(z * w) + z**3
ZZ, ZW, WW = F.diff(z, 2), F.diff(z, w), F.diff(w, 2)


def hessian(z, w):
    e = torch.exp(z * w)
    mixed = (1 + z * w) * e
    return torch.stack([torch.stack([w * w * e + 6 * z, mixed], -1), torch.stack([mixed, z * z * e], -1)], -2)


FORMS = {
    "lists": [[ZZ, ZW], [ZW, WW]],
    "matrix": sympy.Matrix([[ZZ, ZW], [ZW, WW]]),
    "pairs": {(z, z): ZZ, (z, w): ZW, (w, w): WW},
    "orders": {(z, 2): ZZ, (z, w): ZW, (w, 2): WW},
    "nested": {z: {z: ZZ, w: ZW}, w: {z: ZW, w: WW}},
    "callable": hessian,
    "nested tensors": lambda z, w: [[hessian(z, w)[..., i, j] for j in range(2)] for i in range(2)],
    "compiled": stb.compile(F, [z, w]).hessian([z, w]),
    "module": stb.SymPyModule(F),
}


@pytest.mark.parametrize("form", FORMS)
def test_forms_of_a_claim(form):
    assert check_gradient(F, FORMS[form], [z, w], order=2, dtype=C, n_points=8).verdict == "consistent"


@pytest.mark.parametrize(("row", "column", "label"), [(0, 1, "d2f/dz dw"), (1, 0, "d2f/dw dz")])
def test_both_sides_of_the_diagonal_are_judged(row, column, label):
    wrong = sympy.Matrix(FORMS["lists"])
    wrong[row, column] *= 1 + sympy.I * MILLIONTH
    claims = (
        wrong,
        lambda z, w: (
            hessian(z, w) * (1 + 1e-6j * torch.eye(4, dtype=torch.float64)[2 * row + column].view(2, 2))
        ),
    )
    for claim in claims:
        report = check_gradient(F, claim, [z, w], order=2, dtype=C, n_points=8)
        assert report.verdict == "refuted"
        assert {failure.component for failure in report.failures} == {label}


def test_lists_of_functions():
    functions = [z**2 * w, sympy.sin(z) * t]
    claim = [sympy.hessian(f, [z, w, t]) for f in functions]
    assert check_gradient(functions, claim, [z, w, t], order=2, dtype=C, n_points=4).verdict == "consistent"
    claim[1] = 2 * claim[1]
    report = check_gradient(functions, claim, [z, w, t], order=2, dtype=C, n_points=8)
    assert (report.verdict, report.diagnosis) == (
        "refuted",
        "consistent with an extra factor 2 in d2f[1]/dz**2, d2f[1]/dz dt, d2f[1]/dt dz",
    )
    rows = [[[f.diff(a, b) for f in functions] for b in (z, w, t)] for a in (z, w, t)]
    report = check_gradient(functions, rows, [z, w, t], order=2, dtype=C, n_points=4)
    assert (report.verdict, report.diagnosis) == ("refuted", "consistent with a transposed Jacobian")


@pytest.mark.parametrize(
    ("expr", "claim", "words"),
    [
        (sympy.sin(z), sympy.sin(z), "a wrong sign"),
        (sympy.log(z), lambda z: 1 / z**2, "a wrong sign"),
        (z**4, 6 * z**2, "a missing factor 2"),
        (z**4, lambda z: 12j * z**2, "a factor I too much"),
        (sympy.exp(z) * z, lambda z: (torch.exp(z) * (z + 2)).conj(), "the conjugate of the derivative"),
        (sympy.exp(z) * z, sympy.re(sympy.exp(z) * (z + 2)), "a missing imaginary part"),
        (sympy.tan(z), 1 + sympy.tan(z) ** 2, "the first derivative in place of the second"),
        (sympy.tan(z), sympy.tan(z), "the function itself in place of its derivative"),
        (sympy.tan(z), lambda z: torch.tan(z) ** 3, None),
    ],
)
@pytest.mark.parametrize("dtype", [C, torch.complex64], ids=["complex128", "complex64"])
def test_mistakes_are_named(expr, claim, words, dtype):
    report = check_gradient(expr, claim, z, order=2, dtype=dtype, n_points=12)
    assert report.verdict == "refuted"
    if words is None:
        assert report.diagnosis is None
    else:
        assert report.diagnosis.startswith(f"consistent with {words}")


MONOMIAL = z**3 * w**2
ZZM, ZWM, WWM = 6 * z * w**2, 6 * z**2 * w, 2 * z**3


@pytest.mark.parametrize(
    ("claim", "words", "kinds"),
    [
        ([[ZZM, 0], [0, WWM]], "mixed derivatives left out: d2f/dz dw, d2f/dw dz", {"dropped-term"}),
        (
            [[ZZM, ZWM], [0, WWM]],
            "0 in place of the derivative, as of a constant in d2f/dw dz",
            {"held-constant"},
        ),
        ([[ZZM, 2 * ZWM], [0, WWM]], "a matrix that is not symmetric: its symmetric part", {"unsymmetrized"}),
        ([[ZZM / 2, ZWM], [0, WWM / 2]], "a matrix that was not symmetrized: with its", {"unsymmetrized"}),
        ([[WWM, ZWM], [ZWM, ZZM]], "swapped partial derivatives by z and w", {"swapped-partials"}),
        ([[ZZM, ZWM / 2], [ZWM / 2, WWM]], "a missing factor 2 in d2f/dz dw, d2f/dw dz", {"factor-2"}),
        ([[ZZM / 2, ZWM / 2], [ZWM / 2, WWM / 2]], "a missing factor 2", {"factor-2"}),
        ([[0, 0], [0, 0]], "0 in place of the derivative, as of a constant", {"held-constant"}),
    ],
    ids=str,
)
def test_arrangements_of_a_hessian_are_named(claim, words, kinds):
    report = check_gradient(MONOMIAL, claim, [z, w], order=2, dtype=C, n_points=8)
    assert report.diagnosis.startswith(f"consistent with {words}")
    assert {mistake.kind for mistake in report.mistakes} == kinds


def test_entries_without_an_account_get_no_name():
    claim = [[ZZM + z, ZWM], [ZWM, WWM]]
    assert check_gradient(MONOMIAL, claim, [z, w], order=2, dtype=C, n_points=8).diagnosis is None
    claim = [[ZZM, ZWM + z], [ZWM - w, WWM]]
    assert check_gradient(MONOMIAL, claim, [z, w], order=2, dtype=C, n_points=8).diagnosis is None


def test_derivatives_that_sympy_leaves_open_are_judged_by_quotients_alone():
    points = [{z: 2 + 1j}, {z: 3 - 1j}, {z: -1 + 0.5j}]
    report = check_gradient(sympy.zeta(z), lambda z: 3 * z, z, order=2, dtype=C, points=points)
    assert (report.verdict, report.diagnosis) == ("refuted", None)
    assert "the limit of quotients judges alone" in str(report.notes)


def test_constants_and_their_rounding():
    expr = 0.1 * z**3 + sympy.pi * sympy.I * z * t
    assert check_gradient(
        expr, [[0.6 * z, sympy.pi * sympy.I], [sympy.pi * sympy.I, 0]], [z, t], order=2, dtype=C, n_points=6
    )
    wrong = [[0.6000001 * z, sympy.pi * sympy.I], [sympy.pi * sympy.I, 0]]
    assert check_gradient(expr, wrong, [z, t], order=2, dtype=C, n_points=6).verdict == "refuted"
    assert (
        check_gradient(z + 2 * w, [[0, 0], [0, 0]], [z, w], order=2, dtype=C, n_points=6).verdict
        == "consistent"
    )
    assert (
        check_gradient(z + 2 * w, [[0, 0], [1, 0]], [z, w], order=2, dtype=C, n_points=6).verdict == "refuted"
    )


@pytest.mark.parametrize("size", [1e-30, 1.0, 1e30])
def test_verdict_does_not_hang_on_the_scale(size):
    f = sympy.Float(size) * sympy.sin(z)
    assert check_gradient(f, lambda z: -size * torch.sin(z), z, order=2, dtype=C).verdict == "consistent"
    wrong = check_gradient(f, lambda z: -size * (1 + 1e-9j) * torch.sin(z), z, order=2, dtype=C)
    assert wrong.verdict == "refuted"
