"""What a report says of code whose rounding cannot be measured."""

from __future__ import annotations

from .measurement import Batch, Bench
from .origin import leaves_torch

__all__ = ["opaque_notes"]


def opaque_notes(compute: Batch, bench: Bench) -> list[str]:
    """Say which errors are left open, not refuted, where a computation leaves torch.

    Parameters
    ----------
    compute : callable
        Maps tensors of shape ``(n,)`` to a tensor of shape ``(n, ...)``.
    bench : Bench

    Examples
    --------
    >>> import sympy, torch
    >>> from .gradient import check_gradient
    >>> x = sympy.Symbol("x")
    >>> check_gradient(sympy.sin(x), lambda x: torch.from_numpy(torch.cos(x).numpy() * 1.0)).notes
    ('part of the claim is computed outside torch: an error below 1.5e-08 is left open, not refuted',)
    """
    if not leaves_torch(compute, bench.tensors):
        return []
    return [
        f"part of the claim is computed outside torch: an error below {bench.precision.gross:.1e} is left "
        "open, not refuted"
    ]
