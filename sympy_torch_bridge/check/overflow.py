"""Whether code has no number at a point because it left the range of the floating type on its way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from .result import PointResult

__all__ = ["BEYOND_RANGE", "lost_range", "range_notes"]

BEYOND_RANGE = "on the way, beyond the range of"

# What has a finite value for all numbers, so that an infinite one is beyond the range.
_GROWING = frozenset({
    "exp", "exp2", "expm1", "sinh", "cosh", "mul", "square", "add", "sub", "rsub", "sum", "mean", "prod",
    "cumsum", "cumprod", "mm", "bmm", "mv", "dot", "addmm", "addmv", "baddbmm", "addcmul", "logsumexp",
})  # fmt: skip
# What is infinite at a zero of the argument with this number.
_POLES = {"div": 1, "true_divide": 1, "reciprocal": 0, "rsqrt": 0, "pow": 0, "log": 0, "log2": 0, "log10": 0}
# What is zero for no argument, or only for an argument that is.
_VANISHING = frozenset({"exp", "exp2", "mul", "square", "div", "true_divide", "reciprocal", "pow", "erfc"})


class _Range(TorchDispatchMode):
    """Finds the first operation whose result is not finite, and whether a zero came from an underflow."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.cause: str | None = None
        self._is_over = False
        self._underflow: str | None = None

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Run one operation and look at its result."""
        name = str(func.overloadpacket.__name__).removesuffix("_")
        operands = [_number(arg) for arg in args]
        was_finite = all(bool(torch.isfinite(number).all()) for number in operands if number is not None)
        had_zero = any(bool((number == 0).any()) for number in operands if number is not None)
        result = func(*args, **(kwargs or {}))
        if self._is_over or not was_finite:
            return result
        found = [leaf for leaf in tree_leaves(result) if _number(leaf) is not None]
        if not all(bool(torch.isfinite(leaf).all()) for leaf in found):
            self._is_over = True
            # A power of a negative number is nan where it has no real value, and infinite beyond the range.
            is_undefined = name == "pow" and any(bool(torch.isnan(leaf).any()) for leaf in found)
            self.cause = None if is_undefined else self._cause_of(name, operands)
        elif name in _VANISHING and not had_zero and any(bool((leaf == 0).any()) for leaf in found):
            self._underflow = self._underflow or name
        return result

    def _cause_of(self, name: str, operands: Sequence[Tensor | None]) -> str | None:
        if name in _GROWING:
            return f"{name} overflows"
        if name not in _POLES:
            return None
        place = _POLES[name]
        operand = operands[place] if place < len(operands) else None
        if operand is not None and not bool((operand == 0).any()):
            # The logarithm of a negative number is no overflow, and no logarithm is too large.
            return None if name.startswith("log") or name == "rsqrt" else f"{name} overflows"
        return None if self._underflow is None else f"{self._underflow} underflows"


def lost_range(compute: Callable[..., Tensor], point: Sequence[Tensor]) -> str | None:
    """Return which operation leaves the range of the floating type, None if none makes the result not finite.

    A pole of the code is no such operation: where it divides by zero it has no number at any precision.

    Parameters
    ----------
    compute : callable
    point : sequence of Tensor, shape (1,)

    Examples
    --------
    >>> x = torch.tensor([1000.0], dtype=torch.float64)
    >>> lost_range(lambda x: torch.exp(x) / (1 + torch.exp(x)), [x])
    'exp overflows'
    >>> lost_range(lambda x: 1 / torch.exp(-x), [x])
    'exp underflows'
    >>> lost_range(lambda x: torch.sqrt(-x), [x]), lost_range(lambda x: x / (x - x), [x])
    (None, None)
    """
    with _Range() as watched:
        compute(*point)
    cause: str | None = watched.cause
    return cause


def range_notes(rows: Sequence[PointResult]) -> list[str]:
    """Say at how many points code has no number for this reason, and at which it has none."""
    lost = {row.index: row for row in rows if row.verdict == "ILL_CONDITIONED" and BEYOND_RANGE in row.note}
    if not lost:
        return []
    row = next(iter(lost.values()))
    where = f"{len(lost)} points drawn, first at {row.place}"
    return [f"the code gives {row.note} at {where}; give domain= or points= to insist"]


def _is_floating(value: Any) -> bool:
    return isinstance(value, Tensor) and (value.is_floating_point() or value.is_complex())


def _number(value: Any) -> Tensor | None:
    """Return an operand as a tensor, None for what is no number of the computation."""
    if isinstance(value, Tensor):
        # Forward mode has tensors without memory: zeros that stand for a tangent, shapes alone.
        has_numbers = not (value._is_zerotensor() or value.is_meta)
        return value if _is_floating(value) and has_numbers else None
    return torch.tensor(value) if isinstance(value, float | complex) else None
