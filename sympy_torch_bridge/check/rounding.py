"""What each torch operation rounds: not at all, by how many units, or in the sum it forms."""

from __future__ import annotations

import math

import torch

__all__ = [
    "ARGUMENT_ROUNDED",
    "COMPLEX_FACTOR",
    "CONSTANTS",
    "EXACT",
    "FACTORISATIONS",
    "FLOORED",
    "LENGTHS",
    "SUMS",
    "TENSOR_VARIANT",
    "is_exact_constant",
    "is_inexact",
    "ulps",
]

# Copies, selections, signs and whole numbers: the result is one of the inputs or an exact number.
EXACT = frozenset({
    "abs", "neg", "negative", "sign", "sgn", "positive", "where", "maximum", "minimum", "max", "min", "amax",
    "amin", "fmax", "fmin", "clamp", "clamp_min", "clamp_max", "relu", "threshold", "threshold_backward",
    "floor", "ceil", "round", "trunc", "heaviside", "isnan", "isinf", "isfinite",
    "eq", "ne", "lt", "le", "gt", "ge", "logical_and", "logical_or", "logical_not", "logical_xor",
    "bitwise_and", "bitwise_or", "bitwise_not", "copy", "clone", "detach", "alias", "_to_copy", "to",
    "cat", "stack", "hstack", "vstack", "zeros", "zeros_like",
    "ones", "ones_like", "empty", "empty_like", "empty_strided", "new_zeros", "new_ones", "new_empty",
    "new_empty_strided", "zero", "arange", "eye", "rand", "rand_like",
    "randn", "expand_copy", "view_copy", "reshape", "_reshape_alias", "contiguous", "repeat", "flip", "roll",
    "index", "index_select", "gather", "scatter", "masked_fill", "masked_select", "select_backward",
    "real", "imag", "conj", "_conj", "_conj_physical", "conj_physical", "resolve_conj", "resolve_neg",
    "_neg_view", "view_as_real", "view_as_complex", "complex",
    "slice_backward", "index_put", "tril", "triu", "diag_embed", "diagonal_backward", "sort", "topk",
    "argmax", "argmin",
    "aminmax", "cummax", "cummin", "kthvalue", "median", "nanmedian", "mode",
    "split", "split_with_sizes", "max_pool2d_with_indices",
    "any", "all", "nonzero", "unbind", "unfold_backward",
    # Zeros in the very storage layout of another tensor, which forward mode compares.
    "_new_zeros_with_same_feature_meta",
})  # fmt: skip

# Of complex numbers these are square roots of sums of squares, and round.
LENGTHS = frozenset({"abs", "sgn"})
# A complex operation consists of several real ones: a product has an error of sqrt(5) units of its modulus.
COMPLEX_FACTOR = 4.0

# Tensors made of Python numbers: as exact as those are.
CONSTANTS = frozenset({
    "full", "full_like", "new_full", "fill", "scalar_tensor", "lift_fresh", "lift_fresh_copy",
})  # fmt: skip

# Results of sums carry the rounding of their terms, which may be far larger than the sum.
SUMS = frozenset({
    "sum", "mean", "mm", "bmm", "mv", "dot", "vdot", "cumsum", "trace", "addmm", "addmv", "addbmm", "baddbmm",
    "addr", "addcmul", "addcdiv", "_addmm_activation", "linear", "convolution",
    "convolution_backward",
})  # fmt: skip

# Their error is that of a matrix which differs from the given one in its last digits.
FACTORISATIONS = frozenset({
    "linalg_inv_ex", "linalg_solve_ex", "_linalg_solve_ex", "_linalg_det", "_linalg_slogdet",
    "linalg_cholesky_ex", "linalg_lu_factor_ex", "linalg_lu", "linalg_lu_solve", "linalg_qr", "_linalg_svd",
    "_linalg_eigh", "linalg_eig", "linalg_solve_triangular", "triangular_solve", "cholesky_inverse",
    "cholesky_solve", "linalg_matrix_exp",
})  # fmt: skip

# Kernels that begin by rounding a multiple, a square or a difference of their argument, in reflection
# formulas, asymptotic series and recurrences: as wrong as for an argument that differs in its last digit.
ARGUMENT_ROUNDED = frozenset({
    "lgamma", "digamma", "polygamma", "mvlgamma", "special_log_ndtr", "special_erfcx", "special_bessel_j0",
    "special_bessel_j1", "special_bessel_y0", "special_bessel_y1", "special_airy_ai",
    "special_spherical_bessel_j0", "special_hermite_polynomial_h", "special_hermite_polynomial_he",
    "special_laguerre_polynomial_l", "special_legendre_polynomial_p",
})  # fmt: skip

_UNITS: dict[float, tuple[str, ...]] = {
    2.0: (
        "sin", "cos", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sinh", "cosh", "sigmoid",
        "hypot", "logaddexp",
    ),
    4.0: (
        "pow", "tan", "tanh", "erf", "asin", "acos", "atan", "atan2", "asinh", "acosh", "atanh", "sinc",
        "softplus", "silu", "gelu", "mish", "elu", "logit", "tanh_backward", "sigmoid_backward",
        "softplus_backward", "silu_backward", "gelu_backward", "mish_backward", "elu_backward",
        "logit_backward", "logsumexp", "_softmax", "_log_softmax", "xlogy", "special_xlog1py", "special_entr",
        "std", "var", "prod", "norm", "linalg_vector_norm", "angle",
    ),
    8.0: ("erfc", "special_erfcx", "special_ndtr", "special_log_ndtr"),
    16.0: ("erfinv", "special_ndtri"),
    64.0: (
        "lgamma", "digamma", "polygamma", "mvlgamma", "special_zeta", "i0", "special_i0e", "special_i1",
        "special_i1e", "igamma", "igammac", "special_bessel_j0", "special_bessel_j1", "special_bessel_y0",
        "special_bessel_y1", "special_modified_bessel_i0", "special_modified_bessel_i1",
        "special_modified_bessel_k0", "special_modified_bessel_k1", "special_airy_ai",
    ),
}  # fmt: skip
_ULPS = {name: units for units, names in _UNITS.items() for name in names}

# Near a zero of these the error stays as large as elsewhere: the kernel does not resolve the zero.
FLOORED: dict[str, float] = dict.fromkeys(
    (
        "lgamma", "digamma", "special_bessel_j0", "special_bessel_j1", "special_bessel_y0",
        "special_bessel_y1", "special_airy_ai",
    ),
    1.0,
)  # fmt: skip

_aten = torch.ops.aten
# Where a Python constant may stand, and the same operation with a tensor in its place.
TENSOR_VARIANT = {
    "aten.add.Tensor": _aten.add.Tensor,
    "aten.add_.Tensor": _aten.add_.Tensor,
    "aten.add.Scalar": _aten.add.Tensor,
    "aten.sub.Tensor": _aten.sub.Tensor,
    "aten.sub_.Tensor": _aten.sub_.Tensor,
    "aten.sub.Scalar": _aten.sub.Tensor,
    "aten.rsub.Scalar": _aten.rsub.Tensor,
    "aten.mul.Tensor": _aten.mul.Tensor,
    "aten.mul_.Tensor": _aten.mul_.Tensor,
    "aten.mul.Scalar": _aten.mul.Tensor,
    "aten.div.Tensor": _aten.div.Tensor,
    "aten.div_.Tensor": _aten.div_.Tensor,
    "aten.div.Scalar": _aten.div.Tensor,
    "aten.pow.Tensor_Scalar": _aten.pow.Tensor_Tensor,
    "aten.pow.Scalar": _aten.pow.Tensor_Tensor,
}

# A constant with so few binary digits means itself; one with more is the rounding of something else.
_EXACT_BITS = 26


def ulps(name: str) -> float:
    """Return the rounding error of an operation in units of its last place; 1 for arithmetic.

    Examples
    --------
    >>> ulps("mul"), ulps("sin"), ulps("erfc")
    (1.0, 2.0, 8.0)
    """
    return _ULPS.get(name, 1.0)


def is_exact_constant(value: complex) -> bool:
    """Tell whether a constant is the very number that was meant: 2.0 and 0.375, not 0.1.

    Examples
    --------
    >>> is_exact_constant(0.375), is_exact_constant(0.1)
    (True, False)
    """
    if isinstance(value, complex):
        return is_exact_constant(value.real) and is_exact_constant(value.imag)
    if not math.isfinite(value):
        return True
    mantissa, _ = math.frexp(value)
    return math.ldexp(mantissa, _EXACT_BITS).is_integer()


def is_inexact(constants: torch.Tensor) -> torch.Tensor:
    """Tell for each entry whether it takes more than half the digits of its type.

    Examples
    --------
    >>> is_inexact(torch.tensor([0.375, 0.1, 3.0, math.inf], dtype=torch.float64))
    tensor([False,  True, False, False])
    """
    if constants.is_complex():
        return is_inexact(constants.real) | is_inexact(constants.imag)
    half = round(-math.log2(torch.finfo(constants.dtype).eps) / 2)
    digits = torch.ldexp(torch.frexp(constants.double()).mantissa, torch.tensor(half))
    return torch.isfinite(constants) & (digits != digits.floor())
