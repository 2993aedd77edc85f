"""From how many points on the fused program is faster than one operation after the other."""

from __future__ import annotations

from typing import Final

from . import blocks
from .fused_program import FusedProgram

__all__ = ["fewest_points", "is_faster_plain"]

# Operations times points from which blocks are faster, without and with the native interpreter; a call of one
# operation costs as much as so many points. The numbers are from benchmarks/speed/crossover.py.
_LEAST_WORK: Final = (3_000_000, 40_000)
_POINTS_OF_A_CALL: Final = 1000
# So many operations outweigh the one call of the interpreter, or of a kernel, even at one point.
_ENOUGH_OPERATIONS: Final = 16


def is_faster_plain(fused: FusedProgram, points: int, *, on_cpu: bool = True) -> bool:
    """Tell whether a call is faster operation by operation.

    A large program is counted only as far as the answer needs it.

    Examples
    --------
    >>> import sympy, torch
    >>> from sympy_torch_bridge.program import lower
    >>> sine = FusedProgram(lower(sympy.sin(sympy.Symbol("x")))[0], torch.float64)
    >>> is_faster_plain(sine, 1), is_faster_plain(sine, 10_000_000)
    (True, False)
    """
    if not on_cpu:
        return not fused.has_at_least(_ENOUGH_OPERATIONS)
    is_native = bool(blocks.native_library())
    least = -(-_LEAST_WORK[is_native] // (points + _POINTS_OF_A_CALL))
    return not fused.has_at_least(min(least, _ENOUGH_OPERATIONS) if is_native else least)


def fewest_points(fused: FusedProgram, *, on_cpu: bool = True) -> int | None:
    """Return from how many points on a call is not faster operation by operation, None where it always is.

    Examples
    --------
    >>> import sympy, torch
    >>> from sympy_torch_bridge.program import lower
    >>> sine = FusedProgram(lower(sympy.sin(sympy.Symbol("x")))[0], torch.float64)
    >>> points = fewest_points(sine)
    >>> is_faster_plain(sine, points - 1), is_faster_plain(sine, points)
    (True, False)
    """
    if not is_faster_plain(fused, 1, on_cpu=on_cpu):
        return 1
    operations = max(fused.program.operation_count, fused.operation_count)
    if not on_cpu or not operations:
        return None
    least = _LEAST_WORK[bool(blocks.native_library())]
    return -(-least // operations) - _POINTS_OF_A_CALL
