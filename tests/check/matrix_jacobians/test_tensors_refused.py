"""Tensors as claimed Jacobians of matrices: refused, with what to give instead."""

import pytest
import sympy
import torch

from sympy_torch_bridge import InputTypeError, check_gradient

Z = sympy.MatrixSymbol("Z", 2, 2)


@pytest.mark.parametrize("claim", [torch.eye(4), [torch.eye(4)]], ids=["tensor", "list"])
def test_a_tensor_is_refused_with_what_to_give(claim):
    with pytest.raises(InputTypeError, match="give the code that computes it"):
        check_gradient(Z * Z, claim, Z)
