"""What a user may hand in: each kind of object is right, or refused with advice that works."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np
import pytest
import sympy
import torch
from sympy import CRootOf, Dict, FiniteSet, I, Lambda, Matrix, Poly, PurePoly, RootSum, Symbol, Tuple, symbols
from sympy.combinatorics import Permutation
from sympy.physics.units import kilometer, meter
from sympy.tensor.tensor import TensorHead, TensorIndexType, tensor_indices
from sympy.vector import CoordSys3D

import sympy_torch_bridge as stb

F64 = torch.float64
x, y = symbols("x y")
QUINTIC, CUBIC = x**5 - x + 1, x**3 + x + 1
AT = torch.tensor([1.5, 2.0], dtype=F64)


class Pair(NamedTuple):
    first: Any
    second: Any


class TestValues:
    @pytest.mark.parametrize(
        ("expr", "at_two"),
        [
            (Poly(x**2 + 2 * x + 3, x), 11),
            (PurePoly(x**2, x), 4),
            (sympy.UnevaluatedExpr(x + 1), 3),
            (x * CRootOf(QUINTIC, 0), -2.334607956522837),
            (sympy.AlgebraicNumber(sympy.sqrt(2)) * x, 2.8284271247461903),
            (RootSum(QUINTIC, Lambda(y, y**2 * x), auto=False) + x, 2),
            (np.float64(0.5), 0.5),
        ],
        ids=str,
    )
    def test_value(self, expr: Any, at_two: float) -> None:
        got = stb.compile(expr, [x])(torch.full((3,), 2.0, dtype=F64))
        assert got.real.tolist() == pytest.approx([at_two] * 3, rel=1e-12, abs=1e-14)

    def test_polynomial_with_a_parameter(self) -> None:
        f = stb.compile(Poly(y * x**2 + 1, x))
        assert f.inputs == (x, y)
        assert f(3.0, 2.0).item() == 19

    def test_a_root_off_the_real_line_makes_the_formula_complex(self) -> None:
        root = CRootOf(QUINTIC, 1)
        got = stb.compile(x * root)(2.0)
        assert complex(got.item()) == pytest.approx(complex(2 * root.evalf(20)), rel=1e-14)

    def test_sum_over_roots(self) -> None:
        f = stb.compile(RootSum(CUBIC, Lambda(x, sympy.exp(x * y))))
        assert f.inputs == (y,)
        value, (slope,) = f.value_and_grad(torch.tensor(0.5, dtype=F64))
        roots = [complex(r) for r in Poly(CUBIC, x).nroots(25)]
        assert value.real.item() == pytest.approx(sum(np.exp(0.5 * r) for r in roots).real, rel=1e-13)
        assert slope is not None
        assert slope.item() == pytest.approx(sum(r * np.exp(0.5 * r) for r in roots).real, rel=1e-12)


class TestContainers:
    CASES: ClassVar[list[tuple[Any, Any]]] = [
        ([x, (x**2, {"key": x})], lambda r: [r[0], r[1][0], r[1][1]["key"]]),
        (Tuple(x, x**2, x), list),
        (Dict({"a": x, "b": x**2, "c": x}), lambda r: list(r.values())),
        ({x: x, y: x**2, Symbol("z"): x}, lambda r: [r[x], r[y], r[Symbol("z")]]),
        (Pair(Pair(x, x**2), x), lambda r: [r.first.first, r.first.second, r.second]),
        ([Matrix([[x]]), sympy.Array([x**2]), x], lambda r: [r[0][..., 0, 0], r[1][..., 0], r[2]]),
    ]

    @pytest.mark.parametrize(("expr", "parts"), CASES, ids=[str(case[0]) for case in CASES])
    def test_structure_value_and_gradient(self, expr: Any, parts: Any) -> None:
        value, (slope,) = stb.compile(expr, [x]).value_and_grad(AT)
        first, second, third = parts(value)
        assert first.tolist() == third.tolist() == AT.tolist()
        assert second.tolist() == (AT**2).tolist()
        assert slope is not None
        assert slope.tolist() == (2 + 2 * AT).tolist()
        at = AT.clone().requires_grad_()
        (again,) = torch.autograd.grad(sum(part.sum() for part in parts(stb.compile(expr, [x])(at))), at)
        assert again.tolist() == slope.tolist()

    def test_a_set_is_a_tuple_in_sympys_order(self) -> None:
        expr = FiniteSet(x**2, x + 1, 3)
        got = stb.compile(expr)(AT)
        assert isinstance(got, tuple)
        for part, entry in zip(got, expr.args, strict=True):
            assert part.tolist() == [float(entry.subs(x, 1.5)), float(entry.subs(x, 2))]
        assert len(stb.compile({x, x**2})(AT)) == 2

    def test_keys_are_kept(self) -> None:
        assert list(stb.compile({x: x, ("a", 1): y}, [x, y])(1.0, 2.0)) == [x, ("a", 1)]


def _tensor() -> Any:
    index = TensorIndexType("L", dim=3)
    i, j = tensor_indices("i j", index)
    return TensorHead("T", [index, index])(i, j)


class TestRefused:
    @pytest.mark.parametrize(
        ("expr", "hint"),
        [
            (sympy.AccumBounds(0, 1) + x, "expr.min"),
            (sympy.sin(x).series(x, 0, 4), "removeO"),
            (5 * meter * x, r"expr.subs\(meter, 1\)"),
            (kilometer / meter, "expr.subs"),
            (sympy.Point(x, y), "point.args"),
            (sympy.Circle(sympy.Point(0, 0), 1), "equation"),
            (sympy.Interval(0, x), r"Contains\(x, S\)"),
            (sympy.S.Integers, "Contains"),
            (sympy.EmptySet, "Contains"),
            (sympy.SeqFormula(x**2, (x, 0, 5)), "coeff"),
            (sympy.fps(sympy.sin(x)), "truncate"),
            (sympy.Quaternion(x, 1, 2, y), "q.a"),
            (sympy.Q.positive, r"Q.positive\(x\)"),
            (Permutation([1, 0]), "PermutationMatrix"),
            (_tensor(), "ArraySymbol"),
            (RootSum(x**3 - 2 * x + y, Lambda(x, sympy.exp(x)), x), "CRootOf"),
            (CoordSys3D("N"), r"C.x"),
        ],
        ids=str,
    )
    def test_no_value(self, expr: Any, hint: str) -> None:
        with pytest.raises(stb.UnsupportedFunctionError, match=hint):
            stb.compile(expr)

    @pytest.mark.parametrize(
        ("expr", "hint"),
        [
            ("x + 1", "parse_expression"),
            (None, "expected a SymPy expression"),
            (sympy.sin, r"sin\(x\)"),
            (sympy.Function("f"), r"f\(x\)"),
            (np.array([1.0, 2.0]), "sympy.Array"),
            (torch.ones(1), "sympy.Array"),
            ((k for k in [x]), "list, tuple or dict"),
        ],
        ids=lambda part: part if isinstance(part, str) else type(part).__name__,
    )
    def test_no_expression(self, expr: Any, hint: str) -> None:
        with pytest.raises(stb.InputTypeError, match=hint):
            stb.compile(expr)

    def test_symbols_that_do_not_commute_are_no_numbers(self) -> None:
        A, B = symbols("A B", commutative=False)
        with pytest.raises(stb.InputTypeError, match=r"MatrixSymbol\('A', n, n\)"):
            stb.compile(A * B - B * A)

    def test_hints_work(self) -> None:
        assert stb.compile(sympy.sin(x).series(x, 0, 4).removeO())(1.0).item() == pytest.approx(5 / 6)
        assert stb.compile((5 * meter * x).subs(meter, 1))(2.0).item() == 10
        bounds = sympy.AccumBounds(0, 1)
        assert [v.item() for v in stb.compile([bounds.min, bounds.max])()] == [0, 1]
        assert stb.compile(tuple(sympy.Point(x, y).args))(1.0, 2.0)[1].item() == 2
        assert stb.compile(sympy.fps(sympy.exp(x)).truncate(2).removeO())(1.0).item() == 2
        q = sympy.Quaternion(x, 1, 2, y)
        assert [v.item() for v in stb.compile([q.a, q.b, q.c, q.d])(3.0, 4.0)] == [3, 1, 2, 4]
        assert stb.compile(x * I)(2.0).item() == 2j
