"""The nodes of the package read numbers and expressions; a text is refused and never evaluated."""

from __future__ import annotations

import pytest
from sympy import MatrixSymbol, Symbol

import sympy_torch_bridge as stb
from sympy_torch_bridge.matrix.matrix_sum import MatrixSum
from sympy_torch_bridge.matrix.partial_trace import PartialTrace
from sympy_torch_bridge.matrix.sine import SineDerivative
from sympy_torch_bridge.matrix.toeplitz_projection import ToeplitzProjector
from sympy_torch_bridge.matrix.triangle import LowerOnes, UpperOnes
from sympy_torch_bridge.matrix.unit import MatrixUnit
from sympy_torch_bridge.matrix.vectorization import DiagonalSelection

A = MatrixSymbol("A", 2, 2)
TEXT = "().__class__.__name__.evaluated()"
NODES = {
    "Vec": lambda text: stb.Vec(text),
    "CommutationMatrix": lambda text: stb.CommutationMatrix(text, 2),
    "MatrixExponential": lambda text: stb.MatrixExponential(text),
    "MatrixSine": lambda text: stb.MatrixSine(text),
    "MatrixCosine": lambda text: stb.MatrixCosine(text),
    "SineDerivative": lambda text: SineDerivative(A, text),
    "Eigenvalue": lambda text: stb.Eigenvalue(text, 0),
    "Eigenvalue-index": lambda text: stb.Eigenvalue(A, text),
    "Eigenvector": lambda text: stb.Eigenvector(text, 0),
    "Eigenvector-index": lambda text: stb.Eigenvector(A, text),
    "ShiftedPseudoinverse": lambda text: stb.ShiftedPseudoinverse(text, 0),
    "DiagonalMeans": lambda text: stb.DiagonalMeans(text),
    "DiagonalSums": lambda text: stb.DiagonalSums(text),
    "ToeplitzMatrix": lambda text: stb.ToeplitzMatrix(text),
    "ToeplitzProjector": ToeplitzProjector,
    "DiagonalSelection": DiagonalSelection,
    "LowerOnes": LowerOnes,
    "UpperOnes": UpperOnes,
    "MatrixUnit": lambda text: MatrixUnit(2, 2, text, 0),
    "PartialTrace": lambda text: PartialTrace(A, text, 1),
    "MatrixSum": lambda text: MatrixSum(A, (Symbol("i", integer=True), 0, text)),
}


@pytest.mark.parametrize("name", NODES)
def test_a_text_is_refused_and_not_evaluated(name):
    with pytest.raises(stb.InputTypeError, match="a text is not read here"):
        NODES[name](TEXT)


@pytest.mark.parametrize("name", ["Vec", "MatrixExponential", "MatrixSine", "Eigenvalue", "DiagonalMeans"])
@pytest.mark.parametrize("value", [3, Symbol("x"), None], ids=str)
def test_what_is_no_matrix_is_refused(name, value):
    with pytest.raises(stb.InputTypeError, match="expected a"):
        NODES[name](value)
