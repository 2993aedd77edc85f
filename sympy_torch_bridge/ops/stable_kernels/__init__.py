"""Torch kernels for formulas that lose digits, or leave the range of numbers, when computed as written.

Each is the same real function as the formula in its docstring, nan outside its domain included, and
a composition of torch operations. Where the formula as written is accurate it is computed as
written, so that no argument becomes worse. A branch that is not taken sees a harmless argument, so
that its gradient cannot turn the other one into nan. Complex tensors get the formula as written.
"""

from __future__ import annotations

from .angles import acos1m, x_minus_sin
from .error_functions import log_erfc, log_half_erfc, scaled_erfc
from .exponentials import (
    bose,
    bose_slope,
    compound,
    exp_difference,
    exp_power,
    expm1,
    power_of_one_plus,
    sech_squared,
    sigmoid,
    sigmoid_slope,
    tanh,
    tanh_slope,
)
from .logarithms import (
    log1mexp,
    log_cos,
    log_cosh,
    log_difference,
    log_even_power,
    log_exp,
    log_expm1,
    log_power,
    log_product,
    log_sin,
    log_sinh,
    softplus,
)
from .quotients import log_quotient, log_quotient_of_values
from .squares import difference_of_squares, hypot, log_sum_squares, sqrt_difference, sqrt_square

__all__ = [
    "acos1m",
    "bose",
    "bose_slope",
    "compound",
    "difference_of_squares",
    "exp_difference",
    "exp_power",
    "expm1",
    "hypot",
    "log1mexp",
    "log_cos",
    "log_cosh",
    "log_difference",
    "log_erfc",
    "log_even_power",
    "log_exp",
    "log_expm1",
    "log_half_erfc",
    "log_power",
    "log_product",
    "log_quotient",
    "log_quotient_of_values",
    "log_sin",
    "log_sinh",
    "log_sum_squares",
    "power_of_one_plus",
    "scaled_erfc",
    "sech_squared",
    "sigmoid",
    "sigmoid_slope",
    "softplus",
    "sqrt_difference",
    "sqrt_square",
    "tanh",
    "tanh_slope",
    "x_minus_sin",
]
