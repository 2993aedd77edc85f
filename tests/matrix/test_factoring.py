"""Shorter forms of sums have the value of the sum, and are the forms that people write."""

from __future__ import annotations

import random

import pytest
from explicit_matrices import evaluate, gap, rational_point
from sympy import (
    Abs,
    Determinant,
    HadamardProduct,
    Identity,
    MatrixSymbol,
    Rational,
    S,
    Trace,
    Transpose,
    log,
    symbols,
)

from sympy_torch_bridge.matrix import gradient
from sympy_torch_bridge.matrix.entry import normalised
from sympy_torch_bridge.matrix.factoring import factored
from sympy_torch_bridge.matrix.masks import with_masks_joined
from sympy_torch_bridge.matrix.sums import add_up, terms_of
from sympy_torch_bridge.matrix.transposition import transposed
from sympy_torch_bridge.matrix.triangle import LowerOnes, UpperOnes

A, B, W, X = (MatrixSymbol(name, 3, 3) for name in "ABWX")
a, b, x = (MatrixSymbol(name, 3, 1) for name in "abx")
t, u = symbols("t u", positive=True)


def form(*terms):
    return str(factored(terms, (3, 3)))


def test_mirrored_pairs_are_joined_between_what_both_share():
    assert form((S(2), (A, W, B)), (S(2), (A, W.T, B))) == "2*A*(W + W.T)*B"
    assert form((S(1), (A, a, b.T)), (S(1), (A, b, a.T))) == "A*(a*b.T + b*a.T)"
    assert form((S(2), (W, B)), (S(3), (W.T, B))) == "(2*W + 3*W.T)*B"


def test_sums_that_are_factors_elsewhere_are_not_left_multiplied_out():
    shift = x - a
    assert form((t, (x, Transpose(shift))), (-t, (a, Transpose(shift)))) == "t*(-a + x)*(-a + x).T"
    mixed = form((u, (Identity(3),)), (t, (x, Transpose(shift))), (-t, (a, Transpose(shift))))
    assert mixed == "t*(-a + x)*(-a + x).T + u*I"


def test_a_sum_is_found_by_its_negative():
    assert form((t, (x, Transpose(x - a))), (t, (a, Transpose(a - x)))) == "t*(-a + x)*(-a + x).T"


def test_a_part_of_a_sum_is_no_sum():
    terms = [(S(1), (x, Transpose(x - a))), (S(-2), (a, Transpose(x - a)))]
    assert form(*terms) == "(-2*a + x)*(-a + x).T"


def test_symbols_in_all_coefficients_are_taken_out_with_their_least_power():
    assert form((2 / t, (A,)), (-2 * u / t**2, (B,))) == "(2/t)*((-u/t)*B + A)"
    assert form((t, (A,)), (S(2), (B,))) == "t*A + 2*B"
    assert form((t, (A,)), (1 / t, (B,))) == "t*A + 1/t*B"


def test_what_selects_entries_selects_from_the_sum():
    terms = [(S(1), (HadamardProduct(A, LowerOnes(3)),)), (S(2), (HadamardProduct(B, LowerOnes(3)),))]
    assert str(factored(with_masks_joined(terms), (3, 3))) == "HadamardProduct(A + 2*B, LowerOnes(3))"
    other = [(S(1), (HadamardProduct(A, LowerOnes(3)),)), (S(2), (HadamardProduct(B, UpperOnes(3)),))]
    assert len(with_masks_joined(other)) == 2


@pytest.mark.parametrize("sum_of", [A + A.T, a * b.T + b * a.T, HadamardProduct(A, Identity(3))])
def test_what_is_symmetric_by_its_form_is_its_own_transpose(sum_of):
    kept = normalised(sum_of)
    assert transposed(kept) == kept
    assert transposed(A + 2 * A.T) != A + 2 * A.T


def test_the_diagonal_of_a_transpose_is_that_of_the_matrix():
    assert normalised(HadamardProduct(A.T, Identity(3))) == normalised(HadamardProduct(A, Identity(3)))


def test_a_sign_and_an_absolute_value_cancel():
    assert str(gradient(log(Abs(Determinant(X))), X)) == "X.T**(-1)"
    assert str(gradient(Abs(Determinant(X)), X)) == "(sign(Determinant(X))*Determinant(X))*X.T**(-1)"
    assert str(gradient(log(Abs(Trace(X))), X)) == "1/Trace(X)*I"
    assert str(gradient(log(Abs(t)), t)) == "1/t"


FACTORS = (
    A,
    B,
    A.T,
    W,
    W.T,
    A + W,
    Transpose(A + W),
    A - B,
    B - A,
    Identity(3),
    a * b.T,
    x * Transpose(x - a),
)
SCALARS = (S(1), S(-1), S(2), Rational(-1, 2), t, 1 / t, u / t**2, Trace(A), 1 / Trace(W) ** 2)


def random_terms(seed):
    draw = random.Random(seed)
    words = [[draw.choice(FACTORS) for _ in range(draw.randint(1, 3))] for _ in range(draw.randint(2, 6))]
    # Parts of one sum with the same rest, so that there is something to collect.
    rest = draw.choice((Transpose(A + W), A - B))
    words += [[A, rest], [W, rest]]
    return [(draw.choice(SCALARS), word) for word in words]


@pytest.mark.parametrize("seed", range(40))
def test_the_value_stays(seed):
    terms = []
    for coefficient, word in random_terms(seed):
        product = coefficient * Identity(3)
        for factor in word:
            product = product * factor
        terms.append(product)
    given = terms_of(*(normalised(term) for term in terms))
    point = rational_point(*terms, A + B + W)
    plain, shorter = add_up(given, (3, 3)), factored(given, (3, 3))
    assert gap(evaluate(shorter, point), evaluate(plain, point)) <= 1e-25
