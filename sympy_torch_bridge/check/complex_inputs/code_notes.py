"""What is to be known of code with complex inputs besides its numbers: its types, its batch, its origin."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from ..code_behaviour import NOTES, behaviour_of
from ..diagnosis import Diagnosis
from ..measurement import Bench
from ..narrow_types import narrow_type_notes
from ..opaque_code import opaque_notes
from ..real_values import complex_values
from ..result import PointResult
from ..torch_claim import TorchClaim
from ..verdict import overall
from .higher_reference import ComplexSide
from .torch_modes import complex_reverse

__all__ = ["code_notes"]


def code_notes(
    claim: TorchClaim, bench: Bench, reference: ComplexSide, rows: Sequence[PointResult]
) -> tuple[Diagnosis, list[str]]:
    """Return what keeps code from being a function of one point, and what limits the check of it.

    Parameters
    ----------
    claim : TorchClaim
        With outputs before symbols.
    bench : Bench
    reference : ComplexReference or HigherComplexReference
    rows : sequence of PointResult
        Of the claim.
    """
    value = claim.value

    def compute(*tensors: Tensor) -> Tensor:
        if value is None:
            return claim.jacobian(*tensors)
        return complex_reverse(value, tensors, bench.question, reference.conventions)

    if overall(rows, bench.precision)[0] == "consistent":
        return Diagnosis(), opaque_notes(compute, bench)
    named = behaviour_of(compute, bench.tensors, complex_values)
    notes = [NOTES[mistake.kind] for mistake in named.mistakes] or opaque_notes(compute, bench)
    return named, notes or narrow_type_notes(compute, bench.tensors)
