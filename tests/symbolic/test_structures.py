"""Several assumptions about one matrix: the projection onto what they have in common, or a refusal."""

from __future__ import annotations

import pytest
from sympy import MatrixSymbol, Q, Trace, assuming

import sympy_torch_bridge as stb

A, X = MatrixSymbol("A", 3, 3), MatrixSymbol("X", 3, 3)

TOGETHER = {
    "both-triangles": (Q.lower_triangular, Q.upper_triangular),
    "symmetric-triangle": (Q.symmetric, Q.lower_triangular),
    "diagonal-and-symmetric": (Q.diagonal, Q.symmetric),
}
REFUSED = {
    "symmetric-and-orthogonal": (Q.symmetric, Q.orthogonal),
    "triangular": (Q.triangular,),
    "unit-triangular": (Q.unit_triangular,),
    "unitary": (Q.unitary,),
    "singular": (Q.singular,),
}


@pytest.mark.parametrize("name", TOGETHER)
def test_two_structures_leave_the_diagonal(name):
    with assuming(*(predicate(X) for predicate in TOGETHER[name])):
        assert str(stb.gradient(Trace(A * X), X)) == "HadamardProduct(A, I)"


@pytest.mark.parametrize("name", REFUSED)
def test_what_has_no_projection_is_refused(name):
    with (
        assuming(*(predicate(X) for predicate in REFUSED[name])),
        pytest.raises(stb.MatrixDerivativeError, match="assume one structure"),
    ):
        stb.gradient(Trace(A * X), X)


@pytest.mark.parametrize("predicate", [Q.positive_definite, Q.invertible, Q.fullrank], ids=str)
def test_assumptions_of_open_sets_change_nothing(predicate):
    with assuming(predicate(X)):
        assert str(stb.gradient(Trace(A * X), X)) == "A.T"


@pytest.mark.parametrize("value", [["symmetric"], 3, Q.symmetric], ids=str)
def test_a_structure_is_a_name(value):
    with pytest.raises(stb.OptionError, match="structure="):
        stb.gradient(Trace(A * X), X, structure={X: value})
