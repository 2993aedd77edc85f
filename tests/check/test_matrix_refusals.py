"""Claims about matrices that are no formula and no code are refused with a way out."""

from __future__ import annotations

import pytest
import sympy
import torch

from sympy_torch_bridge.check import check_gradient
from sympy_torch_bridge.errors import InputTypeError, OptionError

A = sympy.MatrixSymbol("A", 2, 2)


def test_tensors_and_higher_orders_are_refused_with_a_way_out():
    with pytest.raises(InputTypeError, match=r"a Tensor.*\n.*give the code that computes it"):
        check_gradient(sympy.Trace(A), torch.eye(2), A)
    with pytest.raises(OptionError, match="accepted: 1, 2"):
        check_gradient(sympy.Trace(A * A * A), A, A, order=3)


def test_arrays_are_made_formulas_by_sympy():
    with pytest.raises(InputTypeError, match=r"sympy\.Matrix\(array\) makes a formula of it"):
        check_gradient(sympy.Trace(A), torch.eye(2).numpy(), A)
