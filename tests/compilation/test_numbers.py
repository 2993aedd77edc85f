"""Dtypes of inputs and results: integers, floats, truth values, complex numbers."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
import torch
from sympy import (
    Abs,
    And,
    Function,
    I,
    Integer,
    Max,
    Not,
    Piecewise,
    Rational,
    Symbol,
    exp,
    log,
    pi,
    sin,
    sqrt,
    symbols,
)

import sympy_torch_bridge as stb

x, y, z = symbols("x y z")

F64 = torch.float64


class TestNumbers:
    @pytest.mark.parametrize(
        "dtype", [torch.bfloat16, torch.float16, torch.float32, F64, torch.complex128], ids=str
    )
    def test_dtype_is_kept(self, dtype: torch.dtype) -> None:
        at = torch.tensor([0.5, 1.5], dtype=dtype)
        assert stb.compile(sqrt(2) * x + exp(x) / 3 + pi)(at).dtype is dtype

    def test_constants_are_exact_in_double(self) -> None:
        got = stb.compile(sqrt(2) * x)(torch.tensor(1.0, dtype=F64)).item()
        assert got == 2**0.5

    @pytest.mark.parametrize("value", [2**70, 10**400, -(10**30)], ids=["2**70", "10**400", "-10**30"])
    def test_huge_integers(self, value: int) -> None:
        got = stb.compile(Integer(value) * x)(torch.tensor([1.0], dtype=F64)).item()
        assert got == (float("inf") if value > 1e308 else float(value))

    def test_python_numbers_are_doubles(self) -> None:
        got = stb.compile(x / 3)(1.0)
        assert got.dtype is F64
        assert got.item() == 1 / 3

    def test_python_number_takes_the_dtype_of_the_tensors(self) -> None:
        assert stb.compile(x * y)(torch.ones(2), 2.5).dtype is torch.float32

    def test_mixed_precision_computes_in_the_wider_one(self) -> None:
        """A float32 input beside a float64 one must not round the constant that multiplies it."""
        got = stb.compile(sqrt(2) * x + 0 * y, [x, y])(torch.ones(1), torch.ones(1, dtype=F64))
        assert got.item() == 2**0.5

    def test_integers_stay_exact_where_possible(self) -> None:
        big = torch.tensor([2**60 + 1])
        assert stb.compile(x**2 * 0 + x + 1, [x])(big).tolist() == [2**60 + 2]

    def test_small_integers_are_computed_in_64_bits(self) -> None:
        assert stb.compile(x + 300)(torch.tensor([1], dtype=torch.int8)).tolist() == [301]
        assert stb.compile(x - 5)(torch.tensor([1], dtype=torch.uint8)).tolist() == [-4]

    def test_integers_that_leave_64_bits_are_floats(self) -> None:
        assert stb.compile(x**30)(torch.tensor([10])).item() == pytest.approx(1e30, rel=1e-6)
        assert stb.compile(x * 2**62)(torch.tensor([4])).item() == pytest.approx(2.0**64)
        assert stb.compile(x + 1)(10**30).item() == 1e30

    def test_truth_values_as_conditions_and_as_numbers(self) -> None:
        b = Symbol("b")
        chosen = torch.tensor([True, False])
        assert stb.compile(Piecewise((Rational(5, 2), b), (Rational(3, 2), True)))(chosen).tolist() == [
            2.5,
            1.5,
        ]
        assert stb.compile(Integer(7), [b])(chosen).tolist() == [7, 7]
        assert stb.compile(x + y)(chosen, chosen).tolist() == [2, 0]
        assert stb.compile(And(x, y))(chosen, ~chosen).tolist() == [False, False]
        assert stb.compile(b)(chosen).dtype is torch.bool

    def test_no_coefficient_overflows_half_precision(self) -> None:
        at = torch.tensor(16.0, dtype=torch.float16)
        assert stb.compile(Rational(7000, 7001) * x)(at).item() == pytest.approx(16, rel=1e-3)
        assert stb.compile(x / 3 - Rational(70000, 70001) * y)(at, at).item() == pytest.approx(
            -10.67, rel=1e-2
        )
        assert stb.compile(Rational(3, 7) * x)(1e308).item() == pytest.approx(1e308 * (3 / 7))

    def test_numbers_of_numpy_and_sympy_are_numbers(self) -> None:
        import numpy as np

        assert (
            stb.compile(x / 4)(np.float32(2.0)).item() == stb.compile(x / 4)(sympy.Integer(2)).item() == 0.5
        )

    def test_integers_promote_where_needed(self) -> None:
        got = stb.compile(1 / x)(torch.tensor([1, 2, 4]))
        assert got.tolist() == [1, 0.5, 0.25]
        assert got.dtype is torch.get_default_dtype()

    def test_integer_beside_a_double_is_a_double(self) -> None:
        got = stb.compile(sin(x) * y)(torch.tensor([1]), torch.tensor([1.0], dtype=F64)).item()
        assert got == torch.sin(torch.tensor(1.0, dtype=F64)).item()

    def test_a_formula_with_the_imaginary_unit_is_computed_in_the_complex_plane(self) -> None:
        at = torch.tensor([-4.0, 4.0], dtype=F64)
        assert stb.compile(sqrt(x) + I)(at).tolist() == [3j, 2 + 1j]
        assert stb.compile(sympy.re(exp(I * x)))(at).dtype is F64
        (slope,) = stb.compile(sympy.re(exp(I * x))).value_and_grad(at)[1]
        torch.testing.assert_close(slope, -torch.sin(at), rtol=1e-15, atol=1e-15)
        u = Function("u")
        assert stb.compile(I * u(x), functions={"u": torch.floor})(1.5).item() == 1j

    def test_imaginary_unit_gives_complex(self) -> None:
        assert stb.compile(x + I)(torch.ones(1, dtype=F64)).dtype is torch.complex128

    def test_outside_the_real_domain_is_nan_by_default(self) -> None:
        assert stb.compile(sqrt(x))(torch.tensor(-1.0)).isnan()

    @pytest.mark.parametrize(
        "expr",
        [
            sqrt(-x), log(1 - x), log(x), 1 / sqrt(-x), (-x) ** Rational(1, 3), sympy.asin(x), sympy.acos(x),
            sympy.atanh(x), sympy.acoth(x), sympy.asec(x), sympy.acsc(x), sympy.asech(x), sympy.acosh(x),
            sympy.asinh(I * x), sympy.atan(I * x), sympy.acot(I * x), sympy.acsch(I * x), sympy.exp(I * x),
        ],
        ids=str,
    )  # fmt: skip
    def test_complex_option_has_sympys_values_on_the_cuts(self, expr: Any) -> None:
        f = stb.compile(expr, complex=True)
        for at in (-3.0, -0.5, 0.5, 3.0):
            exact = complex(sympy.N(expr.subs(x, Rational(at)), 20))
            assert abs(complex(f(at).item()) - exact) <= 1e-14 * abs(exact), (at, f(at), exact)

    def test_complex_option_with_conditions_and_real_functions(self) -> None:
        f = stb.compile(Piecewise((sqrt(-x), x > 0), (Max(x, -2), True)), complex=True)
        assert f(torch.tensor([4.0, -3.0, -1.0], dtype=F64)).tolist() == [2j, -2, -1]
        assert stb.compile(Max(x, 1), complex=True)(1 + 2j).isnan()

    def test_complex_inputs_keep_their_imaginary_part(self) -> None:
        assert stb.compile(x**2, complex=True)(1 + 2j).item() == -3 + 4j
        assert stb.compile(x**2, complex=True)(torch.tensor([1 + 2j])).tolist() == [-3 + 4j]

    @pytest.mark.parametrize(
        "expr", [sympy.asin(2) * x, x * (-2) ** Rational(1, 3), x + sympy.acosh(Rational(1, 3))]
    )
    def test_a_complex_constant_is_nan_in_a_real_formula(self, expr: Any) -> None:
        got = stb.compile(expr)(torch.ones(1, dtype=torch.bfloat16))
        assert got.dtype is torch.bfloat16
        assert got.isnan().all()
        assert stb.compile(expr, complex=True)(1.0).isfinite()

    def test_gradient_of_a_complex_constant_is_zero(self) -> None:
        value, grads = stb.compile(I, [x]).value_and_grad(torch.ones(2, dtype=F64))
        assert value.tolist() == [1j, 1j]
        assert grads[0].tolist() == [0, 0]  # type: ignore[union-attr]

    def test_complex_option_passes_through_complex_values(self) -> None:
        positive = Symbol("p", real=True)
        f = stb.compile(Abs(sqrt(positive)), complex=True)
        got = f(torch.tensor([-4.0], dtype=F64))
        assert got.dtype is F64
        assert got.item() == pytest.approx(2, abs=1e-15)


def test_logic() -> None:
    f = stb.compile(And(x > 0, Not(x > 1)))
    assert f(torch.tensor([-1.0, 0.5, 2.0])).tolist() == [False, True, False]
