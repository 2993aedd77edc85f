"""What to do about an operation that cannot be read."""

from __future__ import annotations

__all__ = ["COUNTING", "DENSE", "HINTS", "IN_TORCH", "NO_READING", "OUTSIDE", "RANDOM", "SWELL", "VALUE"]

NO_READING = "write this step with operations that have a formula, or trace the steps before and after it"
RANDOM = "a dropout: module.eval(), or p=0; other noise: make it an input of the function"
VALUE = (
    "write the choice as a formula: torch.where(condition, a, b), torch.maximum, torch.clamp; a check that "
    "the input is positive is decided by Symbol('x', positive=True), and a distribution checks nothing with "
    "validate_args=False"
)

SWELL = "trace one step of a loop, or give intermediate results as inputs with symbols of their own"

IN_TORCH = "stay in torch: torch.stack makes a tensor of tensors, where torch.tensor and numpy need values"

OUTSIDE = (
    "work on a copy: tensor.clone(); a module that keeps account of its calls is given itself, "
    "and not in a function"
)
DENSE = "give it all its entries: tensor.to_dense()"
COUNTING = (
    "a batch norm in training keeps account of its batches; from_torch(module, inputs) changes copies; after "
    "eval() there is nothing to change, and the averages that it has are numbers of the formula"
)

_ORDER = "the order depends on the values; amax, amin and where have formulas, sorting has none"
_SHAPE = "the shape of the result depends on the values: multiply by the mask, or use torch.where"

HINTS = {
    **dict.fromkeys(
        ("aten.sort", "aten.topk", "aten.kthvalue", "aten.median", "aten.argsort", "aten.mode"), _ORDER
    ),
    **dict.fromkeys(("aten.nonzero", "aten.masked_select", "aten._unique2", "aten.unique_dim"), _SHAPE),
    "aten._linalg_svd": (
        "singular values have no formula here; where torch.det is differentiated twice they are torch's own "
        "way: differentiate the expression of the value, or use torch.linalg.slogdet"
    ),
    **dict.fromkeys(
        ("aten._linalg_eigh", "aten.linalg_eig", "aten.linalg_qr"),
        "eigenvalues and factors of a matrix have no formula here; their sums and products have: "
        "torch.trace, torch.det, torch.linalg.inv",
    ),
    "aten.nan_to_num": "a formula is nowhere nan: choose by torch.where(x > 0, torch.log(x), -5.0)",
    "aten.round": "halves are rounded to even, which SymPy has no function for; use torch.floor(x + 0.5)",
}
